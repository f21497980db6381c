"""What is stored, whatever numbers and times the database gave to the rows that came in."""

from typing import Any

import orjson

from dbservice.models import Base
from tests.engine.types.stage import TIMES, Contents

# Columns that refer to a row of the table that another column names, and arrays of ids.
BY_KIND = {("group", "child_id"): "type", ("enrollment_record", "group_id"): "group_type"}
LISTS = {("dropout", "closed_record_ids"): "enrollment_record"}
KEYS = {
    (table.name, column.name): key.column.table.name
    for table in Base.metadata.sorted_tables
    for column in table.columns
    for key in column.foreign_keys
}


def essence(stored: Contents, before: Contents) -> dict[str, list[bytes]]:
    """Every row; those that were there `before` by their id, others by what they say.

    A reference to a new row becomes what that row says.
    """
    reader = _Reader(stored, before)
    return {table: sorted(reader.told(table, id) for id in stored[table]) for table in stored}


class _Reader:
    def __init__(self, stored: Contents, before: Contents) -> None:
        self._stored, self._before = stored, before
        self._told: dict[tuple[str, int], bytes] = {}

    def told(self, table: str, id: int) -> bytes:
        if (table, id) not in self._told:
            self._told[table, id] = orjson.dumps(self._form(table, id), option=orjson.OPT_SORT_KEYS)
        return self._told[table, id]

    def _form(self, table: str, id: int) -> dict[str, Any]:
        row = self._stored[table][id]
        form = {
            column: self._value(table, column, row)
            for column in row.keys() - TIMES - {"id"}
            if row[column] is not None
        }
        return form | ({"id": id} if id in self._before[table] else {})

    def _value(self, table: str, column: str, row: dict[str, Any]) -> Any:
        value = row[column]
        if (table, column) in BY_KIND:
            return self._name(row[BY_KIND[table, column]], value)
        if (table, column) in LISTS:
            return sorted(str(self._name(LISTS[table, column], one)) for one in value)
        if (table, column) in KEYS:
            return self._name(KEYS[table, column], value)
        return value

    def _name(self, table: str, id: int) -> Any:
        if id in self._before[table]:
            return id
        return self.told(table, id).decode() if id in self._stored[table] else "nobody"
