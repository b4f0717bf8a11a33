"""All zeros of an expression of one letter between two ends, exactly or within narrow bounds."""

from fractions import Fraction
from typing import Any, TypeAlias

import sympy as sp

from lit.engine.formula.growth import far_growth
from lit.engine.formula.enclosed import enclosed
from lit.engine.formula.interval import Interval, Undecided, fraction, interval, is_infinite

Place: TypeAlias = sp.Expr | Interval


def around(place: Place) -> Interval:
    """Return a place, exact or within bounds, as an interval."""
    if isinstance(place, Interval):
        return place
    return enclosed(place, {}) if place.is_finite else interval(place)


def polynomial_zeros(g: sp.Expr, t: sp.Symbol) -> list[sp.Expr] | None:
    """Return the real zeros of a quotient of polynomials, None for another expression."""
    top = sp.numer(sp.together(g))
    if not top.is_polynomial(t):
        return None
    poly = sp.Poly(top, t)
    if all(factor.is_Rational for factor in poly.coeffs()):
        return list(dict.fromkeys(sp.real_roots(poly)))
    if poly.degree() > 2:
        return None
    return [root for root in sp.roots(poly) if sign_of(sp.im(sp.expand_complex(root))) == 0]


def sign_of(value: sp.Expr) -> int:
    """Return the sign of a number. Raises Undecided where its digits do not tell."""
    found = around(sp.sympify(value))
    if found.low <= 0 <= found.high and not found.low == found.high == 0:
        if sp.simplify(value) == 0:
            return 0
        raise Undecided(f"the sign of {value} is not known")
    return int(found.low > 0) - int(found.high < 0)


def inverses(head: sp.Expr, level: sp.Expr, low: Place, high: Place) -> list[sp.Expr] | None:
    """Return equations u = 0 of which one holds where a function of something equals a level; None
    for other heads."""
    (u, *_) = head.args
    if isinstance(head, sp.exp):
        return [u - sp.log(level)] if sign_of(level) > 0 else []
    if isinstance(head, sp.log):
        return [u - sp.exp(level)]
    if isinstance(head, sp.Pow) and head.exp.is_Rational and not head.exp.is_Integer:
        return [u - level ** (1 / head.exp)] if sign_of(level) > 0 else [u] if level == 0 else []
    if isinstance(head, sp.Pow) and not head.base.free_symbols and sign_of(level) > 0:
        return [head.exp - sp.log(level) / sp.log(head.base)]
    if isinstance(head, sp.Abs):
        return [u - level, u + level] if sign_of(level) >= 0 else []
    if isinstance(head, sp.sin | sp.cos):
        return waves(head, level, low, high)
    return None


MOST_WAVES = 200


def waves(head: sp.Expr, level: sp.Expr, low: Place, high: Place) -> list[sp.Expr]:
    """Return the equations u = angle for a sine or cosine of u that equals a level between two
    ends."""
    if sign_of(sp.Abs(level) - 1) > 0:
        return []
    (u,), (t,) = head.args, head.free_symbols
    turns = enclosed(u, {t: Interval(around(low).low, around(high).high)})
    if is_infinite(turns.low) or is_infinite(turns.high):
        raise Undecided("a wave has zeros without end")
    first, last = (int(float(end) // 6.28) for end in turns)
    if last - first > MOST_WAVES:
        raise Undecided("a wave has too many zeros")
    angles = [sp.asin(level), sp.pi - sp.asin(level)]
    if isinstance(head, sp.cos):
        angles = [sp.acos(level), -sp.acos(level)]
    return [u - angle - 2 * sp.pi * k for k in range(first - 2, last + 3) for angle in angles]


def turned_round(g: sp.Expr, t: sp.Symbol, low: Place, high: Place) -> list[sp.Expr] | None:
    """Return simpler equations with the same zeros as g = factor * head(u) + rest, None for
    another form."""
    rest, terms = g.as_independent(t, as_Add=True)
    if isinstance(terms, sp.Add):
        return None
    factor, head = terms.as_independent(t, as_Add=False)
    return inverses(head, -rest / factor, low, high) if head.args and head != t else None


def all_zeros(g: sp.Expr, t: sp.Symbol, low: Place, high: Place) -> list[Place]:
    """Return the zeros of g between two ends (which count in), unordered. Raises Undecided where
    not all are found."""
    if not g.has(t) or isinstance(g, sp.exp):
        return []
    if isinstance(g, sp.Mul):
        return [zero for factor in g.args for zero in all_zeros(factor, t, low, high)]
    if isinstance(g, sp.Pow) and g.exp.is_number:
        return all_zeros(g.base, t, low, high) if g.exp.is_positive else []
    exact = polynomial_zeros(g, t)
    if exact is None:
        simpler = turned_round(g, t, low, high)
        if simpler is None:
            return isolated(g, t, low, high)
        return [zero for one in simpler for zero in all_zeros(one, t, low, high)]
    return [zero for zero in exact if lies_between(zero, low, high)]


def lies_between(place: Place, low: Place, high: Place) -> bool:
    """Return whether a place may lie between two ends, which count in."""
    one, left, right = around(place), around(low), around(high)
    return bool(one.high >= left.low and one.low <= right.high)


def without_zero(g: sp.Expr, box: dict) -> bool:
    """Return whether g is shown to have no zero on a box."""
    try:
        found = enclosed(g, box)
    except Undecided:
        return False
    return bool(found.low > 0 or found.high < 0)


FAR = (2, 16, 1024)


def clear_end(g: sp.Expr, t: sp.Symbol, end: Place, side: int) -> Fraction:
    """Return a number beside an end such that g has no zero strictly between them; side is 1 for a
    low end."""
    at = around(end)
    u = sp.Dummy("u", positive=True)
    if is_infinite(at.low):
        for far in FAR:
            if without_zero(g, {t: interval((-sp.oo, -far) if side > 0 else (far, sp.oo))}):
                return Fraction(-side * far)
        found, start = far_growth(g.subs(t, -side * u), u)
        if found.low is None:
            raise Undecided("an edge may be met without end")
        return Fraction(-side * int(start))
    near: Any = fraction(at.low if side > 0 else at.high)
    step = Fraction(1, 2**20) * max(1, abs(near))
    if without_zero(g,
                    {t: interval((min(near, near + side * step), max(near, near + side * step)))}):
        return near
    if isinstance(end, Interval):
        raise Undecided("two edges lie too close together")
    found, start = far_growth(sp.expand(g.subs(t, end + side * sp.exp(-u))), u)
    if found.low is None:
        raise Undecided("an edge may be met near an end")
    clear = near + side * Fraction(1, 2 ** (2 * int(start)))
    if side * (clear - fraction(at.high if side > 0 else at.low)) <= 0:
        raise Undecided("an edge may be met too near an end")
    return clear


MOST_BOXES, NARROW, FINE = 3000, Fraction(1, 2**30), 80


def isolated(g: sp.Expr, t: sp.Symbol, low: Place, high: Place) -> list[Place]:
    """Return the zeros of g between two ends by dividing the line into boxes. Raises Undecided
    where that does not end."""
    found: list[Place] = [end for end in (low, high) if not isinstance(end, Interval)
                          and end.is_finite
                          and g.subs(t, end) == 0]
    slope = sp.diff(g, t)
    boxes, seen = [(clear_end(g, t, low, 1), clear_end(g, t, high, -1))], 0
    while boxes:
        left, right = boxes.pop()
        seen += 1
        if seen > MOST_BOXES:
            raise Undecided("the zeros of an edge could not be told apart")
        box = {t: interval((left, right))}
        if left >= right or without_zero(g, box):
            continue
        if without_zero(slope, box):
            found += crossing(g, t, left, right)
        elif right - left < NARROW * max(Fraction(1), abs(left)):
            raise Undecided("an edge is touched, or met too often")
        else:
            middle = left + (right - left) * Fraction(31, 64)
            boxes += [(left, middle), (middle, right)]
    return found


def crossing(g: sp.Expr, t: sp.Symbol, left: Fraction, right: Fraction) -> list[Place]:
    """Return the zero of a g that only rises or falls between two numbers, in a list that may be
    empty."""
    signs = [side(g, t, left), side(g, t, right)]
    if 0 in signs:
        return [sp.Rational(place.numerator, place.denominator)
                for place, sign in zip((left, right), signs, strict=True) if sign == 0]
    if signs[0] == signs[1]:
        return []
    for _ in range(FINE):
        middle = (left + right) / 2
        sign = side(g, t, middle)
        if sign == 0:
            return [sp.Rational(middle.numerator, middle.denominator)]
        left, right = (middle, right) if sign == signs[0] else (left, middle)
    at = neat(g, t, left)
    return [interval((left, right)) if at is None else at]


def side(g: sp.Expr, t: sp.Symbol, at: Fraction) -> int:
    """Return the sign of g at a number."""
    found = enclosed(g, {t: interval(at)})
    if found.low <= 0 <= found.high:
        return sign_of(g.subs(t, sp.Rational(at.numerator, at.denominator)))
    return 1 if found.low > 0 else -1


def neat(g: sp.Expr, t: sp.Symbol, near: Fraction) -> sp.Expr | None:
    """Return a fraction with a small denominator that is a zero of g, if one lies there."""
    short = near.limit_denominator(1000)
    at = sp.Rational(short.numerator, short.denominator)
    return at if abs(short - near) < NARROW and sp.simplify(g.subs(t, at)) == 0 else None
