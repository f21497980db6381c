"""Where resources stand: in each curriculum under a grade and a subject."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.models import ResourceCurriculum
from dbservice.services import bulk, puts
from dbservice.services.puts import Effect


class Place(NamedTuple):
    """A resource's place in a curriculum; a grade or subject of None is left as it is."""

    resource_id: int
    curriculum_id: int
    grade_id: int | None
    subject_id: int | None

    def agrees(self, other: "Place") -> bool:
        """Whether `other` is at this place, as far as it is told."""
        return (self.grade_id in (None, other.grade_id)) and (
            self.subject_id in (None, other.subject_id)
        )


class Stored(NamedTuple):
    """A row of the table."""

    id: int
    place: Place


STORED = text("""
    SELECT l.id, l.resource_id, l.curriculum_id, l.grade_id, l.subject_id
    FROM unnest(CAST(:resources AS bigint[]), CAST(:curricula AS bigint[])) AS p(r, c)
    JOIN resource_curriculum AS l ON l.resource_id = p.r AND l.curriculum_id = p.c
    ORDER BY l.id FOR NO KEY UPDATE OF l
""")
OTHERS = text("""
    DELETE FROM resource_curriculum
    WHERE resource_id = ANY(CAST(:resources AS bigint[]))
      AND NOT id = ANY(CAST(:kept AS bigint[]))
""")


def ambiguities(session: Session, places: Sequence[Place]) -> list[DomainError | None]:
    """AMBIGUOUS for each of which the curriculum has the resource several times, none as told."""
    stored = _stored(session, places)
    return [_ambiguity(place, stored.get(place[:2], [])) for place in places]


def put(session: Session, places: Sequence[Place]) -> list[bool]:
    """Give resources these places; those that stand in the curriculum already move there.

    None of them may be ambiguous, and each resource and curriculum come once. Returns for each
    whether anything has changed.
    """
    stored = _stored(session, places)
    there = [_is_there(place, stored.get(place[:2], [])) for place in places]
    wanted = [
        (next((one.id for one in stored.get(place[:2], [])), None), _columns(place))
        for place, is_there in zip(places, there, strict=True)
        if not is_there
    ]
    effects = iter(puts.write(session, ResourceCurriculum, wanted))
    return [not is_there and next(effects).effect is not Effect.UNCHANGED for is_there in there]


def revise(session: Session, places: Sequence[Place], values: Mapping[str, Any]) -> list[int]:
    """Change places of resources, and add those that are missing.

    Args:
        session: in a transaction.
        places: of several places that a resource has in a curriculum the one in the grade is
            meant, or else the oldest that is not meant by another.
        values: what all of them get; a grade among it wins.

    Returns:
        The ids of their rows.
    """
    wanted = list(dict.fromkeys(places))
    free = _stored(session, [*{place[:2]: place for place in wanted}.values()])
    exact = [_take(free.get(place[:2], []), place) for place in wanted]
    rows = [
        (id or _take(free.get(place[:2], []), None), {**_columns(place), **values})
        for id, place in zip(exact, wanted, strict=True)
    ]
    return [put.id for put in puts.write(session, ResourceCurriculum, rows)]


def replace(session: Session, places: Sequence[Place], values: Mapping[str, Any]) -> None:
    """The same; the resources lose all other places."""
    kept = revise(session, places, values)
    resources = bulk.array({place.resource_id for place in places})
    session.execute(OTHERS, {"resources": resources, "kept": bulk.array(kept)})


def _take(free: list[Stored], place: Place | None) -> int | None:
    """Take a row out of those that are free: the first, or the first in the grade of `place`."""
    for at, one in enumerate(free):
        if place is None or (place.grade_id is not None and place.agrees(one.place)):
            return free.pop(at).id
    return None


def meant(
    session: Session, resource_id: int, curriculum_id: int, grade_id: int | None
) -> int | None:
    """The row of a resource in a curriculum: of several the one in the grade, or else the oldest.

    None if there is no row, or none of several is in the grade. Holds it until the end.
    """
    place = Place(resource_id, curriculum_id, grade_id, None)
    stored = _stored(session, [place]).get(place[:2], [])
    agreeing = stored if len(stored) == 1 else [one for one in stored if place.agrees(one.place)]
    return agreeing[0].id if agreeing else None


def _stored(session: Session, places: Sequence[Place]) -> dict[tuple[int, ...], list[Stored]]:
    if not places:
        return {}
    puts.hold(session, ResourceCurriculum.metadata.tables["resource_curriculum"])
    wanted = {
        "resources": bulk.array([place.resource_id for place in places]),
        "curricula": bulk.array([place.curriculum_id for place in places]),
    }
    found: dict[tuple[int, ...], list[Stored]] = {}
    for id, *place in session.execute(STORED, wanted):
        one = Stored(id, Place(*place))
        found.setdefault(one.place[:2], []).append(one)
    return found


def _is_there(place: Place, stored: Sequence[Stored]) -> bool:
    return any(place.agrees(one.place) for one in stored)


def _ambiguity(place: Place, stored: Sequence[Stored]) -> DomainError | None:
    if len(stored) < 2 or _is_there(place, stored):  # noqa: PLR2004  # one can be moved
        return None
    return DomainError(
        f"The resource stands {len(stored)} times in the curriculum, none of them as told",
        code="AMBIGUOUS",
    )


def _columns(place: Place) -> dict[str, int]:
    return {name: id for name, id in place._asdict().items() if id is not None}
