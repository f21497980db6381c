"""Headers that tell browsers what they may do with our responses."""

import secrets

from flask import Flask, Response, g, request

from dbservice.security import cors

PAGE_HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}';"
    " img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
A_YEAR = "max-age=31536000; includeSubDomains"


def init_app(app: Flask) -> None:
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(add)


def csp_nonce() -> str:
    """The word that an inline script or style of this response must carry to run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def add(response: Response) -> Response:
    if request.path.startswith("/api"):
        # JSON is nothing that a browser runs or frames; each header costs every call.
        response.headers.add("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        cors.allow_origin(response)
    else:
        response.headers.update(PAGE_HEADERS)
        policy = PAGE_POLICY.format(nonce=csp_nonce())
        response.headers.setdefault("Content-Security-Policy", policy)
        # Whoever uses the computer next must not find people on it; files of ours say otherwise.
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = A_YEAR
    return response
