"""What an import changed."""

import re

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.services import import_history
from dbservice.services.history import Wanted
from tests.history.test_change_sets import work

BULK = text("""
    INSERT INTO change_log (table_name, row_id, operation, after, import_id, at)
    SELECT kind, number, 'insert', '{}', number % 20,
           now() - (10000 - number) / 1000 * interval '1 second'
    FROM generate_series(1, 10000) AS number, unnest(ARRAY['student', 'user']) AS kind
    ORDER BY number
""")


def rows(session: Session, import_id: int, **more: object) -> list[tuple[str, int]]:
    wanted = more.pop("wanted", Wanted())
    found = import_history.of_import(session, import_id, wanted, **{"limit": 100, **more})
    return [(one.table_name, one.row_id) for one in found]


def test_it_is_told_newest_first_page_by_page(engine: Engine, session: Session) -> None:
    work(engine, "school", "batch", origin="import", import_id="7")
    work(engine, "school", origin="import", import_id="8")
    work(engine, "grade", "school", origin="import", import_id="7")
    work(engine, "school")
    assert rows(session, 7) == [("school", 3), ("grade", 1), ("batch", 1), ("school", 1)]
    pages, before = [], None
    while found := import_history.of_import(session, 7, limit=1, before=before):
        pages += [(one.table_name, one.row_id) for one in found]
        before = found[-1].id
    assert pages == rows(session, 7)
    assert rows(session, 9) == []


def test_it_is_narrowed_like_the_rest_of_the_history(engine: Engine, session: Session) -> None:
    work(engine, "school", "batch", origin="import", import_id="7")
    last = import_history.of_import(session, 7, limit=1)[0].at
    for wanted, expected in {
        Wanted(table="batch"): [("batch", 1)],
        Wanted(hidden=("batch",)): [("school", 1)],
        Wanted(table="batch", hidden=("batch",)): [],
        Wanted(actor="asha", origin="import", since=last): [("batch", 1), ("school", 1)],
        Wanted(actor="ravi"): [],
        Wanted(origin="api"): [],
        Wanted(until=last): [],
    }.items():
        assert rows(session, 7, wanted=wanted) == expected, wanted


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(table="user"), Wanted(actor="asha")])
def test_an_index_leads_to_the_changes_of_an_import(
    engine: Engine, session: Session, wanted: Wanted
) -> None:
    with engine.begin() as connection:
        connection.execute(BULK)
        connection.execute(text("ANALYZE change_log"))
    newest = import_history.of_import(session, 3, limit=10)
    assert [one.row_id for one in newest[:3]] == [9983, 9983, 9963]
    for before in (None, newest[-1].id):
        query, given = import_history.asked(3, wanted, limit=10, before=before)
        plan = "\n".join(session.scalars(text(f"EXPLAIN {query.text}"), given))
        whole = re.findall(r"Seq Scan on (\w+)", plan)
        assert not [one for one in whole if session.scalar(text(f"SELECT count(*) FROM {one}"))]
        assert "_table_index" in plan, plan
