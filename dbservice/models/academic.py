"""What is taught: subjects, chapters, topics, concepts."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.base import Base, Int4, JsonList, Timestamps

ENGLISH = """jsonb_path_query_first(name, '$[*] ? (@.lang_code == "en").subject') #>> '{}'"""


class CmsStatus(Timestamps, Base):
    """How far content has come in its making."""

    __tablename__ = "cms_status"
    __table_args__ = (Index("cms_status_name_index", "name", unique=True),)

    name: Mapped[str]


class Curriculum(Timestamps, Base):
    """A curriculum."""

    __tablename__ = "curriculum"
    __table_args__ = (Index("curriculum_name_index", "name"),)

    name: Mapped[str | None]
    code: Mapped[str | None]


class Grade(Timestamps, Base):
    """A school year, by number."""

    __tablename__ = "grade"
    __table_args__ = (Index("grade_number_key", "number", unique=True),)

    number: Mapped[Int4 | None]


class Subject(Timestamps, Base):
    """A subject, named in several languages."""

    __tablename__ = "subject"
    __table_args__ = (
        Index("subject_parent_id_index", "parent_id"),
        Index("subject_english_name_index", text(f"lower({ENGLISH})")),
    )

    code: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id", ondelete="SET NULL"))
    name: Mapped[JsonList | None]

    parent: Mapped["Subject | None"] = relationship(lazy="raise_on_sql", remote_side="Subject.id")


class Chapter(Timestamps, Base):
    """A chapter of a subject in a grade."""

    __tablename__ = "chapter"
    __table_args__ = (
        Index("chapter_grade_id_index", "grade_id"),
        Index("chapter_subject_id_index", "subject_id"),
        Index("chapter_code_index", "code"),
        Index("chapter_cms_status_id_index", "cms_status_id"),
    )

    code: Mapped[str | None]
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    name: Mapped[JsonList | None]
    cms_status_id: Mapped[int | None] = mapped_column(
        ForeignKey("cms_status.id", ondelete="RESTRICT")
    )

    state: Mapped[CmsStatus | None] = relationship(lazy="raise_on_sql")
    grade: Mapped[Grade | None] = relationship(lazy="raise_on_sql")
    subject: Mapped[Subject | None] = relationship(lazy="raise_on_sql")


class Topic(Timestamps, Base):
    """A topic of a chapter."""

    __tablename__ = "topic"
    __table_args__ = (
        Index("topic_chapter_id_index", "chapter_id"),
        Index("topic_code_index", "code"),
        Index("topic_cms_status_id_index", "cms_status_id"),
    )

    code: Mapped[str | None]
    chapter_id: Mapped[int | None] = mapped_column(ForeignKey("chapter.id"))
    name: Mapped[JsonList | None]
    cms_status_id: Mapped[int | None] = mapped_column(
        ForeignKey("cms_status.id", ondelete="RESTRICT")
    )

    state: Mapped[CmsStatus | None] = relationship(lazy="raise_on_sql")
    chapter: Mapped[Chapter | None] = relationship(lazy="raise_on_sql")


class Concept(Timestamps, Base):
    """A concept of a topic."""

    __tablename__ = "concept"
    __table_args__ = (Index("concept_topic_id_index", "topic_id"),)

    name: Mapped[JsonList | None]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))

    topic: Mapped[Topic | None] = relationship(lazy="raise_on_sql")


class LearningObjective(Timestamps, Base):
    """What a learner can do once a concept is understood."""

    __tablename__ = "learning_objective"
    __table_args__ = (Index("learning_objective_concept_id_index", "concept_id"),)

    title: Mapped[JsonList | None]
    concept_id: Mapped[int | None] = mapped_column(ForeignKey("concept.id"))

    concept: Mapped[Concept | None] = relationship(lazy="raise_on_sql")


class ChapterCurriculum(Timestamps, Base):
    """A chapter's place and weight in a curriculum."""

    __tablename__ = "chapter_curriculum"
    __table_args__ = (
        Index("chapter_curriculum_curriculum_id_index", "curriculum_id"),
        Index(
            "chapter_curriculum_chapter_id_curriculum_id_key",
            "chapter_id",
            "curriculum_id",
            unique=True,
        ),
    )

    chapter_id: Mapped[int | None] = mapped_column(ForeignKey("chapter.id"))
    curriculum_id: Mapped[int | None] = mapped_column(ForeignKey("curriculum.id"))
    priority: Mapped[Int4 | None]
    priority_text: Mapped[str | None]
    weightage: Mapped[Int4 | None]

    chapter: Mapped[Chapter | None] = relationship(lazy="raise_on_sql")
    curriculum: Mapped[Curriculum | None] = relationship(lazy="raise_on_sql")


class TopicCurriculum(Timestamps, Base):
    """A topic's place in a curriculum."""

    __tablename__ = "topic_curriculum"
    __table_args__ = (
        Index("topic_curriculum_curriculum_id_index", "curriculum_id"),
        Index(
            "topic_curriculum_topic_id_curriculum_id_key", "topic_id", "curriculum_id", unique=True
        ),
    )

    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    curriculum_id: Mapped[int | None] = mapped_column(ForeignKey("curriculum.id"))
    priority: Mapped[Int4 | None]
    priority_text: Mapped[str | None]

    topic: Mapped[Topic | None] = relationship(lazy="raise_on_sql")
    curriculum: Mapped[Curriculum | None] = relationship(lazy="raise_on_sql")
