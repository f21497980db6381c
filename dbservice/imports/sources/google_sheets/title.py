"""What a document and its tab are called; nice to know, and never worth failing for."""

from contextlib import suppress
from typing import Any

from dbservice.imports.sources.google_sheets.account import ServiceAccount
from dbservice.imports.sources.google_sheets.address import SheetAddress
from dbservice.imports.sources.google_sheets.endpoints import Endpoints

TIMEOUT = 5
FIELDS = "properties.title,sheets.properties(sheetId,title)"


def title(address: SheetAddress, account: ServiceAccount, endpoints: Endpoints) -> str:
    """The document's title and the tab's name, or the id where Google does not tell."""
    with suppress(Exception):  # the API may be switched off for the account; the export is not
        return _title(address, _ask(address, account, endpoints))
    return address.id


def _ask(address: SheetAddress, account: ServiceAccount, endpoints: Endpoints) -> dict[str, Any]:
    # 0.5 s to import, for those who import from Google only.
    from google_auth_httplib2 import AuthorizedHttp  # noqa: PLC0415
    from googleapiclient.discovery import build  # noqa: PLC0415
    from httplib2 import Http  # noqa: PLC0415

    service = build(
        "sheets",
        "v4",
        http=AuthorizedHttp(account.credentials, http=Http(timeout=TIMEOUT)),
        client_options={"api_endpoint": endpoints.sheets},
        static_discovery=True,
    )
    with service:
        request = service.spreadsheets().get(spreadsheetId=address.id, fields=FIELDS)
        return request.execute()  # type: ignore[no-any-return]


def _title(address: SheetAddress, answer: dict[str, Any]) -> str:
    document = answer["properties"]["title"]
    tabs = [tab["properties"] for tab in answer.get("sheets", [])]
    wanted = [tab for tab in tabs if str(tab["sheetId"]) == address.gid] or tabs[:1]
    return f"{document}: {wanted[0]['title']}" if wanted else document
