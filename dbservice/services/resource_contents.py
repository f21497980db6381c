"""What is in a resource: the texts of a problem, the problems of a test, what describes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

PROBLEMS_AT_MOST = 300
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Old rows hold an object of names in place of a list.
ENGLISH = """nullif(coalesce(
    jsonb_path_query_first({names}, '$[*] ? (@.{language} == "en").{name}'),
    jsonb_path_query_first({names}, '$[*].{name}'), {names} -> 'en') #>> '{{}}', '')"""
RESOURCE_NAME = ENGLISH.format(names="q.name", language="lang_code", name="resource")
SUBJECT_NAME = ENGLISH.format(names="b.name", language="lang_code", name="subject")
OBJECTIVE = ENGLISH.format(names="d.title", language="lang", name="value")

DESCRIBED = text(f"""
    SELECT n.kind, n.name FROM resource AS r CROSS JOIN LATERAL (
        SELECT 'Purposes' AS kind, d.name, array_position(r.purpose_ids, d.id) AS place
        FROM purpose AS d WHERE d.id = ANY(r.purpose_ids)
        UNION ALL
        SELECT 'Skills', d.name, array_position(r.skill_ids, d.id)
        FROM skill AS d WHERE d.id = ANY(r.skill_ids)
        UNION ALL
        SELECT 'Tags', d.name, array_position(r.tag_ids, d.id)
        FROM tag AS d WHERE d.id = ANY(r.tag_ids)
        UNION ALL
        SELECT 'Exams', d.name, array_position(r.exam_ids, d.id)
        FROM exam AS d WHERE d.id = ANY(r.exam_ids)
        UNION ALL
        SELECT 'Learning objectives', {OBJECTIVE},
               array_position(r.learning_objective_ids, CAST(d.id AS int))
        FROM learning_objective AS d WHERE d.id = ANY(r.learning_objective_ids)
    ) AS n WHERE r.id = :id ORDER BY n.kind, n.place
""")
TEXTS = text("""
    SELECT t.id, g.name AS language, g.code AS lang_code, t.meta_data, p.body AS passage
    FROM problem_lang AS t LEFT JOIN language AS g ON g.id = t.lang_id
         LEFT JOIN paragraph AS p ON p.id = t.paragraph_id
    WHERE t.res_id = :id ORDER BY g.id, t.id
""")
ID = "CASE WHEN {0} ~ '^[0-9]{{1,18}}$' THEN CAST({0} AS bigint) END"
ASKED = text(f"""
    SELECT q.id, q.code, {RESOURCE_NAME} AS name, {SUBJECT_NAME} AS subject,
           s.section ->> 'name' AS section, k.part = 'optional' AS is_optional,
           p.problem ->> 'pos_marks' AS right, p.problem ->> 'neg_marks' AS wrong
    FROM resource AS r
    CROSS JOIN jsonb_path_query(r.type_params, '$.subjects[*]')
         WITH ORDINALITY AS u(subject, place)
    CROSS JOIN jsonb_path_query(u.subject, '$.sections[*]') WITH ORDINALITY AS s(section, place)
    CROSS JOIN (VALUES ('compulsory', 1), ('optional', 2)) AS k(part, place)
    CROSS JOIN jsonb_path_query(s.section -> k.part, '$.problems[*]')
         WITH ORDINALITY AS p(problem, place)
    JOIN resource AS q ON q.id = {ID.format("(p.problem ->> 'id')")}
    LEFT JOIN subject AS b ON b.id = {ID.format("(u.subject ->> 'subject_id')")}
    WHERE r.id = :id ORDER BY u.place, s.place, k.place, p.place LIMIT {PROBLEMS_AT_MOST}
""")


class Text(NamedTuple):
    """A text of a problem in a language, taken apart; what is not there is empty."""

    id: int
    language: str
    lang_code: str
    question: str
    options: Sequence[tuple[str, str, bool]]
    answer: str
    solution: str
    passage: str


@dataclass(frozen=True)
class Contents:
    """What a page about a resource tells beside the row.

    Args:
        described: the names of purposes, skills ... by kind.
        texts: those of a problem.
        problems: those of a test, in its order.
    """

    described: Mapping[str, Sequence[str]]
    texts: Sequence[Text]
    problems: Sequence[Any]


def read(session: Session, id: int) -> Contents:
    """The contents of the resource with this id; three statements."""
    described: dict[str, list[str]] = {}
    for kind, name in session.execute(DESCRIBED, {"id": id}):
        described.setdefault(kind, []).append(name or "unnamed")
    texts = [_text(row) for row in session.execute(TEXTS, {"id": id})]
    return Contents(described, texts, session.execute(ASKED, {"id": id}).all())


def _text(row: Any) -> Text:
    document = row.meta_data if isinstance(row.meta_data, dict) else {}
    answer = _words(document.get("answer"))
    choices = document.get("options")
    options = [
        (letter, _words(option), letter in answer.replace(" ", "").split(","))
        for letter, option in zip(
            LETTERS, choices if isinstance(choices, list) else (), strict=False
        )
    ]
    return Text(
        row.id,
        row.language or "",
        row.lang_code or "",
        _words(document.get("text") or document.get("question")),
        options,
        answer,
        _words(document.get("solution")),
        row.passage or "",
    )


def _words(value: Any) -> str:
    """What a document says at a place, for people; a list is told with commas."""
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return "" if value is None or isinstance(value, dict) else str(value)
