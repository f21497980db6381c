"""How the student import compares with the physical limit and with a straight port.

    make bench

Everything is measured in one run, in CPU seconds of all processes that take part (client, worker,
PostgreSQL, Redis), so that a noisy machine matters little.
"""

import argparse
import os
import sys
from statistics import median

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks import orm_port, raw_copy, sheets
from benchmarks.cpu import CpuClock
from benchmarks.service import BATCHES, SCHOOLS, Service, postmaster_pid, running
from dbservice.db import db

ROWS = 10_000
MANY_ROWS = 100_000
PORTED_ROWS = 400


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-memory", action="store_true", help="leave 100,000 rows out")
    options = parser.parse_args()
    rounds = [measure(number) for number in range(options.rounds)]
    report(rounds)
    if not options.without_memory:
        report_memory()


def measure(number: int) -> dict[str, float]:
    """CPU seconds of each contender for ROWS students, one after the other."""
    clean = sheets.student_sheet(ROWS, SCHOOLS, BATCHES)
    dirty = sheets.student_sheet(ROWS, SCHOOLS, BATCHES, bad_every=20)
    with running(f"ours_{number}") as service:
        ours = imported(service, clean, ROWS)
        connection = service.connect()
        rows = raw_copy.taken(connection)
        connection.close()
    with running(f"limit_{number}") as service:
        limit = copied(service, rows)
    with running(f"port_{number}") as service:
        port = ported(service, clean) * ROWS / PORTED_ROWS
    with running(f"dirty_{number}") as service:
        dirty_cost = imported(service, dirty, ROWS - ROWS // 20)
    return {"limit": limit, "ours": ours, "dirty": dirty_cost, "port": port}


def imported(service: Service, sheet: bytes, expected: int) -> float:
    """Import a sheet through the worker."""
    service.warm_up()
    clock = service.clock()
    before = clock.seconds()
    run = service.take(sheet)
    used = clock.seconds() - before
    if run["processed_rows"] != expected:
        sys.exit(f"expected {expected} rows to go in: {run}")
    return used


def copied(service: Service, rows: dict[str, str]) -> float:
    """COPY the final rows."""
    connection = service.connect()
    raw_copy.without_history(connection)
    clock = CpuClock([os.getpid(), postmaster_pid(service.url)])
    before = clock.seconds()
    raw_copy.put(connection, rows)
    used = clock.seconds() - before
    connection.close()
    return used


def ported(service: Service, sheet: bytes) -> float:
    """Import the first rows as a straight port does."""
    rows = list(sheets.cells(sheet))[:PORTED_ROWS]
    clock = CpuClock([os.getpid(), postmaster_pid(service.url)])
    with Session(db.engine) as session:
        session.execute(text("SELECT 1"))
        before = clock.seconds()
        orm_port.import_students(session, rows)
        return clock.seconds() - before


def report(rounds: list[dict[str, float]]) -> None:
    """The medians, and their ratios round by round."""
    print(f"{ROWS} students with four enrolments each; CPU seconds, median of {len(rounds)} rounds")
    for name, label in (
        ("limit", "raw COPY of the final rows"),
        ("ours", "import, end to end"),
        ("dirty", "import, 5 % bad rows"),
        ("port", f"straight ORM port ({PORTED_ROWS} rows, extrapolated)"),
    ):
        print(f"  {label:48} {median(one[name] for one in rounds):8.2f}")
    for label, above, below in (
        ("share of the limit (at least 0.3)", "limit", "ours"),
        ("times faster than the port (at least 12)", "port", "ours"),
        ("dirty to clean (at most 1.5)", "dirty", "ours"),
    ):
        ratios = sorted(one[above] / one[below] for one in rounds)
        print(f"  {label:48} {median(ratios):8.2f}   {ratios[0]:.2f} to {ratios[-1]:.2f}")


def report_memory() -> None:
    """Peak memory of the job for many rows against few."""
    peaks = {}
    for rows in (ROWS, MANY_ROWS):
        with running(f"memory_{rows}") as service:
            service.warm_up()
            sheet = sheets.student_sheet(rows, SCHOOLS, BATCHES)
            service.take(sheet, watched=True)
            peaks[rows] = service.peak_memory
    print(f"  peak memory of the job, {ROWS} rows            {peaks[ROWS] // 1024:6} MB")
    print(f"  peak memory of the job, {MANY_ROWS} rows           {peaks[MANY_ROWS] // 1024:6} MB")
    ratio = peaks[MANY_ROWS] / peaks[ROWS]
    print(f"  {'ratio (at most 1.3)':48} {ratio:8.2f}")


if __name__ == "__main__":
    main()
