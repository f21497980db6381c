"""Every kind of cell on every text: it is read or refused, and what is read can be stored."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.db import rehearsal
from dbservice.errors import Invalid
from dbservice.imports import cells
from dbservice.imports.import_type import ImportType, SheetReader
from dbservice.imports.people_columns import STUDENT_FIELDS, USER_FIELDS
from dbservice.imports.registry import TYPES
from dbservice.imports.rows import Outcome, Row
from dbservice.models import Student, User
from dbservice.services import bulk
from tests.engine.drawn import lasting

USERS = User.metadata.tables["user"]
STUDENTS = Student.metadata.tables["student"]

STUDENT = TYPES["student"]
KINDS = [kind for kind in vars(cells).values() if isinstance(kind, cells.Kind)]

# A stored sheet is UTF-8 without NUL; surrogates are not characters.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
any_text = st.text(characters)
odd_text = st.one_of(
    any_text,
    any_text.map(lambda text: text * 80),
    st.from_regex(r"\s*[+-]?[\d\u0663\uff13]{1,12}\s*", alphabet=characters),
    st.from_regex(r"\d{4}-\d{2}-\d{2}([T ].{0,20})?", alphabet=characters),
    st.builds("{}{}".format, st.dates(), st.sampled_from(["", "T10:00:00+05:30", "T24:00", " 1"])),
    st.sampled_from(
        ["TRUE", "yes", "Male", "\uff4dale", "OBC\u0308", "\x1f1", "0000-00-00", "NaN"]
    ),
)


@tried(lasting, max_examples=300)
@given(odd_text)
def test_a_cell_is_read_or_refused(cell: str) -> None:
    for kind in KINDS:
        assert len(refusal(kind, cell)) < 3000


def refusal(kind: cells.Kind, cell: str) -> str:
    try:
        kind.parse(cell)
    except Invalid as refused:
        assert refused.message, kind  # noqa: PT017  # any other exception is the failure
        return refused.message
    return ""


@pytest.fixture
def session(app: object) -> Iterator[Session]:
    """A session whose writes are rolled back."""
    with rehearsal() as session:
        yield session


def rows(type_: ImportType) -> st.SearchStrategy[Row]:
    """A row with some cells of any text, as it is read."""
    headers = type_.headers()
    reader = SheetReader(type_, headers)
    some = st.dictionaries(st.sampled_from(headers), odd_text, min_size=1, max_size=12)
    return some.map(lambda drawn: reader.read(2, [drawn.get(header, "") for header in headers]))


@tried(lasting, max_examples=150)
@given(row=rows(STUDENT))
def test_what_is_read_can_be_stored_and_is_then_the_same(session: Session, row: Row) -> None:
    if row.outcome is Outcome.SKIPPED:
        assert not any(cell.strip() for cell in row.cells)
        return
    with session.begin_nested() as savepoint:
        [[user_id], [student_id]] = bulk.allocate_ids(session, [USERS, STUDENTS], 1)
        user = {name: row.values[name] for name in row.values.keys() & USER_FIELDS}
        student = {name: row.values[name] for name in row.values.keys() & STUDENT_FIELDS}
        bulk.insert_rows(session, USERS, [{**user, "id": user_id}])
        bulk.insert_rows(
            session,
            STUDENTS,
            [{**student, "id": student_id, "user_id": user_id}],
        )
        assert stored(session, "user", user_id, user) == user
        assert stored(session, "student", student_id, student) == student
        if start := row.get("start_date"):
            assert isinstance(start, date)
        savepoint.rollback()


def stored(session: Session, table: str, id: int, like: Mapping[str, Any]) -> dict[str, Any]:
    found = session.execute(text(f'SELECT * FROM "{table}" WHERE id = :id'), {"id": id})
    row = found.mappings().one()
    return {name: row[name] for name in like}
