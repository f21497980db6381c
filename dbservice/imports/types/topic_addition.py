"""Topic Addition: topics by their code, with their curricula and a resource."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from dbservice.errors import Invalid
from dbservice.imports.cells import CODE, LONG_NAME, NAMES, UNREAD
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.put_rows import Draft, Needed, PutRows, Reference, link
from dbservice.imports.rows import Outcome, Row
from dbservice.models import ResourceTopic, TopicCurriculum
from dbservice.services import keys
from dbservice.services.names import in_english

COLUMNS = (
    Column(
        "topicCode",
        "code",
        CODE,
        about="A topic with this code is changed; a row without code is skipped",
        example="11P01.1",
    ),
    Column(
        "topicName",
        "name",
        LONG_NAME,
        about="In English; a row without name is skipped",
        example="Dimensional Analysis",
    ),
    Column(
        "curriculum",
        "curricula",
        NAMES,
        about="At least one name; links that are missing are added",
        example="CBSE, JEE",
    ),
    Column(
        "chapterCode",
        "chapter",
        CODE,
        required=False,
        about="An unknown one is left out",
        example="11P01",
    ),
    Column(
        "code",
        "resource",
        CODE,
        required=False,
        about="Of a resource, which is linked; an unknown one is left out",
        example="V000123",
    ),
    *(
        Column(header, header, UNREAD, required=False)
        for header in (
            "chapterName",
            "grade",
            "resourceLink",
            "resourceName",
            "resourcePurpose",
            "resourceSource",
            "resourceSubType",
            "resourceType",
            "subject",
        )
    ),
)


def values(row: Row) -> dict[str, Any]:
    """The columns of a topic."""
    return {"code": row.values["code"], "name": in_english("topic", row.values["name"])}


def add_links(session: Session, drafts: Sequence[Draft]) -> None:
    """Link topics with their curricula and resources."""
    link(session, drafts, TopicCurriculum, "topic_id", curriculum_id="curricula")
    link(session, drafts, ResourceTopic, "topic_id", resource_id="resource")


put = PutRows(
    key=keys.TOPIC,
    named_by=("code",),
    values=values,
    references=(
        Reference("curricula", keys.CURRICULUM),
        Reference("chapter", keys.CHAPTER, "chapter_id", needed=Needed.NEVER),
        Reference("resource", keys.RESOURCE, needed=Needed.NEVER),
    ),
    after=add_links,
)


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Put the topics that have a code and a name; the other rows are skipped."""
    topics = []
    for row in rows:
        if len(row.filled("code", "name")) < 2:  # noqa: PLR2004
            row.finish(Outcome.SKIPPED)
        elif "curricula" not in row.values:
            row.reject(Invalid("curriculum is blank", field="curricula", code="VALUE_REQUIRED"))
        else:
            topics.append(row)
    put(session, topics)


IMPORT_TYPE = ImportType(
    name="topic_addition",
    label="Topic Addition",
    position=80,
    summary="Creates topics, or changes those with the same code, and adds them to curricula",
    columns=COLUMNS,
    apply=apply,
    writes=("topic", "topic_curriculum", "resource_topic"),
    errors=("VALUE_REQUIRED", "CURRICULUM_NOT_FOUND", "AMBIGUOUS"),
    remarks=("CHAPTER_NOT_FOUND", "RESOURCE_NOT_FOUND"),
    again="changes nothing",
    section=Section.CONTENT,
)
