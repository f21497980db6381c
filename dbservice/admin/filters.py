"""What a list can be narrowed by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, exists, literal, select
from sqlalchemy.orm import Session, aliased
from werkzeug.datastructures import MultiDict

from dbservice.admin.kinds import Day, Kind
from dbservice.admin.paths import Attribute, Path, near_key, target_of
from dbservice.admin.row_ids import row_id
from dbservice.errors import Invalid
from dbservice.models import Base, Group, GroupUser
from dbservice.services.clock import began
from dbservice.services.constraints import INVALID
from dbservice.services.groups import GroupKind
from dbservice.services.person import DROPOUT

Arguments = MultiDict[str, str]
Condition = Callable[[Any], ColumnElement[bool]]
"""What must hold of a row: SQL, given the alias that the row goes by."""
Given = Mapping[str, str]
"""What the address of a list says, without blanks."""
Options = Mapping[str, str]
A_DAY = timedelta(days=1)
EARLIEST, LATEST = date(1800, 1, 1), date(2999, 12, 31)


class EndOfSpan(Day):
    """A day that others come before and after."""

    def cast(self, text: str) -> date:
        day = super().cast(text)
        if not EARLIEST <= day <= LATEST:
            raise Invalid(f"must lie between {EARLIEST} and {LATEST}")
        return day


DAY = EndOfSpan()


class Filter(Protocol):
    """A field above the list."""

    @property
    def widget(self) -> str:
        """How it is filled in."""

    @property
    def key(self) -> str:
        """Its name in addresses."""

    @property
    def heading(self) -> str:
        """What it is called."""

    @property
    def target(self) -> type[Base] | None:
        """The table of the rows that are chosen from, if it is rows."""

    def options(self, session: Session) -> Options:
        """What can be chosen, where that is few."""

    def condition(self, session: Session, given: Given) -> Condition | None:
        """What must hold of rows that fit what is given, None if nothing is; raises Invalid."""


@dataclass(frozen=True, eq=False)
class Equals:
    """One value of a column."""

    path: Path
    heading: str
    kind: Kind
    target: type[Base] | None = None

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return self.path.key

    @property
    def widget(self) -> str:
        """How it is filled in."""
        return "text" if self.kind.widget == "lines" else self.kind.widget

    def options(self, session: Session) -> Options:
        """The choices of the kind."""
        del session
        return getattr(self.kind, "options", {})

    def condition(self, session: Session, given: Given) -> Condition | None:
        """Rows that have the value given."""
        del session
        wanted = self.kind.read(given.get(self.key, ""))
        if wanted is None:
            return None
        end = near_key(self.path.end) if self.path.is_link else self.path.end
        return reached(self.path.links, lambda row: getattr(row, end.key) == wanted)


@dataclass(frozen=True, eq=False)
class Those(Equals):
    """One of the values that the column of a small table has."""

    @property
    def widget(self) -> str:
        """How it is filled in."""
        return "choice"

    def options(self, session: Session) -> Options:
        """The values there are."""
        column = self.path.end
        values = select(column).where(column.is_not(None)).distinct().order_by(column)
        return {str(value): str(value) for value in session.scalars(values) if value != ""}


@dataclass(frozen=True, eq=False)
class Between:
    """A span of days."""

    path: Path
    heading: str
    widget: str = "span"
    target: type[Base] | None = None

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return self.path.key

    def options(self, session: Session) -> Options:
        """None: days are written."""
        del session
        return {}

    def condition(self, session: Session, given: Given) -> Condition | None:
        """Rows from the first day given until the end of the last."""
        del session
        first = DAY.read(given.get(f"{self.key}.from", ""))
        last = DAY.read(given.get(f"{self.key}.to", ""))
        if first is None and last is None:
            return None

        def within(row: Any) -> ColumnElement[bool]:
            column = getattr(row, self.path.end.key)
            tests = [] if first is None else [column >= first]
            return and_(*tests, *([] if last is None else [column < last + A_DAY]))

        return reached(self.path.links, within)


@dataclass(frozen=True, eq=False)
class Member:
    """The people who are in a school, batch or other group now.

    Args:
        kind: of the group.
        model: the table of the group's entities.
        user: the column with the user.
        heading: what it is called.
    """

    kind: GroupKind
    model: type[Base]
    user: Attribute
    heading: str
    widget: str = "reference"

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return f"in_{self.kind.value}"

    @property
    def target(self) -> type[Base]:
        """The table of the group's entities."""
        return self.model

    def options(self, session: Session) -> Options:
        """None of its own: those of the entities' table."""
        del session
        return {}

    def condition(self, session: Session, given: Given) -> Condition | None:
        """People in the group given; raises Invalid.

        The group row is looked up beforehand: for its number the database knows how many people
        it has, and goes about the list accordingly.
        """
        text = given.get(self.key, "")
        if not text:
            return None
        id = row_id(text)
        if id is None:
            raise Invalid("must be the number of a row")
        query = select(Group.id).where(Group.type == self.kind.value, Group.child_id == id)
        group_row_id = session.scalar(query)
        if group_row_id is None:
            return lambda _: literal(value=False)

        def is_member(row: Any) -> ColumnElement[bool]:
            membership = aliased(GroupUser)
            return exists().where(
                membership.user_id == getattr(row, self.user.key),
                membership.group_id == group_row_id,
            )

        return is_member


@dataclass(frozen=True, eq=False)
class Standing:
    """Whether students are there or have dropped out; either are members of their groups.

    Args:
        status: the column with the status.
        heading: what it is called.
    """

    status: Attribute
    heading: str
    key: str = "standing"
    widget: str = "choice"
    target: type[Base] | None = None

    def options(self, session: Session) -> Options:
        """Either."""
        del session
        return {"present": "Not dropped out", "left": "Dropped out"}

    def condition(self, session: Session, given: Given) -> Condition | None:
        """Students of the kind given; raises Invalid."""
        del session
        wanted = given.get(self.key)
        if not wanted:
            return None
        if wanted == "present":
            return lambda row: getattr(row, self.status.key).is_distinct_from(DROPOUT)
        if wanted == "left":
            return lambda row: getattr(row, self.status.key) == DROPOUT
        raise Invalid(INVALID)


@dataclass(frozen=True, eq=False)
class Recorded(Between):
    """A span of days in India, of a moment that the database keeps as UTC."""

    def condition(self, session: Session, given: Given) -> Condition | None:
        """Rows recorded from the beginning of the first day until the end of the last."""
        del session
        first = DAY.read(given.get(f"{self.key}.from", ""))
        last = DAY.read(given.get(f"{self.key}.to", ""))
        if first is None and last is None:
            return None

        def within(row: Any) -> ColumnElement[bool]:
            column = getattr(row, self.path.end.key)
            tests = [] if first is None else [column >= began(first)]
            return and_(*tests, *([] if last is None else [column < began(last + A_DAY)]))

        return reached(self.path.links, within)


def reached(links: Sequence[Attribute], test: Condition) -> Condition:
    """A test of the row at the end of some relationships, as a test of where they begin."""
    if not links:
        return test
    first, *rest = links

    def leads_there(row: Any) -> ColumnElement[bool]:
        target = aliased(target_of(first))
        linked = target.id == getattr(row, near_key(first).key)
        return exists().where(linked, reached(rest, test)(target))

    return leads_there
