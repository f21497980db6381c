"""The service account that reads sheets: its key, its address, its access tokens."""

import json
import re
import textwrap
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from dbservice.config import Settings
from dbservice.errors import Unavailable
from dbservice.imports.sources.google_sheets.endpoints import Endpoints

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets.readonly",
    "https://www.googleapis.com/auth/drive.readonly",
)
PEM = re.compile(r"-----BEGIN (?P<label>[A-Z ]+)-----(?P<body>.*)-----END [A-Z ]+-----", re.DOTALL)
NOT_SET_UP = "Google Sheets are not set up on this server; upload the sheet as a file instead"


@dataclass(frozen=True)
class ServiceAccount:
    """A service account: the address that sheets are shared with, and its credentials."""

    address: str
    credentials: Any = field(repr=False)
    _refreshing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def token(self, timeout: int) -> str:
        """An access token, asked for anew only when the last one has run out.

        Raises:
            Unavailable: Google refuses the account, or does not answer.
        """
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415  # 0.2 s, seldom needed

        with self._refreshing:
            if not self.credentials.valid:
                try:
                    self.credentials.refresh(_transport(timeout))
                except GoogleAuthError as error:
                    reason = error.args[0] if error.args else type(error).__name__
                    raise _refusal(f"Google refuses the service account: {reason}") from None
            return str(self.credentials.token)


def service_account(settings: Settings) -> ServiceAccount:
    """The service account of these settings.

    Raises:
        Unavailable: none is set up, or its key cannot be read.
    """
    return _account(_key(settings), Endpoints.of(settings).token)


def address(settings: Settings) -> str | None:
    """The address that sheets have to be shared with; None when no account is set up."""
    try:
        return _key_facts(_key(settings))["client_email"]
    except Unavailable:
        return None


def repaired_private_key(key: str) -> str:
    """A PEM key with its line breaks, which get lost on the way through environments."""
    found = PEM.search(key.replace("\\n", "\n"))
    if not found:
        return key
    body = "".join(found["body"].split())
    lines = "\n".join(textwrap.wrap(body, 64))
    return f"-----BEGIN {found['label']}-----\n{lines}\n-----END {found['label']}-----\n"


def _key(settings: Settings) -> str:
    if settings.google_credentials_json:
        return settings.google_credentials_json
    if not settings.path_to_credentials:
        raise _refusal(NOT_SET_UP)
    try:
        return Path(settings.path_to_credentials).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise _refusal("The key file of the Google service account cannot be read") from None


def _key_facts(key: str) -> Mapping[str, str]:
    try:
        facts = json.loads(key, strict=False)
        facts["private_key"] = repaired_private_key(facts["private_key"])
        assert facts["client_email"]
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError):
        raise _refusal("The key of the Google service account is not the JSON key of one") from None
    return facts  # type: ignore[no-any-return]


@lru_cache(maxsize=4)
def _account(key: str, token_url: str) -> ServiceAccount:
    from google.oauth2.service_account import Credentials  # noqa: PLC0415  # slow, seldom needed

    facts = {**_key_facts(key), "token_uri": token_url}
    try:
        credentials = Credentials.from_service_account_info(facts, scopes=SCOPES)  # type: ignore[no-untyped-call]
    except ValueError:
        raise _refusal("The private key of the Google service account cannot be read") from None
    return ServiceAccount(facts["client_email"], credentials)


def _transport(timeout: int) -> Any:
    from functools import partial  # noqa: PLC0415

    from google.auth.transport.requests import Request  # noqa: PLC0415  # slow, seldom needed

    return partial(Request(), timeout=timeout)


def _refusal(message: str) -> Unavailable:
    return Unavailable(message, field="sheet_url", code="CREDENTIALS_FAILED")
