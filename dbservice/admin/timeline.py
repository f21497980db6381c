"""The picture of enrolments over time: a lane for each kind, a bar for each stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from dbservice.admin.kinds import Day
from dbservice.services import academic_years
from dbservice.services.biography import Stay

# The kinds that have a lane, in this order; others follow.
LANES = {
    "school": "School",
    "batch": "Batch",
    "grade": "Grade",
    "auth_group": "Auth group",
    "status": "Status",
}
AXIS = 22
HEADING = 22
BAR = 28
GAP = 4
NARROWEST = 1.4  # percent of the width; a stay of one day must be seen
TOLD_FROM = 7.0  # percent; narrower bars have no room for a word
LABELS_AT_MOST = 6
LINES_AT_MOST = 40
LABEL = 12.0  # percent; with less room behind it a year has no label
DAY = Day()


class Bar(NamedTuple):
    """A stay: places in percent of the width and in pixels from the top."""

    left: float
    width: float
    top: int
    text: str
    told: str
    tone: str


class Tick(NamedTuple):
    """The beginning of an academic year; few have a label."""

    left: float
    label: str


@dataclass(frozen=True)
class Lane:
    """The stays of one kind; `top` is where its heading stands."""

    heading: str
    top: int
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Timeline:
    """A picture so many pixels high, as wide as there is room."""

    lanes: Sequence[Lane]
    ticks: Sequence[Tick]
    dropouts: Sequence[float]
    today: float
    height: int
    summary: str


@dataclass(frozen=True)
class Span:
    """The time that a picture shows."""

    first: date
    last: date

    def percent(self, day: date) -> float:
        """How far to the right a day is."""
        return 100 * (day - self.first).days / max((self.last - self.first).days, 1)


def drawn(stays: Sequence[Stay], today: date) -> Timeline | None:
    """The picture of these stays, None if no day is known of any."""
    dated = [one for one in stays if one.start_date]
    if not dated:
        return None
    span = _span(dated, today)
    lanes: list[Lane] = []
    top = AXIS
    for kind, heading in _lanes(dated):
        bars, rows = _stacked([_bar(one, span, today) for one in dated if one.kind == kind], top)
        lanes.append(Lane(heading, top, bars))
        top += HEADING + rows * (BAR + GAP)
    left = [one.start_date for one in dated if one.is_dropout and one.start_date]
    return Timeline(
        lanes=lanes,
        ticks=_ticks(span),
        dropouts=[span.percent(day) for day in left],
        today=span.percent(today),
        height=top,
        summary=_summary(dated),
    )


def _span(stays: Sequence[Stay], today: date) -> Span:
    days = [day for one in stays for day in (one.start_date, one.end_date) if day]
    first, last = min(days), max(*days, today)
    room = timedelta((last - first).days // 40 + 7)
    return Span(max(first, date.min + room) - room, min(last, date.max - room) + room)


def _lanes(stays: Sequence[Stay]) -> list[tuple[str, str]]:
    present = {one.kind for one in stays}
    others = sorted(present - LANES.keys())
    named = [(kind, heading) for kind, heading in LANES.items() if kind in present]
    return [*named, *((kind, kind.replace("_", " ").capitalize() or "Other") for kind in others)]


def _bar(stay: Stay, span: Span, today: date) -> Bar:
    begin = stay.start_date or span.first
    end = max(begin, today) if stay.is_current else max(begin, stay.end_date or begin)
    width = max(span.percent(end) - span.percent(begin), NARROWEST)
    left = min(span.percent(begin), 100 - NARROWEST)
    tone = "current" if stay.is_current else "over"
    if stay.is_dropout:
        tone = "dropout"
    text = stay.name if width >= TOLD_FROM else ""
    return Bar(left, width, 0, text, told(stay), tone)


def told(stay: Stay) -> str:
    """A stay in words."""
    begin = DAY.shown(stay.start_date) if stay.start_date else "an unknown day"
    end = "now" if stay.is_current else DAY.shown(stay.end_date) if stay.end_date else "unknown"
    year = f", {stay.academic_year}" if stay.academic_year else ""
    return f"{stay.name}: {begin} \u2013 {end}{year}"


def _stacked(bars: Sequence[Bar], top: int) -> tuple[list[Bar], int]:
    """Bars that overlap one below the other; how many rows that takes."""
    ends: list[float] = []
    placed = []
    for bar in sorted(bars, key=lambda bar: bar.left):
        row = next(row for row in count() if row == len(ends) or ends[row] <= bar.left + 0.01)
        ends[row : row + 1] = [bar.left + bar.width]
        placed.append(bar._replace(top=top + HEADING + row * (BAR + GAP)))
    return placed, len(ends)


def _ticks(span: Span) -> list[Tick]:
    """The first days of academic years; the left edge stands for that of the year it is in."""
    years = range(academic_years.first_day(span.first).year, span.last.year + 1)
    days = [date(year, academic_years.FIRST_MONTH, 1) for year in years]
    ticks = [
        Tick(max(span.percent(day), 0), _academic(day.year)) for day in days if day <= span.last
    ]
    every = -(-len(ticks) // LABELS_AT_MOST)
    if len(ticks) > LINES_AT_MOST:
        ticks, every = ticks[::every], 1
    return [
        tick if not place % every and _room(ticks, place, every) else tick._replace(label="")
        for place, tick in enumerate(ticks)
    ]


def _room(ticks: Sequence[Tick], place: int, every: int) -> bool:
    """Whether a label fits before the next one."""
    end = ticks[place + every].left if place + every < len(ticks) else 100
    return end - ticks[place].left >= LABEL


def _academic(year: int) -> str:
    return f"{year}\u2013{(year + 1) % 100:02}"


def _summary(stays: Sequence[Stay]) -> str:
    now = ", ".join(one.name for one in stays if one.is_current)
    return f"{len(stays)} enrolment records over time. Now: {now or 'nothing'}."
