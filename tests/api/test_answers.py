"""What the calls beside the six of a resource answer, as contract/answers.toml has it."""

import re
import tomllib
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.api.conftest import Api
from tests.api.shapes import SHAPES
from tests.engine import organisation

DECLARED = Path(__file__).parent / "contract" / "answers.toml"
Answer = dict[str, Any]


def test_every_call_answers_what_is_declared(api: Api, session: Session) -> None:
    organisation.settle(session)
    session.commit()
    declared = tomllib.loads(DECLARED.read_text())
    known: dict[str, Any] = {}
    for given in declared["given"]:
        response = called(api, given, known)
        assert response.status_code in {200, 201}, response.text
        known[given["name"]] = response.json
    wrong = {}
    for answer in declared["answer"]:
        response = called(api, answer, known)
        if faults := [*differences(answer, response)]:
            wrong[f"{answer['call']} {answer.get('body', '')}"] = faults
    assert wrong == {}


def called(api: Api, declared: Answer, known: dict[str, Any]) -> TestResponse:
    method, path = filled(declared["call"], known).split()
    return api.call(method, path, filled(declared.get("body"), known))


def filled(value: Any, known: dict[str, Any]) -> Any:
    """The value with what is known in the places for it."""
    if isinstance(value, dict):
        return {key: filled(one, known) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    if not isinstance(value, str):
        return value
    return re.sub(r"\{([\w.]+)\}", lambda place: str(looked_up(known, place[1])), value)


def looked_up(known: dict[str, Any], path: str) -> Any:
    return reduce(lambda value, key: value[key], path.split("."), known)


def differences(answer: Answer, response: TestResponse) -> Iterator[str]:
    """How a response is not what is declared."""
    if response.status_code != answer["status"]:
        yield f"{response.status_code} {response.text}"
        return
    if "text" in answer:
        if (response.mimetype, response.text) != ("text/plain", answer["text"]):
            yield f"{response.mimetype} {response.text}"
        return
    yield from differences_of_json(answer, response.json)


def differences_of_json(answer: Answer, found: Any) -> Iterator[str]:
    for shape, rows in (("shape", [found]), ("each", found)):
        if shape in answer:
            yield from () if rows else ("nothing",)
            yield from (fault for row in rows for fault in SHAPES[answer[shape]].faults(row))
    expected = {
        "is": lambda wanted: found == with_nulls(wanted, answer),
        "has": lambda wanted: {**found, **wanted} == found,
        "keys": lambda wanted: {*found} == {*wanted},
        "detail": lambda wanted: (
            {*found} == {"errors"}
            and {*found["errors"]} == {"detail", "message"}
            and found["errors"]["detail"] == wanted
        ),
        "faults": lambda wanted: (
            {*found} == {"errors", "message"} and {*found["errors"]} == {*wanted}
        ),
    }
    yield from (
        str(found) for word, holds in expected.items() if word in answer and not holds(answer[word])
    )


def with_nulls(wanted: Any, answer: Answer) -> Any:
    """TOML has no null."""
    return {**wanted, **dict.fromkeys(answer["nulls"])} if "nulls" in answer else wanted
