"""`flask seed`: what it adds, and that it does so once."""

import threading

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.services.consistency.register import exceptions
from tests.databases import engine_on
from tests.seed.running import run_seed

COUNTS = {
    "language": 9,
    "status": 7,
    "grade": 7,
    "subject": 10,
    "curriculum": 3,
    "cms_status": 4,
    "chapter": 106,
    "topic": 222,
    "chapter_curriculum": 259,
    "topic_curriculum": 547,
    "concept": 25,
    "learning_objective": 25,
    "resource": 73,
    "problem_lang": 37,
    "college": 14,
    "exam": 5,
    "alumni": 24,
    "product": 4,
    "program": 8,
    "auth_group": 9,
    "batch": 60,
    "school": 40,
    "group": 135,
    "user": 1584,
    "teacher": 60,
    "student": 1524,
}
SOMEBODY = "(SELECT user_id FROM student WHERE status = 'enrolled' ORDER BY id LIMIT 1)"
# A dropout as the service does it: everything closes, one status opens, memberships stay.
DROP_SOMEBODY_OUT = f"""
    UPDATE enrollment_record SET is_current = false, end_date = '2026-12-01'
    WHERE is_current AND user_id = {SOMEBODY};
    INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                                   is_current, inserted_at, updated_at)
    SELECT {SOMEBODY}, 'status', id, '2026-2027', '2026-12-01', true, now(), now()
    FROM status WHERE title = 'dropout';
    UPDATE student SET status = 'dropout' WHERE user_id = {SOMEBODY};
"""


def count(session: Session, table: str) -> int:
    found: int = session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
    return found


def printed(output: str) -> dict[str, tuple[int, int, int]]:
    """Rows, added and changed of each table, as the command printed them."""
    lines = [line.split() for line in output.splitlines()]
    return {
        line[0]: (int(line[1]), int(line[2]), int(line[3]))
        for line in lines
        if len(line) == 4 and line[1].isdecimal()
    }


def test_the_demo_has_what_it_promises(seeded: Session) -> None:
    assert {table: count(seeded, table) for table in COUNTS} == COUNTS


def test_the_command_prints_what_it_did(database: str, session: Session) -> None:
    result = run_seed(database)
    assert result.exit_code == 0
    table = printed(result.output)
    assert table["student"] == (1524, 1524, 0)
    assert {name: rows for name, (rows, _, _) in table.items()} == {
        name: count(session, name) for name in table
    }
    assert "a second run changed nothing" in result.output


def test_every_change_is_in_the_history_under_the_name_of_the_command(seeded: Session) -> None:
    origins = seeded.execute(text("SELECT DISTINCT actor, origin, operation FROM change_log")).all()
    assert [tuple(row) for row in origins] == [("seed", "command", "insert")]


def test_a_second_run_changes_nothing(seeded_database: str) -> None:
    engine = engine_on(seeded_database)
    with Session(engine) as session:
        before = count(session, "change_log")
    result = run_seed(seeded_database)
    with Session(engine) as session:
        assert count(session, "change_log") == before
    assert {sum(numbers[1:]) for numbers in printed(result.output).values()} == {0}


def test_two_databases_get_the_same_demo(seeded: Session, database: str, session: Session) -> None:
    run_seed(database)
    people = text("""
        SELECT to_jsonb(s) - '{inserted_at,updated_at}'::text[],
               to_jsonb(u) - '{inserted_at,updated_at}'::text[]
        FROM student AS s JOIN "user" AS u ON u.id = s.user_id ORDER BY s.id
    """)
    assert session.execute(people).all() == seeded.execute(people).all()


def test_what_differs_is_brought_back_and_nothing_else_is_touched(seeded_database: str) -> None:
    engine = engine_on(seeded_database)
    with Session(engine) as session:
        session.execute(text("UPDATE school SET name = 'Renamed' WHERE code = '08011'"))
        session.execute(text(f'UPDATE "user" SET city = NULL WHERE id = {SOMEBODY}'))
        session.execute(text("DELETE FROM group_session"))
        session.execute(
            text("INSERT INTO tag (name, inserted_at, updated_at) VALUES ('ours', now(), now())")
        )
        session.commit()
    table = printed(run_seed(seeded_database).output)
    assert {name: numbers for name, numbers in table.items() if any(numbers[1:])} == {
        "school": (40, 0, 1),
        "user": (1584, 0, 1),
        "group_session": (100, 100, 0),
    }
    with Session(engine) as session:
        name = session.execute(text("SELECT name FROM school WHERE code = '08011'")).scalar_one()
        assert name == "Jawahar Navodaya Vidyalaya, Jaipur"
        assert count(session, "tag") == 7


def test_someone_who_has_dropped_out_since_stays_so(seeded_database: str) -> None:
    engine = engine_on(seeded_database)
    with Session(engine) as session:
        session.execute(text(DROP_SOMEBODY_OUT))
        session.commit()
        before = count(session, "change_log")
    assert run_seed(seeded_database).exit_code == 0
    with Session(engine) as session:
        assert count(session, "change_log") == before
        assert exceptions(session) == {}


def test_rows_that_are_there_by_another_hand_are_found_by_their_key(
    database: str, session: Session
) -> None:
    session.execute(
        text("INSERT INTO grade (number, inserted_at, updated_at) VALUES (11, now(), now())")
    )
    session.execute(
        text("""INSERT INTO subject (name, inserted_at, updated_at) VALUES
            ('[{"lang_code": "en", "subject": "physics"}]', now(), now()),
            ('{"en": "of an older shape"}', now(), now())""")
    )
    session.commit()
    table = printed(run_seed(database).output)
    assert table["grade"] == (7, 6, 0)
    assert table["subject"] == (11, 9, 0)
    assert exceptions(session) == {}


def test_what_others_made_is_never_overwritten(database: str, session: Session) -> None:
    real = """
        WITH person AS (
            INSERT INTO "user" (first_name, inserted_at, updated_at)
            VALUES ('Real', now(), now()) RETURNING id
        ), pupil AS (
            INSERT INTO student (student_id, user_id, inserted_at, updated_at)
            SELECT '2808011101', id, now(), now() FROM person
        )
        INSERT INTO school (code, name, inserted_at, updated_at)
        VALUES ('08011', 'Real', now(), now())
    """
    session.execute(text(real))
    session.commit()
    table = printed(run_seed(database).output)
    assert table["student"] == (1524, 1523, 0)
    assert table["user"] == (1584, 1583, 0)
    assert table["school"] == (40, 39, 0)
    session.expire_all()
    kept = """
        SELECT u.first_name, s.stream, s.grade_id, o.name, o.state, count(e.id)
        FROM student AS s JOIN "user" AS u ON u.id = s.user_id JOIN school AS o ON o.code = '08011'
        LEFT JOIN enrollment_record AS e ON e.user_id = u.id
        WHERE s.student_id = '2808011101' GROUP BY 1, 2, 3, 4, 5
    """
    assert [tuple(row) for row in session.execute(text(kept))] == [
        ("Real", None, None, "Real", None, 0)
    ]


def test_production_asks_first(database: str, session: Session) -> None:
    result = run_seed(database, environment="production")
    assert result.exit_code == 1
    assert printed(result.output)["student"] == (1524, 1524, 0)
    assert "Nothing was written" in result.output
    assert count(session, "school") == count(session, "change_log") == 0


def test_production_is_written_when_asked(database: str, session: Session) -> None:
    result = run_seed(database, "--yes", environment="production")
    assert result.exit_code == 0
    assert count(session, "school") == 40


def test_what_stands_in_the_way_is_said(database: str, session: Session) -> None:
    session.execute(text("DROP INDEX grade_number_key"))
    session.execute(
        text(
            "INSERT INTO grade (number, inserted_at, updated_at) SELECT 11, now(), now()"
            " FROM generate_series(1, 2)"
        )
    )
    session.commit()
    result = run_seed(database)
    assert result.exit_code == 1
    assert "Grade 11 exists 2 times" in result.output
    assert count(session, "school") == 0


def test_two_runs_at_a_time_make_one_demo(database: str, session: Session) -> None:
    results = []
    runs = [threading.Thread(target=lambda: results.append(run_seed(database))) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [result.exit_code for result in results] == [0, 0]
    assert count(session, "student") == 1524
    assert count(session, "school") == 40
