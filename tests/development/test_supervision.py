"""Starting again what has died."""

import pytest

from dbservice.development import supervision
from dbservice.development.supervision import Watch
from dbservice.embedded import ServerFailed


class Frail:
    """A part that dies as often as the test wants."""

    name = "frail"

    def __init__(self):
        self.starts = 0
        self.alive = True
        self.failure = None

    def start(self):
        self.starts += 1
        if self.failure:
            raise self.failure
        self.alive = True

    def stop(self):
        self.alive = False

    def is_alive(self):
        return self.alive


@pytest.fixture
def clock(monkeypatch):
    """The time that supervision goes by; the test sets it."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(supervision, "time", clock)
    return clock


def delays_of(watch, clock, deaths):
    """How long each new start of a part takes that dies again at once."""
    delays = []
    for _ in range(deaths):
        watch.part.alive = False
        died = clock.now
        starts = watch.part.starts
        watch.look()
        while watch.part.starts == starts:
            clock.now += 0.5
            watch.look()
        delays.append(clock.now - died)
    return delays


def test_a_part_that_lives_is_left_alone(clock):
    watch = Watch(Frail())
    watch.look()
    assert watch.part.starts == 0


def test_a_part_that_keeps_dying_is_started_ever_less_eagerly(clock):
    assert delays_of(Watch(Frail()), clock, 7) == [0, 1, 3, 7, 15, 30, 30]


def test_a_steady_life_makes_up_for_earlier_deaths(clock):
    watch = Watch(Frail())
    delays_of(watch, clock, 4)
    clock.now += 60
    assert delays_of(watch, clock, 2) == [0, 1]


def test_a_failed_start_is_told_and_tried_again(clock, capsys):
    watch = Watch(Frail())
    watch.part.failure = ServerFailed("the port is taken")
    delays_of(watch, clock, 1)
    assert "the port is taken" in capsys.readouterr().out
    watch.part.failure = None
    delays_of(watch, clock, 1)
    assert watch.part.alive
