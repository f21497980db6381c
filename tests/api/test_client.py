"""A client that a generator made from the API description, as callers make theirs, at work."""

import importlib
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import SCHOOL
from tests.databases import TOKEN

NAME = "generated_client"


class Generated:
    """The modules of the client."""

    def __init__(self, address: str) -> None:
        self.types = importlib.import_module(f"{NAME}.client")
        self.models = importlib.import_module(f"{NAME}.models")
        self.caller = self.types.AuthenticatedClient(base_url=address, token=TOKEN)

    def call(self, tag: str, name: str, *arguments: Any, **options: Any) -> Any:
        """Call an operation; the response with its status and what the client made of it."""
        operation = importlib.import_module(f"{NAME}.api.{tag}.{name}")
        return operation.sync_detailed(*arguments, **{"client": self.caller, **options})


@pytest.fixture
def generated(app: Flask, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    description, rules = tmp_path / "openapi.json", tmp_path / "rules.json"
    with app.app_context():
        description.write_bytes(app.extensions["dbservice-api"].document())
    rules.write_text(json.dumps({"post_hooks": []}))
    program = Path(sys.executable).with_name("openapi-python-client")
    options = ["--meta", "none", "--fail-on-warning", "--config", rules]
    places = ["--path", description, "--output-path", tmp_path / NAME]
    done = subprocess.run(
        [program, "generate", *options, *places], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Generated(address)
    for module in [name for name in sys.modules if name.startswith(NAME)]:
        del sys.modules[module]


def test_a_generated_client_does_all_that_there_is_to_do(generated: Generated) -> None:
    id = rows_come_and_go(generated)
    values_keep_their_kinds(generated)
    refusals_can_be_read(generated, id)
    calls_beside_the_six_work(generated)


def rows_come_and_go(generated: Generated) -> int:
    models, tag = generated.models, "schools_and_batches"
    created = generated.call(tag, "create_school", body=models.SchoolNew(**SCHOOL))
    assert created.status_code == 201
    school = created.parsed
    assert isinstance(school, models.School)
    assert created.headers["Location"] == f"/api/school/{school.id}"
    assert (school.code, school.board, school.user) == (SCHOOL["code"], None, None)
    again = generated.call(tag, "create_school", body=models.SchoolNew(**SCHOOL))
    assert (again.status_code, again.parsed) == (200, school)
    for name, board in (("change_school", "CBSE"), ("put_school", "HBSE")):
        body = models.SchoolChange(board=board)
        assert generated.call(tag, name, school.id, body=body).parsed.board == board
    shown = generated.call(tag, "get_school", school.id).parsed
    assert (shown.board, shown.name) == ("HBSE", school.name)
    assert generated.call(tag, "list_school", code=school.code, limit=5).parsed == [shown]
    assert generated.call(tag, "list_school", board="CBSE", sort="-name").parsed == []
    assert generated.call(tag, "delete_school", school.id).status_code == 204
    return int(school.id)


def values_keep_their_kinds(generated: Generated) -> None:
    models = generated.models
    body = models.UserNew(first_name="Asha", date_of_birth=date(2009, 2, 28), gender="Female")
    user = generated.call("people", "create_user", body=body).parsed
    assert (user.first_name, user.date_of_birth) == ("Asha", date(2009, 2, 28))
    body = models.CandidateNew(candidate_id="C1", latest_cgpa="8.5", first_name="Ravi")
    candidate = generated.call("people", "create_candidate", body=body).parsed
    assert (candidate.latest_cgpa, candidate.user.first_name) == ("8.50", "Ravi")
    found = generated.call("people", "list_user", date_of_birth=date(2009, 2, 28)).parsed
    assert found == [user]


def refusals_can_be_read(generated: Generated, gone: int) -> None:
    models, tag = generated.models, "schools_and_batches"
    unknown = generated.call(tag, "get_school", gone)
    assert unknown.status_code == 404
    assert isinstance(unknown.parsed, models.Error)
    assert unknown.parsed.errors.detail == "Not Found"
    faulty = generated.call("people", "create_user", body=models.UserNew(phone="12-34"))
    assert faulty.status_code == 422
    assert isinstance(faulty.parsed, models.FieldErrors)
    assert faulty.parsed.errors.to_dict() == {"phone": ["has invalid format"]}
    bare = models.SchoolNew(**SCHOOL | {"code": ""})
    refused = generated.call(tag, "create_school", body=bare)
    assert (refused.status_code, refused.parsed.error) == (422, "School code is required")
    stranger = generated.types.AuthenticatedClient(
        base_url=generated.caller.get_httpx_client().base_url, token="wrong"
    )
    turned_away = generated.call(tag, "list_school", client=stranger)
    assert (turned_away.status_code, turned_away.parsed) == (401, "Not Authorized")


def calls_beside_the_six_work(generated: Generated) -> None:
    columns = generated.call("people", "get_student_columns").parsed
    assert columns.fields[:2] == ["id", "student_id"]
