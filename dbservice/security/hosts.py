"""The host names that requests may be addressed to, where a deployment limits them."""

from flask import Flask, Response, current_app, request

REFUSAL = "Not Authorized"


def init_app(app: Flask) -> None:
    if app.config["SETTINGS"].whitelisted_domains:
        app.before_request(refuse_foreign_host)


def refuse_foreign_host() -> Response | None:
    host = request.host.partition(":")[0]
    if host in current_app.config["SETTINGS"].whitelisted_domains:
        return None
    return Response(REFUSAL, 403, mimetype="text/plain")
