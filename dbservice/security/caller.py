"""Who makes a request: for the history of what it changes, and for the log."""

from flask import Flask, g

from dbservice.db import Origin, origin


def init_app(app: Flask) -> None:
    app.teardown_request(forget)


def note(actor: str, kind: str) -> None:
    """From here on the request is this caller's; to say so more than once does no harm."""
    g.actor = actor
    before = origin.set(Origin(actor=actor, kind=kind))
    g.setdefault("origin_before", before)


def forget(_: BaseException | None) -> None:
    """The thread serves others next."""
    if (before := g.pop("origin_before", None)) is not None:
        origin.reset(before)
