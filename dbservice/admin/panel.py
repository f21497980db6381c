"""The declaration of a panel: how people see a table, and what they may do there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Double,
    Integer,
    Numeric,
    String,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from dbservice.admin import documents, kinds
from dbservice.admin.filters import Filter
from dbservice.admin.kinds import Kind
from dbservice.admin.paths import (
    Attribute,
    Path,
    Step,
    column_of,
    columns_of,
    humanised,
    link_of,
    owner_of,
    path,
)
from dbservice.admin.writing import Rows, Writer
from dbservice.models import Base
from dbservice.services import demands, row_keys
from dbservice.services.bulk import STAMPS

LabelPart = Attribute | Path | Callable[[Any], ColumnElement[Any]]


@dataclass(frozen=True)
class Access:
    """The least role that may do each thing; None if nobody may."""

    read: str = "viewer"
    create: str | None = "editor"
    edit: str | None = "editor"
    delete: str | None = "admin"


EDITABLE = Access()
READ_ONLY = Access(create=None, edit=None, delete=None)
ADMINS_ONLY = Access(read="admin", create=None, edit=None, delete=None)

# The first kind of column that fits counts: some are special cases of those after them.
KINDS: Mapping[type[TypeEngine[Any]], Callable[..., Kind]] = {
    ARRAY: lambda kind, **given: kinds.Many(member=kind_of_type(kind.item_type), **given),
    BigInteger: lambda _, **given: kinds.Whole(bits=64, **given),
    Integer: lambda _, **given: kinds.Whole(bits=32, **given),
    Boolean: lambda _, **given: kinds.Truth(**given),
    Double: lambda _, **given: kinds.Fraction(**given),
    Numeric: lambda kind, **given: kinds.Exact(precision=kind.precision, scale=kind.scale, **given),
    Date: lambda _, **given: kinds.Day(**given),
    TIMESTAMP: lambda _, **given: kinds.Moment(**given),
    Text: lambda _, **given: kinds.LongText(**given),
    String: lambda kind, **given: kinds.Text(length=kind.length, **given),
    JSONB: lambda _, **given: documents.Document(**given),
}


def kind_of_type(kind: TypeEngine[Any], **given: Any) -> Kind:
    """The kind that values of a column type are by themselves."""
    found = next((make for base, make in KINDS.items() if isinstance(kind, base)), None)
    if found is None:
        raise TypeError(f"No kind of value stands for the column type {kind!r}")
    return found(kind, **given)


def nothing_more(session: Session, id: int) -> Mapping[str, Any]:
    """What the page of a row needs beside the row, as a rule."""
    del session, id
    return {}


@dataclass(frozen=True, eq=False)
class Panel:
    """How a table is shown and edited. What is left out is told by the model.

    Args:
        model: the table.
        label: what a row is referred to by, wherever it is: columns, columns of rows it leads to,
            relationships (the label of the row behind), or functions that make SQL of the table's
            alias.
        show: the columns of the list, unless people choose others.
        name: what people call the rows, in the plural.
        noun: one of them.
        about: a sentence about them.
        search: the columns that the search box looks into; a relationship stands for what finds
            the row behind it.
        keys: of these, the columns that hold a code of a row's own; each has an index.
        filters: what the list can be narrowed by: columns, relationships, or filters of one's own.
        sort: the columns to sort by; of a small table, all.
        inline: columns that can be changed in the list.
        form: the sections of the form and of a row's page, by title; other columns follow last.
        labels: what columns are called where their name does not tell.
        kinds: the kinds of values that the columns' types do not tell.
        hints: a sentence beside a field.
        hidden: columns that nobody sees.
        fixed: columns that are shown and never written here.
        along: the relationship whose row is written together with this one.
        access: who may do what.
        writer: how rows are written, unless the row alone is.
        large: whether there may be millions of rows.
        few: whether a drop-down can hold them all.
        own_pages: where in addresses other views have the list and the page of a row.
        template: the page of one row.
        context: what that template needs beside the row with the id that it is given.
        bulk: the part of the list with what editors may do to the rows that they tick.
    """

    model: type[Base]
    label: Sequence[LabelPart]
    show: Sequence[Step]
    name: str = ""
    noun: str = ""
    about: str = ""
    search: Sequence[Step] = ()
    keys: Sequence[Attribute] = ()
    filters: Sequence[Step | Filter] = ()
    sort: Sequence[Attribute] = ()
    inline: Sequence[Attribute] = ()
    form: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    labels: Mapping[Attribute, str] = field(default_factory=dict)
    kinds: Mapping[Attribute, Kind] = field(default_factory=dict)
    hints: Mapping[Attribute, str] = field(default_factory=dict)
    hidden: Sequence[Attribute] = ()
    fixed: Sequence[Attribute] = ()
    along: Attribute | None = None
    access: Access = EDITABLE
    writer: Writer | None = None
    large: bool = False
    few: bool = False
    own_pages: str = ""
    template: str = "admin/details.html"
    context: Callable[[Session, int], Mapping[str, Any]] = nothing_more
    bulk: str = ""

    @cached_property
    def table(self) -> str:
        """The name of the table."""
        return str(self.model.__tablename__)

    @cached_property
    def slug(self) -> str:
        """The panel's place in addresses."""
        return self.own_pages or self.table.replace("_", "-")

    @cached_property
    def one(self) -> str:
        """What one row is called, in running text."""
        return self.noun or self.table.replace("_", " ")

    @cached_property
    def many(self) -> str:
        """What the rows are called."""
        return self.name or f"{humanised(self.table)}s"

    @cached_property
    def many_inside(self) -> str:
        """The same in running text; abbreviations stay as they are."""
        return self.many if self.many[1:2].isupper() else self.many[:1].lower() + self.many[1:]

    @cached_property
    def writes(self) -> Writer:
        """How rows are written."""
        return self.writer or Rows(self.model)

    @cached_property
    def columns(self) -> dict[str, Path]:
        """Every column that people may see, by key; a foreign key as the row it leads to."""
        hidden = set(self.hidden)
        found = [
            path(link_of(one) or one)
            for one in columns_of(self.model)
            if one not in hidden and one.key != "id"
        ]
        return {each.key: each for each in found}

    @cached_property
    def cells(self) -> dict[str, Path]:
        """Every column that the list can show, by key: the usual ones first."""
        usual = {each.key: each for each in map(path, self.show)}
        return usual | {"id": Path((), self.model.id)} | self.columns | usual

    @cached_property
    def sections(self) -> dict[str, list[Path]]:
        """All columns and those of the row that is written along, by section."""
        sections = {title: [path(step) for step in steps] for title, steps in self.form.items()}
        placed = {each.key for section in sections.values() for each in section}
        if self.along is not None:
            placed.add(self.along.key)
        usual = {each.key: each for each in map(path, self.show) if not each.links}
        rest = [usual.get(key, each) for key, each in self.columns.items() if key not in placed]
        stamps = [each for each in rest if each.end.key in STAMPS]
        others = [each for each in rest if each.end.key not in STAMPS]
        if others:
            sections["Further details" if sections else ""] = others
        if stamps:
            sections["Record"] = stamps
        return sections

    def is_written(self, one: Path) -> bool:
        """Whether the form has a field for this column."""
        if one.end.key in STAMPS or one.end in set(self.fixed):
            return False
        return not one.links or one.links == (self.along,)

    def heading(self, one: Path) -> str:
        """What a column is called here."""
        return self.labels.get(one.end) or one.heading

    def kind(self, one: Path) -> Kind:
        """The kind of value in a column."""
        if one.sql is not None:
            return kinds.Text()
        if one.end in self.kinds:
            return self.kinds[one.end]
        if one.is_link:
            return kinds.Reference(bits=column_bits(one.column))
        return natural_kind(one.end)

    def is_required(self, one: Path) -> bool:
        """Whether no row may lack a value here."""
        column = one.column
        required = {column_of(each) for each in demands.of(owner_of(one.end)).required}
        return column in required or not (column.nullable or column.server_default is not None)

    def is_known_by(self, one: Path) -> bool:
        """Whether new rows need a value here, since they are known again by it."""
        return not one.links and one.column in map(column_of, row_keys.of(self.model))

    def is_sortable(self, one: Path) -> bool:
        """Whether the list can be in the order of this column without much work."""
        if one.links or one.is_link or one.sql or isinstance(one.column.type, JSONB | ARRAY):
            return False
        if one.end.key == "id":
            return True
        return one.end in set(self.sort) if self.large else True


def natural_kind(attribute: Attribute) -> Kind:
    """The kind that the column's type and what is asked of the table tell."""
    asked = demands.of(owner_of(attribute))
    if attribute in asked.choices:
        return kinds.Choice(choices=asked.choices[attribute], name=humanised(attribute.key).lower())
    return kind_of_type(column_of(attribute).type, rule=asked.rules.get(attribute))


def column_bits(column: "Column[Any]") -> int:
    """How many bits the whole numbers of a column have."""
    return 64 if isinstance(column.type, BigInteger) else 32
