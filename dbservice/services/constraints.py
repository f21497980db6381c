"""What a broken promise of the database means to the person who sent the value."""

import re
from collections.abc import Callable, Mapping
from functools import cache

import psycopg2
from psycopg2 import errors as pg
from sqlalchemy.exc import DBAPIError

from dbservice.errors import Conflict, DomainError, Invalid, Unavailable
from dbservice.models import Base
from dbservice.services.nouns import noun

TAKEN = "has already been taken"
MISSING = "does not exist"
BLANK = "can't be blank"
INVALID = "is invalid"

VALUES_IN_DETAIL = re.compile(r"\)=\((.*)\) ", re.DOTALL)


def explain(error: DBAPIError | psycopg2.Error) -> DomainError:
    """The refusal behind a database error.

    `data` names the broken constraint and, where PostgreSQL tells it, the value.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    for kind, tell in TELLERS.items():
        if isinstance(cause, kind):
            return tell(cause)
    return Conflict("The change breaks a rule of the database")


def is_refusal(error: DBAPIError) -> bool:
    """Whether the database refuses what it was given, rather than being unable to work."""
    return isinstance(error.orig, REFUSALS)


def is_clash(error: DBAPIError) -> bool:
    """Whether the work ran into that of others and would do if it were done again."""
    return isinstance(error.orig, CLASHES)


@cache
def constrained_columns() -> Mapping[str, tuple[str, ...]]:
    """The columns of every constraint and unique index of the models, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for table in Base.metadata.tables.values():
        for constraint in (*table.constraints, *table.indexes):
            columns = getattr(constraint, "columns", ())
            found[str(getattr(constraint, "name", ""))] = tuple(column.name for column in columns)
    return found


def _taken(error: psycopg2.Error) -> DomainError:
    return Invalid(TAKEN, field=_field(error), code="TAKEN", data=_data(error))


def _dangling(error: psycopg2.Error) -> DomainError:
    if _concerns_removal(error):
        return _restricted(error)
    return Invalid(MISSING, field=_field(error), code="REFERENCE_MISSING", data=_data(error))


def _restricted(error: psycopg2.Error) -> DomainError:
    return still_referred_to_by(error.diag.table_name or "other row", data=_data(error))


def still_referred_to_by(table: str, data: Mapping[str, str] | None = None) -> Conflict:
    """The refusal to delete what rows of a table refer to."""
    several = noun(table).several
    message = f"{several[0].upper()}{several[1:]} still refer to it"
    return Conflict(message, code="STILL_REFERRED_TO", data=data)


def _concerns_removal(error: psycopg2.Error) -> bool:
    """A foreign key breaks from both ends; only the detail tells, and it starts with the columns.

    The key of the message that PostgreSQL gives for the row referred to names the other table's
    key, which in this schema is always `id`.
    """
    return (error.diag.message_detail or "").partition("(")[2].startswith("id)")


def _blank(error: psycopg2.Error) -> DomainError:
    return Invalid(BLANK, field=error.diag.column_name, code="BLANK", data=_data(error))


def _broken_rule(error: psycopg2.Error) -> DomainError:
    return Invalid(INVALID, field=_field(error), data=_data(error))


def _too_long(error: psycopg2.Error) -> DomainError:
    found = re.search(r"\((\d+)\)", error.diag.message_primary or "")
    return Invalid(f"should be at most {found.group(1) if found else 255} character(s)")


def _unfit(_: psycopg2.Error) -> DomainError:
    return Invalid(INVALID)


def _forbidden(error: psycopg2.Error) -> DomainError:
    return Conflict(error.diag.message_primary or "A rule of the database forbids it")


def _in_use(_: psycopg2.Error) -> DomainError:
    return Conflict("Someone else is changing the same rows; try again", code="BUSY")


def _slow(_: psycopg2.Error) -> DomainError:
    return Unavailable("The database took too long to answer", code="TIMEOUT")


def _away(_: psycopg2.Error) -> DomainError:
    return Unavailable("The database cannot be reached", code="DATABASE_AWAY")


CLASHES = (pg.DeadlockDetected, pg.SerializationFailure)
REFUSALS = (psycopg2.IntegrityError, psycopg2.DataError, pg.RaiseException)
# The first kind that fits counts, so the special ones come before those they are kinds of.
TELLERS: Mapping[type[psycopg2.Error], Callable[[psycopg2.Error], DomainError]] = {
    pg.UniqueViolation: _taken,
    pg.ForeignKeyViolation: _dangling,
    pg.RestrictViolation: _restricted,
    pg.NotNullViolation: _blank,
    pg.CheckViolation: _broken_rule,
    pg.ExclusionViolation: _taken,
    pg.StringDataRightTruncation: _too_long,
    psycopg2.DataError: _unfit,
    pg.RaiseException: _forbidden,
    pg.DeadlockDetected: _in_use,
    pg.SerializationFailure: _in_use,
    pg.LockNotAvailable: _in_use,
    pg.QueryCanceled: _slow,
    psycopg2.OperationalError: _away,
    psycopg2.InterfaceError: _away,
}


def _field(error: psycopg2.Error) -> str | None:
    columns = constrained_columns().get(error.diag.constraint_name or "", ())
    return columns[0] if columns else error.diag.column_name


def _data(error: psycopg2.Error) -> dict[str, str]:
    facts = {"constraint": error.diag.constraint_name, "value": _value(error)}
    return {name: fact for name, fact in facts.items() if fact}


def _value(error: psycopg2.Error) -> str | None:
    found = VALUES_IN_DETAIL.search(error.diag.message_detail or "")
    return found.group(1) if found else None
