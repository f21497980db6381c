"""Who may use the service: staff accounts and API tokens."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from dbservice.models.base import Base, Instant, LongText, TextList


class StaffAccount(Base):
    """A member of staff who logs in; roles are viewer, editor and admin."""

    __tablename__ = "staff_account"
    __table_args__ = (Index("staff_account_username_key", "username", unique=True),)

    username: Mapped[LongText]
    password_hash: Mapped[LongText]
    role: Mapped[LongText]
    disabled: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[Instant] = mapped_column(server_default=text("now()"))
    last_login_at: Mapped[Instant | None]
    password_changed_at: Mapped[Instant | None]


class ApiToken(Base):
    """A token of a client; kept as its SHA-256 and the first characters to know it by.

    While a client changes over to a new token it has several, all of its name.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        Index("api_token_name_index", "name"),
        Index("api_token_token_hash_key", "token_hash", unique=True),
    )

    name: Mapped[LongText]
    prefix: Mapped[LongText]
    token_hash: Mapped[LongText]
    scopes: Mapped[TextList]
    expires_at: Mapped[Instant | None]
    last_used_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    created_by: Mapped[LongText | None]
    created_at: Mapped[Instant] = mapped_column(server_default=text("now()"))
