"""What the pages of a school and of a batch show beside their columns."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from dbservice.admin import charts
from dbservice.admin.charts import Bar
from dbservice.admin.pages import PanelPages
from dbservice.admin.registry import panel_of
from dbservice.models import Batch, LearningSession, Student, Teacher
from dbservice.services import batch_figures, school_figures
from dbservice.services.school_figures import Part

PAGE = re.compile(r"[1-9][0-9]{0,5}")
BARS_AT_ONCE = 12


def of_school(session: Session, id: int) -> Mapping[str, Any]:
    """A school in numbers, and where the students are listed that they count."""
    figures = school_figures.of_school(session, id)
    batches = charts.bars(
        _bar(one, _page_of_batch(one), in_batch=one.id, in_school=id) for one in figures.batches
    )
    return {
        "figures": figures,
        "grades": charts.bars(
            _bar(one, "", grade=one.id, in_school=id) for one in figures.grades if one.students
        ),
        "batches": batches[:BARS_AT_ONCE],
        "more_batches": batches[BARS_AT_ONCE:],
        "years": charts.bars(Bar(one.name, one.students) for one in figures.years),
        "students_url": _students(in_school=id),
        "left_url": _students(in_school=id, standing="left"),
        "teachers_panel": panel_of(Teacher),
    }


def of_batch(session: Session, id: int) -> Mapping[str, Any]:
    """A batch in numbers and names, with the page of the roster that the address asks for."""
    figures = batch_figures.of_batch(session, id, page_asked_for("roster"))
    return {
        "figures": figures,
        "years": charts.bars(
            Bar(year, came, beside=f"{left} left" if left else "")
            for year, came, left in figures.years
        ),
        "children": charts.bars(_child(*one) for one in figures.children),
        "students_url": _students(in_batch=id),
        "left_url": _students(in_batch=id, standing="left"),
        "students_panel": panel_of(Student),
        "sessions_panel": panel_of(LearningSession),
    }


def page_asked_for(name: str) -> int:
    """The number of a page in the address; the first if it is missing or makes no sense."""
    asked = request.args.get(name, "")
    return int(asked) if PAGE.fullmatch(asked) else 1


def _bar(part: Part, url: str, **narrowed: int | None) -> Bar:
    listed = {key: value for key, value in narrowed.items() if value is not None}
    return Bar(
        part.name,
        part.students,
        url=url,
        count_url=_students(**listed, standing="present"),
        beside=f"{part.left_it} dropped out" if part.left_it else "",
        note=part.programme or "",
    )


def _child(id: int, name: str, students: int | None) -> Bar:
    return Bar(name, students or 0, url=f"{PanelPages.list_of(Batch)}{id}/")


def _page_of_batch(part: Part) -> str:
    return f"{PanelPages.list_of(Batch)}{part.id}/"


def _students(**narrowed: object) -> str:
    return PanelPages.list_of(Student, **narrowed)
