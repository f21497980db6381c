"""Lists beside those of the resources cost the same statements, however long they are."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine

from tests.api.conftest import Api, sent_statements
from tests.api.resources import CALLS
from tests.rows import add_row

LENGTHS = (1, 50)
Fill = Callable[[Connection, int], tuple[str, Any]]


def sessions(connection: Connection, count: int) -> tuple[str, Any]:
    for _ in range(count):
        add_row(connection, "session")
    return "/api/session/search", {}


def occurrences(connection: Connection, count: int) -> tuple[str, Any]:
    for _ in range(count):
        add_row(connection, "session_occurrence")
    return "/api/session-occurrence/search", {}


def subtypes(connection: Connection, count: int) -> tuple[str, Any]:
    for number in range(count):
        add_row(connection, "resource", type="video", subtype=f"S{number}")
    return "/api/resource/subtypes/video", None


def of_curriculum(connection: Connection, count: int) -> tuple[str, Any]:
    curriculum = add_row(connection, "curriculum")
    for _ in range(count):
        resource = add_row(connection, "resource")
        link = {"resource_id": resource, "curriculum_id": curriculum}
        add_row(connection, "resource_curriculum", **link)
    return f"/api/resources/curriculum?curriculum_id={curriculum}&limit={count}", None


def problems(connection: Connection, count: int) -> tuple[list[int], int, int]:
    """The ids of problems with a text, and of the curriculum and the topic that they are in."""
    language = add_row(connection, "language", code="en")
    curriculum, topic = add_row(connection, "curriculum"), add_row(connection, "topic")
    ids = []
    for _ in range(count):
        id = add_row(connection, "resource", type="problem", type_params={})
        add_row(connection, "problem_lang", res_id=id, lang_id=language)
        add_row(connection, "resource_curriculum", resource_id=id, curriculum_id=curriculum)
        add_row(connection, "resource_topic", resource_id=id, topic_id=topic)
        ids.append(id)
    return ids, curriculum, topic


def found_problems(connection: Connection, count: int) -> tuple[str, Any]:
    problems(connection, count)
    return f"/api/problems/search?limit={count}", None


def problems_of_topic(connection: Connection, count: int) -> tuple[str, Any]:
    _, curriculum, topic = problems(connection, count)
    query = f"topic_id={topic}&curriculum_id={curriculum}&lang_code=en"
    return f"/api/problems?{query}", None


def problems_of_test(connection: Connection, count: int) -> tuple[str, Any]:
    ids, curriculum, _ = problems(connection, count)
    section = {"compulsory": {"problems": [{"id": id} for id in ids]}}
    params = {"subjects": [{"sections": [section]}]}
    test = add_row(connection, "resource", type="test", type_params=params)
    query = f"lang_code=en&curriculum_id={curriculum}"
    return f"/api/resource/test/{test}/problems?{query}", None


def sessions_of_user(connection: Connection, count: int) -> tuple[str, Any]:
    user, batch = add_row(connection, "user"), add_row(connection, "batch")
    group = add_row(connection, "group", type="batch", child_id=batch)
    add_row(connection, "group_user", group_id=group, user_id=user)
    for _ in range(count):
        session = add_row(connection, "session", is_active=True)
        add_row(connection, "group_session", group_id=group, session_id=session)
    return f"/api/user/{user}/sessions", None


LISTS: dict[str, Fill] = {
    "searchSessions": sessions,
    "searchSessionOccurrences": occurrences,
    "listResourceSubtypes": subtypes,
    "listResourcesOfCurriculum": of_curriculum,
    "searchProblems": found_problems,
    "findProblemsOfTopic": problems_of_topic,
    "findProblemsOfTest": problems_of_test,
    "getSessionsOfUser": sessions_of_user,
}


def test_every_call_that_answers_with_a_list_is_looked_at() -> None:
    lists = set()
    for call in CALLS:
        content = call.answers.get(200, {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        if not call.writes and isinstance(schema, dict) and schema.get("type") == "array":
            lists.add(call.name)
    assert lists == set(LISTS)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("length", LENGTHS)
def test_a_list_costs_one_statement_and_a_count_at_most(
    name: str, length: int, api: Api, app: Flask, engine: Engine
) -> None:
    with engine.begin() as connection:
        path, body = LISTS[name](connection, length)
    with sent_statements(app) as sent:
        response = api.get(path) if body is None else api.post(path, body)
    assert response.status_code == 200, response.json
    assert len(response.json) == length
    assert len(sent) == 1
