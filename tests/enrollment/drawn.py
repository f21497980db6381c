"""Operations drawn by chance: mostly sensible, some about nobody, nowhere or no time."""

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.enrollment.operations import CORRECTIONS, FIELDS, PLACES, Operation
from tests.enrollment.places import CODES, YEARS
from tests.enrollment.stage import STUDENTS, TEACHERS

# Backwards as well as forwards.
DAYS = ("2026-06-15", "2026-07-01", "2026-04-01", "2026-06-14", "2025-06-01", "2027-01-10")
FLAWS = 60  # one cell in so many is blank or unknown
BLANK = ""

FORMS: dict[str, tuple[str, ...]] = {
    "batch_movement": ("batch_id", "academic_year", "start_date"),
    "student_school_movement": ("school_code", "academic_year"),
    "dropout": ("academic_year", "start_date"),
    "re_enrollment": (*PLACES, "academic_year", "start_date"),
    "set_status": ("status", "academic_year", "start_date"),
    "undo_dropout": (),
    "student_enrollment": ("academic_year", "start_date"),
    "enroll": ("academic_year", "start_date"),
    "student": ("academic_year", "start_date"),
    CORRECTIONS["batch_id"]: ("batch_id", "old_batch_id"),
    **{kind: (name,) for name, kind in CORRECTIONS.items() if name != "batch_id"},
}
OPTIONAL = {
    "batch_movement": ("grade",),
    "student_school_movement": ("effective_date",),
    "student_enrollment": tuple(PLACES),
    "student": tuple(PLACES),
}
NEWCOMERS = ("S4", "S5")
OTHERS = {
    "effective_date": DAYS,
    "student_apaar_id": ("A1", "A2", "A3", BLANK),
    "user_first_name": ("Asha", "Ravi", BLANK),
}


def rarely(values: Sequence[str], *flaws: str) -> st.SearchStrategy[str]:
    """One of the values; once in a while a flaw."""
    times = max(1, FLAWS // max(1, len(values)) // max(1, len(flaws)))
    return st.sampled_from([*values * times, *flaws])


PEOPLE = {"student_id": STUDENTS, "teacher_id": TEACHERS}
NOBODY = {"student_id": "S404", "teacher_id": "T404"}
TIMES = {"academic_year": YEARS, "start_date": DAYS}


def cell(field: str) -> st.SearchStrategy[str]:
    """What stands in a field."""
    if field in PEOPLE:
        return rarely(PEOPLE[field], NOBODY[field], BLANK)
    if field in TIMES:
        return rarely(TIMES[field], BLANK)
    if field in FIELDS:
        return rarely(CODES[FIELDS[field]], "77" if field == "grade" else "NOWHERE", BLANK)
    return st.sampled_from(OTHERS[field])


def operations(kind: str) -> st.SearchStrategy[Operation]:
    """An operation of a kind on a student."""
    whom = {"student_id": cell("student_id")}
    if kind == "student":
        whom = {"student_id": rarely((*NEWCOMERS, *NEWCOMERS, "S1"), BLANK)}
    needed = {name: cell(name) for name in FORMS[kind]}
    optional = {name: cell(name) for name in OPTIONAL.get(kind, ())}
    return made(kind, st.fixed_dictionaries({**whom, **needed}, optional=optional))


def made(kind: str, cells: st.SearchStrategy[dict[str, str]]) -> st.SearchStrategy[Operation]:
    """An operation of a kind with the cells that are drawn."""
    return st.builds(Operation, st.just(kind), cells)


def enrolments_one_by_one() -> st.SearchStrategy[Operation]:
    """Enrolling a student or teacher in one place."""
    whom = st.one_of(
        st.fixed_dictionaries({"student_id": cell("student_id")}),
        st.fixed_dictionaries({"teacher_id": cell("teacher_id")}),
    )
    where = st.sampled_from(list(PLACES)).flatmap(
        lambda name: st.fixed_dictionaries({name: cell(name)})
    )
    when = st.fixed_dictionaries({name: cell(name) for name in FORMS["enroll"]})
    parts = st.tuples(whom, where, when)
    return made("enroll", parts.map(lambda three: {**three[0], **three[1], **three[2]}))


def assignments() -> st.SearchStrategy[Operation]:
    """Assigning a teacher to a batch."""
    names = ("teacher_id", "batch_id", "academic_year", "start_date")
    cells = st.fixed_dictionaries({name: cell(name) for name in names})
    return made("teacher_batch_assignment", cells)


def additions_of_teachers() -> st.SearchStrategy[Operation]:
    """Adding a teacher, or changing one who is there and enrolling them."""
    whom = {"teacher_id": rarely((*TEACHERS, "T3"), BLANK)}
    term = {name: cell(name) for name in TIMES}
    optional = {name: cell(name) for name in ("auth_group", "batch_id", "grade", "user_first_name")}
    return made("teacher_addition", st.fixed_dictionaries({**whom, **term}, optional=optional))


def updates() -> st.SearchStrategy[Operation]:
    """Changing a student's name, or giving them a second number."""
    names = ("student_id", "student_apaar_id", "user_first_name")
    cells = st.fixed_dictionaries({}, optional={name: cell(name) for name in names})
    return made("student_update", cells.filter(lambda filled: any(filled.values())))


def newcomers() -> st.SearchStrategy[Operation]:
    """People who come, or of whom more becomes known."""
    return st.one_of(operations("student"), additions_of_teachers(), updates())


def enrolments() -> st.SearchStrategy[Operation]:
    """Enrolling people in one place, or in several for the first time."""
    return st.one_of(enrolments_one_by_one(), operations("student_enrollment"))


def movements() -> st.SearchStrategy[Operation]:
    """Moving people to another batch or school."""
    kinds = ("batch_movement", "student_school_movement")
    return st.one_of(*map(operations, kinds), assignments())


def corrections() -> st.SearchStrategy[Operation]:
    """Correcting one of the four kinds."""
    return st.one_of(*map(operations, CORRECTIONS.values()))


def statuses() -> st.SearchStrategy[Operation]:
    """Dropping out and taking it back, coming back, and other statuses."""
    kinds = ("dropout", "undo_dropout", "re_enrollment", "set_status")
    return st.one_of(*map(operations, kinds))


def changes() -> st.SearchStrategy[Operation]:
    """Any operation on people who are there that can be done on one roll."""
    return st.one_of(enrolments(), movements(), corrections(), statuses())
