"""Reading a Google sheet as it is at this moment."""

from dbservice.config import Settings
from dbservice.imports.sources.google_sheets.account import service_account
from dbservice.imports.sources.google_sheets.address import SheetAddress
from dbservice.imports.sources.google_sheets.endpoints import Endpoints
from dbservice.imports.sources.google_sheets.export import Download
from dbservice.imports.sources.google_sheets.title import title
from dbservice.imports.sources.sheet import SourcedSheet
from dbservice.imports.sources.spool import Spool


def read(address: SheetAddress, spool: Spool, settings: Settings) -> SourcedSheet:
    """Fetch the sheet.

    Raises:
        Invalid: it is not shared with the service account, not there, empty or too large.
        Unavailable: no service account is set up, or Google did not answer as it should.
    """
    endpoints = Endpoints.of(settings)
    account = service_account(settings)
    token = account.token(settings.google_timeout)
    download = Download(
        address,
        reader=account.address,
        endpoints=endpoints,
        timeout=settings.google_timeout,
        max_mb=settings.max_upload_mb,
    )
    content = spool()
    download.fetch(token, content)
    name = title(address, account, endpoints)
    return SourcedSheet("google", name, content, address.id, address.gid)
