"""The organisation that sheets are imported into: something of every kind they can refer to.

Group rows are numbered so that none has the number of its own entity, while every school has the
number of another school's group row: whoever mixes the two up is found out.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from dbservice.models import (
    AuthGroup,
    Base,
    Batch,
    Branch,
    Chapter,
    College,
    Curriculum,
    Grade,
    Group,
    GroupSession,
    LearningSession,
    Product,
    Program,
    Purpose,
    Resource,
    School,
    Status,
    Subject,
    Topic,
)
from dbservice.services import groups
from dbservice.services.groups import GroupKind

AUTH_GROUPS = ("EnableStudents", "Walk-in")
SCHOOLS = ("SCH001", "SCH002", "SCH003")
GRADES = (11, 12)
STATUSES = ("registered", "enrolled", "dropout")
PRODUCTS = {"CO": "Coaching", "ME": "Mentoring"}
PROGRAMS = {"Photon": "CO", "Nucleus": "ME"}
BATCHES = {
    "EN-11-Photon-Enq-24-001": "Photon",
    "EN-12-Photon-Enq-24-001": "Photon",
    "NU-11-Nucleus-24-001": "Nucleus",
    "NU-12-Nucleus-24-001": "Nucleus",
    "OPEN-24-001": None,
}
SUBJECTS = {"M": "Maths", "P": "Physics"}
CURRICULA = ("CBSE", "JEE")
CHAPTERS = {"11M01": "M", "11P01": "P"}
TOPICS = {"11M01.1": "11M01", "11P01.1": "11P01"}
RESOURCES = {"V1": "video", "D1": "document"}
PURPOSES = ("Learning", "Practice")
COLLEGES = ("COL1", "COL2")
BRANCHES = ("BR1", "BR2")
# Session id and the batches whose students it is for.
SESSIONS = {
    "first": "EN-11-Photon-Enq-24-001",
    "second": "EN-11-Photon-Enq-24-001,NU-11-Nucleus-24-001",
    "all": "",
}


def settle(session: Session) -> None:
    """Create the organisation."""
    _settle_groups(session)
    _settle_content(session)
    for code in COLLEGES:
        session.add(College(college_id=code, name=f"College {code}"))
    for code in BRANCHES:
        session.add(Branch(branch_id=code, name=f"Branch {code}"))
    _settle_sessions(session)


def _settle_groups(session: Session) -> None:
    products = {code: Product(name=name, code=code) for code, name in PRODUCTS.items()}
    _add(session, products.values())
    programs = {
        name: Program(name=name, product_id=products[code].id) for name, code in PROGRAMS.items()
    }
    _add(session, programs.values())
    batches = [
        Batch(batch_id=code, name=code, program_id=programs[of].id if of else None)
        for code, of in BATCHES.items()
    ]
    schools = [School(code=code, name=f"School {code}") for code in SCHOOLS]
    auth_groups = [AuthGroup(name=name) for name in AUTH_GROUPS]
    grades = [Grade(number=number) for number in GRADES]
    statuses = [Status(title=title) for title in STATUSES]
    _add(session, [*batches, *schools, *auth_groups, *grades, *statuses])
    few = [*auth_groups, *grades, *statuses, *products.values(), *programs.values()]
    _number_groups(session, [schools[-1], *schools[:-1], *few, *reversed(batches)])


def _number_groups(session: Session, entities: Sequence[Any]) -> None:
    for entity in entities:
        groups.add_rows(session, groups.GROUP_TYPES[type(entity)], [entity.id])


def _settle_content(session: Session) -> None:
    subjects = {
        code: Subject(code=code, name=_named("subject", name)) for code, name in SUBJECTS.items()
    }
    curricula = [Curriculum(name=name, code=name) for name in CURRICULA]
    _add(session, [*subjects.values(), *curricula, *(Purpose(name=name) for name in PURPOSES)])
    chapters = {
        code: Chapter(code=code, name=_named("chapter", code), subject_id=subjects[of].id)
        for code, of in CHAPTERS.items()
    }
    _add(session, chapters.values())
    topics = [
        Topic(code=code, name=_named("topic", code), chapter_id=chapters[of].id)
        for code, of in TOPICS.items()
    ]
    resources = [
        Resource(
            code=code, type=kind, name=_named("resource", code), type_params={"src_link": code}
        )
        for code, kind in RESOURCES.items()
    ]
    _add(session, [*topics, *resources])


def _settle_sessions(session: Session) -> None:
    sessions = [
        LearningSession(session_id=name, name=name, meta_data={"batch_id": batches})
        for name, batches in SESSIONS.items()
    ]
    _add(session, sessions)
    school = session.query(School).filter_by(code=SCHOOLS[0]).one()
    group = session.query(Group).filter_by(type=GroupKind.SCHOOL, child_id=school.id).one()
    session.add(GroupSession(session_id=sessions[0].id, group_id=group.id))
    session.flush()


def _named(kind: str, name: str) -> list[dict[str, Any]]:
    return [{"lang_code": "en", kind: name}]


def _add(session: Session, entities: Iterable[Base]) -> None:
    session.add_all(list(entities))
    session.flush()
