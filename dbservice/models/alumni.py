"""Former students."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.assessment import Branch, College
from dbservice.models.base import Base, Int4, Timestamps
from dbservice.models.identity import Student


class Alumni(Timestamps, Base):
    """What became of a former student; one row each."""

    __tablename__ = "alumni"
    __table_args__ = (
        Index("alumni_student_id_index", "student_id", unique=True),
        Index("alumni_college_id_ug_index", "college_id_ug"),
        Index("alumni_college_id_pg_index", "college_id_pg"),
        Index("alumni_branch_id_ug_index", "branch_id_ug"),
        Index("alumni_branch_id_pg_index", "branch_id_pg"),
    )

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    which_competitive_exam_did_you_appear_for: Mapped[str | None]
    did_you_take_a_gap_year: Mapped[str | None]
    why_did_you_take_a_gap_year: Mapped[str | None]
    if_avanti_was_not_your_only_source_of_test_prep_coaching_then_what_other_resources_did_you_opt_for: Mapped[
        str | None
    ] = mapped_column("if_avanti_was_not_your_only_source_of_test_prep_coaching_then_w")
    start_year_ug: Mapped[Int4 | None]
    college_id_ug: Mapped[int | None] = mapped_column(ForeignKey("college.id"))
    degree_ug: Mapped[str | None]
    branch_id_ug: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    year_of_graduation_ug: Mapped[Int4 | None]
    start_year_pg: Mapped[Int4 | None]
    college_id_pg: Mapped[int | None] = mapped_column(ForeignKey("college.id"))
    degree_pg: Mapped[str | None]
    branch_id_pg: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    year_of_graduation_pg: Mapped[Int4 | None]
    past_internship_orgs: Mapped[str | None]
    which_year_did_you_start_working: Mapped[Int4 | None]
    starting_ctc_ug_range: Mapped[str | None]
    current_ctc: Mapped[Int4 | None]
    current_ctc_range: Mapped[str | None]
    current_job_city: Mapped[str | None]
    current_job_role: Mapped[str | None]
    current_job_sector: Mapped[str | None]
    current_org_name: Mapped[str | None]
    years_of_experience: Mapped[Int4 | None]
    linkedin_profile_link: Mapped[str | None]
    what_was_your_monthly_household_income_excluding_the_respondent_when_you_were_starting_your_first_job: Mapped[
        str | None
    ] = mapped_column("what_was_your_monthly_household_income_excluding_the_respondent")
    ug_status: Mapped[str | None]
    pg_status: Mapped[str | None]
    employment_status: Mapped[str | None]
    seeking_employment: Mapped[str | None]
    contact_status: Mapped[str | None]
    current_status: Mapped[str | None]
    scholarship_availed: Mapped[str | None]
    skilling_programs: Mapped[str | None]

    student: Mapped[Student] = relationship(lazy="raise_on_sql")
    college_ug: Mapped[College | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[college_id_ug]
    )
    branch_ug: Mapped[Branch | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[branch_id_ug]
    )
    college_pg: Mapped[College | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[college_id_pg]
    )
    branch_pg: Mapped[Branch | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[branch_id_pg]
    )
