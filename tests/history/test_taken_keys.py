"""Keys that no index keeps apart, and that another row has taken by the time one comes back."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from dbservice.errors import Conflict
from dbservice.models import Base, Chapter, Student
from dbservice.services import crud, deletions, trash


@pytest.mark.parametrize(
    ("model", "values", "told"),
    [
        (Student, {"student_id": "N1"}, "student cannot come back: student_id N1 has already"),
        (Chapter, {"code": "C1"}, "chapter cannot come back: code C1 has already been taken"),
    ],
)
def test_what_is_taken_meanwhile_keeps_a_row_from_coming_back(
    session: Session, model: type[Base], values: dict[str, Any], told: str
) -> None:
    gone = crud.create(session, model, values)[0]
    session.commit()
    crud.delete(session, model, gone)
    session.commit()
    [deletion] = deletions.newest(session)
    other = crud.create(session, model, {})[0]
    crud.update(session, model, other, values)
    session.commit()
    with pytest.raises(Conflict, match=told):
        trash.restore(session, deletion.occasion)
    session.rollback()
    crud.delete(session, model, other)
    session.commit()
    trash.restore(session, deletion.occasion)


@pytest.mark.parametrize("number", [1, 2])
def test_of_old_rows_that_share_a_key_each_may_come_back(session: Session, number: int) -> None:
    twins = [crud.create(session, Student, {"student_id": "N1"})[0] for _ in range(2)]
    session.commit()
    for id in twins[:number]:
        crud.delete(session, Student, id)
    session.commit()
    [deletion] = deletions.newest(session)
    assert trash.restore(session, deletion.occasion) == {"student": number}
