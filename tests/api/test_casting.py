"""What is accepted for each kind of value, and what becomes of it."""
# ruff: noqa: DTZ001  # the base tables keep moments in UTC without zone

import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from marshmallow import ValidationError

from dbservice.blueprints._casting import (
    Day,
    Exact,
    Fraction,
    Kind,
    Moment,
    Text,
    Truth,
    Whole,
)
from dbservice.blueprints._documents import JsonObject, Many, ObjectList
from dbservice.blueprints._patterns import DATE
from dbservice.errors import Invalid
from dbservice.services import rules

ACCEPTED: list[tuple[Kind, Any, Any]] = [
    (Text(5), "abc", "abc"),
    (Text(5), " a ", " a "),
    (Text(5), "12345", "12345"),
    (Text(None), "x" * 10_000, "x" * 10_000),
    (Whole(32), 5, 5),
    (Whole(32), "5", 5),
    (Whole(32), "-5", -5),
    (Whole(32), "+5", 5),
    (Whole(32), "007", 7),
    (Whole(32), 2**31 - 1, 2**31 - 1),
    (Whole(64), str(-(2**63)), -(2**63)),
    (Fraction(), 1, 1.0),
    (Fraction(), 1.5, 1.5),
    (Fraction(), "1.5", 1.5),
    (Fraction(), "1e3", 1000.0),
    (Exact(None, None), 8.5, Decimal("8.5")),
    (Exact(None, None), "8.50", Decimal("8.50")),
    (Exact(None, None), 7, Decimal(7)),
    (Exact(3, 2), "9.994", Decimal("9.99")),
    (Exact(3, 2), "-9.99", Decimal("-9.99")),
    (Exact(3, 2), 9.9949, Decimal("9.99")),
    (Exact(3, 2), "0.0001", Decimal("0.00")),
    (Truth(), True, True),
    (Truth(), False, False),
    (Truth(), "true", True),
    (Truth(), "false", False),
    (Truth(), "1", True),
    (Truth(), "0", False),
    (Day(), "2024-06-30", date(2024, 6, 30)),
    (Day(), "2024-06-30T23:59:00Z", date(2024, 6, 30)),
    (Day(), "2024-06-30 01:00:00+05:30", date(2024, 6, 30)),
    (Day(), "2000-02-29", date(2000, 2, 29)),
    (Moment(), "2024-06-30T11:05:00Z", datetime(2024, 6, 30, 11, 5)),
    (Moment(), "2024-06-30T11:05:00", datetime(2024, 6, 30, 11, 5)),
    (Moment(), "2024-06-30T11:05", datetime(2024, 6, 30, 11, 5)),
    (Moment(), "2024-06-30T11:05:00.999999", datetime(2024, 6, 30, 11, 5)),
    (Moment(), "2024-06-30T11:05:00+05:30", datetime(2024, 6, 30, 5, 35)),
    (Moment(), "2024-06-30 11:05:00-0100", datetime(2024, 6, 30, 12, 5)),
    (JsonObject(), {}, {}),
    (JsonObject(), {"a": [1, None, {"b": 2**70}]}, {"a": [1, None, {"b": 2**70}]}),
    (ObjectList(), [], []),
    (ObjectList(), [{"a": 1}], [{"a": 1}]),
    (Many(Whole(32)), [1, "2"], [1, 2]),
    (Many(Whole(32)), [], []),
]
REFUSED: list[tuple[Kind, Any]] = [
    *((Text(5), value) for value in (1, 1.5, True, [], {}, "123456", "a\0b")),
    *((Whole(32), value) for value in (1.0, 1.5, True, "1.0", "x", "1 ", "0x1", "1_0", "٣", [1])),
    *((Whole(32), value) for value in (2**31, str(2**31), -(2**31) - 1, "9" * 5000, {})),
    *((Whole(64), value) for value in (2**63, -(2**63) - 1)),
    *((Fraction(), value) for value in ("x", "nan", "inf", "1e999", "1_0", True, [], 10**400)),
    *((Exact(None, None), value) for value in ("x", "NaN", "Infinity", "1e2000", True, [], {})),
    *((Exact(3, 2), value) for value in ("10", 10, "9.995", 9.995, -9.995, "-10", 99.9)),
    *((Truth(), value) for value in (1, 0, "yes", "True", "TRUE", "2", [], {})),
    *((Day(), value) for value in ("30/06/2024", "2024-13-01", "2024-02-30", "2024-6-3", 20240630)),
    *((Day(), value) for value in ("20240630", "2024-06-30Tx", "0000-01-01", "2024-06-30 ")),
    *((Day(), value) for value in ("2023-02-29", "1900-02-29", "2024-04-31")),
    *((Moment(), value) for value in ("2024-06-30", "x", 0, "2024-06-30T25:00", "2024-W01-1")),
    *((Moment(), value) for value in ("0001-01-01T00:00:00+05:30", "2024-06-30T11:05:00+99:99")),
    *((JsonObject(), value) for value in ([], "{}", 1, True, {"a\0": 1}, {"a": ["\0"]})),
    *((ObjectList(), value) for value in ({}, [1], ["{}"], [[]], [{"a": "\0"}])),
    *((Many(Whole(32)), value) for value in ({}, "1", [None], [1.5], [[1]], ["x"], [2**31])),
]
KINDS = [*{type(kind): kind for kind, _, _ in ACCEPTED}.values()]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["2024-06-30", "2024-06-30T00:00:00Z", "12", "1e5", "true"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@pytest.mark.parametrize(("kind", "sent", "stored"), ACCEPTED)
def test_accepted(kind: Kind, sent: Any, stored: Any) -> None:
    value = kind.deserialize(sent)
    assert value == stored
    assert type(value) is type(stored)


@pytest.mark.parametrize(("kind", "sent"), REFUSED)
def test_refused(kind: Kind, sent: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        kind.deserialize(sent)
    assert refusal.value.messages in (["is invalid"], ["should be at most 5 character(s)"])


@given(st.from_regex(DATE, fullmatch=True))
def test_whatever_looks_like_a_date_is_one(text: str) -> None:
    assert date.fromisoformat(text).isoformat() == text


@given(st.dates())
def test_every_date_looks_like_one(day: date) -> None:
    assert Day().deserialize(day.isoformat()) == day


def test_a_document_nested_beyond_reason_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(20_000):
        deep = [deep]
    with pytest.raises(ValidationError):
        JsonObject().deserialize({"deep": deep})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
@pytest.mark.parametrize("blank", [None, "", " ", "\t\n ", "\u00a0\ufeff"])
def test_blank_is_null_for_every_kind(kind: Kind, blank: Any) -> None:
    assert kind.deserialize(blank) is None


@pytest.mark.parametrize("control", ["\x1c", "\x1d", "\x1e", "\x1f", "\x85"])
def test_what_a_regular_expression_takes_for_no_blank_is_none(control: str) -> None:
    assert Text().deserialize(control) == control
    with pytest.raises(ValidationError):
        Whole(32).deserialize(f" {control}")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
def test_anything_else_is_refused_and_never_breaks(kind: Kind) -> None:
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(json_values)
    def cast(value: Any) -> None:
        with suppress(ValidationError):
            stored = kind.deserialize(value)
            assert stored is None or not isinstance(stored, str) or stored == value

    cast()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
def test_what_the_api_description_rules_out_is_refused(kind: Kind) -> None:
    described = kind.accepted()
    patterns = [one["pattern"] for one in alternatives(described) if "pattern" in one]
    samples = st.sampled_from(["1.0", "2024-06-30T1:00", "2024-02-30", "2024-06-30 11:05"])

    @settings(deadline=None)
    @given(st.text() | st.one_of(map(st.from_regex, patterns)) | samples)
    def cast(value: str) -> None:
        if validator(described).is_valid(value):
            return
        with pytest.raises(ValidationError):
            kind.deserialize(value)

    cast()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
def test_what_the_api_description_rules_out_of_lists_is_refused(kind: Kind) -> None:
    described = validator(kind.taken())

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(json_values)
    def cast(value: Any) -> None:
        if described.is_valid(value):
            return
        with pytest.raises(ValidationError):
            kind.cast(value)

    cast()


def alternatives(described: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = described.get("anyOf", [described])
    return found


def validator(described: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(described, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize(("kind", "sent", "stored"), ACCEPTED)
def test_what_is_accepted_is_what_the_api_description_allows(
    kind: Kind, sent: Any, stored: Any
) -> None:
    validator(kind.accepted()).validate(sent)


@pytest.mark.parametrize(
    "rule",
    [rules.DIGITS, rules.NOT_IN_FUTURE, rules.one_of(("Gen-EWS", "OBC"))],
    ids=["digits", "day", "choice"],
)
def test_a_rule_says_what_it_wants(rule: rules.Rule) -> None:
    described = Text(None, rule=rule).accepted()
    assert described["description"] == rule.about
    pattern = described.get("pattern", "")
    for value in ("gen-ews", "OBC", "123", "12a", "other"):
        try:
            rule.apply(value)
        except (Invalid, TypeError):
            continue
        assert re.search(pattern, value)
