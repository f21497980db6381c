"""What students applied for at exams, and what came of it.

The password at the exam's portal is stored sealed, and shown to tokens that may see secrets only.
"""

import re
from collections.abc import Callable
from functools import partial

import orjson
import structlog
from marshmallow import fields

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._derived import Derived
from dbservice.blueprints._entity import Entity, Values
from dbservice.blueprints._resource import resource
from dbservice.models import StudentExamRecord
from dbservice.security import SECRETS, caller_may, sealer
from dbservice.services import exam_passwords, row_keys
from dbservice.services.sealing import Sealer

PASSWORD = "application_password"  # noqa: S105  # the name of the column
# How the database marks a password for `shown_to_caller`, with the way in which it is stored.
MARKED = re.compile(rf'"{PASSWORD}":"(clear|sealed):((?:[^"\\]|\\.)*)"')
log = structlog.get_logger()


def marked(row: str) -> str:
    """SQL of the password as it is stored."""
    return (
        f"CASE WHEN {row}.{PASSWORD} IS NOT NULL THEN 'clear:' || {row}.{PASSWORD}"
        f" ELSE 'sealed:' || {row}.{PASSWORD}_sealed END"
    )


def shown_to_caller() -> Callable[[str], str]:
    """Puts passwords into the JSON of records, or nulls for callers who may not see them."""
    value = partial(revealed, sealer()) if caller_may(SECRETS) else concealed
    return lambda text: MARKED.sub(value, text)


def revealed(sealer: Sealer, found: re.Match[str]) -> str:
    way, value = found.groups()
    if way == "clear":
        return f'"{PASSWORD}":"{value}"'
    password = sealer.open(value)
    if password is None:
        log.error("a stored password cannot be opened with any of the keys")
    return f'"{PASSWORD}":{orjson.dumps(password).decode()}'


def concealed(_: re.Match[str]) -> str:
    return f'"{PASSWORD}":null'


def with_sealed_password(values: Values) -> Values:
    """Values with the password as it is stored.

    A null from callers who may not see passwords is what they were shown, and no change.
    """
    if PASSWORD not in values:
        return values
    password = values[PASSWORD]
    if password is None and not caller_may(SECRETS):
        return {name: value for name, value in values.items() if name != PASSWORD}
    return {**values, **exam_passwords.columns(sealer(), password)}


STUDENT_EXAM_RECORD = Entity(
    StudentExamRecord,
    required=(
        StudentExamRecord.student_id,
        StudentExamRecord.exam_id,
        StudentExamRecord.application_number,
    ),
    internal=(StudentExamRecord.application_password_sealed,),
    unfiltered=(
        StudentExamRecord.application_password,
        StudentExamRecord.application_password_sealed,
    ),
    derived={PASSWORD: Derived(marked, fields.String(required=True, allow_none=True))},
    shows=shown_to_caller,
    stores=with_sealed_password,
)

blueprint = resource(
    STUDENT_EXAM_RECORD,
    tag="Exams and colleges",
    create=Upsert(row_keys.of(StudentExamRecord)),
)
