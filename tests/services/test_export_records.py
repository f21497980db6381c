"""What the record of an export says of it while nobody can say how it ends."""

from sqlalchemy.orm import Session

from dbservice.embedded import PostgreSQL
from dbservice.models import DataExport
from dbservice.services import export_records
from tests.databases import engine_on


def state(url: str) -> str:
    with Session(engine_on(url)) as session:
        found = export_records.progress(session, "tag", "editor")
    assert found is not None
    return found.state


def test_a_database_that_died_knows_that_an_export_did_too(private_postgresql: PostgreSQL):
    url = private_postgresql.url
    engine = engine_on(url)
    DataExport.metadata.create_all(engine, tables=[DataExport.__table__])
    reader = engine.connect()
    with Session(engine) as session:
        record = DataExport(
            table_name="tag", format="csv", columns=["name"], terms={}, created_by="editor"
        )
        export_records.begin(session, reader, record)
        session.commit()
    assert state(url) == "running"
    private_postgresql.kill()
    private_postgresql.start()
    assert state(url) == "broken off"
    reader.invalidate()
