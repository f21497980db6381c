"""The demo alumni: who they are, and what became of them."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import Alumni
from dbservice.services.groups import GroupKind
from dbservice.services.references import References
from dbservice.services.seed import years
from dbservice.services.seed.careers import Span
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.colleges import COLLEGES, Admissions, DemoCollege
from dbservice.services.seed.exams import JEE_MAIN, NEET
from dbservice.services.seed.people import birthday, person
from dbservice.services.seed.programmes import PROGRAMMES
from dbservice.services.seed.register import Known, register_former
from dbservice.services.seed.results import application_number, put_records
from dbservice.services.seed.schools import SCHOOLS, DemoSchool
from dbservice.services.seed.upsert import Ids, put

ALUMNI = 24
FIRST_YEAR, GRADUATING_YEARS = 2020, 6
AGE_AT_THE_END = 18
NUMBER = 101
GRADUATED = "graduated"
SCORES = {JEE_MAIN: (180, 280), NEET: (610, 690)}  # least and most
DEGREE_YEARS = {JEE_MAIN: 4, NEET: 6}
ROLES = (
    ("Software engineer", "Information technology"),
    ("Data analyst", "Consulting"),
    ("Design engineer", "Manufacturing"),
    ("Site engineer", "Construction"),
    ("Associate", "Finance"),
)
EMPLOYERS = ("Tarangini Systems", "Nilgiri Analytics", "Udaygiri Motors", "Sagarika Infra")
CITIES = ("Bengaluru", "Hyderabad", "Pune", "Gurugram", "Chennai")
SALARIES = ((6, "5-10 LPA"), (9, "5-10 LPA"), (12, "10-15 LPA"), (18, "15-20 LPA"))  # lakh rupees
LAKH = 100_000


class Alumnus(NamedTuple):
    """Someone who has finished grade 12 at a school, and gone to a college."""

    school: DemoSchool
    year: int
    number: int

    @property
    def student_id(self) -> str:
        return f"{self.year % 100}{self.school.code}{NUMBER}"

    @property
    def chance(self) -> Chance:
        return Chance(f"{self.student_id}/alumnus")

    @property
    def college(self) -> DemoCollege:
        return COLLEGES[self.number % len(COLLEGES)]

    @property
    def exam(self) -> str:
        """The exam that counted first on the way to the college."""
        return NEET if self.college.exam == NEET else JEE_MAIN

    @property
    def graduates(self) -> int:
        """The year in which college ends."""
        return self.year + DEGREE_YEARS[self.exam]

    def user(self) -> dict[str, Any]:
        """Columns of the user."""
        chance = Chance(self.student_id)
        born = birthday(chance, age=AGE_AT_THE_END, on=date(self.year, 6, 15))
        return {
            **person(chance, self.school, "student"),
            "date_of_birth": born,
            "email": f"a{self.student_id}@alumni.example.org",
        }

    def student(self) -> dict[str, Any]:
        """Columns of the student."""
        stream = "medical" if self.exam == NEET else "engineering"
        return {
            "student_id": self.student_id,
            "stream": stream,
            "category": self.chance.pick("category", ("Gen", "OBC", "SC", "ST")),
        }

    def spans(self) -> list[Span]:
        """The last year at school, and what has held since."""
        ended = date(self.year, 4, 30)
        began = date(self.year - 1, 6, 15)
        academic_year = f"{self.year - 1}-{self.year}"
        left = ended + timedelta(days=1)
        auth_group = PROGRAMMES[self.school.programme].auth_group
        return [
            Span(GroupKind.AUTH_GROUP, auth_group, None, began),
            Span(GroupKind.SCHOOL, self.school.code, academic_year, began, ended),
            Span(GroupKind.GRADE, str(years.LAST_GRADE), academic_year, began, ended),
            Span(GroupKind.STATUS, GRADUATED, academic_year, left),
        ]


def alumni() -> list[Alumnus]:
    """The alumni, one of a school and year."""
    schools = [school for school in SCHOOLS if school.programme in {"EN", "DL", "HR", "GJ"}]
    return [
        Alumnus(schools[number % len(schools)], FIRST_YEAR + number % GRADUATING_YEARS, number)
        for number in range(ALUMNI)
    ]


def put_alumni(
    session: Session, targets: References, exam_ids: Ids, admissions: Admissions
) -> None:
    """Put the alumni as students, what became of them, and the exams that they took."""
    everybody = alumni()
    known = register_former(session, everybody, targets)
    ours = [(one, ids) for one, ids in zip(everybody, known, strict=True) if ids]
    put(session, Alumni, [_row(one, ids, admissions) for one, ids in ours], "student_id")
    put_records(session, [_record(one, ids, exam_ids) for one, ids in ours])


def _record(one: Alumnus, ids: Known, exam_ids: Ids) -> dict[str, Any]:
    chance = one.chance
    rank = chance.number("rank", 200, 24_000)
    return {
        "student_id": ids.id,
        "exam_id": exam_ids[one.exam],
        "application_number": application_number(chance, one.exam, str(one.year % 100)),
        "date": date(one.year, 4, 8) if one.exam == JEE_MAIN else date(one.year, 5, 5),
        "score": float(chance.number("score", *SCORES[one.exam])),
        "percentile": round(100 - rank / 11_000, 4),
        "all_india_rank": rank,
        "category_rank": rank // 4 + 1,
    }


def _row(one: Alumnus, ids: Known, admissions: Admissions) -> dict[str, Any]:
    chance, works = one.chance, one.graduates <= years.YEAR_BEGINS.year
    medical = one.exam == NEET
    branch = "MBBS" if medical else chance.pick("branch", ("CSE", "EE", "ME", "CE"))
    return {
        "student_id": ids.id,
        "which_competitive_exam_did_you_appear_for": one.exam,
        "did_you_take_a_gap_year": "No",
        "start_year_ug": one.year,
        "college_id_ug": admissions.colleges[one.college.code],
        "degree_ug": "MBBS" if medical else "B.Tech",
        "branch_id_ug": admissions.branches[branch],
        "year_of_graduation_ug": one.graduates,
        "ug_status": "Completed" if works else "Pursuing",
        "contact_status": chance.pick("contact", ("Reached", "Reached", "Not reached")),
        "linkedin_profile_link": f"https://people.example.org/{one.student_id}",
        "scholarship_availed": chance.pick("scholarship", ("Yes", "No")),
        **(_work(one, medical=medical) if works else STUDYING),
    }


WORK = (
    "which_year_did_you_start_working",
    "years_of_experience",
    "current_job_role",
    "current_job_sector",
    "current_org_name",
    "current_job_city",
    "current_ctc",
    "current_ctc_range",
)
STUDYING = {
    **dict.fromkeys(WORK),
    "employment_status": "Not employed",
    "seeking_employment": "No",
    "current_status": "Studying",
}


def _work(one: Alumnus, *, medical: bool) -> dict[str, Any]:
    chance = one.chance
    lakhs, salary = chance.pick("salary", SALARIES)
    role, sector = ("Junior resident", "Health") if medical else chance.pick("role", ROLES)
    return {
        "which_year_did_you_start_working": one.graduates,
        "years_of_experience": years.YEAR_BEGINS.year - one.graduates,
        "current_job_role": role,
        "current_job_sector": sector,
        "current_org_name": "District hospital" if medical else chance.pick("employer", EMPLOYERS),
        "current_job_city": chance.pick("city", CITIES),
        "current_ctc": lakhs * LAKH,
        "current_ctc_range": salary,
        "employment_status": "Employed",
        "seeking_employment": "No",
        "current_status": "Working",
    }
