"""Many problems in one call, each created or changed on its own."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import marshmallow as ma
import orjson
from flask import Response
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from dbservice.blueprints._batches import ITEMS_AT_MOST, ItemList
from dbservice.blueprints._bodies import Body
from dbservice.blueprints._calls import Calls, Fields, object_of
from dbservice.blueprints._casting import Kind, Text, Whole
from dbservice.blueprints._errors import Refused, Unacceptable
from dbservice.blueprints._operations import Described, ref
from dbservice.blueprints._resource_writing import FURTHER, change_in, put_resource
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints._schemas import schema
from dbservice.blueprints._wordings import Wording
from dbservice.blueprints.resource import RESOURCE
from dbservice.db import transaction
from dbservice.errors import NotFound
from dbservice.models import Resource
from dbservice.services import problem_texts
from dbservice.services.resources import PROBLEM

KNOWN = Fields(id=Whole(64, needed=True))
Failure = Mapping[str, Any]
"""Why an item is not done: its `errors` by field, or its `error`."""
PASSAGE = Text()
WRITTEN = {name: RESOURCE.kinds[name] for name in RESOURCE.written if name != "type"}
ITEM = {**WRITTEN, **FURTHER.kinds}
MESSAGES = {"type": "array", "items": {"type": "string"}}
FAILED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["index"],
        "properties": {
            "index": {"type": "integer"},
            "error": {"type": "string"},
            "errors": {"type": "object", "additionalProperties": MESSAGES},
        },
    },
}
REFUSING = Wording(form=Refused)


class Batch(NamedTuple):
    """What a batch brings: the items, and the passage that their problems ask about."""

    items: list[Any]
    passage: str | None


class ProblemList(ItemList):
    """Problems; one that is not as described is no fault of the list."""

    def accepted(self) -> dict[str, Any]:
        members = "; ".join(self.item)
        about = f"A problem. Its members: {members}. One that cannot be is told under `failed`."
        return {**super().accepted(), "minItems": 1, "items": {"description": about}}


class Problems:
    """A body that has items under `problems`, and perhaps a `paragraph` for all of them.

    Args:
        item: the fields that an item may have.
    """

    def __init__(self, item: Mapping[str, Kind]) -> None:
        self.item = item

    def read(self, given: Body) -> Batch:
        """The items; what is in them is seen to one by one."""
        items = given.get("problems")
        if not isinstance(items, list) or not items:
            raise Refused(422, "problems must be a list that is not empty")
        if len(items) > ITEMS_AT_MOST:
            raise RequestEntityTooLarge(f"problems may have {ITEMS_AT_MOST} items at most")
        try:
            return Batch(items, PASSAGE.deserialize(given.get("paragraph")))
        except ma.ValidationError as error:
            raise Refused(422, "paragraph must be a text") from error

    def schema(self, name: str) -> type[ma.Schema]:
        """What the body may hold."""
        return schema(name, {"problems": ProblemList(self.item), "paragraph": PASSAGE})


def answer(key: str) -> Mapping[int, Described]:
    """The response, which has the problems that are done under a key."""
    done = {key: {"type": "array", "items": ref("Resource")}}
    return {200: object_of("What was done, and what was not.", **done, failed=FAILED)}


blueprint = Calls("problem-batches", tag="Resources", path="/api/resources/problems")


@blueprint.call(
    "POST",
    "/batch",
    name="createProblems",
    summary="Create many problems, and the passage that they ask about",
    takes=Problems(ITEM),
    answers=answer("created"),
    wording=REFUSING,
)
def create_problems(batch: Batch) -> Response:
    def create(session: Session, item: Body) -> str:
        return put_resource(session, RESOURCE, {**item, "type": PROBLEM}).text

    return done(batch, create, "created")


@blueprint.call(
    "PATCH",
    "/batch",
    name="changeProblems",
    summary="Change many problems, each by its id, and the passage that they ask about",
    takes=Problems({**KNOWN.kinds, **ITEM}),
    answers=answer("updated"),
    wording=REFUSING,
)
def change_problems(batch: Batch) -> Response:
    def change(session: Session, item: Body) -> str:
        stored = session.get(Resource, KNOWN.read(item)["id"])
        if stored is None or stored.type != PROBLEM:
            raise NotFound("There is no such problem")
        values = {name: value for name, value in item.items() if name != "type"}
        return change_in(session, RESOURCE, stored.id, values)

    return done(batch, change, "updated")


def done(batch: Batch, work: Callable[[Session, Body], str], key: str) -> Response:
    """Do the work for each item, and answer what came of it."""
    shown: list[str] = []
    failed: list[Failure] = []
    with transaction() as session:
        for index, item in enumerate(batch.items):
            outcome = attempt(session, work, item)
            if isinstance(outcome, str):
                shown.append(outcome)
            else:
                failed.append({"index": index, **outcome})
        if batch.passage and shown:
            ids = [orjson.loads(text)["id"] for text in shown]
            problem_texts.share_passage(session, ids, batch.passage)
    failures = orjson.dumps(failed).decode()
    return json_text_response(f'{{"{key}":[{",".join(shown)}],"failed":{failures}}}')


def attempt(session: Session, work: Callable[[Session, Body], str], item: Any) -> str | Failure:
    """What the work answers for an item, or why it is refused; nothing of it stays then."""
    if not isinstance(item, dict):
        return {"error": "A problem must be an object"}
    try:
        with REFUSING.applied(), session.begin_nested():
            return work(session, item)
    except Unacceptable as refusal:
        return {"errors": refusal.errors}
    except Refused as refusal:
        return {"error": refusal.text}
