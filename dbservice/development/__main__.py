"""``python -m dbservice.development``: start everything, keep it alive, stop it on Ctrl-C."""

import argparse
import contextlib
import logging
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import click

from dbservice.development.environment import ROOT, complete_environment
from dbservice.development.service import StartFailed, run
from dbservice.embedded import EmbeddedError
from dbservice.embedded.launch import follow


def main() -> int:
    """Run the service until interrupted; returns the exit code."""
    options = arguments()
    logging.basicConfig(format="%(message)s")
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, interrupt)
    if options.end_with_parent and sys.platform == "linux":
        follow(os.getppid(), signal.SIGTERM)
    complete_environment()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            run(options.data)
    except (StartFailed, EmbeddedError) as error:
        click.echo(error, err=True)
        return error.exit_code
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dbservice.development", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / ".data", help="folder of the servers")
    parser.add_argument("--end-with-parent", action="store_true", help="even when it is killed")
    return parser.parse_args()


def interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
