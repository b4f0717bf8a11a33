"""Bounds on an expression for all large values of its letter: whether a tail has an integral, and
how large it is."""

import functools
import math
from fractions import Fraction
from typing import Any, NamedTuple

import sympy as sp

from lit.engine.formula.enclosed import enclosed
from lit.engine.formula.interval import Undecided


class Bound(NamedTuple):
    """The function exp(k + a ln t + b t + c t**2) of t."""

    k: float
    a: Fraction = Fraction(0)
    b: Fraction = Fraction(0)
    c: Fraction = Fraction(0)


class Growth(NamedTuple):
    """Bounds on |f(t)| for all t from a start on; sign is 1 or -1 if f keeps it, low None if
    unknown."""

    sign: int
    low: Bound | None
    high: Bound


SLACK = 1e-9


def scaled(bound: Bound, power: Fraction, shift: float = 0.0) -> Bound:
    """Return a bound to a power, times e**shift."""
    k, *rest = bound
    return Bound(k * float(power) + shift, *[power * part for part in rest])


def times(one: Bound, two: Bound) -> Bound:
    """Return the product of two bounds."""
    return Bound(one.k + two.k, one.a + two.a, one.b + two.b, one.c + two.c)


def wider(growth: Growth) -> Growth:
    """Return a growth with a little slack on both sides, for what rounding has lost."""
    slack = SLACK * (1 + abs(growth.high.k))
    low = growth.low and growth.low._replace(k=growth.low.k - slack)
    return Growth(growth.sign, low, growth.high._replace(k=growth.high.k + slack))


def height(bound: Bound, t: float) -> float:
    """Return the logarithm of a bound at a place."""
    return bound.k + float(bound.a) * math.log(t) + float(bound.b) * t + float(bound.c) * t * t


def steepness(bound: Bound, start: float) -> float:
    """Return a number that the slope of the logarithm of a bound does not exceed from start on;
    infinite if none is known."""
    if bound.c > 0:
        return math.inf
    return max(float(bound.a), 0.0) / start + float(bound.b) + 2 * float(bound.c) * start


def falls(bound: Bound, start: float) -> bool:
    """Return whether a bound does not rise from start on."""
    return bound.a <= 0 and bound.b <= 0 and bound.c <= 0 or steepness(bound, start) <= 0


def below(bound: Bound, level: float, start: float) -> bool:
    """Return whether a bound lies at or below a level from start on."""
    return falls(bound, start) and height(bound, start) + SLACK <= math.log(level)


def joint(bounds: list[Bound]) -> Bound:
    """Return a bound on the sum of bounds, for t >= 1."""
    top = max(bound.k for bound in bounds)
    k = top + math.log(sum(math.exp(bound.k - top) for bound in bounds))
    return Bound(k, max(bound.a for bound in bounds), max(bound.b for bound in bounds),
                 max(bound.c for bound in bounds))


def tail(bound: Bound, start: float) -> float | None:
    """Return the logarithm of a number above the integral of a bound from start on, None if none
    was found."""
    if bound.b == bound.c == 0:
        if bound.a >= -1:
            return None
        return height(bound, start) + math.log(start / float(-bound.a - 1)) + SLACK
    slope = steepness(bound, start)
    return height(bound, start) - math.log(-slope) + SLACK if slope < 0 else None


def summable(bound: Bound) -> bool:
    """Return whether a bound has an integral up to infinity."""
    return bound.c < 0 or bound.c == 0 and bound.b < 0 or bound.b == bound.c == 0 and bound.a < -1


def constant(value: sp.Expr) -> Growth:
    """Return the growth of a number. Raises Undecided if its sign cannot be told."""
    found = enclosed(value, {})
    low, high = sorted(abs(float(end)) for end in found)
    sign = (found.low > 0) - (found.high < 0)
    if sign == 0 or not math.isfinite(high) or low == 0:
        raise Undecided(f"the sign of {value} is not known")
    return wider(Growth(sign, Bound(math.log(low)), Bound(math.log(high))))


def total(parts: list[Growth], start: float) -> Growth:
    """Return the growth of a sum."""
    if len(parts) == 1:
        return parts[0]
    for place, one in enumerate(parts):
        others = [part for k, part in enumerate(parts) if k != place]
        shares = one.low and [times(part.high, scaled(one.low, Fraction(-1))) for part in others]
        if one.low and shares and all(below(share, 0.5 / len(others), start) for share in shares):
            return wider(Growth(one.sign, scaled(one.low, Fraction(1), -math.log(2)),
                                scaled(one.high, Fraction(1), math.log(1.5))))
    high = joint([part.high for part in parts])
    signs = {part.sign for part in parts}
    if len(signs) == 1 and 0 not in signs:
        lows = [part.low for part in parts if part.low]
        return wider(Growth(signs.pop(), max(lows, key=lambda low: low[:0:-1], default=None), high))
    return wider(Growth(0, None, high))


def product(parts: list[Growth]) -> Growth:
    """Return the growth of a product."""
    lows = [part.low for part in parts if part.low]
    low = functools.reduce(times, lows) if len(lows) == len(parts) else None
    high = functools.reduce(times, [part.high for part in parts])
    return wider(Growth(math.prod(part.sign for part in parts), low, high))


def power(base: Growth, exponent: Fraction) -> Growth:
    """Return the growth of a power with a number in the exponent."""
    whole = exponent.denominator == 1
    if not whole and base.sign <= 0 or exponent < 0 and base.low is None:
        raise Undecided("a base may be 0 or negative far out")
    ends: list = [end and scaled(end, exponent) for end in base[1:]]
    low, high = ends if exponent > 0 else ends[::-1]
    return wider(Growth(1 if whole and exponent % 2 == 0 else base.sign, low, high))


POWERS = 12  # the n of the sentence above


def fraction(value: sp.Expr) -> Fraction:
    """Return a number as a fraction, a close one if it is irrational."""
    return Fraction(int(value.p),
                    int(value.q)) if value.is_Rational else Fraction(str(sp.N(value, 40)))


def exponential(u: sp.Expr, t: sp.Symbol, start: float) -> Growth:
    """Return the growth of exp(u)."""
    parts, rest = {}, []
    for term in sp.Add.make_args(sp.expand(u)):
        factor, power_of_t = term.as_independent(t, as_Add=False)
        degree = {sp.S.One: 0, t: 1, t**2: 2}.get(power_of_t)
        rest += [term] if degree is None else []
        parts |= {degree: parts.get(degree, 0) + factor} if degree is not None else {}
    k, b, c = (fraction(sp.sympify(parts.get(degree, 0))) for degree in (0, 1, 2))
    found = [Growth(1, *[Bound(float(k), Fraction(0), b, c)] * 2)]
    if rest:
        found.append(exponential_of(growth(sp.Add(*rest), t, start), start))
    return product(found)


def exponential_of(inner: Growth, start: float) -> Growth:
    """Return the growth of the exponential of something of which the growth is known."""
    if falls(inner.high, start):
        most = math.exp(min(height(inner.high, start), 300.0))
        return Growth(1, Bound(-most), Bound(most))
    if inner.sign >= 0 or inner.low is None:
        raise Undecided("an exponential grows too fast for the bounds here")
    k, a, b, c = inner.low
    if min(a, b, c) >= 0 and (b > 0 or a >= 1):  # w is convex, and lies above its tangent
        at = math.exp(min(k + float(a) * math.log(start) + float(b) * start, 14.0))
        rate = Fraction(at * (float(a) / start + float(b))).limit_denominator(10**9)
        return wider(Growth(1, None, Bound(float(rate) * start - at, b=-rate)))
    return Growth(1, None, scaled(inner.low, Fraction(-POWERS), POWERS * (math.log(POWERS) - 1)))


QUARTER = Bound(math.log(4) - 1, Fraction(1, 4))


def logarithm(u: sp.Expr, t: sp.Symbol, start: float) -> Growth:
    """Return the growth of log(u)."""
    if isinstance(u, sp.Add) and 1 in u.args:
        small = growth(u - 1, t, start)
        if below(small.high, 0.5, start):
            return near(small, 2.0)
    inner = growth(u, t, start)
    if inner.sign <= 0 or inner.low is None:
        raise Undecided("a logarithm may have no value far out")
    if inner.low[1:] != inner.high[1:]:
        bounds: Any = inner[1:]
        return Growth(0, None, joint([log_part(value, place) for end in bounds
                                      for place, value in enumerate(end) if value] or [Bound(0.0)]))
    ends = sorted((inner.low.k, inner.high.k))
    most = max(map(abs, ends))
    parts = [Growth(0, None, Bound(math.log(most)))] if most else []
    for place, value in enumerate(inner.low[1:], 1):
        if value:
            high = log_part(value, place)
            low = high if place > 1 else None
            if place == 1 and start > 2:
                low = Bound(math.log(abs(float(value)) * math.log(start)))
            parts.append(Growth(1 if value > 0 else -1, low, high))
    return total(parts, start) if parts else Growth(0, None, Bound(-700.0))


def log_part(value: float | Fraction, place: int) -> Bound:
    """Return a bound on one term of k + a ln t + b t + c t**2."""
    size = math.log(abs(float(value)))
    return (Bound(size), times(Bound(size), QUARTER), Bound(size, Fraction(1)),
            Bound(size, Fraction(2)))[place]


def near(small: Growth, factor: float) -> Growth:
    """Return the growth of what lies between small / factor and small * factor."""
    low = small.low and scaled(small.low, Fraction(1), -math.log(factor))
    return wider(Growth(small.sign, low, scaled(small.high, Fraction(1), math.log(factor))))


LEVEL = Growth(1, Bound(math.log(0.75)), Bound(math.log(2.0)))
LEVELLING = (sp.tanh, sp.erf, sp.atan)
SMALL = (*LEVELLING, sp.sin, sp.tan, sp.sinh, sp.asinh, sp.asin, sp.atanh)


def levelling(head: type, u: sp.Expr, t: sp.Symbol, start: float) -> Growth:
    """Return the growth of a function that goes like its argument where that is small, and levels
    off."""
    inner = growth(u, t, start)
    if below(inner.high, 0.5, start):
        return near(inner, 2.0)
    if head not in (*LEVELLING, sp.sin):
        raise Undecided("a function far out has no bounds here")
    large = inner.low is not None and below(scaled(inner.low, Fraction(-1)), 1.0, start)
    if large and head in LEVELLING:
        return Growth(inner.sign, *LEVEL[1:])
    return Growth(inner.sign if head in LEVELLING else 0, None, LEVEL.high)


def cosine(u: sp.Expr, t: sp.Symbol, start: float) -> Growth:
    """Return the growth of cos(u): near 1 where u is small, at most 1 elsewhere."""
    try:
        small = below(growth(u, t, start).high, 0.5, start)
    except Undecided:
        small = False
    return LEVEL if small else Growth(0, None, Bound(0.0))


def complement(u: sp.Expr, t: sp.Symbol, start: float) -> Growth:
    """Return the growth of erfc(u): between 1 and 2 for negative u, and e**(-u**2) over u at most
    for large u."""
    inner = growth(u, t, start)
    if inner.sign < 0:
        return Growth(1, Bound(0.0), Bound(math.log(2.0)))
    large = inner.low is not None and below(scaled(inner.low, Fraction(-1)), 1.0, start)
    if inner.sign == 0 or not large:
        return Growth(1, None, Bound(math.log(2.0)))
    bell = exponential(-(u**2), t, start)
    floor = bell.low and times(scaled(bell.low, Fraction(1), -math.log(4)),
                               scaled(inner.high, Fraction(-1)))
    return wider(Growth(1, floor, bell.high))


def growth(expr: sp.Expr, t: sp.Symbol, start: float) -> Growth:
    """Return bounds on expr, an expression in t alone, for all t >= start >= 1. Raises Undecided
    where none are known."""
    if not expr.has(t):
        return constant(expr)
    if expr == t:
        return Growth(1, Bound(0.0, Fraction(1)), Bound(0.0, Fraction(1)))
    if isinstance(expr, sp.Add):
        return summed(expr, t, start)
    if isinstance(expr, sp.Mul):
        return product([growth(part, t, start) for part in expr.args])
    if isinstance(expr, sp.Pow) and expr.exp.is_number:
        return power(growth(expr.base, t, start), fraction(expr.exp))
    if isinstance(expr, sp.Pow):
        return exponential(expr.exp * sp.log(expr.base), t, start)
    return function(expr, t, start)


def summed(expr: sp.Add, t: sp.Symbol, start: float) -> Growth:
    """Return the growth of a sum, in which the numbers that its terms tend to may cancel."""
    whole, terms = sp.S.Zero, []
    for part in expr.args:
        factor, head = part.as_independent(t, as_Add=False)
        small = departure(head, t, start)
        whole += factor if small or head == 1 else 0
        if small or head != 1:
            terms.append(product([constant(factor), small or growth(head, t, start)]))
    return total(terms + ([constant(whole)] if sp.simplify(whole) != 0 else []), start)


def departure(head: sp.Expr, t: sp.Symbol, start: float) -> Growth | None:
    """Return the growth of head - 1 for an exponential or cosine of something small, else None."""
    if not isinstance(head, sp.exp | sp.cos | sp.cosh):
        return None
    try:
        inner = growth(head.args[0], t, start)
    except Undecided:
        return None
    if not below(inner.high, 0.5, start):
        return None
    if isinstance(head, sp.exp):
        return near(inner, 2.0)
    square = power(inner, Fraction(2))
    return near(Growth(-1 if isinstance(head, sp.cos) else 1, *square[1:]), 4.0)


def function(expr: sp.Expr, t: sp.Symbol, start: float) -> Growth:
    """Return bounds on a function of something."""
    (u, *_) = expr.args
    if isinstance(expr, sp.exp):
        return exponential(u, t, start)
    if isinstance(expr, sp.log):
        return logarithm(u, t, start)
    if isinstance(expr, sp.cos):
        return cosine(u, t, start)
    if isinstance(expr, sp.erfc):
        return complement(u, t, start)
    if isinstance(expr, SMALL):
        try:
            return levelling(type(expr), u, t, start)
        except Undecided:
            if isinstance(expr, sp.sinh):
                return growth(expr.rewrite(sp.exp), t, start)
            if isinstance(expr, (*LEVELLING, sp.sin)):
                return Growth(0, None, LEVEL.high)
            raise
    if isinstance(expr, sp.cosh):
        return growth(expr.rewrite(sp.exp), t, start)
    if isinstance(expr, sp.cot):
        return growth(sp.cos(u) / sp.sin(u), t, start)
    raise Undecided("how a function in it grows is not known here")


STARTS = (2.0, 8.0, 40.0, 200.0, 5000.0)


def far_growth(expr: sp.Expr, t: sp.Symbol) -> tuple[Growth, float]:
    """Return bounds on expr and a start from which on they hold, the sharpest of a few. Raises
    Undecided."""
    found, reason = [], Undecided("no bounds were found")
    for start in STARTS:
        try:
            found.append((growth(expr, t, start), start))
        except (Undecided, OverflowError) as error:
            reason = error if isinstance(error, Undecided) else reason
            continue
        if found[-1][0].low is not None:
            break
    if not found:
        raise Undecided(str(reason))
    return found[-1]
