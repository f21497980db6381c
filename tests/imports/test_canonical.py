import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbservice.errors import Invalid
from dbservice.imports.canonical import canonical
from dbservice.imports.formulas import unguard


def canonical_of(content: bytes, max_rows: int = 1000):
    return canonical(io.BytesIO(content), io.BytesIO(), max_rows=max_rows)


def rows_of(content: bytes) -> list[list[str]]:
    stored = canonical_of(content).content.read().decode()
    return list(csv.reader(io.StringIO(stored, newline="")))


def refusal_of(content: bytes, **options: int) -> Invalid:
    with pytest.raises(Invalid) as caught:
        canonical_of(content, **options)
    return caught.value


def test_the_header_loses_its_byte_order_mark_and_its_white_space():
    sheet = canonical_of(b'\xef\xbb\xbf" student_id"," name",\r\n1,Asha,\r\n')
    assert sheet.header == ("student_id", "name", "")
    assert rows_of(b"\xef\xbb\xbf student_id ,name\t\n1,Asha\n")[0] == ["student_id", "name"]


def test_rows_are_numbered_as_in_the_spreadsheet():
    content = b'a,b\n1,"two\nlines"\n\n , \n5,x\n'
    assert canonical_of(content).row_count == 5
    assert rows_of(content) == [["a", "b"], ["1", "two\nlines"], [], [], ["5", "x"]]


def test_blank_rows_at_the_end_are_not_rows():
    assert canonical_of(b"a,b\n1,2\n\n,\n  ,\n").row_count == 2


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_every_kind_of_line_end_is_one(line_end: bytes):
    assert rows_of(line_end.join([b"a,b", b"1,2", b"3,4"])) == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_an_empty_first_row_gives_an_empty_header():
    sheet = canonical_of(b"\na,b\n1,2\n")
    assert sheet.header == ()
    assert sheet.row_count == 3


def test_the_same_content_has_the_same_hash_however_it_was_written():
    one = canonical_of(b"a,b\n1,2\n")
    other = canonical_of(b'\xef\xbb\xbfa,"b"\r\n"1",2\r\n\r\n')
    assert one.sha256 == other.sha256
    assert one.sha256 != canonical_of(b"a,b\n1,3\n").sha256


def test_the_guard_of_a_report_is_taken_off():
    assert rows_of(b"a,b\n'+91980,D'Souza\n")[1] == ["+91980", "D'Souza"]


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6))
def test_what_a_spreadsheet_writes_is_read_back_cell_by_cell(rows: list[list[str]]):
    rows = [["heading"], *rows, ["end"]]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    read = rows_of(text.getvalue().encode())
    assert len(read) == len(rows)
    for cells, expected in zip(read[1:], rows[1:], strict=True):
        blank = not any(cell.strip() for cell in expected)
        assert cells == ([] if blank else [unguard(cell) for cell in expected])


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"", "SHEET_EMPTY", "empty"),
        (b"\n\n  \n", "SHEET_EMPTY", "empty"),
        (b'a,b\n1,2\n3,"never closed\n5,6\n', "CSV_MALFORMED", "Row 3: a quotation mark is opened"),
        (b'a,b\n1,"x"y\n', "CSV_MALFORMED", "Row 2: text follows a closing quotation mark"),
        (b"a,b\n1,5'6\" tall\n", "CSV_MALFORMED", "Row 2: a quotation mark stands inside"),
        (b'a,b\n1,"' + b"x\n" * 51 + b'"\n', "CSV_MALFORMED", "more than 50 lines"),
        (b"a,b\n1," + b"x" * 140_000, "CSV_MALFORMED", "longer than 131,072 characters"),
        (b"a,b\n1,\0\n", "NOT_TEXT", "Line 2 holds a NUL"),
        ("a,b\nÉlodie,Zoë naïve café crème\n".encode("cp1252"), "NOT_UTF8", "Windows-1252"),
        (b"a,b\n1,\xff\xfe\n", "NOT_UTF8", "line 2"),
    ],
)
def test_what_is_no_sheet_is_refused(content: bytes, code: str, told: str):
    refusal = refusal_of(content)
    assert refusal.code == code
    assert told in refusal.message


def test_fifty_lines_in_a_cell_are_accepted():
    assert rows_of(b'a,b\n1,"' + b"x\n" * 49 + b'x"\n')[1][1].count("\n") == 49


def test_too_many_rows_are_refused():
    assert canonical_of(b"a\n" + b"1\n" * 10, max_rows=10).row_count == 11
    assert refusal_of(b"a\n" + b"1\n" * 11, max_rows=10).code == "TOO_MANY_ROWS"
    assert refusal_of(b"a\n" + b"\n" * 11, max_rows=10).code == "TOO_MANY_ROWS"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_sheet_or_are_refused(content: bytes):
    with suppress(Invalid):
        assert canonical_of(content).row_count > 0
