"""Files that pages give to download."""

from collections.abc import Iterator

from flask import Response, stream_with_context


def csv_download(text: str | Iterator[str], filename: str) -> Response:
    """CSV to be saved under this name; an iterator is sent bit by bit."""
    body = text if isinstance(text, str) else stream_with_context(text)
    response = Response(body, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.cache_control.no_store = True
    return response
