"""What became of the rows: the row-by-row table, and the sums in the import itself."""

from collections import Counter
from collections.abc import Sequence
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


Report = dict[str, Any]


def report(import_type: ImportType, row: Row) -> Report:
    """A row's outcome as it is stored, with what is wrong or else remarkable about it.

    Of several problems the first gives code and column. The cells are kept only of a failed row.
    """
    facts: Report = {
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


@dataclass(frozen=True)
class Outcomes:
    """What became of some rows: `plain` ones went in or were blank, the others are `told` of."""

    plain: Sequence[Row]
    told: Sequence[Report]

    @property
    def failures(self) -> list[Report]:
        """The reports on the rows that failed."""
        return [one for one in self.told if one["outcome"] is Outcome.FAILED]


@dataclass
class Tally:
    """How many rows came to what, and the first errors as `imports.error_details` keeps them."""

    succeeded: int = 0
    failed: int = 0
    skipped: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, outcomes: Outcomes) -> None:
        """Count these rows in."""
        counts = Counter(row.outcome for row in outcomes.plain)
        counts.update(one["outcome"] for one in outcomes.told)
        self.failed += counts.pop(Outcome.FAILED, 0)
        self.skipped += counts.pop(Outcome.SKIPPED, 0)
        self.succeeded += counts.total()
        failures = outcomes.failures[: ERRORS_KEPT - len(self.errors)]
        self.errors += [orjson.dumps(_error(one)).decode() for one in failures]


def of_rows(
    session: Session, import_id: int, import_type: ImportType, rows: Sequence[Row]
) -> Outcomes:
    """What became of a chunk's rows; those that meet an earlier row of the sheet name it."""
    tell_of_earlier_rows(rows, _changed_by(session, import_id, rows))
    plain = [row for row in rows if not (row.problems or row.remarks)]
    told = [report(import_type, row) for row in rows if row.problems or row.remarks]
    return Outcomes(plain, told)


def record(session: Session, import_id: int, outcomes: Outcomes) -> None:
    """Store what became of rows, in the transaction of the rows."""
    if outcomes.plain:
        session.execute(RECORD_PLAIN, {"import_id": import_id, **_columns(outcomes.plain)})
    if outcomes.told:
        told = orjson.dumps(outcomes.told).decode()
        session.execute(RECORD, {"import_id": import_id, "rows": told})


def _error(report: Report) -> dict[str, Any]:
    """An error as `imports.error_details` keeps it."""
    return {
        "row": report["row_number"],
        "code": report["code"],
        "error": report["message"],
        "column": report["column"],
        "value": report["value"],
    }


def _columns(rows: Sequence[Row]) -> dict[str, str]:
    return {
        "numbers": array(row.number for row in rows),
        "outcomes": f"{{{','.join([row.outcome or '' for row in rows])}}}",
        "records": f"{{{','.join([str(row.record_id or 'NULL') for row in rows])}}}",
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
