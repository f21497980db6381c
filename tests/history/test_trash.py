"""What was deleted is listed, comes back whole, or is erased for good."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError, NotFound
from dbservice.models import School, Subject
from dbservice.services import crud, deletions, trash
from dbservice.services.deletions import Deletion
from dbservice.services.occasions import Occasion
from tests.engine.midway import someone_waits
from tests.engine.workers import wait_for
from tests.rows import add_row

Act = Callable[[Session, Occasion], object]
ROWS = 'SELECT to_jsonb(t) FROM "{}" AS t ORDER BY id'
TABLES = ("school", "group", "user", "subject", "chapter", "group_user", "enrollment_record")


def contents(connection: Connection | Session) -> dict[str, list[Any]]:
    return {t: list(connection.scalars(text(ROWS.format(t)))) for t in TABLES}


def test_a_deletion_is_listed_with_what_went_along_and_comes_back_whole(
    engine: Engine, session: Session
) -> None:
    school = crud.create(session, School, {"code": "S1", "name": "First"})[0]
    other = crud.create(session, School, {"code": "S2", "name": "Other"})[0]
    session.commit()
    before = contents(session)
    session.execute(text("SELECT set_config('dbservice.actor', 'asha', true)"))
    crud.delete(session, School, school)
    session.commit()

    [deletion] = deletions.newest(session)
    assert [(row.table, row.row_id) for row in deletion.rows] == [("school", school)]
    assert deletion.rows[0].image is not None
    assert deletion.rows[0].image["code"] == "S1"
    assert (deletion.actor, deletion.counts) == ("asha", {"group": 1, "school": 1})
    assert not deletion.is_restored
    assert other not in [row.row_id for row in deletion.rows]

    assert trash.restore(session, deletion.occasion) == {"group": 1, "school": 1}
    session.commit()
    assert contents(session) == before
    [deletion] = deletions.newest(session)
    assert deletion.is_restored
    with pytest.raises(Conflict, match=r"school \d+ is there already"):
        trash.restore(session, deletion.occasion)


def test_rows_that_lost_their_reference_refer_again(session: Session) -> None:
    parent = add_row(session.connection(), "subject")
    child = add_row(session.connection(), "subject", parent_id=parent)
    moved = add_row(session.connection(), "subject", parent_id=parent)
    session.commit()
    crud.delete(session, Subject, parent)
    session.commit()
    session.execute(
        text("UPDATE subject SET parent_id = :c WHERE id = :m"), {"c": child, "m": moved}
    )
    session.commit()
    [deletion] = deletions.newest(session)
    trash.restore(session, deletion.occasion)
    session.commit()
    parents = text("SELECT parent_id FROM subject ORDER BY id")
    assert list(session.scalars(parents)) == [None, parent, child]


def test_what_is_taken_meanwhile_keeps_a_row_from_coming_back(session: Session) -> None:
    school = crud.create(session, School, {"code": "S1"})[0]
    session.commit()
    crud.delete(session, School, school)
    session.commit()
    crud.create(session, School, {"code": "S1"})
    session.commit()
    before = contents(session)
    [deletion] = deletions.newest(session)
    with pytest.raises(Conflict, match="school cannot come back: code S1 has already been taken"):
        trash.restore(session, deletion.occasion)
    session.rollback()
    assert contents(session) == before


def test_deletions_are_paged_and_filtered_by_kind(engine: Engine, session: Session) -> None:
    for number in range(3):
        with engine.begin() as connection:
            add_row(connection, "school", code=f"S{number}")
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM school"))
    with engine.begin() as connection:
        add_row(connection, "group_user")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM group_user"))  # a membership is nothing by itself

    newest = deletions.newest(session, limit=2)
    older = deletions.newest(session, limit=2, before=newest[-1].at)
    assert [codes(page) for page in (newest, older)] == [["S2", "S1"], ["S0"]]
    assert deletions.newest(session, tables=["batch"]) == []
    assert codes(deletions.newest(session, tables=["school"], limit=1)) == ["S2"]


def codes(those: list[Deletion]) -> list[str]:
    return [row.image["code"] for one in those for row in one.rows if row.image]


def test_what_is_erased_is_nowhere_in_the_history(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        user = add_row(connection, "user", first_name="Secret")
        connection.execute(text("UPDATE \"user\" SET last_name = 'Person'"))
    with engine.begin() as connection:
        connection.execute(text('DELETE FROM "user"'))
    [deletion] = deletions.newest(session)
    assert trash.erase(session, deletion.occasion) == 1
    session.commit()

    operations = text("SELECT operation FROM change_log WHERE row_id = :id ORDER BY id")
    assert list(session.scalars(operations, {"id": user})) == [
        *("insert", "update", "delete", "erase")
    ]
    known = text("SELECT count(*) FROM change_log AS c WHERE c::text ~ 'Secret|Person'")
    assert session.scalar(known) == 0
    [deletion] = deletions.newest(session)
    assert deletion.is_erased
    with pytest.raises(Conflict, match="erased for good"):
        trash.restore(session, deletion.occasion)


def test_what_has_come_back_is_not_erased(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        add_row(connection, "school", code="S1")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM school"))
    [deletion] = deletions.newest(session)
    trash.restore(session, deletion.occasion)
    session.commit()
    with pytest.raises(Conflict, match="is there already"):
        trash.erase(session, deletion.occasion)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (trash.restore, trash.erase, "is there already"),
        (trash.erase, trash.restore, "erased for good"),
    ],
)
def test_who_restores_and_who_erases_at_once_do_not_both(
    engine: Engine, session: Session, first: Act, second: Act, told: str
) -> None:
    school = add_row(session.connection(), "school", code="S1")
    session.commit()
    crud.delete(session, School, school)
    session.commit()
    [deletion] = deletions.newest(session)
    session.commit()

    def later() -> None:
        with Session(engine) as other:
            second(other, deletion.occasion)
            other.commit()

    with ThreadPoolExecutor(1) as pool, Session(engine) as one:
        first(one, deletion.occasion)
        attempt = pool.submit(later)
        wait_for(lambda: someone_waits(engine) or attempt.done(), "the other")
        one.commit()
        with pytest.raises(Conflict, match=told):
            attempt.result()


@pytest.mark.parametrize("act", [trash.restore, trash.erase])
def test_a_transaction_that_deleted_nothing_is_not_there(session: Session, act: Any) -> None:
    with pytest.raises(NotFound):
        act(session, Occasion(datetime.now(UTC), 4))


def test_every_kind_is_listed_or_goes_along() -> None:
    assert deletions.GOING_ALONG.isdisjoint(deletions.kinds())
    assert {"student", "school", "batch", "session", "resource"} <= set(deletions.kinds())
    assert issubclass(Conflict, DomainError)


def test_two_deletions_may_have_one_number(engine: Engine, session: Session) -> None:
    """In a cluster that a dump was restored into, numbers of transactions begin anew."""
    ids = {}
    for code in ("S1", "S2"):
        with engine.begin() as connection:
            ids[code] = add_row(connection, "school", code=code)
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM school"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE change_log SET transaction = 7"))
    newest, older = deletions.newest(session)
    assert newest.occasion.transaction == older.occasion.transaction == 7
    assert [codes([one]) for one in (newest, older)] == [["S2"], ["S1"]]
    assert newest.counts == older.counts == {"school": 1}
    assert trash.restore(session, older.occasion) == {"school": 1}
    session.commit()
    assert list(session.scalars(text("SELECT code FROM school"))) == ["S1"]
    newest, older = deletions.newest(session)
    assert (newest.is_restored, older.is_restored) == (False, True)
    assert trash.erase(session, newest.occasion) == 1
    kept = text("SELECT count(before) FROM change_log WHERE row_id = :id AND operation = 'delete'")
    assert [session.scalar(kept, {"id": ids[code]}) for code in ("S1", "S2")] == [1, 0]


def test_two_deletions_may_have_one_moment(engine: Engine, session: Session) -> None:
    for code in ("S1", "S2", "S3"):
        with engine.begin() as connection:
            add_row(connection, "school", code=code)
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM school"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE change_log SET at = date_trunc('month', at)"))
    found = deletions.newest(session, limit=1)
    assert codes(found) == ["S3", "S2", "S1"]
    assert deletions.find(session, found[1].id) == found[1]
    assert trash.restore(session, found[1].occasion) == {"school": 1}
    session.commit()
    assert list(session.scalars(text("SELECT code FROM school"))) == ["S2"]


def test_a_deletion_is_found_by_any_of_its_rows(session: Session) -> None:
    school = crud.create(session, School, {"code": "S1"})[0]
    session.commit()
    crud.delete(session, School, school)
    session.commit()
    deletion = deletions.of_row(session, "school", school)
    assert deletion is not None
    assert deletion.counts == {"group": 1, "school": 1}
    [group] = deletions.rows_of(session, deletion, "group", limit=5)
    assert deletions.find(session, group.change_id) == deletion
    assert deletions.find(session, 10**9) is None
    assert deletions.of_row(session, "school", school + 1) is None


def test_of_many_rows_only_so_many_are_counted(
    engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletions, "COUNTED", 3)
    with engine.begin() as connection:
        for _ in range(5):
            add_row(connection, "school")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM school"))
    [listed] = deletions.newest(session)
    assert (sum(listed.counts.values()), listed.is_counted) == (4, False)
    found = deletions.find(session, listed.id)
    assert found is not None
    assert (found.counts, found.is_counted) == ({"school": 5}, True)
