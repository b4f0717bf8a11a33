"""Enclosures: every value lies within, and where there is no value there is no enclosure."""

from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from lit.engine.formula import enclosed, images, interval
from lit.engine.judge.enclose import decide, enclose, missing

x, y = sp.symbols("x y", real=True)
UNARY = {
    sp.exp: mpmath.exp, sp.log: mpmath.log, sp.sqrt: mpmath.sqrt, sp.sin: mpmath.sin,
    sp.cos: mpmath.cos,
    sp.tan: mpmath.tan, sp.tanh: mpmath.tanh, sp.sinh: mpmath.sinh, sp.cosh: mpmath.cosh,
    sp.atan: mpmath.atan,
    sp.atanh: mpmath.atanh, sp.asinh: mpmath.asinh, sp.asin: mpmath.asin, sp.acos: mpmath.acos,
    sp.erf: mpmath.erf,
    sp.erfc: mpmath.erfc, sp.gamma: mpmath.gamma, sp.LambertW: mpmath.lambertw, sp.Abs: abs,
    sp.sign: mpmath.sign,
    sp.floor: mpmath.floor, sp.ceiling: mpmath.ceil,
    (lambda a: a**2): lambda a: a**2, (lambda a: a**3): lambda a: a**3,
    (lambda a: 1 / a): lambda a: 1 / a,
    (lambda a: a ** sp.Rational(2, 3)): lambda a: mpmath.power(a, mpmath.mpf(2) / 3),
    (lambda a: 2**a): lambda a: mpmath.power(2, a),
    (lambda a: sp.LambertW(a, -1)): lambda a: mpmath.lambertw(a, -1),
}
BINARY = {
    (lambda a, b: a + b): lambda a, b: a + b, (lambda a, b: a * b): lambda a, b: a * b,
    (lambda a, b: a / b): lambda a, b: a / b, sp.Max: max, sp.Min: min,
    (lambda a, b: a**b): mpmath.power,
    (lambda a, b: sp.Piecewise((a, a < b), (b + 1, True))): lambda a, b: a if a < b else b + 1,
}
tenths = st.integers(-80, 80).map(lambda n: Fraction(n, 10))
trees = st.recursive(
    st.sampled_from(["x", "y"]) | tenths,
    lambda inner: st.tuples(st.sampled_from(list(UNARY)),
                            inner) | st.tuples(st.sampled_from(list(BINARY)), inner, inner),
    max_leaves=6)


def number(tree, at):
    """Return the value of a tree by mpmath, a ValueError where it has none."""
    if isinstance(tree, str):
        return at[tree]
    if isinstance(tree, Fraction):
        return mpmath.mpf(tree.numerator) / tree.denominator
    parts = [number(part, at) for part in tree[1:]]
    value = {**UNARY, **BINARY}[tree[0]](*parts)
    if mpmath.im(value) != 0 or not mpmath.isfinite(value):
        raise ValueError("no real number")
    return mpmath.re(value)


def expression(tree):
    """Return a tree as an expression of SymPy that is as little simplified as possible."""
    if isinstance(tree, str):
        return {"x": x, "y": y}[tree]
    if isinstance(tree, Fraction):
        return sp.Rational(tree.numerator, tree.denominator)
    return tree[0](*[expression(part) for part in tree[1:]])


def contains(found, value):
    """Return whether a value of mpmath lies within an enclosure, up to its own last digits."""
    slack = mpmath.mpf(10) ** -40 * (1 + abs(value))
    low, high = (mpmath.mpf(mpmath.inf * (1 if end > 0 else -1)) if interval.is_infinite(end)
                 else mpmath.mpf(end.str(60, radius=False)) for end in found)
    return low - slack <= value <= high + slack


@settings(max_examples=400, deadline=None)
@given(trees, tenths, tenths, tenths, tenths, st.fractions(0, 1, max_denominator=50),
       st.fractions(0, 1, max_denominator=50))
def test_every_value_on_a_box_lies_in_the_enclosure(tree, a, b, c, d, s, t):
    try:
        expr = expression(tree)
    except (ValueError, TypeError):
        return  # SymPy refuses to compare what is no real number
    if expr.has(sp.nan, sp.zoo, sp.oo, sp.I):
        return
    low, high, left, right = min(a, b), max(a, b), min(c, d), max(c, d)
    found = enclose(expr, {x: (low, high), y: (left, right)}, digits=50)
    if found is None:
        return
    at = {"x": low + s * (high - low), "y": left + t * (right - left)}
    with mpmath.workdps(60):
        place = {name: mpmath.mpf(value.numerator) / value.denominator for name,
                 value in at.items()}
        try:
            value = number(tree, place)
        except (ValueError, ZeroDivisionError, OverflowError):
            return  # SymPy may have cancelled what has no value; where it kept it, see the next test
        assert contains(found, value)


@pytest.mark.parametrize(("expr", "box"), [
    (1 / x, (-1, 1)), (1 / x, (0, 1)), (sp.log(x), (0, 1)), (sp.log(x), (-1, 1)),
    (sp.sqrt(x), (Fraction(-1, 10**9), 1)),
    (sp.tan(x), (1, 2)), (sp.atanh(x), (0, 1)), (sp.asin(x), (0, 2)), (sp.LambertW(x), (-1, 0)),
    (sp.gamma(x), (0, 1)),
    (sp.gamma(x), (-2, -1)), (x ** sp.Rational(1, 3), (-8, -1)), (x ** sp.Rational(-1, 2), (0, 1)),
    (sp.LambertW(x, -1), (Fraction(-1, 10), 0)), (x**x, (0, 1)),
    (sp.Piecewise((1, x < 0), (sp.nan, True)), (-1, 1)),
    (sp.Piecewise((1, x < 0), (2, x > 0)), (-1, 1)), (sp.Function("f")(x), (0, 1)), (x + y, (0, 1)),
])
def test_what_may_have_no_value_has_no_enclosure(expr, box):
    assert enclose(expr, {x: box}) is None


@pytest.mark.parametrize(("condition", "box", "answer"), [
    (x > 0, (1, 2), True), (x > 0, (-2, 0), False), (x >= 0, (0, 1), True), (x > 0, (0, 1), None),
    (sp.Eq(x, 1), (1, 1), True), (sp.Eq(x, 1), (2, 3), False), (sp.Ne(x, 1), (0, 1), None),
    (1 / x > 0, (0, 1), None),
    (sp.Or(x > 0, x < 1), (-5, 5), None), (sp.And(x > 0, x < 1), (2, 5), False),
    (sp.exp(-x) < sp.Rational(1, 2), (1, sp.oo), True),
    (sp.cos(x) > -1, (3, 4), None), (sp.cos(x) > -1, (0, 3), True),
])
def test_conditions_on_a_box(condition, box, answer):
    assert decide(condition, {x: box}) is answer


@pytest.mark.parametrize(("expr", "box", "low", "high"), [
    (sp.sin(x), (1, 2), sp.sin(1), 1), (sp.sin(x), (4, 5), -1, sp.sin(4)),
    (sp.cos(x), (-1, 1), sp.cos(1), 1),
    (x**2, (-1, 3), 0, 9), (sp.Abs(x), (-2, 1), 0, 2),
    (sp.gamma(x), (1, 3), "0.885603194410888700278", 2),
    (sp.exp(-x), (0, sp.oo), 0, 1), (sp.atan(x), (-sp.oo, sp.oo), -sp.pi / 2, sp.pi / 2),
    (sp.Max(x, 0), (-1, 2), 0, 2),
    (sp.cosh(x), (-1, 2), 1, sp.cosh(2)), (sp.LambertW(x), (0, sp.E.evalf(40)), 0, 1),
    (sp.sqrt(x), (0, 4), 0, 2),
])
def test_bounds_are_as_narrow_as_can_be(expr, box, low, high):
    box = tuple(mpmath.mpf(end) if isinstance(end, sp.Float) else end for end in box)
    if any(isinstance(end, mpmath.mpf) for end in box):
        box = (0, Fraction(str(box[1])))
    found = enclose(expr, {x: box}, digits=30)
    for end, wanted in zip(found, (low, high), strict=True):
        assert abs(float(end) - float(sp.sympify(wanted))) < 1e-12


@given(tenths, tenths,
       st.sampled_from([sp.exp, sp.sin, sp.cos, sp.tanh, sp.cosh, sp.sqrt, sp.log, sp.floor,
                        lambda a: a**3]))
@settings(max_examples=150, deadline=None)
def test_mpmath_serves_where_arb_is_missing(a, b, function):
    low, high = min(a, b), max(a, b)
    box = {x: (low, high)}
    with_arb = enclose(function(x) + x, box, 20)
    with pytest.MonkeyPatch.context() as patch:
        for module in (interval, images, enclosed):
            patch.setattr(module, "KERNEL", interval.MpmathIntervals)
        for module in (interval, images):
            patch.setattr(module, "INFINITY", mpmath.iv.mpf("inf"))
        interval.ball.cache_clear()
        without = enclose(function(x) + x, box, 20)
        assert enclose(sp.erf(x), box, 20) is None
    interval.ball.cache_clear()
    assert (with_arb is None) == (without is None)
    if without:
        for one, two in zip(with_arb, without, strict=True):
            assert abs(float(one) - float(mpmath.mpf(two))) <= 1e-12 * (1 + abs(float(one)))


def test_nothing_is_missing_here():
    assert missing() == ""
