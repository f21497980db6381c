"""Calls made from the API description, as `make fuzz` makes more of."""

from pathlib import Path

import pytest

from dbservice.config import Settings
from tests.api.fuzzing import fuzz, settled
from tests.web_server import serving

SECONDS = "75"
# The checks that no answer may fail; `make fuzz` makes those of valid and invalid values as well.
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]


@pytest.mark.timeout(280)
def test_every_answer_is_one_that_is_described(settings: Settings, tmp_path: Path) -> None:
    settled(settings)
    with serving(settings, tmp_path) as address:
        limits = ["--max-examples", "3", "--max-time", SECONDS, "--seed", "1"]
        chosen = ["--phases", "fuzzing,stateful", "--checks", ",".join(CHECKS)]
        done = fuzz(address, *limits, *chosen, folder=tmp_path)
    assert done.returncode == 0  # what it says is above
