"""The form of an act: where students are to go, in which academic year, from which day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from dbservice.admin import forms, lookup
from dbservice.admin.forms import sentence
from dbservice.admin.kinds import Choice, Day, Form, Kind, Reference
from dbservice.admin.panel import Panel
from dbservice.admin.registry import panel_of
from dbservice.errors import DomainError, Invalid
from dbservice.services import academic_years, references
from dbservice.services.carrying_out import Act, Place, Wanted
from dbservice.services.clock import indian_today
from dbservice.services.constraints import BLANK
from dbservice.services.groups import MODELS, GroupKind
from dbservice.services.movement import MoveScope
from dbservice.services.references import Target

YEAR = "academic_year"
START = "start_date"
YEARS_BEFORE, YEARS_AFTER = 4, 1  # that can be chosen
DAY = Day()


@dataclass
class Question:
    """A field of the form, in the shape that the templates draw fields of.

    Args:
        target: the panel of the rows that are chosen from, if it is rows.
        behind: what the row is called that is chosen.
    """

    name: str
    heading: str
    kind: Kind
    is_required: bool = True
    hint: str = ""
    target: Panel | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    behind: str = ""
    error: str = ""
    stored: str = ""


@dataclass
class ActForm:
    """All fields of an act; `error` is what is wrong with no field."""

    act: Act
    questions: list[Question]
    error: str = ""

    def fields(self) -> Iterator[Question]:
        """All fields."""
        yield from self.questions

    @property
    def has_errors(self) -> bool:
        """Whether something stands in the way."""
        return bool(self.error) or any(one.error for one in self.questions)

    @property
    def answers(self) -> Mapping[str, str]:
        """What the fields hold, by name."""
        return {one.name: one.text for one in self.questions}

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal at the field it is about, or else above the form."""
        for one in self.questions:
            if one.name == refusal.field:
                one.error = sentence(refusal.message)
                return
        self.error = sentence(refusal.message)


def begun(session: Session, act: Act, places: Mapping[GroupKind, int]) -> ActForm:
    """The form as it is opened: today, this academic year, and places that are likely."""
    form = _blank(session, act)
    today = indian_today()
    for one in form.questions:
        if one.name == YEAR:
            one.text = academic_years.beginning_in(academic_years.first_day(today).year)
        elif one.name == START:
            one.text = DAY.text(today)
    for one, place in zip(form.questions, act.places, strict=False):
        if one.target and (id := places.get(place.kind)):
            one.behind = lookup.labels(session, one.target, [id]).get(id, "")
            one.text = str(id) if one.behind else ""
    return form


def read(session: Session, act: Act, sent: Form, scope: MoveScope) -> tuple[ActForm, Wanted]:
    """The form as it was sent, with what is wrong in it; what it asks for counts if nothing is."""
    form = _blank(session, act)
    found = {one.name: _answer(session, one, sent) for one in form.questions}
    targets = {}
    for one, place in zip(form.questions, act.places, strict=False):
        if target := _target(session, one, place):
            targets[place.name] = target
    return form, Wanted(targets, (found.get(YEAR), found.get(START)), scope)


def _blank(session: Session, act: Act) -> ActForm:
    questions = [_question(session, place) for place in act.places]
    if act.has_year:
        near = academic_years.around(indian_today(), before=YEARS_BEFORE, after=YEARS_AFTER)
        years = Choice(choices=near, name="academic year")
        questions.append(Question(YEAR, "Academic year", years, options=years.options))
    if act.has_day:
        questions.append(Question(START, "From", DAY))
    return ActForm(act, questions)


def _question(session: Session, place: Place) -> Question:
    panel = panel_of(MODELS[place.kind])
    return Question(
        name=place.name,
        heading=place.heading,
        kind=Reference(bits=32),
        is_required=place.is_required,
        hint=place.hint,
        target=panel,
        options=lookup.rows(session, panel) if panel.few else {},
    )


def _answer(session: Session, one: Question, sent: Form) -> Any:
    """The value of a field, marked if it cannot be."""
    try:
        one.text = _text(session, one, sent)
        value = one.kind.read(one.text)
    except Invalid as error:
        one.error = sentence(error.message)
        return None
    if value is None and one.is_required:
        one.error = sentence(BLANK)
    return value


def _text(session: Session, one: Question, sent: Form) -> str:
    text = one.kind.take(sent, one.name) or ""
    typed = sent.get(f"{one.name}.text")
    if one.target is None or one.options or typed is None:
        return text.strip()
    one.behind = typed.strip()
    return forms.chosen_row(session, one.target, text, one.behind)


def _target(session: Session, one: Question, place: Place) -> Target | None:
    if one.error or not one.text:
        return None
    id = int(one.text)
    found = references.by_id(session, place.kind, [id])[id]
    if isinstance(found, DomainError):
        one.error = sentence(found.message)
        return None
    if not one.behind and not one.options and one.target:
        one.behind = lookup.labels(session, one.target, [id]).get(id, "")
    return found
