"""Child processes that end when this process ends, even when it is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from dbservice.embedded.rights import OWN, Rights, launch_step

FOLLOWS_BY_KERNEL = sys.platform == "linux"


def spawn(
    command: Sequence[str],
    *,
    ending: signal.Signals,
    output: IO[bytes] | int,
    rights: Rights = OWN,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    inherited: Sequence[int] = (),
    watched: bool = not FOLLOWS_BY_KERNEL,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, which gets ``ending`` when this process dies.

    Call it from the main thread: the kernel follows the thread that started a child. The session
    keeps Ctrl-C from reaching the children before this process can stop them in order.
    """
    watch = ["--watched"] if watched else []
    options = ["--ending", str(int(ending)), *watch, *rights.options]
    return subprocess.Popen(  # noqa: S603  # the callers' own commands
        [*launch_step(), *options, "--", *command],
        stdin=subprocess.PIPE if watched else subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        env=os.environ if env is None else env,
        pass_fds=inherited,
        start_new_session=True,
    )


def run(
    command: Sequence[str],
    *,
    text: str,
    output: IO[bytes],
    rights: Rights,
    inherited: Sequence[int] = (),
) -> int:
    """Run a command to its end with ``text`` on its standard input; returns its exit code."""
    return subprocess.run(  # noqa: S603  # the callers' own commands
        [*launch_step(), *rights.options, "--", *command],
        input=text.encode(),
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=inherited,
        start_new_session=True,
        check=False,
    ).returncode


def end(process: subprocess.Popen[bytes], by: signal.Signals, patience: float) -> None:
    """Ask a child to end, and kill it when ``patience`` seconds were not enough."""
    if process.poll() is None:
        process.send_signal(by)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()
