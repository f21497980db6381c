"""Pages on which enrolments of one student or of many are changed: form, preview, done.

The preview does what is asked for, tells what it has changed, and takes it back. What is confirmed
is done only if it changes exactly what the preview has told.
"""

from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from werkzeug.routing import BaseConverter, ValidationError

from dbservice.admin import act_form, act_students
from dbservice.admin.act_outcome import Outcome, attempt
from dbservice.admin.act_students import Chosen
from dbservice.admin.guard import StaffView
from dbservice.admin.pages import PanelPages
from dbservice.admin.registry import panel_of
from dbservice.db import db, persistently, rehearsal, transaction
from dbservice.errors import DomainError
from dbservice.models import Student
from dbservice.services import acts
from dbservice.services.biography import last_places
from dbservice.services.carrying_out import Act
from dbservice.services.movement import MoveScope

ENDPOINT = "acts"
SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422
NAMED = 3  # of those left out; the preview has named them all


class _NotAsShownError(Exception):
    """Ends a transaction that would do something else than what was confirmed."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class ActConverter(BaseConverter):
    """The part of an address that names an act."""

    def to_python(self, value: str) -> Act:
        act = acts.ACTS.get(value)
        if act is None:
            raise ValidationError
        return act

    def to_url(self, value: Act) -> str:
        return value.name


def init_app(app: Flask) -> None:
    app.url_map.converters["act"] = ActConverter
    app.jinja_env.globals.update(enrolment_acts=acts.by_section(), acts_at_most=act_students.MOST)


class ActsView(StaffView, BaseView):
    """Changes enrolments, of one student or of many."""

    def __init__(self) -> None:
        self._default_view = "begin"  # Flask-Admin expects one at "/"
        super().__init__(name="Enrolment", endpoint=ENDPOINT, url="/admin/student/acts")

    def is_visible(self) -> bool:
        """The way here leads over students."""
        return False

    def role_for(self, **values: Any) -> str:
        """Whoever may change students may change where they are enrolled."""
        del values
        return panel_of(Student).access.edit or "admin"

    @expose("/<act:act>/")
    def begin(self, act: Act) -> ResponseReturnValue:
        """The form; of an act that asks for nothing, the preview."""
        if not act.asks:
            return self._look(act)
        session = db.session()
        try:
            students = act_students.read(session, request.args)
        except DomainError as refusal:
            return _turned_away(refusal)
        user_id = students[0].user_id
        one_returns = act.is_return and len(students) == 1 and user_id is not None
        places = last_places(session, user_id or 0) if one_returns else {}
        return self._form(Outcome(act_form.begun(session, act, places), students))

    @expose("/<act:act>/", methods=("POST",))
    def go_on(self, act: Act) -> ResponseReturnValue:
        """The form once more, the preview of what it asks for, or what was confirmed."""
        step = request.form.get("step")
        return self._do(act) if step == "do" else self._look(act, again=step == "edit")

    def _look(self, act: Act, *, again: bool = False) -> ResponseReturnValue:
        def work() -> Outcome:
            with rehearsal() as session:
                return attempt(session, act, request.args, request.form, _scope())

        try:
            outcome = persistently(work)
        except DomainError as refusal:
            return _turned_away(refusal)
        if again:
            return self._form(outcome)
        if outcome.form.has_errors and act.asks:
            return self._form(outcome), UNPROCESSABLE
        return self._preview(outcome)

    def _do(self, act: Act) -> ResponseReturnValue:
        def work() -> Outcome:
            with transaction() as session:
                outcome = attempt(session, act, request.args, request.form, _scope())
                if not outcome.changed or outcome.mark != request.form.get("mark"):
                    raise _NotAsShownError(outcome)
                return outcome

        try:
            outcome = persistently(work)
        except DomainError as refusal:
            return _turned_away(refusal)
        except _NotAsShownError as late:
            if late.outcome.form.has_errors and act.asks:
                return self._form(late.outcome), CONFLICT
            return self._preview(late.outcome, is_late=True), CONFLICT
        _tell(act, outcome)
        return redirect(_back(outcome.students), SEE_OTHER)

    def _form(self, outcome: Outcome) -> str:
        return self._page("admin/act.html", outcome)

    def _preview(self, outcome: Outcome, *, is_late: bool = False) -> str:
        return self._page("admin/act_preview.html", outcome, is_late=is_late)

    def _page(self, template: str, outcome: Outcome, **more: Any) -> str:
        return self.render(
            template,
            act=outcome.form.act,
            form=outcome.form,
            outcome=outcome,
            students=outcome.students,
            here=PanelPages(panel_of(Student)),
            back=_back(outcome.students),
            list_address=act_students.list_address(request.args),
            **more,
        )


def _scope() -> MoveScope:
    return MoveScope(current_app.config["SETTINGS"].batch_move_scope)


def _turned_away(refusal: DomainError) -> ResponseReturnValue:
    """Back to the list, with the reason."""
    flash(f"{refusal.message}.", "error")
    return redirect(act_students.list_address(request.args), SEE_OTHER)


def _back(students: Sequence[Chosen]) -> str:
    if len(students) == 1:
        return PanelPages(panel_of(Student)).address("details", id=students[0].id)
    return act_students.list_address(request.args)


def _tell(act: Act, outcome: Outcome) -> None:
    """Say what was done, to whom, and who was left out."""
    changed, refused = outcome.changed, outcome.refused
    done = act.done.format(place=outcome.place)
    if len(outcome.students) == 1:
        flash(f"{outcome.students[0].label} is {done}.", "success")
        return
    flash(f"{_counted(len(changed))} {done}.", "success")
    if outcome.unchanged:
        flash(f"{_counted(len(outcome.unchanged))} so already; nothing changed there.", "info")
    if refused:
        named = "; ".join(f"{one.student.label}: {one.refusal}" for one in refused[:NAMED])
        more = f"; and {len(refused) - NAMED:,} more" if len(refused) > NAMED else ""
        flash(f"Left out: {len(refused):,}. {named}{more}.", "warning")


def _counted(number: int) -> str:
    return "1 student is" if number == 1 else f"{number:,} students are"
