"""The configuration of the learning app."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Api, sent_statements
from tests.rows import add_row

PATH = "/api/gurukul-config"


def config_of(**keys: Any) -> dict[str, Any]:
    return {"gurukul_config": keys, "other": 1}


@pytest.fixture
def place(engine: Engine) -> dict[str, int]:
    """A place of each kind, with a configuration, and a user who is there."""
    with engine.begin() as connection:
        add_row(
            connection,
            "auth_group",
            name="DefaultGroup",
            locale_data=config_of(default=1, group=1, program=1, batch=1, nested={"a": 1}),
        )
        group = add_row(
            connection, "auth_group", name="G", locale_data=config_of(group=2, program=2, batch=2)
        )
        program = add_row(connection, "program", config=config_of(program=3, batch=3))
        batch = add_row(
            connection,
            "batch",
            program_id=program,
            metadata=config_of(batch=4, nested={"b": 2}),
        )
        user = add_row(connection, "user")
        for kind, id in (("auth_group", group), ("batch", batch)):
            enrol(connection, user, kind, id)
        return {"user": user, "batch": batch, "program": program, "group": group}


def enrol(connection: Any, user: int, kind: str, id: int, *, is_current: bool = True) -> None:
    record = {"group_type": kind, "group_id": id, "is_current": is_current}
    add_row(connection, "enrollment_record", user_id=user, **record)


def resolved(api: Api, **asked: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    response = api.get(PATH, query_string=asked)
    assert response.status_code == 200, response.json
    assert set(response.json) == {"config", "resolved_from"}
    return response.json["config"], response.json["resolved_from"]


def test_narrower_places_win_key_by_key(api: Api, place: dict[str, int]) -> None:
    ids = {"batch_id": place["batch"], "program_id": place["program"]}
    config, source = resolved(api, user_id=place["user"])
    assert config == {"default": 1, "group": 2, "program": 3, "batch": 4, "nested": {"b": 2}}
    assert source == {"source": "batch", **ids, "auth_group_id": place["group"]}
    config, source = resolved(api, batch_id=place["batch"])
    assert config == {"default": 1, "group": 1, "program": 3, "batch": 4, "nested": {"b": 2}}
    assert source == {"source": "batch", **ids, "auth_group_id": None}
    config, source = resolved(api, program_id=place["program"])
    assert config == {"default": 1, "group": 1, "program": 3, "batch": 3, "nested": {"a": 1}}
    assert (source["source"], source["batch_id"]) == ("program", None)


def test_of_a_user_the_oldest_current_batch_counts_or_else_program(
    api: Api, engine: Engine, place: dict[str, int]
) -> None:
    with engine.begin() as connection:
        former, later = add_row(connection, "batch"), add_row(connection, "batch")
        other = add_row(connection, "program", config={"gurukul_config": "no object"})
        enrol(connection, place["user"], "batch", later)
        enrol(connection, place["user"], "program", other)
        only_program = add_row(connection, "user")
        enrol(connection, only_program, "batch", former, is_current=False)
        enrol(connection, only_program, "program", other)
        enrol(connection, only_program, "program", place["program"])
    _, source = resolved(api, user_id=place["user"])
    assert (source["batch_id"], source["program_id"]) == (place["batch"], place["program"])
    config, source = resolved(api, user_id=only_program)
    assert (source["batch_id"], source["program_id"]) == (None, other)
    assert (source["source"], config["program"]) == ("defaultgroup", 1)


def test_what_holds_everywhere_is_the_rest(api: Api, place: dict[str, int]) -> None:
    for asked in ({"user_id": 10**6}, {"batch_id": "-1"}, {"program_id": 10**40}):
        config, source = resolved(api, **asked)
        assert config["default"] == config["batch"] == 1
        assert source == {
            "source": "defaultgroup",
            "batch_id": None,
            "program_id": None,
            "auth_group_id": None,
        }


def test_without_any_configuration_it_is_empty(api: Api) -> None:
    assert resolved(api, user_id=1)[0] == {}


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({}, "One of user_id, batch_id or program_id is required"),
        ({"user_id": ""}, "One of user_id, batch_id or program_id is required"),
        ({"user_id": 1, "batch_id": 2}, "Provide only one of user_id, batch_id or program_id"),
        ({"program_id": "x"}, "Identifier must be an integer"),
        ({"batch_id": "1.5"}, "Identifier must be an integer"),
    ],
)
def test_what_is_refused(asked: dict[str, Any], text: str, api: Api) -> None:
    response = api.get(PATH, query_string=asked)
    assert (response.status_code, response.json) == (400, {"error": text})


def test_it_costs_one_statement(api: Api, place: dict[str, int]) -> None:
    with sent_statements(api.client.application) as sent:
        resolved(api, user_id=place["user"])
    assert len(sent) == 1
