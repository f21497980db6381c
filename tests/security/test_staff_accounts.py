"""Keeping staff accounts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError, Invalid, NotFound
from dbservice.security import staff_accounts
from tests.staff import PASSWORD, StaffAccounts

Act = Callable[[Session, str], None]
STEPPING_DOWN: dict[str, Act] = {
    "disable": staff_accounts.disable,
    "become editor": lambda session, name: staff_accounts.change_role(session, name, "editor"),
}


def described(session: Session) -> list[tuple[str, str, bool]]:
    return [(one.username, one.role, one.disabled) for one in staff_accounts.everyone(session)]


def test_accounts_are_made_changed_and_disabled(session: Session) -> None:
    first = staff_accounts.add(session, "asha", "admin")
    staff_accounts.add(session, "ravi kumar", "viewer", PASSWORD)
    assert len(first) >= staff_accounts.LEAST_PASSWORD
    staff_accounts.change_role(session, "ravi kumar", "editor")
    staff_accounts.disable(session, "ravi kumar")
    assert described(session) == [("asha", "admin", False), ("ravi kumar", "editor", True)]
    staff_accounts.enable(session, "ravi kumar")
    assert described(session)[1] == ("ravi kumar", "editor", False)


@pytest.mark.parametrize("name", ["", " ", "a:b", "a\nb", " a", "a ", "x" * 101])
def test_names_that_cannot_log_in_are_refused(session: Session, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        staff_accounts.add(session, name, "viewer")
    assert refused.value.field == "username"


@pytest.mark.parametrize("password", ["short", "x" * 1001, "a name of an account"])
def test_weak_passwords_are_refused(session: Session, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        staff_accounts.add(session, "a name of an account", "viewer", password)
    assert refused.value.field == "password"


def test_what_cannot_be_done_is_refused(session: Session) -> None:
    staff_accounts.add(session, "asha", "admin")
    refusals: list[tuple[type[DomainError], Callable[[], object]]] = [
        (Conflict, lambda: staff_accounts.add(session, "asha", "viewer")),
        (Invalid, lambda: staff_accounts.change_role(session, "asha", "chief")),
        (NotFound, lambda: staff_accounts.change_role(session, "nobody", "viewer")),
        (NotFound, lambda: staff_accounts.disable(session, "nobody")),
        (NotFound, lambda: staff_accounts.change_password(session, "nobody", PASSWORD)),
        (Invalid, lambda: staff_accounts.change_password(session, "asha", "short")),
    ]
    for kind, act in refusals:
        with pytest.raises(kind):
            act()
    assert described(session) == [("asha", "admin", False)]


@pytest.mark.parametrize("act", STEPPING_DOWN.values(), ids=STEPPING_DOWN)
def test_the_last_admin_stays(session: Session, act: Act) -> None:
    for name in ("asha", "ravi", "gone"):
        staff_accounts.add(session, name, "admin")
    staff_accounts.disable(session, "gone")
    act(session, "asha")
    with pytest.raises(Conflict, match="only admin"):
        act(session, "ravi")
    act(session, "gone")  # is none already


@pytest.mark.parametrize("act", STEPPING_DOWN.values(), ids=STEPPING_DOWN)
def test_an_admin_remains_even_if_all_go_at_once(
    engine: Engine, staff: StaffAccounts, act: Act
) -> None:
    names = [f"admin{number}" for number in range(4)]
    for name in names:
        staff.add(name, "admin")

    def go(name: str) -> bool:
        with Session(engine) as session:
            try:
                act(session, name)
                session.commit()
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(len(names)) as pool:
        assert sorted(pool.map(go, names)) == [False, True, True, True]
