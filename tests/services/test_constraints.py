"""Broken promises of the database, in words for the person who sent the value."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, ForeignKeyConstraint, UniqueConstraint, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError, Invalid, Unavailable
from dbservice.models import Base
from dbservice.services.constraints import constrained_columns, explain
from tests.rows import add_row

STAMPS = {"now": "2026-01-01"}
USER = 'INSERT INTO "user" (id, inserted_at, updated_at) VALUES (7, :now, :now)'
STUDENT = "INSERT INTO student (id, user_id, inserted_at, updated_at) VALUES (8, 7, :now, :now)"


@pytest.fixture
def refusal(session: Session) -> Callable[..., DomainError]:
    """What a statement that the database refuses comes to."""

    def explained(statement: str, **values: Any) -> DomainError:
        with pytest.raises(DBAPIError) as error:
            session.execute(text(statement), {**STAMPS, **values})
        session.rollback()
        return explain(error.value)

    return explained


def test_a_value_that_is_taken(session: Session, refusal: Callable[..., DomainError]) -> None:
    add = "INSERT INTO school (code, inserted_at, updated_at) VALUES ('S (1)', :now, :now)"
    session.execute(text(add), STAMPS)
    session.commit()
    error = refusal(add)
    assert isinstance(error, Invalid)
    assert (error.field, error.message) == ("code", "has already been taken")
    assert error.data == {"constraint": "school_code_key", "value": "S (1)"}


def test_a_reference_to_nothing(refusal: Callable[..., DomainError]) -> None:
    error = refusal(STUDENT)
    assert isinstance(error, Invalid)
    assert (error.field, error.message) == ("user_id", "does not exist")
    assert error.data["value"] == "7"


def test_a_row_that_is_referred_to(session: Session, refusal: Callable[..., DomainError]) -> None:
    session.execute(text(USER), STAMPS)
    session.execute(text(STUDENT), STAMPS)
    session.commit()
    for statement in ('DELETE FROM "user"', 'UPDATE "user" SET id = 9'):
        error = refusal(statement)
        assert isinstance(error, Conflict)
        assert error.field is None
        assert error.message == "Students still refer to it"


@pytest.mark.parametrize(
    ("statement", "field", "message"),
    [
        ("INSERT INTO product (name) VALUES (NULL)", "name", "can't be blank"),
        ("INSERT INTO user_permission (email, level) VALUES ('a', 9)", None, "is invalid"),
        (
            "UPDATE school SET name = repeat('x', 256)",
            None,
            "should be at most 255 character(s)",
        ),
        ("SELECT 3000000000::int4", None, "is invalid"),
        ("SELECT 'x'::jsonb", None, "is invalid"),
        ("SELECT '2024-02-30'::date", None, "is invalid"),
    ],
)
def test_values_that_do_not_fit(
    statement: str,
    field: str | None,
    message: str,
    session: Session,
    refusal: Callable[..., DomainError],
) -> None:
    add_row(session.connection(), "school")
    session.commit()
    error = refusal(statement)
    assert isinstance(error, Invalid)
    assert (error.field, error.message) == (field, message)


def test_someone_else_at_the_same_rows(
    engine: Engine, session: Session, refusal: Callable[..., DomainError]
) -> None:
    session.execute(text(USER), STAMPS)
    session.commit()
    with engine.begin() as other:
        other.execute(text('SELECT FROM "user" FOR UPDATE'))
        error = refusal('SELECT FROM "user" FOR UPDATE NOWAIT')
        assert isinstance(error, Conflict)
        slow = refusal("SET statement_timeout = 50; SELECT pg_sleep(5)")
    assert isinstance(slow, Unavailable)


def test_a_foreign_key_breaks_from_both_ends_in_every_table(engine: Engine) -> None:
    """That a row is still referred to is told by the key `id`, whatever the column's name."""
    told = set()
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.ondelete or key.column.table is table:
                continue
            with engine.connect() as connection:
                id = add_row(connection, key.column.table.name)
                add_row(connection, table.name, **{key.parent.name: id})
                with pytest.raises(DBAPIError) as error:
                    connection.execute(key.column.table.delete().where(key.column == id))
            assert isinstance(explain(error.value), Conflict), key
            told.add(key.column.table.name)
    assert {"user", "school", "batch", "group", "exam", "session"} <= told


def test_every_promise_of_the_models_is_known_by_name() -> None:
    known = constrained_columns()
    for table in Base.metadata.tables.values():
        promises = [index for index in table.indexes if index.unique]
        promises += [
            constraint
            for constraint in table.constraints
            if isinstance(constraint, (ForeignKeyConstraint, UniqueConstraint))
        ]
        for promise in promises:
            assert promise.name in known
            if promise.name != "user_permission_lower_email_key":  # on an expression
                assert known[str(promise.name)], promise.name
