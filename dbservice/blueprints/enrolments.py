"""Enrolling many users, and correcting where one is enrolled."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from dbservice.blueprints import _enrolment_wordings as wordings
from dbservice.blueprints._batches import Items, batch_answer, batch_response
from dbservice.blueprints._bodies import Body
from dbservice.blueprints._calls import Calls, Fields, Values
from dbservice.blueprints._casting import Text, Whole
from dbservice.blueprints._enrolling import new_membership
from dbservice.blueprints._errors import Failed, Refused, Unacceptable
from dbservice.blueprints._operations import ref, row_of
from dbservice.blueprints._responses import json_response
from dbservice.blueprints.group_user import GROUP_USER
from dbservice.db import transaction
from dbservice.errors import Conflict, DomainError
from dbservice.services import memberships, references
from dbservice.services.constraints import TAKEN
from dbservice.services.correction import correct
from dbservice.services.groups import EntityRef, GroupKind
from dbservice.services.memberships import Wish
from dbservice.services.references import References, Target
from dbservice.services.roll_writing import changing

# What names the place of an item, by its type.
NAMED_BY = {
    "auth_group": "auth_group",
    "school": "school_code",
    "batch": "batch_id",
    "grade": "grade_id",
}
ITEMS: Mapping[str, Fields] = {
    "auth_group": new_membership(auth_group=Text(255, needed=True)),
    "school": new_membership(school_code=Text(255, needed=True)),
    "batch": new_membership(batch_id=Text(255, needed=True)),
    "grade": new_membership(grade_id=Whole(64, needed=True)),
}
ITEM = {
    "enrollment_type": Text(255, needed=True),
    **{name: kind for fields in ITEMS.values() for name, kind in fields.kinds.items()},
}

blueprint = Calls("enrolments", tag="Enrolment")


@blueprint.call(
    "POST",
    "/group-user/batch-process",
    name="enrollUsers",
    summary="Enrol many users, each in an auth group, school, batch or grade",
    takes=Items(ITEM),
    answers=batch_answer(
        group_user=ref("GroupUser"),
        errors={
            "type": "object",
            "properties": {"error": {"type": "string"}, "data": {"type": "object"}},
        },
    ),
)
def enroll_users(items: Sequence[Body]) -> Response:
    with transaction() as session:
        read = [_read(item) for item in items]
        wishes = Places(session, read).wishes(read)
        asked = [wish for wish in wishes if isinstance(wish, Wish)]
        verdicts = iter(memberships.enroll(session, asked))
        outcomes = [next(verdicts) or one if isinstance(one, Wish) else one for one in wishes]
        found = memberships.ids(session, {_pair(one) for one in outcomes if isinstance(one, Wish)})
    return batch_response(
        [_result(item, one, found) for item, one in zip(items, outcomes, strict=True)]
    )


def _read(item: Body) -> Values | Exception:
    """The values of an item with its type, or what is wrong with it."""
    kind = item.get("enrollment_type")
    if not isinstance(kind, str) or kind not in ITEMS:
        return DomainError("Unknown enrollment type")
    try:
        return {"kind": GroupKind(kind), "code": None, **ITEMS[kind].read(item)}
    except Unacceptable as faults:
        return faults


class Places:
    """What the items name; two statements for any number of them."""

    def __init__(self, session: Session, read: Sequence[Values | Exception]) -> None:
        codes: dict[GroupKind, set[Any]] = {GroupKind(kind): set() for kind in ITEMS}
        for one in read:
            if isinstance(one, dict):
                codes[one["kind"]].add(one[NAMED_BY[one["kind"]]])
        grades = codes.pop(GroupKind.GRADE)
        self._grades = references.by_id(session, GroupKind.GRADE, grades)
        self._others: References = references.resolve(session, codes)

    def wishes(self, read: Sequence[Values | Exception]) -> list[Wish | Exception]:
        """What the items ask for, or what is wrong with them."""
        return [self._wish(one) if isinstance(one, dict) else one for one in read]

    def _wish(self, values: Values) -> Wish | Exception:
        try:
            target = self._target(values["kind"], values[NAMED_BY[values["kind"]]])
        except DomainError as refusal:
            return refusal
        return Wish(values["user_id"], target, values["academic_year"], values["start_date"])

    def _target(self, kind: GroupKind, code: Any) -> Target:
        if kind is not GroupKind.GRADE:
            return self._others.target(kind, code)
        found = self._grades[code]
        if isinstance(found, DomainError):
            raise found
        return found


def _pair(wish: Wish) -> tuple[int, int]:
    return wish.user_id, wish.target.group_row_id


def _result(
    item: Body, outcome: Wish | Exception, found: Mapping[tuple[int, int], int]
) -> Mapping[str, Any]:
    if isinstance(outcome, Wish):
        user_id, group_id = _pair(outcome)
        member = {"id": found[user_id, group_id], "group_id": group_id, "user_id": user_id}
        return {"status": "ok", "group_user": member}
    return {"status": "error", "errors": {"error": _text(outcome), "data": item}}


def _text(problem: Exception) -> str:
    """Why an item is refused, in the words of the call for one user."""
    assert isinstance(problem, DomainError | Unacceptable)
    worded = wordings.ENROLLING.reworded(problem)
    if isinstance(worded, Refused):
        return worded.text
    assert isinstance(worded, Unacceptable)
    return worded.message


@blueprint.call(
    "PATCH",
    "/update-group-user-by-type",
    name="correctMembership",
    summary="Correct the group of a kind that a user is in: membership and record are rewritten",
    takes=Fields(
        user_id=Whole(64, needed=True),
        group_id=Whole(64, needed=True),
        type=Text(255),
        group_type=Text(255),
        current_batch_pk=Whole(32),
    ),
    answers={200: row_of(GROUP_USER, "The membership as it is now.")},
    wording=wordings.CORRECTING,
)
def correct_membership(given: Values) -> Response:
    kind = given["type"] or given["group_type"]
    if kind is None:
        raise Failed(422, "group type is required")
    with transaction() as session:
        target = references.of_group_row(session, given["group_id"], kind)
        instead_of = None
        if target.entity.kind is GroupKind.BATCH and given["current_batch_pk"] is not None:
            instead_of = EntityRef(GroupKind.BATCH, given["current_batch_pk"])
        with changing(session, given["user_id"]) as person:
            try:
                correct(person, target, instead_of=instead_of, first_counts=True)
            except Conflict as refusal:
                if refusal.code == "ALREADY_MEMBER":
                    raise Unacceptable({"group_id": [TAKEN]}) from refusal
                raise
        pair = (given["user_id"], target.group_row_id)
        id = memberships.ids(session, [pair])[pair]
    return json_response({"id": id, "group_id": pair[1], "user_id": pair[0]})
