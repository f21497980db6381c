"""Two columns that tell when something begins and when it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute, Session

from dbservice.errors import Invalid
from dbservice.services.driver import fetch_one


@dataclass(frozen=True, eq=False)
class Period:
    """The columns of a table that hold a beginning and an end."""

    start: InstrumentedAttribute[Any]
    end: InstrumentedAttribute[Any]

    def refuse_backwards(self, session: Session, id: int, written: Mapping[str, Any]) -> None:
        """Refuse a row, just written, that ends before it begins."""
        if not written.keys() & {self.start.key, self.end.key}:
            return
        table = self.start.class_.__tablename__
        statement = f"SELECT {self.start.key} > {self.end.key} FROM {table} WHERE id = %s"
        if fetch_one(session, statement, (id,)) == (True,):
            end = self.end.key.replace("_", " ")
            raise Invalid(f"cannot be later than {end}", field=self.start.key)
