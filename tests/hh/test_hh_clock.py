"""hh.ru's time between its answers: our clocks may jump, and the machine may sleep."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from hh_mcp.hh.site_clock import SiteClock, steady_time

START = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)


class Machine:
    """A wall clock and a steady one, each moved by hand."""

    def __init__(self) -> None:
        self.wall, self.steady = START, 100.0
        self.clock = SiteClock(lambda: self.wall, lambda: self.steady)
        self.hear(START)

    def hear(self, moment: datetime) -> None:
        self.clock.note(format_datetime(moment, usegmt=True))

    def pass_by(self, **time: float) -> None:
        self.wall += timedelta(**time)
        self.steady += timedelta(**time).total_seconds()


def test_time_goes_on_between_answers():
    machine = Machine()
    machine.pass_by(hours=3)
    assert machine.clock.time() == START + timedelta(hours=3)


def test_a_wall_clock_set_back_moves_nothing():
    machine = Machine()
    machine.wall -= timedelta(hours=5)
    assert machine.clock.time() == START


def test_after_a_sleep_the_time_is_unknown_until_hh_answers():
    machine = Machine()
    machine.wall += timedelta(hours=8)  # the steady clock of this machine slept, too
    assert machine.clock.time() is None
    machine.hear(START + timedelta(hours=8))
    assert machine.clock.time() == START + timedelta(hours=8)
    machine.pass_by(minutes=2)
    assert machine.clock.time() == START + timedelta(hours=8, minutes=2)


def test_a_wall_clock_set_ahead_is_corrected_by_the_next_answer():
    machine = Machine()
    machine.wall += timedelta(days=2)
    machine.hear(START)
    assert machine.clock.time() == START


def test_the_steady_clock_runs():
    first = steady_time()
    assert steady_time() >= first
