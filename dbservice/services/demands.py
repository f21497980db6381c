"""What a row of each table must have and hold, beyond what the types of its columns say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute, Session

from dbservice.models import (
    Alumni,
    AuthGroup,
    Base,
    Batch,
    Branch,
    Candidate,
    ChapterCurriculum,
    CmsStatus,
    College,
    Cutoff,
    DemographicProfile,
    Exam,
    ExamOccurrence,
    FormSchema,
    Grade,
    Language,
    LearningSession,
    Paragraph,
    ProblemLang,
    Product,
    Program,
    Resource,
    ResourceChapter,
    ResourceConcept,
    ResourceCurriculum,
    ResourceTopic,
    School,
    SchoolBatch,
    SessionOccurrence,
    Skill,
    Status,
    Student,
    StudentExamRecord,
    StudentProfile,
    Subject,
    Teacher,
    TeacherProfile,
    TestRule,
    TopicCurriculum,
    User,
    UserProfile,
)
from dbservice.services.choices import CATEGORIES, GENDERS, STATUS_TITLES, STREAMS
from dbservice.services.periods import Period
from dbservice.services.rules import DIGITS, ELEVEN_DIGITS, NOT_IN_FUTURE, POSITIVE, Rule
from dbservice.services.trees import BATCHES, BRANCHES, SUBJECTS

Attribute = InstrumentedAttribute[Any]


@dataclass(frozen=True, eq=False)
class Demands:
    """What is asked of the rows of a table.

    Args:
        required: columns that no row may lack.
        choices: columns that hold one of a few words.
        rules: what other columns must hold beyond their type.
        check: looks at a row just written, by its id and the values that were set by column name,
            and raises what it must not be.
    """

    required: tuple[Attribute, ...] = ()
    choices: Mapping[Attribute, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[Attribute, Rule] = field(default_factory=dict)
    check: Callable[[Session, int, Mapping[str, Any]], None] | None = None


NONE = Demands()
DEMANDS: Mapping[type[Base], Demands] = {
    Alumni: Demands(required=(Alumni.student_id,)),
    AuthGroup: Demands(required=(AuthGroup.name,)),
    Batch: Demands(required=(Batch.name,), check=BATCHES.refuse_cycle),
    Branch: Demands(required=(Branch.branch_id, Branch.name), check=BRANCHES.refuse_cycle),
    Candidate: Demands(required=(Candidate.candidate_id,)),
    ChapterCurriculum: Demands(
        required=(ChapterCurriculum.chapter_id, ChapterCurriculum.curriculum_id)
    ),
    CmsStatus: Demands(required=(CmsStatus.name,)),
    College: Demands(required=(College.college_id, College.name)),
    Cutoff: Demands(
        required=(
            Cutoff.cutoff_year,
            Cutoff.exam_occurrence_id,
            Cutoff.college_id,
            Cutoff.branch_id,
            Cutoff.demographic_profile_id,
        ),
        rules={Cutoff.opening_rank: POSITIVE, Cutoff.closing_rank: POSITIVE},
    ),
    DemographicProfile: Demands(required=(DemographicProfile.category,)),
    Exam: Demands(required=(Exam.name,)),
    ExamOccurrence: Demands(required=(ExamOccurrence.exam_id, ExamOccurrence.year)),
    FormSchema: Demands(required=(FormSchema.name,)),
    Grade: Demands(required=(Grade.number,)),
    Language: Demands(required=(Language.name, Language.code)),
    LearningSession: Demands(required=(LearningSession.name,)),
    Paragraph: Demands(required=(Paragraph.body,)),
    ProblemLang: Demands(required=(ProblemLang.res_id, ProblemLang.lang_id)),
    Product: Demands(required=(Product.name,)),
    Program: Demands(required=(Program.name, Program.product_id)),
    Resource: Demands(required=(Resource.type, Resource.type_params)),
    ResourceChapter: Demands(required=(ResourceChapter.resource_id, ResourceChapter.chapter_id)),
    ResourceConcept: Demands(required=(ResourceConcept.resource_id, ResourceConcept.concept_id)),
    ResourceCurriculum: Demands(
        required=(
            ResourceCurriculum.resource_id,
            ResourceCurriculum.curriculum_id,
            ResourceCurriculum.grade_id,
        )
    ),
    ResourceTopic: Demands(required=(ResourceTopic.resource_id, ResourceTopic.topic_id)),
    School: Demands(
        required=(
            School.code,
            School.name,
            School.af_school_category,
            School.district_code,
            School.district,
            School.state_code,
            School.state,
        )
    ),
    SchoolBatch: Demands(required=(SchoolBatch.school_id, SchoolBatch.batch_id)),
    SessionOccurrence: Demands(
        required=(SessionOccurrence.session_id,),
        check=Period(SessionOccurrence.start_time, SessionOccurrence.end_time).refuse_backwards,
    ),
    Skill: Demands(required=(Skill.name,)),
    Status: Demands(required=(Status.title,), choices={Status.title: STATUS_TITLES}),
    Student: Demands(
        choices={Student.category: CATEGORIES, Student.stream: STREAMS},
        rules={Student.pen_number: ELEVEN_DIGITS},
    ),
    StudentExamRecord: Demands(
        required=(
            StudentExamRecord.student_id,
            StudentExamRecord.exam_id,
            StudentExamRecord.application_number,
        )
    ),
    StudentProfile: Demands(required=(StudentProfile.user_profile_id, StudentProfile.student_fk)),
    Subject: Demands(check=SUBJECTS.refuse_cycle),
    Teacher: Demands(required=(Teacher.teacher_id,)),
    TeacherProfile: Demands(required=(TeacherProfile.user_profile_id, TeacherProfile.teacher_fk)),
    TestRule: Demands(required=(TestRule.exam_id, TestRule.test_type)),
    TopicCurriculum: Demands(required=(TopicCurriculum.topic_id, TopicCurriculum.curriculum_id)),
    User: Demands(
        choices={User.gender: GENDERS},
        rules={User.phone: DIGITS, User.date_of_birth: NOT_IN_FUTURE},
    ),
    UserProfile: Demands(required=(UserProfile.user_id,)),
}


def of(model: type[Base]) -> Demands:
    """What is asked of the rows of this table; nothing unless it says so."""
    return DEMANDS.get(model, NONE)
