"""How problems are shown: with their text in a language and their place in a curriculum.

The SQL of the values names what `SOURCE` joins with the resource: its `place`, its `text` and its
`chapter`.
"""

from marshmallow import fields

from dbservice.blueprints._derived import Derived
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._schemas import Attribute, column_of, name_of, schema, shown_field
from dbservice.blueprints.resource import PROBLEM_TEXT, RESOURCE, texts_of
from dbservice.models import (
    Chapter,
    Concept,
    Paragraph,
    ProblemLang,
    Resource,
    ResourceCurriculum,
)
from dbservice.services.projection import listed, quoted

# The place in the curriculum that is asked for, or else the oldest; the text in the language.
SOURCE = """
    (resource LEFT JOIN LATERAL (
        SELECT l.* FROM resource_curriculum AS l WHERE l.resource_id = resource.id
        ORDER BY (l.curriculum_id = %(curriculum_id)s) DESC NULLS LAST, l.id LIMIT 1
    ) AS place ON true
    LEFT JOIN LATERAL (
        SELECT t.* FROM problem_lang AS t
        WHERE t.res_id = resource.id AND t.lang_id = (SELECT id FROM asked_language)
        ORDER BY t.id LIMIT 1
    ) AS text ON true
    LEFT JOIN LATERAL (
        SELECT c.* FROM resource_chapter AS l JOIN chapter AS c ON c.id = l.chapter_id
        WHERE l.resource_id = resource.id ORDER BY l.id LIMIT 1
    ) AS chapter ON true)
"""
ASKED_LANGUAGE = """
    WITH asked_language AS (
        SELECT id, code FROM language WHERE code = %(lang_code)s ORDER BY id LIMIT 1)
"""


def joined(source: str, attribute: Attribute) -> Derived:
    """A column of what is joined with the resource."""
    shown = shown_field(attribute)
    shown.allow_none, shown.attribute = True, None
    return Derived(lambda _: f"{source}.{quoted(column_of(attribute).name)}", shown)


def concepts(row: str) -> str:
    """The concepts of a resource."""
    return listed(
        "SELECT c.id, c.name, c.topic_id FROM resource_concept AS l"
        f" JOIN concept AS c ON c.id = l.concept_id WHERE l.resource_id = {row}.id ORDER BY l.id"
    )


def passage(id: str, subtype: str) -> str:
    """The passage with an id, given the subtype of the problem; only comprehension has one."""
    return (
        "(SELECT row_to_json(e) FROM (SELECT g.id, g.body FROM paragraph AS g"
        f" WHERE g.id = {id} AND {subtype} = 'comprehension') AS e)"
    )


CONCEPT = schema(
    "ProblemConcept",
    {name_of(one): shown_field(one) for one in (Concept.id, Concept.name, Concept.topic_id)},
)
PASSAGE = schema(
    "ProblemPassage", {name_of(one): shown_field(one) for one in (Paragraph.id, Paragraph.body)}
)
PLACE = {
    name_of(one): joined("place", one)
    for one in (
        ResourceCurriculum.curriculum_id,
        ResourceCurriculum.grade_id,
        ResourceCurriculum.subject_id,
        ResourceCurriculum.difficulty_level,
    )
}
CONCEPTS = Derived(concepts, fields.List(fields.Nested(CONCEPT), required=True))
META_DATA = joined("text", ProblemLang.meta_data)

PROBLEM = Entity(
    Resource,
    called="Problem",
    unshown=(Resource.exam_ids,),
    derived={
        "topic_id": RESOURCE.derived["topic_id"],
        "chapter_id": joined("chapter", Chapter.id),
        "chapter_code": joined("chapter", Chapter.code),
        "chapter_name": joined("chapter", Chapter.name),
        "curriculum_grades": RESOURCE.derived["curriculum_grades"],
        **PLACE,
        "meta_data": META_DATA,
        "lang_id": joined("text", ProblemLang.lang_id),
        "concepts": CONCEPTS,
        "lang_versions": RESOURCE.derived["lang_versions"],
        "paragraph_id": joined("text", ProblemLang.paragraph_id),
        "paragraph": Derived(
            lambda row: passage("text.paragraph_id", f"{row}.subtype"),
            fields.Nested(PASSAGE, allow_none=True, required=True),
        ),
    },
)
PROBLEM_IN_CURRICULUM = Entity(
    Resource,
    called="ProblemInCurriculum",
    derived={
        **RESOURCE.derived,
        "meta_data": META_DATA,
        "lang_code": Derived(
            lambda _: "(SELECT code FROM asked_language WHERE id = text.lang_id)",
            fields.String(allow_none=True, required=True),
        ),
        **PLACE,
        "concepts": CONCEPTS,
        "lang_versions": Derived(texts_of, fields.List(fields.Nested(PROBLEM_TEXT), required=True)),
    },
)


def ids_in_test(params: str) -> str:
    """SQL of the ids of problems in the parameters of a test, for a FROM.

    They are texts `p.id` in the order of `s.place` and `p.place`: section by section, in each what
    is compulsory first.
    """
    return f"""
        jsonb_path_query({params}, '$.subjects[*].sections[*]')
            WITH ORDINALITY AS s(section, place),
        jsonb_array_elements_text(
            jsonb_path_query_array(s.section, '$.compulsory.problems[*].id')
            || jsonb_path_query_array(s.section, '$.optional.problems[*].id')
        ) WITH ORDINALITY AS p(id, place)
    """
