"""Which pages of other origins may call the API from a browser."""

from flask import Flask, Response, current_app, request

METHODS = "GET,POST,PUT,PATCH,DELETE,OPTIONS"
REQUEST_HEADERS = (
    "Authorization,Content-Type,Accept,Origin,User-Agent,DNT,Cache-Control,X-Mx-ReqToken,"
    "Keep-Alive,X-Requested-With,If-Modified-Since,X-CSRF-Token,X-Request-Id,If-Match,"
    "If-None-Match"
)
RESPONSE_HEADERS = "X-Total-Count,Link,Location,X-Request-Id,ETag,Retry-After"
MAX_AGE = "1728000"


def init_app(app: Flask) -> None:
    app.before_request(answer_preflight)


def answer_preflight() -> Response | None:
    """Preflights carry no token, so they are answered before one is asked for."""
    if request.method != "OPTIONS" or not request.path.startswith("/api"):
        return None
    if "Access-Control-Request-Method" not in request.headers:
        return None
    response = Response(status=204)
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
    response.headers["Access-Control-Max-Age"] = MAX_AGE
    return response


def allow_origin(response: Response) -> None:
    """Name the allowed origin; credentials are never allowed, tokens do not need them."""
    allowed = current_app.config["SETTINGS"].cors_origins
    origin = request.headers.get("Origin")
    if "*" in allowed:
        response.headers.add("Access-Control-Allow-Origin", "*")
    else:
        response.headers.add("Vary", "Origin")
        if origin in allowed:
            response.headers.add("Access-Control-Allow-Origin", origin)
    if origin is not None:
        response.headers.add("Access-Control-Expose-Headers", RESPONSE_HEADERS)
