"""The numbers that students are known by, and whom they mean."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import NamedTuple

from dbservice.errors import Conflict, DomainError, Invalid, NotFound

LABELS = {"student_id": "Student ID", "apaar_id": "APAAR ID", "pen_number": "PEN number"}


class Identity(NamedTuple):
    """The numbers a student is known by; student_id is tried first.

    Only a dropout asks for the PEN number.
    """

    student_id: str | None
    apaar_id: str | None
    pen_number: str | None = None


class KnownStudent(NamedTuple):
    """A stored student, as far as finding and naming one needs."""

    id: int
    user_id: int
    student_id: str | None
    apaar_id: str | None
    auth_group: str | None
    pen_number: str | None = None


class KnownStudents:
    """The stored students that some identities may mean, and what each identity comes to."""

    def __init__(self, stored: Iterable[KnownStudent]) -> None:
        self._by_number: dict[tuple[str, str], list[KnownStudent]] = {}
        for known in stored:
            self.add(known)

    def add(self, known: KnownStudent) -> None:
        """Know one more."""
        for name in LABELS:
            number = getattr(known, name)
            if number:
                self._by_number.setdefault((name, number), []).append(known)

    def revise(self, known: KnownStudent, identity: Identity) -> None:
        """Know a student by these numbers as well, from now on."""
        now = known._replace(
            student_id=known.student_id or identity.student_id,
            apaar_id=known.apaar_id or identity.apaar_id,
        )
        if now != known:
            for name in LABELS:
                some = self.named(name, getattr(known, name))
                some[:] = [one for one in some if one.id != known.id]
            self.add(now)

    def narrow(self, name: str, rank: Callable[[KnownStudent], int | None]) -> None:
        """Know by such a number only those who have a rank, the lower ranks before the others."""
        for (of, _), some in self._by_number.items():
            if of == name:
                ranked = [(place, one) for one in some if (place := rank(one)) is not None]
                some[:] = [one for _, one in sorted(ranked, key=itemgetter(0))]

    def named(self, name: str, number: str | None) -> list[KnownStudent]:
        """Who has this number, the one who came first before the others."""
        return self._by_number.get((name, number), []) if number else []

    def sought(self, identity: Identity) -> KnownStudent:
        """The student that someone wants who gives these numbers, trusting student_id first.

        Raises:
            Invalid: IDENTIFIER_MISSING.
            NotFound: STUDENT_NOT_FOUND.
            Conflict: AMBIGUOUS, several students have that student_id and nothing tells them
                apart.
        """
        if not identity.student_id and not identity.apaar_id:
            raise identifier_missing()
        student_id, apaar_id, _ = identity
        found = self.named("student_id", student_id) or self.named("apaar_id", apaar_id)
        if len(found) > 1 and apaar_id:
            found = [one for one in found if one.apaar_id == apaar_id] or found
        if len(found) > 1:
            raise Conflict(
                f"{len(found)} students have the student_id {student_id}",
                field="student_id",
                code="AMBIGUOUS",
                data={"value": student_id},
            )
        if not found:
            raise _not_found(identity)
        return found[0]

    def meant(self, identity: Identity) -> KnownStudent:
        """The same where the first of several with one number counts, as calls have it.

        Raises:
            Invalid: IDENTIFIER_MISSING.
            NotFound: STUDENT_NOT_FOUND.
        """
        if not identity.student_id and not identity.apaar_id:
            raise identifier_missing()
        found = self.named("student_id", identity.student_id)
        found = found or self.named("apaar_id", identity.apaar_id)
        if not found:
            raise _not_found(identity)
        return found[0]

    def agreed(self, identity: Identity) -> KnownStudent:
        """The first student that all those numbers lead to that anybody has.

        Raises:
            Invalid: IDENTIFIER_MISSING.
            NotFound: STUDENT_NOT_FOUND.
            Conflict: IDENTIFIERS_DISAGREE, they are of different students.
        """
        if not any(identity):
            raise identifier_missing()
        holders = [self.named(name, number) for name, number in identity._asdict().items()]
        found = [some for some in holders if some]
        if not found:
            raise _not_found(identity)
        common = set.intersection(*({one.id for one in some} for some in found))
        for one in found[0]:
            if one.id in common:
                return one
        raise Conflict("The numbers are of different students", code="IDENTIFIERS_DISAGREE")

    def verdict(self, identity: Identity) -> KnownStudent | DomainError | None:
        """The student that is meant, none, or why the identity cannot be right.

        Of several with one number the first counts.

        Errors: IDENTIFIER_MISSING, IDENTIFIER_MISMATCH, IDENTIFIER_TAKEN; the latter two carry in
        `data` which student stands in the way (`existing`) and the number shared (`shares`).
        """
        if not identity.student_id and not identity.apaar_id:
            return identifier_missing()
        by_student_id = next(iter(self.named("student_id", identity.student_id)), None)
        by_apaar_id = next(iter(self.named("apaar_id", identity.apaar_id)), None)
        known = by_student_id or by_apaar_id
        if known is None:
            return None
        return _contradiction(identity, by_student_id, by_apaar_id) or known


def already_exists(identity: Identity, known: KnownStudent) -> Conflict:
    """The refusal to create a student who is there already."""
    numbers = f"student_id {known.student_id or '(none)'}, apaar_id {known.apaar_id or '(none)'}"
    return Conflict(
        f"Student exists already ({numbers}, auth group {known.auth_group or 'unknown'});"
        " use Update Student Details to change them",
        field=_shared(identity, known),
        code="STUDENT_EXISTS",
        data={"existing": known.id, "shares": _shared(identity, known)},
    )


def _contradiction(
    identity: Identity, by_student_id: KnownStudent | None, by_apaar_id: KnownStudent | None
) -> DomainError | None:
    given, other = identity.student_id, identity.apaar_id
    if by_student_id and _differs(by_student_id.apaar_id, other):
        return _mismatch("student_id", "apaar_id", identity, by_student_id)
    if not by_student_id and by_apaar_id and _differs(by_apaar_id.student_id, given):
        return _mismatch("apaar_id", "student_id", identity, by_apaar_id)
    if by_student_id and by_apaar_id and by_student_id.id != by_apaar_id.id:
        return Conflict(
            f"APAAR ID '{other}' already exists for another student",
            field="apaar_id",
            code="IDENTIFIER_TAKEN",
            data={"existing": by_student_id.id, "shares": "student_id"},
        )
    return None


def _differs(stored: str | None, given: str | None) -> bool:
    """Whether both are there and not the same; a blank in old data is no number."""
    return bool(stored and given and stored != given)


def _mismatch(found_by: str, field: str, identity: Identity, known: KnownStudent) -> Conflict:
    number, given, stored = (
        getattr(identity, found_by),
        getattr(identity, field),
        getattr(known, field),
    )
    return Conflict(
        f"Student found with {LABELS[found_by]} '{number}' but {LABELS[field]} '{given}'"
        f" doesn't match existing {LABELS[field]} '{stored}'",
        field=field,
        code="IDENTIFIER_MISMATCH",
        data={"existing": known.id, "shares": found_by},
    )


def _shared(identity: Identity, known: KnownStudent) -> str:
    """The number that `known` was found by."""
    same = identity.student_id and identity.student_id == known.student_id
    return "student_id" if same else "apaar_id"


def identifier_missing() -> Invalid:
    """Neither number is given."""
    return Invalid(
        "Student ID or APAAR ID is required", field="student_id", code="IDENTIFIER_MISSING"
    )


def _not_found(identity: Identity) -> NotFound:
    given = [f"{LABELS[name]} {number}" for name, number in identity._asdict().items() if number]
    return NotFound(
        f"No student has {' or '.join(given)}",
        field="student_id" if identity.student_id else "apaar_id",
        code="STUDENT_NOT_FOUND",
        data=identity._asdict(),
    )
