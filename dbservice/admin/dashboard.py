"""The first page: how much there is, what was imported lately, and how the service is."""

from flask import current_app
from flask_admin import AdminIndexView, expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from dbservice import health
from dbservice.admin.guard import StaffView
from dbservice.db import db
from dbservice.imports.progress import Progress, progress_of
from dbservice.imports.registry import TYPES
from dbservice.models import Base, Batch, Import, School, Student, User

COUNTED: dict[str, type[Base]] = {
    "Students": Student,
    "Schools": School,
    "Batches": Batch,
    "Users": User,
}
RECENT = 5


class Dashboard(StaffView, AdminIndexView):
    """The index of the admin site."""

    def __init__(self) -> None:
        super().__init__(name="Dashboard", url="/admin")

    @expose()
    def index(self) -> str:
        page: str = self.render(
            "admin/dashboard.html",
            counts=counts(db.session()),
            recent=recent_imports(db.session()),
            types=TYPES,
            parts_of_service=parts(),
        )
        return page


def counts(session: Session) -> dict[str, int]:
    """How many rows the main tables have, in one statement."""
    columns = [
        select(func.count()).select_from(model).scalar_subquery() for model in COUNTED.values()
    ]
    return dict(zip(COUNTED, session.execute(select(*columns)).one(), strict=True))


def recent_imports(session: Session) -> list[Progress]:
    """The newest imports."""
    query = select(Import).options(joinedload(Import.file)).order_by(Import.id.desc())
    return [progress_of(one) for one in session.scalars(query.limit(RECENT))]


def parts() -> dict[str, str]:
    """How each part of the service is, in a word."""
    settings = current_app.config["SETTINGS"]
    database, migrations = health.probe_database(settings)
    redis, worker = health.probe_redis(settings)
    return {"Database": database, "Migrations": migrations, "Redis": redis, "Worker": worker}
