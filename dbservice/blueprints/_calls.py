"""Routes beside the six of a resource, each declared with what it takes, answers and refuses.

    blueprint = Calls("dropout", tag="Enrolment")

    @blueprint.call(
        "PATCH", "/dropout",
        name="dropOut",
        summary="Mark a student as dropped out",
        takes=Fields(student_id=Text(255), start_date=Day(needed=True)),
        answers={200: row_of(STUDENT, "The student.")},
        wording=DROPPING_OUT,
    )
    def drop_out(given: Values) -> Response: ...

The declaration reads and checks the body, and is the API description; what the domain refuses is
worded as it says.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

import marshmallow as ma
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_accept_header

from dbservice.blueprints._bodies import Body, body, given_parameters
from dbservice.blueprints._casting import Kind
from dbservice.blueprints._errors import Unacceptable
from dbservice.blueprints._operations import ALWAYS, WRITING, Described, body_of, json_of, ref
from dbservice.blueprints._schemas import schema
from dbservice.blueprints._wordings import Wording
from dbservice.db import persistently
from dbservice.security.api import scope as scoped
from dbservice.services.constraints import BLANK

Values = dict[str, Any]
View = Callable[..., Response]
READING = {"400": "BadRequest"}
ABSENT = {"404": "NotFound"}
UNPROCESSABLE = 422


class Takes(Protocol):
    """What a call makes of its body."""

    def read(self, given: Body) -> Any:
        """What the view gets; raises Unacceptable."""

    def schema(self, name: str) -> type[ma.Schema]:
        """What the body may hold."""


class Fields:
    """A flat body with these fields; the view gets each of them, None for one that is absent.

    Those that are `needed` are refused where they are blank.
    """

    def __init__(self, **kinds: Kind) -> None:
        self.kinds = kinds
        for kind in kinds.values():
            kind.required = kind.needed

    def read(self, given: Mapping[str, Any]) -> Values:
        """The value of each field."""
        values: Values = dict.fromkeys(self.kinds)
        errors: dict[str, list[str]] = {}
        for name, kind in self.kinds.items():
            try:
                values[name] = kind.deserialize(given.get(name))
            except ValidationError as error:
                errors[name] = [str(message) for message in error.messages]
                continue
            if kind.needed and values[name] is None:
                errors[name] = [BLANK]
        if errors:
            raise Unacceptable(errors)
        return values

    def schema(self, name: str) -> type[ma.Schema]:
        """What the body may hold."""
        return schema(name, self.kinds)


@dataclass(frozen=True)
class AsItCame:
    """A body that the view reads by itself.

    Args:
        described: makes the schema of what it may hold.
    """

    described: Callable[[str], type[ma.Schema]]

    def read(self, given: Body) -> Body:
        """The body."""
        return given

    def schema(self, name: str) -> type[ma.Schema]:
        """What the body may hold."""
        return self.described(name)


@dataclass(frozen=True)
class Call:
    """The declaration of a route.

    Args:
        method: the method.
        path: what follows the path of the blueprint.
        name: what generated clients call it.
        summary: what it does.
        answers: the responses of success by status, as OpenAPI has them.
        takes: what is made of the body; without it there is none.
        wording: how refusals are worded.
        scope: what the caller's token must allow, where the method does not tell.
        in_query: whether fields may come in the query string as well; the body wins.
        parameters: further parameters, as OpenAPI has them.
        further: responses that neither `answers` nor `wording` tell, as OpenAPI has them.
    """

    method: str
    path: str
    name: str
    summary: str
    answers: Mapping[int, Described]
    takes: Takes | None = None
    wording: Wording = field(default_factory=Wording)
    scope: str = ""
    in_query: bool = False
    parameters: Collection[Described] = ()
    further: Mapping[int, Described] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether it changes rows."""
        return self.method != "GET" and self.scope != "read"

    def view(self, work: View) -> View:
        """The view that reads the body, does the work and words what is refused."""

        def view(**path: Any) -> Response:
            with self.wording.applied():
                arguments = [self.takes.read(self._given())] if self.takes else []
                if self.writes:
                    return persistently(lambda: work(*arguments, **path))
                return work(*arguments, **path)

        return scoped(self.scope)(view) if self.scope else view

    def _given(self) -> Body:
        return given_parameters() if self.in_query else body()

    def described(self) -> Described:
        """The operation as OpenAPI has it."""
        found: Described = {
            "summary": self.summary,
            "operationId": self.name,
            "parameters": [*self.parameters],
            "responses": self._responses(),
        }
        if self.takes:
            accepted = self.takes.schema(f"{self.name[0].upper()}{self.name[1:]}Body")
            found["requestBody"] = body_of(accepted)
            if self.in_query:
                found["requestBody"]["required"] = False
        return found

    def _responses(self) -> Described:
        general = (WRITING if self.writes or self.takes else READING) | ALWAYS
        if "<row_id:" in self.path:
            general |= ABSENT
        responses: Described = {**general}
        for status, schemas in self.wording.described().items():
            responses[str(status)] = _refusal(status, schemas)
        told = {**self.further, **self.answers}
        return responses | {str(status): one for status, one in told.items()}


class Calls(Blueprint):
    """Routes under one heading of the API description."""

    def __init__(self, name: str, tag: str, *, path: str = "/api") -> None:
        super().__init__(name, __name__, url_prefix=path, description=tag)
        self.path = path
        self.calls: list[Call] = []
        self.before_request(refuse_unacceptable)

    def call(self, method: str, path: str, **declared: Any) -> Callable[[View], View]:
        """Declare the function below as what a call does; see `Call`."""
        call = Call(method, path, **declared)

        def declare(work: View) -> View:
            self.calls.append(call)
            self.add(call.path, call.method, call.view(work), **call.described())
            return work

        return declare

    def add(self, rule: str, method: str, view: View, **described: Any) -> None:
        """Add a route, described as OpenAPI has it."""
        self.add_url_rule(
            rule,
            described["operationId"],
            self.doc(**described)(view),
            methods=[method],
            strict_slashes=False,
            tags=[self.description],
        )


def refuse_unacceptable() -> None:
    """Everything here answers JSON."""
    if not takes_json(request.headers.get("Accept", "*/*")):
        raise NotAcceptable("The API answers application/json")


@lru_cache
def takes_json(accept: str) -> bool:
    """Whether a caller who accepts this takes JSON; each client says the same all the time."""
    return bool(parse_accept_header(accept, MIMEAccept)["application/json"])


def _refusal(status: int, schemas: Collection[str]) -> Described:
    names = {*schemas, "Error"} | ({"FieldErrors"} if status == UNPROCESSABLE else set())
    return {
        "description": "It cannot be done; the text says why.",
        "content": json_of({"anyOf": [ref(name) for name in sorted(names)]}),
    }


def object_of(description: str, **members: Any) -> Described:
    """A response that is an object with these members, each a JSON schema."""
    found = {"type": "object", "required": [*members], "properties": members}
    return {"description": description, "content": json_of(found)}


def message_of(text: str) -> Described:
    """The JSON schema of an object that says just this."""
    return {
        "type": "object",
        "required": ["message"],
        "properties": {"message": {"type": "string", "const": text}},
    }


def text_of(description: str) -> Described:
    """A response that is a plain text."""
    return {"description": description, "content": {"text/plain": {"schema": {"type": "string"}}}}
