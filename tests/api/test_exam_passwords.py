"""Passwords of exam portals: encrypted where they are stored, shown to few."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import create_app
from dbservice.config import Settings
from dbservice.security import tokens
from dbservice.services.sealing import Sealer
from tests.api.conftest import Api, Rows
from tests.databases import downgrade, engine_on, upgrade
from tests.rows import add_row

PATH = "/api/student-exam-record"
PASSWORD = 'Correct horse é\n"battery" staple'
STORED = "SELECT application_password, application_password_sealed FROM student_exam_record"
EVERYTHING = """
    SELECT r::text FROM student_exam_record AS r
    UNION ALL SELECT c::text FROM change_log AS c
"""


@pytest.fixture
def record(engine: Engine) -> dict[str, Any]:
    """What the body of a new record holds."""
    with engine.begin() as connection:
        student, exam = add_row(connection, "student"), add_row(connection, "exam")
    return {
        "student_id": student,
        "exam_id": exam,
        "application_number": "A1",
        "application_password": PASSWORD,
    }


@pytest.fixture
def without_secrets(client: FlaskClient, engine: Engine) -> Api:
    """A caller who may do everything but see secrets."""
    with Session(engine) as session:
        token = tokens.create(session, "portal", ["read", "write", "destructive"])
        session.commit()
    return Api(client, {"Authorization": f"Bearer {token}"})


def shown(response: Any) -> Any:
    assert response.status_code in {200, 201}, response.json
    [row] = response.json if isinstance(response.json, list) else [response.json]
    return row["application_password"]


def everywhere(rows: Rows) -> str:
    return "\n".join(rows.all(EVERYTHING))


def test_it_is_nowhere_to_be_read(api: Api, rows: Rows, record: dict[str, Any]) -> None:
    created = api.post(PATH, record)
    assert (created.status_code, shown(created)) == (201, PASSWORD)
    path = f"{PATH}/{created.json['id']}"
    api.patch(path, {"application_password": "Another word", "score": 1})
    api.post(PATH, {**record, "application_password": "A third word"})
    rows.run("UPDATE student_exam_record SET score = 2")
    assert shown(api.get(path)) == shown(api.get(PATH)) == "A third word"
    api.delete(path)
    kept = everywhere(rows)
    for word in ("horse", "Another", "third"):
        assert word not in kept
    operations = "SELECT operation FROM change_log WHERE table_name = 'student_exam_record'"
    assert rows.all(f"{operations} ORDER BY id") == ["insert", *["update"] * 3, "delete"]


def test_others_are_shown_a_null(api: Api, without_secrets: Api, record: dict[str, Any]) -> None:
    created = without_secrets.post(PATH, record)
    path = f"{PATH}/{created.json['id']}"
    answers = [
        created,
        without_secrets.post(PATH, record),
        without_secrets.get(path),
        without_secrets.get(PATH),
        without_secrets.patch(path, {"score": 3}),
    ]
    assert [shown(answer) for answer in answers] == [None] * 5
    assert all(PASSWORD[:5] not in answer.text for answer in answers)
    assert shown(api.get(path)) == PASSWORD


def test_a_null_that_was_shown_and_comes_back_clears_nothing(
    api: Api, without_secrets: Api, record: dict[str, Any]
) -> None:
    path = f"{PATH}/{api.post(PATH, record).json['id']}"
    without_secrets.put(path, without_secrets.get(path).json)
    assert shown(api.get(path)) == PASSWORD
    without_secrets.patch(path, {"application_password": "New"})
    assert shown(api.get(path)) == "New"
    api.patch(path, {"application_password": None})
    assert shown(api.get(path)) is None


@pytest.mark.parametrize("password", ["x" * 255, "é" * 255, " x ", "sealed:", 'clear:"', "\\"])
def test_any_password_comes_back_as_it_was(password: str, api: Api, record: dict[str, Any]) -> None:
    assert shown(api.post(PATH, {**record, "application_password": password})) == password
    assert shown(api.get(PATH)) == password


def test_a_text_that_looks_like_the_column_stays_as_it_is(
    api: Api, without_secrets: Api, record: dict[str, Any]
) -> None:
    number = '"application_password":"clear:x"'
    api.post(PATH, {**record, "application_number": number})
    for caller in (api, without_secrets):
        assert caller.get(PATH).json[0]["application_number"] == number


@pytest.mark.parametrize("name", ["application_password", "application_password_sealed"])
def test_no_list_can_be_filtered_or_sorted_by_it(
    name: str, api: Api, record: dict[str, Any]
) -> None:
    api.post(PATH, record)
    for query in ({name: PASSWORD}, {"sort": name}, {"sort": f"-{name}"}):
        response = api.get(PATH, query_string=query)
        assert response.status_code == 400
        valid = response.json["errors"]["message"].split("valid are:")[1]
        assert "application_number" in valid
        assert "password" not in valid
    in_body = api.client.get(PATH, json={name: PASSWORD}, headers=api.headers)
    assert in_body.status_code == 400


def test_one_stored_in_clear_is_shown_and_sealed_when_it_is_written(
    api: Api, without_secrets: Api, rows: Rows, record: dict[str, Any]
) -> None:
    id = api.post(PATH, record).json["id"]
    rows.run(
        "UPDATE student_exam_record SET application_password = 'by \"hand\"',"
        " application_password_sealed = NULL"
    )
    assert shown(api.get(f"{PATH}/{id}")) == 'by "hand"'
    assert shown(without_secrets.get(f"{PATH}/{id}")) is None
    api.patch(f"{PATH}/{id}", {"application_password": 'by "hand"'})
    clear, sealed = rows.one(STORED)
    assert clear is None
    assert sealed
    assert "hand" not in everywhere(rows)


def seal(app: Flask) -> tuple[int, str]:
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["passwords", "seal"])
    return result.exit_code, result.output


def test_the_command_seals_what_is_in_clear(
    api: Api, app: Flask, rows: Rows, record: dict[str, Any], engine: Engine
) -> None:
    sealed = api.post(PATH, record).json["id"]
    with engine.begin() as connection:
        clear = add_row(connection, "student_exam_record", application_password="in clear")
        add_row(connection, "student_exam_record")
    before = rows.one(f"{STORED} WHERE id = {sealed}")
    assert seal(app) == (0, "1 sealed.\n")
    assert rows.one(f"{STORED} WHERE id = {sealed}") == before
    assert shown(api.get(f"{PATH}/{clear}")) == "in clear"
    assert "in clear" not in everywhere(rows)
    assert seal(app) == (0, "0 sealed.\n")


@pytest.fixture
def with_keys(settings: Settings, api: Api) -> Callable[..., tuple[Api, Flask]]:
    def start(*keys: str) -> tuple[Api, Flask]:
        app = create_app(replace(settings, encryption_keys=keys))
        return Api(app.test_client(), api.headers), app

    return start


def test_keys_can_be_changed(
    api: Api,
    with_keys: Callable[..., tuple[Api, Flask]],
    settings: Settings,
    record: dict[str, Any],
) -> None:
    api.post(PATH, record)  # with the key made of SECRET_KEY
    old, new = settings.secret_key, "a new key that is long enough for this"
    both, app = with_keys(new, old)
    assert shown(both.get(PATH)) == PASSWORD
    only_new, _ = with_keys(new)
    assert shown(only_new.get(PATH)) is None
    assert seal(app) == (0, "1 sealed.\n")
    assert shown(only_new.get(PATH)) == PASSWORD
    assert shown(api.get(PATH)) is None


def test_what_no_key_opens_stays_and_is_told(
    api: Api,
    with_keys: Callable[..., tuple[Api, Flask]],
    rows: Rows,
    record: dict[str, Any],
) -> None:
    api.post(PATH, record)
    before = rows.one(STORED)
    _, app = with_keys("a new key that is long enough for this")
    code, output = seal(app)
    assert code == 3
    assert "1 cannot be opened" in output
    assert rows.one(STORED) == before


def test_the_key_is_not_the_one_that_signs_cookies(settings: Settings) -> None:
    sealer = Sealer([settings.secret_key])
    assert sealer.open(sealer.seal("x")) == "x"
    assert sealer.open("x") is sealer.open("\x80") is None
    assert sealer.seal("x") != sealer.seal("x")


def test_the_upgrade_has_the_history_forget_and_the_downgrade_loses_nothing(
    base_database: str,
) -> None:
    upgrade(base_database, "0010")
    engine = engine_on(base_database)
    rows = Rows(engine)
    with engine.begin() as connection:
        record = add_row(connection, "student_exam_record", application_password="in clear")
        other = add_row(connection, "student_exam_record", application_password="in clear")
    rows.run("UPDATE student_exam_record SET score = 1")
    rows.run(f"DELETE FROM student_exam_record WHERE id = {other}")
    assert "in clear" in everywhere(rows)
    upgrade(base_database)
    history = "SELECT coalesce(before, after)::text FROM change_log"
    assert all("in clear" not in change for change in rows.all(history))
    rows.run("UPDATE student_exam_record SET application_password_sealed = 'x'")
    with pytest.raises(SystemExit):
        downgrade(base_database, "0010")
    assert rows.one(f"{STORED} WHERE id = {record}") == ("in clear", "x")
