"""The first page: what happened today, how many there are and where, and how the service is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import current_app
from flask_admin import AdminIndexView, expose
from sqlalchemy import select, text
from sqlalchemy.orm import Session, joinedload

from dbservice import health
from dbservice.admin import charts, counting, heads, quality
from dbservice.admin.charts import Bar, Columns
from dbservice.admin.counting import Total
from dbservice.admin.guard import StaffView
from dbservice.admin.pages import PanelPages
from dbservice.admin.registry import panel_of
from dbservice.admin.selection import Selection
from dbservice.db import db
from dbservice.imports.progress import Progress, progress_of
from dbservice.imports.registry import TYPES
from dbservice.imports.status import STOPPABLE
from dbservice.models import (
    AuthGroup,
    Base,
    Batch,
    EnrollmentRecord,
    Grade,
    Import,
    Product,
    Program,
    School,
    Student,
    Teacher,
)
from dbservice.services import head_counts, kept_reports, today
from dbservice.services.groups import GroupKind
from dbservice.services.kept_reports import Kept, Report

TOTALS: Mapping[str, tuple[type[Base], str]] = {
    "Students": (Student, "students"),
    "Teachers": (Teacher, "teachers"),
    "Schools": (School, "schools"),
    "Batches": (Batch, "batches"),
}
LINKED = (Product, Program, AuthGroup, School, Batch, Student)
RECENT = 5
RUNNING_AT_MOST = 10
BARS = 8
GRADES_AT_MOST = 20
REVISION = text("SELECT version_num FROM alembic_version")


class Figure(NamedTuple):
    """A number that leads to its list."""

    label: str
    total: Total
    url: str


class Chart(NamedTuple):
    """The largest of a kind; how many more there are, and with how many students."""

    title: str
    rows: Sequence[Bar]
    more: int
    more_students: int
    url: str


class Dashboard(StaffView, AdminIndexView):
    """The index of the admin site."""

    def __init__(self) -> None:
        super().__init__(name="Dashboard", url="/admin")

    @expose()
    def index(self) -> str:
        session = db.session()
        kept = kept_reports.read(session, Report.HEADS)
        check = kept_reports.read(session, Report.CHECK)
        page: str = self.render(
            "admin/dashboard.html",
            kept=kept,
            figures=figures(session, kept),
            charts_of=[one for one in charts_of(session, kept) if one.rows],
            over_days=over_days(kept),
            today=today.today(session),
            at_most=today.AT_MOST,
            recorded_url=recorded_url,
            check=check,
            warned=quality.warned(check.content),
            running=imports(session, running=True),
            recent=imports(session, running=False),
            types=TYPES,
            parts_of_service=parts(session),
            address_of=PanelPages.list_of,
            **{model.__tablename__: model for model in LINKED},
        )
        return page


def figures(session: Session, kept: Kept) -> list[Figure]:
    """How many rows the main tables have: as counted last, or else as lists tell it."""
    return [
        Figure(label, total_of(session, model, kept.content.get(key)), address(model))
        for label, (model, key) in TOTALS.items()
    ]


def total_of(session: Session, model: type[Base], counted: int | None) -> Total:
    """The number that was counted, or else about how many rows there are."""
    if counted is not None:
        return Total(counted)
    everybody = Selection(panel_of(model))
    return counting.count(session, everybody, counting.guessed(session, everybody))


def address(model: type[Base]) -> str:
    """Where the rows are listed that are counted."""
    standing = {"standing": "present"} if model is Student else {}
    return PanelPages.list_of(model, **standing)


def charts_of(session: Session, kept: Kept) -> list[Chart]:
    """The schools, programmes, batches and grades with the most students."""
    found = head_counts.largest(session, GRADES_AT_MOST)
    totals: Mapping[str, Sequence[int]] = kept.content.get("kinds", {})
    return [chart(session, kind, found[kind], totals.get(kind, (0, 0))) for kind in found]


def chart(
    session: Session, kind: GroupKind, largest: Sequence[head_counts.Heads], totals: Sequence[int]
) -> Chart:
    """The chart of one kind: grades in their order, of others the largest."""
    model = heads.MODELS[kind]
    shown = largest if model is Grade else largest[:BARS]
    if model is Grade:
        numbers = dict(session.execute(select(Grade.id, Grade.number)).all())
        shown = sorted(shown, key=lambda one: numbers.get(one.entity_id) or 0)
    rows = charts.bars(heads.bars(session, kind, shown))
    entities, students = totals
    rest = students - sum(one.number for one in rows)
    url = heads.address_of(kind)
    title = f"Students by {heads.NAMES[model]}"
    return Chart(title, rows, max(0, entities - len(rows)), max(0, rest), url)


def over_days(kept: Kept) -> Sequence[tuple[str, Columns]]:
    """What was recorded on each of the last days, a chart for each kind of thing."""
    days = [(date.fromisoformat(day), *numbers) for day, *numbers in kept.content.get("days", ())]
    if not days:
        return ()
    enrolled = charts.columns((day, number) for day, number, _ in days)
    dropped_out = charts.columns((day, number) for day, _, number in days)
    return (("Enrolled in a school", enrolled), ("Dropped out", dropped_out))


def imports(session: Session, *, running: bool) -> list[Progress]:
    """The imports that wait or run; or the newest of all."""
    query = select(Import).options(joinedload(Import.file)).order_by(Import.id.desc())
    if running:
        query = query.where(Import.status.in_(STOPPABLE))
    limited = query.limit(RUNNING_AT_MOST if running else RECENT)
    return [progress_of(one) for one in session.scalars(limited)]


def recorded_url(kind: GroupKind | str, day: date) -> str:
    """The list of the enrolment records of a kind that were written on a day."""
    given: dict[str, Any] = {"group_type": str(kind), "inserted_at.from": day.isoformat()}
    return PanelPages.list_of(EnrollmentRecord, **given)


def parts(session: Session) -> dict[str, str]:
    """How each part of the service is, in a word; a database that is away shows no page at all."""
    is_new = session.scalars(REVISION).all() == [health.head()]
    redis, worker = health.probe_redis(current_app.config["SETTINGS"])
    migrations = "ok" if is_new else "behind"
    return {"Database": "ok", "Migrations": migrations, "Redis": redis, "Worker": worker}
