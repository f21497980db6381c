"""Erasing people who came in by mistake, and a batch from the history of a student."""

from collections.abc import Callable

from flask import Response
from sqlalchemy.orm import Session

from dbservice.blueprints import _enrolment_wordings as wordings
from dbservice.blueprints._calls import Calls, text_of
from dbservice.db import transaction
from dbservice.services import cleanup

blueprint = Calls("cleanup", tag="Enrolment")


@blueprint.call(
    "DELETE",
    "/cleanup-student/<number:student_id>",
    name="cleanUpStudent",
    summary="Erase a student who never took part in anything, with enrolments and user",
    answers={200: text_of("They are gone.")},
    wording=wordings.CLEANING_STUDENT,
)
def clean_up_student(student_id: str) -> Response:
    return _done(lambda session: cleanup.delete_student(session, student_id), "Student deleted")


@blueprint.call(
    "DELETE",
    "/cleanup-teacher/<number:teacher_id>",
    name="cleanUpTeacher",
    summary="Erase a teacher with enrolments, sessions and user",
    answers={200: text_of("They are gone.")},
    wording=wordings.CLEANING_TEACHER,
)
def clean_up_teacher(teacher_id: str) -> Response:
    return _done(lambda session: cleanup.delete_teacher(session, teacher_id), "Teacher deleted")


@blueprint.call(
    "DELETE",
    "/remove-batch/<number:student_id>/<number:batch_id>",
    name="removeBatch",
    summary="Take a student out of a batch as if they had never been there",
    answers={200: text_of("There is no trace of it.")},
    wording=wordings.REMOVING_BATCH,
)
def remove_batch(student_id: str, batch_id: str) -> Response:
    return _done(
        lambda session: cleanup.remove_batch(session, student_id, batch_id), "Batch mapping removed"
    )


def _done(work: Callable[[Session], object], what: str) -> Response:
    with transaction() as session:
        work(session)
    return Response(f"{what} successfully!", content_type="text/plain; charset=utf-8")
