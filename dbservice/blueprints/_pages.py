"""The responses of lists: a small page as a whole, a large one bit by bit."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

from flask import Response, current_app, request

from dbservice.blueprints._listing import links
from dbservice.blueprints._responses import JSON, json_text_response
from dbservice.db import fetch_row, unchanging
from dbservice.services import pages
from dbservice.services.driver import batches, first_row
from dbservice.services.pages import Page, Selection, Totals
from dbservice.services.projection import Projection

AS_A_WHOLE = 1000  # rows
BATCH = 250  # rows

Batches = Iterator[list[tuple[Any, ...]]]
Answering = tuple[Page, Response]


def page_response(
    projection: Projection, chosen: Selection, shown_as: Callable[[str], str] = str
) -> Response:
    """A page of rows, with their total and links that a GET can follow.

    A page that may be large is counted first; if it is, it is never in memory as a whole.
    `shown_as` gives the JSON of rows the form that the caller may see.
    """
    answering = whole if chosen.limit <= AS_A_WHOLE else streamed
    page, response = answering(projection, chosen, shown_as)
    response.headers.add("X-Total-Count", str(page.total))
    link = links(chosen, page) if request.method != "POST" else ""
    if link:
        response.headers.add("Link", link)
    return response


def whole(projection: Projection, chosen: Selection, shown_as: Callable[[str], str]) -> Answering:
    page = pages.page(fetch_row, totals(), projection, chosen)
    return page, json_text_response(shown_as(page.text))


def streamed(
    projection: Projection, chosen: Selection, shown_as: Callable[[str], str]
) -> Answering:
    """A response that fetches the rows while it is sent."""
    with ExitStack() as stack:
        pooled = stack.enter_context(unchanging()).connection
        fetch = partial(first_row, pooled)
        page = pages.page(fetch, totals(), projection, chosen, with_rows=False)
        statement, values = pages.row_statement(projection, chosen)
        rows = batches(pooled, statement, values, BATCH)
        # What is wrong from the outset shows here and is told as usual. What goes wrong later
        # breaks the connection off, for the status has been sent by then.
        first = next(rows, [])
        source = stack.pop_all()
    response = Response(array(first, rows, shown_as, source), content_type=JSON)
    response.call_on_close(source.close)
    return page, response


def totals() -> Totals:
    found: Totals = current_app.extensions["dbservice-totals"]
    return found


def array(
    first: list[tuple[Any, ...]], rows: Batches, shown_as: Callable[[str], str], source: ExitStack
) -> Iterator[bytes]:
    """A JSON array of rows, in pieces; at the end it closes what they come from."""
    with source:
        yield f"[{joined(first, shown_as)}".encode()
        for batch in rows:
            yield f",{joined(batch, shown_as)}".encode()
    yield b"]"


def joined(batch: list[tuple[Any, ...]], shown_as: Callable[[str], str]) -> str:
    return shown_as(",".join(row for (row,) in batch))
