"""Finding students by the numbers that they are known by, and keeping others from taking these."""

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from dbservice.errors import Invalid
from dbservice.services.bulk import text_array
from dbservice.services.driver import Statement, fetch_last
from dbservice.services.known_students import Identity, KnownStudent, KnownStudents

IDENTITY_LOCK = 7_205_422
IDENTITY_LOCKS = 16

FIND = """
    SELECT s.id, s.user_id, s.student_id, s.apaar_id, (
        SELECT a.name FROM enrollment_record AS e JOIN auth_group AS a ON a.id = e.group_id
        WHERE e.user_id = s.user_id AND e.group_type = 'auth_group' AND e.is_current LIMIT 1
    ), s.pen_number
    FROM student AS s
    WHERE s.student_id = ANY(CAST(%s AS varchar[])) OR s.apaar_id = ANY(CAST(%s AS varchar[]))
       OR s.pen_number = ANY(CAST(%s AS varchar[]))
    ORDER BY s.id
"""
LOCK = "SELECT pg_advisory_xact_lock(%s, part) FROM unnest(CAST(%s AS int[])) AS part"


def lock_identities(session: Session, identities: Iterable[Identity]) -> None:
    """Keep everyone else from creating a student with one of these numbers until we commit.

    No unique index can do this, because a student_id may occur twice in old data.
    """
    fetch_last(session, _lock(_parts(identities)))


def find_held(session: Session, identities: Sequence[Identity]) -> KnownStudents:
    """As `lock_identities`, then as `find`; one round trip."""
    return _known(fetch_last(session, _lock(_parts(identities)), _finding(identities)))


def refuse_taken(session: Session, id: int, identity: Identity) -> None:
    """Refuse new numbers for a student that another student has; those they have may stay.

    Holds the numbers until the commit.

    Raises:
        Invalid: IDENTIFIER_TAKEN.
    """
    known = find_held(session, [identity])
    for name, number in identity._asdict().items():
        holders = {one.id for one in known.named(name, number)}
        if holders - {id} and id not in holders:
            raise Invalid("has already been taken", field=name, code="IDENTIFIER_TAKEN")


def lock_all_identities(session: Session) -> None:
    """Keep everyone else from creating any student until we commit.

    For work that creates students again and again before it commits. Would it lock their numbers
    one after the other, it and another could end up waiting for each other. A rehearsal creates
    nobody and so takes no lock.
    """
    if not session.info.get("rehearsal"):
        fetch_last(session, _lock(range(IDENTITY_LOCKS)))


def _parts(identities: Iterable[Identity]) -> set[int]:
    numbers = {number for identity in identities for number in identity if number}
    return {zlib.crc32(number.encode()) % IDENTITY_LOCKS for number in numbers}


def _lock(parts: Iterable[int]) -> Statement:
    """Always in the same order, so that two who want the same never wait for each other."""
    return Statement(LOCK, (IDENTITY_LOCK, sorted(parts)), repeated=True)


def find(session: Session, identities: Iterable[Identity]) -> KnownStudents:
    """Whoever is stored with one of these numbers; one statement for any number of identities."""
    return _known(fetch_last(session, _finding([*identities])))


def _finding(identities: Sequence[Identity]) -> Statement:
    student_ids = text_array(one.student_id for one in identities if one.student_id)
    apaar_ids = text_array(one.apaar_id for one in identities if one.apaar_id)
    pen_numbers = text_array(one.pen_number for one in identities if one.pen_number)
    wanted = (student_ids, apaar_ids, pen_numbers)
    return Statement(FIND, wanted, repeated=len(identities) == 1)


def _known(rows: Iterable[Sequence[Any]]) -> KnownStudents:
    return KnownStudents(KnownStudent(*row) for row in rows)
