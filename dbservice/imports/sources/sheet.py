"""A sheet as a source hands it over."""

from dataclasses import dataclass
from typing import IO

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class SourcedSheet:
    """CSV text, and where it came from.

    Args:
        kind: `csv`, `xlsx` or `google`.
        name: what people know the sheet by.
        content: the text, not yet checked; readable from its beginning.
        sheet_id: the Google Sheets document it is part of.
        sheet_gid: the tab of that document; None for its first.
    """

    kind: str
    name: str
    content: IO[bytes]
    sheet_id: str | None = None
    sheet_gid: str | None = None
