"""Rows that are found by their English name, which stands in a list of names by language."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import Base
from dbservice.services import bulk
from dbservice.services.seed.upsert import Completion, Rows, unchanged, write

ENGLISH = "en"


class Names(NamedTuple):
    """A column with names, and what an entry of it calls the language and the name."""

    column: str
    language: str
    name: str

    def of(self, english: str, hindi: str | None = None) -> list[dict[str, str]]:
        """The names as they are stored."""
        known = {ENGLISH: english, "hi": hindi}
        return [{self.language: code, self.name: name} for code, name in known.items() if name]

    def english(self, row: Mapping[str, Any]) -> str:
        """The English name of a row of ours."""
        name: str = row[self.column][0][self.name]
        return name

    @property
    def path(self) -> str:
        """SQL of the English name of a row `t`."""
        entry = f'$[*] ? (@.{self.language} == "{ENGLISH}").{self.name}'
        return f"jsonb_path_query_first(t.\"{self.column}\", '{entry}') #>> '{{}}'"


class Named(NamedTuple):
    """Rows of a model, each known by its name among those with the same value in a column."""

    model: type[Base]
    names: Names
    within: str

    def key(self, row: Mapping[str, Any]) -> tuple[Any, str]:
        """What a row of ours is known by."""
        return row[self.within], self.names.english(row)


def put_named(
    session: Session, named: Named, rows: Rows, completion: Completion = unchanged
) -> list[int]:
    """Make sure that these rows are there, with what follows from their ids; the ids, in order."""
    known = _known(session, named, rows)
    known_ids = [known.get(named.key(row)) for row in rows]
    return write(session, named.model, rows, known_ids, completion)


def _known(session: Session, named: Named, rows: Rows) -> dict[tuple[Any, str], int]:
    table = named.model.metadata.tables[named.model.__tablename__]
    query = text(f"""
        SELECT min(t.id), r.within, r.english
        FROM json_to_recordset(CAST(:rows AS json))
             AS r(within {bulk.type_of(table, named.within)}, english text)
        JOIN "{table.name}" AS t
          ON t."{named.within}" = r.within AND {named.names.path} = r.english
        GROUP BY 2, 3
    """)
    wanted = [dict(zip(("within", "english"), named.key(row), strict=True)) for row in rows]
    found = session.execute(query, {"rows": orjson.dumps(wanted).decode()})
    return {(value, english): row_id for row_id, value, english in found}
