"""What a problem of the demo is made of."""

from typing import Any, NamedTuple

MCQ, NUMERICAL, COMPREHENSION = "mcq", "numerical", "comprehension"
EASY, MEDIUM, HARD = "easy", "medium", "hard"


class Wording(NamedTuple):
    """The texts of a problem in one language; `answer` is the letter of an option, or a number."""

    text: str
    options: tuple[str, ...]
    answer: str
    solution: str

    def as_json(self) -> dict[str, Any]:
        """The texts as they are stored."""
        options = {"options": list(self.options)} if self.options else {}
        return {"text": self.text, **options, "answer": self.answer, "solution": self.solution}


class Exercise(NamedTuple):
    """A problem: its English name, the code of its topic, the names of skills and tags.

    A passage is there if the problem asks about one that it shares with others.
    """

    name: str
    topic: str
    level: str
    skill: str
    tag: str
    english: Wording
    hindi: Wording | None = None
    passage: str | None = None

    @property
    def kind(self) -> str:
        """The subtype."""
        if self.passage:
            return COMPREHENSION
        return MCQ if self.english.options else NUMERICAL
