"""Finding entities by their codes."""

import pytest
from flask import Flask

from dbservice.db import transaction
from dbservice.errors import NotFound
from dbservice.services import references
from dbservice.services.groups import GroupKind


def test_a_refusal_is_each_callers_own(app: Flask, organisation: None) -> None:
    with transaction() as session:
        found = references.resolve(session, {GroupKind.SCHOOL: {"NOWHERE"}})
    refusals = []
    for _ in range(2):
        with pytest.raises(NotFound) as caught:
            found.target(GroupKind.SCHOOL, "NOWHERE")
        refusals.append(caught.value)
    refusals[0].field = "school_code"
    assert refusals[1].field is None
    assert refusals[0].data == refusals[1].data
