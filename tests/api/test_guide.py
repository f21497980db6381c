"""The page for callers of the API: its examples do what it says."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dbservice.blueprints._errors import STATUSES
from dbservice.config import Settings
from dbservice.security.cors import RESPONSE_HEADERS
from dbservice.security.tokens import SCOPES
from tests.databases import TOKEN
from tests.rows import add_row
from tests.web_server import serving

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ADDRESS, DEMO_TOKEN = "http://localhost:4000", "dev-token"
PROGRAMS = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}


@pytest.fixture
def address(settings: Settings, engine: Engine, tmp_path: Path) -> Iterator[str]:
    with engine.begin() as connection:
        for number in range(9, 14):
            add_row(connection, "grade", number=number)
    with serving(replace(settings, environment="test"), tmp_path) as url:
        yield url


def run(kind: str, example: str, address: str) -> str:
    filled = example.replace(ADDRESS, address).replace(DEMO_TOKEN, TOKEN)
    done = subprocess.run(
        [*PROGRAMS[kind], filled], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{example}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_examples_do_what_the_page_says(address: str) -> None:
    said = []
    for kind, example in BLOCK.findall(PAGE):
        if kind == "json":
            assert json.loads(said[-1]) == json.loads(example)
        else:
            said.append(run(kind, example, address))
    first, product, created, refused, _, unfit, probed, _ = said
    assert len(json.loads(first)) == 1
    assert json.loads(product)["code"] == "quiz-tool"
    assert created == ""
    assert "full_name" in json.loads(refused)["errors"]["message"]
    assert "errors" in json.loads(unfit)
    assert "portal-000042" in probed


def test_it_names_every_scope_status_and_header() -> None:
    named = set(re.findall(r"`([\w-]+)`", PAGE))
    assert {*SCOPES, *RESPONSE_HEADERS.split(",")} <= named
    for status in {*STATUSES.values(), 304, 400, 401, 406, 412, 413}:
        assert str(status) in PAGE
