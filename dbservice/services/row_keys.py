"""The columns that rows of a table are known again by, when somebody puts one that may be there.

Where data allow it a unique index sees to it that no two rows have the same in them; not of every
key there is one, and where old rows shared a key it was left out.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute, Session

from dbservice.models import (
    Alumni,
    AuthGroup,
    Base,
    Batch,
    Branch,
    Candidate,
    Chapter,
    ChapterCurriculum,
    College,
    Curriculum,
    Exam,
    Grade,
    Language,
    LearningSession,
    ProblemLang,
    Product,
    Program,
    Purpose,
    ResourceChapter,
    ResourceConcept,
    ResourceTopic,
    School,
    SchoolBatch,
    Skill,
    StudentExamRecord,
    Teacher,
    TestRule,
    Topic,
    TopicCurriculum,
    UserProfile,
)
from dbservice.services import crud

Attribute = InstrumentedAttribute[Any]
KEYS: Mapping[type[Base], tuple[Attribute, ...]] = {
    Alumni: (Alumni.student_id,),
    AuthGroup: (AuthGroup.name,),
    Batch: (Batch.batch_id,),
    Branch: (Branch.branch_id,),
    Candidate: (Candidate.candidate_id,),
    Chapter: (Chapter.code,),
    ChapterCurriculum: (ChapterCurriculum.chapter_id, ChapterCurriculum.curriculum_id),
    College: (College.college_id,),
    Curriculum: (Curriculum.name,),
    Exam: (Exam.name,),
    Grade: (Grade.number,),
    Language: (Language.name,),
    LearningSession: (LearningSession.session_id,),
    ProblemLang: (ProblemLang.res_id, ProblemLang.lang_id),
    Product: (Product.name, Product.code),
    Program: (Program.name,),
    Purpose: (Purpose.name,),
    ResourceChapter: (ResourceChapter.resource_id, ResourceChapter.chapter_id),
    ResourceConcept: (ResourceConcept.resource_id, ResourceConcept.concept_id),
    ResourceTopic: (ResourceTopic.resource_id, ResourceTopic.topic_id),
    School: (School.code,),
    SchoolBatch: (SchoolBatch.school_id, SchoolBatch.batch_id),
    Skill: (Skill.name,),
    StudentExamRecord: (StudentExamRecord.student_id, StudentExamRecord.application_number),
    Teacher: (Teacher.teacher_id,),
    TestRule: (TestRule.exam_id, TestRule.test_type),
    Topic: (Topic.code,),
    TopicCurriculum: (TopicCurriculum.topic_id, TopicCurriculum.curriculum_id),
    UserProfile: (UserProfile.user_id,),
}


def of(model: type[Base]) -> tuple[Attribute, ...]:
    """The key of the rows of this table; nothing if they have none."""
    return KEYS.get(model, ())


def refuse_taken(
    session: Session, model: type[Base], id: int | None, values: Mapping[str, Any]
) -> None:
    """Refuse values, by column name, that would give a row the key of another; id None if new.

    Raises:
        Invalid: TAKEN, naming the last column of the key.
    """
    names = [one.property.columns[0].name for one in of(model)]
    if not values.keys() & names:
        return
    stored = None if id is None else session.get_one(model, id, populate_existing=True)
    key = {
        name: values.get(name, getattr(stored, one.key, None))
        for name, one in zip(names, of(model), strict=True)
    }
    if None not in key.values():
        crud.refuse_taken(session, model, id, key)
