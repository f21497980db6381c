"""How an export ended: to its end, broken off, or failed; whatever was left to tell of it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from contextvars import Context
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from dbservice.admin import exporting
from dbservice.config import Settings
from dbservice.models import DataExport, Tag
from tests.engine.workers import wait_for
from tests.pages.conftest import Staff, text_of
from tests.web_server import serving

LARGE = text("""
    INSERT INTO paragraph (body, inserted_at, updated_at)
    SELECT repeat('long ', 2000), now(), now() FROM generate_series(1, 3000)
""")
OTHERS = text("""
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
""")


@pytest.fixture(autouse=True)
def _tell_of_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(exporting, "TOLD_EVERY", 1)


@pytest.fixture
def tags(session: Session) -> None:
    """Three rows to export."""
    session.add_all(Tag(name=name) for name in ("algebra", "geometry", "optics"))
    session.commit()


def told(staff: Staff, slug: str = "tag") -> dict[str, Any]:
    """What the page is told of the newest export, while another request may be going on."""
    return Context().run(staff.get, f"/admin/{slug}/exports").json


def listed(staff: Staff) -> str:
    return Context().run(lambda: text_of(staff.get("/admin/data-export/")))


@contextmanager
def taken(staff: Staff) -> Iterator[Iterator[bytes]]:
    """An export of which one part has left; the parts to come. At the end the reader goes away."""
    with closing(staff.get("/admin/tag/export.csv")) as answer:
        parts = iter(answer.response)
        next(parts)
        yield parts


def test_an_export_is_running_and_then_finished(editor: Staff, tags: None):
    with taken(editor) as parts:
        assert told(editor)["state"] == "running"
        assert "editor tag csv 1 running" in listed(editor)
        assert len(list(parts)) == 3
    assert told(editor)["state"] == "finished"
    assert "editor tag csv 3 finished" in listed(editor)


def test_an_export_that_the_reader_leaves_is_broken_off(editor: Staff, tags: None):
    with taken(editor):
        pass
    assert (told(editor)["rows"], told(editor)["state"]) == (1, "broken off")
    assert "editor tag csv 1 broken off" in listed(editor)


def test_an_export_that_an_error_ends_has_failed(
    editor: Staff, tags: None, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> str:
        raise ValueError("cannot be written")

    with taken(editor) as parts:
        monkeypatch.setattr(exporting, "_cell", refuse)
        with pytest.raises(ValueError, match="cannot be written"):
            list(parts)
    assert (told(editor)["rows"], told(editor)["state"]) == (1, "failed")
    assert "editor tag csv 1 failed" in listed(editor)


def test_an_export_whose_database_connection_is_lost_is_not_going_on(
    editor: Staff, tags: None, engine: Engine
):
    with taken(editor) as parts:
        with engine.connect() as connection:
            connection.execute(OTHERS)
        assert (told(editor)["rows"], told(editor)["state"]) == (1, "broken off")
        with pytest.raises(OperationalError):
            list(parts)
    assert told(editor)["state"] == "failed", "as the server itself could say"


def test_an_export_is_broken_off_when_its_reader_leaves_and_when_its_server_is_killed(
    editor: Staff, settings: Settings, engine: Engine, tmp_path: Path
):
    with engine.begin() as connection:
        connection.execute(LARGE)
    web = serving(settings, tmp_path)
    with web as url:
        begun_at(url, editor).close()
        wait_for(lambda: endings(engine) == ["broken off"], "the server to notice")
        reader = begun_at(url, editor)
        assert told(editor, "paragraph")["state"] == "running"
        web.answering_process().kill()
        wait_for(
            lambda: told(editor, "paragraph")["state"] == "broken off", "the database to notice"
        )
        reader.close()
    assert endings(engine) == ["broken off", None]
    assert listed(editor).count(" broken off ") == 2


def begun_at(url: str, staff: Staff) -> HTTPConnection:
    """The connection of a reader who has read the beginning of a large export."""
    reader = HTTPConnection(urlsplit(url).netloc, timeout=60)
    reader.request("GET", "/admin/paragraph/export.csv", headers=staff.headers)
    assert reader.getresponse().read(10)
    return reader


def endings(engine: Engine) -> list[str | None]:
    with engine.connect() as connection:
        return list(connection.scalars(select(DataExport.ending).order_by(DataExport.id)))


def test_an_export_of_the_time_before_endings_were_kept_is_over(editor: Staff, session: Session):
    kept = {"table_name": "tag", "columns": ["name"], "terms": {}, "created_by": "editor"}
    session.add(DataExport(format="csv", completed_at=datetime.now(UTC), **kept))
    session.commit()
    assert told(editor)["state"] == "over"
    assert "editor tag csv — over" in listed(editor)
    session.add(DataExport(format="xlsx", **kept))
    session.commit()
    assert told(editor)["state"] == "broken off", "nobody is at work on it"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_who_only_asks_for_the_head_takes_nothing(
    editor: Staff, tags: None, session: Session, format: str
):
    path = f"/admin/tag/export.{format}"
    head = editor.client.head(path, headers=editor.headers)
    assert (head.status_code, head.data) == (200, b"")
    assert session.scalars(select(DataExport)).all() == []
    whole = editor.get(path)
    assert whole.data
    for name in ("Content-Type", "Content-Disposition", "Content-Length"):
        assert head.headers.get(name) == whole.headers.get(name)
