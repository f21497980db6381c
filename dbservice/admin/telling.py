"""Acts that a button asks for: done in one transaction, and the person is told what came of it."""

from collections.abc import Callable

from flask import flash
from sqlalchemy.orm import Session

from dbservice.db import transaction
from dbservice.errors import DomainError

SEE_OTHER = 303
UNPROCESSABLE = 422


def tell(act: Callable[[Session], object], done: str) -> bool:
    """Do it and say `done`, or say why it is refused; whether it is done."""
    try:
        with transaction() as session:
            act(session)
    except DomainError as refusal:
        flash(f"{refusal_of(refusal)}.", "error")
        return False
    flash(done, "success")
    return True


def refusal_of(refusal: DomainError) -> str:
    """A refusal as a sentence, which names the field it is about."""
    return f"The {refusal.field} {refusal.message}" if refusal.field else refusal.message
