"""What the address of the history asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from dbservice.admin import lookup, registry, trail
from dbservice.admin.differences import panel_of_table
from dbservice.admin.filters import Arguments
from dbservice.admin.kinds import Day
from dbservice.admin.row_ids import row_id
from dbservice.errors import Invalid
from dbservice.models import User
from dbservice.services.clock import INDIA
from dbservice.services.history import EVER, NEVER, Wanted

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NUMBER_DIGITS = 17  # of which even the largest is a moment that there will be
DAY = Day()
NAMES = ("table", "person", "person.text", "import", "actor", "origin", "from", "to", "before")
T = TypeVar("T")


@dataclass(frozen=True)
class Terms:
    """The terms of a page of the history.

    Attributes:
        given: what the address says, without blanks.
        wanted: the changes that it means.
        person: the user whom they are about, if they are about one.
        before: where the page before ended.
        refusals: what could not be understood, and why.
    """

    given: Mapping[str, str]
    wanted: Wanted
    person: int | None
    before: int | None
    refusals: Sequence[str]


def read(session: Session, args: Arguments) -> Terms:
    """Read an address; what makes no sense is left out."""
    given = {name: args[name].strip() for name in NAMES if args.get(name, "").strip()}
    refusals: list[str] = []

    def attempt(heading: str, understand: Callable[[], T | None]) -> T | None:
        try:
            return understand()
        except Invalid as error:
            refusals.append(f"{heading}: {error.message}")
            return None

    since = attempt("From", lambda: _midnight(given.get("from", "")))
    until = attempt("Until", lambda: _midnight(given.get("to", ""), days=1))
    person = attempt("Person", lambda: _person(session, given))
    import_id = attempt("Import", lambda: _import(given.get("import", "")))
    hidden = trail.hidden_tables()
    table = given.get("table", "")
    wanted = Wanted(
        table=table if panel_of_table(table) and table not in hidden else "",
        actor=given.get("actor", ""),
        origin=given.get("origin", ""),
        since=since or NEVER,
        until=until or EVER,
        hidden=hidden,
        import_id=import_id,
    )
    return Terms(given, wanted, person, number(given.get("before", "")), refusals)


def number_of(moment: datetime) -> int:
    """A moment as a number for addresses: microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(number: int) -> datetime:
    """The moment that a number of an address stands for."""
    return EPOCH + number * MICROSECOND


def _midnight(text: str, *, days: int = 0) -> datetime | None:
    """The beginning of a day in India, or of a day so many days later."""
    day = DAY.read(text)
    if day is None:
        return None
    try:
        return (datetime.combine(day, time(), INDIA) + timedelta(days=days)).astimezone(UTC)
    except OverflowError:
        raise Invalid("is too far away") from None


def _person(session: Session, given: Mapping[str, str]) -> int | None:
    """The user chosen, or meant by the words that a picker was left with."""
    number, typed = given.get("person", ""), given.get("person.text", "")
    if number:
        if (id := row_id(number)) is None:
            raise Invalid("must be the number of a person")
        return id
    return lookup.meant(session, registry.panel_of(User), typed) if typed else None


def _import(text: str) -> int | None:
    """The number of an import, written as pages show it."""
    digits = text.removeprefix("#")
    found = number(digits)
    if digits and found is None:
        raise Invalid("must be the number of an import")
    return found


def number(text: str) -> int | None:
    """The number that an address has, if it is one."""
    return int(text) if text.isdecimal() and len(text) < NUMBER_DIGITS else None
