"""Every check, and what all of them together say of a database."""

from collections.abc import Iterator

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from dbservice.services.consistency import check
from dbservice.services.consistency.check import Check, Finding
from dbservice.services.consistency.invariants import INVARIANTS
from dbservice.services.consistency.orphans import ORPHANS
from dbservice.services.consistency.pointers import POINTERS

CHECKS: dict[str, Check] = {one.name: one for one in (*INVARIANTS, *ORPHANS, *POINTERS)}


def findings(connection: Connection | Session, limit: int | None = None) -> Iterator[Finding]:
    """What each check finds, with the keys of the first `limit` exceptions, or of all."""
    for one in CHECKS.values():
        yield check.examine(connection, one, limit)


def exceptions(connection: Connection | Session) -> dict[str, list[dict[str, object]]]:
    """The exceptions of the checks that have any: nothing for good data."""
    return {
        finding.check.name: [dict(keys) for keys in finding.first]
        for finding in findings(connection)
        if finding.count
    }


def summary(connection: Connection | Session) -> dict[str, int]:
    """How many exceptions each check finds, by its name; reads the whole of the database."""
    return {name: check.count(connection, one) for name, one in CHECKS.items()}
