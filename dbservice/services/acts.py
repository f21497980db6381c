"""What staff do with where students are enrolled, on the pages."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.services import dropout, movement, references, statuses
from dbservice.services.carrying_out import Act, Place, Rule, Wanted
from dbservice.services.correction import correct
from dbservice.services.dropout import Return
from dbservice.services.groups import GroupKind
from dbservice.services.person import Person


def offered(*, is_dropped_out: bool, current: Collection[str]) -> Iterator[Act]:
    """The acts that make sense for a student who is in these kinds of places now."""
    for act in ACTS.values():
        if act.is_return == is_dropped_out and (act.corrects is None or act.corrects in current):
            yield act


def by_section() -> Mapping[str, Sequence[Act]]:
    """All acts."""
    sections: dict[str, list[Act]] = {}
    for act in ACTS.values():
        sections.setdefault(act.section, []).append(act)
    return sections


def _move_batch(session: Session, people: Sequence[Person], wanted: Wanted) -> Rule:
    batch, grade = wanted.targets["batch"], wanted.targets.get("grade")
    known = statuses.load(session)
    batches = movement.batches(session, wanted.scope, people, [batch])
    return lambda person: movement.place_student(
        person, batch, wanted.given, statuses=known, batches=batches, grade=grade
    )


def _move_school(session: Session, people: Sequence[Person], wanted: Wanted) -> Rule:
    del session, people
    school, (year, day) = wanted.targets["school"], wanted.term
    return lambda person: movement.move_school(person, school, academic_year=year or "", on=day)


def _move_grade(session: Session, people: Sequence[Person], wanted: Wanted) -> Rule:
    del session, people
    grade, term = wanted.targets["grade"], wanted.term
    return lambda person: movement.move_grade(person, grade, term)


def _drop_out(session: Session, people: Sequence[Person], wanted: Wanted) -> Rule:
    del people
    known, term = statuses.load(session), wanted.term
    return lambda person: dropout.drop_out(person, term, known)


def _undo_dropout(session: Session, people: Sequence[Person], wanted: Wanted) -> Rule:
    del wanted
    known, closed = statuses.load(session), dropout.closed_by(session, people)
    return lambda person: dropout.undo_dropout(person, known, closed)


def _re_enroll(session: Session, people: Sequence[Person], wanted: Wanted) -> Rule:
    """Everybody comes back to the auth group they were in, for they can come back to no other."""
    known, term = statuses.load(session), wanted.term
    on_record = dropout.auth_groups_on_record(people)
    groups = references.by_id(session, GroupKind.AUTH_GROUP, on_record)
    school, batch, grade = (wanted.targets[name] for name in ("school", "batch", "grade"))

    def come_back(person: Person) -> None:
        group = groups[dropout.record_to_revive(person).entity_id]
        if isinstance(group, DomainError):
            raise group
        places = Return(group, school, batch, grade)
        dropout.re_enroll(person, places, term, statuses=known, auth_groups={})

    return come_back


def _correct(session: Session, people: Sequence[Person], wanted: Wanted) -> Rule:
    del session, people
    wrong = wanted.targets.get("wrong")
    return lambda person: correct(
        person, wanted.targets["right"], instead_of=wrong.entity if wrong else None
    )


def _correction(kind: GroupKind, noun: str, *, wrong: Sequence[Place] = ()) -> Act:
    return Act(
        name=f"correct-{noun.replace(' ', '-')}",
        title=f"Correct the {noun}",
        done="corrected to {place}",
        about=f"A wrong {noun} was entered: what is stored is rewritten as if it had been the right"
        " one all along. Nothing is added to the history of enrolments.",
        section="Correct a mistake",
        prepare=_correct,
        places=(Place("right", kind, f"Right {noun}"), *wrong),
        corrects=kind,
    )


BATCH = Place("batch", GroupKind.BATCH, "Batch")
SCHOOL = Place("school", GroupKind.SCHOOL, "School")
GRADE = Place("grade", GroupKind.GRADE, "Grade")
_ALL = (
    Act(
        name="move-batch",
        title="Move to a batch",
        done="moved to {place}",
        about="The batch until now ends on the day, and the new one begins.",
        section="Move",
        prepare=_move_batch,
        places=(BATCH, GRADE._replace(hint="Blank: the grade stays.", is_required=False)),
        has_year=True,
        has_day=True,
    ),
    Act(
        name="move-school",
        title="Move to a school",
        done="moved to {place}",
        about="The school until now ends on the day, and the new one begins.",
        section="Move",
        prepare=_move_school,
        places=(SCHOOL,),
        has_year=True,
        has_day=True,
    ),
    Act(
        name="move-grade",
        title="Move to a grade",
        done="moved to {place}",
        about="The grade until now ends on the day, and the new one begins. The batch stays.",
        section="Move",
        prepare=_move_grade,
        places=(GRADE,),
        has_year=True,
        has_day=True,
    ),
    Act(
        name="drop-out",
        title="Drop out",
        done="marked as dropped out",
        about="Everything that is current ends on the day. It can be undone.",
        section="Leave and return",
        prepare=_drop_out,
        has_year=True,
        has_day=True,
    ),
    Act(
        name="undo-dropout",
        title="Undo the dropout",
        done="back, as if they had never dropped out",
        about="The dropout was a mistake: what it ended goes on, and its own record is deleted.",
        section="Leave and return",
        prepare=_undo_dropout,
        is_return=True,
        reads_past=True,
    ),
    Act(
        name="re-enrol",
        title="Enrol again",
        done="enrolled again, in {place}",
        about="Coming back after a dropout: school, batch and grade begin anew, the auth group goes"
        " on. The dropout stays on record.",
        section="Leave and return",
        prepare=_re_enroll,
        places=(BATCH, SCHOOL, GRADE),
        has_year=True,
        has_day=True,
        is_return=True,
    ),
    _correction(
        GroupKind.BATCH,
        "batch",
        wrong=[
            Place(
                "wrong",
                GroupKind.BATCH,
                "Wrong batch",
                "Only needed for students in several batches. Blank: the one they are in.",
                is_required=False,
            )
        ],
    ),
    _correction(GroupKind.SCHOOL, "school"),
    _correction(GroupKind.GRADE, "grade"),
    _correction(GroupKind.AUTH_GROUP, "auth group"),
)
ACTS: Mapping[str, Act] = {act.name: act for act in _ALL}
