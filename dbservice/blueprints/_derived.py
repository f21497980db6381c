"""What responses show beside the columns of a table, or in place of one."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from dbservice.blueprints._schemas import Attribute
from dbservice.services.projection import Expression

ASIDE = "aside"


@dataclass(frozen=True)
class Derived:
    """A value of a response that is no column of the table, or not as the column has it.

    Args:
        value: its SQL.
        shown: what it is, for the API description.
    """

    value: Expression
    shown: fields.Field[Any]


@dataclass(frozen=True)
class Aside:
    """A row of another table, some columns of which are shown as if they were the entity's own.

    They are left out where there is no such row.

    Args:
        value: SQL of the whole row.
        columns: which of its columns.
    """

    value: Expression
    columns: Collection[Attribute]
