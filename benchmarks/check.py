"""How long it takes to check a large database, clean and dirty.

    make bench-check

The data comes from the database itself (`generate_series`), without history.
"""

import argparse
import os
import time
from statistics import median

import flask_migrate
from sqlalchemy import Connection, text

from benchmarks.cpu import CpuClock
from benchmarks.service import application, database, postmaster_pid
from dbservice.db import db, snapshot, transaction
from dbservice.services import integrity, sweeps
from dbservice.services.consistency import check
from dbservice.services.consistency.register import CHECKS
from dbservice.services.consistency.repair import perform
from dbservice.services.consistency.repairs import REPAIRS

STUDENTS = 100_000
TELLING = 20  # exceptions of each check
STAMPS = "date_trunc('second', now()), date_trunc('second', now())"
# Every twentieth student has dropped out; the others have four current records, a status, and
# four records of the year before.
DATA = f"""
    SET LOCAL session_replication_role = replica;
    INSERT INTO product (id, name, inserted_at, updated_at) VALUES (1, 'Coaching', {STAMPS});
    INSERT INTO program (id, name, product_id, inserted_at, updated_at)
        SELECT n, 'Program ' || n, 1, {STAMPS} FROM generate_series(1, 10) AS n;
    INSERT INTO auth_group (id, name, inserted_at, updated_at)
        SELECT n, 'Group ' || n, {STAMPS} FROM generate_series(1, 5) AS n;
    INSERT INTO school (id, code, inserted_at, updated_at)
        SELECT n, 'SCH' || n, {STAMPS} FROM generate_series(1, 500) AS n;
    INSERT INTO batch (id, batch_id, program_id, parent_id, inserted_at, updated_at)
        SELECT n, 'B' || n, n % 10 + 1, NULLIF(n / 10, 0), {STAMPS}
        FROM generate_series(1, 2000) AS n;
    INSERT INTO grade (id, number, inserted_at, updated_at)
        SELECT n, n, {STAMPS} FROM generate_series(1, 12) AS n;
    INSERT INTO status (id, title, inserted_at, updated_at)
        VALUES (1, 'enrolled', {STAMPS}), (2, 'dropout', {STAMPS});
    INSERT INTO "group" (type, child_id, inserted_at, updated_at)
        SELECT type, id, {STAMPS} FROM (
            SELECT 'product' AS type, id FROM product UNION ALL SELECT 'program', id FROM program
            UNION ALL SELECT 'auth_group', id FROM auth_group
            UNION ALL SELECT 'school', id FROM school UNION ALL SELECT 'batch', id FROM batch
            UNION ALL SELECT 'grade', id FROM grade UNION ALL SELECT 'status', id FROM status
        ) AS entity ORDER BY id DESC;
    INSERT INTO "user" (id, first_name, phone, inserted_at, updated_at)
        SELECT n, 'Student ' || n, '9' || lpad(n::text, 9, '0'), {STAMPS}
        FROM generate_series(1, {STUDENTS}) AS n;
    INSERT INTO exam (id, name, inserted_at, updated_at)
        SELECT n, 'Exam ' || n, {STAMPS} FROM generate_series(1, 20) AS n;
    INSERT INTO student (id, student_id, apaar_id, user_id, grade_id, status,
                         planned_competitive_exams, inserted_at, updated_at)
        SELECT n, 'S' || n, 'A' || n, n, n % 12 + 1,
               CASE WHEN n % 20 = 0 THEN 'dropout' ELSE 'enrolled' END,
               ARRAY[n % 20 + 1], {STAMPS}
        FROM generate_series(1, {STUDENTS}) AS n;
    CREATE TEMPORARY TABLE place ON COMMIT DROP AS
        SELECT n AS user_id, p.kind, p.id, p.id % p.count + 1 AS other_id
        FROM generate_series(1, {STUDENTS}) AS n, LATERAL (VALUES
            ('auth_group', n % 5 + 1, 5), ('school', n % 500 + 1, 500),
            ('batch', n % 2000 + 1, 2000), ('grade', n % 12 + 1, 12)) AS p(kind, id, count);
    INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                                   end_date, is_current, inserted_at, updated_at)
        SELECT user_id, kind, other_id, CASE WHEN kind <> 'auth_group' THEN '2025-2026' END,
               date '2025-06-15', date '2026-06-15', false, {STAMPS} FROM place
        UNION ALL
        SELECT user_id, kind, id, CASE WHEN kind <> 'auth_group' THEN '2026-2027' END,
               date '2026-06-15', CASE WHEN user_id % 20 = 0 THEN date '2026-09-01' END,
               user_id % 20 <> 0, {STAMPS} FROM place
        UNION ALL
        SELECT n, 'status', CASE WHEN n % 20 = 0 THEN 2 ELSE 1 END, '2026-2027', date '2026-06-15',
               NULL, true, {STAMPS} FROM generate_series(1, {STUDENTS}) AS n;
    INSERT INTO group_user (user_id, group_id)
        SELECT p.user_id, g.id FROM place AS p
        JOIN "group" AS g ON g.type = p.kind AND g.child_id = p.id;
    INSERT INTO session (id, session_id, inserted_at, updated_at)
        SELECT n, 'SES' || n, {STAMPS} FROM generate_series(1, 10000) AS n;
    INSERT INTO session_occurrence (id, session_fk, session_id, inserted_at, updated_at)
        SELECT n, n, 'SES' || n, {STAMPS} FROM generate_series(1, 10000) AS n;
    INSERT INTO user_session (user_id, session_id, session_occurrence_id, inserted_at, updated_at)
        SELECT u, u % 10000 + 1, u % 10000 + 1, {STAMPS}
        FROM generate_series(1, {STUDENTS}) AS u, generate_series(1, 5);
    INSERT INTO resource (id, type, code, tag_ids, inserted_at, updated_at)
        SELECT n, 'problem', 'P' || n, '{{}}', {STAMPS} FROM generate_series(1, 20000) AS n;
"""
# One student in a hundred is wrong in each of five ways, and no key is left to forbid it.
DIRT = f"""
    SET LOCAL session_replication_role = replica;
    INSERT INTO group_user (user_id, group_id)
        SELECT user_id, group_id FROM group_user WHERE user_id % 100 = 1;
    INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                                   is_current, inserted_at, updated_at)
        SELECT user_id, group_type, group_id % 500 + 1, academic_year, start_date, true, {STAMPS}
        FROM enrollment_record WHERE is_current AND group_type = 'school' AND user_id % 100 = 2;
    UPDATE enrollment_record SET end_date = start_date - 1
        WHERE NOT is_current AND user_id % 100 = 3;
    UPDATE student SET grade_id = grade_id % 12 + 1 WHERE user_id % 100 = 4;
    DELETE FROM group_user WHERE user_id % 100 = 5;
    DELETE FROM student WHERE user_id % 100 = 6;
"""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slowest", type=int, default=5, help="how many checks are named")
    options = parser.parse_args()
    with database("checked") as url, application(url):
        flask_migrate.upgrade(directory="migrations")
        fill(DATA)
        report(url, "clean", options.rounds, options.slowest)
        fill(
            ";".join(f"DROP INDEX {promise.name}" for promise in integrity.promises()) + ";" + DIRT
        )
        report(url, "dirty", options.rounds, options.slowest)
        report_repairs(options.slowest)


def fill(statements: str) -> None:
    """Run the statements, and let the planner know."""
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(statements))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))


def report(url: str, state: str, rounds: int, slowest: int) -> None:
    """What a whole check costs."""
    clock = CpuClock([os.getpid(), postmaster_pid(url)])
    seconds: dict[str, list[float]] = {}
    walls, cpus, exceptions = [], [], 0
    for _ in range(rounds):
        began, used = time.perf_counter(), clock.seconds()
        with snapshot() as connection:
            exceptions = sum(checked(connection, seconds).values())
            integrity.breaches(connection)
        walls.append(time.perf_counter() - began)
        cpus.append(clock.seconds() - used)
    print(f"{STUDENTS} students, {state}: {exceptions} exceptions, {rounds} rounds")
    print(
        f"  {'seconds (under 10)':32} {median(walls):6.2f}   {min(walls):.2f} to {max(walls):.2f}"
    )
    print(f"  {'CPU seconds':32} {median(cpus):6.2f}")
    for name in sorted(seconds, key=lambda one: -median(seconds[one]))[:slowest]:
        print(f"    {name:30} {median(seconds[name]):6.2f}")


def report_repairs(slowest: int) -> None:
    """How long writers wait while everything is repaired, with its history."""
    seconds, changes = {}, 0
    began = time.perf_counter()
    with transaction() as session:
        sweeps.allow(session)
        for name, repair in REPAIRS.items():
            started = time.perf_counter()
            changes += len(perform(session, repair).changes)
            seconds[name] = time.perf_counter() - started
    print(f"  {f'seconds for {changes} repairs':32} {time.perf_counter() - began:6.2f}")
    for name in sorted(seconds, key=lambda one: -seconds[one])[:slowest]:
        print(f"    {name:30} {seconds[name]:6.2f}")


def checked(connection: Connection, seconds: dict[str, list[float]]) -> dict[str, int]:
    """How many exceptions each check finds, and how long it takes."""
    counts = {}
    for name, one in CHECKS.items():
        began = time.perf_counter()
        counts[name] = check.examine(connection, one, TELLING).count
        seconds.setdefault(name, []).append(time.perf_counter() - began)
    return counts


if __name__ == "__main__":
    main()
