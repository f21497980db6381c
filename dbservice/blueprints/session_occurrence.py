"""The dates on which sessions take place."""

from flask import Response

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._filters import Filter, any_of, choice
from dbservice.blueprints._listing import filtered
from dbservice.blueprints._operations import list_members, refusal
from dbservice.blueprints._resource import resource
from dbservice.blueprints._searching import Search, rows_of
from dbservice.blueprints.session import SESSION, Limit
from dbservice.models import SessionOccurrence
from dbservice.services import session_filters
from dbservice.services.clock import indian_now
from dbservice.services.pages import Selection
from dbservice.services.periods import Period

OCCURRENCE = Entity(
    SessionOccurrence,
    required=(SessionOccurrence.session_id,),
    embeds={SessionOccurrence.session: SESSION},
    filters={
        "session_ids": any_of(
            SessionOccurrence.session_id, "Only rows with one of these session ids."
        ),
        "is_start_time": choice(
            "`active`: what happens now. `today`: what begins today, and what happens now of"
            " continuous sessions; both by Indian clocks.",
            active=lambda: session_filters.happens_now(indian_now()),
            today=lambda: session_filters.happens_today(indian_now()),
        ),
        "start_time_lte": Filter(
            "session_occurrence.start_time <= %s",
            Limit("Invalid start_time_lte timestamp"),
            "Only rows that begin at this time or before.",
        ),
        "end_time_gte": Filter(
            "session_occurrence.end_time >= %s",
            Limit("Invalid end_time_gte timestamp"),
            "Only rows that end at this time or later.",
        ),
    },
    stamped=True,
    check=Period(SessionOccurrence.start_time, SessionOccurrence.end_time).refuse_backwards,
)

blueprint = resource(OCCURRENCE, tag="Groups and sessions")


@blueprint.call(
    "POST",
    "/search",
    name="searchSessionOccurrences",
    summary="List session occurrences; the same as GET, for long lists of session ids",
    takes=Search(OCCURRENCE, filtered, list_members(OCCURRENCE), closed=True),
    answers={200: rows_of(OCCURRENCE)},
    further={400: refusal("The request cannot be understood.")},
    scope="read",
    in_query=True,
)
def search(chosen: Selection) -> Response:
    return blueprint.page(chosen)
