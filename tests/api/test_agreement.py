"""The JSON that the database makes is what the schema of the same declaration would say."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ARRAY, Column, Engine, delete, insert, inspect, select
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.types import BigInteger, Boolean, Date, Double, Integer, Numeric, String

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import Resource
from tests.api.conftest import Api
from tests.api.resources import every_resource
from tests.rows import value_for

# As base tables have them; Python writes the years before 1000 with fewer digits than PostgreSQL.
EARLIEST, LATEST = datetime(1000, 1, 1), datetime(9999, 12, 31)  # noqa: DTZ001
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
documents = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
STRATEGIES: dict[type, Callable[[Any], st.SearchStrategy[Any]]] = {
    ARRAY: lambda kind: st.lists(values_of(kind.item_type), max_size=4),
    BigInteger: lambda _: st.integers(-(2**63), 2**63 - 1),
    Integer: lambda _: st.integers(-(2**31), 2**31 - 1),
    Boolean: lambda _: st.booleans(),
    Double: lambda _: st.floats(allow_nan=False, allow_infinity=False),
    Numeric: lambda kind: st.decimals(
        min_value=-9, max_value=9, places=kind.scale or 3, allow_nan=False
    ),
    Date: lambda _: st.dates(date(1, 1, 1), date(9999, 12, 31)),
    TIMESTAMP: lambda _: st.datetimes(EARLIEST, LATEST).map(lambda at: at.replace(microsecond=0)),
    JSONB: lambda _: st.dictionaries(texts, documents, max_size=3),
    String: lambda kind: texts.map(lambda text: text[: kind.length]),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    return next(make(kind) for fitting, make in STRATEGIES.items() if isinstance(kind, fitting))


def value_of(column: Column[Any]) -> st.SearchStrategy[Any]:
    value = values_of(column.type)
    return st.none() | value if column.nullable else value


def row_of(entity: Entity) -> st.SearchStrategy[dict[str, Any]]:
    """Values of a row; references are filled in by the test."""
    columns = entity.projection.table.columns
    own = [column for column in columns if not column.primary_key and not column.foreign_keys]
    return st.fixed_dictionaries({column.name: value_of(column) for column in own})


def add(session: Session, entity: Entity, data: st.DataObject, **more: Any) -> int:
    """Insert a generated row, with or without the rows that are shown inside it."""
    values = data.draw(row_of(entity)) | more
    table = entity.projection.table
    for column in table.columns:
        if column.foreign_keys and not column.nullable:
            values[column.name] = value_for(session.connection(), column)
    for relation, child in entity.embeds.items():
        [(near, _)] = relation.property.local_remote_pairs
        if not relation.property.uselist and data.draw(st.booleans()):
            values[near.name] = add(session, child, data)
    id = int(session.execute(insert(table).values(values).returning(table.c.id)).scalar_one())
    for relation, child in entity.embeds.items():
        [(_, far)] = relation.property.local_remote_pairs
        if relation.property.uselist:
            for _ in range(data.draw(st.integers(0, 2))):
                add(session, child, data, **{far.name: id})
    return id


def clear(session: Session, entity: Entity) -> None:
    """Delete every row, and those that are shown inside."""
    lists = [child.model for one, child in entity.embeds.items() if one.property.uselist]
    ones = [child.model for one, child in entity.embeds.items() if not one.property.uselist]
    for model in (*lists, entity.model, *ones):
        session.execute(delete(model))


@every_resource
def test_the_database_and_the_schema_say_the_same(
    resource: Resource, api: Api, engine: Engine
) -> None:
    entity = resource.entity
    query = select(entity.model).options(*map(joinedload, entity.embeds))

    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def agree(data: st.DataObject) -> None:
        with Session(engine) as session:
            clear(session, entity)
            id = add(session, entity, data)
            session.commit()
            row = session.scalars(query.where(inspect(entity.model).c.id == id)).unique().one()
            said = entity.response_schema().dump(row)
        shown = api.get(f"{resource.path}/{id}").json
        assert api.get(resource.path).json == [shown]
        derived = {name: shown.pop(name) for name in entity.derived if name not in said}
        assert shown == json.loads(json.dumps(said))
        for name, value in derived.items():
            entity.derived[name].shown.deserialize(value)

    agree()


def test_every_kind_of_value_is_shown_as_the_contract_says(engine: Engine) -> None:
    """Kinds that no resource has yet are compared on the tables that have them."""
    from dbservice.models import Candidate, SessionOccurrence, StudentProfile  # noqa: PLC0415

    moment = datetime(2024, 6, 30, 11, 5)  # noqa: DTZ001  # as base tables keep it
    stored = {
        Candidate: {"latest_cgpa": "8.50", "inserted_at": moment},
        SessionOccurrence: {"start_time": moment, "inserted_at": moment},
        StudentProfile: {"attendance_in_classes_current_year": ["1.50", "2"]},
    }
    stamps = {"inserted_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0)}
    stamps["updated_at"] = stamps["inserted_at"]
    shown: dict[str, Any] = {}
    for model, values in stored.items():
        entity = Entity(model, stamped=True)
        projection = entity.projection
        with engine.begin() as connection:
            added = insert(projection.table).values({**stamps, **values})
            id = connection.execute(added.returning(projection.table.c.id)).scalar_one()
            [(text,)] = connection.exec_driver_sql(projection.one, (id,)).all()
        row = json.loads(text)
        with Session(engine) as session:
            assert row == entity.response_schema().dump(session.get_one(model, id))
        shown |= {name: row[name] for name in values}
    assert shown == {
        "latest_cgpa": "8.50",
        "start_time": "2024-06-30T11:05:00Z",
        "inserted_at": "2024-06-30T11:05:00",
        "attendance_in_classes_current_year": ["1.50", "2"],
    }
