"""Workbooks: their first sheet as CSV text, read by a process of its own.

A workbook is a compressed archive that a stranger wrote. The process that unpacks it has little
memory and little time, and what it used is free again when it ends.
"""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from dbservice.errors import Invalid
from dbservice.imports.sources.sheet import MEGABYTE

READER = Path(__file__).with_name("workbook_reader.py")
REFUSED_WITH_REASON = 3  # the reader's exit code when it has a sentence for people
UNPACKED_TIMES = 24  # packed, a sheet shrinks to a twentieth, a bomb to a thousandth
MOST_UNPACKED_MB = 512  # a sheet of 100,000 rows with every cell filled has less
MOST_MEMBERS = 2000
CHUNK = 64 * 1024


def write_csv(content: IO[bytes], target: IO[bytes], *, max_mb: int) -> None:
    """Write the first visible sheet of a workbook as UTF-8 CSV.

    Whole numbers have no decimal point, dates are ISO dates, truth is TRUE or FALSE, and text
    stays as it is, leading zeros included.

    Raises:
        Invalid: it is no workbook, cannot be read, or unpacks to far too much.
    """
    limit = min(UNPACKED_TIMES * max_mb, MOST_UNPACKED_MB) * MEGABYTE
    _refuse_archive(content, limit)
    with NamedTemporaryFile(suffix=".xlsx") as file:
        content.seek(0)
        shutil.copyfileobj(content, file)
        file.flush()
        _read(file.name, target, limit)


def _refuse_archive(content: IO[bytes], limit: int) -> None:
    content.seek(0)
    try:
        members = zipfile.ZipFile(content).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _unreadable() from None
    if not any(member.filename.startswith("xl/workbook.") for member in members):
        raise Invalid(
            "The file is a compressed archive without a workbook in it. Upload the sheet itself,"
            " as CSV UTF-8 or Excel workbook (.xlsx)",
            code="FILE_NOT_A_SHEET",
        )
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > limit:
        raise _too_much(limit)


def _read(path: str, target: IO[bytes], limit: int) -> None:
    command = [sys.executable, "-I", str(READER), path, str(limit)]
    with subprocess.Popen(  # noqa: S603  # our own script and a path that we made
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as reader:
        assert reader.stdout
        assert reader.stderr
        shutil.copyfileobj(reader.stdout, target, CHUNK)
        reason = reader.stderr.read().decode(errors="replace").strip()
    if reader.returncode == REFUSED_WITH_REASON:
        raise Invalid(reason, code="FILE_NOT_A_SHEET")
    if reader.returncode:
        raise _unreadable()


def _unreadable() -> Invalid:
    return Invalid(
        "The workbook cannot be read; it is damaged, protected or far too large. Save the sheet"
        " as CSV UTF-8 and upload that file",
        code="FILE_NOT_A_SHEET",
    )


def _too_much(limit: int) -> Invalid:
    return Invalid(
        f"The workbook unpacks to more than {limit // MEGABYTE} MB. Save the sheet as CSV UTF-8"
        " and upload that file",
        code="FILE_TOO_LARGE",
    )
