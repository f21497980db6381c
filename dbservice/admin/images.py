"""What rows are called that are not there any more, told by how they were recorded."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Select, column, select, text
from sqlalchemy.orm import Session, aliased

from dbservice.admin.labels import label
from dbservice.admin.panel import Panel

Image = Mapping[str, Any]


def labels(session: Session, panel: Panel, images: Sequence[Image]) -> Mapping[int, str]:
    """What these rows of a panel's table would be called, by id; one statement."""
    if not images:
        return {}
    query = {"images": orjson.dumps(images).decode()}
    return {row[0]: row[1] for row in session.execute(_labelled(panel), query)}


@cache
def _labelled(panel: Panel) -> Select[Any]:
    """The SELECT of ids and labels of rows that are given as JSON."""
    columns = [column(one.name, one.type) for one in panel.model.metadata.tables[panel.table].c]
    source = text(f"""
        SELECT old.* FROM jsonb_array_elements(CAST(:images AS jsonb)) AS image,
             LATERAL jsonb_populate_record(CAST(NULL AS "{panel.table}"), image) AS old
    """).columns(*columns)
    row: Any = aliased(panel.model, source.subquery(), adapt_on_names=True)
    return select(row.id, label(row, panel))
