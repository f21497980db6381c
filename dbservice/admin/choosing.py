"""The columns that a person has chosen for a list; the browser remembers them."""

from flask import Request, Response, current_app

COOKIE = "columns"
A_YEAR = 365 * 24 * 60 * 60
COLUMNS_AT_MOST = 30


def chosen_names(request: Request) -> list[str]:
    """The names of the columns chosen for the list at this address, none for the usual ones."""
    return request.cookies.get(COOKIE, "").split("-")[:COLUMNS_AT_MOST]


def remember(response: Response, names: list[str], path: str) -> None:
    """Have the browser remember a choice for the list at `path`; none means the usual columns."""
    if not names:
        response.delete_cookie(COOKIE, path=path)
        return
    response.set_cookie(
        COOKIE,
        "-".join(names[:COLUMNS_AT_MOST]),
        path=path,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.session_interface.get_cookie_secure(current_app),
    )
