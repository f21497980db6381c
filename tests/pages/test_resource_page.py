"""The page of a resource: the texts of a problem, the problems of a test, names in place of ids."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from dbservice.models import (
    Language,
    LearningObjective,
    Paragraph,
    ProblemLang,
    Purpose,
    Resource,
    Subject,
    Tag,
)
from tests.pages.conftest import Staff, text_of
from tests.pages.stored import add


def page(staff: Staff, resource: Resource) -> str:
    response = staff.get(f"/admin/resource/{resource.id}/")
    assert response.status_code == 200
    return text_of(response)


def named(name: str) -> list[dict[str, str]]:
    return [{"lang_code": "en", "resource": name}]


def problem(session: Session, *documents: Any, **values: Any) -> Resource:
    """A problem with a text in each of as many languages."""
    resource = Resource(type="problem", type_params={}, **values)
    add(session, resource)
    for number, document in enumerate(documents):
        language = Language(name=f"Language {number}", code=f"l{number}")
        add(session, language)
        add(session, ProblemLang(res_id=resource.id, lang_id=language.id, meta_data=document))
    return resource


def test_a_problem_is_read_with_its_options_and_solution(editor: Staff, session: Session) -> None:
    texts = {"text": "How far?", "options": ["20 m", "40 m"], "answer": "B", "solution": "v²/2a"}
    told = page(editor, problem(session, texts, {"question": "Wie weit?", "answer": [3]}))
    assert "Language 0" in told
    assert "How far? 20 m 40 m right Solution v²/2a" in told
    assert "Wie weit? Answer 3" in told


def test_the_passage_stands_before_the_question(editor: Staff, session: Session) -> None:
    asked = problem(session, {"text": "How many?"})
    add(session, passage := Paragraph(body="Peas are crossed."))
    session.query(ProblemLang).update({"paragraph_id": passage.id})
    session.commit()
    assert "Peas are crossed. How many?" in page(editor, asked)


def test_a_test_lists_its_problems_in_order(editor: Staff, session: Session) -> None:
    first, second = (
        problem(session, code=f"P{number}", name=named(f"Problem {number}")) for number in (1, 2)
    )
    add(session, maths := Subject(name=[{"lang_code": "en", "subject": "Maths"}]))
    section = {
        "name": "Part A",
        "optional": {"problems": [{"id": first.id}]},
        "compulsory": {"problems": [{"id": second.id, "pos_marks": 4, "neg_marks": -1}]},
    }
    params = {"subjects": [{"subject_id": maths.id, "sections": [section]}]}
    add(session, test := Resource(type="test", code="T1", type_params=params))
    told = page(editor, test)
    assert "P2 \u2013 Problem 2 Maths Part A compulsory 4 wrong -1" in told
    assert "P1 \u2013 Problem 1 Maths Part A optional \u2014" in told
    assert told.index("P2 \u2013 Problem 2") < told.index("P1 \u2013 Problem 1")


def test_what_describes_it_is_named(editor: Staff, session: Session) -> None:
    add(session, purpose := Purpose(name="Homework"), tag := Tag(name="Hard"))
    add(session, objective := LearningObjective(title=[{"lang": "en", "value": "Count to ten"}]))
    lists = {
        "purpose_ids": [purpose.id],
        "tag_ids": [tag.id],
        "learning_objective_ids": [objective.id],
    }
    told = page(editor, problem(session, **lists))
    assert "Learning objectives Count to ten Purposes Homework Tags Hard" in told
    told = told.partition("Changes")[0]
    assert "Purpose IDs" not in told
    assert "Skill IDs \u2014" in told


@pytest.mark.parametrize(
    "params",
    [
        {"subjects": "none"},
        {"subjects": [{"sections": [{"compulsory": {"problems": [5, [], "x", {"id": "y"}]}}]}]},
        {"subjects": [{"subject_id": {}, "sections": {"optional": {"problems": {"id": 9**30}}}}]},
        {},
    ],
)
def test_a_test_of_any_shape_has_a_page(editor: Staff, session: Session, params: Any) -> None:
    add(session, test := Resource(type="test", type_params=params))
    assert "Asked" not in page(editor, test)


@pytest.mark.parametrize("document", [None, {}, {"text": {"a": 1}, "options": "AB", "answer": {}}])
def test_a_text_of_any_shape_has_a_page(editor: Staff, session: Session, document: Any) -> None:
    assert "Language 0" in page(editor, problem(session, document))
