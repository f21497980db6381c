"""Resources, problems and what describes them."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.academic import (
    Chapter,
    CmsStatus,
    Concept,
    Curriculum,
    Grade,
    Subject,
    Topic,
)
from dbservice.models.base import (
    Base,
    Int4List,
    JsonList,
    JsonObject,
    LongText,
    Timestamps,
    haystack_index,
)
from dbservice.models.identity import Teacher

RESOURCE_NAMES = "CAST(jsonb_path_query_array(name, '$[*].resource') AS varchar)"


class Language(Timestamps, Base):
    """A language of content."""

    __tablename__ = "language"
    __table_args__ = (
        Index("language_name_index", "name"),
        Index("language_code_key", "code", unique=True),
    )

    name: Mapped[str]
    code: Mapped[str]


class Purpose(Timestamps, Base):
    """What a resource is for."""

    __tablename__ = "purpose"
    __table_args__ = (Index("purpose_name_index", "name"),)

    name: Mapped[str | None]
    description: Mapped[LongText | None]


class Skill(Timestamps, Base):
    """A skill a problem trains."""

    __tablename__ = "skill"
    __table_args__ = (Index("skill_name_index", "name"),)

    name: Mapped[str]


class Tag(Timestamps, Base):
    """A label of resources."""

    __tablename__ = "tag"
    __table_args__ = (Index("tag_name_index", "name"),)

    name: Mapped[str | None]
    description: Mapped[LongText | None]


class Resource(Timestamps, Base):
    """A video, document, quiz, problem or test; `type_params` depends on the type."""

    __tablename__ = "resource"
    __table_args__ = (
        Index("resource_subtype_index", "subtype"),
        Index("resource_type_index", "type"),
        Index("resource_teacher_id_index", "teacher_id"),
        Index("resource_code_index", "code"),
        Index("resource_cms_status_id_index", "cms_status_id"),
        Index("resource_type_src_link_index", "type", text("(type_params ->> 'src_link')")),
        haystack_index("resource_haystack_index", "code", RESOURCE_NAMES),
    )

    type: Mapped[str | None]
    type_params: Mapped[JsonObject | None]
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id"))
    name: Mapped[JsonList | None]
    source: Mapped[str | None]
    purpose_ids: Mapped[list[int] | None]
    skill_ids: Mapped[list[int] | None]
    learning_objective_ids: Mapped[Int4List | None]
    tag_ids: Mapped[list[int] | None]
    cms_status: Mapped[str | None]
    exam_ids: Mapped[list[int] | None]
    subtype: Mapped[str | None]
    code: Mapped[str | None]
    cms_status_id: Mapped[int | None] = mapped_column(
        ForeignKey("cms_status.id", ondelete="RESTRICT")
    )

    state: Mapped[CmsStatus | None] = relationship(lazy="raise_on_sql")
    teacher: Mapped[Teacher | None] = relationship(lazy="raise_on_sql")


class Paragraph(Timestamps, Base):
    """A passage that several problems ask about."""

    __tablename__ = "paragraph"

    body: Mapped[LongText]

    problem_lang: Mapped[list["ProblemLang"]] = relationship(
        lazy="raise_on_sql", back_populates="paragraph", order_by="ProblemLang.id"
    )


class ProblemLang(Timestamps, Base):
    """The text of a problem in one language."""

    __tablename__ = "problem_lang"
    __table_args__ = (
        Index("problem_lang_lang_id_index", "lang_id"),
        Index("problem_lang_res_id_lang_id_key", "res_id", "lang_id", unique=True),
        Index("problem_lang_paragraph_id_index", "paragraph_id"),
    )

    res_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    lang_id: Mapped[int | None] = mapped_column(ForeignKey("language.id"))
    meta_data: Mapped[JsonObject | None]
    paragraph_id: Mapped[int | None] = mapped_column(
        ForeignKey("paragraph.id", ondelete="SET NULL")
    )

    paragraph: Mapped[Paragraph | None] = relationship(
        lazy="raise_on_sql", back_populates="problem_lang"
    )
    resource: Mapped[Resource | None] = relationship(lazy="raise_on_sql")
    language: Mapped[Language | None] = relationship(lazy="raise_on_sql")


class ResourceCurriculum(Timestamps, Base):
    """A resource's place in a curriculum."""

    __tablename__ = "resource_curriculum"
    __table_args__ = (
        Index("resource_curriculum_grade_id_index", "grade_id"),
        Index("resource_curriculum_resource_id_index", "resource_id"),
        Index("resource_curriculum_subject_id_index", "subject_id"),
        Index("resource_curriculum_curriculum_id_index", "curriculum_id"),
        Index(
            "resource_curriculum_place_key",
            "resource_id",
            "curriculum_id",
            "grade_id",
            "subject_id",
            unique=True,
        ),
    )

    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    curriculum_id: Mapped[int | None] = mapped_column(ForeignKey("curriculum.id"))
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    difficulty_level: Mapped[str | None]

    resource: Mapped[Resource | None] = relationship(lazy="raise_on_sql")
    curriculum: Mapped[Curriculum | None] = relationship(lazy="raise_on_sql")
    grade: Mapped[Grade | None] = relationship(lazy="raise_on_sql")
    subject: Mapped[Subject | None] = relationship(lazy="raise_on_sql")


class ResourceChapter(Timestamps, Base):
    """A resource of a chapter."""

    __tablename__ = "resource_chapter"
    __table_args__ = (
        Index("resource_chapter_chapter_id_index", "chapter_id"),
        Index("resource_chapter_resource_id_index", "resource_id"),
        Index(
            "resource_chapter_resource_id_chapter_id_key", "resource_id", "chapter_id", unique=True
        ),
    )

    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    chapter_id: Mapped[int | None] = mapped_column(ForeignKey("chapter.id"))

    resource: Mapped[Resource | None] = relationship(lazy="raise_on_sql")
    chapter: Mapped[Chapter | None] = relationship(lazy="raise_on_sql")


class ResourceTopic(Timestamps, Base):
    """A resource of a topic."""

    __tablename__ = "resource_topic"
    __table_args__ = (
        Index("resource_topic_resource_id_index", "resource_id"),
        Index("resource_topic_topic_id_index", "topic_id"),
        Index("resource_topic_resource_id_topic_id_key", "resource_id", "topic_id", unique=True),
    )

    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))

    resource: Mapped[Resource | None] = relationship(lazy="raise_on_sql")
    topic: Mapped[Topic | None] = relationship(lazy="raise_on_sql")


class ResourceConcept(Timestamps, Base):
    """A resource of a concept."""

    __tablename__ = "resource_concept"
    __table_args__ = (
        Index("resource_concept_concept_id_index", "concept_id"),
        Index(
            "resource_concept_resource_id_concept_id_key", "resource_id", "concept_id", unique=True
        ),
    )

    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    concept_id: Mapped[int | None] = mapped_column(ForeignKey("concept.id"))

    resource: Mapped[Resource | None] = relationship(lazy="raise_on_sql")
    concept: Mapped[Concept | None] = relationship(lazy="raise_on_sql")
