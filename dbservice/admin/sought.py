"""The kinds of rows that the search box looks for, and what is told of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, select
from sqlalchemy.orm import aliased

from dbservice.admin.panel import LabelPart, Panel
from dbservice.admin.paths import Attribute, of
from dbservice.admin.registry import panel_of
from dbservice.models import (
    Base,
    Batch,
    Group,
    GroupUser,
    LearningSession,
    School,
    Student,
    Teacher,
    User,
)
from dbservice.services.groups import GroupKind
from dbservice.services.person import DROPOUT


@dataclass(frozen=True, eq=False)
class Sought:
    """A kind of row that is looked for.

    Args:
        model: its table.
        title: what a row is called; its label, if left out.
        beside: what tells rows of the same name apart.
    """

    model: type[Base]
    beside: Sequence[LabelPart]
    title: LabelPart | None = None

    @property
    def panel(self) -> Panel:
        """The panel of the table."""
        return panel_of(self.model)


def schools_of(user: Attribute) -> Callable[[Any], ColumnElement[Any]]:
    """The schools that a person is in now."""

    def names(row: Any) -> ColumnElement[Any]:
        school, group, member = aliased(School), aliased(Group), aliased(GroupUser)
        is_school = and_(group.type == GroupKind.SCHOOL.value, school.id == group.child_id)
        return (
            select(func.string_agg(school.name, literal_column("', '")))
            .select_from(member)
            .join(group, group.id == member.group_id)
            .join(school, is_school)
            .where(member.user_id == getattr(row, user.key))
            .scalar_subquery()
        )

    return names


def dropped_out(row: Any) -> ColumnElement[Any]:
    """A word about students who have left."""
    return case((row.status == DROPOUT, literal_column("'dropped out'")))


def begins(row: Any) -> ColumnElement[Any]:
    """The day on which a session begins."""
    return func.to_char(row.start_time, literal_column("'FMDD Mon YYYY'"))


SOUGHT = (
    Sought(
        Student,
        title=Student.user,
        beside=[
            Student.student_id,
            of(Student.user, User.phone),
            schools_of(Student.user_id),
            dropped_out,
        ],
    ),
    Sought(
        Teacher,
        title=Teacher.user,
        beside=[Teacher.teacher_id, of(Teacher.user, User.phone), schools_of(Teacher.user_id)],
    ),
    Sought(
        School,
        title=School.name,
        beside=[School.code, School.district, School.state],
    ),
    Sought(Batch, title=Batch.name, beside=[Batch.batch_id, Batch.program]),
    Sought(
        LearningSession,
        title=LearningSession.name,
        beside=[LearningSession.platform, begins, LearningSession.session_id],
    ),
)
