"""Children that end with their parent."""

import signal
import subprocess
import sys

import pytest

from dbservice.embedded.children import FOLLOWS_BY_KERNEL, end, spawn
from tests.processes import are_gone, eventually, is_running

PARENT = """
import signal, subprocess, sys
from dbservice.embedded.children import spawn
child = spawn(
    ["sleep", "100"],
    ending=signal.SIGTERM,
    output=subprocess.DEVNULL,
    watched=sys.argv[1] == "watched",
)
print(child.pid, flush=True)
signal.pause()
"""


WAYS = ["watched", "followed"] if FOLLOWS_BY_KERNEL else ["watched"]


@pytest.mark.parametrize("way", WAYS)
def test_a_child_ends_with_its_killed_parent(way):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, way], stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    parent.communicate()
    assert eventually(lambda: are_gone([child]))


def test_a_child_that_does_not_listen_is_killed():
    deaf = spawn(
        ["sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"],
        ending=signal.SIGTERM,
        output=subprocess.PIPE,
    )
    assert deaf.stdout.readline() == b"deaf\n"
    end(deaf, signal.SIGTERM, patience=0.1)
    deaf.stdout.close()
    assert deaf.returncode == -signal.SIGKILL


def test_a_child_has_the_usual_answer_to_a_closed_pipe():
    """Python ignores the signal, and what it ignores its children would ignore too."""
    child = spawn(
        ["sh", "-c", "kill -PIPE $$; exit 0"], ending=signal.SIGTERM, output=subprocess.DEVNULL
    )
    assert child.wait(10) == -signal.SIGPIPE
