"""Corrections: a membership and its record are rewritten in place, and nothing is added."""

from dbservice.errors import Conflict
from dbservice.services.enrollment import noun
from dbservice.services.groups import EntityRef, GroupKind
from dbservice.services.person import Membership, Person, Record
from dbservice.services.references import Target


def correct(
    person: Person,
    target: Target,
    *,
    instead_of: EntityRef | None = None,
    first_counts: bool = False,
) -> None:
    """Have the current enrolment of the target's kind be for the target all along.

    Args:
        person: whom.
        target: what is right.
        instead_of: the batch to replace; without it, the only current one of the kind.
        first_counts: of several current ones replace the first.

    Raises:
        Conflict: NO_CURRENT_MEMBERSHIP; AMBIGUOUS; ALREADY_MEMBER, the person is in the right
            batch as well.
    """
    kind = target.entity.kind
    current = person.current(kind)
    if instead_of is not None:
        current = [one for one in current if one.entity_id == instead_of.id]
    if first_counts:
        current = current[:1]
    record = _record(current, kind, instead_of)
    membership = _membership(person, record, exactly=instead_of is not None)
    if record.entity_id != target.entity.id:
        if person.current_in(target.entity) or _other(person, membership, target):
            raise Conflict(
                f"The student is in the right {noun(kind)} as well; there is nothing to rewrite",
                code="ALREADY_MEMBER",
                data={"kind": kind.value, "id": target.entity.id},
            )
        person.rewrite(record, target.entity.id)
    person.repoint(membership, target)


def _other(person: Person, membership: Membership, target: Target) -> bool:
    """Whether a membership of the target is there beside the one to be rewritten."""
    return person.member_of(target.entity) not in (None, membership)


def _record(current: list[Record], kind: GroupKind, instead_of: EntityRef | None) -> Record:
    if len(current) > 1:
        raise Conflict(
            f"The student is in {len(current)} {noun(kind)} records at once; say which is wrong",
            code="AMBIGUOUS",
        )
    if not current:
        which = "that" if instead_of is not None else "a"
        raise Conflict(
            f"The student is not in {which} {noun(kind)} now, so there is nothing to correct",
            code="NO_CURRENT_MEMBERSHIP",
            data={"kind": kind.value},
        )
    return current[0]


def _membership(person: Person, record: Record, *, exactly: bool) -> Membership:
    """The membership that goes with a record; in old data the two may differ."""
    mine = [one for one in person.memberships if one.kind == record.kind]
    for one in mine:
        if one.entity_id == record.entity_id:
            return one
    if exactly or not mine:
        raise Conflict(
            f"The student is no member of that {record.kind.replace('_', ' ')}'s group",
            code="NO_CURRENT_MEMBERSHIP",
            data={"kind": record.kind},
        )
    return mine[0]
