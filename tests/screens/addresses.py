"""An address of a page of every kind, with something to see there."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dbservice.models import (
    ApiToken,
    Batch,
    Change,
    EnrollmentRecord,
    Group,
    GroupUser,
    LearningSession,
    School,
    StaffAccount,
    Student,
    Tag,
    Teacher,
    User,
)
from dbservice.security import tokens
from dbservice.services import acts, carrying_out, crud
from dbservice.services.carrying_out import Wanted
from dbservice.services.movement import MoveScope

# Files, figures for scripts and ways to elsewhere; and the page that Swagger UI draws.
NO_PAGES = {
    "static",
    "admin.static",
    "docs.swagger_asset",
    "docs.openapi",
    "docs.swagger",
    "home.index",
    "login.index",
    "search.suggestions",
    "rows.lookup",
    "rows.export",
    "rows.exports",
    "imports.status",
    "imports.failed_rows_csv",
    "import_form.template",
    "import_previews.status",
    "import_previews.failed_rows_csv",
}
TERM = ("2026-2027", date(2026, 9, 1))
LISTS = ("student", "batch", "subject", "enrollment-record", "data-export")
Addresses = Mapping[str, list[str]]


def of_imports(run: str, preview: str) -> Addresses:
    """The pages about imports, given the addresses of one that is over and of a preview."""
    return {
        "imports.index": ["/imports"],
        "imports.details": [run, f"{run}?confirm=undo"],
        "import_form.new": ["/imports/new"],
        "import_previews.details": [preview],
    }


def of_admin_site(session: Session, students: list[int]) -> Addresses:
    """The pages of the admin site, with what has to be there for them; commits.

    `students` are at least three who are enrolled everywhere; one drops out.
    """
    staying, other, left = students[:3]
    drop_out(session, left)
    teacher = a_teacher(session)
    school = session.scalars(select(School).where(School.code == "SCH001")).one()
    batch = session.scalars(select(Batch.id).where(Batch.batch_id.like("EN-11%"))).first()
    school.district = "Pune"
    tokens.create(session, "Looked at", ["read"])
    tag = crud.create(session, Tag, {"name": "to be deleted"})[0]
    session.commit()
    crud.delete(session, Tag, tag)
    session.commit()
    changed, deleted = change(session, "school", "update"), change(session, "tag", "delete")
    token = session.scalars(select(ApiToken.id).where(ApiToken.name == "Looked at")).one()
    account = session.scalars(select(StaffAccount.id).order_by(StaffAccount.id)).first()
    acts_of = "/admin/student/acts"
    rows = (f"student/{staying}", f"student/{left}", f"teacher/{teacher}", f"school/{school.id}")
    return {
        "admin.index": ["/admin/"],
        "account.index": ["/admin/account/"],
        "search.index": ["/admin/search/", "/admin/search/?q=asha"],
        "heads.index": ["/admin/heads/school/"],
        "quality.index": ["/admin/quality/"],
        "rows.index": [
            *(f"/admin/{name}/" for name in LISTS),
            f"/admin/student/?category=OBC&in_school={school.id}",
        ],
        "rows.details": [
            *(f"/admin/{row}/" for row in rows),
            f"/admin/batch/{batch}/",
            "/admin/group/1/",
            "/admin/resource/1/",
            "/admin/session/1/",
        ],
        "rows.new": ["/admin/tag/new/", "/admin/session/new/"],
        "rows.edit": [
            f"/admin/school/{school.id}/edit/",
            f"/admin/batch/{batch}/edit/",
            f"/admin/student/{staying}/edit/",
        ],
        "rows.delete": [f"/admin/school/{school.id}/delete/"],
        "acts.begin": [
            f"{acts_of}/move-batch/?id={staying}",
            f"{acts_of}/correct-school/?id={staying}&id={other}",
            f"{acts_of}/undo-dropout/?id={left}",
        ],
        "history.index": ["/admin/history/"],
        "history.row": [f"/admin/history/school/{school.id}/"],
        "history.occasion": [f"/admin/history/occasion/{changed}/"],
        "history.before": [f"/admin/history/before/{changed}/"],
        "trash.index": ["/admin/trash/"],
        "trash.details": [f"/admin/trash/{deleted}/"],
        "staff.index": ["/admin/staff/"],
        "staff.new": ["/admin/staff/new/"],
        "staff.account": [f"/admin/staff/{account}/", f"/admin/staff/{account}/?confirm=delete"],
        "tokens.index": ["/admin/tokens/"],
        "tokens.new": ["/admin/tokens/new/"],
        "tokens.token": [f"/admin/tokens/{token}/", f"/admin/tokens/{token}/?confirm=revoke"],
    }


def enrolled(session: Session) -> list[int]:
    """Students who are at a school now, the newest first."""
    at_school = select(EnrollmentRecord.user_id).where(
        EnrollmentRecord.group_type == "school", EnrollmentRecord.is_current
    )
    found = select(Student.id).where(Student.user_id.in_(at_school)).order_by(Student.id.desc())
    return list(session.scalars(found))


def drop_out(session: Session, student: int) -> None:
    user_id = session.get_one(Student, student).user_id
    wanted = Wanted({}, TERM, MoveScope.ALL)
    [verdict] = carrying_out.carry_out(session, acts.ACTS["drop-out"], [user_id], wanted)
    assert verdict.consequences, verdict.refusal
    session.commit()


def a_teacher(session: Session) -> int:
    """A teacher who has taught in two batches and owns a session."""
    user = User(first_name="Meena", last_name="Iyer", phone="9800000001")
    teacher = Teacher(teacher_id="T-LOOK", user=user, designation="Academic Lead")
    session.add(teacher)
    session.flush()
    old, new = session.scalars(select(Batch.id).order_by(Batch.id).limit(2))
    taught: dict[str, Any] = {"group_type": "batch", "academic_year": TERM[0]}
    taught["user_id"] = user.id
    began, moved = date(2026, 4, 1), TERM[1]
    over = EnrollmentRecord(
        **taught, group_id=old, start_date=began, end_date=moved, is_current=False
    )
    now = EnrollmentRecord(**taught, group_id=new, start_date=moved, is_current=True)
    group = select(Group.id).where(Group.type == "batch", Group.child_id == new)
    member = GroupUser(user_id=user.id, group_id=session.scalars(group).one())
    at = datetime(2026, 10, 1, 9, 30)  # noqa: DTZ001  # an Indian wall clock
    lesson = LearningSession(name="Algebra", platform="meet", owner_id=user.id, start_time=at)
    session.add_all([over, now, member, lesson])
    session.commit()
    return teacher.id


def change(session: Session, table: str, operation: str) -> int:
    """The latest change of that sort."""
    query = select(Change.id).where(Change.table_name == table, Change.operation == operation)
    return session.scalars(query.order_by(Change.id.desc())).first()
