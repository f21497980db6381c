"""Calls with a condition: ETag names the state of a row, and a call may depend on it."""

import re
from collections.abc import Callable
from hashlib import blake2b
from typing import TypeVar

from flask import Response, request
from werkzeug.datastructures import ETags
from werkzeug.exceptions import PreconditionFailed

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._responses import json_text_response
from dbservice.db import joint
from dbservice.services.driver import fetch_one

T = TypeVar("T")

TAG_BYTES = 12
# What a compressed response has its tag marked with; the state of the row is the same.
ENCODINGS = re.compile(r":(gzip|br|zstd|deflate)$")


def etag_of(text: str) -> str:
    """The name of a state of a row, given the JSON that shows it."""
    return blake2b(text.encode(), digest_size=TAG_BYTES).hexdigest()


def row_response(text: str, status: int = 200) -> Response:
    """The JSON of a row, with its ETag."""
    response = json_text_response(text, status)
    response.headers.add("ETag", f'"{etag_of(text)}"')
    return response


def row_response_if_news(text: str) -> Response:
    """The same, or no more than that the caller knows it already."""
    if "If-None-Match" not in request.headers or not _names(
        request.if_none_match, etag_of(text), weakly=True
    ):
        return row_response(text)
    response = Response(status=304)
    response.headers.add("ETag", f'"{etag_of(text)}"')
    del response.headers["Content-Type"]
    return response


def guarded(entity: Entity, id: int, write: Callable[[], T]) -> T:
    """Change or delete a row; if the caller says in which state, in that state only.

    The row is held from the look at it until the change is committed.

    Raises:
        NotFound: no row has this id.
        PreconditionFailed: it is in another state.
    """
    if "If-Match" not in request.headers:
        return write()
    with joint() as session:
        statement, places = entity.held
        row = fetch_one(session, statement, (id,) * places)
        if row is None:
            raise entity.not_found()
        if not _names(request.if_match, etag_of(entity.shown_as(row[0]))):
            raise PreconditionFailed("The row is no longer in the state that If-Match names")
        return write()


def _names(tags: ETags, etag: str, *, weakly: bool = False) -> bool:
    if tags.star_tag:
        return True
    # Werkzeug reads an empty tag as None; no state is called so.
    given = filter(None, tags.as_set(include_weak=weakly))
    return etag in {ENCODINGS.sub("", tag) for tag in given}
