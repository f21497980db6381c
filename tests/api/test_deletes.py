"""A row goes when nothing refers to it; else it stays, and the refusal says what does."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Engine

from dbservice.blueprints._resource import Resource
from dbservice.models import Base
from dbservice.services.groups import GROUP_TYPES, GroupKind
from dbservice.services.nouns import noun
from tests.api.conftest import Api, Rows
from tests.api.resources import RESOURCES, every_resource, table_of
from tests.rows import add_row

KINDS = {model.__tablename__: kind for model, kind in GROUP_TYPES.items()}
# What goes along with a row, or lets go of it, is nothing that keeps it.
LETTING_GO = {
    ("branch", "parent_branch_id"),
    ("subject", "parent_id"),
    ("dropout", "record_id"),
    ("chapter_curriculum", "chapter_id"),
    ("topic_curriculum", "topic_id"),
    ("problem_lang", "paragraph_id"),
    ("problem_lang", "res_id"),
    ("resource_chapter", "resource_id"),
    ("resource_concept", "resource_id"),
    ("resource_curriculum", "resource_id"),
    ("resource_topic", "resource_id"),
}


def references(table: str) -> Iterator["Column[object]"]:
    """The columns that keep rows of a table."""
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            pair = (other.name, key.parent.name)
            if key.column.table.name == table and pair not in LETTING_GO:
                yield key.parent


def added(engine: Engine, table: str, **values: object) -> int:
    with engine.begin() as connection:
        return add_row(connection, table, **values)


def test_the_references_are_found() -> None:
    kept = {table_of(one) for one in RESOURCES if list(references(table_of(one)))}
    assert {"user", "school", "batch", "exam", "student", "grade"} <= kept


@every_resource
def test_what_is_referred_to_stays_until_it_no_longer_is(
    resource: Resource, api: Api, engine: Engine, rows: Rows
) -> None:
    for column in references(table_of(resource)):
        id = added(engine, table_of(resource))
        referrer = column.table.name
        holder = added(engine, referrer, **{column.name: id})
        response = api.delete(f"{resource.path}/{id}")
        assert response.status_code == 409, column
        assert response.json["errors"]["detail"] == "Conflict"
        message = response.json["errors"]["message"]
        assert message.lower() == f"{noun(referrer).several} still refer to it"
        assert api.get(f"{resource.path}/{id}").status_code == 200
        rows.run(f'DELETE FROM "{referrer}" WHERE id = :id', id=holder)
        assert api.delete(f"{resource.path}/{id}").status_code == 204, column


@pytest.mark.parametrize("table", KINDS)
@pytest.mark.parametrize("referrer", ["group_user", "group_session", "enrollment_record"])
def test_the_group_row_goes_along_unless_something_refers_to_it(
    table: str, referrer: str, api: Api, engine: Engine, rows: Rows
) -> None:
    kind = KINDS[table].value
    id, other = added(engine, table), added(engine, table)
    group_rows = [added(engine, "group", type=kind, child_id=one) for one in (id, other)]
    of_other_kind = next(one.value for one in GroupKind if one.value != kind)
    bystander = added(engine, "group", type=of_other_kind, child_id=id)
    if referrer == "enrollment_record":
        added(engine, referrer, group_type=of_other_kind, group_id=id)
        holder = added(engine, referrer, group_type=kind, group_id=id)
    else:
        added(engine, referrer, group_id=bystander)
        holder = added(engine, referrer, group_id=group_rows[0])
    path = f"/api/{table.replace('_', '-')}/{id}"
    response = api.delete(path)
    assert response.status_code == 409
    assert response.json["errors"]["message"].lower().startswith(noun(referrer).several)
    assert api.get(path).status_code == 200
    assert rows.count("group") == 3
    rows.run(f"DELETE FROM {referrer} WHERE id = :id", id=holder)
    assert api.delete(path).status_code == 204
    assert rows.all('SELECT id FROM "group" ORDER BY id') == sorted([group_rows[1], bystander])


def test_every_table_has_words_that_people_use() -> None:
    for table in Base.metadata.tables:
        for word in noun(table):
            assert "_" not in word
            assert not word.endswith("ss")
