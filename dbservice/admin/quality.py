"""What the last check of the database found, for people; and the wish for another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose

from dbservice.admin.guard import StaffView
from dbservice.db import db, transaction
from dbservice.imports import queue
from dbservice.security import current_staff, refuse_staff_below
from dbservice.services import kept_reports
from dbservice.services.consistency.check import keys_as_text
from dbservice.services.kept_reports import Report

SEE_OTHER = 303


@dataclass(frozen=True)
class Warned:
    """A promise that is not kept: what holds of good data, how often it does not, and where."""

    rule: str
    count: int
    lines: Sequence[str]
    name: str = ""


class QualityView(StaffView, BaseView):
    """Tells what the last check found, and lets admins ask for another."""

    def __init__(self, category: str) -> None:
        super().__init__(
            name="Data quality",
            category=category,
            endpoint="quality",
            url="/admin/quality",
            static_folder=None,
        )

    @expose("/")
    def index(self) -> str:
        """The last report."""
        kept = kept_reports.read(db.session(), Report.CHECK)
        staff = current_staff()
        may_ask = staff is not None and staff.may("admin")
        return self.render(
            "admin/quality.html", kept=kept, warned=warned(kept.content), may_ask=may_ask
        )

    @expose("/check", methods=("POST",))
    def check(self) -> ResponseReturnValue:
        """Ask for a new report."""
        refuse_staff_below("admin")
        with transaction() as session:
            kept_reports.request(session, Report.CHECK)
        queue.ring_report(Report.CHECK.value)
        flash("The check of the database is asked for; a worker takes it next.", "info")
        return redirect(url_for("quality.index"), SEE_OTHER)


def warned(content: Mapping[str, Any]) -> list[Warned]:
    """What a report complains of, the most frequent first."""
    return sorted(_warned(content), key=lambda one: -one.count)


def _warned(content: Mapping[str, Any]) -> Iterator[Warned]:
    for one in content.get("checks", ()):
        if one["exceptions"]:
            lines = [keys_as_text(keys) for keys in one["first"]]
            yield Warned(one["rule"], one["exceptions"], lines, one["name"])
    for breach in content.get("broken_keys", ()):
        columns = ", ".join(breach["promise"]["columns"])
        lines = [
            f"{', '.join(key['values'])}: rows {', '.join(map(str, key['row_ids']))}"
            for key in breach["keys"]
        ]
        rule = f"No two rows of {breach['promise']['table']} share {columns}"
        yield Warned(rule, breach["row_count"], lines, breach["promise"]["name"])
    for gap in content.get("history_gaps", ()):
        yield Warned("The history misses no change", 1, [gap])
    if left_out := content.get("addable_keys", ()):
        yield Warned(
            "Every key that the data allows is kept; flask adopt adds these",
            len(left_out),
            list(left_out),
        )
