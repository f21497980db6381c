"""The hosts that Google's sheets are read from; no part of them ever comes from a person."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from dbservice.config import Settings


@dataclass(frozen=True)
class Endpoints:
    """Where tokens, titles and exports are asked for, and where an export may lead to.

    Args:
        token: gives access tokens to service accounts.
        sheets: the Sheets API.
        export: gives a sheet as CSV.
        redirect_hosts: hosts an export may be redirected to; one with a leading dot stands for
            all below it.
        scheme: the only scheme that is spoken.
    """

    token: str = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address
    sheets: str = "https://sheets.googleapis.com/"
    export: str = "https://docs.google.com"
    redirect_hosts: tuple[str, ...] = ("docs.google.com", ".googleusercontent.com")
    scheme: str = "https"

    @classmethod
    def of(cls, settings: Settings) -> "Endpoints":
        """Google's, or in tests those of a stand-in."""
        if settings.environment != "test" or not settings.google_standin:
            return cls()
        base = settings.google_standin.rstrip("/")
        host = urlsplit(base).hostname or ""
        return cls(f"{base}/token", f"{base}/", base, (host,), "http")

    def allows(self, url: str) -> bool:
        """Whether an export may be fetched from here."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == self.scheme and any(
            host.endswith(allowed) if allowed.startswith(".") else host == allowed
            for allowed in self.redirect_hosts
        )
