"""Calls made from the API description, as `make fuzz` makes more of."""

from pathlib import Path

import pytest

from dbservice.config import Settings
from tests.api.fuzzing import fuzz, settled
from tests.web_server import serving

EXAMPLES = "2"  # of each operation


@pytest.mark.timeout(280)
def test_calls_and_answers_are_as_described(settings: Settings, tmp_path: Path) -> None:
    settled(settings)
    with serving(settings, tmp_path) as address:
        limits = ["--max-examples", EXAMPLES, "--seed", "1", "--phases", "fuzzing,stateful"]
        done = fuzz(address, *limits, folder=tmp_path)
    assert done.returncode == 0  # what it says is above
