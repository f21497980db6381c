"""The locks fit each other, and name no place to get packages from."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "requirements"
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)(.*?)\\?$", re.MULTILINE)


def pins(name):
    return set(PIN.findall((FOLDER / f"{name}.txt").read_text()))


@pytest.mark.parametrize(("smaller", "larger"), [("app", "local"), ("local", "dev")])
def test_a_larger_lock_holds_the_smaller(smaller, larger):
    """The set-up counts on it: who has the packages for tests has those for running too."""
    assert pins(smaller) < pins(larger)


@pytest.mark.parametrize("name", ["app", "local", "dev", "uv"])
def test_every_package_is_pinned_by_hash_and_comes_from_anywhere(name):
    text = (FOLDER / f"{name}.txt").read_text()
    entries = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert len(entries) == len(PIN.findall(text))
    assert all(entry.endswith("\\") for entry in entries)  # its hashes follow
    assert "://" not in text
