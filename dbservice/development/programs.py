"""The programs of the Procfile as child processes whose output goes to the console."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import psutil

from dbservice.development.console import say
from dbservice.embedded.children import end, spawn

PATIENCE = 5.0  # seconds a program has to finish what it is doing


class Program:
    """A line of the Procfile."""

    def __init__(self, name: str, command: str, root: Path) -> None:
        """Name the program and its command line for the shell."""
        self.name = name
        self._command = command
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        self._reader = threading.Thread()

    def start(self) -> None:
        """Start it, after the end of all that an earlier run has left."""
        self.stop()
        self._process = spawn(
            ["/bin/sh", "-c", f"exec {self._command}"],
            ending=signal.SIGTERM,
            output=subprocess.PIPE,
            cwd=self._root,
            env=with_own_python_first(os.environ),
        )
        assert self._process.stdout is not None
        arguments = (self.name, self._process.stdout)
        self._reader = threading.Thread(target=copy_to_console, args=arguments, daemon=True)
        self._reader.start()

    def stop(self) -> None:
        """End it and every process it started."""
        if self._process:
            end(self._process, signal.SIGTERM, PATIENCE)
            kill_session(self._process.pid)
            self._reader.join(1)  # its last words
            self._process = None

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None


def read_procfile(root: Path) -> dict[str, str]:
    """The command lines of the Procfile by name."""
    lines = (root / "Procfile").read_text().splitlines()
    parts = (line.partition(":") for line in lines if line.strip())
    return {name.strip(): command.strip() for name, _, command in parts}


def with_own_python_first(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment in which ``python`` is the one that runs this."""
    folder = str(Path(sys.executable).parent)
    return {**environ, "PATH": os.pathsep.join([folder, environ.get("PATH", os.defpath)])}


def copy_to_console(name: str, output: IO[bytes]) -> None:
    """Print each line of a program under its name until it ends."""
    with output:
        for line in output:
            say(f"{name:6} | {line.decode(errors='replace').rstrip()}")


def kill_session(leader: int) -> None:
    """Kill what is left of a session, such as the children of a process that was killed."""
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == leader:
                os.kill(pid, signal.SIGKILL)
