"""The parameters of calls that read."""

from typing import Any

from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest

from dbservice.blueprints._bodies import given_parameters
from dbservice.blueprints._casting import Kind
from dbservice.blueprints._listing import brief
from dbservice.blueprints._operations import Described, parameter


class Query:
    """Parameters, each with what it may be; other parameters have no effect.

    Those that are `needed` must be there.
    """

    def __init__(self, **kinds: Kind) -> None:
        self.kinds = kinds

    def read(self) -> dict[str, Any]:
        """The value of each, None for one that is absent.

        Raises:
            BadRequest: one is missing, or not of its kind.
        """
        given = given_parameters()
        return {name: _value(name, kind, given) for name, kind in self.kinds.items()}

    def described(self) -> list[Described]:
        """The parameters as OpenAPI has them."""
        return [
            parameter(name, kind.filtered(), ABOUT.get(name, ""), needed=kind.needed)
            for name, kind in self.kinds.items()
        ]


ABOUT = {
    "limit": "How many rows at most.",
    "offset": "How many rows to leave out first.",
    "lang_code": "The code of a language.",
    "include_paragraph_siblings": "Also problems that share a passage with one of the topic.",
}


def _value(name: str, kind: Kind, given: dict[str, Any]) -> Any:
    if name not in given:
        if kind.needed:
            raise BadRequest(f"{name} is missing")
        return None
    try:
        return kind.cast(given[name])
    except ValidationError as error:
        raise BadRequest(f"{name} cannot be {brief(given[name])}") from error
