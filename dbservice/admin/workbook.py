"""XLSX workbooks, written row by row: nothing of one is held longer than it takes to send it."""

import io
import math
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

from dbservice.imports.formulas import FORMULA_STARTS

Line = Sequence[str | float]

ROWS_AT_MOST = 1_048_576  # of a sheet
CELL_AT_MOST = 32_767  # characters
PART = 256 * 1024  # bytes that are sent together at least
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PLAIN, BOLD, QUOTED = 0, 1, 2
# The third format marks a text as typed after an apostrophe, so that it never becomes a formula.
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf fontId="1" applyFont="1"/><xf quotePrefix="1"/></cellXfs></styleSheet>'
)
# What XML cannot hold.
FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))


def workbook(heading: Line, lines: Iterable[Line]) -> Iterator[bytes]:
    """The parts of a workbook with these lines, under the heading on each sheet."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        rows = iter(lines)
        names: list[str] = []
        more = True
        while more:
            names.append(f"sheet{len(names) + 1}")
            more = False
            with archive.open(f"xl/worksheets/{names[-1]}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
                sheet.write(_row(heading, BOLD))
                for number, line in enumerate(rows, 3):
                    sheet.write(_row(line))
                    if sink.held > PART:
                        yield sink.taken()
                    if number > ROWS_AT_MOST:
                        more = True
                        break
                sheet.write(b"</sheetData></worksheet>")
        for name, text in _frame(names).items():
            archive.writestr(name, text)
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that cannot be read back: what is written waits until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self.held = 0

    def writable(self) -> bool:
        return True

    def write(self, part: object) -> int:
        content = bytes(part)  # type: ignore[call-overload]  # whatever bytes zipfile hands on
        self._parts.append(content)
        self.held += len(content)
        return len(content)

    def taken(self) -> bytes:
        """All that was written since the last time."""
        content = b"".join(self._parts)
        self._parts.clear()
        self.held = 0
        return content


def _row(line: Line, style: int = PLAIN) -> bytes:
    return f"<row>{''.join(_cell(value, style) for value in line)}</row>".encode()


def _cell(value: str | float, style: int) -> str:
    if value == "":
        return "<c/>"
    if isinstance(value, str):
        return _text(value, style)
    # A sheet has no number that is infinite or none; a program would call the file broken.
    return f"<c><v>{value}</v></c>" if math.isfinite(value) else _text(str(value), style)


@lru_cache(maxsize=4096)  # the same few words fill most columns
def _text(value: str, style: int) -> str:
    if style == PLAIN and value.startswith(FORMULA_STARTS):
        style = QUOTED
    text = escape(value[:CELL_AT_MOST].translate(FORBIDDEN).encode("utf-8", "ignore").decode())
    mark = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{mark}><is><t xml:space="preserve">{text}</t></is></c>'


def _frame(names: Sequence[str]) -> dict[str, str]:
    """The parts around the sheets, by their place in the archive."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="Rows{"" if number == 1 else f" {number}"}" sheetId="{number}"'
        f' r:id="rId{number}"/>'
        for number in numbers
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml"'
        f' ContentType="{SHEET_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    return {
        "xl/styles.xml": STYLES,
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            f"<sheets>{sheets}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}'
            f'<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
        ),
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>'
            f"{parts}</Types>"
        ),
    }
