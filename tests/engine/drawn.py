"""Sheets drawn by chance: few students, so that they clash, and every kind of bad row."""

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.engine import world

# The tests take their database from a fixture and empty it themselves.
lasting = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Row = dict[str, str] | None

FLAWED = 0.25
BLANK = 0.1
# The last statement or chunk at which something happens.
LAST = {"killed": 40, "cut off": 40, "wound down": 3, "stopped": 3, "raced": 0}

REFUSED = {"student_father_name": "Nobody"}
REFUSE = "ALTER TABLE student ADD CONSTRAINT somebody CHECK (father_name <> 'Nobody')"
GOOD: list[Mapping[str, str]] = [
    {},
    {"school_code": "", "batch_id": "", "grade": "", "auth_group": ""},
    {"school_code": "SCH002", "grade": "12", "auth_group": "Walk-in"},
]
BAD: list[Mapping[str, str]] = [
    REFUSED,
    {"school_code": "NOWHERE"},
    {"grade": "99", "batch_id": "NONE"},
    {"start_date": "15/06/2026"},
    {"academic_year": ""},
    {"user_gender": "?", "user_phone": "none"},
]

STUDENT_IDS = [*(f"S{number:02d}" for number in range(20)), ""]
APAAR_IDS = [*[""] * 6, *(f"A{number}" for number in range(4))]

# An even chance for everything: what is drawn piece by piece comes out much the same many times.
chances = st.randoms(use_true_random=True)


def sheets(
    *, flaws: Sequence[Mapping[str, str]] = BAD, most: int = 16
) -> st.SearchStrategy[list[Row]]:
    """Rows, some of them bad, twice, or blank; most often as many as there may be."""

    def draw(chance: Random) -> list[Row]:
        count = chance.choice([chance.randint(1, most), most])
        return [None if chance.random() < BLANK else _student(chance, flaws) for _ in range(count)]

    return chances.map(draw)


def students(most: int = 3) -> st.SearchStrategy[list[Row]]:
    """Good rows, a few."""
    return chances.map(
        lambda chance: [_student(chance, ()) for _ in range(chance.randint(0, most))]
    )


def events() -> st.SearchStrategy[list[tuple[str, int]]]:
    """What happens to the turns of a run, and at which statement or chunk."""

    def draw(chance: Random) -> list[tuple[str, int]]:
        kinds = chance.choices(list(LAST), k=chance.randint(1, 4))
        return [(kind, chance.randint(0, LAST[kind])) for kind in kinds]

    return chances.map(draw)


def _student(chance: Random, flaws: Sequence[Mapping[str, str]]) -> Row:
    numbers = {
        "student_id": chance.choice(STUDENT_IDS),
        "student_apaar_id": chance.choice(APAAR_IDS),
    }
    flawed = flaws and chance.random() < FLAWED
    return world.student(0, **numbers, **chance.choice(flaws if flawed else GOOD))
