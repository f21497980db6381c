"""Tables of sibling applications that share the database."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.naming import conv

from dbservice.models.base import Base, DefaultedTimestamps, Int4, JsonObject, TextList


class UserPermission(DefaultedTimestamps, Base):
    """A login's rights in a sibling application, which owns this table."""

    __tablename__ = "user_permission"
    __table_args__ = (
        Index("user_permission_lower_email_index", text("lower(email)")),
        Index("user_permission_role_index", "role"),
        Index("user_permission_email_index", "email", unique=True),
        CheckConstraint("level IN (1, 2, 3, 4)", name=conv("level_constraint")),
        Index("user_permission_lower_email_key", text("lower(email)"), unique=True),
    )

    email: Mapped[str]
    level: Mapped[Int4]
    school_codes: Mapped[TextList | None]
    regions: Mapped[TextList | None]
    read_only: Mapped[bool | None] = mapped_column(server_default=text("false"))
    role: Mapped[str | None] = mapped_column(String(50), server_default=text("'teacher'"))


class SchoolVisit(DefaultedTimestamps, Base):
    """A programme manager's school visit; a sibling application owns this table."""

    __tablename__ = "lms_pm_school_visits"
    __table_args__ = (
        Index("lms_pm_school_visits_pm_email_index", "pm_email"),
        Index("lms_pm_school_visits_pm_email_visit_date_index", "pm_email", "visit_date"),
        Index("lms_pm_school_visits_school_code_index", "school_code"),
        Index("lms_pm_school_visits_school_code_visit_date_index", "school_code", "visit_date"),
        Index("lms_pm_school_visits_status_index", "status"),
        Index("lms_pm_school_visits_visit_date_index", "visit_date"),
        CheckConstraint("status IN ('in_progress', 'completed')", name=conv("status_constraint")),
    )

    school_code: Mapped[str] = mapped_column(String(20))
    pm_email: Mapped[str]
    visit_date: Mapped[date]
    status: Mapped[str] = mapped_column(String(20), server_default=text("'in_progress'"))
    data: Mapped[JsonObject] = mapped_column(server_default=text("'{}'::jsonb"))
