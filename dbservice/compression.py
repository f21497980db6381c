"""Compressed responses, for callers who take them: large lists are a tenth as long.

Only gzip, which every caller knows, and at its quickest: to try harder costs more than it saves.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request

JSON = "application/json"
GZIP = "gzip"
WORTH_IT = 2048  # bytes; of less, a caller notices nothing but the time that it takes
LEVEL = 1
GZIP_FRAME = 16 + zlib.MAX_WBITS


def init_app(app: Flask) -> None:
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress JSON that is long, or that is sent bit by bit.

    The ETag says so, as another response must have another one.
    """
    if response.mimetype != JSON or response.direct_passthrough:
        return response
    length = response.content_length
    if length is not None and length < WORTH_IT:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    if not request.accept_encodings[GZIP]:
        return response
    if response.is_streamed:
        response.response = compressed(response.iter_encoded())
    else:
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
    response.headers["Content-Encoding"] = GZIP
    if etag := response.headers.get("ETag"):
        response.headers["ETag"] = f'{etag[:-1]}:{GZIP}"'
    return response


def compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a body, compressed one after the other; their end is marked."""
    compressor = zlib.compressobj(LEVEL, wbits=GZIP_FRAME)
    for piece in pieces:
        yield compressor.compress(piece)
    yield compressor.flush()
