"""Fields that take one of a few values: any case comes in, one spelling is stored."""

from collections.abc import Mapping
from functools import cache

from dbservice.errors import Invalid

# Older clients send and read Others, newer ones Other; each gets back what it sent.
GENDERS = ("Male", "Female", "Others", "Other")
CATEGORIES = (
    "Gen",
    "OBC",
    "SC",
    "ST",
    "Gen-EWS",
    "PWD-SC",
    "PWD-Gen",
    "PWD-OBC",
    "PWD-EWS",
    "PWD-ST",
)
STREAMS = ("engineering", "medical", "pcmb", "pcm", "pcb", "foundation", "ca", "clat", "nda")
STATUS_TITLES = (
    "registered",
    "enrolled",
    "active",
    "inactive",
    "at_risk",
    "graduated",
    "dropout",
)


def canonical(value: str, choices: tuple[str, ...], *, field: str) -> str:
    """The stored spelling of `value`; raises Invalid (INVALID_CHOICE) when it is none of them."""
    if choice := _spellings(choices).get(value.casefold()):
        return choice
    raise Invalid(
        f"{value!r} is not a known {field}; allowed: {', '.join(choices)}",
        field=field,
        code="INVALID_CHOICE",
        data={"value": value, "allowed": list(choices)},
    )


@cache
def _spellings(choices: tuple[str, ...]) -> Mapping[str, str]:
    return {choice.casefold(): choice for choice in choices}
