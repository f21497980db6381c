"""Reading the parameters of a request: bodies of three kinds, and the query string."""

import json
import re
from collections.abc import Iterable
from typing import Any

import orjson
from flask import request
from werkzeug.exceptions import BadRequest

Body = dict[str, Any]
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
LONG_NUMBER = re.compile(rb"[0-9]{19}")
LEVELS_AT_MOST = 32  # of brackets in the name of a form field
BRACKETS = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")


def body() -> Body:
    """The body of the request as a flat object; other kinds of content count as empty.

    Raises:
        BadRequest: it is not JSON, or not an object.
    """
    kind = request.mimetype
    if kind in FORMS:
        return nested(request.form.items(multi=True))
    if kind == "application/json" or kind.endswith("+json"):
        return json_object(request.get_data(cache=False))
    return {}


def json_object(raw: bytes) -> Body:
    """A JSON object; nothing at all counts as an empty one."""
    if not raw:
        return {}
    try:
        document = orjson.loads(raw)
        if LONG_NUMBER.search(raw):  # orjson makes floats of integers beyond 64 bits
            document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not valid JSON") from error
    if not isinstance(document, dict):
        raise BadRequest("The body must be a JSON object")
    return document


def given_parameters() -> Body:
    """The query string, overruled by the body if there is one."""
    given = nested(request.args.items(multi=True))
    return given | body() if request.content_length else given


def nested(pairs: Iterable[tuple[str, str]]) -> Body:
    """Form fields as an object; `a[]=1` makes a list, `a[b]=1` an object, the last value counts.

    Raises:
        BadRequest: a name goes too deep.
    """
    found: Body = {}
    for name, value in pairs:
        brackets = BRACKETS.fullmatch(name)
        if brackets is None:
            found[name] = value
        else:
            path = re.findall(r"\[([^\[\]]*)\]", brackets.group(2))
            if len(path) > LEVELS_AT_MOST:
                raise BadRequest("The name of a parameter has too many brackets")
            _put(found, [brackets.group(1), *path], value)
    return found


def _put(target: Body, path: list[str], value: str) -> None:
    name, *rest = path
    if not rest:
        target[name] = value
    elif rest == [""]:
        if not isinstance(target.get(name), list):
            target[name] = []
        target[name].append(value)
    else:
        inner = target.get(name)
        target[name] = inner if isinstance(inner, dict) else {}
        _put(target[name], rest, value)
