"""The pages of API tokens: which clients have one, and what each may do."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose

from dbservice.admin import shown_once
from dbservice.admin.guard import AdminView
from dbservice.admin.row_ids import ROW_ID
from dbservice.admin.telling import SEE_OTHER, UNPROCESSABLE, refusal_of, tell
from dbservice.db import db, transaction
from dbservice.errors import DomainError, Invalid
from dbservice.security import staff_name, tokens

LIVES: Mapping[str, str] = {
    "30": "In 30 days",
    "90": "In 90 days",
    "365": "In a year",
    "": "Never",
}
OVERLAPS: Mapping[str, str] = {
    "0": "At once",
    "1": "In a day",
    "7": "In a week",
    "30": "In 30 days",
}


class TokenPages(AdminView, BaseView):
    """Lists, makes, rotates and revokes the tokens of the API's clients."""

    def __init__(self) -> None:
        super().__init__(
            name="API tokens",
            endpoint="tokens",
            url="/admin/tokens",
            static_folder=None,
        )

    @expose()
    def index(self) -> str:
        """All tokens, those that are valid before the others."""
        found = tokens.everything(db.session())
        return self.render(
            "admin/tokens/index.html",
            valid=[one for one in found if tokens.is_valid(one)],
            past=[one for one in found if not tokens.is_valid(one)],
            secret=shown_once.take(),
        )

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        """The form of a client's first token."""
        if request.method == "GET":
            return self._form()
        name = request.form.get("name", "").strip()
        try:
            ends = end_of(request.form.get("days", ""))
            with transaction() as session:
                scopes = request.form.getlist("scopes")
                made = tokens.issue(session, name, scopes, expires_at=ends, by=staff_name())
        except DomainError as refusal:
            return self._form(refusal), UNPROCESSABLE
        shown_once.keep(f"The token of {name}", made)
        flash(f"{name} has a token.", "success")
        return redirect(url_for("tokens.index"), SEE_OTHER)

    @expose(f"/{ROW_ID}/")
    def token(self, id: int) -> str:
        """A token with what can be done to it; `?confirm=revoke` asks whether that is meant."""
        token = tokens.with_id(db.session(), id)
        return self.render(
            "admin/tokens/token.html",
            token=token,
            is_valid=tokens.is_valid(token),
            newest=tokens.newest(db.session(), token.name),
            overlaps=OVERLAPS,
            scopes=tokens.SCOPES,
            confirm=request.args.get("confirm"),
        )

    @expose(f"/{ROW_ID}/rotate", methods=("POST",))
    def rotate(self, id: int) -> ResponseReturnValue:
        """Make the client another token; those it has end soon."""
        name = tokens.with_id(db.session(), id).name
        try:
            overlap = choice_of(request.form.get("overlap", ""), OVERLAPS, "overlap")
            with transaction() as session:
                made = tokens.rotate(
                    session, name, overlap=timedelta(days=int(overlap)), by=staff_name()
                )
        except DomainError as refusal:
            flash(f"{refusal_of(refusal)}.", "error")
            return redirect(url_for("tokens.token", id=id), SEE_OTHER)
        shown_once.keep(f"The new token of {name}", made)
        told = f"{name} has a new token. The one before ends {OVERLAPS[overlap].lower()}."
        flash(told, "success")
        return redirect(url_for("tokens.index"), SEE_OTHER)

    @expose(f"/{ROW_ID}/revoke", methods=("POST",))
    def revoke(self, id: int) -> ResponseReturnValue:
        """Make a token worthless."""
        token = tokens.with_id(db.session(), id)
        told = (
            f"The token {token.prefix}… of {token.name} is revoked."
            f" It stops working within {tokens.KNOWN_SECONDS:.0f} seconds."
        )
        tell(lambda session: tokens.revoke_one(session, id), told)
        return redirect(url_for("tokens.index"), SEE_OTHER)

    def _form(self, refusal: DomainError | None = None) -> str:
        return self.render(
            "admin/tokens/new.html",
            refusal=refusal,
            given=request.form,
            scopes=tokens.SCOPES,
            lives=LIVES,
        )


def end_of(days: str) -> datetime | None:
    """When a token ends that is to live for so many days; None for ever. Raises Invalid."""
    days = choice_of(days, LIVES, "days")
    return datetime.now(UTC) + timedelta(days=int(days)) if days else None


def choice_of(text: str, choices: Mapping[str, str], field: str) -> str:
    """The text, if it is one of the choices; raises Invalid."""
    if text not in choices:
        raise Invalid("must be one of those offered", field=field)
    return text
