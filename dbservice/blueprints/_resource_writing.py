"""What POST and PATCH do to a resource: its row, and what it is linked to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import marshmallow as ma
import orjson
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dbservice.blueprints._calls import Fields
from dbservice.blueprints._casting import Kind, Text, Whole
from dbservice.blueprints._documents import JsonObject, Many, ObjectList
from dbservice.blueprints._entity import Body, Entity, Values
from dbservice.blueprints._errors import Refused, Unacceptable, Unmade
from dbservice.blueprints._operations import Described, json_of, ref
from dbservice.blueprints._wordings import Faults, Wording
from dbservice.blueprints._writes import Answer, confirm, read_change, shown
from dbservice.db import transaction
from dbservice.models import ResourceChapter, ResourceConcept, ResourceTopic
from dbservice.services import crud, links, problem_texts, resource_places, resources, tags
from dbservice.services.constraints import BLANK, INVALID, explain, is_refusal
from dbservice.services.resource_places import Place
from dbservice.services.resources import PROBLEM, TEST

NO_PLACES = "Failed to create resource curriculum entries: {faults}"
PLACING = Wording(form=Refused, faults=Faults(Refused, 422, NO_PLACES))
IN_LANGUAGES = Wording(form=Refused)
# What a body gives all the places of a resource; these may also be cleared.
SHARED = ("curriculum_id", "grade_id", "subject_id", "difficulty_level")
CLEARED = ("subject_id", "difficulty_level")


ID, NAME = Whole(64), Text(255)


class NameOrId(Kind):
    """Something known by its name as well as by its id."""

    types = ("string", "integer")

    def cast(self, value: Any) -> int | str:
        if isinstance(value, str):
            return str(NAME.deserialize(value) or "")
        return ID.cast(value)


# What a body may hold beside the columns.
FURTHER = Fields(
    tags=Many(NameOrId()),
    curriculum_grades=ObjectList(),
    curriculum_id=Whole(64),
    grade_id=Whole(64),
    subject_id=Whole(64),
    difficulty_level=Text(255),
    lang_code=Text(),
    meta_data=JsonObject(),
    lang_versions=ObjectList(),
    chapter_id=Whole(64),
    topic_id=Whole(64),
    concept_ids=Many(Whole(64)),
)
PLACE = Fields(curriculum_id=Whole(64), grade_id=Whole(64))
TEXT = Fields(lang_code=Text(), meta_data=JsonObject())


class PutResource:
    """POST changes the resource that is meant, or makes a new one with all its links."""

    located: ClassVar[bool] = True
    statuses: ClassVar[tuple[int, ...]] = (200, 201)
    summary: ClassVar[str] = "Create a {noun} with its links, or change the columns of a known one"

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        return entity.new_schema(["type"])  # a known test is told by its code alone

    def refusals(self) -> Mapping[str, Described]:
        forms = ("FieldErrors", "BareFieldErrors", "Error", "Refusal")
        schemas = {"anyOf": [ref(form) for form in forms]}
        return {"422": {"description": "It cannot be stored.", "content": json_of(schemas)}}

    def __call__(self, entity: Entity, body: Body) -> Answer:
        with transaction() as session:
            return put_resource(session, entity, body)


def put_resource(session: Session, entity: Entity, body: Body) -> Answer:
    """Change the resource that the body means, or create it.

    Raises:
        Unacceptable: the values cannot be stored.
        Refused: the resource cannot be put into its curricula, or there is no such language.
    """
    values, errors = entity.values(body)
    refuse_unidentified(values, errors)
    known = resources.find(session, values)
    if known:
        FURTHER.read(body)  # what makes no sense is refused, although a known one keeps its links
        return _change_known(session, entity, known, values, errors)
    if faults := entity.blanks(values, whole=True) | errors:
        raise Unmade(faults)
    id = _create(session, values, FURTHER.read(body))
    return Answer(shown(session, entity, id), 201, id)


def refuse_unidentified(values: Values, errors: Mapping[str, list[str]]) -> None:
    """Refuse values that do not tell which resource is meant."""
    needed = {"type", "type_params"} & errors.keys()
    if needed:
        raise Unacceptable({name: errors[name] for name in needed})
    names = ("type", "code") if values.get("type") == TEST else ("type",)
    missing = {name: errors.get(name, [BLANK]) for name in names if values.get(name) is None}
    if missing:
        raise Unacceptable(missing)


def _change_known(
    session: Session,
    entity: Entity,
    known: resources.Known,
    values: Values,
    errors: Mapping[str, list[str]],
) -> Answer:
    if faults := entity.blanks(values, whole=False) | dict(errors):
        raise Unacceptable(faults)
    if "tag_ids" in values:
        both = (*known.tag_ids, *(values["tag_ids"] or ()))
        values["tag_ids"] = list(dict.fromkeys(both))
    row = crud.update(session, entity.model, known.id, values, returning=entity.returning)
    assert row is not None
    return Answer(row[1])


def _create(session: Session, values: Values, further: Values) -> int:
    values["tag_ids"] = tags.ids_of(session, further["tags"] or ())
    with _unmade():
        id = resources.create(session, values)
    _put_into_curricula(session, id, further)
    _put_texts(session, id, further)
    for model, column in ((ResourceChapter, "chapter_id"), (ResourceTopic, "topic_id")):
        if further[column] is not None:
            links.add_missing(session, model, ("resource_id", column), [(id, further[column])])
    _link_concepts(session, id, further["concept_ids"] or ())
    return id


@contextmanager
def _unmade() -> Iterator[None]:
    """What the database refuses inside is told as it is of a new resource."""
    try:
        yield
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        reason = explain(error)
        raise Unmade({reason.field or "": [reason.message]}) from error


def _put_into_curricula(session: Session, id: int, further: Values) -> None:
    shared = {name: further[name] for name in ("subject_id", "difficulty_level")}
    with PLACING.applied():
        entries = further["curriculum_grades"] or ()
        places = [place_of(id, entry, PLACE.kinds.keys()) for entry in entries]
        resource_places.revise(session, places, shared)


def place_of(id: int, entry: Body, needed: Collection[str]) -> Place:
    """The place that an entry of `curriculum_grades` gives a resource; raises Unacceptable."""
    place = PLACE.read(entry)
    if lacking := {name: [BLANK] for name in needed if place[name] is None}:
        raise Unacceptable(lacking)
    return Place(id, place["curriculum_id"], place["grade_id"], None)


def _put_texts(session: Session, id: int, further: Values) -> None:
    with IN_LANGUAGES.applied():
        for entry in further["lang_versions"] or ():
            problem_texts.put(session, id, *_text(entry))
        if further["lang_code"] is not None:
            text = {"meta_data": further["meta_data"]}
            problem_texts.put(session, id, further["lang_code"], text)


def _text(entry: Body) -> tuple[str, problem_texts.Text]:
    text = TEXT.read(entry)
    if text["lang_code"] is None:
        raise Unacceptable({"lang_versions": [INVALID]})
    return text["lang_code"], {"meta_data": text["meta_data"]}


def _link_concepts(session: Session, id: int, concepts: Sequence[int]) -> None:
    columns = ("resource_id", "concept_id")
    links.make_equal(session, ResourceConcept, columns, [id], concepts)


def change_resource(entity: Entity, id: int, body: Body) -> Answer:
    """Change the columns that the body names, and the links.

    Raises:
        NotFound: no row has this id.
        Unacceptable: the row, or a link, would not be valid.
        Refused: there is no such language.
    """
    with transaction() as session:
        return Answer(change_in(session, entity, id, body))


def change_in(session: Session, entity: Entity, id: int, body: Body) -> str:
    """The same in the middle of a transaction; returns the JSON."""
    [values] = read_change([entity], body, lambda: orjson.loads(shown(session, entity, id)))
    further = FURTHER.read(body)
    if further["tags"] is not None:
        values["tag_ids"] = tags.ids_of(session, further["tags"])
    returning = f"{entity.returning}, type"
    row = crud.update(session, entity.model, id, values, returning=returning)
    if row is None:
        raise entity.not_found()
    confirm(entity, session, row, values)
    _change_links(session, id, row[3], body, further)
    return shown(session, entity, id)


def _change_links(session: Session, id: int, kind: str, body: Body, further: Values) -> None:
    if further["curriculum_grades"] is not None:
        kept = [name for name in SHARED if name in body and further[name] is not None]
        kept += [name for name in CLEARED if name in body and further[name] is None]
        shared = {name: further[name] for name in kept}
        needed = PLACE.kinds.keys() - shared.keys() | {"curriculum_id"}
        places = [place_of(id, entry, needed) for entry in further["curriculum_grades"]]
        resource_places.revise(session, places, shared)
    if further["concept_ids"] is not None:
        _link_concepts(session, id, further["concept_ids"])
    if kind == PROBLEM:
        _change_texts(session, id, body, further)


def _change_texts(session: Session, id: int, body: Body, further: Values) -> None:
    with IN_LANGUAGES.applied():
        if further["lang_versions"] is not None:
            texts = [_text(entry) for entry in further["lang_versions"]]
            problem_texts.put_exactly(session, id, texts)
        if further["lang_code"] is not None and "meta_data" in body:
            text = {"meta_data": further["meta_data"]}
            problem_texts.put(session, id, further["lang_code"], text)
