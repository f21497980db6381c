"""Schools, programmes and batches."""

from datetime import date

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, Sequence, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.base import Base, Int4, Int4List, JsonObject, Timestamps, haystack_index
from dbservice.models.identity import User


class School(Timestamps, Base):
    """A school, found by its code."""

    __tablename__ = "school"
    __table_args__ = (
        Index("school_code_index", "code"),
        Index("school_district_index", "district"),
        Index("school_state_index", "state"),
        Index("school_udise_code_index", "udise_code"),
        Index("school_user_id_index", "user_id"),
        Index("school_name_region_index", "name", "region"),
        Index("school_code_key", "code", unique=True),
        Index("school_program_ids_index", "program_ids", postgresql_using="gin"),
        haystack_index("school_haystack_index", "code", "name", "udise_code"),
    )

    code: Mapped[str | None]
    name: Mapped[str | None]
    udise_code: Mapped[str | None]
    gender_type: Mapped[str | None]
    af_school_category: Mapped[str | None]
    region: Mapped[str | None]
    state_code: Mapped[str | None]
    state: Mapped[str | None]
    district_code: Mapped[str | None]
    district: Mapped[str | None]
    block_code: Mapped[str | None]
    block_name: Mapped[str | None]
    board: Mapped[str | None]
    board_medium: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    program_ids: Mapped[Int4List | None] = mapped_column(server_default=text("'{}'::integer[]"))

    user: Mapped[User | None] = relationship(lazy="raise_on_sql")


class AuthGroup(Timestamps, Base):
    """A way of logging in, and the people who share it."""

    __tablename__ = "auth_group"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="group_pkey"),
        Index("auth_group_name_index", "name"),
        Index("auth_group_name_key", "name", unique=True),
    )

    id: Mapped[int] = mapped_column(
        Sequence("group_id_seq"), server_default=text("nextval('group_id_seq')")
    )
    name: Mapped[str | None]
    input_schema: Mapped[JsonObject | None]
    locale: Mapped[str | None]
    locale_data: Mapped[JsonObject | None]


class Product(Timestamps, Base):
    """What is offered; programmes belong to it."""

    __tablename__ = "product"
    __table_args__ = (Index("product_name_code_key", "name", "code", unique=True),)

    name: Mapped[str]
    mode: Mapped[str | None]
    model: Mapped[str | None]
    tech_modules: Mapped[str | None]
    type: Mapped[str | None]
    led_by: Mapped[str | None]
    goal: Mapped[str | None]
    code: Mapped[str | None]


class Program(Timestamps, Base):
    """A programme that runs a product for a donor or state."""

    __tablename__ = "program"
    __table_args__ = (
        Index("program_product_id_index", "product_id"),
        Index("program_name_key", "name", unique=True),
    )

    name: Mapped[str | None]
    target_outreach: Mapped[Int4 | None]
    donor: Mapped[str | None]
    state: Mapped[str | None]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    model: Mapped[str | None]
    is_current: Mapped[bool | None] = mapped_column(server_default=text("true"))
    config: Mapped[JsonObject | None] = mapped_column(server_default=text("'{}'::jsonb"))

    product: Mapped[Product] = relationship(lazy="raise_on_sql")


class Batch(Timestamps, Base):
    """A class of students in a programme, found by its text code."""

    __tablename__ = "batch"
    __table_args__ = (
        Index("batch_auth_group_id_index", "auth_group_id"),
        Index("batch_batch_id_index", "batch_id"),
        Index("batch_parent_id_index", "parent_id"),
        Index("batch_program_id_index", "program_id"),
        Index("batch_batch_id_key", "batch_id", unique=True),
        haystack_index("batch_haystack_index", "batch_id", "name"),
    )

    name: Mapped[str | None]
    contact_hours_per_week: Mapped[Int4 | None]
    batch_id: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id"))
    auth_group_id: Mapped[int | None] = mapped_column(ForeignKey("auth_group.id"))
    af_medium: Mapped[str | None]
    metadata_: Mapped[JsonObject | None] = mapped_column(
        "metadata", server_default=text("'{}'::jsonb")
    )
    system: Mapped[str | None]

    parent: Mapped["Batch | None"] = relationship(lazy="raise_on_sql", remote_side="Batch.id")
    program: Mapped[Program | None] = relationship(lazy="raise_on_sql")
    auth_group: Mapped[AuthGroup | None] = relationship(lazy="raise_on_sql")


class SchoolBatch(Timestamps, Base):
    """A batch that runs at a school."""

    __tablename__ = "school_batch"
    __table_args__ = (
        Index("school_batch_batch_id_index", "batch_id"),
        Index("school_batch_school_id_batch_id_key", "school_id", "batch_id", unique=True),
    )

    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))

    school: Mapped[School | None] = relationship(lazy="raise_on_sql")
    batch: Mapped[Batch | None] = relationship(lazy="raise_on_sql")
