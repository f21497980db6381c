"""Each check finds the rows that break its rule, and tells their keys; good data breaks none."""

import pytest
from sqlalchemy import Connection, text

from dbservice.services.consistency import check, register
from dbservice.services.consistency.pointers import LISTS
from dbservice.services.consistency.register import CHECKS
from dbservice.services.integrity import promises
from tests.consistency import organisation
from tests.consistency.breaches import BREACHES

# What of it the database would refuse.
UNKEPT = "; ".join(f"DROP INDEX {promise.name}" for promise in promises())


def broken(connection: Connection, name: str) -> None:
    connection.execute(text(UNKEPT))
    connection.execute(text(BREACHES[name].statements))


def test_a_valid_organisation_has_no_exceptions(organised: Connection) -> None:
    assert register.exceptions(organised) == {}


def test_every_kind_of_row_is_in_the_organisation(organised: Connection) -> None:
    """Otherwise it would not say much that it has no exceptions."""
    for table, *_ in (*organisation.FACTS, *((table,) for table, *_ in LISTS)):
        assert organised.scalar(text(f'SELECT count(*) FROM "{table}"')), table


def test_every_check_has_a_breach() -> None:
    assert {name.partition(",")[0] for name in BREACHES} == CHECKS.keys()


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_told_with_its_keys_and_nothing_else_is(
    organised: Connection, name: str
) -> None:
    broken(organised, name)
    assert register.exceptions(organised) == BREACHES[name].exceptions
    assert {name: count for name, count in register.summary(organised).items() if count} == {
        name: len(keys) for name, keys in BREACHES[name].exceptions.items()
    }


def test_only_the_first_exceptions_are_told_and_all_are_counted(organised: Connection) -> None:
    broken(organised, "code-of-nothing")
    finding = check.examine(organised, CHECKS["code-of-nothing"], limit=2)
    assert finding.count == 5
    assert [keys["table"] for keys in finding.first] == [
        "lms_pm_school_visits",
        "session_occurrence",
    ]
    lines = list(finding.lines())
    assert lines[0].startswith("table lms_pm_school_visits, column school_code, row_id 101")
    assert lines[1].startswith("table session_occurrence, column session_id, row_id 101")
    assert lines[2:] == ["and 3 more"]


def test_an_exception_names_the_person(organised: Connection) -> None:
    broken(organised, "S1")
    (line,) = check.examine(organised, CHECKS["S1"]).lines()
    assert line == "student_id S1, user_id 1001, group_type school, record_ids 100102 and 900001"
