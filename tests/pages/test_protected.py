"""Types that take an admin: an address each, and nobody else gets in by any door."""

import io
import re
from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dbservice.imports.import_type import ImportType
from dbservice.imports.registry import TYPES, by_section
from dbservice.models import Import, ImportPreview
from tests.engine import world
from tests.pages.conftest import Staff, id_in, text_of

ADDRESSES = {
    "dropout": "/imports/dropout",
    "re_enrollment": "/imports/re_enrollment",
    "student_enrollment": "/imports/student_enrollment",
    "auth_group_addition": "/imports/auth_group",
    "product_addition": "/imports/product",
    "program_addition": "/imports/program",
    "batch_addition": "/imports/batch",
    "school_addition": "/imports/school",
    "school_deletion": "/imports/school_deletion",
    "batch_id_correction": "/imports/batch_id_correction",
}
PROTECTED = [one for one in TYPES.values() if one.protected]
UNPROTECTED = [one for one in TYPES.values() if not one.protected]

Login = Callable[[str], Staff]


def sheet(kind: ImportType) -> bytes:
    """A sheet that passes the checks of the form."""
    return world.sheet([{kind.columns[0].header: "x"}], kind.name)


def submitted(content: bytes, **fields: object) -> dict[str, object]:
    return {"start_row": "2", "file": (io.BytesIO(content), "sheet.csv"), **fields}


def nothing_began(session: Session) -> bool:
    counts = [session.scalar(select(func.count()).select_from(x)) for x in (Import, ImportPreview)]
    return counts == [0, 0]


def test_these_types_are_protected():
    assert {one.name for one in PROTECTED} == ADDRESSES.keys() & TYPES.keys()


def test_unprotected_types_share_an_address():
    assert {one.address for one in UNPROTECTED} == {"/imports"}


def test_an_admin_starts_each_at_its_address_whatever_the_form_says(
    log_in: Login, session: Session
):
    admin = log_in("admin")
    said: dict[str, str]
    for one, said in product(PROTECTED, ({}, {"type": "student"}, {"type": "?"})):
        id = id_in(admin.post(ADDRESSES[one.name], **submitted(sheet(one), **said)))
        assert session.get_one(Import, id).type == one.name


def test_a_sheet_of_another_type_is_measured_by_the_address(log_in: Login, session: Session):
    admin = log_in("admin")
    for one in PROTECTED:
        fields = submitted(world.sheet([world.student(1)]), type="student", on_error="stop")
        response = admin.post(ADDRESSES[one.name], **fields)
        assert response.status_code == 422
        assert f"The headings do not fit {one.label}" in text_of(response)
        option = f'value="{one.name}" data-address="{ADDRESSES[one.name]}" selected'
        assert option in response.text
        assert f'action="{ADDRESSES[one.name]}"' in response.text
        assert 'value="stop" checked' in response.text
    assert nothing_began(session)


def test_nobody_else_gets_in_by_any_door(log_in: Login, session: Session):
    token = log_in("editor").token()
    for role, one in product(("editor", "viewer"), PROTECTED):
        for path in (ADDRESSES[one.name], "/imports", "/imports/preview"):
            fields = submitted(sheet(one), type=one.name, csrf_token=token)
            staff = log_in(role)
            response = staff.client.post(path, headers=staff.headers, data=fields)
            assert response.status_code == 403, (role, path)
    for one in PROTECTED:
        fields = submitted(sheet(one), csrf_token=token)
        assert staff.client.post(ADDRESSES[one.name], data=fields).status_code == 401
    assert nothing_began(session)


def test_a_form_of_another_site_is_refused(log_in: Login, session: Session):
    admin = log_in("admin")
    token: dict[str, str]
    for one, token in product(PROTECTED, ({}, {"csrf_token": "x"})):
        fields = submitted(sheet(one), **token)
        response = admin.client.post(ADDRESSES[one.name], headers=admin.headers, data=fields)
        assert response.status_code == 400
    assert nothing_began(session)


def test_only_protected_types_have_an_address(log_in: Login):
    admin = log_in("admin")
    for one in UNPROTECTED:
        path = f"/imports/{one.name.removesuffix('_addition')}"
        assert admin.post(path, **submitted(sheet(one))).status_code == 404


def test_a_preview_goes_on_to_the_address_of_its_type(
    log_in: Login, session: Session, rehearse: Callable[[int], None]
):
    admin, editor = log_in("admin"), log_in("editor")
    for one in PROTECTED:
        id = id_in(admin.bring(sheet(one), "/imports/preview", type=one.name))
        rehearse(id)
        page = f"/imports/preview/{id}"
        assert f'<form method="post" action="{one.address}"' in admin.get(page).text
        assert "Start import" not in editor.get(page).text


def options_of(page: str) -> dict[str, list[tuple[str, str, bool]]]:
    """What the form offers by section: name and address of each type, and if it can be chosen."""
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)
    option = r'<option value="(\w+)" data-address="([^"]+)"( selected)?( disabled)?>'
    return {
        label: [
            (name, address, not disabled)
            for name, address, _, disabled in re.findall(option, options)
        ]
        for label, options in groups
    }


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_the_form_offers_every_type_in_its_place(log_in: Login, role: str):
    offered = options_of(log_in(role).get("/imports/new").text)
    assert offered == {
        section.value: [
            (one.name, one.address, role == "admin" or not one.protected) for one in members
        ]
        for section, members in by_section().items()
    }
    assert sum(len(members) for members in offered.values()) == len(TYPES)


def test_the_form_says_why_a_type_cannot_be_chosen(log_in: Login):
    page = text_of(log_in("editor").get("/imports/new"))
    for one in PROTECTED:
        assert f"{one.label} (administrators only)" in page
    assert "(administrators only)" not in text_of(log_in("admin").get("/imports/new"))


def test_a_type_that_cannot_be_chosen_is_not_chosen(log_in: Login):
    admin, editor = log_in("admin"), log_in("editor")
    for one in PROTECTED:
        path = f"/imports/new?type={one.name}"
        assert f"<h2>{one.label}</h2>" in admin.get(path).text
        page = editor.get(path).text
        assert f"<h2>{one.label}</h2>" not in page
        assert '<form class="card form" method="post" action="/imports"' in page


def test_each_section_is_in_the_order_of_its_types():
    for members in by_section().values():
        positions = [one.position for one in members]
        assert positions == sorted(set(positions))
