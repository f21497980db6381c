"""Statements that are planned once for each connection, and those that are sent together."""

from collections.abc import Iterator
from datetime import date

import psycopg2
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dbservice.db import engine_options
from dbservice.models import User
from dbservice.services import crud
from dbservice.services.driver import (
    PREPARED_AT_MOST,
    Statement,
    begin_with,
    fetch_last,
    fetch_one,
)
from tests.statements import sent_statements

NAMES = text("SELECT statement FROM pg_prepared_statements")


@pytest.fixture
def kept(engine: Engine) -> Iterator[Session]:
    """A session on a connection that outlives its transactions."""
    with engine.connect() as connection, Session(connection) as session:
        yield session


def prepared(session: Session) -> list[str]:
    return [*session.scalars(NAMES)]


def test_what_is_repeated_is_prepared_the_second_time(kept: Session) -> None:
    for times in range(4):
        assert fetch_one(kept, "SELECT %s::int + 1", (times,), repeated=True) == (times + 1,)
        assert len(prepared(kept)) == min(times, 1)
    assert fetch_one(kept, "SELECT %s::int + 2", (1,)) == (3,)
    assert fetch_one(kept, "SELECT %s::int + 2", (1,)) == (3,)
    assert len(prepared(kept)) == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 'it\'s 100 % \\ "ä" %s $1'),
        ("text", None),
        ("bigint", 2**40),
        ("numeric", -1),
        ("boolean", True),
        ("date", date(2026, 2, 3)),
        ("int[]", [1, 2]),
        ("int[]", []),
        ("text[]", ["%s", "b"]),
    ],
)
def test_values_arrive_as_they_are(kind: str, value: object, kept: Session) -> None:
    statement = f"SELECT %s::{kind}, '100 %%'"
    for _ in range(3):
        assert fetch_one(kept, statement, (value,), repeated=True) == (value, "100 %")


def test_what_is_prepared_outlives_a_transaction_that_fails(kept: Session) -> None:
    statement = "SELECT 1 / %s"
    for divisor in (1, 0, 0, 2):
        if divisor:
            assert fetch_one(kept, statement, (divisor,), repeated=True) == (1 // divisor,)
            continue
        with pytest.raises(DBAPIError):
            fetch_one(kept, statement, (divisor,), repeated=True)
        kept.rollback()
    assert len(prepared(kept)) == 1


def test_a_statement_that_cannot_be_prepared_is_told_as_ever(kept: Session) -> None:
    for _ in range(3):
        with pytest.raises(DBAPIError) as error:
            fetch_one(kept, "SELECT no_column FROM grade WHERE id = %s", (1,), repeated=True)
        assert isinstance(error.value.orig, psycopg2.errors.UndefinedColumn)
        kept.rollback()


def test_a_connection_keeps_those_that_were_used_last(kept: Session) -> None:
    def use(number: int) -> None:
        assert fetch_one(kept, f"SELECT {number} + %s", (1,), repeated=True) == (number + 1,)

    for number in range(PREPARED_AT_MOST + 10):
        use(number)
        use(number)
        use(0)
    statements = prepared(kept)
    assert len(statements) == PREPARED_AT_MOST
    assert any("SELECT 0 + $1" in one for one in statements)
    assert not any("SELECT 1 + $1" in one for one in statements)
    use(1)


def test_another_connection_knows_nothing_of_it(engine: Engine) -> None:
    for _ in range(2):
        with engine.connect() as connection, Session(connection) as session:
            for _ in range(3):
                assert fetch_one(session, "SELECT %s::int", (1,), repeated=True) == (1,)
            connection.invalidate()
        with engine.connect() as connection, Session(connection) as session:
            assert prepared(session) == []


def test_of_statements_that_are_sent_together_the_last_answers(kept: Session) -> None:
    for city in ("Pune", "Goa", "Agra"):
        [row] = fetch_last(
            kept,
            crud.insertion(User, {"city": city}),
            Statement(
                "SELECT city, %s::int FROM \"user\" WHERE id = currval('user_id_seq')",
                (7,),
                repeated=True,
            ),
        )
        assert row == (city, 7)


MARK = Statement("SELECT set_config('dbservice.actor', 'someone', true)")
MARKED = text("SELECT current_setting('dbservice.actor', true)")


@pytest.fixture
def pool(engine: Engine) -> Iterator[Engine]:
    """An engine as the application makes it, with the fewest connections, and a table."""
    own = create_engine(engine.url, **engine_options(1, 10) | {"pool_size": 1})
    with own.begin() as connection:
        connection.execute(text("CREATE TABLE noted (word text)"))
    yield own
    with own.begin() as connection:
        connection.execute(text("DROP TABLE noted"))
    own.dispose()


def note(session: Session, word: str) -> None:
    fetch_last(session, Statement("INSERT INTO noted VALUES (%s)", (word,)))


def noted(pool: Engine) -> list[str]:
    with pool.connect() as connection:
        return [*connection.scalars(text("SELECT word FROM noted"))]


@pytest.mark.parametrize("by_driver", [True, False])
def test_a_transaction_begins_together_with_its_first_statement(
    *, by_driver: bool, pool: Engine
) -> None:
    with sent_statements(pool) as sent, Session(pool) as session:
        begin_with(session, MARK)
        assert sent == []
        if by_driver:
            note(session, "a")
        else:
            session.execute(text("INSERT INTO noted VALUES ('a')"))
        assert sent[0].startswith("BEGIN; ")
        assert session.scalar(MARKED) == "someone"
        session.rollback()
        assert session.scalar(MARKED) == ""
    assert noted(pool) == []


@pytest.mark.parametrize("begun", [True, False])
def test_it_ends_as_any_other(*, begun: bool, pool: Engine) -> None:
    def turn(word: str) -> Session:
        session = Session(pool)
        if begun:
            begin_with(session, MARK)
        note(session, word)
        return session

    with turn("committed") as session:
        session.commit()
        note(session, "afterwards")
    with turn("left"):
        pass
    with turn("failed") as session, pytest.raises(DBAPIError):
        fetch_last(session, Statement("SELECT 1 / 0"))
    with turn("undone") as session:
        session.rollback()
        note(session, "committed too")
        session.commit()
    assert noted(pool) == ["committed", "committed too"]


def test_one_in_which_nothing_happens_leaves_no_trace(pool: Engine) -> None:
    for _ in range(2):
        with Session(pool) as session:
            begin_with(session, MARK)
            session.commit()
        with Session(pool) as session:
            note(session, "not committed")
            assert session.scalar(MARKED) in ("", None)
    assert noted(pool) == []


def test_whoever_wants_none_has_none(pool: Engine) -> None:
    with Session(pool) as session:
        begin_with(session, MARK)
        note(session, "a")
        session.commit()
    with pool.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("INSERT INTO noted VALUES ('b')"))
        connection.commit()
        connection.execute(text("INSERT INTO noted VALUES ('c')"))
        connection.rollback()
    assert noted(pool) == ["a", "b", "c"]
