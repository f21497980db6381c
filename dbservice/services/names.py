"""Names of content, which are kept as a list with one entry for each language."""

from typing import Any


def in_english(member: str, name: str) -> list[dict[str, Any]]:
    """A name in English alone; `member` says under what it is kept, such as `chapter`."""
    return [{"lang_code": "en", member: name}]
