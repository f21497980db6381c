"""What a call of the API costs, beside a handler that only runs one statement for the same JSON.

    make bench-api

Both are served by gunicorn as in production, on the same database. They are measured in turns, in
CPU seconds of all processes that serve: gunicorn's and PostgreSQL's, not the client's.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import orjson
import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812  # it is a class

from benchmarks import load, world
from benchmarks.api_operations import OPERATIONS, STUDENTS, Operation
from benchmarks.cpu import CpuClock
from benchmarks.service import database, postmaster_pid
from dbservice.embedded import ports

WORLD = (Path(__file__).parent / "api_world.sql").read_text()
OURS, FLOOR = "wsgi:app", "benchmarks.api_floor:app"
WARM_UP = 1.0  # seconds
COMPARED = 20  # calls
FIRST = 1_000_000  # numbers that are long are found again in what they have become part of
OWN_IDS = re.compile(rb'"(id|user_id|group_id)":\d+')
WRITTEN = """
    SELECT table_name, operation, after - '{id,user_id,inserted_at,updated_at}'::text[],
           before IS NULL, origin IS NULL, actor IS NULL
    FROM change_log WHERE id > %s ORDER BY table_name, operation
"""


class Server(NamedTuple):
    """A gunicorn."""

    pid: int
    address: tuple[str, int]


class Round(NamedTuple):
    """Microseconds of CPU per call."""

    ours: float
    floor: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each side in a round")
    parser.add_argument("--only", default="", help="a part of the names of operations")
    options = parser.parse_args()
    operations = [one for one in OPERATIONS if options.only in one.name]
    with database("api") as url:
        world.fill(url, WORLD)
        with serving(OURS) as ours, serving(FLOOR) as floor:
            failed = report(url, (ours, floor), operations, options)
    if failed:
        sys.exit("; ".join(failed))


@contextmanager
def serving(app: str) -> Iterator[Server]:
    """gunicorn, set up as in production."""
    address = (ports.HOST, ports.free_port())
    environment = {**os.environ, "HOST": address[0], "PORT": str(address[1])}
    command = [sys.executable, "-m", "gunicorn", "--log-level", "warning", app]
    with subprocess.Popen(command, env=environment) as process:
        try:
            while not ports.is_answering(address[1]):
                if process.poll() is not None:
                    sys.exit(f"gunicorn does not start {app}")
                time.sleep(0.05)
            yield Server(process.pid, address)
        finally:
            process.terminate()


def report(
    url: str, servers: tuple[Server, Server], operations: Sequence[Operation], options: Any
) -> list[str]:
    """A row for each operation; returns what is not as it must be."""
    print(
        f"\n{options.rounds} rounds of {options.seconds} s; microseconds of CPU per call: medians"
    )
    _print_row("operation", "floor", "API", "ratio", "range", "at most")
    _print_row(*["---"] * 6)
    failed = []
    numbers = count(FIRST)
    with ExitStack() as stack:
        connection = psycopg2.connect(url)
        stack.callback(connection.close)
        connection.autocommit = True
        for operation in operations:
            compare(connection, servers, operation, numbers)
            rounds = measured(url, servers, operation, numbers, options)
            ratio = median(one.ratio for one in rounds)
            _print_operation(operation, rounds, ratio)
            if ratio > operation.most:
                failed.append(f"{operation.name}: {ratio:.2f} times the floor")
    return failed


def compare(
    connection: Connection,
    servers: tuple[Server, Server],
    operation: Operation,
    numbers: Iterator[int],
) -> None:
    """Stop unless both answer the same, and have written the same."""
    for number in islice(numbers, COMPARED):
        # What is written once cannot be written again, so the floor gets another number, which
        # means the same student.
        other = number + STUDENTS if operation.writes else number
        ours, floor = (
            _done(connection, server, operation, own)
            for server, own in zip(servers, (number, other), strict=True)
        )
        if ours != floor:
            sys.exit(f"{operation.name}: not the same\n{ours[:3000]!r}\n{floor[:3000]!r}")


def measured(
    url: str,
    servers: tuple[Server, Server],
    operation: Operation,
    numbers: Iterator[int],
    options: Any,
) -> list[Round]:
    """Rounds of both sides, one after the other, each time in the other order."""
    postgresql = postmaster_pid(url)
    used: dict[Server, list[float]] = {server: [] for server in servers}
    for turn in range(options.rounds + 1):
        for server in servers if turn % 2 else servers[::-1]:
            clock = CpuClock([server.pid, postgresql])
            before = clock.seconds()
            sent = load.fire(
                server.address,
                operation.requests(numbers),
                options.seconds if turn else WARM_UP,
            )
            if turn:
                used[server].append((clock.seconds() - before) / sent.requests * 1e6)
    return [Round(*pair) for pair in zip(*used.values(), strict=True)]


def _done(connection: Connection, server: Server, operation: Operation, number: int) -> bytes:
    """What one call answers and what the history says it has written, without what is new."""
    [request] = operation.requests(iter([number]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM change_log")
        [[last]] = cursor.fetchall()
        answer = load.ask(server.address, request)
        cursor.execute(WRITTEN, (last,))
        written = cursor.fetchall()
    told = orjson.dumps([orjson.loads(answer), written], option=orjson.OPT_SORT_KEYS)
    if operation.writes:
        told = OWN_IDS.sub(b"", told).replace(str(number).encode(), b"")
    return told


def _print_operation(operation: Operation, rounds: Sequence[Round], ratio: float) -> None:
    ratios = sorted(one.ratio for one in rounds)
    _print_row(
        operation.name,
        f"{median(one.floor for one in rounds):.0f}",
        f"{median(one.ours for one in rounds):.0f}",
        f"{ratio:.2f}",
        f"{ratios[0]:.2f} to {ratios[-1]:.2f}",
        f"{operation.most}",
    )


def _print_row(*cells: str) -> None:
    print("|", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
