"""What an act makes of the students it is for, told line by line."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy.orm import Session

from dbservice.admin import act_form, act_students
from dbservice.admin.act_form import ActForm
from dbservice.admin.act_students import Chosen
from dbservice.admin.filters import Arguments
from dbservice.admin.forms import sentence
from dbservice.admin.kinds import Day, Form
from dbservice.errors import DomainError
from dbservice.services import carrying_out, entity_names
from dbservice.services.carrying_out import Act, Verdict
from dbservice.services.consequences import Consequence, Happening
from dbservice.services.entity_names import Names
from dbservice.services.groups import EntityRef
from dbservice.services.movement import MoveScope

DAY = Day()
NO_USER = "There is no user behind this student; edit the student, which makes one"


class Line(NamedTuple):
    """One thing that changes: what it is about, the place, and what happens."""

    about: str
    place: str
    entity: EntityRef | None
    told: str


class Result(NamedTuple):
    """What becomes of a student: lines, or the reason why nothing does."""

    student: Chosen
    lines: Sequence[Line] = ()
    refusal: str = ""


@dataclass(frozen=True)
class Outcome:
    """What an act has come to.

    Args:
        form: what was asked for, with what is wrong in it.
        students: for whom.
        results: what became of each; of none, if the form is not in order.
        place: where to, by name.
        mark: what tells two outcomes apart.
    """

    form: ActForm
    students: Sequence[Chosen]
    results: Sequence[Result] = field(default_factory=tuple)
    place: str = ""
    mark: str = ""

    @property
    def changed(self) -> list[Result]:
        """Those of whom something changes."""
        return [one for one in self.results if one.lines]

    @property
    def refused(self) -> list[Result]:
        """Those who stay as they are because a rule says so."""
        return [one for one in self.results if one.refusal]

    @property
    def unchanged(self) -> list[Result]:
        """Those who are as wanted already."""
        return [one for one in self.results if not one.lines and not one.refusal]


def attempt(session: Session, act: Act, args: Arguments, sent: Form, scope: MoveScope) -> Outcome:
    """Do an act as the form says, in the transaction of the session.

    Raises:
        DomainError: as `act_students.read`.
    """
    students = act_students.read(session, args)
    form, wanted = act_form.read(session, act, sent, scope)
    if form.has_errors:
        return Outcome(form, students)
    user_ids = [one.user_id for one in students if one.user_id is not None]
    try:
        verdicts = carrying_out.carry_out(session, act, user_ids, wanted)
    except DomainError as refusal:
        form.refuse(refusal)
        return Outcome(form, students)
    if len(students) == 1 and verdicts and verdicts[0].refusal:
        form.refuse(verdicts[0].refusal)
    target = next(iter(wanted.targets.values()), None)
    names = _names(session, verdicts, [target.entity] if target else [])
    return Outcome(
        form,
        students,
        _results(students, verdicts, names),
        names[target.entity] if target else "",
        _mark(verdicts),
    )


def _names(session: Session, verdicts: Sequence[Verdict], others: Sequence[EntityRef]) -> Names:
    mentioned = {
        entity
        for verdict in verdicts
        for one in verdict.consequences
        for entity in (one.entity, one.before)
        if entity
    }
    return entity_names.find(session, mentioned.union(others))


def _results(students: Sequence[Chosen], verdicts: Sequence[Verdict], names: Names) -> list[Result]:
    by_user = {verdict.user_id: verdict for verdict in verdicts}
    results = []
    for student in students:
        if student.user_id is None:
            results.append(Result(student, refusal=NO_USER))
            continue
        verdict = by_user[student.user_id]
        refusal = sentence(verdict.refusal.message) if verdict.refusal else ""
        lines = [_line(one, names) for one in verdict.consequences]
        results.append(Result(student, lines, refusal))
    return results


def _mark(verdicts: Sequence[Verdict]) -> str:
    told = [
        (one.user_id, *one.consequences, one.refusal.code if one.refusal else "")
        for one in verdicts
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _line(one: Consequence, names: Names) -> Line:
    if one.happening is Happening.STATUS:
        now, old = one.status or "none", one.status_before or "none"
        return Line("Status of the student", now, None, f"instead of {old}")
    place = names[one.entity] if one.entity else "\u2014"
    before = names[one.before] if one.before else "none"
    if one.happening is Happening.GRADE:
        return Line("Grade of the student", place, one.entity, f"instead of {before}")
    about = entity_names.noun(one.entity.kind) if one.entity else "Other"
    if one.happening in (Happening.JOINED, Happening.LEFT, Happening.EXCHANGED):
        about = "Membership"
    return Line(about, place, one.entity, _told(one, before))


def _told(one: Consequence, before: str) -> str:
    day = DAY.shown(one.day) if one.day else "an unknown day"
    year = f" for {one.academic_year}" if one.academic_year else ""
    told = {
        Happening.ENDS: f"ends on {day}",
        Happening.BEGINS: f"begins on {day}{year}",
        Happening.GOES_ON: f"begins again on {day}" if one.day else "goes on, as if never ended",
        Happening.CORRECTED: f"is corrected; it was {before}",
        Happening.ERASED: f"its record of {day} is deleted",
        Happening.JOINED: "is joined",
        Happening.LEFT: "is left",
        Happening.EXCHANGED: f"is joined, {before} is left",
    }
    return told[one.happening]
