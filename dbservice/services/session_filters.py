"""What lists of sessions, and of the dates they take place on, are narrowed down by."""

import re
from datetime import datetime, time

import orjson

from dbservice.services.pages import Condition

LISTS = ("batch_id", "parent_id")
"""Keys of a session's meta data that hold a list of codes, separated by commas."""
# What PostgreSQL prints a JSON value as, if it is not a text.
PRINTED = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?|true|false", re.ASCII)
END_OF_DAY = time(23, 59, 59)
IS_NOW = "session_occurrence.start_time <= %s AND session_occurrence.end_time >= %s"
IS_TODAY = "session_occurrence.start_time BETWEEN %s AND %s"
CONTINUOUS = """(
    SELECT s.repeat_schedule ->> 'type' IS NOT DISTINCT FROM 'continuous'
    FROM session AS s WHERE s.id = session_occurrence.session_fk
)"""


def lists(key: str) -> str:
    """SQL: the meta data list a code under this key, or hold all of the value; two places."""
    stored, entries = f"session.meta_data ->> '{key}'", "regexp_split_to_array(btrim({}), ' *, *')"
    # The left side is as in an index.
    return (
        f"{entries.format(stored)} @> {entries.format('%s')}"
        f" AND (strpos(%s, ',') = 0 OR {stored} = %s)"
    )


def holds(key: str, text: str) -> Condition:
    """The meta data hold a value under this key that reads like this text.

    An index of the whole meta data finds values but not what they read like; so it is asked for
    everything that reads like this, and that is compared.
    """
    reading = f"{orjson.dumps(key).decode()}:"
    forms = [f"{{{reading}{orjson.dumps(text).decode()}}}"]
    if PRINTED.fullmatch(text):
        forms.append(f"{{{reading}{text}}}")
    elif text.startswith(("{", "[")):
        return Condition("session.meta_data ->> %s = %s", (key, text))
    found = " OR ".join("session.meta_data @> %s::jsonb" for _ in forms)
    return Condition(f"({found}) AND session.meta_data ->> %s = %s", (*forms, key, text))


def happens_now(now: datetime) -> Condition:
    """The occurrence has begun and is not over."""
    return Condition(IS_NOW, (now, now))


def happens_today(now: datetime) -> Condition:
    """The occurrence begins today; one of a continuous session happens now."""
    day = (datetime.combine(now, time()), datetime.combine(now, END_OF_DAY))
    return Condition(
        f"(({IS_NOW} AND {CONTINUOUS}) OR ({IS_TODAY} AND NOT {CONTINUOUS}))", (now, now, *day)
    )
