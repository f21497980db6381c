"""The form of a row: its fields with what they hold, and what somebody has changed in them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import DefaultClause, Select, select
from sqlalchemy.orm import Session, aliased

from dbservice.admin import lookup
from dbservice.admin.kinds import Form, Kind, Truth
from dbservice.admin.labels import label_behind, value
from dbservice.admin.panel import Panel
from dbservice.admin.paths import Path, near_key, owner_of, target_of
from dbservice.admin.registry import panel_of
from dbservice.admin.row_ids import row_id
from dbservice.admin.writing import Values
from dbservice.errors import DomainError, Invalid
from dbservice.services.constraints import BLANK, TAKEN

SEEN = "seen"  # the field with the mark of what the form showed first


@dataclass
class Field:
    """A field of a form.

    Args:
        text: what it holds.
        behind: of a picker, what the row is called that is chosen.
        stored: what somebody else has stored meanwhile, if that differs.
    """

    path: Path
    heading: str
    kind: Kind
    is_required: bool
    hint: str = ""
    target: Panel | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    behind: str = ""
    error: str = ""
    stored: str = ""

    @property
    def name(self) -> str:
        """Its name in the form."""
        return self.path.key


@dataclass
class Draft:
    """A form, section by section."""

    sections: Mapping[str, Sequence[Field]]
    seen: str = ""
    error: str = ""

    def fields(self) -> Iterator[Field]:
        """All fields."""
        for fields in self.sections.values():
            yield from fields

    @property
    def has_errors(self) -> bool:
        """Whether something stands in the way of saving."""
        return bool(self.error) or any(one.error for one in self.fields())

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal at the field it is about, or else above the form."""
        for one in self.fields():
            if refusal.field in (one.path.column.name, one.name):
                is_named = refusal.message == TAKEN and one.text and not one.target
                one.error = f"{one.text} {TAKEN}" if is_named else sentence(refusal.message)
                return
        self.error = sentence(refusal.message)


def blank(session: Session, panel: Panel, given: Form) -> Draft:
    """The form of a new row: what the database sets by itself, and what the address gives."""
    draft = Draft(_sections(session, panel))
    for one in draft.fields():
        one.is_required = one.is_required or panel.is_known_by(one.path)
        one.text = one.kind.take(given, one.name) or _default(one)
        if one.target and (id := row_id(one.text)) is not None:
            one.behind = lookup.labels(session, one.target, [id]).get(id, "")
    return draft


def stored(session: Session, panel: Panel, id: int, *, hold: bool = False) -> Draft | None:
    """The form of a stored row, None if there is none; `hold` keeps others from changing it."""
    draft = Draft(_sections(session, panel))
    fields = list(draft.fields())
    row, contents = _selected(panel)
    if hold:
        hold_row(session, panel, id)
    found = session.execute(contents.where(row.id == id)).first()
    if found is None:
        return None
    for one, content in zip(fields, found, strict=True):
        one.text = one.kind.text(content)
    _name_references(session, row, id, [one for one in fields if one.target])
    draft.seen = mark(fields)
    return draft


def hold_row(session: Session, panel: Panel, id: int) -> None:
    """Keep others from changing a row, and the one that is written along, until the commit.

    Before it is read: a statement that waits for a row shows what others had of all other rows
    when it began. The row along comes first, as a change of it does.
    """
    model: Any = panel.model
    own = model.id == id
    if panel.along is not None:
        along: Any = target_of(panel.along)
        behind = along.id == select(near_key(panel.along)).where(own).scalar_subquery()
        session.execute(select(along.id).where(behind).with_for_update(key_share=True))
    session.execute(select(model.id).where(own).with_for_update(key_share=True))


def mark(fields: Sequence[Field]) -> str:
    """What tells two states of a row apart."""
    return hashlib.sha256("\0".join(one.text for one in fields).encode()).hexdigest()[:32]


def fill(session: Session, draft: Draft, form: Form, *, new: bool = False) -> Values:
    """Put what was sent into the fields; returns what is new, and marks what cannot be.

    A value that comes back as it was is no change, so that an old one which breaks a rule of today
    is let through.
    """
    changes: dict[Path, Any] = {}
    for one in draft.fields():
        before = "" if new else one.text
        try:
            text = _taken(session, one, form)
            if text is None:
                text = before
            is_new = text != before
            one.text = text
            content = one.kind.read(text) if is_new else None
        except Invalid as error:
            one.error = sentence(error.message)
        else:
            if one.is_required and content is None and (is_new or new):
                one.error = sentence(BLANK)
            elif is_new:
                changes[one.path] = content
    return changes


def sentence(message: str) -> str:
    """A message with a capital at its beginning."""
    return message[:1].upper() + message[1:]


def _taken(session: Session, one: Field, form: Form) -> str | None:
    """What was sent for a field; of a row that was only written in words, its number."""
    text = one.kind.take(form, one.name)
    typed = form.get(f"{one.name}.text")
    if one.target is None or typed is None:
        return text
    one.behind = typed.strip()
    return chosen_row(session, one.target, text, one.behind)


def chosen_row(session: Session, panel: Panel, number: str | None, typed: str) -> str:
    """The number that a picker was left with: of the row chosen, or of the one that words mean.

    Raises:
        Invalid: the words mean no row, or several.
    """
    if not typed:
        return ""
    id = row_id(number or "")
    if id is not None and lookup.labels(session, panel, [id]).get(id) == typed:
        return str(id)
    return str(lookup.meant(session, panel, typed))


def _sections(session: Session, panel: Panel) -> dict[str, list[Field]]:
    found = {}
    for title, paths in panel.sections.items():
        fields = [field_of(session, panel, one) for one in paths if panel.is_written(one)]
        if fields:
            found[title] = fields
    return found


def field_of(session: Session, panel: Panel, one: Path) -> Field:
    """The empty field of a column."""
    owner = panel_of(owner_of(one.end))
    kind = owner.kind(one)
    target = panel_of(target_of(one.end)) if one.is_link else None
    options = getattr(kind, "options", {})
    if target and target.few:
        options = lookup.rows(session, target)
    return Field(
        path=one,
        heading=panel.labels.get(one.end) or owner.heading(one),
        kind=kind,
        is_required=owner.is_required(one),
        hint=panel.hints.get(one.end) or owner.hints.get(one.end, ""),
        target=target,
        options=options,
    )


@cache
def _selected(panel: Panel) -> tuple[Any, Select[Any]]:
    """The SELECT of what the fields of the form hold, and the alias of the row."""
    row = aliased(panel.model)
    written = [one for paths in panel.sections.values() for one in paths if panel.is_written(one)]
    return row, select(*(_content(row, one) for one in written))


def _content(row: Any, one: Path) -> Any:
    end = near_key(one.end) if one.is_link else one.end
    return value(row, Path(one.links, end))


def _name_references(session: Session, row: Any, id: int, fields: Sequence[Field]) -> None:
    searched = [one for one in fields if not one.options and one.text and not one.path.links]
    if searched:
        query = select(*(label_behind(row, one.path.end) for one in searched)).where(row.id == id)
        for one, text in zip(searched, session.execute(query).one(), strict=True):
            one.behind = text or ""


def _default(one: Field) -> str:
    """What the database sets by itself, as far as a form can show it."""
    default = one.path.column.server_default
    if isinstance(one.kind, Truth) and isinstance(default, DefaultClause):
        return str(default.arg)
    return ""
