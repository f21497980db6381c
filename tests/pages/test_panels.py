"""Every panel: that each table has one, and that its pages work for each role and for no other."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dbservice.admin.choosing import COLUMNS_AT_MOST
from dbservice.admin.filters import Recorded
from dbservice.admin.narrowing import filters_of
from dbservice.admin.panel import Panel
from dbservice.admin.panels import ELSEWHERE, PANELS
from dbservice.admin.paths import columns_of
from dbservice.models import Base
from dbservice.security.staff import ROLES
from dbservice.services import demands
from dbservice.services.clock import INDIA
from tests.api.resources import RESOURCES
from tests.pages.conftest import Staff, text_of
from tests.pages.controls import fields_in
from tests.rows import add_full_row

EVERY = [panel for panels in PANELS.values() for panel in panels]
ALL = [panel for panel in EVERY if not panel.own_pages]

Rows = list[tuple[Panel, str, int]]


@pytest.fixture
def rows(engine: Engine) -> Rows:
    """Each panel with its address and a row that has a value in every column."""
    with engine.begin() as connection:
        return [
            (panel, f"/admin/{panel.slug}/", add_full_row(connection, panel.table)) for panel in ALL
        ]


def test_each_table_has_a_panel_or_a_reason():
    tables = {mapper.class_ for mapper in Base.registry.mappers}
    shown = [panel.model for panel in EVERY]
    assert len(shown) == len(set(shown))
    assert set(shown) | set(ELSEWHERE) == tables
    assert not set(shown) & set(ELSEWHERE)
    assert all(ELSEWHERE.values())


def test_secrets_are_never_shown():
    secret = [one for panel in EVERY for one in columns_of(panel.model) if is_secret(one.key)]
    assert len(secret) >= 3
    hidden = {one for panel in EVERY for one in panel.hidden}
    assert set(secret) <= hidden


def is_secret(name: str) -> bool:
    return name.endswith(("_hash", "password", "_sealed"))


def test_the_site_asks_of_a_row_what_the_api_asks():
    for resource in RESOURCES:
        entity, asked = resource.entity, demands.of(resource.entity.model)
        if not any(panel.access.edit for panel in ALL if panel.model is entity.model):
            continue
        table = entity.model.__tablename__
        assert set(entity.required) <= set(asked.required), table
        assert set(entity.rules) <= {*asked.rules, *asked.choices}, table
        assert name_of(entity.check) in (None, name_of(asked.check)), table


def name_of(check: object) -> str | None:
    return getattr(check, "__qualname__", None)


def test_an_empty_list_says_what_to_do(log_in: Callable[[str], Staff]):
    admin = log_in("admin")
    for panel in ALL:
        page = text_of(admin.get(f"/admin/{panel.slug}/"))
        assert f"There are no {panel.many_inside} yet" in page, panel.table
        assert (f"New {panel.one}" in page) is (panel.access.create is not None), panel.table


def test_all_pages_of_a_row_open(log_in: Callable[[str], Staff], rows: Rows):
    admin = log_in("admin")
    for panel, base, id in rows:
        listed = admin.get(f"{base}?q=%23{id}" if panel.search else base)
        assert f'href="{id}/"' in listed.text, base
        assert "object at 0x" not in admin.get(f"{base}{id}/").text, base
        expected = {
            f"{id}/": 200,
            "?q=asha%20k": 200,
            f"lookup?q={id}": 200,
            "new/": 404 if panel.access.create is None else 200,
            f"{id}/edit/": 404 if panel.access.edit is None else 200,
            f"{id}/delete/": 404 if panel.access.delete is None else 200,
            "99999/": 404,
            "99999/edit/": 404,
            f"{2**63}/": 404,
        }
        assert {path: admin.get(f"{base}{path}").status_code for path in expected} == expected, base


def test_every_column_can_be_shown_and_sorted(log_in: Callable[[str], Staff], rows: Rows):
    admin = log_in("admin")
    for panel, base, id in rows:
        admin.client.set_cookie("columns", "-".join(panel.cells), path=base)
        page = admin.get(f"{base}?sort=-id")
        assert f'href="{id}/"' in page.text, base
        assert page.text.count('scope="col"') == min(len(panel.cells), COLUMNS_AT_MOST), base
        assert 'aria-sort="descending"' in page.text, base
        admin.client.delete_cookie("columns", path=base)
        for name in [name for name, one in panel.cells.items() if panel.is_sortable(one)][:4]:
            assert "row-link" in admin.get(f"{base}?sort={name}").text, (base, name)


def test_every_filter_finds_the_row_that_has_the_value(
    log_in: Callable[[str], Staff], rows: Rows, session: Session
):
    admin = log_in("admin")
    for panel, base, id in rows:
        row = session.execute(
            select(panel.model.__table__).where(panel.model.__table__.c.id == id)
        ).one()
        for name, given in filtered(panel, row):
            page = admin.get(f"{base}?{given}")
            assert f'href="{id}/"' in page.text, (base, name)
            assert " found" in text_of(page), (base, name)


def test_a_span_may_reach_to_the_ends_of_time(log_in: Callable[[str], Staff]):
    viewer = log_in("viewer")
    for panel in ALL:
        for name, one in filters_of(panel).items():
            if one.widget == "span" and panel.access.read == "viewer":
                for day in ("0001-01-01", "9999-12-31"):
                    page = viewer.get(f"/admin/{panel.slug}/?{name}.from={day}&{name}.to={day}")
                    assert page.status_code == 200, (panel.slug, name, day)


def test_a_row_that_nobody_could_have_is_no_choice(log_in: Callable[[str], Staff]):
    viewer = log_in("viewer")
    for number in ("9" * 5000, str(2**63), "\u0663", "\u00b2"):
        for path in ("student/?in_school=", "batch/?parent=", "history/?person="):
            page = viewer.get(f"/admin/{path}{number}")
            assert page.status_code == 200, (path, number[:30])
            assert "flash tone-bad" in page.text, (path, number[:30])


def filtered(panel: Panel, row: object) -> Iterator[tuple[str, str]]:
    """The query of each filter of the row's own columns, where its value is a possible one."""
    for name, one in filters_of(panel).items():
        path = getattr(one, "path", None)
        if path is None or path.links:
            continue
        value = getattr(row, path.column.name)
        choices = getattr(getattr(one, "kind", None), "choices", None)
        if isinstance(one, Recorded):
            value = value.replace(tzinfo=UTC).astimezone(INDIA)
        if one.widget == "span":
            yield name, f"{name}.from={value:%Y-%m-%d}&{name}.to={value:%Y-%m-%d}"
        elif not choices or value in choices:
            yield name, urlencode({name: str(value).lower() if isinstance(value, bool) else value})


def test_saving_what_is_shown_changes_nothing(
    log_in: Callable[[str], Staff], rows: Rows, session: Session
):
    editor = log_in("editor")
    for panel, base, id in rows:
        if panel.access.edit is None:
            continue
        before = stored(session, panel)
        fields = fields_in(editor.get(f"{base}{id}/edit/").text)
        assert fields, base
        answer = editor.client.post(f"{base}{id}/edit/", headers=editor.headers, data=fields)
        assert answer.status_code == 303, (base, text_of(answer))
        assert stored(session, panel) == before, base


def stored(session: Session, panel: Panel) -> str:
    session.rollback()
    table = panel.model.__table__
    found = session.execute(select(table).order_by(table.c.id)).mappings().all()
    return json.dumps([dict(one) for one in found], default=str)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_panels_say(
    app: Flask, log_in: Callable[[str], Staff], rows: Rows, role: str
):
    app.config["WTF_CSRF_ENABLED"] = False
    staff = log_in(role)
    acts = [
        ("read", "GET", "", {200}),
        ("read", "GET", "{id}/", {200}),
        ("read", "GET", "lookup?q=x", {200}),
        ("read", "GET", "export.csv", {200}),
        ("read", "GET", "export.xlsx", {200}),
        ("create", "GET", "new/", {200}),
        ("create", "POST", "new/", {303, 422}),
        ("edit", "GET", "{id}/edit/", {200}),
        ("edit", "POST", "{id}/edit/", {303}),
        ("edit", "POST", "{id}/cell/nothing", {404}),
        ("delete", "GET", "{id}/delete/", {200}),
        ("delete", "POST", "{id}/delete/", {303, 409}),
    ]
    for panel, base, id in rows:
        for act, method, path, done in acts:
            least = getattr(panel.access, act)
            expected = done if least else {404}
            if not (allowed(role, panel.access.read) and allowed(role, least or "viewer")):
                expected = {403}
            answer = staff.client.open(
                f"{base}{path.format(id=id)}", method=method, headers=staff.headers, buffered=True
            )
            assert answer.status_code in expected, (method, base, path)


def allowed(role: str, least: str) -> bool:
    return ROLES.index(role) >= ROLES.index(least)
