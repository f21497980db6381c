"""How the import of every type compares with the least that PostgreSQL must do for the same end.

    make bench

Both are measured in one run, in CPU seconds of all processes that take part (client, worker,
PostgreSQL, Redis), and what they have done to their databases is compared.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812  # it is a class

from benchmarks import floors, raw_copy, same_changes, type_costs, type_sheets, world
from benchmarks.cpu import CpuClock
from benchmarks.service import database, postmaster_pid, running
from benchmarks.type_costs import Statements
from dbservice.imports.registry import TYPES

ROWS = 10_000
MANY_ROWS = 100_000
LEAST_SHARE = 0.3
MOST_STATEMENTS = 20
MOST_MEMORY = 1.3
OUTCOMES = """
    SELECT coalesce(code, outcome), count(*) FROM import_row
    WHERE import_id = (SELECT max(id) FROM imports) GROUP BY 1
"""


class Used(NamedTuple):
    """What a contender used, in seconds."""

    cpu: float
    wall: float


class Round(NamedTuple):
    """An import and its floor, side by side, and what went wrong."""

    floor: Used
    ours: Used
    faults: Sequence[str]

    @property
    def share(self) -> float:
        """How much of the import's CPU time the floor takes."""
        return self.floor.cpu / self.ours.cpu


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="0: memory only")
    parser.add_argument("--types", default=",".join(TYPES), help="names with commas between")
    parser.add_argument("--without-memory", action="store_true", help="leave 100,000 rows out")
    options = parser.parse_args()
    types = options.types.split(",")
    if without := floors.missing(types):
        sys.exit(f"no floor in benchmarks/floors: {', '.join(without)}")
    if options.rounds:
        report(types, options.rounds)
    if not options.without_memory:
        report_memory(types)


def report(types: Sequence[str], rounds: int) -> None:
    """A row for each type: medians, and the range of the shares."""
    print(f"{ROWS} rows each; CPU seconds, median of {rounds} rounds\n")
    columns = ("type", "floor", "import", "share", "range", "rows/s", "rows per CPU second")
    _print_row(*columns, "statements per 500 rows", "in a chunk")
    _print_row(*["---"] * (len(columns) + 2))
    failed: list[str] = []
    with world.built(ROWS) as template:
        for name in types:
            measured = [measure(name, template) for _ in range(rounds)]
            statements = type_costs.statements(name, template, ROWS)
            _print_type(name, measured, statements)
            found = [f"{name}: {fault}" for fault in faults(measured, statements)]
            print(*found, sep="\n", end="\n" * bool(found), file=sys.stderr, flush=True)
            failed += found
    if failed:
        sys.exit(f"{len(failed)} faults")


def measure(type: str, template: str) -> Round:
    """Both contenders, each on a copy of its own."""
    sheet = type_sheets.sheet(type, ROWS)
    with running("ours", template) as service:
        service.warm_up()
        ours = _timed(service.clock(), lambda: service.take(sheet, type))
        connection = service.connect()
        faults = _left_out(connection)
        made = raw_copy.taken(connection, floors.COPIED.get(type, ()))
        state = same_changes.state(connection)
        connection.close()
    with database("floor", template) as url:
        work = floors.prepared(url, type, sheet, made)
        floor = _timed(CpuClock([os.getpid(), postmaster_pid(url)]), work)
        connection = psycopg2.connect(url)
        # Copies are the very rows that the import made.
        other = state if made else same_changes.state(connection)
        connection.close()
    return Round(floor, ours, [*faults, *same_changes.differences(state, other)])


def faults(rounds: Sequence[Round], statements: Statements) -> list[str]:
    """What is not as it must be."""
    share = _share(rounds)
    found = [fault for one in rounds for fault in one.faults]
    if share < LEAST_SHARE:
        found.append(f"a share of {share:.2f} is less than {LEAST_SHARE}")
    if statements.per_500_rows > MOST_STATEMENTS:
        found.append(f"{statements.per_500_rows} statements are more than {MOST_STATEMENTS}")
    return list(dict.fromkeys(found))


def report_memory(types: Sequence[str]) -> None:
    """Peak memory of the job for many rows against few."""
    print()
    _print_row("type", f"{ROWS} rows", f"{MANY_ROWS} rows", "ratio")
    _print_row(*["---"] * 4)
    with world.built(MANY_ROWS) as template:
        for name in types:
            few, many = type_costs.memory(name, template, (ROWS, MANY_ROWS))
            _print_row(name, f"{few // 1024} MB", f"{many // 1024} MB", f"{many / few:.2f}")


def _left_out(connection: Connection) -> list[str]:
    """That not every row made or changed something, if so."""
    with connection.cursor() as cursor:
        cursor.execute(OUTCOMES)
        outcomes = dict(cursor.fetchall())
    taken = outcomes.get("created", 0) + outcomes.get("updated", 0)
    return [] if taken == ROWS else [f"of {ROWS} rows came {outcomes}"]


def _timed(clock: CpuClock, work: Callable[[], object]) -> Used:
    began, before = time.perf_counter(), clock.seconds()
    work()
    return Used(clock.seconds() - before, time.perf_counter() - began)


def _print_type(name: str, rounds: Sequence[Round], statements: Statements) -> None:
    floor = median(one.floor.cpu for one in rounds)
    ours = median(one.ours.cpu for one in rounds)
    wall = median(one.ours.wall for one in rounds)
    shares = sorted(one.share for one in rounds)
    _print_row(
        f"`{name}`",
        f"{floor:.2f}",
        f"{ours:.2f}",
        f"{_share(rounds):.2f}",
        f"{shares[0]:.2f} to {shares[-1]:.2f}",
        f"{ROWS / wall:.0f}",
        f"{ROWS / ours:.0f}",
        f"{statements.per_500_rows:.1f}",
        f"{statements.most_in_a_chunk}",
    )


def _share(rounds: Sequence[Round]) -> float:
    return median(one.share for one in rounds)


def _print_row(*cells: str) -> None:
    print("|", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
