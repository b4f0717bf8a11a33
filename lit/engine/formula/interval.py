"""Arithmetic with intervals: bounds that hold for every value, and hence proofs about numbers."""

import contextlib
import functools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import mpmath
import sympy as sp


try:
    import flint
except ImportError:
    flint = None


class Undecided(Exception):
    """An expression has no value somewhere on an interval, or it could not be shown that it has
    one."""


class Interval(NamedTuple):
    """All real numbers between two ends, which are exact numbers of the arithmetic in use, or
    infinite."""

    low: Any
    high: Any


class Arb:
    """Numbers of the library Arb."""

    pi = staticmethod(flint and flint.arb.pi)
    exact = staticmethod(flint and flint.arb)
    quotient = staticmethod(lambda p, q: flint.arb(flint.fmpq(p, q)))
    low = staticmethod(lambda ball: ball.lower())
    high = staticmethod(lambda ball: ball.upper())
    whole = staticmethod(lambda end: int(float(end)))
    binary = staticmethod(lambda end: end.man_exp())

    @staticmethod
    def apply(name: str, ball: Any, *more: int) -> Any:
        return getattr(ball, name)(*more)

    @staticmethod
    @contextlib.contextmanager
    def precision(digits: int) -> Iterator[None]:
        with flint.ctx.workdps(digits):
            yield


class MpmathIntervals:
    """Numbers of mpmath's interval arithmetic, for the functions that it has."""

    pi = staticmethod(lambda: +mpmath.iv.pi)
    exact = staticmethod(mpmath.iv.mpf)
    quotient = staticmethod(lambda p, q: mpmath.iv.mpf(p) / q)
    low = staticmethod(lambda ball: ball.a)
    high = staticmethod(lambda ball: ball.b)
    whole = staticmethod(lambda end: int(mpmath.mpf(end)))
    binary = staticmethod(lambda end: ((-1) ** mpmath.mpf(end)._mpf_[0] * int(mpmath.mpf(end).man),
                                       mpmath.mpf(end).exp))
    forms = {
        "sinh": lambda x: (mpmath.iv.exp(x) - mpmath.iv.exp(-x)) / 2,
        "cosh": lambda x: (mpmath.iv.exp(x) + mpmath.iv.exp(-x)) / 2,
        "tanh": lambda x: 1 - 2 / (mpmath.iv.exp(2 * x) + 1),
        "floor": lambda x: mpmath.iv.mpf(mpmath.floor(mpmath.mpf(x.a))),
        "ceil": lambda x: mpmath.iv.mpf(mpmath.ceil(mpmath.mpf(x.a))),
    } | {name: getattr(mpmath.iv, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan")}

    @staticmethod
    def apply(name: str, ball: Any, *more: int) -> Any:
        if name not in MpmathIntervals.forms:
            raise Undecided(f"{name} needs the library Arb")
        return MpmathIntervals.forms[name](ball)

    @staticmethod
    @contextlib.contextmanager
    def precision(digits: int) -> Iterator[None]:
        before, mpmath.iv.dps = mpmath.iv.dps, digits
        try:
            yield
        finally:
            mpmath.iv.dps = before

KERNEL = Arb if flint else MpmathIntervals
MISSING = "" if flint else "Arb (python-flint)"
INFINITY = KERNEL.exact("inf")


@functools.lru_cache(4096)
def ball(x: Any) -> Any:
    """Return a number as a ball of the kernel, rounded outwards."""
    if x in (sp.oo, -sp.oo):
        return INFINITY if x == sp.oo else -INFINITY
    if isinstance(x, int | sp.Integer):
        return KERNEL.exact(int(x))
    if isinstance(x, Fraction | sp.Rational):
        return KERNEL.quotient(int(x.numerator), int(x.denominator))
    return KERNEL.exact(x)


def hull(*balls: Any) -> Interval:
    """Return the smallest interval around some balls. Raises Undecided where one of them is no
    number."""
    low, high = (min(map(KERNEL.low, balls)), max(map(KERNEL.high, balls)))
    if not all(KERNEL.low(one) <= KERNEL.high(one) for one in balls):
        raise Undecided("a bound is no number")
    return Interval(low, high)


def interval(x: Any) -> Interval:
    """Return a number, or a pair of a low and a high end, as an interval."""
    if isinstance(x, Interval):
        return x
    return hull(*map(ball, x)) if isinstance(x, tuple) else hull(ball(x))


def is_infinite(end: Any) -> bool:
    """Return whether an end is infinite."""
    return end == INFINITY or end == -INFINITY


def fraction(end: Any) -> Fraction:
    """Return a finite end as the fraction that it is."""
    mantissa, exponent = KERNEL.binary(end)
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def is_point(x: Interval) -> bool:
    """Return whether an interval holds one number only."""
    return bool(x.low == x.high)


@contextlib.contextmanager
def precision(digits: int) -> Iterator[None]:
    """Compute all ends with so many digits."""
    with KERNEL.precision(digits):
        ball.cache_clear()
        try:
            yield
        finally:
            ball.cache_clear()


def added(*parts: Interval) -> Interval:
    """Return the interval of a sum."""
    return hull(sum((part.low for part in parts[1:]), parts[0].low),
                sum((part.high for part in parts[1:]), parts[0].high))


def product_of_ends(one: Any, two: Any) -> Any:
    """Return the product of two ends, 0 where one of them is 0."""
    return ball(0) if one == 0 or two == 0 else one * two


def multiplied(*parts: Interval) -> Interval:
    """Return the interval of a product."""
    found = parts[0]
    for part in parts[1:]:
        found = hull(*[product_of_ends(one, two) for one in found for two in part])
    return found


def inverted(x: Interval) -> Interval:
    """Return the interval of 1/x. Raises Undecided if it holds 0."""
    if x.low <= 0 <= x.high:
        raise Undecided("a denominator may be 0")
    return hull(*[1 / end if not is_infinite(end) else ball(0) for end in x])
