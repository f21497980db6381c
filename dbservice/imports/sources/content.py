"""What a file really is, told by how it begins and never by its name."""

from collections.abc import Sequence
from typing import IO, NamedTuple

from dbservice.errors import Invalid

BEGINNING = 1024
WORKBOOK = b"PK\x03\x04"


class _Format(NamedTuple):
    name: str
    advice: str = ""
    begins: Sequence[bytes] = ()


REFUSED = (
    _Format("a PDF document", begins=[b"%PDF-"]),
    _Format(
        "an old Excel workbook (.xls) or one with a password",
        "Open it in Excel and save it without a password as Excel Workbook (.xlsx)",
        [b"\xd0\xcf\x11\xe0"],
    ),
    _Format("a picture", begins=[b"\x89PNG", b"\xff\xd8\xff", b"GIF8"]),
    _Format("a compressed file", "Unpack it first", [b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf"]),
    _Format("a text document", begins=[rb"{\rtf"]),
    _Format(
        "UTF-16 text",
        "In Excel, save it as “CSV UTF-8 (Comma delimited)”",
        [b"\xff\xfe", b"\xfe\xff"],
    ),
)
PAGE = _Format("a web page", "Download the sheet itself, as CSV or Excel workbook")
PAGE_BEGINS = (b"<!doctype", b"<html", b"<head", b"<body", b"<?xml", b"<svg")
EXPORT_ADVICE = "Export the sheet as CSV UTF-8 or as Excel workbook (.xlsx)"


def is_workbook(content: IO[bytes]) -> bool:
    """Whether the file is a workbook, as far as its beginning tells; otherwise it may be CSV.

    Raises:
        Invalid: it is neither, or empty; says what it is.
    """
    content.seek(0)
    beginning = content.read(BEGINNING)
    content.seek(0)
    if not beginning.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Invalid("The file is empty", code="SHEET_EMPTY")
    if beginning.startswith(WORKBOOK):
        return True
    for refused in REFUSED:
        if beginning.startswith(tuple(refused.begins)):
            raise _refusal(refused)
    if is_page(beginning):
        raise _refusal(PAGE)
    return False


def is_page(beginning: bytes) -> bool:
    """Whether this is how a web page begins."""
    return beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGE_BEGINS)


def _refusal(refused: _Format) -> Invalid:
    advice = refused.advice or EXPORT_ADVICE
    return Invalid(f"The file is {refused.name}, not a sheet. {advice}", code="FILE_NOT_A_SHEET")
