"""Writing the whole demo into a database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import (
    AuthGroup,
    Batch,
    Grade,
    GroupSession,
    Language,
    LearningSession,
    Product,
    Program,
    School,
    SchoolBatch,
    SessionOccurrence,
    Status,
    Subject,
)
from dbservice.services import references
from dbservice.services.choices import STATUS_TITLES
from dbservice.services.groups import GroupKind
from dbservice.services.references import References
from dbservice.services.seed import batches, catalogue, changes, programmes, sessions
from dbservice.services.seed.attendance import Held, put_attendance
from dbservice.services.seed.auth_groups import auth_group_rows
from dbservice.services.seed.catalogue import Catalogue
from dbservice.services.seed.changes import Changes
from dbservice.services.seed.colleges import put_colleges
from dbservice.services.seed.content import put_content
from dbservice.services.seed.curriculums import put_curriculums
from dbservice.services.seed.cutoffs import put_cutoffs
from dbservice.services.seed.exams import put_exams
from dbservice.services.seed.former import put_alumni
from dbservice.services.seed.pupils import pupils
from dbservice.services.seed.register import register_students, register_teachers
from dbservice.services.seed.results import put_results
from dbservice.services.seed.schools import SCHOOLS, school_rows
from dbservice.services.seed.teachers import DemoTeacher, owner_of, teachers
from dbservice.services.seed.upsert import Ids, put, put_by, write

SEED_LOCK = 7_205_423
LOCK = text("SELECT pg_advisory_xact_lock(:key)")
SUBJECTS_BY_NAME = text("""
    SELECT min(subject.id), lower(entry ->> 'subject')
    FROM subject, jsonb_path_query(subject.name, '$[*] ? (@.lang_code == "en")') AS entry
    GROUP BY 2
""")

# In the order in which they are filled.
TABLES = (
    "language",
    "status",
    "grade",
    "subject",
    "curriculum",
    "cms_status",
    "chapter",
    "topic",
    "chapter_curriculum",
    "topic_curriculum",
    "concept",
    "learning_objective",
    "exam",
    "exam_occurrence",
    "test_rule",
    "purpose",
    "skill",
    "tag",
    "resource",
    "paragraph",
    "problem_lang",
    "resource_curriculum",
    "resource_chapter",
    "resource_topic",
    "resource_concept",
    "college",
    "branch",
    "demographic_profile",
    "cutoffs",
    "product",
    "program",
    "auth_group",
    "batch",
    "school",
    "school_batch",
    "group",
    "user",
    "teacher",
    "student",
    "enrollment_record",
    "group_user",
    "session",
    "session_occurrence",
    "group_session",
    "user_session",
    "student_exam_record",
    "alumni",
)


def load(session: Session) -> dict[str, Changes]:
    """Add what is missing of the demo, bring back what somebody changed; what that came to."""
    session.execute(LOCK, {"key": SEED_LOCK})
    before = changes.latest(session)
    _load(session)
    return changes.since(session, before)


def count_rows(session: Session) -> dict[str, int]:
    """How many rows there are in each table that the demo has a part in."""
    counts = " UNION ALL ".join(f"SELECT count(*), '{name}' FROM \"{name}\"" for name in TABLES)
    return {name: count for count, name in session.execute(text(counts))}


def _load(session: Session) -> None:
    known = _load_catalogue(session)
    taught = put_curriculums(session, known)
    exams = put_exams(session)
    put_content(session, taught, exams.exams)
    admissions = put_colleges(session, exams.exams)
    put_cutoffs(session, exams, admissions)
    _load_batches(session)
    put(session, School, school_rows(), "code")
    targets = _targets(session)
    _load_school_batches(session, targets)
    staff = teachers()
    user_ids = register_teachers(session, staff, targets, known.subjects)
    everybody = list(pupils())
    students = register_students(session, everybody, targets)
    held = _load_sessions(session, targets, staff, user_ids)
    put_attendance(session, everybody, students, held)
    put_results(session, everybody, students, exams.exams)
    put_alumni(session, targets, exams.exams, admissions)


def _load_catalogue(session: Session) -> Catalogue:
    """Languages, statuses, grades and subjects."""
    languages = put_by(session, Language, catalogue.language_rows(), "code")
    put(session, Status, catalogue.status_rows(), "title")
    grades = put(session, Grade, catalogue.grade_rows(), "number")
    ids = _put_subjects(session, catalogue.subject_rows(catalogue.SUBJECTS))
    branches = catalogue.subject_rows(catalogue.BRANCHES_OF_BIOLOGY, ids["Biology"])
    ids |= _put_subjects(session, branches)
    return Catalogue(languages, dict(zip(catalogue.GRADES, grades, strict=True)), ids)


def _put_subjects(session: Session, rows: Sequence[Mapping[str, Any]]) -> Ids:
    """Subjects are found by their English name, whatever its case."""
    known = {name: row_id for row_id, name in session.execute(SUBJECTS_BY_NAME)}
    names = [catalogue.english_name(row) for row in rows]
    ids = write(session, Subject, rows, [known.get(name.lower()) for name in names])
    return dict(zip(names, ids, strict=True))


def _load_batches(session: Session) -> None:
    product_ids = put_by(session, Product, programmes.PRODUCTS, "code", "name")
    program_ids = put_by(session, Program, programmes.program_rows(product_ids), "name")
    auth_group_ids = put_by(session, AuthGroup, auth_group_rows(), "name")
    cohorts = batches.cohort_rows(program_ids, auth_group_ids)
    cohort_ids = put_by(session, Batch, cohorts, "batch_id")
    put(session, Batch, batches.class_rows(program_ids, auth_group_ids, cohort_ids), "batch_id")


def _load_school_batches(session: Session, targets: References) -> None:
    rows = [
        {
            "school_id": targets.target(GroupKind.SCHOOL, school.code).entity.id,
            "batch_id": targets.target(GroupKind.BATCH, batch.code).entity.id,
        }
        for position, school in enumerate(SCHOOLS)
        for batch in batches.batches_at(school, position)
    ]
    put(session, SchoolBatch, rows, "school_id", "batch_id")


def _load_sessions(
    session: Session, targets: References, staff: Sequence[DemoTeacher], user_ids: Sequence[int]
) -> list[Held]:
    """Put the sessions, for whom they are, and their dates; all of these."""
    taught = sessions.sessions()
    rows = [sessions.session_row(one, user_ids[owner_of(one.batch, staff)]) for one in taught]
    ids = put(session, LearningSession, rows, "session_id")
    occurrences = [
        row
        for one, session_fk in zip(taught, ids, strict=True)
        for row in sessions.occurrence_rows(one, session_fk)
    ]
    occurrence_ids = put(session, SessionOccurrence, occurrences, "session_id", "start_time")
    offered = [
        {
            "session_id": session_fk,
            "group_id": targets.target(GroupKind.AUTH_GROUP, one.auth_group).group_row_id,
        }
        for one, session_fk in zip(taught, ids, strict=True)
    ]
    put(session, GroupSession, offered, "session_id")
    by_id = dict(zip(ids, taught, strict=True))
    return [
        Held(by_id[row["session_fk"]], row["start_time"], row["session_fk"], occurrence_id)
        for row, occurrence_id in zip(occurrences, occurrence_ids, strict=True)
    ]


def _targets(session: Session) -> References:
    """Everything that the people of the demo are enrolled in."""
    return references.resolve(
        session,
        {
            GroupKind.AUTH_GROUP: {row["name"] for row in auth_group_rows()},
            GroupKind.SCHOOL: {school.code for school in SCHOOLS},
            GroupKind.BATCH: {
                batch.code for batch in (*batches.BATCHES, *batches.LAST_YEARS_BATCHES)
            },
            GroupKind.GRADE: {str(grade) for grade in catalogue.GRADES},
            GroupKind.STATUS: set(STATUS_TITLES),
        },
    )
