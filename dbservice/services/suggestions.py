"""What to say about a code that stands for nothing, or for too much."""

from collections.abc import Collection

from rapidfuzz import process

from dbservice.errors import DomainError, NotFound

NEAREST = 3
NEAR_ENOUGH = 60
SUGGESTIONS_AT_ONCE = 20


def not_found(noun: str, code: str, known: Collection[str] = ()) -> NotFound:
    """`<NOUN>_NOT_FOUND`, naming the nearest of the known codes."""
    matches = process.extract(code, known, limit=NEAREST, score_cutoff=NEAR_ENOUGH)
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
