"""What people call a row: SQL of a short text, made from the declaration of its panel."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, literal_column, select
from sqlalchemy.orm import aliased

from dbservice.admin.panel import LabelPart, Panel
from dbservice.admin.paths import Attribute, Path, near_key, path, target_of
from dbservice.admin.registry import panel_of
from dbservice.models import Base

DASH: ColumnElement[str] = literal_column("' \u2013 '")
SPACE: ColumnElement[str] = literal_column("' '")
EMPTY: ColumnElement[str] = literal_column("''")


def label(row: Any, panel: Panel) -> ColumnElement[str]:
    """The label of `row`, an alias of the panel's table; it is never blank."""
    parts = [_part(row, part) for part in panel.label]
    written = func.nullif(func.concat_ws(DASH, *parts), EMPTY)
    noun = panel.one[:1].upper() + panel.one[1:]
    return func.coalesce(written, func.concat(literal_column(f"'{noun} '"), row.id))


def label_behind(row: Any, link: Attribute) -> ColumnElement[Any]:
    """The label of the row that a relationship of `row` leads to, null if there is none."""
    return _label_of(target_of(link), getattr(row, near_key(link).key))


def value(row: Any, one: Path) -> ColumnElement[Any]:
    """What stands at the end of a path that begins at `row`; of a row, its label."""
    if one.sql is not None:
        return one.sql(row)
    if not one.links:
        return label_behind(row, one.end) if one.is_link else getattr(row, one.end.key)
    first, *rest = one.links
    target = aliased(target_of(first))
    return (
        select(value(target, Path(tuple(rest), one.end)))
        .where(target.id == getattr(row, near_key(first).key))
        .scalar_subquery()
    )


def spaced(*attributes: Attribute) -> Callable[[Any], ColumnElement[Any]]:
    """Columns of a row with a space between them, such as a person's names."""

    def text(row: Any) -> ColumnElement[Any]:
        return func.concat_ws(SPACE, *(_text(getattr(row, one.key)) for one in attributes))

    return text


def prefixed(prefix: str, attribute: Attribute) -> Callable[[Any], ColumnElement[Any]]:
    """A column with a word before it, such as the number of a grade."""

    def text(row: Any) -> ColumnElement[Any]:
        return literal_column(f"'{prefix} '").op("||")(cast(getattr(row, attribute.key), String))

    return text


def words(attribute: Attribute) -> Callable[[Any], ColumnElement[Any]]:
    """A column of words that underscores join, such as a kind."""

    def text(row: Any) -> ColumnElement[Any]:
        return func.replace(getattr(row, attribute.key), literal_column("'_'"), SPACE)

    return text


def first_name(
    attribute: Attribute, member: str, language: str = "lang_code"
) -> Callable[[Any], ColumnElement[Any]]:
    """The English name of a list of names, or else the first; old rows hold a mere object."""

    def text(row: Any) -> ColumnElement[Any]:
        names = getattr(row, attribute.key)
        english = func.jsonb_path_query_first(
            names, literal_column(f"""'$[*] ? (@.{language} == "en").{member}'""")
        )
        first = func.jsonb_path_query_first(names, literal_column(f"'$[*].{member}'"))
        plain = func.jsonb_path_query_first(names, literal_column("""'$.en'"""))
        found = func.coalesce(english, first, plain)
        return func.nullif(found.op("#>>")(literal_column("'{}'")), EMPTY)

    return text


def of_kinds(
    kind: Attribute, id: Attribute, models: Mapping[str, type[Base]]
) -> Callable[[Any], ColumnElement[Any]]:
    """The label of the row whose table one column names and whose id another holds."""

    def text(row: Any) -> ColumnElement[Any]:
        named = getattr(row, kind.key)
        number = getattr(row, id.key)
        return case({name: _label_of(model, number) for name, model in models.items()}, value=named)

    return text


def _label_of(model: type[Base], id: ColumnElement[Any]) -> ColumnElement[Any]:
    target = aliased(model)
    return select(label(target, panel_of(model))).where(target.id == id).scalar_subquery()


def _part(row: Any, part: LabelPart) -> ColumnElement[Any]:
    if callable(part):
        return part(row)
    return _text(value(row, path(part)))


def _text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    text = column if isinstance(column.type, String) else cast(column, String)
    return func.nullif(text, EMPTY)
