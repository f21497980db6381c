"""Rows that pages are to show, and rows as pages have left them."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dbservice.models import Base, Batch, Change, Product, Program


def add(session: Session, *rows: Base) -> None:
    """Store rows."""
    session.add_all(rows)
    session.commit()


def one(session: Session, model: type[Base], **values: object) -> Base:
    """The row that has these values now."""
    session.rollback()
    return session.scalars(select(model).filter_by(**values)).one()


def latest_change(session: Session, table: str, id: int) -> Change:
    """What was done last to a row."""
    session.rollback()
    query = select(Change).where(Change.table_name == table, Change.row_id == id)
    return session.scalars(query.order_by(Change.id.desc())).first()


@pytest.fixture
def batch(session: Session) -> Batch:
    """A batch of a programme."""
    batch = Batch(
        batch_id="EN-11-A",
        name="Engineering A",
        program=Program(name="Photon", product=Product(name="Coaching")),
    )
    add(session, batch)
    return batch
