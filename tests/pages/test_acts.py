"""Changing where a student is enrolled, on the pages: what is shown is what is done."""

import re

from sqlalchemy.orm import Session

from dbservice.services import acts
from tests.pages.conftest import Staff, text_of
from tests.pages.enrolled import (
    FIRST,
    SECOND,
    Enrolled,
    IdOf,
    changes_since,
    confirm,
    filled,
    hidden_in,
    last_change,
    path,
    state,
    term,
)


def test_every_act_does_what_its_preview_shows(
    editor: Staff, session: Session, enrolled: Enrolled, id_of: IdOf
):
    ids = enrolled(*(f"S{number:02}" for number in range(len(acts.ACTS))))
    for act, id in zip(acts.ACTS, ids, strict=True):
        if acts.ACTS[act].is_return:
            left = confirm(editor, path("drop-out", id), **term(days_ago=1))
            assert left.status_code == 303
        before, mark = state(session, id), last_change(session)
        address = path(act, id)
        assert editor.get(address).status_code == 200, act
        shown = editor.post(address, step="look", **filled(act, id_of))
        assert (state(session, id), last_change(session)) == (before, mark), act
        told = re.findall(r'<tr><td data-label="What">(.*?)</td>', shown.text)
        done = editor.post(address, **{**hidden_in(shown.text), "step": "do"})
        assert done.status_code == 303, text_of(done)
        assert done.location.endswith(f"/admin/student/{id}/")
        assert len(told) == changes_since(session, mark), act
        after = state(session, id)
        assert after != before, act
        again = editor.post(address, **{**hidden_in(shown.text), "step": "do"})
        assert again.status_code == 409, act
        assert state(session, id) == after, act


def test_a_move_ends_the_old_batch_and_begins_the_new(
    editor: Staff, session: Session, enrolled: Enrolled, id_of: IdOf
):
    [id] = enrolled("S1")
    old, new = id_of("batch", FIRST), id_of("batch", SECOND)
    address = path("move-batch", id)
    shown = editor.post(address, step="look", batch=new, **term())
    page = text_of(shown)
    assert "Nothing is done yet" in page
    assert f"Batch {FIRST} \u2013 {FIRST} Ends on" in page
    assert f"Batch {SECOND} \u2013 {SECOND} Begins on" in page
    assert f"Membership {SECOND} \u2013 {SECOND} Is joined, {FIRST}" in page
    done = editor.post(address, **{**hidden_in(shown.text), "step": "do"})
    assert f"S1 \u2013 Asha S1 is moved to {SECOND}" in text_of(editor.get(done.location))
    now = state(session, id)
    assert ("batch", new) in now["now"]
    assert ("batch", old) in now["ended"]
    assert ("batch", old) not in now["member"]
    assert now["grade"] == id_of("grade", 11)


def test_a_picker_left_with_words_is_understood(
    editor: Staff, session: Session, enrolled: Enrolled, id_of: IdOf
):
    [id] = enrolled("S1")
    answer = confirm(
        editor, path("move-batch", id), **{"batch": "", "batch.text": SECOND, **term()}
    )
    assert answer.status_code == 303
    assert ("batch", id_of("batch", SECOND)) in state(session, id)["now"]
    unknown = editor.post(path("move-batch", id), **{"batch": "", "batch.text": "Zzz", **term()})
    assert unknown.status_code == 422
    assert (
        "Batch : No batch is found by &#39;Zzz&#39;" in unknown.text
        or "No batch is found by 'Zzz'" in text_of(unknown)
    )


REFUSED = [
    ("move-batch", {"batch": ""}, "Batch : Can't be blank"),
    ("move-batch", {"batch": "99999"}, "Batch : Batch 99999 not found"),
    ("move-batch", {"batch": "9" * 40}, "Batch : Must be a whole number"),
    ("move-batch", {"start_date": ""}, "From : Can't be blank"),
    ("move-batch", {"start_date": "soon"}, "From : Must be a date, as in 2026-03-31"),
    ("move-batch", {"academic_year": "1066-1067"}, "Academic year : '1066-1067' is not a known"),
    ("move-batch", {"academic_year": "a\0b"}, "Academic year : Cannot hold the NUL character"),
    ("re-enrol", {}, "The student has not dropped out; their status is enrolled."),
    ("correct-batch", {"wrong": "OPEN-24-001"}, "The student is not in that batch now"),
]


def test_refusals_stand_at_their_fields(
    editor: Staff, session: Session, enrolled: Enrolled, id_of: IdOf
):
    [id] = enrolled("S1")
    before = state(session, id)
    for act, fields, told in REFUSED:
        sent = {**filled(act, id_of), **fields}
        if "wrong" in sent:
            sent["wrong"] = id_of("batch", sent["wrong"])
        answer = editor.post(path(act, id), step="look", **sent)
        assert answer.status_code == 422, told
        assert told in text_of(answer), told
    assert state(session, id) == before


def test_dropping_out_twice_is_refused_in_the_words_of_the_rule(
    editor: Staff, session: Session, enrolled: Enrolled
):
    [id] = enrolled("S1")
    address = path("drop-out", id)
    first = editor.post(address, step="look", **term())
    sent = {**hidden_in(first.text), "step": "do"}
    assert editor.post(address, **sent).status_code == 303
    after = state(session, id)
    late = editor.post(address, **sent)
    assert late.status_code == 409
    assert "The student has dropped out already" in text_of(late)
    assert state(session, id) == after


def test_what_somebody_else_changed_meanwhile_is_shown_before_it_is_done(
    editor: Staff, session: Session, enrolled: Enrolled, id_of: IdOf
):
    [id] = enrolled("S1")
    fields = {"batch": id_of("batch", SECOND), **term()}
    shown = editor.post(path("move-batch", id), step="look", **fields)
    moved = confirm(
        editor, path("move-batch", id), **fields | {"batch": id_of("batch", "OPEN-24-001")}
    )
    assert moved.status_code == 303
    before = state(session, id)
    late = editor.post(path("move-batch", id), **{**hidden_in(shown.text), "step": "do"})
    assert late.status_code == 409
    assert "Something has changed since you looked" in text_of(late)
    assert "OPEN-24-001 Ends on" in text_of(late)
    assert state(session, id) == before
    again = editor.post(path("move-batch", id), **{**hidden_in(late.text), "step": "do"})
    assert again.status_code == 303
    assert ("batch", id_of("batch", SECOND)) in state(session, id)["now"]


def test_undoing_brings_everything_back(editor: Staff, session: Session, enrolled: Enrolled):
    [id] = enrolled("S1")
    before = state(session, id)
    assert confirm(editor, path("drop-out", id), **term()).status_code == 303
    assert state(session, id)["status"] == "dropout"
    assert len(state(session, id)["now"]) == 1
    opened = editor.get(path("undo-dropout", id))
    assert "Nothing is done yet" in text_of(opened)
    answer = editor.post(path("undo-dropout", id), **{**hidden_in(opened.text), "step": "do"})
    assert answer.status_code == 303
    assert state(session, id)["now"] == before["now"]


def test_the_form_comes_back_as_it_was_filled_in(editor: Staff, enrolled: Enrolled, id_of: IdOf):
    [id] = enrolled("S1")
    shown = editor.post(path("move-batch", id), step="look", **filled("move-batch", id_of))
    form = editor.post(path("move-batch", id), **{**hidden_in(shown.text), "step": "edit"})
    assert form.status_code == 200
    assert f'value="{SECOND} \u2013 {SECOND}"' in form.text
    assert re.search(r'<option value="\d+" selected>Grade 12', form.text)


def test_coming_back_is_offered_where_the_student_was(
    editor: Staff, enrolled: Enrolled, id_of: IdOf
):
    [id] = enrolled("S1")
    assert confirm(editor, path("drop-out", id), **term()).status_code == 303
    form = editor.get(path("re-enrol", id)).text
    assert f'value="{FIRST} \u2013 {FIRST}"' in form
    assert 'value="SCH001 \u2013 School SCH001"' in form
