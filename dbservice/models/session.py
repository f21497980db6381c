"""Sessions, their occurrences and who took part."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, Sequence, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.base import Base, JsonObject, LongText, Timestamps, haystack_index
from dbservice.models.identity import User


class FormSchema(Timestamps, Base):
    """The fields of a sign-up or pop-up form."""

    __tablename__ = "form_schema"

    name: Mapped[str | None]
    attributes: Mapped[JsonObject | None]
    meta_data: Mapped[JsonObject | None]


class LearningSession(Timestamps, Base):
    """A class, quiz or other event; its times are Indian wall clock labelled UTC."""

    __tablename__ = "session"
    __table_args__ = (
        Index("session_created_by_id_index", "created_by_id"),
        Index("session_owner_id_index", "owner_id"),
        Index("session_session_id_index", "session_id", unique=True),
        Index("session_signup_form_id_index", "signup_form_id"),
        Index("session_popup_form_id_index", "popup_form_id"),
        Index("session_platform_is_active_index", "platform", "is_active"),
        Index("session_platform_id_index", "platform_id"),
        haystack_index("session_haystack_index", "name", "session_id"),
        Index(
            "session_meta_data_batch_id_index",
            text("regexp_split_to_array(btrim(meta_data ->> 'batch_id'), ' *, *')"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        Index(
            "session_meta_data_parent_id_index",
            text("regexp_split_to_array(btrim(meta_data ->> 'parent_id'), ' *, *')"),
            postgresql_using="gin",
        ),
        Index(
            "session_meta_data_index",
            "meta_data",
            postgresql_using="gin",
            postgresql_ops={"meta_data": "jsonb_path_ops"},
        ),
        Index("session_end_time_index", "end_time"),
    )

    name: Mapped[str | None]
    platform: Mapped[str | None]
    platform_link: Mapped[str | None]
    portal_link: Mapped[LongText | None]
    start_time: Mapped[datetime | None]
    end_time: Mapped[datetime | None]
    meta_data: Mapped[JsonObject | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    purpose: Mapped[JsonObject | None]
    repeat_schedule: Mapped[JsonObject | None]
    session_id: Mapped[str | None]
    platform_id: Mapped[str | None]
    signup_form_id: Mapped[int | None] = mapped_column(
        ForeignKey("form_schema.id", name="session_form_schema_id_fkey")
    )
    type: Mapped[str | None]
    auth_type: Mapped[str | None]
    signup_form: Mapped[bool | None]
    id_generation: Mapped[bool | None]
    redirection: Mapped[bool | None]
    popup_form: Mapped[bool | None]
    popup_form_id: Mapped[int | None] = mapped_column(ForeignKey("form_schema.id"))

    owner: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[owner_id])
    created_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[created_by_id]
    )
    signup_form_schema: Mapped[FormSchema | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[signup_form_id]
    )
    popup_form_schema: Mapped[FormSchema | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[popup_form_id]
    )


class SessionOccurrence(Timestamps, Base):
    """One date of a session."""

    __tablename__ = "session_occurrence"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="session_occurence_pkey"),
        Index("session_occurence_session_id_index", "session_fk"),
        Index("session_occurrence_end_time_index", "end_time"),
        Index("session_occurrence_session_fk_index", "session_fk"),
        Index("session_occurrence_session_id_index", "session_id"),
        Index("session_occurrence_start_time_index", "start_time"),
    )

    id: Mapped[int] = mapped_column(
        Sequence("session_occurence_id_seq"),
        server_default=text("nextval('session_occurence_id_seq')"),
    )
    start_time: Mapped[datetime | None]
    end_time: Mapped[datetime | None]
    session_fk: Mapped[int | None] = mapped_column(
        ForeignKey("session.id", name="session_occurence_session_id_fkey")
    )
    session_id: Mapped[str | None]

    session: Mapped[LearningSession | None] = relationship(lazy="raise_on_sql")


class UserSession(Timestamps, Base):
    """What a person did in a session, and when."""

    __tablename__ = "user_session"
    __table_args__ = (
        Index("user_session_session_occurence_id_index", "session_occurrence_id"),
        Index("user_session_user_id_index", "user_id"),
        Index("user_session_session_id_index", "session_id"),
    )

    timestamp: Mapped[datetime | None]
    data: Mapped[JsonObject | None]
    session_occurrence_id: Mapped[int | None] = mapped_column(
        ForeignKey("session_occurrence.id", name="user_session_session_occurence_id_fkey")
    )
    user_activity_type: Mapped[str | None]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    session_occurrence: Mapped[SessionOccurrence | None] = relationship(lazy="raise_on_sql")
    session: Mapped[LearningSession | None] = relationship(lazy="raise_on_sql")
    user: Mapped[User | None] = relationship(lazy="raise_on_sql")
