"""The routes that clients of the older service call, and the later ones: all, and no other."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

Route = tuple[str, str]
LISTED = Path(__file__).parent / "routes.txt"
METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}


def listed() -> set[Route]:
    """The routes of the fixture; what a parameter is called does not matter to clients."""
    lines = [line.split() for line in LISTED.read_text().splitlines()]
    return {(words[0], anonymous(words[1])) for words in lines if words and words[0] in METHODS}


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
    assert served - described == set()
    assert described - served == set()


def test_nothing_is_served_that_is_not_listed(served: set[Route]) -> None:
    assert served - listed() == set()


def test_the_list_is_whole() -> None:
    base, later = LISTED.read_text().split("\n\n")
    counts = [sum(line[0] != "#" for line in part.splitlines()) for part in (base, later)]
    assert counts == [330, 23]
    assert len(listed()) == 353
