"""Secrets that a person sees once: a new password, a new token. Nobody can read them afterwards.

On the way from the request that makes one to the page that shows it, it is in the browser's own
cookie, sealed; the server keeps nothing.
"""

from typing import NamedTuple

from flask import session

from dbservice.security import sealer

PLACE = "shown_once"


class Secret(NamedTuple):
    """A secret, and what it is called."""

    name: str
    text: str


def keep(name: str, text: str) -> None:
    """Have the next page show a secret."""
    session[PLACE] = [name, sealer().seal(text)]


def take() -> Secret | None:
    """The secret to be shown now; there is none the next time."""
    name, sealed = session.pop(PLACE, (None, ""))
    text = sealer().open(sealed) if name else None
    return Secret(name, text) if text else None
