"""Whose rights a server runs with: PostgreSQL refuses to run as root."""

import functools
import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dbservice.embedded import launch
from dbservice.embedded.failures import ServerFailed


@dataclass(frozen=True)
class Rights:
    """The way in which a child comes by its rights, and the account that it takes them from."""

    way: Literal["own", "mapped", "dropped"]
    account: tuple[int, int] = (0, 0)  # uid, gid

    @property
    def options(self) -> list[str]:
        """The same for the launch step."""
        return ["--rights", self.way, "--account", *map(str, self.account)]


OWN = Rights("own")


def unprivileged(folder: Path) -> Rights:
    """Rights that are not root's, for a server whose data folder this is.

    The data of an ordinary account is served with that account's rights. For root's own, the
    account lives in a user namespace, where that is allowed, and the files stay root's; where it
    is not, the folder is given to an account that owns nothing else.
    """
    if os.geteuid() != 0:
        return OWN
    owner = folder.stat()
    if owner.st_uid != 0:
        return Rights("dropped", (owner.st_uid, owner.st_gid))
    return mapped() or given_away(folder)


@functools.cache
def mapped() -> Rights | None:
    """Root outside and an ordinary account inside a user namespace, None if not allowed."""
    account = next((account for account in pwd.getpwall() if account.pw_uid), None)
    if account is None or sys.platform != "linux":
        return None
    rights = Rights("mapped", (account.pw_uid, account.pw_gid))
    attempt = subprocess.run(  # noqa: S603  # our own script
        [*launch_step(), *rights.options, "--", "true"], capture_output=True, check=False
    )
    return rights if attempt.returncode == 0 else None


def given_away(folder: Path) -> Rights:
    """The rights of the account that exists to own nothing, which gets the folder."""
    try:
        account = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerFailed(
            "PostgreSQL refuses to run as root, and this machine neither allows user namespaces"
            " nor has the account 'nobody'. Run as an ordinary user."
        ) from None
    for path in (*folder.rglob("*"), folder):  # the folder last: its owner tells that all are done
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return Rights("dropped", (account.pw_uid, account.pw_gid))


def launch_step() -> list[str]:
    """The command line that a child's own is appended to."""
    script = str(Path(launch.__file__).resolve())
    return [sys.executable, "-I", "-S", script, "--parent", str(os.getpid())]
