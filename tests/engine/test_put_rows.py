"""Rows that are put: together they come to the same as one after another."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from dbservice.db import rehearsal
from dbservice.errors import Invalid
from dbservice.imports.put_rows import Draft, Needed, PutRows, Reference
from dbservice.imports.rows import Row
from dbservice.services import keys
from tests.engine.drawn import lasting

BATCHES = text("""
    SELECT b.batch_id, b.name, p.batch_id AS parent, b.metadata FROM batch AS b
    LEFT JOIN batch AS p ON p.id = b.parent_id ORDER BY b.id
""")
Cells = dict[str, Any]


def values(row: Row) -> Cells:
    return row.filled("batch_id", "name", "metadata")


def refuse_some(_session: Session, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        if draft.values.get("name") == "bad":
            draft.problems.append(Invalid("bad", field="name"))


put = PutRows(
    key=keys.BATCH,
    named_by=("batch_id",),
    values=values,
    references=(Reference("parent", keys.BATCH, "parent_id", needed=Needed.NEVER),),
    merged=("metadata",),
    before=refuse_some,
)
put_strictly = PutRows(
    key=keys.BATCH,
    named_by=("batch_id",),
    values=values,
    references=(Reference("parent", keys.BATCH, "parent_id"),),
)

codes = st.sampled_from("ABC")
drawn_cells = st.fixed_dictionaries(
    {"batch_id": codes},
    optional={
        "name": st.sampled_from(["n", "m", "bad"]),
        "parent": codes,
        "metadata": st.dictionaries(st.sampled_from("xy"), st.integers(0, 2), max_size=2),
    },
)
nameless = st.fixed_dictionaries({}, optional={"parent": codes})


@pytest.fixture
def session(app: object) -> Iterator[Session]:
    """A session whose writes are rolled back."""
    with rehearsal() as session:
        yield session


def rows_of(cells: Sequence[Cells]) -> list[Row]:
    return [Row(number, [], dict(some)) for number, some in enumerate(cells, 2)]


def taken(session: Session, put: PutRows, cells: Sequence[Cells], chunk: int) -> list[Any]:
    """What rows come to in chunks of this size: the batches, and each row's outcome."""
    rows = rows_of(cells)
    with session.begin_nested() as savepoint:
        for at in range(0, len(rows), chunk):
            put(session, rows[at : at + chunk])
        batches = sorted(map(repr, session.execute(BATCHES)))
        savepoint.rollback()
    told = [
        (row.outcome, [one.code for one in row.problems], [one.code for one in row.remarks])
        for row in rows
    ]
    return [batches, told]


# The second row waits for the first, and the third for the second: the second must not find it.
WAITING = [{"batch_id": "A"}, {"batch_id": "A", "parent": "B"}, {"batch_id": "B"}]


@tried(lasting, max_examples=60)
@example(cells=WAITING, chunk=9, how=put)
@given(
    cells=st.lists(st.one_of(drawn_cells, nameless), max_size=9),
    chunk=st.integers(2, 9),
    how=st.sampled_from([put, put_strictly]),
)
def test_the_size_of_chunks_makes_no_difference(
    session: Session, cells: list[Cells], chunk: int, how: PutRows
) -> None:
    assert taken(session, how, cells, chunk) == taken(session, how, cells, 1)


def test_rows_that_do_not_depend_on_each_other_go_together(session: Session) -> None:
    cells = [{"batch_id": "A"}, *({"batch_id": f"B{n}", "parent": "A"} for n in range(300))]
    sent: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", keep)
    put(session, rows_of(cells))
    event.remove(session.get_bind(), "before_cursor_execute", keep)
    assert len(sent) <= 12
    with_parent = text("SELECT count(*) FROM batch WHERE parent_id IS NOT NULL")
    assert session.scalar(with_parent) == 300
