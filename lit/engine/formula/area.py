"""The certified value of an integral of one letter: a narrow interval, or none where it
diverges."""

import functools
import math
import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import mpmath
import sympy as sp

from lit.engine.formula import interval
from lit.engine.formula.edges import thresholds
from lit.engine.formula.growth import far_growth, summable, tail
from lit.engine.formula.enclosed import enclosed
from lit.engine.formula.interval import Interval, Undecided, added, hull, is_infinite, multiplied
from lit.engine.formula.zeros import Place, all_zeros, around

try:
    import flint
except ImportError:
    flint = None


class Cut(NamedTuple):
    """A place where an integrand is cut; at a singular one it may have no value."""

    place: Place
    singular: bool = False


def singular_edges(f: sp.Expr, t: sp.Symbol) -> list[sp.Expr]:
    """Return the expressions at whose zeros f may have no value, or lose its smoothness."""
    found = []
    for part in f.atoms(sp.Pow, sp.log, sp.tan, sp.atanh, sp.asin, sp.acos, sp.LambertW):
        inner = part.args[0]
        if isinstance(part, sp.Pow) and part.exp.is_Integer and part.exp > 0:
            continue
        edge = {sp.tan: sp.cos(inner), sp.LambertW: sp.E * inner + 1}.get(type(part), inner)
        found.append(1 - inner**2 if isinstance(part, sp.atanh | sp.asin | sp.acos) else edge)
    return [edge for edge in dict.fromkeys(found) if edge.has(t)]


def plain_edges(f: sp.Expr, t: sp.Symbol) -> list[sp.Expr]:
    """Return the expressions at whose zeros f changes its form."""
    steps = [sp.sin(sp.pi * part.args[0]) for part in f.atoms(sp.floor, sp.ceiling)]
    return [edge for edge in [*thresholds(f), *steps] if edge.has(t)]


def cuts(f: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr) -> list[Cut]:
    """Return all places between two ends at which f has to be cut, the ends among them, in
    increasing order."""
    bad, ends = singular_edges(f, t), [Cut(low, low.is_infinite), Cut(high, high.is_infinite)]
    found = [Cut(zero, True) for edge in bad for zero in all_zeros(edge, t, low, high)]
    found += [Cut(zero) for edge in plain_edges(f, t) for zero in all_zeros(edge, t, low, high)]

    def order(one: Cut, two: Cut) -> int:
        return -1 if around(one.place).low < around(two.place).low else 1

    return merged(sorted(ends + found, key=functools.cmp_to_key(order)))


def merged(found: list[Cut]) -> list[Cut]:
    """Return cuts in which those at the same place are one."""
    kept = found[:1]
    for cut in found[1:]:
        before = kept[-1]
        if is_infinite(around(cut.place).low) or around(cut.place).low > around(before.place).high:
            kept.append(cut)
            continue
        places = [one.place for one in (before, cut) if not isinstance(one.place, Interval)]
        same = not places or len(places) == 1 or sp.simplify(places[0] - places[1]) == 0
        if not same or not places and (before.singular or cut.singular):
            raise Undecided("two edges lie too close together")
        place = places[0] if places else hull(*before.place, *cut.place)
        kept[-1] = Cut(place, before.singular or cut.singular)
    return kept


def between(low: Interval, high: Interval) -> sp.Rational:
    """Return a short fraction between two places."""
    if is_infinite(low.low) and is_infinite(high.high):
        return sp.S.Zero
    if is_infinite(low.low):
        return sp.Rational(math.floor(float(high.low)) - 1)
    if is_infinite(high.high):
        return sp.Rational(math.ceil(float(low.high)) + 1)
    one, two = interval.fraction(low.high), interval.fraction(high.low)
    middle = ((one + two) / 2).limit_denominator(int(8 / (two - one)) + 1)
    return sp.Rational(middle.numerator, middle.denominator)


def settled(f: sp.Expr, t: sp.Symbol, at: sp.Rational, point: dict | None = None) -> sp.Expr:
    """Return f with every corner in t decided as it is at a number, and at a point of its other
    letters."""
    box = {letter: interval.interval(x) for letter, x in {**(point or {}), t: at}.items()}

    def decide(part: sp.Expr) -> sp.Expr:
        if isinstance(part, sp.Max | sp.Min):
            sign = 1 if isinstance(part, sp.Max) else -1
            return max(part.args, key=lambda arg: sign * float(enclosed(arg, box).low))
        if isinstance(part, sp.Piecewise):
            return next((value for value, condition in part.args if enclosed(condition, box)),
                        sp.nan)
        found = enclosed(part.args[0], box)
        if isinstance(part, sp.floor | sp.ceiling):
            return sp.Integer(math.floor(float(found.low)) + isinstance(part, sp.ceiling))
        sign = int(found.low > 0) - int(found.high < 0)
        if isinstance(part, sp.Abs):
            return sign * part.args[0]
        return sp.Integer(sign if isinstance(part, sp.sign) else sign > 0)

    cornered = (sp.Max, sp.Min, sp.Abs, sp.sign, sp.Heaviside, sp.Piecewise, sp.floor, sp.ceiling)
    return f.replace(lambda part: isinstance(part, cornered) and part.has(t), decide)


def has_no_value(f: sp.Expr, t: sp.Symbol, at: sp.Rational) -> bool:
    """Return whether f surely has no value at a number: the root or logarithm of a negative number
    in it, say."""
    box = {t: interval.interval(at)}
    for part in f.atoms(sp.Pow, sp.log, sp.atanh, sp.asin, sp.acos, sp.LambertW):
        whole = isinstance(part, sp.Pow) and part.exp.is_Integer
        edge = part.args[0]
        if isinstance(part, sp.atanh | sp.asin | sp.acos | sp.LambertW):
            edge = 1 + sp.E * edge if isinstance(part, sp.LambertW) else 1 - edge**2
        try:
            if not whole and edge.has(t) and enclosed(edge, box).high < 0:
                return True
        except Undecided:
            continue
    return f.has(sp.nan)


def guarded(name: str, cut_of: Callable) -> Callable:
    """Return a function of complex balls that has no value where a logarithm is not analytic."""
    def of(z: Any, analytic: bool) -> Any:
        if analytic and not cut_of(z).log(analytic=True).is_finite():
            return flint.acb("nan")
        return getattr(z, name)()

    return of


COMPLEX = {
    sp.exp: lambda z, analytic: z.exp(), sp.log: lambda z, analytic: z.log(analytic=analytic),
    sp.sin: lambda z, analytic: z.sin(), sp.cos: lambda z, analytic: z.cos(),
    sp.tan: lambda z, analytic: z.tan(),
    sp.cot: lambda z, analytic: z.cot(),
    sp.sinh: lambda z, analytic: z.sinh(), sp.cosh: lambda z, analytic: z.cosh(),
    sp.tanh: lambda z, analytic: z.tanh(), sp.erf: lambda z, analytic: z.erf(),
    sp.erfc: lambda z, analytic: z.erfc(),
    sp.gamma: lambda z, analytic: z.gamma(), sp.atan: guarded("atan", lambda z: 1 + z * z),
    sp.asinh: guarded("asinh", lambda z: 1 + z * z), sp.asin: guarded("asin", lambda z: 1 - z * z),
    sp.acos: guarded("acos", lambda z: 1 - z * z), sp.atanh: guarded("atanh", lambda z: 1 - z * z),
    sp.LambertW: guarded("lambertw", lambda z: 1 + z * flint.acb(1).exp()),
}


def compiled(f: sp.Expr, t: sp.Symbol) -> Callable:
    """Return f as a function of a complex ball and of whether it must be analytic there."""
    if f == t:
        return lambda z, analytic: z
    if not f.has(t):
        found = enclosed(f, {})
        number = flint.acb(found.low.union(found.high))
        return lambda z, analytic: number
    parts = [compiled(part, t) for part in f.args]
    if isinstance(f, sp.Add | sp.Mul):
        combine = operator.add if isinstance(f, sp.Add) else operator.mul
        return lambda z, analytic: functools.reduce(combine, [part(z, analytic) for part in parts])
    if isinstance(f, sp.Pow):
        return compiled_power(f, parts)
    if type(f) not in COMPLEX or len(f.args) > 1:
        raise Undecided("a function in it cannot be integrated here")
    rule, (inner,) = COMPLEX[type(f)], parts
    return lambda z, analytic: rule(inner(z, analytic), analytic)


def compiled_power(f: sp.Pow, parts: list[Callable]) -> Callable:
    """Return a power as a function of a complex ball."""
    base, exponent = parts
    if f.exp.is_Integer:
        return lambda z, analytic: base(z, analytic) ** int(f.exp)
    if f.exp in (sp.S.Half, -sp.S.Half):
        name = "sqrt" if f.exp > 0 else "rsqrt"
        return lambda z, analytic: getattr(base(z, analytic), name)(analytic=analytic)
    return lambda z, analytic: base(z, analytic).pow(exponent(z, analytic), analytic=analytic)


DIGITS, EVALUATIONS, CLOSE = 32, 10000, 1e-14


def smooth_area(f: sp.Expr, t: sp.Symbol, low: Interval, high: Interval) -> Interval:
    """Return the integral of a smooth f between two finite places. Raises Undecided where it is
    not narrow."""
    if flint is None:
        return rough_area(f, t, low, high)
    run = compiled(f, t)
    ends = [flint.acb(place.low.union(place.high)) for place in (low, high)]
    found = flint.acb.integral(lambda z, analytic: run(z, analytic), *ends, rel_tol=1e-18,
                               abs_tol=1e-20,
                               eval_limit=EVALUATIONS)
    value = found.real
    if not found.is_finite() or not value.rad() <= CLOSE * (1 + abs(value.mid())):
        raise Undecided("the integral could not be computed with certainty")
    return Interval(value.lower(), value.upper())


def rough_area(f: sp.Expr, t: sp.Symbol, low: Interval, high: Interval) -> Interval:
    """Return the integral as two runs of a quadrature agree on it. Raises Undecided where they do
    not."""
    height = sp.lambdify(t, f, "mpmath")
    fractions = [interval.fraction(place.low) for place in (low, high)]
    ends = [mpmath.mpf(end.numerator) / end.denominator for end in fractions]
    with mpmath.workdps(30):
        one, two = (mpmath.quad(height, ends, maxdegree=degree) for degree in (6, 8))
    if not abs(one - two) <= CLOSE * (1 + abs(one)):
        raise Undecided("the integral could not be computed")
    return hull(interval.ball(one), interval.ball(two))


FAR, NEGLIGIBLE = 20000.0, math.log(1e-20)


class Diverges(Exception):
    """The integral has no value; its sign is that of the infinity, 0 if there is no value within a
    piece."""

    def __init__(self, sign: int):
        super().__init__("it diverges")
        self.sign = sign


def tail_area(f: sp.Expr, t: sp.Symbol, start: Interval, by_power: bool = True) -> Interval:
    """Return the integral of f from start to infinity. Raises Diverges, or Undecided."""
    found, place = far_growth(f, t)
    if found.sign and found.low is not None and not summable(found.low):
        raise Diverges(found.sign)
    if found.high.b == found.high.c == 0 and by_power:
        u = sp.Dummy("u", positive=True)
        rest = tail_area(simple(f.subs(t, sp.exp(u)) * sp.exp(u)), u, interval.interval(1), False)
        e = hull(interval.KERNEL.apply("exp", interval.ball(1)))
        return added(smooth_area(f, t, start, e), rest)
    if not summable(found.high):
        raise Undecided("whether the integral converges could not be shown")
    def rest_counts() -> bool:
        left = tail(found.high, place)
        return left is None or left > NEGLIGIBLE

    while place < float(start.high) or rest_counts():
        place *= 1.5
        if place > FAR:
            raise Undecided("the integral converges too slowly to be computed")
    rest = interval.interval((-sp.Rational(1, 10**20), sp.Rational(1, 10**20)))
    return added(smooth_area(f, t, start, interval.interval(sp.Integer(math.ceil(place)))), rest)


def simple(f: sp.Expr) -> sp.Expr:
    """Return an expression whose factors are multiplied out one by one, and its exponentials
    gathered."""
    factors = [part.as_base_exp() if isinstance(part, sp.Pow) else (part, 1)
               for part in sp.Mul.make_args(f)]
    return sp.powsimp(sp.Mul(*[sp.expand(base) ** exponent for base, exponent in factors]))


def end_area(f: sp.Expr, t: sp.Symbol, middle: sp.Rational, cut: Cut, side: int) -> Interval:
    """Return the integral between a number and a cut above it (side 1) or below it (-1)."""
    at, start = around(cut.place), interval.interval(middle)
    u = sp.Dummy("u", positive=True)
    if is_infinite(at.low):
        return tail_area(f.subs(t, side * u), u, multiplied(interval.interval(side), start))
    if not cut.singular:
        return smooth_area(f, t, *((start, at) if side > 0 else (at, start)))
    if isinstance(cut.place, Interval):
        raise Undecided("the place where the integrand has no value is not known exactly")
    near = simple(f.subs(t, cut.place - side * sp.exp(-u)) * sp.exp(-u))
    return tail_area(near, u, enclosed(-sp.log(side * (cut.place - middle)), {}), False)


def piece_area(f: sp.Expr, t: sp.Symbol, low: Cut, high: Cut) -> Interval:
    """Return the integral of f between two cuts. Raises Diverges, or Undecided."""
    middle = between(around(low.place), around(high.place))
    smooth = settled(f, t, middle)
    if has_no_value(smooth, t, middle):
        raise Diverges(0)
    if smooth == 0:
        return interval.interval(0)
    if not low.singular and not high.singular:
        return smooth_area(smooth, t, around(low.place), around(high.place))
    return added(end_area(smooth, t, middle, low, -1), end_area(smooth, t, middle, high, 1))


def area(f: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr) -> Interval | None:
    """Return a narrow interval around the integral of f, an expression in t alone; None where it
    has no value.

    Raises: Undecided where neither could be shown.
    """
    with interval.precision(DIGITS):
        start, stop = around(low), around(high)
        if start.low >= stop.high:
            found = area(f, t, high, low) if start.low > stop.high else interval.interval(0)
            return found and multiplied(interval.interval(-1), found)
        places = cuts(f, t, low, high)
        return summed([functools.partial(piece_area, f, t, *pair)
                       for pair in zip(places, places[1:], strict=False)])


def summed(pieces: list[Callable]) -> Interval | None:
    """Return the sum of the pieces, None if one diverges, whatever is known of the others."""
    values, open_question = [], None
    for piece in pieces:
        try:
            values.append(piece())
        except Diverges:
            return None
        except Undecided as reason:
            open_question = reason
    if open_question:
        raise open_question
    return added(*values)
