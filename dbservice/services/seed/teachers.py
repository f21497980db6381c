"""The demo teachers: who they are, and which batches they teach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dbservice.services.groups import GroupKind
from dbservice.services.seed import years
from dbservice.services.seed.auth_groups import TEACHERS as TEACHERS_AUTH_GROUP
from dbservice.services.seed.batches import DemoBatch, batches_at
from dbservice.services.seed.careers import Span
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.people import birthday, person
from dbservice.services.seed.schools import SCHOOLS

TEACHERS = 60
SUBJECTS_OF = {
    "engineering": ("Physics", "Chemistry", "Maths"),
    "medical": ("Physics", "Chemistry", "Botany", "Zoology"),
    "foundation": ("Maths", "Science"),
}
DESIGNATIONS = ("Teacher", "Teacher", "Senior Teacher", "Academic Lead")
OWN_PERCENT = 60


@dataclass(frozen=True)
class DemoTeacher:
    """A teacher: columns of the user and of the teacher, the subject by name, the batches."""

    user: dict[str, Any]
    teacher: dict[str, Any]
    subject: str
    batches: tuple[DemoBatch, ...]

    def spans(self) -> Iterator[Span]:
        """The enrolments of a teacher: auth group, batches, and the grade of the batches."""
        start = years.YEAR_BEGINS
        yield Span(GroupKind.AUTH_GROUP, TEACHERS_AUTH_GROUP, None, start)
        for batch in self.batches:
            yield Span(GroupKind.BATCH, batch.code, years.ACADEMIC_YEAR, start)
        yield Span(GroupKind.GRADE, str(self.batches[0].grade), years.ACADEMIC_YEAR, start)


def teachers() -> list[DemoTeacher]:
    """The teachers, spread over the schools; each has a subject and batches of one grade."""
    return [_teacher(number) for number in range(TEACHERS)]


def _teacher(number: int) -> DemoTeacher:
    teacher_id = f"T{number + 1:04}"
    chance = Chance(teacher_id)
    position = number % len(SCHOOLS)
    offered = batches_at(SCHOOLS[position], position)
    batch = offered[(number + number // len(SCHOOLS)) % len(offered)]
    subject = chance.pick("subject", SUBJECTS_OF[batch.track.stream])
    user = person(chance, SCHOOLS[position], "teacher")
    born = birthday(chance, age=chance.number("age", 25, 55), on=years.YEAR_BEGINS)
    return DemoTeacher(
        user={
            **user,
            "date_of_birth": born,
            "email": f"{teacher_id.lower()}@teachers.example.org",
        },
        teacher={
            "teacher_id": teacher_id,
            "designation": chance.pick("designation", DESIGNATIONS),
            "is_af_teacher": chance.happens("own", OWN_PERCENT),
        },
        subject=subject,
        batches=_taught(subject, batch.grade, offered),
    )


def _taught(subject: str, grade: int, offered: tuple[DemoBatch, ...]) -> tuple[DemoBatch, ...]:
    """The batches of the grade that learn the subject."""
    return tuple(
        batch
        for batch in offered
        if batch.grade == grade and subject in SUBJECTS_OF[batch.track.stream]
    )


def owner_of(batch: DemoBatch, staff: Sequence[DemoTeacher]) -> int:
    """The position of the teacher who owns the sessions of a batch: one who teaches it, if any."""
    closeness = [
        (batch in teacher.batches, batch.programme == teacher.batches[0].programme)
        for teacher in staff
    ]
    return closeness.index(max(closeness))
