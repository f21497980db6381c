"""The step before a child's own program: whose rights it has, and whose death it follows.

Run as a script with nothing but the standard library, and replaced by that program, so that the
child keeps the process id its supervisor knows. It is a step of its own because code that runs
between fork and exec inside the supervisor is not safe there.
"""

import argparse
import ctypes
import os
import select
import signal
import struct
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
CLONE_NEWUSER = 0x10000000

WATCH_INTERVAL = 1.0  # seconds


def call(name: str, *arguments: object) -> None:
    """Call a function of the C library that says -1 when it fails."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def map_to(uid: int, gid: int) -> None:
    """Be that ordinary account inside a user namespace and root's files' owner outside of it."""
    call("unshare", CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} 0 1"), ("gid_map", f"{gid} 0 1")):
        Path("/proc/self", name).write_text(text, encoding="ascii")


def drop_to(uid: int, gid: int) -> None:
    """Become that account for good, still able to reach files below folders closed to others."""
    keeping = may_keep_capabilities()
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if keeping:
        keep_file_access()


def may_keep_capabilities() -> bool:
    """Have the kernel leave capabilities alone, and mind them, when the account is not root."""
    try:
        call("prctl", PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    except (OSError, AttributeError):  # a container without the right to; a system without prctl
        return False
    return True


def keep_file_access() -> None:
    """Keep the one capability that opens a checkout below root's home, and lose all others."""
    bit = 1 << CAP_DAC_OVERRIDE
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    call("capset", header, struct.pack("6I", bit, bit, bit, 0, 0, 0))
    call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def follow(parent: int, ending: int) -> None:
    """Have the kernel send ``ending`` when the parent dies, however it dies (Linux)."""
    call("prctl", PR_SET_PDEATHSIG, ending, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The supervisor ended before its server started.")


def watch(ending: int) -> None:
    """Leave a process behind that sends ``ending`` once the supervisor's end of stdin is closed."""
    child = os.getpid()
    middle = os.fork()
    if middle:
        os.waitpid(middle, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        return
    os.setsid()
    if os.fork() == 0:
        wait_and_end(child, ending)
    os._exit(0)


def wait_and_end(child: int, ending: int) -> None:
    """Wait for the end of the supervisor, or of the child, which makes the wait pointless."""
    os.closerange(1, 1024)  # neither log nor lock may stay open because of a watcher
    try:
        while not select.select([0], [], [], WATCH_INTERVAL)[0]:
            os.kill(child, 0)
        os.kill(child, ending)
    except ProcessLookupError:
        pass


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="launch")
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--ending", type=int, default=int(signal.SIGTERM))
    parser.add_argument("--rights", choices=["own", "mapped", "dropped"], default="own")
    parser.add_argument("--account", type=int, nargs=2, metavar=("UID", "GID"))
    parser.add_argument("--watched", action="store_true")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def main() -> None:
    """Take on the rights, follow the parent, become the command."""
    options = arguments()
    if options.rights == "mapped":
        map_to(*options.account)
    elif options.rights == "dropped":
        drop_to(*options.account)
    # After the change of rights, which makes the kernel forget whom to follow.
    if options.watched:
        watch(options.ending)
    elif sys.platform == "linux":
        follow(options.parent, options.ending)
    for ignored_by_python in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored_by_python, signal.SIG_DFL)
    os.execvp(options.command[0], options.command)  # noqa: S606  # no shell is the point


if __name__ == "__main__":
    main()
