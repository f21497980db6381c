"""What became of the rows: the row-by-row table, and the sums in the import itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.duplicates import records_met, tell_of_earlier_rows
from dbservice.imports.import_type import ImportType
from dbservice.imports.rows import Outcome, Row
from dbservice.imports.sheet import CHAIN
from dbservice.services.bulk import array

ERRORS_KEPT = 50
VALUE_SHOWN = 500

RECORD = text("""
    INSERT INTO import_row (import_id, row_number, outcome, code, message, "column", value,
                            record_id, cells)
    SELECT :import_id, r.* FROM json_to_recordset(CAST(:rows AS json)) AS r(
        row_number int, outcome text, code text, message text, "column" text, value text,
        record_id bigint, cells text[])
""")
# Of most rows there is nothing to tell; their outcomes travel lighter.
RECORD_PLAIN = text("""
    INSERT INTO import_row (import_id, row_number, outcome, record_id)
    SELECT :import_id, r.* FROM unnest(
        CAST(:numbers AS int[]), CAST(:outcomes AS text[]), CAST(:records AS bigint[])) AS r
""")
CHANGED_BY = text(f"""
    WITH RECURSIVE {CHAIN}
    SELECT record_id, min(row_number) AS row_number FROM import_row
    WHERE import_id IN (SELECT id FROM chain) AND record_id = ANY(CAST(:records AS bigint[]))
    GROUP BY record_id
""")


def report(import_type: ImportType, row: Row) -> dict[str, Any]:
    """A row's outcome as it is stored, with what is wrong or else remarkable about it.

    Of several problems the first gives code and column. The cells are kept only of a failed row.
    """
    facts: dict[str, Any] = {
        "row_number": row.number,
        "outcome": row.outcome,
        "record_id": row.record_id,
    }
    if told := row.problems or row.remarks:
        first = told[0]
        facts |= {
            "code": first.code,
            "message": "; ".join(_sentence(import_type, problem) for problem in told),
            "column": _header(import_type, first),
            "value": _shown(first.data.get("value", row.get(first.field or ""))),
        }
    if row.problems:
        facts["cells"] = list(row.cells)
    return facts


@dataclass
class Tally:
    """How many rows came to what, and the first errors as `imports.error_details` keeps them."""

    succeeded: int = 0
    failed: int = 0
    skipped: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, reports: Iterable[Mapping[str, Any]]) -> None:
        """Count these rows in."""
        for one in reports:
            if one["outcome"] == Outcome.FAILED:
                self.failed += 1
                self._keep(one)
            elif one["outcome"] == Outcome.SKIPPED:
                self.skipped += 1
            else:
                self.succeeded += 1

    def _keep(self, one: Mapping[str, Any]) -> None:
        if len(self.errors) < ERRORS_KEPT:
            facts = {
                "row": one["row_number"],
                "code": one["code"],
                "error": one["message"],
                "column": one["column"],
                "value": one["value"],
            }
            self.errors.append(orjson.dumps(facts).decode())


def reports(
    session: Session, import_id: int, import_type: ImportType, rows: Sequence[Row]
) -> list[dict[str, Any]]:
    """The reports on a chunk's rows; those that meet an earlier row of the sheet name it."""
    tell_of_earlier_rows(rows, _changed_by(session, import_id, rows))
    return [report(import_type, row) for row in rows]


def record(session: Session, import_id: int, reports: Sequence[Mapping[str, Any]]) -> None:
    """Store the reports on rows, in the transaction of the rows."""
    plain = [one for one in reports if "code" not in one]
    if plain:
        session.execute(RECORD_PLAIN, {"import_id": import_id, **_columns(plain)})
    told = [one for one in reports if "code" in one]
    if told:
        session.execute(RECORD, {"import_id": import_id, "rows": orjson.dumps(told).decode()})


def _columns(reports: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {
        "numbers": array(one["row_number"] for one in reports),
        "outcomes": f"{{{','.join(one['outcome'] for one in reports)}}}",
        "records": f"{{{','.join(str(one['record_id'] or 'NULL') for one in reports)}}}",
    }


def _changed_by(session: Session, import_id: int, rows: Sequence[Row]) -> dict[int, int]:
    met = records_met(rows)
    if not met:
        return {}
    found = session.execute(CHANGED_BY, {"id": import_id, "records": array(met)})
    return {one.record_id: one.row_number for one in found}


def _sentence(import_type: ImportType, problem: DomainError) -> str:
    header = _header(import_type, problem)
    return f"{header}: {problem.message}" if header else problem.message


def _header(import_type: ImportType, problem: DomainError) -> str | None:
    return import_type.header_of.get(problem.field or "", problem.field)


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= VALUE_SHOWN else f"{text[:VALUE_SHOWN]}…"
