"""The number that a student is given: the one they have already, or one that nobody has."""

import secrets
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError, NotFound
from dbservice.services import keys
from dbservice.services.clock import indian_today
from dbservice.services.driver import fetch_all, fetch_one

LAST_GRADE = 12
APRIL = 4  # in which an academic year begins
SUFFIXES = [f"{number:03d}" for number in range(1000)]

SCHOOLS = """
    SELECT id, code FROM school WHERE name = %s AND coalesce(region, '') = %s
    ORDER BY id LIMIT 2
"""
SCHOOLS_WITHOUT_REGION = """
    SELECT id, code FROM school WHERE name = %s AND region IS NULL ORDER BY id LIMIT 2
"""
# Whoever has ever been at the school under this name, born on this day.
REGISTERED = """
    SELECT s.student_id FROM student AS s JOIN "user" AS u ON u.id = s.user_id
    WHERE s.grade_id = %s AND s.category = %s AND u.date_of_birth = %s AND u.gender = %s
      AND u.first_name = %s AND s.student_id <> ''
      AND EXISTS (
          SELECT FROM enrollment_record AS e
          WHERE e.user_id = u.id AND e.group_type = 'school' AND e.group_id = %s)
    ORDER BY s.id LIMIT 1
"""
TAKEN = "SELECT student_id FROM student WHERE student_id = ANY(CAST(%s AS varchar[]))"


class Applicant(NamedTuple):
    """Who needs a number; `grade` is a grade's number."""

    first_name: str
    date_of_birth: date
    gender: str
    category: str
    grade: int
    school_name: str | None
    region: str | None


def find_or_make(session: Session, applicant: Applicant) -> str:
    """The student_id of someone who looks like the applicant, else one that is free now.

    Nothing is stored, so the number is not reserved.

    Raises:
        NotFound: GRADE_NOT_FOUND, SCHOOL_NOT_FOUND.
        DomainError: AMBIGUOUS, several such schools; CODE_MISSING; NUMBERS_EXHAUSTED.
    """
    code = str(applicant.grade)
    grade_id = keys.resolve(session, {keys.GRADE: [code]}).id(keys.GRADE, code)
    school_id, school_code = _school(session, applicant.school_name, applicant.region)
    known = (grade_id, applicant.category, applicant.date_of_birth, applicant.gender)
    found = fetch_one(session, REGISTERED, (*known, applicant.first_name, school_id))
    if found:
        return str(found[0])
    if not school_code:
        raise DomainError("The school has no code", code="CODE_MISSING")
    return _unused(session, f"{leaving_year(applicant.grade) % 100:02d}{school_code}")


def leaving_year(grade: int) -> int:
    """The year in which those leave the last grade who are in this one now."""
    today = indian_today()
    began = today.year if today.month >= APRIL else today.year - 1
    return began + (LAST_GRADE - grade) + 1


def _school(session: Session, name: str | None, region: str | None) -> tuple[int, str | None]:
    if region:
        found = fetch_all(session, SCHOOLS, (name, region))
    else:
        found = fetch_all(session, SCHOOLS_WITHOUT_REGION, (name,))
    if not found:
        raise NotFound("No school has this name and region", code="SCHOOL_NOT_FOUND")
    if len(found) > 1:
        raise DomainError("Several schools have this name and region", code="AMBIGUOUS")
    id, code = found[0]
    return id, code


def _unused(session: Session, prefix: str) -> str:
    numbers = [prefix + suffix for suffix in SUFFIXES]
    taken = {number for (number,) in fetch_all(session, TAKEN, (numbers,))}
    free = [number for number in numbers if number not in taken]
    if not free:
        raise Conflict(f"Every number that begins {prefix} is taken", code="NUMBERS_EXHAUSTED")
    return secrets.choice(free)
