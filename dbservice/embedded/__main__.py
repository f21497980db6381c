"""Run a command on throwaway servers: ``python -m dbservice.embedded -- flask db upgrade``."""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from dbservice.embedded import EmbeddedError, PostgreSQL, Valkey


def main() -> int:
    """Start servers, run the command with their addresses, end as it ends."""
    parser = argparse.ArgumentParser(prog="python -m dbservice.embedded", description=__doc__)
    parser.add_argument("--durable", action="store_true", help="write to disk as in production")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return run_on_throwaway_servers(options.command, durable=options.durable)
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def run_on_throwaway_servers(command: list[str], *, durable: bool) -> int:
    """Run the command with the addresses of fresh servers in its environment."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dbservice-")))
        environment = dict(os.environ)
        for variable, server in (
            ("DATABASE_URL", PostgreSQL(folder / "postgresql", durable=durable)),
            ("REDIS_URL", Valkey(folder / "valkey", durable=durable)),
        ):
            environment[variable] = stack.enter_context(server).url
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  # the person's own command


if __name__ == "__main__":
    sys.exit(main())
