"""Rewriting where someone is enrolled, as if it had been right all along."""

from datetime import date

import pytest

from dbservice.db import transaction
from dbservice.errors import Conflict
from dbservice.services import references, roll, roll_writing
from dbservice.services.correction import correct
from dbservice.services.groups import EntityRef, GroupKind, GroupRowId
from dbservice.services.person import Membership, Person, Record
from dbservice.services.references import Target
from tests.enrollment.office import EVERYWHERE, Office, stay
from tests.enrollment.operations import CORRECTIONS, PLACES, operation

FIRST, SECOND = "EN-11-Photon-Enq-24-001", "EN-12-Photon-Enq-24-001"
RIGHT = {"auth_group": "Walk-in", "school_code": "SCH003", "batch_id": SECOND, "grade": "12"}
S1 = {"student_id": "S1"}

fields = pytest.mark.parametrize("field", PLACES)


def cells(field: str, wrong: dict[str, str], right: dict[str, str]) -> dict[str, str]:
    old = {"old_batch_id": wrong["batch_id"]} if field == "batch_id" else {}
    return {**S1, **old, field: right[field]}


@fields
def test_a_correction_rewrites_one_record_and_one_membership(office: Office, field: str) -> None:
    """T4."""
    office.enroll_everywhere("S1")
    others = {name: office.stays("S1", kind) for name, kind in PLACES.items() if name != field}
    office.do(CORRECTIONS[field], **cells(field, EVERYWHERE, RIGHT))
    year = {} if field != "auth_group" else {"year": None}
    assert office.stays("S1", PLACES[field]) == [stay(RIGHT[field], **year)]
    assert office.member_of("S1", PLACES[field]) == [RIGHT[field]]
    assert others == {name: office.stays("S1", PLACES[name]) for name in others}
    assert office.grade("S1") == ("12" if field == "grade" else "11")


@fields
def test_there_and_back_is_as_before(office: Office, field: str) -> None:
    """T11."""
    office.enroll_everywhere("S1")
    before = office.stage.snapshot()
    office.do(CORRECTIONS[field], **cells(field, EVERYWHERE, RIGHT))
    office.do(CORRECTIONS[field], **cells(field, RIGHT, EVERYWHERE))
    assert before.same_rows(office.stage.snapshot())


@fields
def test_what_is_right_already_stays(office: Office, field: str) -> None:
    office.enroll_everywhere("S1")
    before = office.stage.snapshot()
    office.do(CORRECTIONS[field], **cells(field, EVERYWHERE, EVERYWHERE))
    assert before == office.stage.snapshot()


@fields
def test_nothing_to_correct(office: Office, field: str) -> None:
    assert office.refusal(CORRECTIONS[field], **cells(field, EVERYWHERE, RIGHT)) == (
        "NO_CURRENT_MEMBERSHIP"
    )


@fields
def test_who_has_dropped_out_is_not_corrected(office: Office, field: str) -> None:
    office.enroll_everywhere("S1")
    office.do("dropout", **S1)
    assert office.refusal(CORRECTIONS[field], **cells(field, EVERYWHERE, RIGHT)) == (
        "NO_CURRENT_MEMBERSHIP"
    )


@fields
def test_a_place_that_is_not_there(office: Office, field: str) -> None:
    office.enroll_everywhere("S1")
    kind = PLACES[field]
    unknown = cells(field, EVERYWHERE, dict.fromkeys(PLACES, "99"))
    assert office.refusal(CORRECTIONS[field], **unknown) == f"{kind.name}_NOT_FOUND"
    with office.without_group_row(kind, RIGHT[field]):
        assert office.refusal(CORRECTIONS[field], **cells(field, EVERYWHERE, RIGHT)) == (
            "GROUP_ROW_MISSING"
        )


def test_of_several_batches_the_one_that_is_named_is_rewritten(office: Office) -> None:
    office.enroll_everywhere("S1")
    office.do("enroll", **S1, batch_id="NU-11-Nucleus-24-001")
    office.do(CORRECTIONS["batch_id"], **S1, old_batch_id="NU-11-Nucleus-24-001", batch_id=SECOND)
    assert office.current("S1", "batch") == [FIRST, SECOND]
    assert (
        office.refusal(
            CORRECTIONS["batch_id"], **S1, old_batch_id="NU-11-Nucleus-24-001", batch_id=SECOND
        )
        == "NO_CURRENT_MEMBERSHIP"
    )


def test_defect_a_batch_is_not_corrected_into_one_held_already(office: Office) -> None:
    """In base the batch then has two current records and two memberships."""
    office.enroll_everywhere("S1")
    office.do("enroll", **S1, batch_id=SECOND)
    both = {"old_batch_id": FIRST, "batch_id": SECOND}
    assert office.refusal(CORRECTIONS["batch_id"], **S1, **both) == "ALREADY_MEMBER"


def test_the_number_of_the_place_goes_into_the_record_that_of_its_group_into_the_membership(
    office: Office,
) -> None:
    """The school's own number is that of another school's group row."""
    office.enroll_everywhere("S1")
    office.do(CORRECTIONS["school_code"], **S1, school_code="SCH002")
    snapshot = office.stage.snapshot()
    [record] = snapshot.current(office.user("S1"), GroupKind.SCHOOL)
    assert record["group_id"] == office.id("school", "SCH002")
    assert snapshot.places.members_of[record["group_id"]].kind is GroupKind.SCHOOL
    assert office.member_of("S1", "school") == ["SCH002"]


def test_several_current_ones_are_ambiguous(office: Office) -> None:
    """As when a caller does not say which batch is wrong."""
    office.enroll_everywhere("S1")
    office.do("enroll", **S1, batch_id="NU-11-Nucleus-24-001")
    assert correct_any_batch(office, SECOND) == "AMBIGUOUS"


def test_the_only_batch_need_not_be_named(office: Office) -> None:
    office.enroll_everywhere("S1")
    assert correct_any_batch(office, SECOND) is None
    assert office.current("S1", "batch") == office.member_of("S1", "batch") == [SECOND]


def correct_any_batch(office: Office, batch: str) -> str | None:
    try:
        with transaction() as session:
            people = roll.call(session, [office.user("S1")])
            known = references.resolve(session, {GroupKind.BATCH: [batch]})
            correct(people[office.user("S1")], known.target(GroupKind.BATCH, batch))
            roll_writing.write(session, people)
    except Conflict as refusal:
        return refusal.code
    return None


def test_old_data_where_record_and_membership_differ_can_be_put_right(office: Office) -> None:
    """The membership says what is right; the record is made to say so too."""
    office.enroll_everywhere("S1")
    office.run(
        "UPDATE enrollment_record SET group_id = :id WHERE group_type = 'school'",
        id=office.id("school", "SCH002"),
    )
    refused = office.stage.call(operation(CORRECTIONS["school_code"], **S1, school_code="SCH001"))
    assert refused is None
    assert office.current("S1", "school") == office.member_of("S1", "school") == ["SCH001"]


def test_of_two_records_of_one_batch_the_first_is_rewritten() -> None:
    """Old data may have them, and then there is no unique index."""
    wrong, right = EntityRef(GroupKind.BATCH, 5), EntityRef(GroupKind.BATCH, 6)
    person = Person(1)
    state = (wrong.kind.value, wrong.id, "2026-2027", date(2026, 4, 1), None, True)
    person.records = [Record(id, state, stored=True) for id in (7, 8)]
    person.memberships = [Membership(3, wrong.kind.value, wrong.id, GroupRowId(50))]
    correct(person, Target(right, GroupRowId(60)), instead_of=wrong, first_counts=True)
    assert [one.entity_id for one in person.records] == [right.id, wrong.id]
    assert [one.group_row_id for one in person.memberships] == [60]
