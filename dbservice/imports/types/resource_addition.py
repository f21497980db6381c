"""Resource Addition: resources by their code, with their places in curricula, chapters, topics."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from dbservice.imports.cells import CODE, LONG_NAME, LONG_TEXT, NAME, NAMES, TEXT, UNREAD
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.put_rows import Draft, Needed, PutRows, Reference, link
from dbservice.imports.rows import Row
from dbservice.models import ResourceChapter, ResourceTopic
from dbservice.services import keys, resource_places
from dbservice.services.names import in_english
from dbservice.services.resource_places import Place

REQUIRED = "VALUE_REQUIRED"
LEFT_OUT = "An unknown one is left out"

COLUMNS = (
    Column(
        "code",
        "code",
        CODE,
        about="A resource with this code is changed",
        example="V000123",
        blank=REQUIRED,
    ),
    Column("resourceType", "type", NAME, example="video", blank=REQUIRED),
    Column("resourceSubType", "subtype", TEXT, required=False, example="lecture"),
    Column(
        "resourceName",
        "name",
        LONG_TEXT,
        about="In English",
        example="Dimensional Analysis: lecture 1",
        blank=REQUIRED,
    ),
    Column(
        "resourceLink",
        "link",
        LONG_NAME,
        about="Address of the content",
        example="https://example.org/v/123",
        blank=REQUIRED,
    ),
    Column("resourceSource", "source", TEXT, required=False, example="youtube"),
    Column(
        "resourcePurpose",
        "purposes",
        NAMES,
        required=False,
        about="Unknown ones are left out",
        example="Learning, Practice",
    ),
    Column("curriculum", "curricula", NAMES, example="CBSE, JEE", blank=REQUIRED),
    Column("grade", "grade", CODE, required=False, about=LEFT_OUT, example="11"),
    Column("subject", "subject", CODE, about=f"English name. {LEFT_OUT}", example="Physics"),
    Column(
        "chapterCode",
        "chapter",
        CODE,
        required=False,
        about=f"Linked when the row names no topic. {LEFT_OUT}",
        example="11P01",
    ),
    Column("topicCode", "topic", CODE, required=False, about=LEFT_OUT, example="11P01.1"),
    Column("chapterName", "chapter_name", UNREAD, required=False),
    Column("topicName", "topic_name", UNREAD, required=False),
)


def values(row: Row) -> dict[str, Any]:
    """The columns of a resource, save for the purposes."""
    return {
        "name": in_english("resource", row.values["name"]),
        "type_params": {"src_link": row.values["link"]},
        **row.filled("code", "type", "subtype", "source"),
    }


def refuse_ambiguous(session: Session, drafts: Sequence[Draft]) -> None:
    """Stored resources may stand in a curriculum so often that nobody can tell which is meant."""
    pairs = [(draft, place) for draft in drafts if not draft.is_new for place in places(draft)]
    refusals = resource_places.ambiguities(session, [place for _, place in pairs])
    for (draft, _), refusal in zip(pairs, refusals, strict=True):
        if refusal:
            refusal.field = "curricula"
            draft.problems.append(refusal)


def put_in_place(session: Session, drafts: Sequence[Draft]) -> None:
    """Give resources their places in curricula, and link them with their topic or chapter."""
    pairs = [(draft, place) for draft in drafts for place in places(draft)]
    changed = resource_places.put(session, [place for _, place in pairs])
    for (draft, _), is_changed in zip(pairs, changed, strict=True):
        draft.touched |= is_changed
    link(session, drafts, ResourceTopic, "resource_id", topic_id="topic")
    without_topic = [draft for draft in drafts if "topic" not in draft.found]
    link(session, without_topic, ResourceChapter, "resource_id", chapter_id="chapter")


def places(draft: Draft) -> list[Place]:
    """Where a resource is to stand, once it has an id."""
    assert draft.id is not None
    grade, subject = (next(iter(draft.found.get(name, [])), None) for name in ("grade", "subject"))
    return [Place(draft.id, curriculum, grade, subject) for curriculum in draft.found["curricula"]]


IMPORT_TYPE = ImportType(
    name="resource_addition",
    label="Resource Addition",
    position=70,
    summary="Creates resources, or changes those with the same code,"
    " and puts them into curricula, chapters and topics",
    columns=COLUMNS,
    apply=PutRows(
        key=keys.RESOURCE,
        named_by=("code",),
        values=values,
        references=(
            Reference("curricula", keys.CURRICULUM),
            Reference("purposes", keys.PURPOSE, "purpose_ids", needed=Needed.NEVER),
            Reference("grade", keys.GRADE, needed=Needed.NEVER),
            Reference("subject", keys.SUBJECT, needed=Needed.NEVER),
            Reference("chapter", keys.CHAPTER, needed=Needed.NEVER),
            Reference("topic", keys.TOPIC, needed=Needed.NEVER),
        ),
        merged=("type_params",),
        before=refuse_ambiguous,
        after=put_in_place,
    ),
    writes=("resource", "resource_curriculum", "resource_chapter", "resource_topic"),
    errors=("VALUE_REQUIRED", "CURRICULUM_NOT_FOUND", "AMBIGUOUS"),
    remarks=(
        "PURPOSE_NOT_FOUND",
        "GRADE_NOT_FOUND",
        "SUBJECT_NOT_FOUND",
        "CHAPTER_NOT_FOUND",
        "TOPIC_NOT_FOUND",
    ),
    again="changes nothing",
    section=Section.CONTENT,
)
