"""What the API answers when it refuses, and how to see that nothing came of it."""

from typing import Any

from werkzeug.test import TestResponse

from tests.api.conftest import Api
from tests.enrollment.office import DAY, YEAR, Office

TERM = {"academic_year": YEAR, "start_date": DAY}
S1 = {"student_id": "S1"}
FIRST = "EN-11-Photon-Enq-24-001"
SECOND = "EN-12-Photon-Enq-24-001"
THIRD = "NU-11-Nucleus-24-001"
TITLES = {400: "Bad Request", 404: "Not Found", 409: "Conflict", 413: "Request Entity Too Large"}
TITLES[422] = "Unprocessable Entity"


def general(status: int, message: str) -> dict[str, Any]:
    """The general body."""
    return {"errors": {"detail": TITLES[status], "message": message}}


def refused(office: Office, api: Api, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and body of a call that is refused and so changes nothing."""
    before = office.stage.snapshot()
    response = api.call(method, path, body)
    assert response.status_code >= 400, response.json
    assert before == office.stage.snapshot()
    return response.status_code, response.json


def done(response: TestResponse, status: int = 200) -> Any:
    """The body of an answer that is no refusal."""
    assert response.status_code == status, response.text
    return response.json
