"""Sessions: classes, quizzes and other events."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response
from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest

from dbservice.blueprints._casting import Moment, Text, refusal
from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._filters import Filter, any_of, choice
from dbservice.blueprints._listing import PAGING, brief, filtered
from dbservice.blueprints._operations import list_members, parameter
from dbservice.blueprints._patterns import DATE, MOMENT, OFFSET, TIME
from dbservice.blueprints._resource import resource
from dbservice.blueprints._searching import Search, or_null, rows_of
from dbservice.models import LearningSession
from dbservice.services import row_keys, session_filters
from dbservice.services.pages import Condition, Selection

ZONED = rf"{DATE}[T ]{TIME}([.,][0-9]+)?{OFFSET}"
SORT_ORDER = parameter(
    "sort_order", {"type": "string"}, "`asc` for the oldest first; else the newest come first."
)


class Limit(Moment):
    """A moment that bounds a range of time.

    Args:
        text: what is said of anything else.
        zoned: whether it must name an offset.
    """

    worded = True

    def __init__(self, text: str, *, zoned: bool = False) -> None:
        super().__init__()
        self.text = text
        self.pattern = ZONED if zoned else MOMENT

    def cast(self, value: Any) -> Any:
        try:
            if not re.fullmatch(self.pattern, str(value), re.ASCII):
                raise refusal()
            return super().cast(value)
        except ValidationError as error:
            raise Refused(400, self.text) from error


def in_list(key: str) -> Filter:
    """Sessions whose meta data list a code."""
    about = f"Only rows whose meta_data list this {key}; the list has commas between."
    return Filter(session_filters.lists(key), Text(), about, values=lambda code: (code,) * 3)


def ending(comparison: str, about: str) -> Filter:
    """Sessions that end in a range."""
    kind = Limit("Invalid end_time range timestamp", zoned=True)
    return Filter(f"session.end_time {comparison} %s", kind, about)


SESSION = Entity(
    LearningSession,
    required=(LearningSession.name,),
    filters={
        **{key: in_list(key) for key in session_filters.LISTS},
        "end_time_gte": ending(">=", "Only rows that end at this time or later."),
        "end_time_lt": ending("<", "Only rows that end before this time."),
        "session_id_is_null": choice(
            "Only rows without a session_id, or with one.",
            true=lambda: Condition("session.session_id IS NULL"),
            false=lambda: Condition("session.session_id IS NOT NULL"),
        ),
        "is_quiz": choice(
            "Only quizzes, or everything else.",
            true=lambda: Condition("session.platform = 'quiz'"),
            false=lambda: Condition("session.platform IS DISTINCT FROM 'quiz'"),
        ),
    },
    stamped=True,
)


def sessions(entity: Entity, given: Mapping[str, Any]) -> Selection:
    """The sessions with these values, the newest first, save with `after_id`.

    A parameter that is neither a column nor told of here is a key of `meta_data`, and means the
    sessions that have this value there.

    Raises:
        BadRequest: a value that the column cannot have.
    """
    own = {name: given[name] for name in given if name in entity.parameters or name in PAGING}
    others = given.keys() - own.keys() - {"sort_order"}
    chosen = filtered(entity, own).narrowed(
        session_filters.holds(_text("name", name), _text(name, given[name]))
        for name in sorted(others)
    )
    if chosen.order:
        return chosen
    # How many sessions have a value in their meta data cannot be foreseen. Looking for few of them
    # by going through all in order of their ids takes seconds; a sum has no index with an order.
    id = "(session.id + 0)" if others or own.keys() & {*session_filters.LISTS} else "session.id"
    rising = given.get("sort_order") == "asc" or chosen.after_id is not None
    return replace(chosen, order=id if rising else f"{id} DESC")


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool | int | float):
        value = str(value).lower()
    try:
        text: str = Text().cast(value)
    except ValidationError as error:
        raise BadRequest(f"{brief(name)} cannot be {brief(value)}") from error
    return text


blueprint = resource(
    SESSION,
    slug="session",
    tag="Groups and sessions",
    listing=sessions,
    parameters=[SORT_ORDER],
    create=Upsert(row_keys.of(LearningSession), absent=(400, "Session ID is required")),
)

ON_PLATFORM = replace(
    SESSION,
    filters={
        "platform_ids": any_of(LearningSession.platform_id, "Only rows with one of these ids.")
    },
)
SEARCHED = ("platform_ids", "platform", "sort_order", "limit", "offset")


def searched(entity: Entity, given: Mapping[str, Any]) -> Selection:
    """The sessions on these platforms, in the order of the list."""
    asked = {name: given[name] for name in SEARCHED if given.get(name) is not None}
    if asked.get("platform_ids") == []:
        del asked["platform_ids"]
    return sessions(entity, asked)


def _searching() -> dict[str, Any]:
    """What the body of a search may hold."""
    order = {"sort_order": {"description": SORT_ORDER["description"]}}
    members = {**list_members(ON_PLATFORM), **order}
    return {name: or_null(members[name]) for name in SEARCHED}


@blueprint.call(
    "POST",
    "/search",
    name="searchSessions",
    summary="List the sessions with these ids on their platform; without ids, all",
    takes=Search(ON_PLATFORM, searched, _searching()),
    answers={200: rows_of(SESSION)},
    scope="read",
)
def search(chosen: Selection) -> Response:
    return blueprint.page(chosen)
