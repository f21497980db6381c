"""The routes that clients of the older service call, and the later ones: all, and no other."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

Route = tuple[str, str]
LISTED = Path(__file__).parent / "routes.txt"
METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}


def listed() -> tuple[set[Route], set[Route]]:
    """The routes of the fixture, old and later, whatever their parameters are called."""
    base, later = (
        {(method, anonymous(path)) for method, path in map(str.split, part.splitlines()[1:])}
        for part in LISTED.read_text().split("\n\n")
    )
    return base, later


def anonymous(path: str) -> str:
    return re.sub(r"\{\w+\}|<[^<>]+>", "{}", path)


@pytest.fixture
def described(app: Flask) -> set[Route]:
    """The routes of the API description."""
    with app.app_context():
        paths = json.loads(app.extensions["dbservice-api"].document())["paths"]
    return {
        (method.upper(), anonymous(path))
        for path, item in paths.items()
        for method in item.keys() & {one.lower() for one in METHODS}
    }


@pytest.fixture
def served(app: Flask) -> set[Route]:
    """The routes below /api that the application has."""
    return {
        (method, anonymous(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & METHODS
        if rule.rule.startswith("/api")
    }


def test_what_is_served_is_described(described: set[Route], served: set[Route]) -> None:
    assert described == served


def test_every_listed_route_is_there_and_no_other(described: set[Route]) -> None:
    base, later = listed()
    assert (len(base), len(later)) == (330, 23)
    assert base - described == set()
    assert later - described == set()
    assert described - base - later == set()
