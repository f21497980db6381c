"""The programs of the Procfile under the development supervisor."""

import contextlib
import os
import signal
import sys

import pytest

from dbservice.development import programs
from dbservice.development.environment import ROOT
from dbservice.development.programs import Program, read_procfile
from tests.processes import are_gone, eventually, is_running, session_of

# A child in a process group of its own, as the worker's jobs are, outlives a plain kill.
PARENT_OF_A_GROUP = """\
python -c "import os, time; os.fork() or os.setpgid(0, 0); time.sleep(100)"
"""


@pytest.fixture
def started():
    """Starts a program by its command line; stops it in the end."""
    running = []

    def start(command):
        program = Program("part", command, ROOT)
        running.append(program)
        program.start()
        return program

    yield start
    for program in running:
        program.stop()


def pid_of(program):
    return program._process.pid


def test_the_procfile_names_what_development_starts():
    assert {"web", "worker", "release"} <= read_procfile(ROOT).keys()


def test_output_appears_under_the_name(started, capsys):
    program = started("sh -c 'echo hello; echo there >&2'")
    seen = ""

    def has_appeared():
        nonlocal seen
        seen += capsys.readouterr().out
        return "part   | hello\npart   | there\n" in seen

    assert eventually(has_appeared), seen
    assert eventually(lambda: not program.is_alive())


@contextlib.contextmanager
def closed_console(monkeypatch):
    """Standard output to a pipe whose reader has gone; not a fixture, since pytest sets it anew."""
    reading, writing = os.pipe()
    os.close(reading)
    console = os.fdopen(writing, "w")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", console)
        yield
    with contextlib.suppress(BrokenPipeError):
        console.close()


def test_a_closed_console_does_not_end_a_program(started, monkeypatch, tmp_path):
    done = tmp_path / "done"
    with closed_console(monkeypatch):
        program = started(f"sh -c 'yes | head -c 500000 && touch {done}'")
        assert eventually(lambda: not program.is_alive())
        program.stop()
    assert done.exists()


def test_python_is_the_one_that_runs_the_supervisor(started, capsys):
    started('python -c "import sys; print(sys.prefix)"')
    assert eventually(lambda: sys.prefix in capsys.readouterr().out)


def test_stopping_ends_every_process_of_the_program(started):
    program = started(PARENT_OF_A_GROUP)
    leader = pid_of(program)
    assert eventually(lambda: len(session_of(leader)) == 2)
    processes = session_of(leader)
    program.stop()
    assert eventually(lambda: are_gone(processes))


def test_a_new_start_ends_what_a_killed_one_left(started):
    program = started(PARENT_OF_A_GROUP)
    leader = pid_of(program)
    assert eventually(lambda: len(session_of(leader)) == 2)
    os.kill(leader, signal.SIGKILL)
    assert eventually(lambda: not program.is_alive())
    (orphan,) = session_of(leader)
    program.start()
    assert eventually(lambda: not is_running(orphan))
    assert program.is_alive()


def test_a_program_that_does_not_end_is_killed(started, monkeypatch):
    monkeypatch.setattr(programs, "PATIENCE", 0.1)
    program = started("sh -c 'trap \"\" TERM; while :; do sleep 1; done'")
    leader = pid_of(program)
    program.stop()
    assert eventually(lambda: not session_of(leader))
