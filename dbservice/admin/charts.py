"""Charts as tables with bars, and as columns over time: SVG without a script or a style."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

COLUMN = 10  # units of the drawing from one column to the next
GAP = 2
HEIGHT = 60


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart.

    Args:
        name: what it is about.
        number: how long it is.
        url: where more of it is told; that of the number may be another.
        count_url: where what is counted is listed.
        beside: a short text after the number.
        note: a short text under the name.
        share: its length in percent of the longest.
    """

    name: str
    number: int
    url: str = ""
    count_url: str = ""
    beside: str = ""
    note: str = ""
    share: float = 0.0


class Column(NamedTuple):
    """A column of a chart over days, with its place in the drawing."""

    day: date
    number: int
    x: int
    y: float
    height: float


class Columns(NamedTuple):
    """A chart over days."""

    columns: Sequence[Column]
    most: int
    total: int

    @property
    def width(self) -> int:
        """How wide the drawing is, in units."""
        return len(self.columns) * COLUMN

    @property
    def thickness(self) -> int:
        """How wide a column is, in units."""
        return COLUMN - GAP

    @property
    def height(self) -> int:
        """How high the drawing is, in units."""
        return HEIGHT


def bars(rows: Iterable[Bar], *, longest: int = 0) -> list[Bar]:
    """The rows with their lengths; `longest` is that of a row that is not among them."""
    made = list(rows)
    most = max((one.number for one in made), default=0)
    whole = max(most, longest, 1)
    return [replace(one, share=round(100 * one.number / whole, 2)) for one in made]


def columns(days: Iterable[tuple[date, int]]) -> Columns:
    """A column for each day; one that is not empty can be seen."""
    numbers = list(days)
    most = max((number for _, number in numbers), default=0)
    made = []
    for place, (day, number) in enumerate(numbers):
        height = max(1.5, round(HEIGHT * number / most, 2)) if number else 0
        made.append(Column(day, number, place * COLUMN + GAP // 2, HEIGHT - height, height))
    return Columns(made, most, sum(number for _, number in numbers))
