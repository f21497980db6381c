"""What pages of the admin site cost at one size and at another: CPU of the server and PostgreSQL.

python -m dbservice.embedded -- python -m benchmarks.admin 100000 1000000

The sizes take turns at every page, so that a neighbour on the machine slows all of them alike.
"""

import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import Context
from pathlib import Path
from typing import NamedTuple

import flask_migrate
import psycopg2
from flask import Flask

from benchmarks.cpu import CpuClock
from benchmarks.service import application, database, postmaster_pid
from dbservice.imports import reports
from dbservice.security.accounts import hash_password
from dbservice.services.kept_reports import Report

PASSWORD = "of the benchmarks"
WORLD = (Path(__file__).parent / "admin_world.sql").read_text()
ROUNDS = 20
GOES = 3
PAGES = {
    "list, first page": "/admin/student/",
    "list, page 1,000": "/admin/student/?page=1000",
    "search by name": "/admin/student/?q=asha+kumar",
    "search by a rare name": "/admin/student/?q=zubin",
    "search by phone": "/admin/student/?q=9012345",
    "search by student ID": "/admin/student/?q=Z000054321",
    "search by part of an ID": "/admin/student/?q=Z000054",
    "filtered": "/admin/student/?category=OBC&user.gender=Male",
    "filtered by a school": "/admin/student/?in_school=7",
    "student": "/admin/student/20000/",
    "edit form": "/admin/student/20000/edit/",
    "history of a student": "/admin/history/student/20000/",
    "dashboard": "/admin/",
    "schools by students": "/admin/heads/school/",
    "school": "/admin/school/7/",
    "batch of 100": "/admin/batch/77/",
    "batch of 5,000": "/admin/batch/1/",
    "history": "/admin/history/",
    "history of what one did": "/admin/history/?actor=anita",
    "trash": "/admin/trash/",
    "box: common name": "/admin/search/suggestions?q=kumar",
    "box: two common names": "/admin/search/suggestions?q=asha+kumar",
    "box: rare name": "/admin/search/suggestions?q=zubin",
    "box: phone": "/admin/search/suggestions?q=9012345",
    "box: student ID": "/admin/search/suggestions?q=Z000054321",
    "box: school": "/admin/search/suggestions?q=SCH00042",
    "box: two letters": "/admin/search/suggestions?q=ra",
    "box: nothing": "/admin/search/suggestions?q=nobody",
}
FIRST = "Asha Ravi Priya Arjun Neha Vikram Meena Suresh Kavya Rohit Anita Deepak Pooja Manoj"
LAST = "Kumar Sharma Singh Patel Reddy Nair Das Gupta Yadav Rao Verma Joshi Iyer Khan"


class Cost(NamedTuple):
    """Milliseconds of CPU that a page takes."""

    web: float
    database: float

    @property
    def total(self) -> float:
        return self.web + self.database


@contextmanager
def filled(count: int) -> Iterator[tuple[Flask, str]]:
    """The application on a new database with so many students."""
    with database(f"admin_{count}") as url, application(url) as app:
        flask_migrate.upgrade(directory="migrations")
        connection = psycopg2.connect(url)
        connection.autocommit = True
        values = {
            "first": FIRST.split(),
            "last": LAST.split(),
            "count": count,
            "password_hash": hash_password(PASSWORD),
        }
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
            # Tidying up goes on for minutes after so much was written, and is not what pages cost.
            cursor.execute("ALTER SYSTEM SET autovacuum = off")
            cursor.execute("SELECT pg_reload_conf()")
            cursor.execute(WORLD, values)
            cursor.execute("VACUUM ANALYZE")
        connection.close()
        with app.app_context():
            begun = time.monotonic()
            assert reports.take(Report.HEADS)
            print(f"{count:,} students are counted in {time.monotonic() - begun:.1f} s")
        yield app, url


def visitor(app: Flask) -> Callable[[str], None]:
    """Opens pages of the application as a member of staff, each as if nothing had been before."""
    login = b64encode(f"benchmark:{PASSWORD}".encode()).decode()
    client, headers = app.test_client(), {"Authorization": f"Basic {login}"}

    def visit(path: str) -> None:
        response = Context().run(client.get, path, headers=headers)
        assert response.status_code == 200, path

    return visit


def cost(visit: Callable[[str], None], path: str, clock: CpuClock) -> Cost:
    """What a page costs on average of some visits; this process is the web server."""
    web, database = time.process_time(), clock.seconds()
    for _ in range(ROUNDS):
        visit(path)
    web, database = time.process_time() - web, clock.seconds() - database
    return Cost(web * 1000 / ROUNDS, database * 1000 / ROUNDS)


def measured(applications: list[tuple[Flask, str]]) -> dict[str, list[Cost]]:
    """What each page costs in each of the applications, the best of some goes."""
    clock = CpuClock([postmaster_pid(applications[0][1])])
    visits = [visitor(app) for app, _ in applications]
    costs = {}
    for name, path in PAGES.items():
        for visit in visits:
            visit(path)
        goes = [[cost(visit, path, clock) for visit in visits] for _ in range(GOES)]
        costs[name] = [
            min(at_size, key=lambda one: one.total) for at_size in zip(*goes, strict=True)
        ]
    return costs


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100_000, 1_000_000]
    with ExitStack() as stack:
        results = measured([stack.enter_context(filled(size)) for size in sizes])
    columns = "".join(f" ms at {size:,} (web + database) |" for size in sizes)
    print(f"| page |{columns} growth |\n|---|{'---|' * len(sizes)}---|")
    for name, costs in results.items():
        cells = "".join(f" {one.total:.1f} ({one.web:.1f} + {one.database:.1f}) |" for one in costs)
        print(f"| {name} |{cells} {costs[-1].total / costs[0].total:.2f} |")


if __name__ == "__main__":
    main()
