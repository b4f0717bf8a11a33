"""Definite integrals: closed forms that certified values confirm, else integrals that algebra
leaves alone."""

import functools
import itertools
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from lit.engine.formula import interval
from lit.engine.formula.area import DIGITS, area, between, plain_edges, settled
from lit.engine.formula.edges import size
from lit.engine.formula.enclosed import HEADS, enclosed
from lit.engine.formula.interval import Interval, Undecided
from lit.engine.formula.patience import within
from lit.engine.formula.space import Domain
from lit.engine.formula.zeros import all_zeros, around


class Kept(sp.Integral):
    """An integral without a confirmed closed form; algebra leaves it alone."""

    def doit(self, **hints: Any) -> sp.Expr:
        return self

    def _eval_simplify(self, **kwargs: Any) -> sp.Expr:
        return self

    def _eval_evalf(self, prec: int) -> None:
        return None


TRIALS = 11
NUMBERS = [Fraction(n, 12) for n in (6, 24, -9, 36, -17, 12, -24, 0, 17, 4, -31, -4, 60)]
SHARES = [Fraction(n, 24) for n in (12, 5, 20, 1, 9, 23, 15)]


def home_by_name(letter: sp.Symbol) -> Domain:
    """Return the domain that the assumptions about a letter amount to."""
    low = Fraction(0) if letter.is_nonnegative else None
    return Domain(low, low_open=bool(letter.is_positive), whole=bool(letter.is_integer))


def numbers_of(home: Domain) -> list[Fraction]:
    """Return a few numbers of a domain, its closed ends among them."""
    if home.values:
        return list(home.values)
    low, high = home.low, home.high
    found = [x + (low if low is not None else 0)
             for x in NUMBERS] if low is None or high is None else []
    if high is not None:
        found = [low + (high - low) * share
                 for share in SHARES] if low is not None else [high - abs(x) for x in NUMBERS]
    found = [Fraction(round(x)) for x in found] if home.whole else found
    return list(dict.fromkeys(x for x in [*found, low, high] if x is not None
                              and x in home)) or [Fraction(1)]


def trials(letters: list[sp.Symbol], homes: dict) -> list[dict]:
    """Return points {letter: rational number} at which a closed form is tried."""
    choices = [numbers_of(homes.get(letter) or home_by_name(letter)) for letter in letters]
    return [{letter: sp.Rational(str(numbers[(k * (2 * j + 1) + j) % len(numbers)]))
             for j, (letter, numbers) in enumerate(zip(letters, choices, strict=True))}
            for k in range(TRIALS if letters else 1)]


SOLVING = 2  # seconds for the equation of an edge


def solutions(edge: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr) -> list[sp.Expr]:
    """Return the places where an edge is met. Raises Undecided."""
    if edge.free_symbols == {t}:
        known = low.is_number and high.is_number
        found = all_zeros(edge, t, *((low, high) if known else (-sp.oo, sp.oo)))
        if any(isinstance(place, Interval) for place in found):
            raise Undecided("an edge has no exact place")
        return found
    found = within(SOLVING, sp.solve, edge, t, otherwise=None)
    if not isinstance(found, list) or any(place.has(sp.Piecewise) for place in found):
        raise Undecided("an edge could not be solved")
    return [place for place in found if place.is_real is not False]


def stretches(f: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr,
              points: list[dict]) -> list[tuple]:
    """Return (integrand, low, high) for each stretch between the corners of f. Raises Undecided."""
    places = list(dict.fromkeys(place for edge in plain_edges(f, t)
                                for place in solutions(edge, t, low, high)))
    if not places:
        return [(f, low, high)]
    inside = [[place for place in places if is_inside(place, low, high, point)] for point in points]
    most, index = max(zip(map(len, inside), range(len(points)), strict=True), default=(0, 0))
    point = points[index]
    longest = max(inside, key=len)
    met = sorted(longest, key=lambda place: around(place.subs(point)).low)
    ends = [around(place.subs(point)) for place in (low, *met, high)]
    if any(not one.high < two.low for one, two in itertools.pairwise(ends)):
        raise Undecided("the order of the edges is not known")
    cuts = [low,
            *[place if all(place in row for row in inside) else clipped(place, low, high)
              for place in met], high]
    stretches = zip(itertools.pairwise(ends), itertools.pairwise(cuts), strict=True)
    return [(settled(f, t, between(*pair), point), *stretch) for pair, stretch in stretches]


def is_inside(place: sp.Expr, low: sp.Expr, high: sp.Expr, point: dict) -> bool:
    """Return whether a place lies between two ends at a point, and not at one of them."""
    try:
        one, left, right = (around(x.subs(point)) for x in (place, low, high))
    except Undecided:
        return False
    return bool(left.high < one.low and one.high < right.low)


def clipped(place: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Return a place if it lies between two ends, else the end that is nearer."""
    place = place if low.is_infinite else sp.Max(place, low)
    return place if high.is_infinite else sp.Min(place, high)


def at_end(expr: sp.Expr, t: sp.Symbol, end: sp.Expr) -> sp.Expr:
    """Return a value at an end, where a bell times a power vanishes at infinity."""
    return sp.S.Zero if end.is_infinite else expr.subs(t, end)


def bell_moment(k: int, t: sp.Symbol, m: sp.Expr, s: sp.Expr, low: sp.Expr,
                high: sp.Expr) -> sp.Expr:
    """Return the integral of t**k exp(-(t - m)**2 / (2 s**2)) from low to high."""
    if k == 0:
        whole = [sp.Integer(1 if end == sp.oo else -1) if end.is_infinite
                 else sp.erf((end - m) / (s * sp.sqrt(2))) for end in (low, high)]
        return s * sp.sqrt(sp.pi / 2) * (whole[1] - whole[0])
    edge = t ** (k - 1) * sp.exp(-((t - m) ** 2) / (2 * s**2))
    rest = (k - 1) * s**2 * bell_moment(k - 2, t, m, s, low, high) if k > 1 else 0
    return (m * bell_moment(k - 1, t, m, s, low, high) + rest
            - s**2 * (at_end(edge, t, high) - at_end(edge, t, low)))


def bell(term: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """Return the integral of constant * t**k * exp(quadratic in t), None for another term."""
    factor, rest = term.as_independent(t)
    power, exponent = sp.S.Zero, sp.S.Zero
    for part in sp.Mul.make_args(rest):
        if isinstance(part, sp.exp):
            exponent += part.args[0]
        else:
            base, k = part.as_base_exp()
            if base != t or not (k.is_Integer and k > 0):
                return None
            power += k
    if not exponent.is_polynomial(t) or sp.degree(exponent, t) != 2:
        return None
    a, b, c = (sp.Poly(exponent, t).coeff_monomial(t**k) for k in (2, 1, 0))
    m, s = -b / (2 * a), sp.sqrt(-1 / (2 * a))
    return factor * sp.exp(c - b**2 / (4 * a)) * bell_moment(int(power), t, m, s, low, high)


SHORT = 60


def solved(f: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """Return a guess at the integral of a smooth f, None where algebra has none."""
    if low == high or f == 0:
        return sp.S.Zero
    parts = [bell(term, t, low, high) for term in sp.Add.make_args(sp.expand(f))]
    if None not in parts:
        return sp.Add(*parts)
    if size(f) >= SHORT:
        return None
    found = sp.integrate(f, (t, low, high), conds="none")
    if found.has(sp.Min, sp.Max) and not low.has(sp.Min, sp.Max) and not high.has(sp.Min, sp.Max):
        return None
    return found


def guess(f: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr,
          points: list[dict]) -> sp.Expr | None:
    """Return a closed form that nobody has confirmed yet, None where there is none."""
    try:
        parts = [solved(one, t, *ends) for one, *ends in stretches(f, t, low, high, points)]
    except (Undecided, NotImplementedError, ValueError, TypeError, AttributeError, RecursionError,
            sp.PolynomialError):
        return None
    found = None if None in parts else sp.Add(*parts)
    known = (*HEADS, sp.Symbol, sp.Number, sp.NumberSymbol, sp.Piecewise)
    readable = found is not None and all(isinstance(part, known)
                                         for part in sp.preorder_traversal(found))
    return found if readable else None


def conditions(f: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Basic:
    """Return the condition on the letters under which f has an integral, as its exponents suggest
    it."""
    found = []
    for term in sp.Add.make_args(sp.expand(f)):
        for end, side in ((low, -1), (high, 1)):
            smooth = term.subs(sp.Abs(t), side * t) if end.is_infinite else term
            found += exponent_conditions(sp.powsimp(smooth), t, end, side)
    return sp.And(*found)


def exponent_conditions(term: sp.Expr, t: sp.Symbol, end: sp.Expr, side: int) -> list[sp.Basic]:
    """Return the conditions that one term of an integrand has to meet at one end."""
    factors = sp.Mul.make_args(term.as_independent(t, as_Add=False)[1])
    exponent = sp.expand(sp.Add(*[part.args[0] for part in factors if isinstance(part, sp.exp)]))
    powers = [part.exp for part in factors if isinstance(part, sp.Pow) and part.base == t
              and part.exp.free_symbols]
    if end == 0:
        return [power > -1 for power in powers]
    if not end.is_infinite or not exponent.is_polynomial(t):
        return []
    if exponent == 0:
        return [power < -1 for power in powers]
    poly = sp.Poly(exponent, t)
    return [poly.LC() * side ** poly.degree() < 0]


EQUAL = sp.Rational(1, 10**12)


def value_at(expr: sp.Expr, point: dict) -> Interval | None:
    """Return an interval around the value of a closed form at a point, None where it has no real
    value."""
    try:
        at = expr.subs(point)
    except (ValueError, TypeError):  # the larger of two complex numbers, say
        return None
    if at.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        return None
    try:
        return enclosed(at, {})
    except Undecided:
        found = sp.N(at, 30)
        return interval.interval(sp.Rational(str(found))) if found.is_Float else None


def agree(one: Interval | None, two: Interval | None) -> bool:
    """Return whether two values are the same to twelve digits, or both are none."""
    if one is None or two is None:
        return one is two
    apart = max(one.high, two.high) - min(one.low, two.low)
    return bool(apart <= interval.interval(EQUAL).low * (1 + abs(one.high)))


def confirmed(found: sp.Expr, truths: list[tuple]) -> bool:
    """Return whether a closed form has the certified value, or none, at all points where that is
    known."""
    with interval.precision(DIGITS):
        return all(agree(truth, value_at(found, point)) for point, truth in truths)


def certified(f: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr,
              points: list[dict]) -> tuple[list, str]:
    """Return pairs (point, certified value or None), where it could be decided, and a reason why
    not elsewhere."""
    found, reason = [], ""
    for point in points:
        try:
            found.append((point, area(f.subs(point), t, low.subs(point), high.subs(point))))
        except Undecided as undecided:
            reason = str(undecided)
    return found, reason


PATIENCE = 5  # seconds; the hardest integral of the book takes one
ENOUGH = 4  # points at which the value has to be known before a closed form is believed
LETTERS = [sp.Dummy(f"t{k}", real=True) for k in range(6)]


class NoValue(Exception):
    """An integral of numbers that diverges or could not be decided: a sentence that says so."""


def integral(f: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr,
             homes: dict | None = None) -> sp.Expr:
    """Return a definite integral over t, in closed form where one was confirmed.

    homes gives the domain of each letter. Raises: NoValue where no letter is left and the integral
    has no value, or where it could not be decided anywhere.
    """
    fresh = next(letter for letter in LETTERS if not f.has(letter))
    known = tuple(sorted((homes or {}).items(), key=lambda pair: str(pair[0])))
    return memory(f.subs(t, fresh), fresh, sp.sympify(low), sp.sympify(high), known)


@functools.lru_cache(512)
def memory(f: sp.Expr, t: sp.Symbol, low: sp.Expr, high: sp.Expr, homes: tuple) -> sp.Expr:
    """Return an integral, found once for each integrand."""
    whole = Kept(f, (t, low, high))
    letters = sorted(whole.free_symbols, key=str)
    if f == 0 or f.has(AppliedUndef, sp.Integral, sp.Derivative):
        return sp.S.Zero if f == 0 else whole
    points = trials(letters, dict(homes))
    truths, reason = certified(f, t, low, high, points)
    if not truths:
        raise NoValue(f"the value of an integral is not decided: {reason}")
    if not letters and truths[0][1] is None:
        raise NoValue("an integral has no value here, for it diverges or its integrand has none")
    nowhere = all(truth is None for _, truth in truths)
    found = None if nowhere else within(PATIENCE, guess, f, t, low, high, points, otherwise=None)
    if found is None or letters and len(truths) < ENOUGH:
        return whole
    powers_of_zero = [part for part in found.atoms(sp.Pow) if part.base == 0]
    if not powers_of_zero and confirmed(found, truths):
        return found
    found = found.subs(dict.fromkeys(powers_of_zero, 0))
    limited = sp.Piecewise((found, conditions(f, t, low, high)), (sp.nan, True))
    return limited if confirmed(limited, truths) else whole
