"""Who uses a page, and what that person may not do."""

from werkzeug.exceptions import Forbidden

from dbservice.imports.registry import TYPES
from dbservice.security import current_staff


def may_import(type: str | None) -> bool:
    """Whether who is logged in may start, stop and undo imports of this type."""
    staff = current_staff()
    known = TYPES.get(type or "")
    return staff is not None and staff.may("admin" if known and known.protected else "editor")


def refuse_protected(type: str | None) -> None:
    """Raise Forbidden where a type of import takes an admin and this is none."""
    if not may_import(type):
        raise Forbidden("Only administrators may run imports of this type")
