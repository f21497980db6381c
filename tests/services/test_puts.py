"""Finding rows by what people know them by, and putting them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.errors import DomainError, NotFound
from dbservice.models import Chapter, School, Subject
from dbservice.services import crud, keys, puts
from dbservice.services.puts import Effect
from tests.engine.midway import someone_waits
from tests.engine.workers import wait_for


def add_chapters(session: Session, *codes: str) -> list[int]:
    return [crud.create(session, Chapter, {"code": code})[0] for code in codes]


def test_rows_are_found_by_code_and_refused_where_several_share_it(session: Session) -> None:
    first, *_ = add_chapters(session, "a", "b", "b")
    found = keys.find_and_lock(session, keys.CHAPTER, [("a",), ("b",), ("c",)])
    assert found[0] == first
    assert found[2] is None
    ambiguous = found[1]
    assert isinstance(ambiguous, DomainError)
    assert (ambiguous.code, ambiguous.message) == ("AMBIGUOUS", "Chapter b exists 2 times")


def test_a_key_of_two_parts_means_both(session: Session) -> None:
    product = crud.create(session, keys.PRODUCT.model, {"name": "n", "code": "c"})[0]
    codes = [("n", "c"), ("n", "d"), ("c", "n")]
    found = keys.find_and_lock(session, keys.PRODUCT_BY_NAME_AND_CODE, codes)
    assert found == [product, None, None]


def test_subjects_are_known_by_their_english_name_in_any_case(session: Session) -> None:
    names = [{"lang_code": "hi", "subject": "Ganit"}, {"lang_code": "en", "subject": "Maths"}]
    maths = crud.create(session, Subject, {"name": names})[0]
    found = keys.resolve(session, {keys.SUBJECT: {"mATHS", "MATHS", "ganit", "Math"}})
    assert found.id(keys.SUBJECT, "mATHS") == found.id(keys.SUBJECT, "MATHS") == maths
    with pytest.raises(NotFound) as refused:
        found.id(keys.SUBJECT, "Math")
    assert refused.value.code == "SUBJECT_NOT_FOUND"
    assert refused.value.message == "Subject Math not found; nearest: Maths"
    with pytest.raises(NotFound, match="ganit"):
        found.id(keys.SUBJECT, "ganit")


def test_of_a_grade_the_leading_digits_count(session: Session) -> None:
    grade = crud.create(session, keys.GRADE.model, {"number": 11})[0]
    found = keys.resolve(session, {keys.GRADE: {"11th", " 011", "XI", "12"}})
    assert found.id(keys.GRADE, "11th") == found.id(keys.GRADE, " 011") == grade
    for unknown in ("XI", "12"):
        with pytest.raises(NotFound, match=f"Grade {unknown} not found"):
            found.id(keys.GRADE, unknown)


def test_new_rows_come_in_and_stored_ones_change(session: Session) -> None:
    changing, same = add_chapters(session, "a", "b")
    wanted = [(None, {"code": "c"}), (changing, {"code": "A"}), (same, {"code": "b"})]
    new, *others = puts.write(session, Chapter, wanted)
    assert new.effect is Effect.CREATED
    assert others == [(changing, Effect.UPDATED), (same, Effect.UNCHANGED)]
    stored = session.execute(text("SELECT id, code FROM chapter ORDER BY id"))
    assert [tuple(row) for row in stored] == [(changing, "A"), (same, "b"), (new.id, "c")]


def test_new_entities_get_their_group_row(session: Session) -> None:
    [put] = puts.write(session, School, [(None, {"code": "S"})])
    groups = session.execute(text('SELECT type, child_id FROM "group"'))
    assert [tuple(row) for row in groups] == [("school", put.id)]


def test_two_who_put_the_same_new_key_make_one_row(engine: Engine) -> None:
    with ThreadPoolExecutor() as pool:
        with Session(engine) as first:
            put_chapter(first, "a")
            second = pool.submit(put_apart, engine, "a")
            wait_for(lambda: someone_waits(engine), "the second to wait for the first")
            first.commit()
        assert second.result(20) is Effect.UNCHANGED
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM chapter")) == 1


def test_a_single_row_waits_for_those_who_put_many(engine: Engine) -> None:
    with ThreadPoolExecutor() as pool:
        with Session(engine) as many:
            put_chapter(many, "a")
            single = pool.submit(upsert_apart, engine, "a")
            wait_for(lambda: someone_waits(engine), "the single row to wait")
            many.commit()
        assert single.result(20) is False
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM chapter")) == 1


def put_chapter(session: Session, code: str) -> Effect:
    puts.hold(session, keys.CHAPTER.table)
    [id] = keys.find_and_lock(session, keys.CHAPTER, [(code,)])
    assert not isinstance(id, DomainError)
    [put] = puts.write(session, Chapter, [(id, {"code": code})])
    return put.effect


def put_apart(engine: Engine, code: str) -> Effect:
    with Session(engine) as session:
        effect = put_chapter(session, code)
        session.commit()
        return effect


def upsert_apart(engine: Engine, code: str) -> bool:
    """Whether the row is a new one."""
    with Session(engine) as session:
        values = {"code": code}
        _, created = crud.upsert(session, Chapter, values, values, check_new=lambda _: None)
        session.commit()
        return created
