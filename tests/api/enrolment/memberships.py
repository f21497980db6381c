"""Where students are enrolled by the routes of memberships, and what asks for it."""

from typing import Any

import pytest

from tests.api.enrolment.answers import FIRST, TERM
from tests.enrollment.office import Office

PATH = "/api/group-user"
CREATING = "Failed to create group user"
CODES = {"auth_group": "EnableStudents", "school": "SCH001", "batch": FIRST, "grade": "11"}
each_kind = pytest.mark.parametrize("kind", CODES)


def group_of(office: Office, kind: str, code: str) -> int:
    """The group row of a place."""
    places = office.stage.places
    [entity] = [one for (of, name), one in places.entities.items() if (of, name) == (kind, code)]
    return int(places.group_rows[entity])


def wish(office: Office, kind: str, code: str, **more: Any) -> dict[str, Any]:
    """What enrols S1 in a place."""
    return {
        "user_id": office.user("S1"),
        "group_id": group_of(office, kind, code),
        **TERM,
        **more,
    }


def conflict(kind: str, plural: str) -> str:
    """What is told of those who are in one of a kind of which one is all one can have."""
    return (
        f"Student is already enrolled in a different {kind}."
        f" Use 'update_incorrect_{kind}_to_correct_{kind}' import type to change {plural}."
    )
