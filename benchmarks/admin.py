"""What pages of the admin site cost at one size and at another: CPU of the server and PostgreSQL.

python -m dbservice.embedded -- python -m benchmarks.admin 100000 1000000
"""

import os
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import flask_migrate
import psycopg2
from flask import Flask

from benchmarks.cpu import CpuClock
from benchmarks.service import application, database, postmaster_pid
from dbservice.imports import reports
from dbservice.security.accounts import hash_password
from dbservice.services.kept_reports import Report

PASSWORD = "of the benchmarks"
ROUNDS = 20
PAGES = {
    "list, first page": "/admin/student/",
    "list, page 1,000": "/admin/student/?page=1000",
    "search by name": "/admin/student/?q=asha+kumar",
    "search by a rare name": "/admin/student/?q=zubin",
    "search by phone": "/admin/student/?q=9012345",
    "search by student ID": "/admin/student/?q=Z000054",
    "filtered": "/admin/student/?category=OBC&user.gender=Male",
    "edit form": "/admin/student/20000/edit/",
    "student": "/admin/student/20000/",
    "dashboard": "/admin/",
    "schools by students": "/admin/heads/school/",
    "school": "/admin/school/7/",
    "batch of 100": "/admin/batch/7/",
    "batch of 5,000": "/admin/batch/1/",
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
PEOPLE = """
    INSERT INTO "user" (first_name, last_name, phone, email, gender, inserted_at, updated_at)
    SELECT CASE WHEN n %% 50000 = 7 THEN 'Zubin'
                ELSE (%(first)s)[1 + n * 7919 %% 14] || chr((97 + n * 31 %% 26)::int) END,
           (%(last)s)[1 + n * 104729 %% 14], '9' || lpad((n * 7654321 %% 1000000000)::text, 9, '0'),
           'u' || n || '@example.org', (ARRAY['Male', 'Female'])[1 + n %% 2], now(), now()
    FROM generate_series(1::bigint, %(count)s) AS n;
    INSERT INTO grade (number, inserted_at, updated_at) SELECT n, now(), now()
    FROM generate_series(6, 12) AS n;
    INSERT INTO student
        (student_id, apaar_id, category, status, user_id, grade_id, inserted_at, updated_at)
    SELECT 'Z' || lpad(id::text, 9, '0'), lpad((id * 13)::text, 12, '7'),
           (ARRAY['Gen', 'OBC', 'SC', 'ST'])[1 + id * 48271 / 7 %% 4], 'enrolled', id, 1 + id %% 7,
           now(), now()
    FROM "user" ORDER BY id;
    INSERT INTO school (code, name, district, state, inserted_at, updated_at)
    SELECT 'SCH' || lpad(n::text, 5, '0'), 'Vidyalaya ' || n, 'Pune', 'Maharashtra', now(), now()
    FROM generate_series(1, %(count)s / 333) AS n;
    INSERT INTO product (name, inserted_at, updated_at) VALUES ('Centre', now(), now());
    INSERT INTO program (name, product_id, inserted_at, updated_at)
    SELECT 'Programme ' || n, 1, now(), now() FROM generate_series(1, 12) AS n;
    INSERT INTO batch (batch_id, name, program_id, inserted_at, updated_at)
    SELECT 'EN-' || lpad(n::text, 6, '0'), 'Photon ' || n, 1 + n %% 12, now(), now()
    FROM generate_series(1, %(count)s / 100) AS n;
    INSERT INTO status (title, inserted_at, updated_at) VALUES ('dropout', now(), now());
    INSERT INTO teacher (teacher_id, user_id, inserted_at, updated_at)
    SELECT 'T' || lpad(id::text, 7, '0'), id, now(), now() FROM "user" WHERE id %% 100 = 0;
    INSERT INTO session (name, session_id, platform, meta_data, inserted_at, updated_at)
    SELECT 'Physics ' || n, 'EN_physics-' || n, 'meet',
           jsonb_build_object('batch_id', 'EN-' || lpad(n::text, 6, '0')), now(), now()
    FROM generate_series(1, %(count)s / 10) AS n;
    INSERT INTO "group" (type, child_id, inserted_at, updated_at)
    SELECT 'school', id, now(), now() FROM school UNION ALL
    SELECT 'batch', id, now(), now() FROM batch UNION ALL
    SELECT 'grade', id, now(), now() FROM grade;
    CREATE TEMP TABLE place AS
    SELECT u.id AS user_id, p.type, p.id, now() - make_interval(days => 1 + u.id %% 400) AS at
    FROM (SELECT id::int FROM "user") AS u, LATERAL (VALUES
        ('school', 1 + u.id * 17 %% (%(count)s / 333)),
        ('batch', CASE WHEN u.id <= 5000 THEN 1 ELSE 1 + u.id %% (%(count)s / 100) END),
        ('grade', 1 + u.id %% 7)) AS p(type, id);
    INSERT INTO group_user (user_id, group_id)
    SELECT p.user_id, g.id FROM place AS p JOIN "group" AS g ON g.type = p.type
    AND g.child_id = p.id ORDER BY p.user_id;
    INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                                   is_current, inserted_at, updated_at)
    SELECT user_id, type, id, '2026-2027', at::date, true, at, at FROM place ORDER BY user_id, type;
    INSERT INTO staff_account (username, password_hash, role)
    VALUES ('benchmark', %(password_hash)s, 'admin')
"""


@contextmanager
def filled(count: int) -> Iterator[tuple[Flask, str]]:
    """The application on a new database with so many students."""
    with database(f"admin_{count}") as url, application(url) as app:
        flask_migrate.upgrade(directory="migrations")
        connection = psycopg2.connect(url)
        connection.autocommit = True
        values = {"first": FIRST.split(), "last": LAST.split(), "count": count}
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
            cursor.execute(PEOPLE, {**values, "password_hash": hash_password(PASSWORD)})
            cursor.execute("VACUUM ANALYZE")
        connection.close()
        with app.app_context():
            begun = time.monotonic()
            assert reports.take(Report.HEADS)
            print(f"{count:,} students are counted in {time.monotonic() - begun:.1f} s")
        yield app, url


def measured(app: Flask, url: str) -> dict[str, float]:
    """Milliseconds of CPU that each page takes, the best of three goes."""
    login = b64encode(f"benchmark:{PASSWORD}".encode()).decode()
    client, headers = app.test_client(), {"Authorization": f"Basic {login}"}
    clock = CpuClock([os.getpid(), postmaster_pid(url)])
    costs = {}
    for name, path in PAGES.items():
        assert client.get(path, headers=headers).status_code == 200, path
        goes = []
        for _ in range(3):
            before = clock.seconds()
            for _ in range(ROUNDS):
                client.get(path, headers=headers)
            goes.append((clock.seconds() - before) / ROUNDS * 1000)
        costs[name] = min(goes)
    return costs


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100_000, 1_000_000]
    results = []
    for size in sizes:
        with filled(size) as (app, url):
            results.append(measured(app, url))
    print(f"{'ms of CPU':<24}" + "".join(f"{size:>12,}" for size in sizes) + f"{'growth':>10}")
    for name in PAGES:
        row = [result[name] for result in results]
        print(
            f"{name:<24}" + "".join(f"{one:>12.1f}" for one in row) + f"{row[-1] / row[0]:>10.2f}"
        )


if __name__ == "__main__":
    main()
