"""A computation ends when its time is over, whatever it is doing then."""

import signal
import sys
import time

import pytest

from lit.engine.formula.patience import within, within_watch


class Clearing:
    """An object that takes some time to clear away, during which Python drops what is raised."""

    def __del__(self):
        for _ in range(3 * 10**7):
            pass


def forever():
    while True:
        pass


def test_an_alarm_that_is_dropped_rings_again(pace):
    def work():
        Clearing()
        forever()

    start = time.process_time()
    assert within(0.1, work, otherwise="over") == "over"
    assert time.process_time() - start < 60 * pace


def test_the_time_of_those_outside_goes_on():
    def work():
        within(0.05, forever, otherwise=None)
        Clearing()
        forever()

    assert within(0.2, work, otherwise="over") == "over"


def test_nothing_rings_afterwards():
    assert within(0.05, forever, otherwise="over") == "over"
    until = time.process_time() + 0.6
    while time.process_time() < until:
        pass


def busy():
    while True:
        abs(0)


def test_without_an_alarm_the_clock_is_looked_at():
    assert within_watch(0.1, sum, [1, 2], otherwise="over") == 3
    assert within_watch(0.05, busy, otherwise="over") == "over"
    assert within_watch(0.05, lambda: within_watch(30, busy, otherwise="inner"), otherwise="outer") == "outer"
    assert within_watch(30, lambda: (within_watch(0.05, busy, otherwise="inner"), 1), otherwise="outer") == ("inner", 1)
    assert sys.getprofile() is None


def test_within_watches_where_the_system_has_no_alarm(monkeypatch):
    monkeypatch.delattr(signal, "setitimer")
    assert within(0.05, busy, otherwise="over") == "over"
    with pytest.raises(ValueError):
        within(1, int, "x", otherwise="over")
