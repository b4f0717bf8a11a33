"""Intervals that hold all values of a function on an interval."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lit.engine.formula.interval import (
    INFINITY, KERNEL, Interval, Undecided, added, hull, interval, inverted, is_infinite, is_point,
    multiplied,
)


def half_pi() -> Any:
    """Return π/2 as a ball."""
    return KERNEL.pi() / 2


LIMITS = {
    "exp": lambda: (0, INFINITY), "log": lambda: (None, INFINITY),
    "sinh": lambda: (-INFINITY, INFINITY),
    "asinh": lambda: (-INFINITY, INFINITY), "tanh": lambda: (-1, 1),
    "atan": lambda: (-half_pi(), half_pi()),
    "erf": lambda: (-1, 1), "erfc": lambda: (2, 0), "lambertw": lambda: (None, INFINITY),
    "gamma": lambda: (None, INFINITY), "cosh": lambda: (INFINITY, INFINITY),
    "floor": lambda: (-INFINITY, INFINITY), "ceil": lambda: (-INFINITY, INFINITY),
}


def at_end(name: str, end: Any, *more: int) -> Any:
    """Return the ball of a function at an end, its limit where the end is infinite."""
    if not is_infinite(end):
        return KERNEL.apply(name, end, *more)
    limit = LIMITS[name]()[end > 0]
    if limit is None:
        raise Undecided(f"{name} has no value far out")
    return KERNEL.exact(limit)


def monotone(name: str, low: float | None = None, high: float | None = None,
             strict: bool = True) -> Callable:
    """Return the interval function of a function that only rises, or only falls, between two
    numbers."""
    def of(x: Interval) -> Interval:
        if low is not None and not (x.low > low or not strict and x.low == low):
            raise Undecided(f"{name} may have no value")
        if high is not None and not (x.high < high or not strict and x.high == high):
            raise Undecided(f"{name} may have no value")
        return hull(*[at_end(name, end) for end in x])

    return of


exponential, logarithm = monotone("exp"), monotone("log", 0)


def even(function: Callable) -> Callable:
    """Return the interval function of an even function that rises from 0 on."""
    return lambda x: function(size(x))


def may_hold(x: Interval, shift: Any, period: Any) -> bool:
    """Return whether shift + a whole number of periods may lie in an interval."""
    low, high = ((end - shift) / period for end in x)
    first = KERNEL.low(KERNEL.apply("ceil", KERNEL.low(low)))
    return bool(first <= KERNEL.high(KERNEL.apply("floor", KERNEL.high(high))))


def wave(name: str, crest: Callable) -> Callable:
    """Return the interval function of a sine or cosine, whose crest lies at a given place."""
    def of(x: Interval) -> Interval:
        if is_infinite(x.low) or is_infinite(x.high):
            return Interval(KERNEL.exact(-1), KERNEL.exact(1))
        ends = hull(*[KERNEL.apply(name, end) for end in x])
        trough = may_hold(x, crest() + KERNEL.pi(), 2 * KERNEL.pi())
        top = may_hold(x, crest(), 2 * KERNEL.pi())
        one = KERNEL.exact(1)
        return Interval(-one if trough else max(ends.low, -one), one if top
                        else min(ends.high, one))

    return of


def tangent(x: Interval) -> Interval:
    """Return the interval of a tangent. Raises Undecided near its poles."""
    if is_infinite(x.low) or is_infinite(x.high) or may_hold(x, half_pi(), KERNEL.pi()):
        raise Undecided("tan may have no value")
    return hull(*[KERNEL.apply("tan", end) for end in x])


def lambert(x: Interval, branch: Interval | None = None) -> Interval:
    """Return the interval of Lambert's function: of its branch 0, or of -1, which falls."""
    below = branch is not None and branch.low == -1 == branch.high
    if branch is not None and not below and not branch.low == 0 == branch.high:
        raise Undecided("Lambert's function has two real branches")
    edge = -KERNEL.low(KERNEL.apply("exp", KERNEL.exact(-1)))
    if not x.low > edge or below and not x.high < 0:
        raise Undecided("Lambert's function may have no value")
    return hull(*[KERNEL.apply("lambertw", end, -1) if below else at_end("lambertw", end)
                  for end in x])


BOTTOM = (Fraction(14616321449683623, 10**16), Fraction(14616321449683624, 10**16))
LEAST = Fraction(885603194410888700, 10**18)


def gamma(x: Interval) -> Interval:
    """Return the interval of the gamma function, on positive numbers."""
    if not x.low > 0:
        raise Undecided("the gamma function is bounded here for positive numbers only")
    ends = hull(*[at_end("gamma", end) for end in x])
    inside = x.low < interval(BOTTOM[1]).high and x.high > interval(BOTTOM[0]).low
    return Interval(min(interval(LEAST).low, ends.low), ends.high) if inside else ends


def binomial(n: Interval, k: Interval) -> Interval:
    """Return the interval of a binomial coefficient, by three gamma functions."""
    one, minus = interval(1), interval(-1)
    rest = added(n, multiplied(minus, k), one)
    return multiplied(gamma(added(n, one)), inverted(multiplied(gamma(added(k, one)), gamma(rest))))


def signed(x: Interval) -> Interval:
    """Return the interval of the sign."""
    return Interval(*[KERNEL.exact((end > 0) - (end < 0)) for end in x])


def step(x: Interval, middle: Interval | None = None) -> Interval:
    """Return the interval of Heaviside's step, which has a value at 0 only if one is given."""
    if x.low <= 0 <= x.high and middle is None:
        raise Undecided("a step has no value at its place")
    values = [interval(0)] * bool(x.low < 0) + [interval(1)] * bool(x.high > 0)
    values += [middle] if middle and x.low <= 0 <= x.high else []
    return hull(*[end for value in values for end in value])


def extreme(choose: Callable) -> Callable:
    """Return the interval function of the largest or the smallest of some numbers."""
    return lambda *parts: Interval(choose(part.low for part in parts),
                                   choose(part.high for part in parts))


def size(x: Interval) -> Interval:
    """Return the interval of |x|."""
    if x.low >= 0:
        return x
    if x.high <= 0:
        return Interval(-x.high, -x.low)
    return Interval(KERNEL.exact(0), max(-x.low, x.high))

MOST = 10**4  # a larger whole exponent is left to the logarithm


def whole_power(x: Interval, n: int) -> Interval:
    """Return the interval of x**n for a whole number n."""
    if n < 0:
        return inverted(whole_power(x, -n))
    x = size(x) if n % 2 == 0 else x
    return hull(*[end if is_infinite(end) and n else end**n for end in x])


def raised(base: Interval, exponent: Interval) -> Interval:
    """Return the interval of a power: of any base for a whole exponent, else of a base that is not
    negative."""
    if is_point(exponent) and -MOST <= exponent.low <= MOST:
        n = KERNEL.whole(exponent.low)
        if exponent.low == n:
            return whole_power(base, n)
    if not base.low >= 0 or base.low == 0 and not exponent.low > 0:
        raise Undecided("a power may have no value")
    if base.low == 0:
        high = raised(Interval(base.high, base.high),
                      exponent).high if base.high > 0 else KERNEL.exact(0)
        return Interval(KERNEL.exact(0), high)
    return exponential(multiplied(exponent, logarithm(base)))


def root(x: Interval) -> Interval:
    """Return the interval of a square root."""
    if not x.low >= 0:
        raise Undecided("a root of a negative number")
    return hull(*[end if is_infinite(end) else KERNEL.apply("sqrt", end) for end in x])
