"""Profiles of students and teachers, each with the profile of the user behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.errors import Invalid, NotFound
from dbservice.models import Student, StudentProfile, Teacher, TeacherProfile, UserProfile
from dbservice.services import crud
from dbservice.services.constraints import BLANK
from dbservice.services.driver import fetch_one

Values = Mapping[str, Any]


class Owner(NamedTuple):
    """A student or teacher, and the user behind."""

    id: int
    user_id: int | None


@dataclass(frozen=True)
class Profiles:
    """A table of profiles.

    Args:
        model: the table.
        role: what the profiles are of.
        number: the column, of both, with the number that people know such a person by.
        reference: the column of the profile with the id of its owner.
    """

    model: type[StudentProfile] | type[TeacherProfile]
    role: type[Student] | type[Teacher]
    number: str
    reference: str

    def owner(self, session: Session, number: str) -> Owner:
        """Who has this number; of several the oldest.

        Raises:
            NotFound: nobody.
        """
        statement = (
            f"SELECT id, user_id FROM {self.role.__tablename__} WHERE {self.number} = %s"
            " ORDER BY id LIMIT 1"
        )
        row = fetch_one(session, statement, (number,))
        if row is None:
            raise NotFound("Not Found")
        return Owner(*row)

    def put(
        self, session: Session, *, own: Values, user: Values, returning: str = "id"
    ) -> tuple[crud.Answer, bool]:
        """Change the profile with the number in `own`, or create one; and that of the user.

        Returns the row and whether it is new. Raises NotFound if nobody has the number, Invalid if
        there is no user.
        """
        number = own[self.number]
        owner = self.owner(session, number)
        own = {**own, self.reference: own.get(self.reference) or owner.id}
        user = {**user, "user_id": user.get("user_id") or owner.user_id}
        id = crud.hold(session, self.model, {self.number: number})
        if id is not None:
            row = self.update(session, id, own=own, user=user, returning=returning)
            assert row is not None
            return row, False
        own = {**own, "user_profile_id": put_user_profile(session, user)}
        return crud.create(session, self.model, own, returning=returning), True

    def update(
        self, session: Session, id: int, *, own: Values, user: Values, returning: str = "id"
    ) -> crud.Answer | None:
        """Change the profile with this id and that of the user; None if there is none.

        A profile without one of the user, as old data have it, gets it.
        """
        table, role = self.model.__tablename__, self.role.__tablename__
        statement = (
            f"SELECT p.user_profile_id, r.user_id FROM {table} AS p"
            f" LEFT JOIN {role} AS r ON r.id = p.{self.reference} WHERE p.id = %s"
            " FOR NO KEY UPDATE OF p"
        )
        row = fetch_one(session, statement, (id,))
        if row is None:
            return None
        user_profile_id, user_id = row
        if user_profile_id is None and (user or user_id):
            user = {"user_id": user_id, **user}
            own = {**own, "user_profile_id": put_user_profile(session, user)}
        elif user:
            crud.update(session, UserProfile, user_profile_id, user)
        return crud.update(session, self.model, id, own, returning=returning)


STUDENT_PROFILES = Profiles(StudentProfile, Student, "student_id", "student_fk")
TEACHER_PROFILES = Profiles(TeacherProfile, Teacher, "teacher_id", "teacher_fk")


def put_user_profile(session: Session, values: Values) -> int:
    """Change the profile of a user, who has but one, or create it; its id."""
    key = {"user_id": values.get("user_id")}
    if key["user_id"] is None:
        raise Invalid(BLANK, field="user_id")
    row, _ = crud.upsert(session, UserProfile, key, values, check_new=lambda _: None)
    id: int = row[0]
    return id
