"""What can go wrong in the domain's own words; nothing here knows HTTP or the queue."""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A refusal, with a message for a person and a code for a program.

    Args:
        message: what is wrong, naming the value.
        field: the field or sheet column the refusal is about.
        code: the error name of the specification, such as `GRADE_NOT_FOUND`.
        data: further facts, for instance the nearest existing codes.
    """

    code = "REFUSED"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        code: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or type(self).code
        self.data = dict(data or {})


class Invalid(DomainError):
    """A value that the field cannot take."""

    code = "INVALID_FIELDS"


class NotFound(DomainError):
    """Something named that does not exist."""

    code = "NOT_FOUND"


class Conflict(DomainError):
    """A change that clashes with what is stored."""

    code = "CONFLICT"


class Forbidden(DomainError):
    """A change that this caller may not make."""

    code = "FORBIDDEN"


class Unavailable(DomainError):
    """Something outside, such as a sheet's server, that did not answer as needed."""

    code = "UNAVAILABLE"
