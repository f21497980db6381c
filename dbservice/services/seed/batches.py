"""The demo batches: a cohort for each programme and year, and the classes under it."""

from datetime import date
from typing import Any, NamedTuple

from dbservice.services.seed import years
from dbservice.services.seed.programmes import PROGRAMMES
from dbservice.services.seed.schools import DemoSchool


class Track(NamedTuple):
    """What a class prepares for: its part of the batch code, its stream, its weekly hours."""

    code: str
    stream: str
    label: str
    hours: int


ENGINEERING = Track("Eng", "engineering", "Engineering", 18)
MEDICAL = Track("Med", "medical", "Medical", 18)
FOUNDATION = Track("Fnd", "foundation", "Foundation", 8)
CLASS_NAMES = {ENGINEERING: "Photon", MEDICAL: "Neuron", FOUNDATION: "Seed"}


class DemoBatch(NamedTuple):
    """A class of one grade and track; `section` counts the classes of the same kind."""

    programme: str
    grade: int
    track: Track
    section: int = 1
    year: int = years.YEAR_BEGINS.year

    @property
    def code(self) -> str:
        """For instance EN-11-Photon-Eng-26-001."""
        name = CLASS_NAMES[self.track]
        return (
            f"{self.programme}-{self.grade:02}-{name}-{self.track.code}"
            f"-{self.year % 100}-{self.section:03}"
        )

    @property
    def cohort(self) -> str:
        """The code of the parent batch."""
        return f"{self.programme}-{self.year % 100}"


TWO_SECTIONS = (1, 2)
SENIOR = ((11, ENGINEERING), (11, MEDICAL), (12, ENGINEERING), (12, MEDICAL))
SECONDARY = ((9, FOUNDATION), (10, FOUNDATION))
OFFERED = {
    "EN": SENIOR,
    "DL": SECONDARY + SENIOR,
    "HR": SENIOR,
    "HP": ((10, FOUNDATION), *SENIOR),
    "UK": SENIOR,
    "GJ": SECONDARY + SENIOR,
    "TN": SENIOR,
    "MH": ((6, FOUNDATION), (7, FOUNDATION), (8, FOUNDATION)),
}
CONTINUED_FROM_LAST_YEAR = ("EN", "DL", "HR", "GJ")

BATCHES = tuple(
    DemoBatch(programme, grade, track, section)
    for programme, offered in OFFERED.items()
    for grade, track in offered
    for section in (TWO_SECTIONS if programme == "EN" else (1,))
)
LAST_YEARS_BATCHES = tuple(
    DemoBatch(programme, 11, track, year=years.LAST_YEAR_BEGINS.year)
    for programme in CONTINUED_FROM_LAST_YEAR
    for track in (ENGINEERING, MEDICAL)
)


def batches_at(school: DemoSchool, position: int) -> tuple[DemoBatch, ...]:
    """The batches that run at the school; where there are sections, `position` picks one."""
    return tuple(
        batch
        for batch in BATCHES
        if batch.programme == school.programme
        and (school.programme != "EN" or batch.section == 1 + position % len(TWO_SECTIONS))
    )


def cohort_rows(
    program_ids: dict[str, int], auth_group_ids: dict[str, int]
) -> list[dict[str, Any]]:
    """Rows of the parent batches; takes the ids of programmes and auth groups by name."""
    cohorts = {batch.cohort: batch for batch in (*BATCHES, *LAST_YEARS_BATCHES)}
    return [
        {
            "batch_id": code,
            "name": f"{PROGRAMMES[batch.programme].name} {batch.year}",
            "parent_id": None,
            "contact_hours_per_week": None,
            "metadata": {"kind": "cohort"},
            **_placed(batch, program_ids, auth_group_ids),
        }
        for code, batch in cohorts.items()
    ]


def class_rows(
    program_ids: dict[str, int], auth_group_ids: dict[str, int], cohort_ids: dict[str, int]
) -> list[dict[str, Any]]:
    """Rows of the batches that students are in; takes the ids of the cohorts by code."""
    return [
        {
            "batch_id": batch.code,
            "name": f"Grade {batch.grade} {batch.track.label} {batch.section}",
            "parent_id": cohort_ids[batch.cohort],
            "contact_hours_per_week": batch.track.hours,
            "metadata": {
                "kind": "class",
                "grade": batch.grade,
                "stream": batch.track.stream,
                "section": batch.section,
            },
            **_placed(batch, program_ids, auth_group_ids),
        }
        for batch in (*BATCHES, *LAST_YEARS_BATCHES)
    ]


def _placed(
    batch: DemoBatch, program_ids: dict[str, int], auth_group_ids: dict[str, int]
) -> dict[str, Any]:
    programme = PROGRAMMES[batch.programme]
    begins, ends = _span(batch)
    return {
        "program_id": program_ids[programme.name],
        "auth_group_id": auth_group_ids[programme.auth_group],
        "start_date": begins,
        "end_date": ends,
        "af_medium": programme.medium,
    }


def _span(batch: DemoBatch) -> tuple[date, date]:
    if batch.year == years.YEAR_BEGINS.year:
        return years.YEAR_BEGINS, years.YEAR_ENDS
    return years.LAST_YEAR_BEGINS, years.LAST_YEAR_ENDS
