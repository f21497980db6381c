"""The reference of all import types as Markdown, out of what the types say of themselves."""

from collections.abc import Iterable, Iterator, Sequence

from dbservice.imports.cells import UNREAD
from dbservice.imports.duplicates import IDENTIFIERS
from dbservice.imports.error_codes import GENERAL, MEANINGS
from dbservice.imports.import_type import Column, ImportType
from dbservice.imports.registry import by_section

INTRODUCTION = """# Import types

Every kind of sheet, its columns, and what can be wrong with a row. `make docs` writes this page
(`flask --app app imports docs` prints it).

- The headings stand in row 1, exactly as below, in any order. Optional columns may be missing.
- A blank cell is left out: it never clears a stored value. A row of blank cells is passed over.
- A row goes in whole or not at all. A row with a remark goes in.
- Protected types are for administrators.
"""


def markdown() -> str:
    """The whole reference."""
    return "\n".join(line.rstrip() for line in _lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from INTRODUCTION.splitlines()
    for section, types in by_section().items():
        yield from ("", f"**{section}:** " + ", ".join(map(_link, types)))
    yield from ("", "## Errors of every type", "")
    yield from _meanings(GENERAL)
    yield from (
        "",
        "In sheets about people, `DUPLICATE_IN_SHEET` is a remark: "
        + _clause(MEANINGS["DUPLICATE_IN_SHEET"])
        + ". Student Addition refuses such a row.",
    )
    for types in by_section().values():
        for one in types:
            yield from _chapter(one)


def _link(one: ImportType) -> str:
    anchor = one.label.lower().replace(" ", "-")
    return f"[{one.label}](#{anchor})"


def _chapter(one: ImportType) -> Iterator[str]:
    yield from ("", f"## {one.label}", "", f"{one.summary}.", "")
    yield f"- Type `{one.name}`, sent to `POST {one.address}`{_protection(one)}"
    yield f"- Writes {_codes(one.writes)}"
    yield f"- The same sheet again: {one.again}"
    known_by = [name for name in IDENTIFIERS if name in one.header_of]
    if known_by:
        yield f"- People are known by {_codes(one.header_of[name] for name in known_by)}"
    yield from ("", *_table(("Column", "Cells", "Blank cell", "About", "Example"), _columns(one)))
    if one.errors:
        yield from ("", "Errors:", "", *_meanings(one.errors))
    if one.remarks:
        yield from ("", "Remarks:", "", *_meanings(one.remarks))


def _protection(one: ImportType) -> str:
    return "; protected" if one.protected else ""


def _columns(one: ImportType) -> Iterator[Sequence[str]]:
    for column in sorted(one.columns, key=lambda column: column.header):
        heading = f"`{column.header}`" + ("" if column.required else " (optional)")
        yield heading, _kind(column), _blank(column), column.about, column.example


def _kind(column: Column) -> str:
    about = column.kind.about
    return column.kind.name + (f": {about}" if about and column.kind is not UNREAD else "")


def _blank(column: Column) -> str:
    if column.kind is UNREAD:
        return ""
    return f"`{column.blank}`" if column.blank else "left out"


def _meanings(codes: Iterable[str]) -> Iterator[str]:
    yield from _table(
        ("Code", "Meaning"), ((f"`{code}`", MEANINGS[code]) for code in dict.fromkeys(codes))
    )


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _clause(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (header, ["---"] * len(header), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
