"""What a chapter of the demo is made of."""

from typing import NamedTuple


class Lesson(NamedTuple):
    """A chapter: its grade, its name in English and Hindi, the English names of its topics."""

    grade: int
    english: str
    hindi: str
    topics: tuple[str, ...]
