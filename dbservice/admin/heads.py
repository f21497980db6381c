"""How many students the schools, batches, programmes and grades have, as they were counted last."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_admin import BaseView, expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from dbservice.admin import charts, lookup, selection
from dbservice.admin.charts import Bar
from dbservice.admin.guard import StaffView
from dbservice.admin.overviews import page_asked_for
from dbservice.admin.pages import PanelPages
from dbservice.admin.registry import panel_of
from dbservice.admin.selection import Selection
from dbservice.db import db
from dbservice.models import Base, Batch, Grade, HeadCount, Program, School, Student
from dbservice.services import head_counts, kept_reports
from dbservice.services.groups import GROUP_TYPES, GroupKind
from dbservice.services.head_counts import Heads
from dbservice.services.kept_reports import Report

MODELS: dict[GroupKind, type[Base]] = {
    kind: model for model, kind in GROUP_TYPES.items() if kind in head_counts.COUNTED
}
NAMES = {School: "school", Program: "programme", Batch: "batch", Grade: "grade"}
PAGE_ROWS = 100


class HeadsView(StaffView, BaseView):
    """Shows every school, batch, programme or grade with the number of its students."""

    def __init__(self) -> None:
        self._default_view = "index"
        super().__init__(name="Heads", endpoint="heads", url="/admin/heads", static_folder=None)

    def is_visible(self) -> bool:
        """The dashboard leads here."""
        return False

    @expose("/<any(school, batch, program, grade):kind>/")
    def index(self, kind: str) -> str:
        """Those of one kind, the largest first."""
        of_kind, session = GroupKind(kind), db.session()
        query, number = request.args.get("q", "").strip(), page_asked_for("page")
        found = page(session, of_kind, query, number)
        longest = head_counts.largest(session, 1)[of_kind]
        rows = bars(session, of_kind, found[:PAGE_ROWS])
        return self.render(
            "admin/heads.html",
            panel=panel_of(MODELS[of_kind]),
            noun=NAMES[MODELS[of_kind]],
            kept=kept_reports.read(session, Report.HEADS),
            rows=charts.bars(rows, longest=longest[0].students if longest else 0),
            kind=kind,
            query=query,
            number=number,
            first=(number - 1) * PAGE_ROWS + 1,
            has_next=len(found) > PAGE_ROWS,
        )


def page(session: Session, kind: GroupKind, query: str, number: int) -> list[Heads]:
    """A page of a kind and one row more if there is any; of what a query finds, if there is one."""
    columns = (HeadCount.entity_id, HeadCount.students, HeadCount.dropped_out)
    wanted = select(*columns).where(HeadCount.kind == kind.value)
    if query:
        found = selection.unordered(Selection(panel_of(MODELS[kind]), query)).subquery()
        wanted = wanted.where(HeadCount.entity_id.in_(select(found.c[0])))
    ordered = wanted.order_by(HeadCount.students.desc(), HeadCount.entity_id)
    limited = ordered.limit(PAGE_ROWS + 1).offset((number - 1) * PAGE_ROWS)
    return [Heads(*row) for row in session.execute(limited)]


def bars(session: Session, kind: GroupKind, heads: Sequence[Heads]) -> list[Bar]:
    """The rows of a chart, with what they are called; one statement."""
    panel = panel_of(MODELS[kind])
    names = lookup.labels(session, panel, [one.entity_id for one in heads])
    here = PanelPages.list_of(panel)
    return [
        Bar(
            names[one.entity_id],
            one.students,
            url=f"{here}{one.entity_id}/",
            count_url=students_of(kind, one.entity_id),
            beside=f"{one.dropped_out:,} dropped out" if one.dropped_out else "",
        )
        for one in heads
        if one.entity_id in names
    ]


def students_of(kind: GroupKind, id: int) -> str:
    """The list of the students that are counted; blank of a programme, which has none."""
    narrowed: dict[GroupKind, dict[str, Any]] = {
        GroupKind.SCHOOL: {"in_school": id},
        GroupKind.BATCH: {"in_batch": id},
        GroupKind.GRADE: {"grade": id},
    }
    given = narrowed.get(kind)
    return PanelPages.list_of(Student, **given, standing="present") if given else ""


def address_of(kind: GroupKind) -> str:
    """The page of all of a kind."""
    return url_for("heads.index", kind=kind.value)
