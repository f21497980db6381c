"""What to say about a code that stands for nothing, or for too much."""

from collections.abc import Callable, Collection

from rapidfuzz import fuzz, process

from dbservice.errors import DomainError, NotFound

NEAREST = 3
NEAR_ENOUGH = 60
SUGGESTIONS_AT_ONCE = 500  # each takes a millisecond with 10,000 codes


def not_found(noun: str, code: str, known: Collection[str] = ()) -> NotFound:
    """`<NOUN>_NOT_FOUND` with the nearest of the known codes; of equals those that come first."""
    matches = process.extract(
        code, known, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=NEAR_ENOUGH
    )
    near = [str(match[0]) for match in matches]
    hint = f"; nearest: {', '.join(near)}" if near else ""
    return NotFound(
        f"{noun} {code} not found{hint}",
        code=f"{noun.upper().replace(' ', '_')}_NOT_FOUND",
        data={"code": code, "nearest": near},
    )


def ambiguous(noun: str, code: str, times: int) -> DomainError:
    """AMBIGUOUS: several stored rows have the code."""
    return DomainError(f"{noun} {code} exists {times} times", code="AMBIGUOUS", data={"code": code})


def explained(codes: Collection[str]) -> set[str]:
    """Those of these unknown codes that are worth looking for near ones; not all of very many."""
    return set(sorted(codes)[:SUGGESTIONS_AT_ONCE])


class ChangingCodes:
    """The codes of a table while rows change them one after the other.

    Of an unknown code it tells the nearest as they are by then. The stored codes are loaded when
    first needed, which must be before anything is written.
    """

    def __init__(self, noun: str, load: Callable[[], Collection[str]]) -> None:
        self._noun, self._load = noun, load
        self._changes: list[tuple[str, str | None]] = []
        self._codes: set[str] | None = None
        self._explained = 0

    def change(self, old: str, new: str | None = None) -> None:
        """A row has another code from here on; or none, if it goes."""
        self._changes.append((old, new))

    def not_found(self, code: str) -> NotFound:
        """The refusal of an unknown code; not of very many with the nearest."""
        self._explained += 1
        if self._explained > SUGGESTIONS_AT_ONCE:
            return not_found(self._noun, code)
        return not_found(self._noun, code, sorted(self._current()))

    def _current(self) -> set[str]:
        if self._codes is None:
            self._codes = set(self._load())
        for old, new in self._changes:
            self._codes.discard(old)
            self._codes |= {new} if new else set()
        self._changes.clear()
        return self._codes
