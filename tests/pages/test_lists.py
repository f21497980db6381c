"""Lists: pages, search, filters, chosen columns, and how many rows there are."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, aliased

from dbservice.admin import counting, registry, searching
from dbservice.db import db
from dbservice.models import Batch, Grade, Group, GroupUser, Program, School, Student, Subject, User
from tests.pages.conftest import Staff, text_of


@pytest.fixture
def people(session: Session) -> list[Student]:
    """Thirty students, of whom one is called Zoya and two are in a school."""
    grade = Grade(number=11)
    school = School(code="SCH001", name="Kendriya")
    students = [
        Student(
            student_id=f"S{number:03}",
            category="OBC" if number % 3 else "ST",
            user=User(
                first_name="Zoya" if number == 17 else f"Asha{number}",
                last_name="Kumari",
                phone=f"98000000{number:02}",
                gender="Female" if number % 2 else "Male",
            ),
            grade=grade,
        )
        for number in range(30)
    ]
    session.add_all([*students, school])
    session.flush()
    handle = Group(type="school", child_id=school.id)
    session.add(handle)
    session.flush()
    for one in students[:2]:
        session.add(GroupUser(user_id=one.user_id, group_id=handle.id))
    session.commit()
    return students


def ids_on(page: str) -> list[str]:
    """The student numbers on a page, in order."""
    return re.findall(r'<a class="row-link" href="[0-9]+/">([^<]*)</a>', page)


def test_a_list_has_pages(editor: Staff, people: list[Student]):
    first = editor.get("/admin/student/")
    assert "30 students" in text_of(first)
    assert ids_on(first.text) == [f"S{number:03}" for number in range(29, 4, -1)]
    assert "1\u201325 of 30" in text_of(first)
    second = editor.get("/admin/student/?page=2")
    assert ids_on(second.text) == ["S004", "S003", "S002", "S001", "S000"]
    assert "page=1" in second.text


def test_a_list_costs_the_same_few_statements_however_long_it_is(
    editor: Staff, people: list[Student], statements: Callable[[], list[str]]
):
    editor.get("/admin/student/?q=Zoya")
    sent = statements()
    editor.get("/admin/student/?q=Zoya")
    one = len(sent)
    assert one <= 8
    editor.get("/admin/student/")
    assert len(sent) - one <= one + 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("zoya", ["S017"]),
        ("ZOYA kum", ["S017"]),
        ("s01", [f"S{number:03}" for number in range(19, 9, -1)]),
        ("9800000005", ["S005"]),
        ("zo", ["S017"]),
        ("oy", []),
        ("asha1 kumari 9800000001", ["S001"]),
        ("100%", []),
        ("a_ha", []),
        ("nobody", []),
    ],
)
def test_search_looks_into_numbers_names_and_phones(
    editor: Staff, people: list[Student], query: str, found: list[str]
):
    page = editor.get(f"/admin/student/?{urlencode({'q': query})}")
    assert ids_on(page.text) == found
    assert ("Nothing found" in page.text) is (not found)


def test_of_a_whole_code_other_codes_are_not_found_but_phones_are(
    editor: Staff, people: list[Student], session: Session
):
    people[3].apaar_id = "S00412"
    session.get_one(User, people[5].user_id).phone = "+91 s004"
    session.commit()
    assert ids_on(editor.get("/admin/student/?q=s00").text)[-3:] == ["S002", "S001", "S000"]
    assert ids_on(editor.get("/admin/student/?q=s004").text) == ["S005", "S004"]
    assert ids_on(editor.get("/admin/student/?q=s00412").text) == ["S003"]
    assert ids_on(editor.get("/admin/student/?q=s0041").text) == ["S003"]


def test_a_row_is_found_by_its_own_number(editor: Staff, people: list[Student]):
    page = editor.get(f"/admin/student/?q=%23{people[4].id}")
    assert ids_on(page.text) == ["S004"]


def test_pages_of_a_search_over_two_tables_are_the_whole(editor: Staff, people: list[Student]):
    pages = [editor.get(f"/admin/student/?q=s0&page={number}").text for number in (1, 2)]
    found = [one for page in pages for one in ids_on(page)]
    assert found == [f"S{number:03}" for number in range(29, -1, -1)]


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ("category=ST", 10),
        ("category=ST&user.gender=Female", 5),
        ("category=", 30),
        ("grade=77", 0),
        ("in_school=1", 2),
        ("in_school.text=kendriya&in_school=", 2),
        ("in_school=999", 0),
        ("status=dropout", 0),
    ],
)
def test_filters_narrow_the_list(
    editor: Staff, people: list[Student], session: Session, given: str, count: int
):
    school = session.query(School).one().id
    page = editor.get(f"/admin/student/?{given.replace('in_school=1', f'in_school={school}')}")
    assert len(ids_on(page.text)) == min(count, 25)
    assert f"{count} student" in text_of(page) or not count


def test_a_filter_that_makes_no_sense_says_so(editor: Staff, people: list[Student]):
    page = text_of(editor.get("/admin/student/?category=XYZ&in_school.text=nowhere"))
    assert "Category: 'XYZ' is not a known category" in page
    assert "School: No school is found by 'nowhere'" in page
    assert "30 students" in page


def test_days_narrow_a_list(editor: Staff, session: Session):
    session.execute(
        text("""
        INSERT INTO batch (batch_id, name, start_date, inserted_at, updated_at)
        SELECT 'B' || n, 'Batch ' || n, date '2026-04-01' + n, now(), now()
        FROM generate_series(1, 9) AS n
    """)
    )
    session.commit()
    page = editor.get("/admin/batch/?start_date.from=2026-04-04&start_date.to=2026-04-06")
    assert ids_on(page.text) == ["B5", "B4", "B3"]
    wrong = text_of(editor.get("/admin/batch/?start_date.from=yesterday"))
    assert "Start date: must be a date" in wrong


def test_rows_are_told_by_what_people_call_them(editor: Staff, session: Session):
    program = Program(name="Photon", product_id=product(session))
    session.add(Batch(batch_id="B1", name="One", program=program))
    session.add(Batch(batch_id="B2", name="Two"))
    session.commit()
    page = editor.get("/admin/batch/")
    assert f'href="/admin/program/{program.id}/">Photon</a>' in page.text
    assert "<Program" not in page.text
    chosen = editor.get("/admin/batch/lookup?q=two").json
    assert [one["label"] for one in chosen] == ["B2 \u2013 Two"]


def product(session: Session) -> int:
    statement = "INSERT INTO product (name, inserted_at, updated_at) VALUES ('P', now(), now())"
    return session.scalar(text(f"{statement} RETURNING id"))


def test_what_a_number_stands_for_is_shown_in_its_place(editor: Staff, people: list[Student]):
    assert "school SCH001 \u2013 Kendriya" in text_of(editor.get("/admin/group/"))
    assert "SCH001 \u2013 Kendriya" in editor.get("/admin/group/export.csv").text


def test_names_are_shown_in_english_first(editor: Staff, session: Session):
    names = [{"lang_code": "hi", "subject": "गणित"}, {"lang_code": "en", "subject": "Maths"}]
    session.add_all([Subject(name=names), Subject(name=None), Subject(name=[])])
    session.commit()
    page = editor.get("/admin/subject/")
    assert "Maths · गणित" in page.text
    assert "Subject 2" in editor.get("/admin/subject/2/").text
    assert "Maths" in text_of(editor.get("/admin/subject/?q=maths"))


def test_chosen_columns_are_remembered_for_that_list(editor: Staff, people: list[Student]):
    answer = editor.get("/admin/student/?q=zoya&columns=student_id&columns=stream&columns=nonsense")
    assert answer.status_code == 303
    assert answer.location.endswith("/admin/student/?q=zoya")
    page = editor.get("/admin/student/?q=zoya").text
    assert "Stream" in page.split("<table")[1]
    assert "APAAR ID" not in page.split("<table")[1]
    assert "Phone" in editor.get("/admin/user/").text.split("<table")[1]
    editor.get("/admin/student/?columns=usual")
    assert "APAAR ID" in editor.get("/admin/student/").text.split("<table")[1]


def test_beyond_a_limit_rows_are_estimated(
    editor: Staff, people: list[Student], monkeypatch: pytest.MonkeyPatch, session: Session
):
    monkeypatch.setattr(counting, "EXACT_AT_MOST", 10)
    session.execute(text("ANALYZE student"))
    session.commit()
    assert "About 30 students" in text_of(editor.get("/admin/student/"))
    assert "about" in text_of(editor.get("/admin/student/?category=OBC"))
    assert "10 students found" in text_of(editor.get("/admin/student/?category=ST"))


@pytest.mark.parametrize(
    "table", ["user", "student", "session", "resource", "teacher", "school", "batch"]
)
def test_the_search_of_tables_that_grow_has_an_index(app, session: Session, table: str):
    panel = next(one for one in registry.panels() if one.table == table)
    branch = searching.branches(panel)[0]
    with app.app_context():
        row = aliased(panel.model)
        condition = branch.test("asha")(row)
        statement = select(row.id).where(condition)
        session.execute(text("SET enable_seqscan = off"))
        compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = session.scalars(text(f"EXPLAIN {compiled}".replace("%%", "%")))
        assert f"{table}_haystack_index" in "\n".join(plan)


def test_no_statement_of_a_page_is_compiled_or_shared_out(app):
    with app.app_context(), db.engine.connect() as connection:
        settings = [
            connection.scalar(text(f"SHOW {name}"))
            for name in ("jit", "max_parallel_workers_per_gather")
        ]
    assert settings == ["off", "0"]
