"""Which sheet an address means."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from dbservice.errors import Invalid

ID = r"[A-Za-z0-9_-]+"
PATH = re.compile(rf"/spreadsheets/(?:u/\d+/)?d/(?!e/)(?P<id>{ID})(?:/.*)?")
BARE_ID = re.compile(r"[A-Za-z0-9_-]{20,}")


class SheetAddress(NamedTuple):
    """A document, and one of its tabs; without a tab, the first is meant."""

    id: str
    gid: str | None = None

    @property
    def link(self) -> str:
        """Where a person opens it."""
        tab = f"#gid={self.gid}" if self.gid else ""
        return f"https://docs.google.com/spreadsheets/d/{self.id}/edit{tab}"


def parse(text: str) -> SheetAddress:
    """Read an address or a bare document id, as people paste it.

    Raises:
        Invalid: it does not lead to a Google sheet.
    """
    text = text.strip()
    if BARE_ID.fullmatch(text):
        return SheetAddress(text)
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        query = parse_qs(parts.query)
        document = _document(parts.hostname, parts.scheme, parts.path, query)
    except ValueError:
        document = None
    if document is None:
        raise Invalid(
            f"“{text[:100]}” is not the address of a Google sheet. Open the sheet in the browser"
            " and copy its address; it begins with https://docs.google.com/spreadsheets/d/",
            field="sheet_url",
            code="SHEET_ID_INVALID",
        )
    return SheetAddress(document, _gid(query) or _gid(parse_qs(parts.fragment)))


def _document(host: str | None, scheme: str, path: str, query: dict[str, list[str]]) -> str | None:
    if scheme not in ("http", "https"):
        return None
    if host == "docs.google.com" and (found := PATH.fullmatch(path)):
        return found["id"]
    if host == "drive.google.com" and path == "/open":
        [document] = query.get("id", [""])
        return document if re.fullmatch(ID, document) else None
    return None


def _gid(values: dict[str, list[str]]) -> str | None:
    gids = [gid for gid in values.get("gid", []) if re.fullmatch(r"\d+", gid, re.ASCII)]
    return gids[0] if gids else None
