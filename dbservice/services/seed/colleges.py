"""The demo colleges: real ones, with what is publicly known of them."""

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import Branch, College, DemographicProfile
from dbservice.services.seed.exams import JEE_ADVANCED, JEE_MAIN, NEET
from dbservice.services.seed.upsert import Ids, put, put_by

ENGINEERING, MEDICAL = "Engineering", "Medical"


class DemoCollege(NamedTuple):
    """A college; `ranking` is that of the NIRF in 2024 among those of its type."""

    code: str
    name: str
    state: str
    district: str
    exam: str
    founded: int
    ranking: int | None = None

    @property
    def type(self) -> str:
        """What is taught there."""
        return MEDICAL if self.exam == NEET else ENGINEERING


IIT, NIT = "Indian Institute of Technology", "National Institute of Technology"
COLLEGES = (
    DemoCollege("IITM", f"{IIT} Madras", "Tamil Nadu", "Chennai", JEE_ADVANCED, 1959, 1),
    DemoCollege("IITD", f"{IIT} Delhi", "Delhi", "South West", JEE_ADVANCED, 1961, 2),
    DemoCollege("IITB", f"{IIT} Bombay", "Maharashtra", "Mumbai", JEE_ADVANCED, 1958, 3),
    DemoCollege("IITK", f"{IIT} Kanpur", "Uttar Pradesh", "Kanpur", JEE_ADVANCED, 1959, 4),
    DemoCollege(
        "IITKGP", f"{IIT} Kharagpur", "West Bengal", "Paschim Medinipur", JEE_ADVANCED, 1951, 5
    ),
    DemoCollege(
        "NITT", f"{NIT} Tiruchirappalli", "Tamil Nadu", "Tiruchirappalli", JEE_MAIN, 1964, 9
    ),
    DemoCollege(
        "NITK", f"{NIT} Karnataka, Surathkal", "Karnataka", "Dakshina Kannada", JEE_MAIN, 1960, 17
    ),
    DemoCollege("NITR", f"{NIT} Rourkela", "Odisha", "Sundargarh", JEE_MAIN, 1961, 19),
    DemoCollege("NITW", f"{NIT} Warangal", "Telangana", "Hanamkonda", JEE_MAIN, 1959, 21),
    DemoCollege(
        "AIIMS-DEL", "All India Institute of Medical Sciences, New Delhi", "Delhi", "South", NEET,
        1956, 1,
    ),
    DemoCollege(
        "CMC-VLR", "Christian Medical College, Vellore", "Tamil Nadu", "Vellore", NEET, 1900, 3
    ),
    DemoCollege(
        "JIPMER",
        "Jawaharlal Institute of Postgraduate Medical Education and Research",
        "Puducherry", "Puducherry", NEET, 1823, 5,
    ),
    DemoCollege("MAMC", "Maulana Azad Medical College", "Delhi", "Central", NEET, 1959),
    DemoCollege(
        "KGMU", "King George's Medical University", "Uttar Pradesh", "Lucknow", NEET, 1905
    ),
)  # fmt: skip
PRIVATE = {"CMC-VLR"}
# Code, name, years; what lies in each field of study.
FIELDS = {
    ("ENG", "Engineering", 4): (
        ("CSE", "Computer Science and Engineering", 4),
        ("ECE", "Electronics and Communication Engineering", 4),
        ("EE", "Electrical Engineering", 4),
        ("ME", "Mechanical Engineering", 4),
        ("CE", "Civil Engineering", 4),
    ),
    ("MED", "Medicine", 5): (
        ("MBBS", "Medicine and Surgery", 5),
        ("BDS", "Dental Surgery", 5),
    ),
}
CATEGORIES = ("Gen", "Gen-EWS", "OBC", "SC", "ST")
SEATS_FOR = ("Gender-neutral", "Female-only")


class Admissions(NamedTuple):
    """The ids of colleges and branches by code, and of quotas by category and gender."""

    colleges: Ids
    branches: Ids
    quotas: dict[tuple[str, str], int]


def put_colleges(session: Session, exam_ids: Ids) -> Admissions:
    """Put the colleges, the branches and the quotas of seats."""
    rows = [_college_row(one, exam_ids) for one in COLLEGES]
    college_ids = put_by(session, College, rows, "college_id")
    quotas = [(category, gender) for category in CATEGORIES for gender in SEATS_FOR]
    profiles = [
        {
            "category": category,
            "gender": gender,
            "physically_handicapped": False,
            "nationality": "Indian",
        }
        for category, gender in quotas
    ]
    key = ("category", "gender", "physically_handicapped", "nationality")
    quota_ids = put(session, DemographicProfile, profiles, *key)
    by_quota = dict(zip(quotas, quota_ids, strict=True))
    return Admissions(college_ids, _put_branches(session), by_quota)


def _college_row(one: DemoCollege, exam_ids: Ids) -> dict[str, Any]:
    return {
        "college_id": one.code,
        "name": one.name,
        "state": one.state,
        "district": one.district,
        "gender_type": "Co-ed",
        "college_type": one.type,
        "management_type": "Private" if one.code in PRIVATE else "Public",
        "year_established": one.founded,
        "qualifying_exam": one.exam,
        "entrance_test": [exam_ids[one.exam]],
        "nirf_ranking": one.ranking,
        "top_200_nirf": True if one.ranking else None,
    }


def _put_branches(session: Session) -> Ids:
    fields = [_branch_row(*field, None) for field in FIELDS]
    field_ids = put_by(session, Branch, fields, "branch_id")
    rows = [
        _branch_row(*branch, field_ids[code])
        for (code, _, _), branches in FIELDS.items()
        for branch in branches
    ]
    return field_ids | put_by(session, Branch, rows, "branch_id")


def _branch_row(code: str, name: str, years: int, parent_id: int | None) -> dict[str, Any]:
    return {"branch_id": code, "name": name, "duration": years, "parent_branch_id": parent_id}
