"""The texts of problems, one in each language."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import NotFound
from dbservice.models import Paragraph, ProblemLang
from dbservice.services import bulk, crud
from dbservice.services.bulk import NOW

LANGUAGE = text("SELECT id FROM language WHERE code = :code ORDER BY id LIMIT 1")
OTHERS = text("DELETE FROM problem_lang WHERE res_id = :id AND NOT lang_id = ANY(:languages)")
USED = text("""
    SELECT DISTINCT paragraph_id FROM problem_lang
    WHERE res_id = ANY(CAST(:ids AS bigint[])) AND paragraph_id IS NOT NULL
""")
USE = text(f"""
    UPDATE problem_lang SET paragraph_id = :passage, updated_at = {NOW}
    WHERE res_id = ANY(CAST(:ids AS bigint[])) AND paragraph_id IS DISTINCT FROM :passage
""")

Text = Mapping[str, Any]
"""Columns of a text beside its keys: `meta_data`, `paragraph_id`."""


def put(session: Session, resource_id: int, lang_code: str, values: Text) -> None:
    """Give a resource this text in a language.

    Raises:
        NotFound: there is no such language; its code is LANGUAGE_NOT_FOUND.
    """
    key = {"res_id": resource_id, "lang_id": language_id(session, lang_code)}
    crud.upsert(session, ProblemLang, key, {**values, **key}, check_new=lambda _: None)


def put_exactly(session: Session, resource_id: int, texts: Sequence[tuple[str, Text]]) -> None:
    """Give a resource these texts, by the code of their language, and no other; raises as `put`."""
    languages = [language_id(session, lang_code) for lang_code, _ in texts]
    session.execute(OTHERS, {"id": resource_id, "languages": languages})
    for lang_code, values in texts:
        put(session, resource_id, lang_code, values)


def share_passage(session: Session, ids: Collection[int], body: str) -> None:
    """Have all texts of these problems ask about one passage, which is `body` from now on.

    If they have one passage between them already, that one is changed.
    """
    problems = bulk.array(ids)
    used = list(session.scalars(USED, {"ids": problems}))
    if len(used) == 1:
        [passage] = used
        crud.update(session, Paragraph, passage, {"body": body})
    else:
        passage = crud.create(session, Paragraph, {"body": body})[0]
    session.execute(USE, {"ids": problems, "passage": passage})


def language_id(session: Session, lang_code: str) -> int:
    """The language with a code; raises NotFound."""
    found: int | None = session.scalar(LANGUAGE, {"code": lang_code})
    if found is None:
        raise NotFound("Language not found", code="LANGUAGE_NOT_FOUND")
    return found
