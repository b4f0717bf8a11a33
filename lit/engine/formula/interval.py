"""Arithmetic with intervals: bounds that hold for every value, and hence proofs about numbers."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import mpmath
import sympy as sp
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

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


def less(one: Interval, two: Interval) -> bool | None:
    """Return whether one < two everywhere (True), nowhere (False) or neither (None)."""
    return True if one.high < two.low else False if one.low >= two.high else None


def at_most(one: Interval, two: Interval) -> bool | None:
    """Return whether one <= two everywhere (True), nowhere (False) or neither (None)."""
    return opposite(less(two, one))


def same(one: Interval, two: Interval) -> bool | None:
    """Return whether two intervals are one and the same number, or have none in common."""
    if one.high < two.low or two.high < one.low:
        return False
    return True if one.low == one.high == two.low == two.high else None


def opposite(answer: bool | None) -> bool | None:
    """Return the opposite of an answer."""
    return None if answer is None else not answer


def every(*answers: bool | None) -> bool | None:
    """Return whether all answers are yes; None when that is undecided."""
    return False if False in answers else None if None in answers else True


def either(*answers: bool | None) -> bool | None:
    """Return whether one of the answers is yes; None when that is undecided."""
    return True if True in answers else None if None in answers else False


HEADS: dict[type, Callable] = {
    sp.Add: added, sp.Mul: multiplied, sp.Pow: raised, sp.exp: exponential, sp.log: logarithm,
    sp.Abs: size,
    sp.Max: extreme(max), sp.Min: extreme(min), sp.sign: signed, sp.Heaviside: step,
    sp.floor: monotone("floor"), sp.ceiling: monotone("ceil"), sp.sinh: monotone("sinh"),
    sp.tanh: monotone("tanh"), sp.cosh: even(monotone("cosh")), sp.asinh: monotone("asinh"),
    sp.atan: monotone("atan"), sp.atanh: monotone("atanh", -1, 1),
    sp.asin: monotone("asin", -1, 1, strict=False),
    sp.acos: monotone("acos", -1, 1, strict=False), sp.erf: monotone("erf"),
    sp.erfc: monotone("erfc"),
    sp.sin: wave("sin", half_pi), sp.cos: wave("cos", lambda: KERNEL.exact(0)), sp.tan: tangent,
    sp.LambertW: lambert, sp.gamma: gamma, sp.binomial: binomial,
    sp.Lt: less, sp.Le: at_most, sp.Gt: lambda a, b: less(b, a), sp.Ge: lambda a, b: at_most(b, a),
    sp.Eq: same, sp.Ne: lambda a, b: opposite(same(a, b)),
    sp.And: every, sp.Or: either, sp.Not: opposite,
}
CONSTANTS = {sp.pi: lambda: KERNEL.pi(), sp.E: lambda: KERNEL.apply("exp", KERNEL.exact(1))}


# The root of a polynomial without a formula is known to this.
ROOT_BOUND = sp.Rational(1, 10**45)


def enclosed(expr: sp.Basic, box: dict, memo: dict | None = None) -> Any:
    """Return an interval around all values of expr on a box {letter: Interval}; of a condition,
    its answer.

    Raises: Undecided where expr may have no value on the box.
    """
    memo = {} if memo is None else memo
    if expr not in memo:
        memo[expr] = leaf(expr, box) if not expr.args else branch(expr, box, memo)
    return memo[expr]


def leaf(expr: sp.Basic, box: dict) -> Interval | bool:
    """Return the interval of a letter or a number."""
    if expr in box:
        return box[expr]
    if isinstance(expr, BooleanTrue | BooleanFalse):
        return bool(expr)
    if expr.is_Rational:
        return interval(expr)
    if expr in CONSTANTS:
        return hull(CONSTANTS[expr]())
    raise Undecided(f"{expr} has no bounds here")


def branch(expr: sp.Basic, box: dict, memo: dict) -> Any:
    """Return the interval of an expression with parts."""
    if isinstance(expr, sp.Piecewise):
        return rows_that_apply(expr.args, box, memo)
    if isinstance(expr, sp.CRootOf):
        near, apart = expr.eval_rational(dx=ROOT_BOUND), ROOT_BOUND
        return interval((near - apart, near + apart))
    if isinstance(expr, sp.Pow) and expr.exp == sp.S.Half:
        return root(enclosed(expr.base, box, memo))
    rule = HEADS.get(type(expr))
    if rule is None:
        raise Undecided("there are no bounds for a function in it")
    return rule(*[enclosed(part, box, memo) for part in expr.args])


def rows_that_apply(rows: tuple, box: dict, memo: dict) -> Interval:
    """Return the interval around the values of all rows that may apply."""
    values = []
    for value, condition in rows:
        answer = enclosed(condition, box, memo)
        if answer is not False:
            values.append(enclosed(value, box, memo))
        if answer:
            return hull(*[end for one in values for end in one])
    raise Undecided("no row of a case distinction may apply")
