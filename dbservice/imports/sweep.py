"""Finding work that is recorded but that nobody does, and ringing for it."""

from collections.abc import Sequence

import structlog
from sqlalchemy import text

from dbservice.db import reading
from dbservice.imports import queue
from dbservice.imports.lease import Work
from dbservice.services.work_locks import ID_BITS, held

log = structlog.get_logger()

# A moment of grace: between its dequeuing and its start a job holds no lock yet.
GRACE = "interval '3 seconds'"
UNLOCKED = f"w.id & {ID_BITS} NOT IN ({{held}})"
IMPORTS = text(f"""
    SELECT w.id, w.next_row FROM imports AS w
    WHERE w.file_id IS NOT NULL AND w.status IN ('pending', 'processing')
      AND coalesce(w.heartbeat_at, w.inserted_at AT TIME ZONE 'UTC') < now() - {GRACE}
      AND {UNLOCKED.format(held=held(Work.IMPORT))}
    ORDER BY w.id
""")
PREVIEWS = text(f"""
    SELECT w.id FROM import_preview AS w
    WHERE w.status IN ('pending', 'running')
      AND coalesce(w.heartbeat_at, w.created_at) < now() - {GRACE}
      AND {UNLOCKED.format(held=held(Work.PREVIEW))}
    ORDER BY w.id
""")
UNDOS = text(f"""
    SELECT w.id FROM imports AS w
    WHERE w.undo_requested_at < now() - {GRACE} AND w.undone_at IS NULL
      AND w.undo_obstacles IS NULL AND {UNLOCKED.format(held=held(Work.UNDO))}
    ORDER BY w.id
""")


def sweep() -> None:
    """Ring for every import, preview and undo that waits and is in nobody's hands."""
    with reading() as connection:
        imports = connection.execute(IMPORTS).all()
        previews: Sequence[int] = connection.scalars(PREVIEWS).all()
        undos: Sequence[int] = connection.scalars(UNDOS).all()
    for import_id, next_row in imports:
        queue.ring(import_id, next_row)
    for preview_id in previews:
        queue.ring_preview(preview_id)
    for import_id in undos:
        queue.ring_undo(import_id)
    if imports or previews or undos:
        log.info(
            "rang for waiting work", imports=len(imports), previews=len(previews), undos=len(undos)
        )
