"""The demo cutoffs: which ranks were admitted where. The ranks are made up."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import Cutoff
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.colleges import CATEGORIES, COLLEGES, Admissions, DemoCollege
from dbservice.services.seed.exams import JEE_ADVANCED, JEE_MAIN, NEET, Exams, Sitting
from dbservice.services.seed.upsert import put

YEAR = 2025
NATION, HOME, OTHERS = "AI", "HS", "OS"  # all India, home state, other states


class Admission(NamedTuple):
    """What an exam admits to: its last sitting, the degree, the branches, and by which quotas.

    The sought-after branches come first; `first_rank` is where the first of them closes.
    """

    sitting: Sitting
    degree: str
    branches: tuple[str, ...]
    quotas: tuple[str, ...]
    first_rank: int


ADMISSIONS = {
    JEE_ADVANCED: Admission(
        Sitting(JEE_ADVANCED, YEAR, 1, "2025-05-18"),
        "B.Tech",
        ("CSE", "EE", "ME", "CE"),
        (NATION,),
        90,
    ),
    JEE_MAIN: Admission(
        Sitting(JEE_MAIN, YEAR, 2, "2025-04-02"),
        "B.Tech",
        ("CSE", "ECE", "ME"),
        (HOME, OTHERS),
        1100,
    ),
    NEET: Admission(Sitting(NEET, YEAR, 1, "2025-05-04"), "MBBS", ("MBBS",), (NATION,), 50),
}


def put_cutoffs(session: Session, exams: Exams, admissions: Admissions) -> None:
    """Put a cutoff for each college, branch, quota and category."""
    rows = [row for college in COLLEGES for row in _rows(college, exams, admissions)]
    key = ("exam_occurrence_id", "college_id", "branch_id", "demographic_profile_id", "state_quota")
    put(session, Cutoff, rows, *key)


def _rows(college: DemoCollege, exams: Exams, admissions: Admissions) -> Iterator[dict[str, Any]]:
    admission = ADMISSIONS[college.exam]
    for place, branch in enumerate(admission.branches):
        for quota in admission.quotas:
            for category in CATEGORIES:
                opening, closing = _ranks(college, place, f"{branch}/{quota}/{category}")
                yield {
                    "cutoff_year": YEAR,
                    "exam_occurrence_id": exams.sittings[admission.sitting],
                    "college_id": admissions.colleges[college.code],
                    "degree": admission.degree,
                    "branch_id": admissions.branches[branch],
                    "demographic_profile_id": admissions.quotas[category, "Gender-neutral"],
                    "state_quota": quota,
                    "opening_rank": opening,
                    "closing_rank": closing,
                }


def _ranks(college: DemoCollege, place: int, seats: str) -> tuple[int, int]:
    """The first and the last rank admitted; ranks are within the category."""
    chance = Chance(f"{college.code}/{seats}")
    standing = COLLEGES.index(college) % 5 + 1
    last = ADMISSIONS[college.exam].first_rank * standing * (1 + 3 * place)
    closing = last * chance.number("closing", 80, 120) // 100
    return max(1, closing * chance.number("opening", 20, 50) // 100), closing
