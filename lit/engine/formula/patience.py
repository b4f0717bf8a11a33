"""Give a computation a limited time, and go on without it when that is over."""

import itertools
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any


class TimeIsUp(BaseException):
    """The time of a computation is over; no Exception, so that nobody takes it for an error of its
    own.
    """


AGAIN = 0.25  # seconds between two rings
CLEARING = ("__del__", "gc_callback")


def is_deaf(frame: FrameType | None) -> bool:
    """Return whether what is raised in a frame, or in one that it was called from, would be
    dropped.
    """
    while frame:
        if frame.f_code.co_name in CLEARING:
            return True
        frame = frame.f_back
    return False


def within(seconds: float, work: Callable, *arguments: object, otherwise: Any) -> Any:
    """Return work(*arguments), or otherwise where that takes more than so many seconds of the
    processor's time.

    Only the main thread can be interrupted; in another one there is no limit.
    """
    if not hasattr(signal, "setitimer"):
        return within_watch(seconds, work, *arguments, otherwise=otherwise)
    left, _ = signal.getitimer(signal.ITIMER_VIRTUAL)
    if 0 < left <= seconds or threading.current_thread() is not threading.main_thread():
        return work(*arguments)
    mine, start = TimeIsUp(), time.process_time()

    def stop(number: int, frame: FrameType | None) -> None:
        if not is_deaf(frame):
            raise mine

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
    try:
        return work(*arguments)
    except TimeIsUp as up:
        if up is not mine:
            raise
        return otherwise
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if left:  # goes on for those outside
            signal.setitimer(signal.ITIMER_VIRTUAL,
                             max(left - (time.process_time() - start), 0.001), AGAIN)


CALLS = 64  # between two looks at the clock


def within_watch(seconds: float, work: Callable, *arguments: object, otherwise: Any) -> Any:
    """Return what within does, where the system has no alarm: the clock is looked at when a
    function is called or returns.
    """
    outside = sys.getprofile()
    mine, end, calls = TimeIsUp(), time.process_time() + seconds, itertools.count(1)

    def look(frame: FrameType, event: Any, argument: object) -> None:
        if outside:
            outside(frame, event, argument)
        if next(calls) % CALLS == 0 and time.process_time() > end and not is_deaf(frame):
            raise mine

    sys.setprofile(look)
    try:
        return work(*arguments)
    except TimeIsUp as up:
        if up is not mine:
            raise
        return otherwise
    finally:
        sys.setprofile(outside)
