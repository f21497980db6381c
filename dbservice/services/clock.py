"""What day and time it is where the schools are.

Sessions, their occurrences and what people do in them are timed by Indian wall clocks, labelled
UTC; this is the one place that knows.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

INDIA = timezone(timedelta(hours=5, minutes=30))


def indian_today() -> date:
    """Today's date at UTC+05:30."""
    return datetime.now(INDIA).date()


def indian_now() -> datetime:
    """The time at UTC+05:30, without zone and in whole seconds, as times of sessions are kept."""
    return datetime.now(INDIA).replace(tzinfo=None, microsecond=0)


def utc_today() -> date:
    """Today's date in UTC."""
    return datetime.now(UTC).date()


def began(day: date) -> datetime:
    """When a day began in India, as base tables keep moments: UTC without a zone."""
    return datetime.combine(day, time(), INDIA).astimezone(UTC).replace(tzinfo=None)
