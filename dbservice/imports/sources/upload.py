"""Sheets that people upload."""

from typing import IO, NamedTuple

from dbservice.errors import DomainError, Invalid
from dbservice.imports.sources import workbook
from dbservice.imports.sources.content import is_workbook
from dbservice.imports.sources.sheet import MEGABYTE, SourcedSheet
from dbservice.imports.sources.spool import Spool

FIELD = "file"
NAME_LIMIT = 255


class Upload(NamedTuple):
    """A file as a form brings it; its name is shown to people and trusted for nothing."""

    name: str
    content: IO[bytes]

    @property
    def shown_name(self) -> str:
        """The name without characters that cannot be shown, and not endlessly long."""
        return "".join(filter(str.isprintable, self.name))[:NAME_LIMIT]


def read(upload: Upload, spool: Spool, *, max_mb: int) -> SourcedSheet:
    """The sheet in an uploaded file.

    Raises:
        Invalid: the file is too large, or is no CSV file and no workbook.
    """
    try:
        refuse_large(upload.content, max_mb=max_mb)
        if is_workbook(upload.content):
            content = spool()
            workbook.write_csv(upload.content, content, max_mb=max_mb)
            return SourcedSheet("xlsx", upload.shown_name, content)
    except DomainError as refusal:
        refusal.field = FIELD
        raise
    return SourcedSheet("csv", upload.shown_name, upload.content)


def refuse_large(content: IO[bytes], *, max_mb: int) -> None:
    """Raise Invalid if there are more than `max_mb` megabytes."""
    if content.seek(0, 2) > max_mb * MEGABYTE:
        raise Invalid(f"The file is larger than {max_mb} MB; split it", code="FILE_TOO_LARGE")
    content.seek(0)
