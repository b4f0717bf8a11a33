"""Evaluate SymPy expressions at a point, with as many digits as it takes, and compare them."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from lit.engine.formula.area import area
from lit.engine.formula.interval import Undecided, fraction
from lit.engine.formula.limits import NoLimit, value_at
from lit.engine.judge.walk import CannotEvaluate, rule, walk


NAN = mpmath.nan


def digits(x: Any) -> Any:
    """Return x as an mpmath number with the digits in force."""
    if isinstance(x, sp.Basic):
        return x._to_mpmath(mpmath.mp.prec)
    return mpmath.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else x


def mixed(exact: Callable, rounded: Callable) -> Callable:
    """Return an operation that is exact on fractions and rounded on all other numbers."""

    def operate(*parts: Any) -> Any:
        if all(isinstance(part, Fraction) for part in parts):
            return exact(parts)
        return rounded([digits(part) for part in parts])

    return operate


LARGEST_EXPONENT = 400


def power(base: Any, exponent: Any) -> Any:
    """Return base to the exponent, nan where there is no real value."""
    whole = isinstance(exponent, Fraction) and exponent.denominator == 1
    if base == 0 and exponent < 0:
        return NAN
    if whole and isinstance(base, Fraction) and abs(exponent) <= LARGEST_EXPONENT:
        return base ** int(exponent)
    if whole:
        return digits(base) ** int(exponent)
    value = mpmath.power(digits(base), digits(exponent))
    return NAN if isinstance(value, mpmath.mpc) else value


def real(function: Callable) -> Callable:
    """Return function for one number of any kind, with nan where its value is not real."""

    def guarded(*parts: Any) -> Any:
        try:
            value = function(*[digits(part) for part in parts])
        except (ValueError, ZeroDivisionError, OverflowError, mpmath.mp.NoConvergence):
            return NAN
        return NAN if isinstance(value, mpmath.mpc) else value

    return guarded


def compared(test: Callable) -> Callable:
    """Return a comparison that answers True, False, or None where an operand is nan."""

    def compare(left: Any, right: Any) -> Any:
        if left != left or right != right:
            return None
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return test(left, right)
        return test(digits(left), digits(right))

    return compare


def extreme(choose: Callable) -> Callable:
    """Return Max or Min of numbers, nan if one of them is nan: Python's max would skip it."""

    def chosen(*parts: Any) -> Any:
        if any(part != part for part in parts):
            return NAN
        if all(isinstance(part, Fraction) for part in parts):
            return choose(parts)
        return choose([digits(part) for part in parts])

    return chosen


def step(x: Any, middle: Any = NAN) -> Any:
    """Return Heaviside's step; at 0 it has no value, unless one was given with it."""
    return x if x != x else middle if x == 0 else Fraction(int(x > 0))


def sign(x: Any) -> Any:
    """Return the sign of a number as a fraction."""
    return x if x != x else Fraction(int(x > 0) - int(x < 0))


def conjunction(*parts: bool | None) -> bool | None:
    """Return whether all parts hold; None when that is undecided."""
    return False if False in parts else None if None in parts else True


def disjunction(*parts: bool | None) -> bool | None:
    """Return whether one of the parts holds; None when that is undecided."""
    return True if True in parts else None if None in parts else False


CLOSE = {
    sp.Add: mixed(sum, mpmath.fsum), sp.Mul: mixed(lambda p: sp.prod(p), mpmath.fprod),
    sp.Pow: power, sp.Max: extreme(max), sp.Min: extreme(min), sp.Heaviside: step,
    sp.Abs: abs, sp.sign: sign, sp.exp: real(mpmath.exp), sp.log: real(mpmath.log),
    sp.floor: real(mpmath.floor), sp.ceiling: real(mpmath.ceil), sp.sin: real(mpmath.sin),
    sp.cos: real(mpmath.cos), sp.tan: real(mpmath.tan), sp.atan: real(mpmath.atan),
    sp.sinh: real(mpmath.sinh), sp.cosh: real(mpmath.cosh), sp.tanh: real(mpmath.tanh),
    sp.atanh: real(mpmath.atanh), sp.asinh: real(mpmath.asinh), sp.asin: real(mpmath.asin),
    sp.acos: real(mpmath.acos), sp.erf: real(mpmath.erf), sp.erfc: real(mpmath.erfc),
    sp.LambertW: real(lambda x, k=0: mpmath.lambertw(x, int(k))),
    sp.gamma: real(mpmath.gamma), sp.binomial: real(mpmath.binomial),
    sp.Gt: compared(lambda a, b: a > b), sp.Ge: compared(lambda a, b: a >= b),
    sp.Lt: compared(lambda a, b: a < b), sp.Le: compared(lambda a, b: a <= b),
    sp.Eq: compared(lambda a, b: a == b), sp.Ne: compared(lambda a, b: a != b),
    sp.And: conjunction, sp.Or: disjunction,
    sp.Not: lambda x: None if x is None else not x,
}


def rational(x: Any) -> sp.Rational:
    """Return a coordinate as a number of SymPy."""
    if isinstance(x, Fraction):
        return sp.Rational(x.numerator, x.denominator)
    return sp.Rational(*map(int, mpmath.libmp.to_rational(mpmath.mpf(digits(x))._mpf_)))


def number_of(x: Any) -> Any:
    """Return a fraction as an mpmath number."""
    return mpmath.mpf(x.numerator) / x.denominator


class Close:
    """Arithmetic with fractions, and with the digits of mpmath where fractions end."""

    @staticmethod
    def number(expr: sp.Expr) -> Any:
        if isinstance(expr, BooleanTrue | BooleanFalse):
            return bool(expr)
        if expr.is_Rational:
            return Fraction(int(expr.p), int(expr.q))
        if expr in (sp.nan, sp.zoo) or expr.is_real is False and expr.is_finite:
            return NAN
        if expr.is_infinite:
            return mpmath.inf if expr.is_extended_positive else -mpmath.inf
        return expr._to_mpmath(mpmath.mp.prec)

    @staticmethod
    def apply(expr: sp.Expr, values: Any) -> Any:
        return rule(CLOSE, expr)(*values)

    @staticmethod
    def integral(expr: sp.Expr, point: dict) -> Any:
        (t, low, high), letters = expr.limits[0], {name: rational(x) for name, x in point.items()}
        try:
            found = area(expr.function.subs(letters), t, low.subs(letters), high.subs(letters))
        except Undecided as reason:
            raise CannotEvaluate(f"the value of an integral is not decided: {reason}") from None
        return NAN if found is None else number_of((fraction(found.low) + fraction(found.high)) / 2)

    @staticmethod
    def limit(expr: sp.Expr, point: dict) -> Any:
        try:
            found = value_at(expr, {name: rational(x) for name, x in point.items()})
        except NoLimit as reason:
            raise CannotEvaluate(str(reason)) from None
        return walk(found, {}, Close, {})

    @staticmethod
    def choose(rows: Sequence, value_of: Callable) -> Any:
        for value, condition in rows:
            holds = value_of(condition)
            if holds is not False:
                return NAN if holds is None else value_of(value)
        return NAN


GUARD = 8
ROUGH = 12


def evaluate(expr: sp.Expr, point: dict, places: int = 50, memo: dict | None = None) -> Any:
    """Return the value of expr at a point of fractions, computed with the given places."""
    with mpmath.workdps(places):
        return walk(expr, point, Close, {} if memo is None else memo)


def is_rough(memo: dict) -> bool:
    """Return whether an integral was among the parts: its digits do not grow with those in force.
    """
    return any(isinstance(expr, sp.Integral) for expr in memo)

STEEP = (sp.exp, sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.Pow)


def lost_digits(memo: dict) -> int:
    """Return how many digits steep functions cost: as many as their arguments have before the
    point, one in another.
    """
    arguments = (memo.get(expr.args[-1]) for expr in memo if isinstance(expr, STEEP))
    sizes = [mpmath.mag(digits(value)) for value in arguments
             if isinstance(value, Fraction | mpmath.mpf) and finite(value)]
    return sum(max(0, int(0.302 * size) + 1) for size in sorted(sizes)[-2:] if size > 3)


def noise(memo: dict, places: int) -> Any:
    """Return the largest error that rounding can have made, 0 if nothing was rounded."""
    numbers = [value for value in memo.values() if isinstance(value, Fraction | mpmath.mpf)
               and finite(value)]
    if all(isinstance(value, Fraction) for value in numbers):
        return 0
    kept = ROUGH if is_rough(memo) else places - GUARD - lost_digits(memo)
    return max(abs(digits(value)) for value in numbers) / mpmath.mpf(10) ** kept


EQUAL, LADDER = (60, 160, 700, 2000), (40, 120, 480, 2000)
STABLE = mpmath.mpf(10) ** -12


def compare(left: Any, right: Any, point: dict, ladder: Sequence[int] = LADDER) -> Any:
    """Return the sign of left - right at point: 0 if it stays below the noise on the ladder.

    Range: nan where exactly one side is undefined, None where both are or nothing was learned.
    """
    before = None
    for places in ladder:
        memo = {}
        one, two = evaluate(left, point, places, memo), evaluate(right, point, places, memo)
        if any(expr.is_Symbol and value != value for expr, value in memo.items()):
            return None  # a coordinate that could not be computed to so many places
        lost = absorbed(memo, places)
        if not (finite(one) and finite(two)) and lost:
            continue
        if one != one or two != two:
            return NAN if finite(one) or finite(two) else None
        with mpmath.workdps(places):
            gap = difference(one, two)
            if abs(gap) > noise(memo, places):
                return 1 if gap > 0 else -1
            size = abs(digits(one)) + abs(digits(two))
            alike = abs(gap) <= size / mpmath.mpf(10) ** (places - GUARD)
        if isinstance(one, Fraction) and isinstance(two, Fraction):
            return (one > two) - (one < two)
        if is_rough(memo):
            return 0 if ladder == EQUAL else None
        if not lost and ladder == EQUAL and (alike or shrunk(gap, before)):
            return 0
        if lost and absorbed(memo, ladder[-1]):
            return None
        before = None if lost else gap
    if lost or swamped(memo, places):
        return None
    return 0 if alike or abs(gap) <= mpmath.mpf(10) ** (-places * 4 // 5) else None


def difference(one: Any, two: Any) -> Any:
    """Return one - two: of fractions exactly and rounded once, of equal infinities 0."""
    if isinstance(one, Fraction) and isinstance(two, Fraction):
        return digits(one - two)
    return 0 if digits(one) == digits(two) else digits(one) - digits(two)


def shrunk(gap: Any, before: Any) -> bool:
    """Return whether a gap between two sides vanished as more digits were taken."""
    return before is not None and abs(gap) <= STABLE * abs(before)


def finite(x: Any) -> bool:
    """Return whether x is a number, neither undefined nor infinite."""
    return isinstance(x, Fraction) or bool(mpmath.isfinite(x))


def absorbed(memo: dict, places: int) -> bool:
    """Return whether an exponential was so small that adding it to 1 may have changed nothing.

    What is 1 but for such an exponential, as the hyperbolic tangent is, tells it by its argument.
    """
    limit, far = mpmath.mpf(10) ** (GUARD - places), mpmath.mpf(places - GUARD) * 2.3
    values = {expr: digits(value) for expr, value in memo.items()
              if isinstance(value, Fraction | mpmath.mpf)}
    tails = [abs(values[expr.args[0]])
             * (2 if isinstance(expr, sp.tanh) else abs(values[expr.args[0]]))
             for expr in values if isinstance(expr, sp.tanh | sp.erf) and expr.args[0] in values]
    return any(tail > far for tail in tails) or any(
        0 < abs(value) < limit for expr, value in values.items()
        if isinstance(expr, sp.exp | sp.erfc))


def swamped(memo: dict, places: int) -> bool:
    """Return whether an exponential was so large that adding 1 to it may have changed nothing."""
    limit = mpmath.mpf(10) ** (places - GUARD)
    return any(abs(value) > limit for expr, value in memo.items()
               if isinstance(expr, sp.exp) and isinstance(value, mpmath.mpf))
