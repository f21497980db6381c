"""The demo students: who they are, and where they belong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from dbservice.services.seed import years
from dbservice.services.seed.batches import DemoBatch, batches_at
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.households import household
from dbservice.services.seed.people import birthday, person
from dbservice.services.seed.programmes import PROGRAMMES
from dbservice.services.seed.schools import SCHOOLS, DemoSchool

STUDENTS = 1500
FIRST_NUMBER = 101
AGE_LESS_GRADE = 5
SENIOR_GRADE = 11
ADMISSION_DAYS = 45
# Multiplied by anything modulo a prime, different student ids stay different.
APAAR_PRIME = 9_999_999_967
APAAR_STRIDE = 7_654_321_123
BOARD_STREAMS = {"engineering": "PCM", "medical": "PCB"}


class Place(NamedTuple):
    """Where a student belongs."""

    school: DemoSchool
    batch: DemoBatch

    @property
    def auth_group(self) -> str:
        return PROGRAMMES[self.batch.programme].auth_group

    @property
    def grade(self) -> int:
        return self.batch.grade


@dataclass(frozen=True)
class Pupil:
    """A student: columns of the user and of the student, the place, and since when."""

    user: dict[str, Any]
    student: dict[str, Any]
    place: Place
    joined: date

    @property
    def student_id(self) -> str:
        return str(self.student["student_id"])


def pupils(count: int = STUDENTS, first_number: int = FIRST_NUMBER) -> Iterator[Pupil]:
    """Students spread evenly over the schools and their batches.

    `first_number` is the last part of the student id of the first student of each school.
    """
    offered = [batches_at(school, position) for position, school in enumerate(SCHOOLS)]
    for index in range(count):
        turn, position = divmod(index, len(SCHOOLS))
        batch = offered[position][turn % len(offered[position])]
        yield pupil(Place(SCHOOLS[position], batch), first_number + turn)


def pupil(place: Place, number: int) -> Pupil:
    """The student with this number at a school."""
    student_id = f"{years.graduating_year(place.grade) % 100}{place.school.code}{number:03}"
    chance = Chance(student_id)
    user = person(chance, place.school, "student")
    born = birthday(chance, age=place.grade + AGE_LESS_GRADE, on=years.YEAR_BEGINS)
    student = {
        "student_id": student_id,
        "apaar_id": _apaar_id(chance, student_id),
        "stream": place.batch.track.stream,
        "board_stream": BOARD_STREAMS.get(place.batch.track.stream),
        "school_medium": chance.pick("medium", ("English", place.school.state.medium)),
        **household(chance, place.school.state, user["last_name"]),
        **_marks(chance, place.grade),
    }
    email = f"s{student_id}@students.example.org" if chance.happens("email", 60) else None
    joined = years.YEAR_BEGINS + timedelta(days=chance.number("joined", 0, ADMISSION_DAYS))
    return Pupil({**user, "date_of_birth": born, "email": email}, student, place, joined)


def _apaar_id(chance: Chance, student_id: str) -> str | None:
    """Twelve digits, different for every student; not everybody has one yet."""
    if not chance.happens("apaar id", 85):
        return None
    return f"{student_id[2:4]}{int(student_id) * APAAR_STRIDE % APAAR_PRIME:010}"


def _marks(chance: Chance, grade: int) -> dict[str, str | None]:
    subjects = ("science", "math", "english")
    return {
        f"percentage_in_grade_10_{subject}": (
            f"{chance.number(subject, 450, 990) / 10:.1f}" if grade >= SENIOR_GRADE else None
        )
        for subject in subjects
    }
