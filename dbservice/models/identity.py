"""People and their roles."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.academic import Grade, Subject
from dbservice.models.base import Base, Int4, Int4List, LongText, Timestamps, haystack_index


class User(Timestamps, Base):
    """A person: the contact and identity data that every role shares."""

    __tablename__ = "user"
    __table_args__ = (
        Index("user_date_of_birth_index", "date_of_birth"),
        Index("user_email_index", "email"),
        Index("user_email_phone_index", "email", "phone"),
        Index("user_phone_index", "phone"),
        haystack_index("user_haystack_index", "first_name", "last_name", "phone", "email"),
    )

    email: Mapped[str | None]
    phone: Mapped[str | None]
    gender: Mapped[str | None]
    address: Mapped[LongText | None]
    city: Mapped[str | None]
    district: Mapped[str | None]
    state: Mapped[str | None]
    pincode: Mapped[str | None]
    role: Mapped[str | None]
    whatsapp_phone: Mapped[str | None]
    date_of_birth: Mapped[date | None]
    country: Mapped[str | None]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    region: Mapped[str | None]


class Student(Timestamps, Base):
    """The student role of a person: family, background, current grade and status."""

    __tablename__ = "student"
    __table_args__ = (
        Index("student_apaar_id_index", "apaar_id"),
        Index("student_grade_id_index", "grade_id"),
        Index("student_student_id_index", "student_id"),
        Index("student_user_id_index", "user_id"),
        Index(
            "student_apaar_id_key", "apaar_id", unique=True, postgresql_where=text("apaar_id <> ''")
        ),
        Index("student_pen_number_index", "pen_number"),
        Index(
            "student_pen_number_key",
            "pen_number",
            unique=True,
            postgresql_where=text("pen_number <> ''"),
        ),
        Index("student_user_id_key", "user_id", unique=True),
        haystack_index("student_haystack_index", "student_id", "apaar_id"),
    )

    student_id: Mapped[str | None]
    father_name: Mapped[str | None]
    father_phone: Mapped[str | None]
    mother_name: Mapped[str | None]
    mother_phone: Mapped[str | None]
    category: Mapped[str | None]
    stream: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    physically_handicapped: Mapped[bool | None]
    family_income: Mapped[str | None]
    father_profession: Mapped[str | None]
    father_education_level: Mapped[str | None]
    mother_profession: Mapped[str | None]
    mother_education_level: Mapped[str | None]
    time_of_device_availability: Mapped[str | None]
    has_internet_access: Mapped[str | None]
    primary_smartphone_owner: Mapped[str | None]
    primary_smartphone_owner_profession: Mapped[str | None]
    guardian_name: Mapped[str | None]
    guardian_relation: Mapped[str | None]
    guardian_phone: Mapped[str | None]
    guardian_education_level: Mapped[str | None]
    guardian_profession: Mapped[str | None]
    has_category_certificate: Mapped[bool | None]
    category_certificate: Mapped[str | None]
    physically_handicapped_certificate: Mapped[str | None]
    annual_family_income: Mapped[str | None]
    monthly_family_income: Mapped[str | None]
    number_of_smartphones: Mapped[str | None]
    family_type: Mapped[str | None]
    number_of_four_wheelers: Mapped[str | None]
    number_of_two_wheelers: Mapped[str | None]
    has_air_conditioner: Mapped[bool | None]
    goes_for_tuition_or_other_coaching: Mapped[str | None]
    know_about_avanti: Mapped[str | None]
    percentage_in_grade_10_science: Mapped[str | None]
    percentage_in_grade_10_math: Mapped[str | None]
    percentage_in_grade_10_english: Mapped[str | None]
    grade_10_marksheet: Mapped[str | None]
    photo: Mapped[str | None]
    planned_competitive_exams: Mapped[Int4List | None]
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"))
    status: Mapped[str | None]
    board_stream: Mapped[str | None]
    school_medium: Mapped[str | None]
    apaar_id: Mapped[str | None]
    g12_graduating_year: Mapped[Int4 | None]
    pen_number: Mapped[str | None]
    g10_board: Mapped[str | None]
    g10_roll_no: Mapped[str | None]

    user: Mapped[User | None] = relationship(lazy="raise_on_sql")
    grade: Mapped[Grade | None] = relationship(lazy="raise_on_sql")


class Teacher(Timestamps, Base):
    """The teacher role of a person."""

    __tablename__ = "teacher"
    __table_args__ = (
        Index("teacher_teacher_id_index", "teacher_id"),
        Index("teacher_user_id_index", "user_id"),
        Index("teacher_subject_id_index", "subject_id"),
        Index(
            "teacher_teacher_id_key",
            "teacher_id",
            unique=True,
            postgresql_where=text("teacher_id <> ''"),
        ),
        Index("teacher_user_id_key", "user_id", unique=True),
        haystack_index("teacher_haystack_index", "teacher_id"),
    )

    designation: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    teacher_id: Mapped[str | None]
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    is_af_teacher: Mapped[bool | None] = mapped_column(server_default=text("false"))
    exit_date: Mapped[date | None]

    user: Mapped[User | None] = relationship(lazy="raise_on_sql")
    subject: Mapped[Subject | None] = relationship(lazy="raise_on_sql")


class Candidate(Timestamps, Base):
    """The applicant role of a person: degree, college, marks."""

    __tablename__ = "candidate"
    __table_args__ = (
        Index("candidate_candidate_id_index", "candidate_id"),
        Index("candidate_subject_id_index", "subject_id"),
        Index("candidate_user_id_index", "user_id"),
        Index(
            "candidate_candidate_id_key",
            "candidate_id",
            unique=True,
            postgresql_where=text("candidate_id <> ''"),
        ),
        Index("candidate_user_id_key", "user_id", unique=True),
    )

    degree: Mapped[str | None]
    college_name: Mapped[str | None]
    branch_name: Mapped[str | None]
    latest_cgpa: Mapped[Decimal | None] = mapped_column(Numeric(3, 2))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    candidate_id: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    subject: Mapped[Subject | None] = relationship(lazy="raise_on_sql")
    user: Mapped[User | None] = relationship(lazy="raise_on_sql")


class UserProfile(Timestamps, Base):
    """How a person uses the service: has logged in, last session."""

    __tablename__ = "user_profile"
    __table_args__ = (
        Index("user_profile_user_id_index", "user_id"),
        Index("user_profile_user_id_key", "user_id", unique=True),
    )

    logged_in_atleast_once: Mapped[bool | None]
    latest_session_accessed: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    user: Mapped[User | None] = relationship(lazy="raise_on_sql")


class StudentProfile(Timestamps, Base):
    """Test and attendance figures of a student."""

    __tablename__ = "student_profile"
    __table_args__ = (
        Index("index_student_profile_on_student_fk", "student_fk"),
        Index("index_student_profile_on_user_profile_id", "user_profile_id"),
        Index("student_profile_student_id_index", "student_id"),
        Index("student_profile_student_fk_key", "student_fk", unique=True),
    )

    student_id: Mapped[str | None]
    took_test_atleast_once: Mapped[bool | None]
    took_class_atleast_once: Mapped[bool | None]
    total_number_of_tests: Mapped[Int4 | None]
    total_number_of_live_classes: Mapped[Int4 | None]
    attendance_in_classes_current_year: Mapped[list[Decimal] | None]
    classes_activity_cohort: Mapped[str | None]
    attendance_in_tests_current_year: Mapped[list[Decimal] | None]
    tests_activity_cohort: Mapped[str | None]
    performance_trend_in_fst: Mapped[str | None]
    max_batch_score_in_latest_test: Mapped[Int4 | None]
    average_batch_score_in_latest_test: Mapped[Decimal | None]
    tests_number_of_correct_questions: Mapped[Int4 | None]
    tests_number_of_wrong_questions: Mapped[Int4 | None]
    tests_number_of_skipped_questions: Mapped[Int4 | None]
    user_profile_id: Mapped[int | None] = mapped_column(ForeignKey("user_profile.id"))
    student_fk: Mapped[int | None] = mapped_column(ForeignKey("student.id"))

    user_profile: Mapped[UserProfile | None] = relationship(lazy="raise_on_sql")
    student: Mapped[Student | None] = relationship(lazy="raise_on_sql")


class TeacherProfile(Timestamps, Base):
    """Rating and workplace figures of a teacher."""

    __tablename__ = "teacher_profile"
    __table_args__ = (
        Index("index_teacher_profile_on_teacher_fk", "teacher_fk"),
        Index("index_teacher_profile_on_user_profile_id", "user_profile_id"),
        Index("teacher_profile_teacher_id_index", "teacher_id"),
        Index("teacher_profile_teacher_fk_key", "teacher_fk", unique=True),
    )

    teacher_id: Mapped[str | None]
    school: Mapped[str | None]
    program_manager: Mapped[str | None]
    avg_rating: Mapped[Decimal | None]
    user_profile_id: Mapped[int | None] = mapped_column(ForeignKey("user_profile.id"))
    teacher_fk: Mapped[int | None] = mapped_column(ForeignKey("teacher.id"))

    user_profile: Mapped[UserProfile | None] = relationship(lazy="raise_on_sql")
    teacher: Mapped[Teacher | None] = relationship(lazy="raise_on_sql")
