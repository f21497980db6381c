"""Fetching a sheet as CSV from the address where Google exports it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO
from urllib.parse import urlencode, urljoin

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import Retry
from urllib3.exceptions import HTTPError, ReadTimeoutError

from dbservice.errors import Invalid, Unavailable
from dbservice.imports.sources.content import BEGINNING, is_page
from dbservice.imports.sources.google_sheets.address import SheetAddress
from dbservice.imports.sources.google_sheets.endpoints import Endpoints
from dbservice.imports.sources.sheet import MEGABYTE

MOST_REDIRECTS = 5
CONNECT_SECONDS = 5
CHUNK = 64 * 1024
HEADERS = {
    "Accept": "text/csv",
    "Accept-Encoding": "identity",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 dbservice",
}
# Only what may be otherwise next time: too many requests, trouble at Google's, no connection.
RETRY = Retry(
    total=3,
    connect=2,
    read=0,
    redirect=0,
    other=0,
    status=3,
    status_forcelist=(429, 500, 502, 503, 504),
    backoff_factor=0.3,
    backoff_max=2,
    retry_after_max=2,
    raise_on_status=False,
)


class _Bearer(AuthBase):
    """Says who asks, to Google's own host only, and keeps requests from adding a login itself."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Download:
    """One fetching of one sheet, with its limits.

    Args:
        address: which sheet.
        reader: the address of the service account, for the advice to share with it.
        endpoints: where to fetch from.
        timeout: seconds that each answer, and the whole download, may take.
        max_mb: how large the sheet may be.
    """

    def __init__(
        self, address: SheetAddress, *, reader: str, endpoints: Endpoints, timeout: int, max_mb: int
    ) -> None:
        self._address, self._reader, self._endpoints = address, reader, endpoints
        self._timeout, self._max_mb = timeout, max_mb
        self._deadline = time.monotonic() + timeout

    def fetch(self, token: str, content: IO[bytes]) -> None:
        """Write the sheet as CSV text into an empty file.

        Raises:
            Invalid: the sheet is not shared, not there, empty or too large.
            Unavailable: Google did not answer as it should.
        """
        with requests.Session() as http, self._explaining_silence():
            http.mount("https://", HTTPAdapter(max_retries=RETRY))
            http.mount("http://", HTTPAdapter(max_retries=RETRY))
            with self._follow(http, token) as response:
                self._refuse_status(response.status_code)
                self._read(response, content)

    def _url(self) -> str:
        query = {"format": "csv", "id": self._address.id}
        if self._address.gid:
            query["gid"] = self._address.gid
        path = f"/spreadsheets/d/{self._address.id}/export"
        return f"{self._endpoints.export}{path}?{urlencode(query)}"

    def _follow(self, http: requests.Session, token: str) -> requests.Response:
        url = self._url()
        for _ in range(MOST_REDIRECTS + 1):
            asked_by = token if url.startswith(f"{self._endpoints.export}/") else None
            response = http.get(
                url,
                headers=HEADERS,
                auth=_Bearer(asked_by),
                stream=True,
                allow_redirects=False,
                timeout=(CONNECT_SECONDS, self._timeout),
            )
            if not response.is_redirect:
                return response
            response.close()
            url = urljoin(url, response.headers["Location"])
            if not self._endpoints.allows(url):
                raise self._refusal(self._sharing("Google asks for a login"), "LOGIN")
        raise self._failure("Google redirects the download without end", "REDIRECTS")

    def _refuse_status(self, status: int) -> None:
        if status == requests.codes.ok:
            return
        if status in (401, 403):
            raise self._refusal(self._sharing("Google does not let us read the sheet"), str(status))
        if status == requests.codes.not_found:
            raise self._refusal("There is no such sheet; check the link", "404")
        if status == requests.codes.bad_request:
            raise self._refusal(
                "Google knows the document but not this tab of it. Open the tab and copy its"
                " address again",
                "400",
            )
        raise self._failure(f"Google answers with status {status}; try again later", str(status))

    def _read(self, response: requests.Response, content: IO[bytes]) -> None:
        size = 0
        # What has arrived, and not a full chunk: a slow answer must not outlast the deadline.
        for chunk in iter(partial(response.raw.read1, CHUNK, decode_content=True), b""):
            size += len(chunk)
            if size > self._max_mb * MEGABYTE:
                raise Invalid(
                    f"The sheet is larger than {self._max_mb} MB; split it",
                    field="sheet_url",
                    code="FILE_TOO_LARGE",
                )
            if time.monotonic() > self._deadline:
                raise self._failure(f"The download took over {self._timeout} seconds", "TIMEOUT")
            content.write(chunk)
        if not size:
            raise Invalid("The sheet is empty", field="sheet_url", code="SHEET_EMPTY")
        self._refuse_page(content, response.headers.get("Content-Type", ""))

    def _refuse_page(self, content: IO[bytes], content_type: str) -> None:
        content.seek(0)
        if "html" in content_type.lower() or is_page(content.read(BEGINNING)):
            raise self._refusal(
                self._sharing("Google sent a web page in place of the sheet"), "HTML"
            )

    @contextmanager
    def _explaining_silence(self) -> Iterator[None]:
        try:
            yield
        except (requests.Timeout, ReadTimeoutError):
            message = f"Google did not answer within {self._timeout} seconds; try again later"
            raise self._failure(message, "TIMEOUT") from None
        except (requests.RequestException, HTTPError):
            message = "The connection to Google failed; try again later"
            raise self._failure(message, "CONNECTION") from None

    def _sharing(self, what: str) -> str:
        return f"{what}. Share it with {self._reader} (read access is enough) and try again"

    def _refusal(self, message: str, cause: str) -> Invalid:
        return Invalid(message, field="sheet_url", code="DOWNLOAD_FAILED", data={"cause": cause})

    def _failure(self, message: str, cause: str) -> Unavailable:
        return Unavailable(
            message, field="sheet_url", code="DOWNLOAD_FAILED", data={"cause": cause}
        )
