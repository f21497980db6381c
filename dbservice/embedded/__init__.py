"""PostgreSQL and Valkey out of installed packages, for development, demonstrations and tests.

Production never comes here: it has ``DATABASE_URL`` and ``REDIS_URL``.
"""

from dbservice.embedded.failures import EmbeddedError, ServerFailed, ServerMissing
from dbservice.embedded.postgresql import PostgreSQL
from dbservice.embedded.server import Server
from dbservice.embedded.valkey import Valkey

__all__ = ["EmbeddedError", "PostgreSQL", "Server", "ServerFailed", "ServerMissing", "Valkey"]
