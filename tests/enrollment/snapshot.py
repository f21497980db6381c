"""The tables of people and their enrolments as they stand at one moment."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.services.groups import EntityRef, GroupKind
from tests.enrollment.places import Places

TABLES = (
    "user",
    "student",
    "teacher",
    "alumni",
    "enrollment_record",
    "group_user",
    "dropout",
)
QUERY = "SELECT " + ", ".join(
    f"(SELECT coalesce(json_agg(t ORDER BY id), '[]') FROM \"{table}\" AS t)" for table in TABLES
)

Row = Mapping[str, Any]
Table = Mapping[int, Row]
MEMBERS = (GroupKind.AUTH_GROUP, GroupKind.SCHOOL, GroupKind.BATCH, GroupKind.GRADE)


class Snapshot:
    """The rows of every table, by id."""

    def __init__(self, tables: Mapping[str, Table], places: Places) -> None:
        self.tables, self.places = tables, places

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Snapshot) and self.tables == other.tables

    __hash__ = None  # type: ignore[assignment]

    def student(self, number: str) -> Row | None:
        """The student with this student_id."""
        return next((s for s in self.tables["student"].values() if s["student_id"] == number), None)

    def teacher(self, number: str) -> Row | None:
        """The teacher with this teacher_id."""
        return next((t for t in self.tables["teacher"].values() if t["teacher_id"] == number), None)

    def student_of(self, user_id: int) -> Row | None:
        """The student row of a user."""
        return next((s for s in self.tables["student"].values() if s["user_id"] == user_id), None)

    def records(self, user_id: int, kind: GroupKind | None = None) -> list[Row]:
        """The enrolment records of a user, the oldest first."""
        return [
            row
            for row in self.tables["enrollment_record"].values()
            if row["user_id"] == user_id and (kind is None or row["group_type"] == kind)
        ]

    def current(self, user_id: int, kind: GroupKind | None = None) -> list[Row]:
        """Those that are current."""
        return [row for row in self.records(user_id, kind) if row["is_current"]]

    def places_of(self, user_id: int, kind: GroupKind) -> set[int]:
        """Where the current records of a kind point."""
        return {row["group_id"] for row in self.current(user_id, kind)}

    def memberships(self, user_id: int) -> list[Row]:
        """The memberships of a user, the oldest first."""
        return [row for row in self.tables["group_user"].values() if row["user_id"] == user_id]

    def member_of(self, user_id: int, kind: GroupKind | None = None) -> list[EntityRef]:
        """What a user is a member of."""
        entities = (self.places.members_of[row["group_id"]] for row in self.memberships(user_id))
        return sorted(entity for entity in entities if kind in (None, entity.kind))

    def is_dropped_out(self, user_id: int) -> bool:
        """Whether a student has dropped out by their own row."""
        student = self.student_of(user_id)
        return student is not None and student["status"] == "dropout"

    def differences(self, later: "Snapshot", table: str) -> Iterator[tuple[Row | None, Row | None]]:
        """The rows of a table that are not the same later, when they were changed set aside."""
        before, after = self.tables[table], later.tables[table]
        for id in sorted(before.keys() | after.keys()):
            pair = before.get(id), after.get(id)
            if stripped(pair[0]) != stripped(pair[1]):
                yield pair

    def same_rows(self, later: "Snapshot", *tables: str) -> bool:
        """Whether nothing in these tables differs but the moment of the last change."""
        return not any(list(self.differences(later, table)) for table in tables or TABLES)

    def told(self) -> dict[int, Any]:
        """Who is enrolled how, by user, without the numbers of records and memberships."""
        return {id: self._told(id) for id in self.tables["user"]}

    def _told(self, user_id: int) -> Any:
        student = self.student_of(user_id)
        records = self.records(user_id)
        order = {row["id"]: at for at, row in enumerate(records)}
        notes = {
            order[note["record_id"]]: sorted(order[id] for id in note["closed_record_ids"])
            for note in self.tables["dropout"].values()
            if note["record_id"] in order
        }
        return {
            "student": stripped(student),
            "records": [stripped(row, "id") for row in records],
            "memberships": self.member_of(user_id),
            "notes": notes,
        }


def stripped(row: Row | None, *further: str) -> Row | None:
    """A row without the moments at which it was made and changed."""
    without = {"inserted_at", "updated_at", *further}
    return row and {name: value for name, value in row.items() if name not in without}


def take(session: Session, places: Places) -> Snapshot:
    """The tables as this session sees them."""
    rows = session.execute(text(QUERY)).one()
    tables = ({row["id"]: row for row in table} for table in rows)
    return Snapshot(dict(zip(TABLES, tables, strict=True)), places)
