"""The demo is believable: its parts refer to each other, and look like what they stand for."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.services.choices import CATEGORIES, GENDERS, STATUS_TITLES, STREAMS
from dbservice.services.seed.pupils import pupils


def rows(session: Session, query: str) -> list[Any]:
    return [tuple(row) for row in session.execute(text(query))]


def values(session: Session, query: str) -> list[Any]:
    return [value for (value,) in rows(session, query)]


def test_statuses_grades_and_languages(seeded: Session) -> None:
    assert values(seeded, "SELECT title FROM status ORDER BY id") == list(STATUS_TITLES)
    assert values(seeded, "SELECT number FROM grade ORDER BY 1") == list(range(6, 13))
    languages = rows(seeded, "SELECT name, code FROM language ORDER BY id LIMIT 4")
    assert languages == [("English", "en"), ("Hindi", "hi"), ("Tamil", "ta"), ("Gujarati", "gu")]


def test_subjects_are_named_in_four_languages(seeded: Session) -> None:
    for name in values(seeded, "SELECT name FROM subject"):
        assert [entry["lang_code"] for entry in name] == ["en", "hi", "ta", "gu"]
        assert all(entry["subject"] for entry in name)


def test_botany_and_zoology_are_branches_of_biology(seeded: Session) -> None:
    branches = """
        SELECT child.name -> 0 ->> 'subject', parent.name -> 0 ->> 'subject'
        FROM subject AS child JOIN subject AS parent ON parent.id = child.parent_id ORDER BY 1
    """
    assert rows(seeded, branches) == [("Botany", "Biology"), ("Zoology", "Biology")]


def test_auth_groups_describe_their_sign_in_form(seeded: Session) -> None:
    groups = rows(seeded, "SELECT name, input_schema, locale_data FROM auth_group")
    assert "EnableStudents" in {name for name, _, _ in groups}
    for _, schema, forms in groups:
        assert set(schema) == {"images", "auth_type", "user_type", "default_locale"}
        entries = forms[schema["default_locale"]]
        assert sorted(entries) == sorted(schema["auth_type"].split(","))
        for form in forms.values():
            for entry in form.values():
                assert set(entry) == {"key", "label", "required", "placeholder", "maxLengthOfEntry"}


def test_batches_hang_under_a_cohort_of_their_programme(seeded: Session) -> None:
    astray = """
        SELECT child.batch_id FROM batch AS child LEFT JOIN batch AS parent
        ON parent.id = child.parent_id AND parent.program_id = child.program_id
           AND parent.auth_group_id = child.auth_group_id AND parent.parent_id IS NULL
        WHERE child.metadata ->> 'kind' = 'class' AND parent.id IS NULL
    """
    assert values(seeded, astray) == []
    assert "EN-11-Photon-Eng-26-001" in values(seeded, "SELECT batch_id FROM batch")


def test_schools_have_the_codes_of_their_state_and_district(seeded: Session) -> None:
    for code, state, district, block, udise in rows(
        seeded, "SELECT code, state_code, district_code, block_code, udise_code FROM school"
    ):
        assert code.startswith(state)
        assert district.startswith(state)
        assert block.startswith(district)
        assert udise.startswith(block)
        assert len(udise) == 11
        assert udise.isdecimal()
    assert values(seeded, "SELECT count(DISTINCT udise_code) FROM school") == [40]


@pytest.mark.parametrize(
    ("what", "query"),
    [
        (
            "a batch that does not run at the school",
            """SELECT s.student_id FROM student AS s
            JOIN enrollment_record AS b ON b.user_id = s.user_id AND b.group_type = 'batch'
            JOIN enrollment_record AS o ON o.user_id = s.user_id AND o.group_type = 'school'
            LEFT JOIN school_batch AS r ON r.school_id = o.group_id AND r.batch_id = b.group_id
            WHERE b.is_current AND o.is_current AND r.id IS NULL""",
        ),
        (
            "a batch of another auth group",
            """SELECT s.student_id FROM student AS s
            JOIN enrollment_record AS e ON e.user_id = s.user_id AND e.group_type = 'batch'
            JOIN enrollment_record AS a ON a.user_id = s.user_id AND a.group_type = 'auth_group'
            JOIN batch AS b ON b.id = e.group_id WHERE b.auth_group_id <> a.group_id""",
        ),
        (
            "a batch of another grade or stream",
            """SELECT s.student_id FROM student AS s JOIN grade AS g ON g.id = s.grade_id
            JOIN enrollment_record AS e ON e.user_id = s.user_id AND e.group_type = 'batch'
            JOIN batch AS b ON b.id = e.group_id WHERE e.is_current AND (
                b.metadata ->> 'grade' <> g.number::text OR b.metadata ->> 'stream' <> s.stream)""",
        ),
        (
            "an enrolment before the batch begins or after it ends",
            """SELECT e.id FROM enrollment_record AS e JOIN batch AS b ON b.id = e.group_id
            WHERE e.group_type = 'batch' AND NOT (
                e.start_date BETWEEN b.start_date AND b.end_date)""",
        ),
        (
            "an age that does not fit the grade",
            """SELECT s.student_id FROM student AS s JOIN grade AS g ON g.id = s.grade_id
            JOIN "user" AS u ON u.id = s.user_id
            WHERE extract(year FROM age('2026-06-15', u.date_of_birth)) - g.number NOT IN (5, 6)""",
        ),
        (
            "a home outside the state of the school",
            """SELECT s.student_id FROM student AS s JOIN "user" AS u ON u.id = s.user_id
            JOIN enrollment_record AS e ON e.user_id = s.user_id AND e.group_type = 'school'
            JOIN school AS o ON o.id = e.group_id WHERE u.state <> o.state""",
        ),
        (
            "a boy at a school for girls",
            """SELECT s.student_id FROM student AS s JOIN "user" AS u ON u.id = s.user_id
            JOIN enrollment_record AS e ON e.user_id = s.user_id AND e.group_type = 'school'
            JOIN school AS o ON o.id = e.group_id
            WHERE o.gender_type = 'Girls' AND u.gender <> 'Female'""",
        ),
        (
            "a session of nobody, or without dates",
            """SELECT s.session_id FROM session AS s
            LEFT JOIN teacher AS t ON t.user_id = s.owner_id
            WHERE t.id IS NULL
            OR NOT EXISTS (SELECT FROM session_occurrence WHERE session_fk = s.id)
            OR NOT EXISTS (SELECT FROM group_session WHERE session_id = s.id)""",
        ),
        (
            "someone at a session of another batch, or outside its hours",
            """SELECT a.id FROM user_session AS a JOIN session_occurrence AS o
            ON o.id = a.session_occurrence_id JOIN session AS s ON s.id = a.session_id
            WHERE o.session_fk <> s.id OR NOT EXISTS (
                SELECT FROM enrollment_record AS e JOIN batch AS b ON b.id = e.group_id
                WHERE e.group_type = 'batch' AND e.user_id = a.user_id AND e.is_current
                  AND b.batch_id = s.meta_data ->> 'batch_id' AND e.start_date <= o.start_time
            ) OR a.timestamp NOT BETWEEN o.start_time - interval '10 minutes' AND o.end_time""",
        ),
        (
            "two signings in of someone to one occurrence",
            """SELECT user_id FROM user_session GROUP BY user_id, session_occurrence_id
            HAVING count(*) > 1""",
        ),
        (
            "a result of an exam before the record's student was in grade 11",
            """SELECT r.id FROM student_exam_record AS r JOIN student AS s ON s.id = r.student_id
            WHERE extract(year FROM r.date) < 2000 + left(s.student_id, 2)::int - 2""",
        ),
        (
            "an alumnus who is still enrolled, or went to college before leaving school",
            """SELECT a.id FROM alumni AS a JOIN student AS s ON s.id = a.student_id
            LEFT JOIN enrollment_record AS e ON e.user_id = s.user_id AND e.is_current
                 AND e.group_type IN ('school', 'batch', 'grade')
            WHERE e.id IS NOT NULL OR s.status <> 'graduated' OR s.grade_id IS NOT NULL
               OR a.start_year_ug < 2000 + left(s.student_id, 2)::int
               OR a.which_year_did_you_start_working < a.year_of_graduation_ug""",
        ),
        (
            "an occurrence outside its session, or on a day the session does not repeat on",
            """SELECT o.id FROM session_occurrence AS o JOIN session AS s ON s.id = o.session_fk
            WHERE o.session_id <> s.session_id OR o.start_time < s.start_time
            OR o.end_time > s.end_time OR o.start_time >= o.end_time
            OR NOT s.repeat_schedule -> 'params' @> to_jsonb(extract(isodow FROM o.start_time))""",
        ),
    ],
)
def test_nothing_has(seeded: Session, what: str, query: str) -> None:
    assert rows(seeded, query) == [], what


def test_people_have_allowed_values_and_numbers_nobody_has(seeded: Session) -> None:
    assert set(values(seeded, 'SELECT DISTINCT gender FROM "user"')) <= set(GENDERS)
    assert set(values(seeded, "SELECT DISTINCT category FROM student")) <= set(CATEGORIES)
    assert set(values(seeded, "SELECT DISTINCT stream FROM student")) <= set(STREAMS)
    phones = values(seeded, 'SELECT phone FROM "user"')
    assert all(phone.isdecimal() and phone.lstrip("0").startswith("5") for phone in phones)
    odd_addresses = """SELECT email FROM "user" WHERE email NOT LIKE '%.example.org'"""
    assert values(seeded, odd_addresses) == []


def test_students_stand_where_their_status_says(seeded: Session) -> None:
    statuses = dict(rows(seeded, "SELECT status, count(*) FROM student GROUP BY 1"))
    assert set(statuses) == {"enrolled", "dropout", "at_risk", "graduated", None}
    assert 10 <= statuses["dropout"] <= 20
    assert statuses["enrolled"] > 1000
    returned = """
        SELECT count(DISTINCT user_id) FROM enrollment_record AS e JOIN status AS s
        ON s.id = e.group_id WHERE group_type = 'status' AND title = 'dropout' AND NOT is_current
    """
    assert values(seeded, returned)[0] >= 3
    last_year = "SELECT count(*) FROM enrollment_record WHERE academic_year = '2025-2026'"
    assert values(seeded, last_year)[0] > 500


def test_no_date_lies_after_the_school_year(seeded: Session) -> None:
    latest = "SELECT max(greatest(start_date, end_date)) FROM enrollment_record"
    assert values(seeded, latest)[0] < date(2026, 12, 1)


def test_students_have_numbers_of_their_own() -> None:
    everybody = [*pupils(), *pupils(500, 601), *pupils(500, 801)]
    student_ids = {pupil.student_id for pupil in everybody}
    apaar_ids = [pupil.student["apaar_id"] for pupil in everybody if pupil.student["apaar_id"]]
    assert len(student_ids) == len(everybody)
    assert len(set(apaar_ids)) == len(apaar_ids)
    assert {len(apaar_id) for apaar_id in apaar_ids} == {12}


def test_students_have_come_to_sessions_and_applied_for_exams(seeded: Session) -> None:
    came = "SELECT count(*), count(DISTINCT user_id) FROM user_session"
    [(times, people)] = rows(seeded, came)
    assert 3000 < times < 5000
    assert people > 1000
    applied = "SELECT count(*) FROM student_exam_record WHERE score IS NULL AND date IS NULL"
    assert values(seeded, applied)[0] > 100
    working = "SELECT count(*) FROM alumni WHERE current_status = 'Working'"
    assert 5 <= values(seeded, working)[0] < 24


def test_enrolments_were_recorded_when_they_began(seeded: Session) -> None:
    astray = """
        SELECT count(*) FROM enrollment_record WHERE inserted_at::date <> start_date
        OR updated_at::date <> coalesce(end_date, start_date)
    """
    assert values(seeded, astray) == [0]
    late = """
        SELECT count(DISTINCT inserted_at::date) FROM enrollment_record
        WHERE group_type = 'school' AND inserted_at BETWEEN '2026-10-24' AND '2026-11-22'
    """
    assert values(seeded, late)[0] > 10
