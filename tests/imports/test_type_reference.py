"""The reference of import types: complete, and the page in the docs is what it says."""

from pathlib import Path

import pytest

from dbservice.imports.error_codes import GENERAL, MEANINGS
from dbservice.imports.import_type import ImportType
from dbservice.imports.registry import TYPES
from dbservice.imports.type_reference import markdown
from dbservice.models import Base

PAGE = Path(__file__).parents[2] / "docs" / "import-types.md"
types = pytest.mark.parametrize("type_", TYPES.values(), ids=TYPES)


def test_the_page_is_what_the_types_say() -> None:
    assert PAGE.read_text() == markdown(), "make docs"


def test_a_command_prints_it(app) -> None:
    assert app.test_cli_runner().invoke(args=["imports", "docs"]).output == markdown()


@types
def test_a_type_tells_all_about_itself(type_: ImportType) -> None:
    assert type_.writes
    assert set(type_.writes) <= set(Base.metadata.tables)
    assert type_.errors
    assert type_.again
    assert not type_.summary.endswith(".")


@types
def test_every_code_has_a_meaning(type_: ImportType) -> None:
    blank = {column.blank for column in type_.columns if column.blank}
    assert {*type_.errors, *type_.remarks, *GENERAL} <= MEANINGS.keys()
    assert blank <= {*type_.errors, *GENERAL}


def test_every_meaning_is_of_a_code_that_can_occur() -> None:
    codes = {code for one in TYPES.values() for code in (*one.errors, *one.remarks)}
    assert MEANINGS.keys() == codes | set(GENERAL)


@types
def test_its_chapter_has_its_columns_and_codes(type_: ImportType) -> None:
    chapter = markdown().split(f"\n## {type_.label}\n")[1].split("\n## ")[0]
    for column in type_.columns:
        assert f"| `{column.header}`" in chapter
    for code in (*type_.errors, *type_.remarks):
        assert f"| `{code}` | {MEANINGS[code]} |" in chapter
    assert ("protected" in chapter) is type_.protected
