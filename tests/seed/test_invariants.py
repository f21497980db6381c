"""The demo keeps every rule that a database can be checked for."""

from sqlalchemy.orm import Session

from dbservice.services.consistency.register import exceptions


def test_the_demo_has_no_exceptions(seeded: Session) -> None:
    assert exceptions(seeded) == {}
