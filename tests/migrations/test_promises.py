"""A promise that the data breaks is left out and reported; the others are kept."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from dbservice.services import ddl, integrity
from dbservice.services.integrity import Promise
from tests.databases import engine_on, upgrade
from tests.migrations.dirt import break_every_promise, break_promise, clean, later_promises
from tests.rows import add_row

LATER = later_promises()
KEYLESS: list[tuple[str, dict[str, object]]] = [
    ("student", {"apaar_id": ""}),
    ("student", {"apaar_id": None, "user_id": None}),
    ("student", {"student_id": "the same"}),
    ("teacher", {"teacher_id": ""}),
    ("candidate", {"candidate_id": ""}),
    ("school", {"code": None}),
    ("batch", {"batch_id": None}),
    ("resource_curriculum", {"grade_id": None}),
    ("enrollment_record", {"group_type": "school", "group_id": 7, "is_current": False}),
]
INVALID_INDEXES = text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection in autocommit, as builds of indexes need it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def promise_of(name: str) -> Promise:
    return next(promise for promise in integrity.promises() if promise.name == name)


def test_an_upgrade_leaves_out_what_the_data_breaks(
    base_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = engine_on(base_database)
    with engine.begin() as connection:
        rows = break_every_promise(connection)
    upgrade(base_database)
    report = capsys.readouterr().out
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        assert {promise.name for promise in integrity.unkept(connection)} == rows.keys()
        for breach in integrity.breaches(connection):
            (key,) = breach.keys
            assert (key.count, key.row_ids) == (2, rows[breach.promise.name])
            for line in breach.lines():
                assert f"{line}\n" in report
        assert connection.scalars(INVALID_INDEXES).all() == []


def test_each_promise_is_kept_as_soon_as_its_data_is_clean(base_database: str) -> None:
    engine = engine_on(base_database)
    with engine.begin() as connection:
        rows = break_every_promise(connection)
    upgrade(base_database)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for promise in LATER:
            assert integrity.keep(connection, promise) is not None
            clean(connection, promise, rows[promise.name][1])
            assert integrity.keep(connection, promise) is None
        assert integrity.unkept(connection) == []


def test_every_promise_binds(engine: Engine) -> None:
    with engine.begin() as connection:
        for promise in LATER:
            with pytest.raises(IntegrityError, match=promise.name), connection.begin_nested():
                break_promise(connection, promise)


def test_what_has_no_key_may_repeat(engine: Engine) -> None:
    with engine.begin() as connection:
        for table, values in KEYLESS:
            add_row(connection, table, **values)
            add_row(connection, table, **values)


def test_a_user_may_be_in_several_batches(engine: Engine) -> None:
    with engine.begin() as connection:
        member = {"user_id": add_row(connection, "user"), "is_current": True}
        for batch in (1, 2):
            add_row(connection, "enrollment_record", group_type="batch", group_id=batch, **member)


def test_a_breach_names_the_most_shared_keys_first_and_counts_the_rest(
    connection: Connection,
) -> None:
    ddl.drop_index(connection, "school_code_key")
    for number in range(integrity.KEYS_SHOWN + 5):
        for _ in range(2):
            add_row(connection, "school", code=f"S{number:02}")
    for _ in range(integrity.ROWS_SHOWN + 2):
        add_row(connection, "school", code="Everywhere")
    breach = integrity.breach(connection, promise_of("school_code_key"))
    assert breach is not None
    assert (breach.key_count, breach.row_count) == (26, 62)
    assert [key.values for key in breach.keys[:2]] == [("Everywhere",), ("S00",)]
    lines = list(breach.lines())
    assert lines[0] == "school_code_key: 62 rows of school share 26 values of (code)"
    assert lines[1].startswith("  (Everywhere): 12 rows, id 51, 52, ")
    assert lines[1].endswith("60, ...")
    assert lines[-1] == "  and 6 more"


def test_what_a_broken_off_build_has_left_is_replaced(connection: Connection) -> None:
    promise = promise_of("status_title_key")
    ddl.drop_index(connection, promise.name)
    ids = [add_row(connection, "status", title="twice") for _ in range(2)]
    with pytest.raises(IntegrityError, match="could not create unique index"):
        ddl.add_index(connection, promise.name, promise.table, promise.columns, unique=True)
    assert connection.scalars(INVALID_INDEXES).all() == [promise.name]
    assert integrity.keep(connection, promise) is not None
    assert connection.scalars(INVALID_INDEXES).all() == []
    clean(connection, promise, ids[0])
    assert integrity.keep(connection, promise) is None
    assert promise not in integrity.unkept(connection)


def test_a_writer_that_is_quicker_than_the_build_is_reported(
    connection: Connection, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise = promise_of("status_title_key")
    ddl.drop_index(connection, promise.name)
    add_row(connection, "status", title="twice")
    build = ddl.add_index

    def build_late(*args: object, **options: object) -> None:
        with engine.begin() as other:
            add_row(other, "status", title="twice")
        build(*args, **options)

    monkeypatch.setattr(ddl, "add_index", build_late)
    breach = integrity.keep(connection, promise)
    assert breach is not None
    assert breach.keys[0].values == ("twice",)
    assert connection.scalars(INVALID_INDEXES).all() == []
