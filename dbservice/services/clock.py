"""What day it is where the schools are."""

from datetime import UTC, date, datetime, timedelta, timezone

INDIA = timezone(timedelta(hours=5, minutes=30))


def indian_today() -> date:
    """Today's date at UTC+05:30."""
    return datetime.now(INDIA).date()


def utc_today() -> date:
    """Today's date in UTC."""
    return datetime.now(UTC).date()
