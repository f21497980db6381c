"""Rows about people who are there already: who is meant, and what the other cells name."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError, NotFound
from dbservice.imports.rows import Outcome, Row
from dbservice.services import references, roll, student_identity, teachers
from dbservice.services.groups import GroupKind
from dbservice.services.known_students import Identity, KnownStudent
from dbservice.services.person import Person, Term
from dbservice.services.references import References, Target
from dbservice.services.roll import Roll
from dbservice.services.roll_writing import write

Named = Mapping[str, GroupKind]
"""Which fields hold codes, and of what."""


@dataclass
class Case:
    """A row, the person it is about, and what its codes stand for, by field.

    `known_by` is the field that tells the person.
    """

    row: Row
    record_id: int
    person: Person
    known_by: str
    targets: Mapping[str, Target] = field(default_factory=dict)

    @property
    def term(self) -> Term:
        """The academic year and the first day that the row gives; both must be needed columns."""
        return Term(self.row.values["academic_year"], self.row.values["start_date"])

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Do what the row asks for inside; a rule that refuses it rejects the row.

        Rules refuse before they change anything. Should one refuse later, the row is left to the
        engine, which takes back what it did.
        """
        before = self.person.changes
        try:
            yield
        except DomainError as refusal:
            if self.person.changes != before:
                raise
            if isinstance(refusal, Conflict):  # with what is stored of the person
                refusal.field = refusal.field or self.known_by
            self.row.reject(refusal)
        else:
            changed = self.person.changes != before
            outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED
            self.row.finish(outcome, self.record_id)


@dataclass(frozen=True)
class Cases:
    """The rows of a chunk that can be tried; the others have been rejected."""

    cases: Sequence[Case]
    people: Roll

    def __iter__(self) -> Iterator[Case]:
        """The cases in the order of the sheet."""
        return iter(self.cases)

    def targets(self, field: str) -> list[Target]:
        """What a field names in all of them."""
        return [case.targets[field] for case in self.cases if field in case.targets]

    def write(self, session: Session) -> None:
        """Write what has become of the people."""
        write(session, self.people)


def of_students(session: Session, rows: Sequence[Row], named: Named) -> Cases:
    """The cases of students, who are held until the commit.

    Rejected are rows with IDENTIFIER_MISSING, STUDENT_NOT_FOUND or AMBIGUOUS, and those that name
    what does not exist.
    """
    identities = [Identity(row.get("student_id"), row.get("apaar_id")) for row in rows]
    known = student_identity.find(session, identities)
    found: list[_Found] = []
    for row, identity in zip(rows, identities, strict=True):
        try:
            student = known.sought(identity)
            found.append(_Found(row, student.id, student.user_id, told_by(identity, student)))
        except DomainError as refusal:
            found.append(_Found(row, problem=refusal))
    return _cases(session, found, named)


def of_teachers(session: Session, rows: Sequence[Row], named: Named) -> Cases:
    """The cases of teachers, by teacher_id; rejects rows with TEACHER_NOT_FOUND too."""
    known = teachers.find(session, {row.values["teacher_id"] for row in rows})
    found: list[_Found] = []
    for row in rows:
        number = row.values["teacher_id"]
        if teacher := known.get(number):
            found.append(_Found(row, teacher.id, teacher.user_id, "teacher_id"))
        else:
            found.append(_Found(row, problem=teachers.not_found(number)))
    return _cases(session, found, named)


def codes(rows: Sequence[Row], named: Named) -> dict[GroupKind, set[str]]:
    """The codes that stand in these fields, by what they are codes of."""
    codes: dict[GroupKind, set[str]] = {}
    for name, kind in named.items():
        codes.setdefault(kind, set()).update(row.values[name] for row in rows if name in row.values)
    return codes


def told_by(identity: Identity, student: KnownStudent) -> str:
    """Which of the numbers given has led to the student."""
    return "student_id" if student.student_id == identity.student_id else "apaar_id"


def no_user(known_by: str) -> NotFound:
    """What old data may lack; `known_by` is the field that tells the person."""
    return NotFound("There is no user behind this record", field=known_by, code="USER_NOT_FOUND")


@dataclass
class _Found:
    row: Row
    record_id: int = 0
    user_id: int | None = None
    known_by: str = ""
    problem: DomainError | None = None


def _cases(session: Session, found: Sequence[_Found], named: Named) -> Cases:
    rows = [one.row for one in found]
    refer = references.resolve(session, codes(rows, named))
    people = roll.call(session, [one.user_id for one in found if one.user_id])
    cases: list[Case] = []
    for one in found:
        targets, problems = _targets(one.row, named, refer)
        if one.problem is None and (one.user_id is None or one.user_id not in people):
            one.problem = no_user(one.known_by)
        if one.problem:
            problems.insert(0, one.problem)
        if problems:
            one.row.reject(*problems)
        elif one.user_id is not None:
            cases.append(Case(one.row, one.record_id, people[one.user_id], one.known_by, targets))
    return Cases(cases, people)


def _targets(
    row: Row, named: Named, refer: References
) -> tuple[dict[str, Target], list[DomainError]]:
    targets: dict[str, Target] = {}
    problems: list[DomainError] = []
    for name, kind in named.items():
        if name in row.values:
            try:
                targets[name] = refer.target(kind, row.values[name])
            except DomainError as problem:
                problem.field = name
                problems.append(problem)
    return targets, problems
