"""How the demo students came to be where they are: their enrolments over time."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dbservice.services.groups import GroupKind
from dbservice.services.seed import years
from dbservice.services.seed.batches import LAST_YEARS_BATCHES
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.pupils import ADMISSION_DAYS, Place, Pupil

ENROLLED = "enrolled"
DROPOUT = "dropout"
AT_RISK = "at_risk"
LAST_YEARS_CODES = {batch.code for batch in LAST_YEARS_BATCHES}

# One in so many students; what is left is enrolled, or not yet given a status.
DROPOUT_EVERY = 107
RETURNED_EVERY = 211
AT_RISK_EVERY = 83
LATE_EVERY = 41
STATUS_PERCENT = 85
CONTINUED_PERCENT = 70
# After the year has begun: when late students come, and when others drop out.
LATE_DAYS = (120, 158)
LEFT_DAYS = (65, 158)


class Span(NamedTuple):
    """An enrolment from a day on, and until a day unless it is current."""

    kind: GroupKind
    code: str
    academic_year: str | None
    start: date
    end: date | None = None


class Career(NamedTuple):
    """The enrolments of a student, and the status that follows from them."""

    status: str | None
    spans: list[Span]


def career(pupil: Pupil, index: int) -> Career:
    """The career of the student who comes at `index` among all."""
    chance = Chance(f"{pupil.student_id}/career")
    since = years.YEAR_BEGINS if _continued(pupil.place, chance) else pupil.joined
    if not index % LATE_EVERY:
        return _late(pupil.place, chance)
    admitted = _admission(pupil, since, chance)
    enrolled = [*admitted, _status(ENROLLED, since)]
    if not index % DROPOUT_EVERY:
        return Career(
            DROPOUT, _drop_out(enrolled, years.YEAR_BEGINS + _days(chance, "left", *LEFT_DAYS))
        )
    if not index % RETURNED_EVERY:
        left = _drop_out(enrolled, since + _days(chance, "left", 20, 80))
        return Career(ENROLLED, _return(pupil.place, left, chance))
    if not index % AT_RISK_EVERY:
        noticed = since + timedelta(days=chance.number("noticed", 20, 80))
        return Career(
            AT_RISK, [*admitted, _status(ENROLLED, since, noticed), _status(AT_RISK, noticed)]
        )
    if chance.happens("status", STATUS_PERCENT):
        return Career(ENROLLED, enrolled)
    return Career(None, admitted)


def memberships(place: Place) -> Iterator[tuple[GroupKind, str]]:
    """What a student is a member of; a dropout stays one."""
    yield GroupKind.AUTH_GROUP, place.auth_group
    yield GroupKind.SCHOOL, place.school.code
    yield GroupKind.BATCH, place.batch.code
    yield GroupKind.GRADE, str(place.grade)


def _continued(place: Place, chance: Chance) -> bool:
    """Whether the student was here last year already."""
    return _last_years_place(place).batch.code in LAST_YEARS_CODES and chance.happens(
        "continued", CONTINUED_PERCENT
    )


def _last_years_place(place: Place) -> Place:
    year, grade = years.LAST_YEAR_BEGINS.year, place.grade - 1
    return Place(place.school, place.batch._replace(grade=grade, section=1, year=year))


def _admission(pupil: Pupil, since: date, chance: Chance) -> list[Span]:
    """The enrolments of a student who stays; those of this year count from `since`."""
    place = pupil.place
    this_year = _dated(place, years.ACADEMIC_YEAR, since)
    if not _continued(place, chance):
        return [_auth_group(place, since), *this_year]
    joined = years.LAST_YEAR_BEGINS + timedelta(days=chance.number("joined", 0, ADMISSION_DAYS))
    last_year = _dated(_last_years_place(place), years.LAST_ACADEMIC_YEAR, joined, since)
    return [_auth_group(place, joined), *last_year, *this_year]


def _auth_group(place: Place, start: date) -> Span:
    return Span(GroupKind.AUTH_GROUP, place.auth_group, None, start)


def _dated(place: Place, academic_year: str, start: date, end: date | None = None) -> list[Span]:
    """The enrolments of a place that belong to an academic year."""
    return [
        Span(kind, code, academic_year, start, end)
        for kind, code in memberships(place)
        if kind is not GroupKind.AUTH_GROUP
    ]


def _status(title: str, start: date, end: date | None = None) -> Span:
    return Span(GroupKind.STATUS, title, years.ACADEMIC_YEAR, start, end)


def _late(place: Place, chance: Chance) -> Career:
    """Someone who came in the middle of the year."""
    came = years.YEAR_BEGINS + _days(chance, "late", *LATE_DAYS)
    this_year = _dated(place, years.ACADEMIC_YEAR, came)
    return Career(ENROLLED, [_auth_group(place, came), *this_year, _status(ENROLLED, came)])


def _days(chance: Chance, question: str, least: int, most: int) -> timedelta:
    return timedelta(days=chance.number(question, least, most))


def _drop_out(spans: list[Span], left: date) -> list[Span]:
    closed = [span if span.end else span._replace(end=left) for span in spans]
    return [*closed, _status(DROPOUT, left)]


def _return(place: Place, left: list[Span], chance: Chance) -> list[Span]:
    """After a dropout: the enrolment in the auth group lives on, the others begin anew."""
    *earlier, dropout = left
    back = dropout.start + timedelta(days=chance.number("away", 10, 30))
    revived = [
        span._replace(end=None) if span.kind is GroupKind.AUTH_GROUP else span for span in earlier
    ]
    anew = _dated(place, years.ACADEMIC_YEAR, back)
    return [*revived, dropout._replace(end=back), *anew, _status(ENROLLED, back)]
