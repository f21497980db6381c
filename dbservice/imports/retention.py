"""Forgetting sheets: some time after their last import, what people wrote into them goes."""

import structlog
from flask import current_app
from sqlalchemy import text

from dbservice.config import Settings
from dbservice.db import transaction

log = structlog.get_logger()

AT_ONCE = 20

# Sheets that no import waits for or has used lately; who sweeps at the same time takes others.
EXPIRED = text("""
    SELECT f.id FROM import_file AS f
    WHERE f.created_at < now() - make_interval(days => :days)
      AND NOT EXISTS (
        SELECT FROM imports AS i WHERE i.file_id = f.id AND (
            i.status IN ('pending', 'processing')
            OR i.completed_at > (now() - make_interval(days => :days)) AT TIME ZONE 'UTC'))
      AND NOT EXISTS (
        SELECT FROM import_preview AS p
        WHERE p.file_id = f.id AND p.created_at > now() - make_interval(days => :days))
    ORDER BY f.id LIMIT :most FOR UPDATE SKIP LOCKED
""")
# What an import did stays known: its counts, and each row's outcome and code.
FORGET = (
    text("""
        UPDATE import_row SET cells = NULL, value = NULL, message = NULL
        WHERE code IS NOT NULL AND import_id IN (SELECT id FROM imports WHERE file_id = ANY(:ids))
    """),
    # An import that has just come to need its sheet keeps it, and so all is left for another time.
    text("""
        UPDATE imports SET file_id = NULL, error_details = '{}'
        WHERE file_id = ANY(:ids) AND status NOT IN ('pending', 'processing')
    """),
    text("DELETE FROM import_preview WHERE file_id = ANY(:ids)"),
    text("DELETE FROM import_file WHERE id = ANY(:ids)"),
)


def forget_expired() -> int:
    """Delete sheets, previews and reports past their time; returns how many sheets."""
    settings: Settings = current_app.config["SETTINGS"]
    with transaction() as session:
        query = {"days": settings.import_retention_days, "most": AT_ONCE}
        ids = list(session.scalars(EXPIRED, query))
        for statement in FORGET if ids else ():
            session.execute(statement, {"ids": ids})
    if ids:
        log.info("forgot sheets past their time", sheets=len(ids))
    return len(ids)
