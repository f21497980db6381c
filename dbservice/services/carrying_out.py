"""Doing something with the enrolments of students: what is asked for, and what becomes of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from dbservice.errors import DomainError, NotFound
from dbservice.services import consequences, halving, roll
from dbservice.services.consequences import Consequence
from dbservice.services.groups import GroupKind
from dbservice.services.movement import GivenTerm, MoveScope
from dbservice.services.person import Person, Term, term_of
from dbservice.services.references import Target
from dbservice.services.roll import Roll
from dbservice.services.roll_writing import write

Rule = Callable[[Person], None]
"""Does an act to one person, or raises DomainError before it has changed anything."""


class Wanted(NamedTuple):
    """Where students are to go, by the names of an act's places, and from when.

    `scope` says which batches a movement ends.
    """

    targets: Mapping[str, Target]
    given: GivenTerm
    scope: MoveScope

    @property
    def term(self) -> Term:
        """The term, of which nothing may be missing; raises Invalid."""
        return term_of(*self.given)


class Place(NamedTuple):
    """A place that an act asks for; `is_required` unless it may stay as it is."""

    name: str
    kind: GroupKind
    heading: str
    hint: str = ""
    is_required: bool = True


@dataclass(frozen=True, eq=False)
class Act:
    """Something that is done with the enrolments of students.

    Args:
        name: its name in addresses.
        title: what it is called.
        done: what students are afterwards, naming the `{place}`.
        about: what it does, for those who choose it.
        section: the acts it stands with.
        prepare: gives the rule for these people; whatever it reads, it reads for all at once.
        places: where to.
        has_year: whether it asks for an academic year.
        has_day: whether it asks for a day.
        is_return: whether it is for students who have dropped out, rather than for all others.
        corrects: the kind of enrolment that must be there for it, if any must.
        reads_past: whether the rule asks for everything that is over.
    """

    name: str
    title: str
    done: str
    about: str
    section: str
    prepare: Callable[[Session, Sequence[Person], Wanted], Rule]
    places: Sequence[Place] = ()
    has_year: bool = False
    has_day: bool = False
    is_return: bool = False
    corrects: GroupKind | None = None
    reads_past: bool = False

    @property
    def asks(self) -> bool:
        """Whether there is anything to fill in."""
        return bool(self.places) or self.has_year or self.has_day


class Verdict(NamedTuple):
    """What becomes of a user, or why nothing does."""

    user_id: int
    consequences: Sequence[Consequence] = ()
    refusal: DomainError | None = None


def carry_out(session: Session, act: Act, user_ids: Sequence[int], wanted: Wanted) -> list[Verdict]:
    """Do an act to all users to whom it can be done; who cannot be stays as they are.

    Twenty statements at most for any number; more only where the database refuses what the rules
    let pass. Refusals are those of the act's rule, USER_NOT_FOUND, and those of the database.
    """

    def work(session: Session, some: Sequence[int]) -> list[Verdict]:
        people = roll.call(session, some, whole=act.reads_past)
        rule = act.prepare(session, [*people], wanted)
        verdicts = [_verdict(people, user_id, rule) for user_id in some]
        write(session, people)
        return verdicts

    outcomes = halving.attempt(session, user_ids, work) if user_ids else []
    return [
        Verdict(user_id, refusal=one) if isinstance(one, DomainError) else one
        for user_id, one in zip(user_ids, outcomes, strict=True)
    ]


def _verdict(people: Roll, user_id: int, rule: Rule) -> Verdict:
    if user_id not in people:
        refusal = NotFound("There is no user behind this record", code="USER_NOT_FOUND")
        return Verdict(user_id, refusal=refusal)
    person = people[user_id]
    was = consequences.before(person)
    try:
        rule(person)
    except DomainError as refusal:
        if person.changes:
            raise
        return Verdict(user_id, refusal=refusal)
    return Verdict(user_id, consequences.of(person, was))
