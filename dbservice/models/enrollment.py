"""Enrolment over time."""

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.academic import Subject
from dbservice.models.base import Base, Int4, Timestamps
from dbservice.models.identity import User


class Status(Timestamps, Base):
    """A status a student can have."""

    __tablename__ = "status"
    __table_args__ = (Index("status_title_key", "title", unique=True),)

    title: Mapped[str | None]


class EnrollmentRecord(Timestamps, Base):
    """One span of enrolment; `group_id` is the entity itself, of the kind `group_type`."""

    __tablename__ = "enrollment_record"
    __table_args__ = (
        Index("enrollment_record_academic_year_index", "academic_year"),
        Index("enrollment_record_group_id_index", "group_id"),
        Index("enrollment_record_group_type_index", "group_type"),
        Index("enrollment_record_is_current_index", "is_current"),
        Index("enrollment_record_user_id_index", "user_id"),
        Index("enrollment_record_subject_id_index", "subject_id"),
        Index(
            "enrollment_record_user_group_year_index",
            "user_id",
            "group_type",
            "group_id",
            "academic_year",
        ),
        # Who came to a school or batch and left it, whatever else has the same number.
        Index(
            "enrollment_record_place_index",
            "group_type",
            "group_id",
            postgresql_where=text("group_type IN ('school', 'batch')"),
        ),
        # What was recorded lately.
        Index(
            "enrollment_record_recorded_index",
            "group_type",
            "inserted_at",
            postgresql_where=text("group_type IN ('school', 'status')"),
        ),
        Index(
            "enrollment_record_current_exclusive_key",
            "user_id",
            "group_type",
            unique=True,
            postgresql_where=text(
                "is_current AND group_type IN ('auth_group', 'school', 'grade', 'status')"
            ),
        ),
        Index(
            "enrollment_record_current_batch_key",
            "user_id",
            "group_id",
            unique=True,
            postgresql_where=text("is_current AND group_type = 'batch'"),
        ),
    )

    academic_year: Mapped[str | None]
    is_current: Mapped[bool] = mapped_column(default=True, server_default=text("false"))
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    group_id: Mapped[Int4 | None]
    group_type: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))

    user: Mapped[User | None] = relationship(lazy="raise_on_sql")
    subject: Mapped[Subject | None] = relationship(lazy="raise_on_sql")


class Dropout(Base):
    """Which records a dropout closed, so that undoing it opens those and no others.

    `record_id` is the status record of the dropout.
    """

    __tablename__ = "dropout"
    __table_args__ = (Index("dropout_record_id_key", "record_id", unique=True),)

    record_id: Mapped[int] = mapped_column(ForeignKey("enrollment_record.id", ondelete="CASCADE"))
    closed_record_ids: Mapped[list[int]]

    record: Mapped[EnrollmentRecord] = relationship(lazy="raise_on_sql")
