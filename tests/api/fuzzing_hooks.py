"""What schemathesis has to know of the API beyond its description: what that has no words for."""

import re
from collections.abc import Iterator
from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core import NotSet
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import RejectedPositiveData

APART = {"sort", "sort_by", "offset"}  # none of these goes with after_id
TOO_LONG = {414, 431}  # what the web server does not let through to the service
TOO_MANY = 429  # guesses about a student
DIGITS = re.compile("[+-]?[0-9]+")
ENDS_OF_TIME = ("0001-01-01", "9999-12-31")  # an hour of another zone may lie beyond
# With these parameters a list looks at no other.
DECIDING = {"listSchool": {"code"}, "listStudent": {"id", "group"}}
# These are done all the same, and the answer tells what was not.
TELLING = {"putStudents", "enrollUsers", "createProblems", "changeProblems", "changeStudentRecord"}


@schemathesis.hook
def before_call(_: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Make calls that are meant to be valid so, where parameters do not go together."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for given in (case.query, case.body):
        if isinstance(given, dict) and APART & {*given}:
            given.pop("after_id", None)
    if name_of(case) == "listStudent" and "id" not in case.query:
        case.query.pop("group", None)
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"


@schemathesis.hook
def filter_failure(_: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """Let pass what is as it should be."""
    if response.status_code in TOO_LONG:
        return False
    if isinstance(failure, RejectedPositiveData):
        waits = response.status_code == TOO_MANY
        return not (waits or has_nul(case) or is_beyond(case) or refused_by_route(response))
    if isinstance(failure, AcceptedNegativeData):
        blank = is_blank(case.body) or is_left_out(case)
        return not (blank or decided_otherwise(case) or told(case, response))
    return True


def has_nul(case: Case) -> bool:
    """Whether there is a NUL in what is sent, which is in no text that PostgreSQL keeps."""
    given = (*case.query.values(), *case.path_parameters.values(), case.body)
    return any("\0" in text for text in texts(given))


def is_beyond(case: Case) -> bool:
    """Whether a text holds a number or a time beyond all that is kept; no pattern counts so far."""
    found = [*texts((*case.query.values(), case.body))]
    numbers = [int(text) for text in found if DIGITS.fullmatch(text)]
    is_large = any(not -(2**31) <= number < 2**31 for number in numbers)
    return is_large or any(text.startswith(ENDS_OF_TIME) for text in found)


def is_left_out(case: Case) -> bool:
    """Whether a parameter is of a kind of which nothing but its name is sent."""
    return any(value in ({}, []) for value in case.query.values())


def texts(value: Any) -> Iterator[str]:
    """The texts in a value, however deep, as they are sent."""
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    elif value is not None and not isinstance(value, NotSet):
        yield str(value)


def refused_by_route(response: Response) -> bool:
    """Whether a route refuses in its own words what does not fit the rows that there are."""
    if response.status_code != 400:  # Bad Request
        return False
    body = response.json()
    return isinstance(body.get("error", body.get("errors")), str)


def decided_otherwise(case: Case) -> bool:
    """Whether the call looks at other parameters than the one that is not as it should be."""
    deciding = DECIDING.get(name_of(case))
    return deciding is not None and deciding <= {*case.query}


def is_blank(body: Any) -> bool:
    """Whether a body has a long text of nothing but blanks, which counts as null all the same."""
    values = body.values() if isinstance(body, dict) else ()
    return any(isinstance(one, str) and len(one) > 255 and one.isspace() for one in values)


def told(case: Case, response: Response) -> bool:
    """Whether the answer tells that something was not done."""
    if name_of(case) not in TELLING:
        return False
    body = response.json()
    records = (body.get("updated_record"), body.get("updated_status_record"))
    return bool(body.get("failed")) or any(one and "error" in one for one in records)


def name_of(case: Case) -> str:
    """The operationId of a call."""
    return str(case.operation.definition.raw["operationId"])
