"""Bringing the database up to date before anything uses it."""

import ast
import contextlib
import subprocess
import sys
from pathlib import Path

import psycopg2

FLASK = [sys.executable, "-m", "flask", "--app", "app"]


def is_prepared(database_url: str, root: Path) -> bool:
    """Whether every migration has run and there is data: a quick look instead of slow commands."""
    try:
        with contextlib.closing(psycopg2.connect(database_url)) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT version_num, EXISTS (SELECT FROM school) FROM alembic_version")
            rows = cursor.fetchall()
    except psycopg2.Error:
        return False
    newest = newest_revisions(root / "migrations/versions")
    return {version for version, _ in rows} == newest and all(filled for _, filled in rows)


def newest_revisions(folder: Path) -> set[str]:
    """The revisions that no other follows; Alembic knows them too, but takes a second to say so."""
    revisions: set[str] = set()
    followed: set[str] = set()
    for path in folder.glob("*.py"):
        constants = constants_of(path)
        revisions.update(constants["revision"])
        followed.update(constants["down_revision"])
    return revisions - followed


def constants_of(path: Path) -> dict[str, tuple[str, ...]]:
    """What a migration is called and what it follows, read without running the module."""
    constants: dict[str, tuple[str, ...]] = {}
    for statement in ast.parse(path.read_text()).body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if name in {"revision", "down_revision"}:
                given = ast.literal_eval(value)
                constants[name] = given if isinstance(given, tuple) else (given,)
    return constants


def prepare(root: Path) -> None:
    """Migrate, then load the demo data; raises CalledProcessError."""
    for command in (["db", "upgrade"], ["seed"]):
        subprocess.run([*FLASK, *command], cwd=root, check=True)  # noqa: S603  # our own commands
