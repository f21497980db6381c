"""The history by months: what goes where, and forgetting what is old."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, text

from dbservice.services import history_months
from dbservice.services.history_months import Month
from tests.databases import downgrade, engine_on, upgrade
from tests.rows import add_row

KEPT = text('SELECT tableoid::regclass::text AS "table", row_id FROM change_log ORDER BY id')
REMEMBER = text("""
    INSERT INTO change_log (table_name, row_id, operation, at) VALUES ('school', :id, 'update', :at)
""")


def moment(year: int, month: int, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def remember(connection: Connection, row_id: int, at: datetime) -> None:
    connection.execute(REMEMBER, {"id": row_id, "at": at})


def kept(connection: Connection) -> list[tuple[str, int]]:
    return [tuple(row) for row in connection.execute(KEPT)]


@pytest.mark.parametrize(
    ("month", "later", "expected"),
    [
        (Month(2026, 11), 0, Month(2026, 11)),
        (Month(2026, 11), 1, Month(2026, 12)),
        (Month(2026, 12), 1, Month(2027, 1)),
        (Month(2026, 1), -1, Month(2025, 12)),
        (Month(2026, 3), -15, Month(2024, 12)),
    ],
)
def test_months_are_counted_over_the_turn_of_years(
    month: Month, later: int, expected: Month
) -> None:
    assert month.plus(later) == expected


def test_a_migrated_database_is_prepared_for_the_next_months(engine: Engine) -> None:
    with engine.begin() as connection:
        today = datetime.now(UTC)
        ends = [part.until for part in history_months.parts(connection) if part.until]
        assert max(ends) >= Month.of(today).plus(history_months.MONTHS_AHEAD).begins
        assert history_months.kept_since(connection) is None
        school = add_row(connection, "school")
        [(table, row_id)] = kept(connection)
        assert (row_id, table) == (school, history_months.parts(connection)[0].table)


def test_what_came_before_its_month_moves_when_the_month_is_made(engine: Engine) -> None:
    days = [moment(2030, 5, 31), moment(2030, 6), moment(2030, 8, 31), moment(2030, 9)]
    with engine.begin() as connection:
        for number, day in enumerate(days):
            remember(connection, number, day)
        assert {table for table, _ in kept(connection)} == {"change_log_rest"}
        made = history_months.prepare(connection, moment(2030, 6, 20))
        assert made == [f"change_log_2030_0{number}" for number in (6, 7, 8)]
        assert kept(connection) == [
            ("change_log_rest", 0),
            ("change_log_2030_06", 1),
            ("change_log_2030_08", 2),
            ("change_log_rest", 3),
        ]
        assert history_months.prepare(connection, moment(2030, 6, 21)) == []


def test_old_months_are_dropped_and_what_the_rest_has_of_them(engine: Engine) -> None:
    today = moment(2030, 8, 15)
    with engine.begin() as connection:
        add_row(connection, "school")
        history_months.prepare(connection, moment(2030, 6, 20))
        for number, day in enumerate([moment(2030, 6, 30), moment(2030, 7), moment(2030, 8)]):
            remember(connection, number, day)
        remember(connection, 99, moment(2029, 12))
        going = history_months.forgettable(connection, 1, today)
        assert going[-1].table == "change_log_2030_06"
        assert history_months.forget(connection, 1, today) == going
        assert kept(connection) == [("change_log_2030_07", 1), ("change_log_2030_08", 2)]
        assert history_months.kept_since(connection) == moment(2030, 7)
        assert history_months.forget(connection, 1, today) == []


def test_the_commands_list_and_drop(app: Flask, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE change_log_before"))
        for month in (Month(2020, 1), Month.of(datetime.now(UTC))):
            history_months._make(connection, month)
        remember(connection, 1, moment(2020, 1, 15))
        remember(connection, 2, datetime.now(UTC))
    assert "change_log_2020_01  from 2020-01-01 before 2020-02-01" in said(app, "months")
    assert said(app, "prepare") == "They are all there.\n"
    assert "change_log_2020_01" in said(app, "forget", "--keep", "1")
    with engine.begin() as connection:
        assert [row_id for _, row_id in kept(connection)] == [1, 2]
    assert "1 dropped" in said(app, "forget", "--keep", "1", "--yes")
    with engine.begin() as connection:
        assert [row_id for _, row_id in kept(connection)] == [2]
    assert "change_log_2020_01" not in said(app, "months")


def said(app: Flask, *args: str) -> str:
    result = app.test_cli_runner().invoke(args=["history", *args])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_history_is_there_on_both_sides_of_the_migration(base_database: str) -> None:
    upgrade(base_database, "0011")
    engine = engine_on(base_database)
    with engine.begin() as connection:
        school = add_row(connection, "school", name="Old")
    upgrade(base_database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE school SET name = 'New'"))
        assert kept(connection) == [("change_log_before", school)] * 2
        history_months.prepare(connection, moment(2040, 1))
        remember(connection, 7, moment(2040, 1, 5))
    downgrade(base_database, "0011")
    with engine.begin() as connection:
        assert kept(connection) == [("change_log", school)] * 2 + [("change_log", 7)]
        connection.execute(text("DELETE FROM school"))
        assert kept(connection)[-1] == ("change_log", school)
    upgrade(base_database)
    with engine.connect() as connection:
        assert [row_id for _, row_id in kept(connection)] == [school, school, 7, school]
