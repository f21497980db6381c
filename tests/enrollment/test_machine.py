"""Every sequence of operations leaves people enrolled as the rules say."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.enrollment.machine import SchoolYear
from tests.enrollment.stage import Stage

LEAST_STEPS = 2_000
ROUNDS = 50
STEPS_A_ROUND = 50

# The same steps in every run: what fails once fails until it is mended.
lasting = settings(
    max_examples=ROUNDS,
    stateful_step_count=STEPS_A_ROUND,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[*HealthCheck],
)


@pytest.mark.timeout(900)  # on a busy machine, or when a failure has to be made small
def test_any_sequence_of_operations(stage: Stage) -> None:
    SchoolYear.stage = stage
    SchoolYear.steps.clear()
    run_state_machine_as_test(SchoolYear, settings=lasting)
    assert SchoolYear.steps.total() - SchoolYear.steps["refused"] >= LEAST_STEPS
