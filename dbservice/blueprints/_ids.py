"""Ids of rows among the parameters of a request."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest

from dbservice.blueprints._casting import Kind, as_whole, refusal
from dbservice.blueprints._listing import brief
from dbservice.blueprints._paths import WHOLE, id_of


class Id(Kind):
    """The id of a row; 0, which no row has, for one that is too large."""

    types = ("integer", "string")
    pattern = WHOLE.pattern

    def cast(self, value: Any) -> int:
        value = as_whole(value)
        digits = str(value) if type(value) in {int, str} else ""
        if not WHOLE.fullmatch(digits):
            raise refusal()
        return id_of(digits)


ID = Id()


def needed_id(given: Mapping[str, Any], name: str) -> int:
    """The id of a row that a parameter names; 0, which no row has, for one that is too large.

    Raises:
        BadRequest: it is missing, or not a whole number.
    """
    if name not in given:
        raise BadRequest(f"{name} is missing")
    return _id(name, given[name])


def needed_ids(given: Mapping[str, Any], name: str) -> list[int]:
    """The ids of rows that a parameter lists, without those that are too large to be any row's.

    Raises:
        BadRequest: it is missing or not a list, or one of them is not a whole number.
    """
    if name not in given:
        raise BadRequest(f"{name} is missing")
    listed = given[name]
    if not isinstance(listed, list):
        raise BadRequest(f"{name} must be a list, not {brief(listed)}")
    return [id for id in (_id(name, one) for one in listed) if id]


def _id(name: str, value: Any) -> int:
    try:
        return ID.cast(value)
    except ValidationError as error:
        raise BadRequest(f"{name}: {brief(value)} is not a whole number") from error
