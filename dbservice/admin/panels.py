"""Which tables the admin site shows, and how."""

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from dbservice.admin.view import Filter, Options, Panel
from dbservice.db import db
from dbservice.models import Batch, Grade, Program, School, Student, User
from dbservice.services.choices import CATEGORIES, GENDERS, STREAMS


def one_of(choices: tuple[str, ...]) -> Options:
    """A fixed list."""
    return lambda: [(choice, choice) for choice in choices]


def those_in(column: InstrumentedAttribute[str | None]) -> Options:
    """The values that a column of a small table has."""
    values = select(column).where(column != "").distinct().order_by(column)
    return lambda: [(value, value) for value in db.session.scalars(values) if value]


def rows_of(key: InstrumentedAttribute[int], name: InstrumentedAttribute[object]) -> Options:
    """The rows of a small table, by name."""
    rows = select(key, name).order_by(name)
    return lambda: [(str(value), str(label)) for value, label in db.session.execute(rows)]


PANELS = {
    "People": [
        Panel(
            Student,
            "Students",
            show={
                "student_id": "Student ID",
                "user.first_name": "First name",
                "user.last_name": "Last name",
                "grade.number": "Grade",
                "user.phone": "Phone",
                "apaar_id": "APAAR ID",
                "status": "Status",
            },
            search=["student_id", "apaar_id", "user.first_name", "user.last_name", "user.phone"],
            load=[Student.user, Student.grade],
            filters=[
                Filter(Student.grade_id, "Grade", rows_of(Grade.id, Grade.number)),
                Filter(Student.category, "Category", one_of(CATEGORIES)),
                Filter(Student.stream, "Stream", one_of(STREAMS)),
            ],
        ),
        Panel(
            User,
            "Users",
            show={
                "first_name": "First name",
                "last_name": "Last name",
                "phone": "Phone",
                "email": "E-mail",
                "role": "Role",
                "district": "District",
            },
            search=["first_name", "last_name", "phone", "email"],
            filters=[Filter(User.gender, "Gender", one_of(GENDERS))],
        ),
    ],
    "Organisation": [
        Panel(
            School,
            "Schools",
            show={
                "code": "Code",
                "name": "Name",
                "district": "District",
                "state": "State",
                "udise_code": "UDISE code",
            },
            search=["code", "name", "udise_code"],
            filters=[
                Filter(School.state, "State", those_in(School.state)),
                Filter(School.district, "District", those_in(School.district)),
            ],
        ),
        Panel(
            Batch,
            "Batches",
            show={
                "batch_id": "Batch ID",
                "name": "Name",
                "program.name": "Programme",
                "start_date": "Start",
                "end_date": "End",
            },
            search=["batch_id", "name"],
            load=[Batch.program],
            filters=[Filter(Batch.program_id, "Programme", rows_of(Program.id, Program.name))],
        ),
    ],
}
