"""The search box of every page: what is found, in which order, and who finds it."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from dbservice.admin import anything, registry
from dbservice.admin.sought import SOUGHT
from dbservice.models import (
    Batch,
    Group,
    GroupUser,
    LearningSession,
    Product,
    Program,
    School,
    Student,
    Subject,
    Teacher,
    User,
)
from tests.pages.conftest import Staff, text_of


@pytest.fixture
def known(session: Session) -> dict[str, int]:
    """Namesakes in different schools, a teacher, and what they are in; ids by code."""
    north = School(code="SCH001", name="JNV Pune", district="Pune", state="Maharashtra")
    south = School(code="SCH002", name="JNV Ramanagara", district="Ramanagara")
    session.add_all([north, south])
    session.flush()
    handles = {one.code: Group(type="school", child_id=one.id) for one in (north, south)}
    session.add_all(handles.values())
    people = [
        student("S001", "Ravi", "Kumar", "9812300001"),
        student("S002", "Ravi", "Kumar", "9812300002"),
        student("S003", "Ram", "Das", "9812300003"),
        student("S004", "Paramjit", "Singh", "9812300004"),
        student("S005", "Ramesh", "Rao", "9812300005", status="dropout"),
    ]
    teacher = Teacher(
        teacher_id="T001", user=User(first_name="Ramila", last_name="Iyer", phone="9900000001")
    )
    program = product_of(session)
    batch = Batch(batch_id="EN-11-Photon-001", name="Photon Ramanagara", program=program)
    lesson = LearningSession(session_id="EN_physics-11", name="Physics live", platform="meet")
    session.add_all([*people, teacher, batch, lesson])
    session.flush()
    for one, school in zip(people, ["SCH001", "SCH002", "SCH001", "SCH001", "SCH002"], strict=True):
        session.add(GroupUser(user_id=one.user_id, group_id=handles[school].id))
    session.commit()
    return {
        **{one.student_id: one.id for one in people},
        "T001": teacher.id,
        north.code: north.id,
        south.code: south.id,
        batch.batch_id: batch.id,
        lesson.session_id: lesson.id,
    }


def product_of(session: Session) -> Program:
    return Program(name="Photon", product=Product(name="Centre", code="C"))


def student(number: str, first: str, last: str, phone: str, **given: str) -> Student:
    return Student(
        student_id=number, user=User(first_name=first, last_name=last, phone=phone), **given
    )


def offered(staff: Staff, query: str) -> dict[str, list[str]]:
    """What is found, by kind."""
    answer = staff.client.get(
        "/admin/search/suggestions", query_string={"q": query}, headers=staff.headers
    )
    assert answer.status_code == 200
    return {one["name"]: [row["title"] for row in one["rows"]] for one in answer.json}


FOUND: dict[str, dict[str, list[str]]] = {
    "ravi kumar": {"Students": ["Ravi Kumar", "Ravi Kumar"]},
    "kumar RAVI": {"Students": ["Ravi Kumar", "Ravi Kumar"]},
    "9812300003": {"Students": ["Ram Das"]},
    "300003": {"Students": ["Ram Das"]},
    "s004": {"Students": ["Paramjit Singh"]},
    "T001": {"Teachers": ["Ramila Iyer"]},
    "SCH001": {"Schools": ["JNV Pune"]},
    "photon-001": {"Batches": ["Photon Ramanagara"]},
    "physics": {"Sessions": ["Physics live"]},
    "EN_physics-11": {"Sessions": ["Physics live"]},
    "nobody": {},
    "100%": {},
    "r": {},
    "": {},
    "\\": {},
    "%%": {},
    "' OR 1=1 --": {},
    "x" * 5000: {},
}


def test_names_phones_and_codes_are_found(editor: Staff, known: dict[str, int]):
    assert {query: offered(editor, query) for query in FOUND} == FOUND


def test_whole_words_come_first_then_beginnings(editor: Staff, known: dict[str, int]):
    found = offered(editor, "ram")
    assert found["Students"] == ["Ram Das", "Ramesh Rao", "Paramjit Singh"]
    assert found["Teachers"] == ["Ramila Iyer"]
    assert found["Schools"] == ["JNV Ramanagara"]
    assert list(found) == ["Students", "Teachers", "Schools", "Batches"]


def test_a_code_in_small_letters_comes_before_all_that_has_it(
    editor: Staff, session: Session, known: dict[str, int]
):
    session.add_all([School(code=f"SCH001{n}", name=f"School {n}") for n in range(20)])
    session.commit()
    found = offered(editor, "sch001")["Schools"]
    assert found[0] == "JNV Pune"
    assert len(found) == anything.SHOWN


def test_of_a_whole_code_other_codes_are_not_offered_but_phones_are(
    editor: Staff, session: Session
):
    session.add_all(
        [
            student("98123", "Asha", "Nair", "9000000001"),
            student("981234", "Ravi", "Das", "9000000002"),
            student("77", "Neha", "Rao", "98123"),
            student("78", "Meena", "Iyer", "9000098123"),
        ]
    )
    session.commit()
    assert offered(editor, "98123") == {"Students": ["Asha Nair", "Neha Rao", "Meena Iyer"]}
    assert offered(editor, "981234") == {"Students": ["Ravi Das"]}
    assert set(offered(editor, "9812")["Students"]) == {
        "Asha Nair",
        "Ravi Das",
        "Neha Rao",
        "Meena Iyer",
    }


def test_namesakes_are_told_apart(editor: Staff, known: dict[str, int]):
    [kind] = editor.get("/admin/search/suggestions?q=ravi").json
    assert {tuple(row["beside"]) for row in kind["rows"]} == {
        ("S001", "9812300001", "JNV Pune"),
        ("S002", "9812300002", "JNV Ramanagara"),
    }
    [kind] = editor.get("/admin/search/suggestions?q=ramesh").json
    assert kind["rows"][0]["beside"][-1] == "dropped out"


def test_what_is_found_leads_to_its_page(editor: Staff, known: dict[str, int]):
    for code, name in (("S003", "Ram Das"), ("T001", "Ramila Iyer"), ("SCH002", "JNV Ramanagara")):
        [kind] = editor.get(f"/admin/search/suggestions?q={code}").json
        [row] = kind["rows"]
        assert row["url"].endswith(f"/{known[code]}/")
        assert name in text_of(editor.get(row["url"]))


def test_rows_are_found_by_number(editor: Staff, known: dict[str, int]):
    found = offered(editor, f"#{known['S004']}")
    assert found["Students"] == ["Paramjit Singh"]
    assert offered(editor, "#999999999999999999") == {}


def test_of_a_common_name_the_first_are_offered_and_the_list_of_all(
    editor: Staff, session: Session, known: dict[str, int]
):
    session.add_all(student(f"X{n:04}", "Asha", "Kumar", f"97{n:08}") for n in range(40))
    session.commit()
    [kind] = editor.get("/admin/search/suggestions?q=kumar").json
    assert len(kind["rows"]) == anything.SHOWN
    assert "42 students found" in text_of(editor.get(kind["all"]))


def test_it_costs_the_same_few_statements_whatever_is_found(
    editor: Staff, known: dict[str, int], statements: Callable[[], list[str]]
):
    offered(editor, "ram")
    sent = statements()
    offered(editor, "ram")
    assert len(sent) <= 2 * len(SOUGHT) + 2


def test_the_page_of_what_is_found_works_without_a_script(editor: Staff, known: dict[str, int]):
    page = editor.get("/admin/search/?q=ram+das")
    assert "Found by “ram das”" in text_of(page)
    assert f'href="/admin/student/{known["S003"]}/">Ram Das</a>' in page.text
    assert "S003 · 9812300003 · JNV Pune" in text_of(page)
    assert "Nothing found" in text_of(editor.get("/admin/search/?q=nobody"))
    assert "What are you looking for" in text_of(editor.get("/admin/search/"))
    assert "Two letters at least" in text_of(editor.get("/admin/search/?q=r"))


def test_every_page_has_the_box(editor: Staff):
    for path in ("/admin/", "/imports", "/admin/subject/"):
        assert 'action="/admin/search/"' in editor.get(path).text, path


def test_it_is_for_staff_only(client, known: dict[str, int]):
    assert client.get("/admin/search/suggestions?q=ravi").status_code == 401
    assert client.get("/nowhere").text.count("/admin/search") == 0


def test_only_kinds_that_one_may_read_are_looked_for(
    editor: Staff, session: Session, known: dict[str, int]
):
    def allowed(panel):
        return panel.model in {Teacher, Subject}

    found = anything.find(session, "ram", allowed)
    assert [hits.panel.model for hits in found] == [Teacher]
    assert registry.panel_of(Student).access.read == "viewer"
