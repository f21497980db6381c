"""What all pages share: navigation, stylesheet addresses, and how times and numbers are written."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for

from dbservice.services.clock import INDIA
from dbservice.services.nouns import noun

A_DAY = 24 * 60 * 60
MINUTE = 60
HOUR = 60 * MINUTE
LARGE = 10
THEMES = ("light", "dark")


def init_app(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_DAY
    app.jinja_env.filters.update(
        indian_time=indian_time, iso_time=iso_time, duration=duration, number=number, noun=noun
    )
    app.jinja_env.globals.update(asset=asset, site_menu=site_menu, colours=colours)
    app.jinja_env.tests["is_here"] = is_here


def indian_time(moment: datetime) -> str:
    """The date and the time of day as people in India read them."""
    return f"{_with_zone(moment).astimezone(INDIA):%-d %b %Y, %H:%M}"


def iso_time(moment: datetime) -> str:
    """The moment for programs."""
    return _with_zone(moment).isoformat(timespec="seconds")


def duration(seconds: float) -> str:
    """Under a minute in seconds, under an hour in minutes and seconds, else hours and minutes."""
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE} s"
    return f"{whole // HOUR} h {whole % HOUR // MINUTE} min"


def number(value: float) -> str:
    """A number with separators, which keep six digits readable; decimals only of small ones."""
    return f"{value:,.0f}" if value >= LARGE else f"{value:,}"


def asset(filename: str) -> str:
    """The address of a file of ours, which changes when its content does."""
    return url_for("static", filename=filename, v=_fingerprint(filename))


def site_menu() -> Iterable[Any]:
    """The items of the navigation, as the admin site knows them."""
    [admin] = current_app.extensions["admin"]
    items: Iterable[Any] = admin.menu()
    return items


def is_here(item: Any, view: Any) -> bool:
    """Whether an item of the navigation leads to the page that is shown, or to one above it."""
    if view is not None:
        active: bool = item.is_active(view)
        return active
    url = item.get_url() or ""
    return request.path == url or request.path.startswith(f"{url}/")


def colours() -> str:
    """The colours that the reader has switched to, blank if the system decides."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


@cache
def _fingerprint(filename: str) -> str:
    content = (Path(__file__).parent / "static" / filename).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]


def _with_zone(moment: datetime) -> datetime:
    """Base tables keep UTC without a zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
