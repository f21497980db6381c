"""Staff accounts of tests."""

from base64 import b64encode

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dbservice.models import StaffAccount
from dbservice.security.accounts import hash_password

PASSWORD = "correct horse battery staple"


class StaffAccounts:
    """Makes accounts, and the headers that log them in."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._made: set[str] = set()

    def add(self, username: str, role: str, password: str = PASSWORD) -> None:
        with Session(self._engine) as session:
            account = StaffAccount(
                username=username, role=role, password_hash=hash_password(password)
            )
            session.add(account)
            session.commit()
        self._made.add(username)

    def headers(self, role: str) -> dict[str, str]:
        """The login of someone with this role, called like it."""
        if role not in self._made:
            self.add(role, role)
        return login(role)


def login(username: str, password: str = PASSWORD) -> dict[str, str]:
    """The header of HTTP Basic."""
    encoded = b64encode(f"{username}:{password}".encode()).decode()
    return {"Authorization": f"Basic {encoded}"}


@pytest.fixture
def staff(engine: Engine) -> StaffAccounts:
    return StaffAccounts(engine)
