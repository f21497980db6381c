"""Work for many at once, of whom the database may refuse some."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.services.constraints import explain, is_refusal

T = TypeVar("T")
R = TypeVar("R")


def attempt(
    session: Session, items: Sequence[T], work: Callable[[Session, Sequence[T]], list[R]]
) -> list[R | DomainError]:
    """Do work for all items in one go; where the database refuses it, for each half of them.

    Returns what `work` answers for each item, or why the database refuses the item, of which then
    nothing stays.
    """
    try:
        with session.begin_nested():
            return [*work(session, items)]
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        if len(items) == 1:
            return [explain(error)]
    half = len(items) // 2
    return [*attempt(session, items[:half], work), *attempt(session, items[half:], work)]
