"""Orders that come while a chunk is being taken, and faults in the middle of one."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError

from dbservice.config import Settings
from dbservice.errors import Conflict
from dbservice.imports import control, runner
from dbservice.imports.lease import Ending
from tests.engine import world
from tests.engine.conftest import Take
from tests.engine.midway import as_another, midway

pytestmark = pytest.mark.usefixtures("organisation")

BREAK_OFF = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction'
      AND pid <> pg_backend_pid()
"""
NOTHING = {"processed_rows": 0, "skipped_rows": 0}


def twenty() -> bytes:
    return world.sheet(world.student(number) for number in range(2, 22))


def sums(engine: Engine, import_id: int) -> dict[str, int]:
    facts = world.facts_of(engine, import_id)
    return {name: facts[name] for name in NOTHING}


@pytest.mark.parametrize("on_error", ["continue", "stop", "all_or_nothing"])
def test_a_stop_does_not_wait_for_the_chunk_at_hand(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, engine: Engine, on_error: str
) -> None:
    import_id = world.begin(twenty(), on_error=on_error)
    stop = partial(control.stop, import_id=import_id, by="someone")
    midway(monkeypatch, lambda: as_another(engine, stop), chunk=2)
    assert runner.run(import_id, settings, lambda: False) is Ending.NOT_OURS
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["stopped_by"]) == ("stopped", "someone")
    assert len(world.people(engine)) == facts["processed_rows"]
    assert len(world.outcomes(engine, import_id)) == facts["processed_rows"]


def test_a_stopped_whole_has_no_rows(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, engine: Engine
) -> None:
    import_id = world.begin(twenty(), on_error="all_or_nothing")
    stop = partial(control.stop, import_id=import_id, by="someone")
    midway(monkeypatch, lambda: as_another(engine, stop), chunk=3)
    runner.run(import_id, settings, lambda: False)
    assert sums(engine, import_id) == NOTHING


def test_a_whole_that_breaks_has_no_rows(
    monkeypatch: pytest.MonkeyPatch, take: Take, engine: Engine
) -> None:
    def fault() -> None:
        raise RuntimeError

    import_id = world.begin(twenty(), on_error="all_or_nothing")
    midway(monkeypatch, fault, chunk=2)
    take(import_id)
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["error_count"]) == ("failed", 1)
    assert facts["error_details"][0]["code"] == "INTERNAL_ERROR"
    assert sums(engine, import_id) == NOTHING
    assert world.people(engine) == []


@pytest.mark.parametrize("order", [control.resume, control.request_undo])
def test_an_order_to_a_running_whole_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, take: Take, engine: Engine, order: Callable[..., object]
) -> None:
    def refused() -> None:
        with pytest.raises(Conflict, match="processing"):
            as_another(engine, partial(order, import_id=import_id, by="someone"))

    import_id = world.begin(twenty(), on_error="all_or_nothing")
    midway(monkeypatch, refused, chunk=2)
    assert take(import_id) is Ending.FINAL
    assert world.facts_of(engine, import_id)["status"] == "completed"


def test_what_fails_before_the_first_row_counts_its_rows(
    monkeypatch: pytest.MonkeyPatch, take: Take, engine: Engine
) -> None:
    import_id = world.begin(twenty())
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE imports SET type = 'homework'")
    take(import_id)
    facts = world.facts_of(engine, import_id)
    assert (facts["status"], facts["error_count"], facts["total_rows"]) == ("failed", 1, 20)


@pytest.mark.parametrize("on_error", ["continue", "stop", "all_or_nothing"])
def test_a_connection_that_breaks_within_a_chunk_ends_only_the_turn(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, engine: Engine, on_error: str
) -> None:
    """The next statement is one that the driver runs itself."""

    def break_off() -> None:
        with engine.connect() as connection:
            connection.execute(text(BREAK_OFF))

    import_id = world.begin(twenty(), on_error=on_error)
    midway(monkeypatch, break_off, chunk=2)
    with pytest.raises((OperationalError, InterfaceError)):
        runner.run(import_id, settings, lambda: False)
    assert world.facts_of(engine, import_id)["status"] == "processing"
    assert runner.run(import_id, settings, lambda: False) is Ending.FINAL
    assert len(world.people(engine)) == 20
