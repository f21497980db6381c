"""Academic years, which begin in April and are written as in 2026-2027."""

from datetime import date

FIRST_MONTH = 4


def first_day(day: date) -> date:
    """The first day of the academic year that a day is in."""
    year = day.year if day.month >= FIRST_MONTH else day.year - 1
    return date(max(year, 1), FIRST_MONTH, 1)


def beginning_in(year: int) -> str:
    """The academic year that begins in a year."""
    return f"{year}-{year + 1}"


def around(day: date, *, before: int, after: int) -> tuple[str, ...]:
    """The academic year that a day is in, so many before and so many after it; the last first."""
    this = first_day(day).year
    return tuple(beginning_in(year) for year in range(this + after, this - before - 1, -1))
