"""What every table has in common: naming, types, the key and the timestamps."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    DDL,
    BigInteger,
    Date,
    Double,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Text,
    event,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Int4 = Annotated[int, mapped_column(Integer)]
Int4List = Annotated[list[int], mapped_column(ARRAY(Integer))]
LongText = Annotated[str, mapped_column(Text)]
TextList = Annotated[list[str], mapped_column(ARRAY(Text))]
Instant = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True))]
JsonObject = dict[str, Any]
JsonList = list[dict[str, Any]]

# The names that the existing database already uses.
NAMES = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_index",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}


def utc_now() -> datetime:
    """Now, as the base tables keep it: UTC without zone, whole seconds."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def haystack_index(name: str, *columns: str) -> Index:
    """A trigram index for the search of staff, which finds any part of the text of these columns.

    It serves only conditions about the very same expression, so the order counts.
    """
    text_of_row = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
    return Index(
        name,
        literal_column(f"(' ' || {text_of_row})").label("haystack"),
        postgresql_using="gin",
        postgresql_ops={"haystack": "gin_trgm_ops"},
    )


class Base(DeclarativeBase):
    """A row of a table; every table has a numeric key."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        str: String(255),
        float: Double,
        date: Date,
        Decimal: Numeric,
        datetime: TIMESTAMP(precision=0),
        list[int]: ARRAY(BigInteger),
        list[Decimal]: ARRAY(Numeric),
        JsonObject: JSONB(none_as_null=True),
        JsonList: JSONB(none_as_null=True),
    }
    # Without this a change costs one more SELECT to read back what the database filled in.
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012  # SQLAlchemy types it so

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class Timestamps:
    """When the row was made and last changed; the application writes both."""

    inserted_at: Mapped[datetime] = mapped_column(default=utc_now, sort_order=1)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, sort_order=1)


class DefaultedTimestamps:
    """The same for tables that other applications insert into without these columns."""

    inserted_at: Mapped[datetime] = mapped_column(
        default=utc_now, server_default=text("now()"), sort_order=1
    )
    updated_at: Mapped[datetime] = mapped_column(
        default=utc_now, onupdate=utc_now, server_default=text("now()"), sort_order=1
    )


# What the trigram indexes are made of; migrations do without where they may not install it.
TRIGRAMS = DDL("CREATE EXTENSION IF NOT EXISTS pg_trgm")  # type: ignore[no-untyped-call]
event.listen(Base.metadata, "before_create", TRIGRAMS)
