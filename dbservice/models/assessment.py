"""Exams, colleges and admission cutoffs."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.base import Base, Int4, Int4List, JsonObject, LongText, Timestamps
from dbservice.models.identity import Student


class Exam(Timestamps, Base):
    """An exam."""

    __tablename__ = "exam"
    __table_args__ = (Index("exam_name_index", "name"),)

    name: Mapped[str]
    counselling_body: Mapped[str | None]
    type: Mapped[str | None]

    exam_occurrences: Mapped[list["ExamOccurrence"]] = relationship(
        lazy="raise_on_sql", back_populates="exam", order_by="ExamOccurrence.id"
    )


class ExamOccurrence(Timestamps, Base):
    """One sitting of an exam in a year."""

    __tablename__ = "exam_occurrence"
    __table_args__ = (Index("exam_occurrence_exam_id_index", "exam_id"),)

    exam_id: Mapped[int | None] = mapped_column(ForeignKey("exam.id"))
    year: Mapped[Int4 | None]
    exam_session: Mapped[Int4 | None]
    registration_end_date: Mapped[str | None]
    session_date: Mapped[str | None]

    exam: Mapped[Exam | None] = relationship(lazy="raise_on_sql", back_populates="exam_occurrences")


class StudentExamRecord(Timestamps, Base):
    """A student's application and result in an exam.

    The password at the exam's portal is kept sealed; in clear only where another application of
    the same database has written it.
    """

    __tablename__ = "student_exam_record"
    __table_args__ = (
        Index("student_exam_record_exam_id_index", "exam_id"),
        Index(
            "student_exam_record_student_id_application_number_index",
            "student_id",
            "application_number",
        ),
    )

    student_id: Mapped[Int4] = mapped_column(ForeignKey("student.id"))
    exam_id: Mapped[Int4] = mapped_column(ForeignKey("exam.id"))
    application_number: Mapped[str | None]
    application_password: Mapped[str | None]
    application_password_sealed: Mapped[LongText | None] = mapped_column(sort_order=2)
    date: Mapped[date | None]
    score: Mapped[float | None]
    percentile: Mapped[float | None]
    all_india_rank: Mapped[Int4 | None]
    category_rank: Mapped[Int4 | None]

    student: Mapped[Student] = relationship(lazy="raise_on_sql")
    exam: Mapped[Exam] = relationship(lazy="raise_on_sql")


class TestRule(Timestamps, Base):
    """How tests of an exam are marked."""

    __tablename__ = "test_rule"
    __table_args__ = (
        Index("test_rule_exam_id_test_type_index", "exam_id", "test_type", unique=True),
    )

    exam_id: Mapped[int | None] = mapped_column(ForeignKey("exam.id"))
    test_type: Mapped[str | None]
    config: Mapped[JsonObject | None]

    exam: Mapped[Exam | None] = relationship(lazy="raise_on_sql")


class College(Timestamps, Base):
    """A college."""

    __tablename__ = "college"
    __table_args__ = (Index("college_college_id_index", "college_id", unique=True),)

    college_id: Mapped[str]
    name: Mapped[str]
    state: Mapped[str | None]
    address: Mapped[str | None]
    district: Mapped[str | None]
    gender_type: Mapped[str | None]
    college_type: Mapped[str | None]
    management_type: Mapped[str | None]
    year_established: Mapped[Int4 | None]
    affiliated_to: Mapped[str | None]
    tuition_fee: Mapped[Decimal | None]
    af_hierarchy: Mapped[Decimal | None]
    expected_salary: Mapped[Decimal | None]
    salary_tier: Mapped[str | None]
    qualifying_exam: Mapped[str | None]
    nirf_ranking: Mapped[Int4 | None]
    top_200_nirf: Mapped[bool | None]
    placement_rate: Mapped[float | None]
    median_salary: Mapped[float | None]
    entrance_test: Mapped[Int4List | None]
    tuition_fees_annual: Mapped[float | None]


class Branch(Timestamps, Base):
    """A branch of study."""

    __tablename__ = "branch"
    __table_args__ = (
        Index("branch_branch_id_index", "branch_id"),
        Index("branch_name_index", "name"),
        Index("branch_parent_branch_id_index", "parent_branch_id"),
        Index("branch_branch_id_key", "branch_id", unique=True),
    )

    branch_id: Mapped[str | None]
    name: Mapped[str | None]
    duration: Mapped[Int4 | None]
    parent_branch_id: Mapped[int | None] = mapped_column(
        ForeignKey("branch.id", ondelete="SET NULL")
    )

    parent: Mapped["Branch | None"] = relationship(lazy="raise_on_sql", remote_side="Branch.id")


class DemographicProfile(Timestamps, Base):
    """A quota of seats: category, gender, disability."""

    __tablename__ = "demographic_profile"
    __table_args__ = (Index("demographic_profile_category_index", "category"),)

    category: Mapped[str | None]
    gender: Mapped[str | None]
    caste: Mapped[str | None]
    physically_handicapped: Mapped[bool | None] = mapped_column(default=False)
    family_income: Mapped[str | None]
    religion: Mapped[str | None]
    defence_ward: Mapped[str | None]
    nationality: Mapped[str | None]
    ews_ward: Mapped[str | None]
    language: Mapped[str | None]
    urban_rural: Mapped[bool | None] = mapped_column(default=False)
    region: Mapped[str | None]


class Cutoff(Timestamps, Base):
    """The ranks a college admitted in one sitting."""

    __tablename__ = "cutoffs"
    __table_args__ = (
        Index("cutoffs_exam_occurrence_id_index", "exam_occurrence_id"),
        Index("cutoffs_college_id_index", "college_id"),
        Index("cutoffs_branch_id_index", "branch_id"),
        Index("cutoffs_demographic_profile_id_index", "demographic_profile_id"),
    )

    cutoff_year: Mapped[Int4 | None]
    exam_occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("exam_occurrence.id"))
    college_id: Mapped[int | None] = mapped_column(ForeignKey("college.id"))
    degree: Mapped[str | None]
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    demographic_profile_id: Mapped[int | None] = mapped_column(ForeignKey("demographic_profile.id"))
    state_quota: Mapped[str | None]
    opening_rank: Mapped[Int4 | None]
    closing_rank: Mapped[Int4 | None]

    exam_occurrence: Mapped[ExamOccurrence | None] = relationship(lazy="raise_on_sql")
    college: Mapped[College | None] = relationship(lazy="raise_on_sql")
    branch: Mapped[Branch | None] = relationship(lazy="raise_on_sql")
    demographic_profile: Mapped[DemographicProfile | None] = relationship(lazy="raise_on_sql")
