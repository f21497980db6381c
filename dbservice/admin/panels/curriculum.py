"""What is taught."""

from dbservice.admin.documents import Names
from dbservice.admin.labels import first_name
from dbservice.admin.panel import Panel
from dbservice.models import (
    Chapter,
    ChapterCurriculum,
    Concept,
    Curriculum,
    LearningObjective,
    Subject,
    Topic,
    TopicCurriculum,
)

CURRICULUM = [
    Panel(
        Curriculum,
        label=[Curriculum.name],
        show=[Curriculum.name, Curriculum.code],
        name="Curriculums",
        search=[Curriculum.name, Curriculum.code],
        few=True,
    ),
    Panel(
        Subject,
        label=[first_name(Subject.name, "subject")],
        show=[Subject.name, Subject.code, Subject.parent],
        search=[Subject.name, Subject.code],
        kinds={Subject.name: Names(member="subject")},
        labels={Subject.parent: "Part of"},
        few=True,
    ),
    Panel(
        Chapter,
        label=[Chapter.code, first_name(Chapter.name, "chapter")],
        show=[Chapter.code, Chapter.name, Chapter.grade, Chapter.subject],
        search=[Chapter.code, Chapter.name],
        filters=[Chapter.grade, Chapter.subject],
        kinds={Chapter.name: Names(member="chapter")},
    ),
    Panel(
        Topic,
        label=[Topic.code, first_name(Topic.name, "topic")],
        show=[Topic.code, Topic.name, Topic.chapter],
        search=[Topic.code, Topic.name],
        filters=[Topic.chapter],
        kinds={Topic.name: Names(member="topic")},
    ),
    Panel(
        Concept,
        label=[first_name(Concept.name, "value", "lang")],
        show=[Concept.name, Concept.topic],
        search=[Concept.name],
        filters=[Concept.topic],
        kinds={Concept.name: Names(member="value", language="lang")},
    ),
    Panel(
        LearningObjective,
        label=[first_name(LearningObjective.title, "value", "lang")],
        show=[LearningObjective.title, LearningObjective.concept],
        search=[LearningObjective.title],
        filters=[LearningObjective.concept],
        kinds={LearningObjective.title: Names(member="value", language="lang")},
    ),
    Panel(
        ChapterCurriculum,
        label=[ChapterCurriculum.chapter, ChapterCurriculum.curriculum],
        show=[
            ChapterCurriculum.chapter,
            ChapterCurriculum.curriculum,
            ChapterCurriculum.priority,
            ChapterCurriculum.weightage,
        ],
        name="Chapters in curriculums",
        noun="chapter in a curriculum",
        search=[ChapterCurriculum.chapter],
        filters=[ChapterCurriculum.curriculum, ChapterCurriculum.chapter],
        inline=[ChapterCurriculum.priority, ChapterCurriculum.weightage],
    ),
    Panel(
        TopicCurriculum,
        label=[TopicCurriculum.topic, TopicCurriculum.curriculum],
        show=[TopicCurriculum.topic, TopicCurriculum.curriculum, TopicCurriculum.priority],
        name="Topics in curriculums",
        noun="topic in a curriculum",
        search=[TopicCurriculum.topic],
        filters=[TopicCurriculum.curriculum, TopicCurriculum.topic],
        inline=[TopicCurriculum.priority],
    ),
]
