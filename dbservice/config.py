"""The settings: their names in the environment, their defaults, and what each is for."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

Environment = Literal["development", "production", "test"]
BatchMoveScope = Literal["all", "program"]

DEVELOPMENT_SECRET = "development-only"  # noqa: S105  # refused outside development
DEVELOPMENT_TOKEN = "dev-token"  # noqa: S105  # refused outside development
SHORTEST_KEY = 32  # characters; keys are made of these texts as they are, so they must be long


class SettingsError(Exception):
    """The environment does not allow a start; the message names every setting at fault."""


def _setting(name: str, default: Any, about: str, *aliases: str) -> Any:
    metadata = {"name": name, "aliases": aliases, "about": about}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """Everything that the environment decides."""

    environment: Environment = _setting(
        "DBSERVICE_ENV", "production", "development, production or test"
    )
    database_url: str = _setting("DATABASE_URL", "", "where PostgreSQL is")
    redis_url: str = _setting("REDIS_URL", "", "where Redis is")
    pool_size: int = _setting("POOL_SIZE", 10, "database connections a process keeps open")
    statement_timeout: int = _setting(
        "STATEMENT_TIMEOUT", 120, "seconds a statement of a web request may take"
    )
    port: int = _setting("PORT", 4000, "the port the web server listens on")
    public_host: str = _setting(
        "PUBLIC_HOST", "", "the host name people see, for links", "PHX_HOST"
    )
    secret_key: str = _setting("SECRET_KEY", "", "signs cookies and form tokens", "SECRET_KEY_BASE")
    encryption_keys: tuple[str, ...] = _setting(
        "ENCRYPTION_KEYS",
        (),
        "texts that stored passwords are encrypted with, the newest first; empty: SECRET_KEY",
    )
    bearer_token: str = _setting("BEARER_TOKEN", "", "the API token that may do everything")
    bearer_token_previous: str = _setting(
        "BEARER_TOKEN_PREVIOUS", "", "the one before it, while clients change over"
    )
    dashboard_user: str = _setting("DASHBOARD_USER", "", "name of the first admin account")
    dashboard_pass: str = _setting("DASHBOARD_PASS", "", "password of the first admin account")
    whitelisted_domains: tuple[str, ...] = _setting(
        "WHITELISTED_DOMAINS", (), "host names requests may be addressed to; empty: any"
    )
    cors_origins: tuple[str, ...] = _setting(
        "CORS_ORIGINS", ("*",), "origins whose pages may call the API"
    )
    path_to_credentials: str = _setting(
        "PATH_TO_CREDENTIALS", "", "file with the Google service account's key"
    )
    google_credentials_json: str = _setting(
        "GOOGLE_CREDENTIALS_JSON", "", "the key itself; wins over the file"
    )
    google_timeout: int = _setting("GOOGLE_TIMEOUT", 30, "seconds to wait for Google")
    google_standin: str = _setting(
        "GOOGLE_STANDIN", "", "address of a stand-in for Google; obeyed in tests only"
    )
    list_default_limit: int = _setting("LIST_DEFAULT_LIMIT", 1000, "rows of a list unless asked")
    list_max_limit: int = _setting("LIST_MAX_LIMIT", 10000, "rows of a list at most")
    max_body_mb: int = _setting("MAX_BODY_MB", 8, "largest body of an API call, in MB")
    max_upload_mb: int = _setting("MAX_UPLOAD_MB", 64, "largest sheet, in MB")
    max_import_rows: int = _setting("MAX_IMPORT_ROWS", 100_000, "rows of a sheet at most")
    import_chunk_rows: int = _setting("IMPORT_CHUNK_ROWS", 4000, "rows a transaction takes at most")
    import_retention_days: int = _setting(
        "IMPORT_RETENTION_DAYS", 180, "days after which sheets and their error reports are deleted"
    )
    import_slice_seconds: int = _setting(
        "IMPORT_SLICE_SECONDS", 60, "time a job works on an import before it queues its successor"
    )
    sweep_seconds: int = _setting(
        "SWEEP_SECONDS", 10, "how often an idle worker looks for imports that nobody runs"
    )
    batch_move_scope: BatchMoveScope = _setting(
        "BATCH_MOVE_SCOPE", "all", "whose batches a movement ends: all, or those of the program"
    )
    log_level: str = _setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; raises SettingsError naming each that is missing or wrong."""
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        faults: list[str] = []
        for setting in fields(cls):
            given = _given(environ, setting.metadata)
            if given is None:
                continue
            try:
                values[setting.name] = _read(setting.type, given)
            except ValueError as error:
                faults.append(f"{setting.metadata['name']} is {given!r}: {error}")
        settings = cls(**values)
        faults += settings._unfit()
        if faults:
            raise SettingsError("The service cannot start:\n  " + "\n  ".join(faults))
        return settings

    @property
    def sqlalchemy_url(self) -> str:
        """The database address with the driver named; a plain one would mean another driver."""
        scheme, separator, rest = self.database_url.partition("://")
        if scheme in ("postgres", "postgresql", "ecto"):
            return f"postgresql+psycopg2{separator}{rest}"
        return self.database_url

    @property
    def is_development(self) -> bool:
        """Whether the demo login and the demo token are accepted."""
        return self.environment == "development"

    def _unfit(self) -> list[str]:
        needed = {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": self.secret_key,
            "BEARER_TOKEN": self.bearer_token,
        }
        faults = [f"{name} is not set" for name, value in needed.items() if not value]
        if not self.is_development:
            if self.secret_key == DEVELOPMENT_SECRET:
                faults.append("SECRET_KEY has its development value")
            if DEVELOPMENT_TOKEN in (self.bearer_token, self.bearer_token_previous):
                faults.append("BEARER_TOKEN has its development value")
        if any(len(key) < SHORTEST_KEY for key in self.encryption_keys):
            faults.append(f"ENCRYPTION_KEYS has one of less than {SHORTEST_KEY} characters")
        if bool(self.dashboard_user) != bool(self.dashboard_pass):
            faults.append("DASHBOARD_USER and DASHBOARD_PASS go together")
        return faults


def _given(environ: Mapping[str, str], metadata: Mapping[str, Any]) -> str | None:
    for name in (metadata["name"], *metadata["aliases"]):
        if environ.get(name, "").strip():
            return environ[name].strip()
    return None


def _read(kind: Any, given: str) -> Any:
    if get_args(kind) and all(isinstance(choice, str) for choice in get_args(kind)):
        return _choice(given, get_args(kind))
    return READERS[kind](given)


def _choice(given: str, choices: tuple[str, ...]) -> str:
    if given not in choices:
        raise ValueError(f"it must be one of {', '.join(choices)}")
    return given


def _whole_number(given: str) -> int:
    if not given.isdecimal() or not int(given):
        raise ValueError("it must be a whole number above 0")
    return int(given)


def _names(given: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in given.split(",") if name.strip())


READERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: _whole_number,
    tuple[str, ...]: _names,
}
