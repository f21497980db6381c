"""How rows are written: through the rules that the API and the imports go by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from dbservice.admin.paths import Path
from dbservice.errors import DomainError, Invalid, NotFound
from dbservice.models import Base, Batch, Resource, School, Student, Teacher
from dbservice.services import (
    batch_codes,
    cleanup,
    crud,
    demands,
    people,
    resources,
    row_keys,
    schools,
    student_identity,
)
from dbservice.services.batch_codes import Rename
from dbservice.services.constraints import BLANK, TAKEN
from dbservice.services.known_students import Identity, identifier_missing

Values = Mapping[Path, Any]
"""What is written, by the column it goes to."""
Columns = dict[str, Any]
Row = TypeVar("Row", bound=Base)


class Writer(Protocol):
    """What may be done to a row; all of it inside the transaction of the session."""

    def create(self, session: Session, values: Values) -> int:
        """Make a row; returns its id. Raises DomainError."""

    def change(self, session: Session, id: int, values: Values) -> None:
        """Change the row with this id. Raises DomainError."""

    def delete(self, session: Session, id: int) -> None:
        """Delete the row with this id. Raises DomainError."""


@dataclass(frozen=True)
class Rows:
    """Rows of one table; those of the kinds that people belong to have a group row as well."""

    model: type[Base]

    def create(self, session: Session, values: Values) -> int:
        """Make a row."""
        own = own_columns(values)
        row_keys.refuse_taken(session, self.model, None, own)
        id: int = crud.create(session, self.model, own)[0]
        confirm(session, self.model, id, own)
        return id

    def change(self, session: Session, id: int, values: Values) -> None:
        """Change a row."""
        own = own_columns(values)
        row_keys.refuse_taken(session, self.model, id, own)
        crud.update(session, self.model, id, own)
        confirm(session, self.model, id, own)

    def delete(self, session: Session, id: int) -> None:
        """Delete a row that nothing refers to."""
        crud.delete(session, self.model, id)


@dataclass(frozen=True)
class Batches(Rows):
    """Batches; sessions list them by code, and so learn of a new one."""

    model: type[Base] = Batch

    def change(self, session: Session, id: int, values: Values) -> None:
        """Change a batch, its code also in the sessions that list it."""
        code = next((one for one in values if one.end is Batch.batch_id), None)
        old = session.get_one(Batch, id, populate_existing=True).batch_id
        if code is None or not old or not values[code]:
            super().change(session, id, values)
            return
        [verdict] = batch_codes.rename(session, [Rename(old, values[code])])
        if isinstance(verdict, DomainError):
            raise type(verdict)(verdict.message, field="batch_id", code=verdict.code)
        super().change(session, id, {one: new for one, new in values.items() if one is not code})


@dataclass(frozen=True)
class Schools(Rows):
    """Schools; one that is in use stays."""

    model: type[Base] = School

    def delete(self, session: Session, id: int) -> None:
        """Delete a school that nobody uses, with its group row."""
        school = there(session.get(School, id))
        if not school.code:
            super().delete(session, id)
            return
        [verdict] = schools.delete_unused(session, [school.code])
        if isinstance(verdict, DomainError):
            raise verdict


@dataclass(frozen=True)
class Resources(Rows):
    """Resources; problems get their code, and others are there but once."""

    model: type[Base] = Resource

    def create(self, session: Session, values: Values) -> int:
        """Make a resource that there is not yet."""
        own = own_columns(values)
        is_test = own["type"] == resources.TEST
        if is_test and not own.get("code"):
            raise Invalid(BLANK, field="code", code="BLANK")
        if known := resources.find(session, own):
            if is_test:
                raise Invalid(TAKEN, field="code", code="TAKEN")
            told = f"is that of resource {known.id}, which is there already"
            raise Invalid(told, field="type_params", code="TAKEN")
        id = resources.create(session, own)
        confirm(session, self.model, id, own)
        return id


@dataclass(frozen=True)
class People:
    """Rows that give a person a role, each written together with the user behind it.

    Args:
        role: the table.
        check: may refuse columns of the role before they are written; the id is None of a new row.
        remove: deletes the row with this id, and the user, if there is a rule for it.
    """

    role: people.Role
    check: Callable[[Session, int | None, Columns], None] | None = None
    remove: Callable[[Session, int], None] | None = None

    def create(self, session: Session, values: Values) -> int:
        """Make a user and the role."""
        own, user = own_columns(values), columns_behind(values)
        if self.check:
            self.check(session, None, own)
        row_keys.refuse_taken(session, self.role, None, own)
        id: int = people.create(session, self.role, user=user, own=own)[0]
        confirm(session, self.role, id, own)
        return id

    def change(self, session: Session, id: int, values: Values) -> None:
        """Change the role and the user behind it."""
        own, user = own_columns(values), columns_behind(values)
        if self.check:
            self.check(session, id, own)
        row_keys.refuse_taken(session, self.role, id, own)
        people.update(session, self.role, id, user=user, own=own)
        confirm(session, self.role, id, own)

    def delete(self, session: Session, id: int) -> None:
        """Delete the role, and the user where a rule says so."""
        if self.remove:
            self.remove(session, id)
        else:
            crud.delete(session, self.role, id)


def own_columns(values: Values) -> Columns:
    """The values of the row itself, by column name."""
    return {one.column.name: value for one, value in values.items() if not one.links}


def columns_behind(values: Values) -> Columns:
    """The values of the row that is written along, by column name."""
    return {one.column.name: value for one, value in values.items() if one.links}


def confirm(session: Session, model: type[Base], id: int, written: Columns) -> None:
    """Refuse a row, just written, that breaks a rule about several rows."""
    if check := demands.of(model).check:
        check(session, id, written)


def refuse_numbers(session: Session, id: int | None, own: Columns) -> None:
    """Refuse a student number that another student has, and to leave a student with none."""
    given = Identity(own.get("student_id"), own.get("apaar_id"))
    if any(given):
        student_identity.refuse_taken(session, id or 0, given)
    elif id is None:
        raise identifier_missing()
    elif own.keys() & {"student_id", "apaar_id"}:
        stored = session.get_one(Student, id, populate_existing=True)
        if not (own.get("student_id", stored.student_id) or own.get("apaar_id", stored.apaar_id)):
            raise identifier_missing()


def delete_student(session: Session, id: int) -> None:
    """Delete a student who never took part in a session, with the user.

    Not by number: in old data another student may have the same.
    """
    user_id = there(session.get(Student, id)).user_id
    if user_id is None:
        crud.delete(session, Student, id)
    else:
        cleanup.erase_student(session, id, user_id)


def delete_teacher(session: Session, id: int) -> None:
    """Delete a teacher with the user; not by number, as students."""
    cleanup.erase_teacher(session, id, there(session.get(Teacher, id)).user_id)


def there(row: Row | None) -> Row:
    """A row that was looked up; raises NotFound if somebody has deleted it meanwhile."""
    if row is None:
        raise NotFound("Not Found")
    return row


STUDENTS = People(Student, check=refuse_numbers, remove=delete_student)
TEACHERS = People(Teacher, remove=delete_teacher)
