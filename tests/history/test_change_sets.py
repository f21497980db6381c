"""What was done lately: transaction by transaction, by whom, in what way, to whom."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from dbservice.models import Import
from dbservice.services import change_sets, occasions, person_history
from dbservice.services.change_sets import ChangeSet
from dbservice.services.history import Wanted
from dbservice.services.occasions import Done
from tests.rows import add_row

ORIGIN = text("""
    SELECT set_config('dbservice.actor', :actor, true),
           set_config('dbservice.origin', :origin, true),
           set_config('dbservice.import_id', :import_id, true)
""")


def work(
    engine: Engine, *tables: str, actor: str = "asha", origin: str = "admin", import_id: str = ""
) -> None:
    """A transaction that adds a row to each of these tables."""
    with engine.begin() as connection:
        connection.execute(ORIGIN, {"actor": actor, "origin": origin, "import_id": import_id})
        for table in tables:
            add_row(connection, table)


def told(sets: list[ChangeSet]) -> list[list[tuple[str, str, int]]]:
    return [[(one.table, one.operation, one.rows) for one in each.done] for each in sets]


def test_what_was_done_together_is_one(engine: Engine, session: Session) -> None:
    work(engine, "school", "school", "batch")
    work(engine, "grade", actor="ravi", origin="api")
    work(engine, "user", import_id="7")
    newest, older = change_sets.newest(session, Wanted(), limit=10)
    assert told([newest, older]) == [
        [("grade", "insert", 1)],
        [("school", "insert", 2), ("batch", "insert", 1)],
    ]
    assert (newest.actor, newest.origin) == ("ravi", "api")
    assert older.done[0].samples == [1, 2]
    made = change_sets.changes(session, older.occasion, limit=2)
    assert [(one.table_name, one.row_id) for one in made] == [("school", 1), ("school", 2)]
    [last] = change_sets.changes(session, older.occasion, limit=2, after=made[-1].id)
    assert last.table_name == "batch"
    found = occasions.of_change(session, last.id)
    assert found is not None
    assert found[1] == older.occasion
    assert occasions.summary(session, older.occasion) == [
        Done("school", "insert", 2),
        Done("batch", "insert", 1),
    ]


def test_it_is_asked_for_by_table_by_who_and_how_and_by_time(
    engine: Engine, session: Session
) -> None:
    work(engine, "school")
    work(engine, "batch", "school", actor="ravi")
    work(engine, "grade", actor="ravi", origin="api")
    work(engine, "school", import_id="7")
    all_of_them = change_sets.newest(session, Wanted(), limit=10)
    third, second, first = all_of_them

    def found(**wanted: object) -> list[ChangeSet]:
        return change_sets.newest(session, Wanted(**wanted), limit=10)

    assert found(table="school") == [second, first]
    assert found(table="school", actor="ravi") == [second]
    assert found(table="batch", actor="asha") == []
    assert found(actor="ravi") == [third, second]
    assert found(origin="api") == [third]
    assert found(since=second.at) == [third, second]
    assert found(until=second.at) == [first]
    assert found(since=third.at + timedelta(microseconds=1)) == []
    assert told(found(hidden=["school"])) == [[("grade", "insert", 1)], [("batch", "insert", 1)]]


def test_an_import_is_found_by_the_tables_that_it_changed(engine: Engine, session: Session) -> None:
    session.add_all(Import(id=id) for id in (6, 7))
    session.commit()
    work(engine, "school", origin="import", import_id="7")
    work(engine, "school")
    for table, expected in (("school", [7]), ("batch", [])):
        found = select(Import.id).where(change_sets.importing(table))
        assert session.scalars(found).all() == expected, table


def test_what_has_no_number_is_told_by_its_moment(engine: Engine, session: Session) -> None:
    work(engine, "school")
    with engine.begin() as connection:
        connection.execute(text("UPDATE change_log SET transaction = NULL"))
    [one] = change_sets.newest(session, Wanted(), limit=10)
    assert [row.row_id for row in change_sets.changes(session, one.occasion, limit=5)] == [1]


def test_many_rows_are_counted_as_far_as_told(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        grades = f"SELECT n, now(), now() FROM generate_series(1, {change_sets.COUNTED + 50}) AS n"
        connection.execute(text(f"INSERT INTO grade (number, inserted_at, updated_at) {grades}"))
    [one] = change_sets.newest(session, Wanted(), limit=10)
    assert (one.done[0].rows, one.is_counted) == (change_sets.COUNTED + 1, False)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(["school", "batch", "grade"]), max_size=9), st.integers(1, 4))
def test_pages_are_the_whole_in_pieces(
    engine: Engine, session: Session, tables: list[str], limit: int
) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM change_log"))
    for table in tables:
        work(engine, table)
    whole = change_sets.newest(session, Wanted(), limit=100)
    assert [each.done[0].table for each in whole] == tables[::-1]
    paged: list[ChangeSet] = []
    while page := change_sets.newest(
        session, Wanted(until=paged[-1].at) if paged else Wanted(), limit=limit
    ):
        assert len(page) <= limit
        paged += page
    assert paged == whole
    session.rollback()


def test_a_person_has_the_history_of_every_row_about_them(engine: Engine, session: Session) -> None:
    with engine.begin() as connection:
        user, other = (add_row(connection, "user") for _ in range(2))
        add_row(connection, "student", user_id=user)
        add_row(connection, "student", user_id=other)
        add_row(connection, "enrollment_record", user_id=user, group_type="batch")
        add_row(connection, "group_user", user_id=user)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM group_user"))
        connection.execute(text("UPDATE enrollment_record SET is_current = false"))
    found = person_history.of_person(session, user, limit=50)
    assert [(one.table_name, one.operation) for one in found] == [
        ("enrollment_record", "update"),
        ("group_user", "delete"),
        ("group_user", "insert"),
        ("enrollment_record", "insert"),
        ("student", "insert"),
        ("user", "insert"),
    ]
    older = person_history.of_person(session, user, limit=50, before=found[2].id)
    assert older == found[3:]
    assert person_history.of_person(session, user, Wanted(until=found[0].at), limit=50) == found[2:]
    assert person_history.of_person(session, user, Wanted(since=found[0].at), limit=50) == found[:2]
