"""The picture of enrolments: every stay is in it, in its place."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dbservice.admin import timeline
from dbservice.services.biography import Stay

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))


def stay(kind: str, start: date | None, end: date | None = None, name: str = "One") -> Stay:
    return Stay(kind, None, name, "2026-2027", start, end, is_current=end is None)


@st.composite
def stays(draw: st.DrawFn) -> list[Stay]:
    kinds = st.sampled_from(["school", "batch", "grade", "status", "cohort", ""])
    drawn = st.tuples(kinds, st.none() | DAYS, st.none() | DAYS, st.sampled_from(["A", "dropout"]))
    return [stay(*one) for one in draw(st.lists(drawn, max_size=40))]


@given(stays())
def test_every_stay_with_a_day_is_a_bar_inside_the_picture(some: list[Stay]):
    picture = timeline.drawn(some, TODAY)
    dated = [one for one in some if one.start_date]
    if not dated:
        assert picture is None
        return
    bars = [bar for lane in picture.lanes for bar in lane.bars]
    assert sorted(bar.told for bar in bars) == sorted(timeline.told(one) for one in dated)
    for bar in bars:
        assert bar.left >= 0
        assert bar.width >= timeline.NARROWEST
        assert bar.left + bar.width <= 100 + 1e-6
        assert timeline.AXIS <= bar.top <= picture.height - timeline.BAR
    for one in bars:
        for other in bars:
            if one is not other and one.top == other.top:
                first, second = sorted((one, other), key=lambda bar: bar.left)
                assert first.left + first.width <= second.left + 0.02
    assert len(picture.dropouts) == sum(one.is_dropout for one in dated)
    assert sum(bool(tick.label) for tick in picture.ticks) <= timeline.LABELS_AT_MOST


def test_what_is_now_reaches_today_and_what_is_over_ends_on_its_day():
    picture = timeline.drawn(
        [
            stay("batch", date(2024, 6, 15), date(2025, 4, 20), "Old"),
            stay("batch", date(2025, 4, 20), None, "New"),
            stay("status", date(2026, 1, 1), None, "dropout"),
        ],
        TODAY,
    )
    batches, status = picture.lanes
    old, new = batches.bars
    assert (old.tone, new.tone, status.bars[0].tone) == ("over", "current", "dropout")
    assert old.top == new.top
    assert abs(old.left + old.width - new.left) < 0.01
    assert abs(new.left + new.width - picture.today) < 0.01
    assert new.told == "New: 20\u00a0Apr\u00a02025 \u2013 now, 2026-2027"
    assert [tick.label for tick in picture.ticks] == [
        "2024\u201325",
        "2025\u201326",
        "2026\u201327",
    ]
    assert picture.summary == "3 enrolment records over time. Now: New, dropout."


def test_days_that_nobody_means_are_drawn_all_the_same():
    picture = timeline.drawn([stay("batch", date.min, date.max), stay("batch", date.max)], TODAY)
    assert picture is not None
    assert len(picture.ticks) <= timeline.LINES_AT_MOST
