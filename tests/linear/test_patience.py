"""A guest who types nothing is sent home; somebody at home never is."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from commune_tui.linear.terminal import TimedOut, _Alarm
from commune_tui.patience import Patience


@pytest.fixture(autouse=True)
def alarm_of_the_test_itself() -> Iterator[None]:
    """pytest-timeout has the one alarm of this process: it is put aside and wound up again."""
    handler, left = signal.getsignal(signal.SIGALRM), signal.setitimer(signal.ITIMER_REAL, 0)
    yield
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, *left)


def test_the_wait_of_a_guest_ends() -> None:
    with pytest.raises(TimedOut), _Alarm(Patience(idle_s=0.01)):
        while True:
            signal.pause()
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0.0


def test_a_line_in_time_is_no_end_and_begins_the_wait_anew() -> None:
    now = [0.0]
    patience = Patience(now=lambda: now[0], idle_s=600.0)
    with _Alarm(patience):
        assert 599 < signal.getitimer(signal.ITIMER_REAL)[0] <= 600
        now[0] = 500.0
    assert patience.left_s() == 600.0 and signal.getitimer(signal.ITIMER_REAL)[0] == 0.0


def test_nobody_else_has_an_alarm() -> None:
    with _Alarm(None):
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0.0
