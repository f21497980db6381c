"""The organisation that tests import into gives mix-ups of ids away."""

import pytest
from sqlalchemy import Engine, text

PAIRS = text('SELECT type, id, child_id FROM "group"')


@pytest.mark.usefixtures("organisation")
def test_no_entity_has_the_number_of_its_own_group_row(engine: Engine) -> None:
    with engine.connect() as connection:
        pairs = connection.execute(PAIRS).all()
    assert not [pair for pair in pairs if pair.id == pair.child_id]


@pytest.mark.usefixtures("organisation")
def test_every_school_has_the_number_of_another_schools_group_row(engine: Engine) -> None:
    with engine.connect() as connection:
        schools = [pair for pair in connection.execute(PAIRS) if pair.type == "school"]
    assert {school.id for school in schools} == {school.child_id for school in schools}
