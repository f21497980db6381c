"""How far an import is, in the figures that people watch."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from dbservice.imports.status import STOPPABLE
from dbservice.models import Import

ERRORS_SHOWN = 50


@dataclass(frozen=True)
class Progress:
    """An import as it stands at a moment."""

    run: Import
    now: datetime

    @property
    def total(self) -> int:
        """Rows that will have been taken in the end; 0 until a worker has counted them."""
        return self.run.total_rows or 0

    @property
    def succeeded(self) -> int:
        """Rows that went in."""
        return self.run.processed_rows or 0

    @property
    def failed(self) -> int:
        """Rows that did not."""
        return self.run.error_count or 0

    @cached_property
    def done(self) -> int:
        """Rows that have been looked at, blank ones included."""
        return self.succeeded + self.failed + self.run.skipped_rows

    @property
    def percent(self) -> int:
        """The share of rows that have been looked at; 100 only when all have."""
        if not self.total:
            return 100 if self.run.status == "completed" else 0
        return min(100, self.done * 100 // self.total)

    @property
    def state(self) -> str:
        """The status, told apart further where people need it."""
        if self.run.undone_at:
            return "undone"
        if self.is_undoing:
            return "undoing"
        if self.run.status == "completed" and self.failed:
            return "completed_with_errors"
        return self.run.status or "unknown"

    @property
    def is_undoing(self) -> bool:
        """Whether a worker is asked to undo it and has not answered."""
        return bool(
            self.run.undo_requested_at
            and not self.run.undone_at
            and self.run.undo_obstacles is None
        )

    @property
    def is_moving(self) -> bool:
        """Whether there will be something new to see without anybody's doing."""
        return self.run.status in STOPPABLE or self.is_undoing

    @property
    def is_stoppable(self) -> bool:
        """Whether it waits or runs."""
        return self.run.status in STOPPABLE

    @property
    def is_resumable(self) -> bool:
        """Whether there are rows left to take and the sheet is there to take them from."""
        over = self.run.status in ("stopped", "failed") or self.state == "completed_with_errors"
        return over and self.run.file_id is not None and not self.run.undo_requested_at

    @property
    def is_undoable(self) -> bool:
        """Whether it is over and changed something that still stands."""
        return not self.is_moving and not self.run.undone_at and self.succeeded > 0

    @property
    def completed_at(self) -> datetime | None:
        """When it ended."""
        ended = self.run.completed_at
        return ended.replace(tzinfo=UTC) if ended else None

    @property
    def created_at(self) -> datetime:
        """When it was asked for."""
        return self.run.inserted_at.replace(tzinfo=UTC)

    @property
    def seconds(self) -> float:
        """How long it has been running, or ran."""
        began = self.run.started_at or self.created_at
        return max(0.0, ((self.completed_at or self.now) - began).total_seconds())

    @property
    def rows_per_second(self) -> float:
        """The mean speed since it began."""
        return round(self.done / max(self.seconds, 1.0), 1) if self.run.started_at else 0.0

    @property
    def eta_seconds(self) -> int | None:
        """How long it will run on at the mean speed; None when that cannot be told."""
        if self.run.status != "processing" or not self.rows_per_second:
            return None
        return round(max(0, self.total - self.done) / self.rows_per_second)

    def facts(self) -> dict[str, Any]:
        """The figures for programs, and for the page that shows them move."""
        run = self.run
        return {
            "id": run.id,
            "type": run.type,
            "status": run.status,
            "state": self.state,
            "moving": self.is_moving,
            "total_rows": self.total,
            "processed_rows": self.succeeded,
            "error_count": self.failed,
            "skipped_rows": run.skipped_rows,
            "percent": self.percent,
            "rows_per_second": self.rows_per_second,
            "eta_seconds": self.eta_seconds,
            "started_at": _iso(run.started_at),
            "completed_at": _iso(self.completed_at),
            "error_details": (run.error_details or [])[:ERRORS_SHOWN],
        }


def progress_of(run: Import) -> Progress:
    """How far the import is now."""
    return Progress(run, datetime.now(UTC))


def _iso(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
