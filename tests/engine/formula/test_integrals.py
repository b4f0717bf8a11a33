"""Integrals: certified values against mpmath, no value where there is none, closed forms that are
true or not used."""

import math

import mpmath
import pytest
import scipy.integrate
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lit.engine.formula import closed
from lit.engine.formula.area import area
from lit.engine.formula.closed import Kept, NoValue, integral
from lit.engine.formula.growth import far_growth, height, summable
from lit.engine.formula.interval import Interval, Undecided, precision
from lit.engine.formula.zeros import all_zeros, around

t, u, y = sp.symbols("t u y", real=True)
p, q, r = sp.symbols("p q r", positive=True)
x = sp.Dummy("x", positive=True)
BELL = sp.exp(-t**2 / 2) / sp.sqrt(2 * sp.pi)
WHERE = sp.Piecewise


@pytest.mark.parametrize(("f", "low", "high", "wanted"), [
    (sp.Abs(sp.cos(t)), -sp.pi / 2, 0, 1), (sp.Abs(sp.sin(t)), 0, 7 * sp.pi, 14),
    (sp.Abs(sp.sin(t) * sp.cos(t)), 0, 2 * sp.pi, 2), (sp.Abs(sp.sin(2 * t)), 0, 2 * sp.pi, 4),
    (sp.Abs(sp.cos(t)) * sp.sin(t), -sp.pi, sp.pi, 0),
    (WHERE((1, t**2 > 1), (0, True)) * BELL, -sp.oo, sp.oo, sp.erfc(1 / sp.sqrt(2))),
    (WHERE((1, t**3 > 5), (0, True)), 0, 10, 10 - sp.cbrt(5)), (sp.Abs(t**2 - 1), 0, 2, 2),
    (WHERE((1, -sp.log(t) > 1), (0, True)), 0, 1, sp.exp(-1)), (sp.log(t), 0, 1, -1),
    (1 / sp.sqrt(t), 0, 1, 2),
    (1 / sp.sqrt(t * (1 - t)), 0, 1, sp.pi), (1 / (1 + t**2), -sp.oo, sp.oo, sp.pi),
    (t**-2, 2, sp.oo, sp.Rational(1, 2)),
    (t / (sp.exp(t) - 1), 0, sp.oo, sp.pi**2 / 6),
    (sp.exp(-t) * sp.log(t) ** 2, 0, sp.oo, sp.EulerGamma**2 + sp.pi**2 / 6),
    (sp.exp(-sp.sqrt(t)), 0, sp.oo, 2),
    (sp.exp(-t**4), -sp.oo, sp.oo, 2 * sp.gamma(sp.Rational(5, 4))),
    (sp.floor(t), 0, sp.Rational(7, 2), sp.Rational(9, 2)),
    (sp.Max(t, 0) ** 2 * BELL, -sp.oo, sp.oo, sp.Rational(1, 2)), (t**2, 2, -1, -3), (t, 1, 1, 0),
    (sp.sin(t) / t, 0, sp.pi, sp.Si(sp.pi)),
    (sp.atan((3 * t - t**3) / (1 - 3 * t**2)), 0, sp.sqrt(3), sp.pi / sp.sqrt(3) - 3 * sp.log(2)),
])
def test_the_certified_value_is_the_true_one(f, low, high, wanted):
    found = area(f, t, sp.sympify(low), sp.sympify(high))
    value = float(sp.N(wanted, 30))
    assert float(found.low) - 1e-13 <= value <= float(found.high) + 1e-13
    assert float(found.high) - float(found.low) < 1e-12


@pytest.mark.parametrize(("f", "low", "high"), [
    (t**-2, -1, 1), (1 / t, -2, 3), (t**-3, -1, 2), (1 / (t - 1), 0, 2), (1 / t, 1, sp.oo),
    (sp.exp(t**2), -sp.oo, sp.oo),
    (sp.sqrt(t) * BELL, -sp.oo, sp.oo), (sp.log(t), -1, 1),
    (1 / (t * sp.log(t)), 0, sp.Rational(1, 2)), (sp.tan(t), 0, 2),
    (1 / (sp.exp(t) - 1), 0, 1), (1 / (t**2 - 2), 1, 2), (sp.exp(2 * t) * sp.exp(-t), 0, sp.oo),
    (1 / sp.sin(t), 0, 4),
    (sp.asin(t), 0, 2), (t**-1 * BELL, -sp.oo, sp.oo), (1 / (1 + t), 0, sp.oo),
    (sp.S.One, 0, sp.oo), (1 / (t * sp.log(t)), 2, sp.oo),
])
def test_what_diverges_or_is_not_defined_has_no_value(f, low, high):
    assert area(f, t, sp.sympify(low), sp.sympify(high)) is None


@pytest.mark.parametrize(("f", "low", "high"),
                         [(sp.sin(t), 0, sp.oo), (sp.sin(1 / t) / t, 0, 1),
                          (sp.Function("f")(t), 0, 1),
                                                (sp.zeta(t), 2, 3),
                                                (sp.sign(sp.sin(t)) * sp.exp(-t), 0, sp.oo)])
def test_what_cannot_be_decided_is_said(f, low, high):
    with pytest.raises(Undecided):
        area(f, t, sp.sympify(low), sp.sympify(high))


POLYNOMIALS = st.lists(st.integers(-4, 4), min_size=2,
                       max_size=5).map(lambda c: sp.Add(*[a * t**k for k, a in enumerate(c)]))
FACTORS = st.sampled_from([sp.S.One, sp.exp(-t), sp.cos(t), sp.tanh(t), sp.exp(-t**2),
                           sp.log(1 + sp.exp(t)), sp.erf(t)])


@settings(max_examples=15, deadline=None)
@given(POLYNOMIALS, POLYNOMIALS, FACTORS, st.integers(-3, 3), st.integers(-3, 3))
def test_pieces_agree_with_quadrature_that_knows_the_cuts(one, two, factor, a, b):
    assume(a < b and one.has(t) and two.has(t))
    f = sp.Max(one, two) * factor + sp.Abs(one)
    cuts = sorted(float(root)
                  for root in {*sp.real_roots(sp.Poly(one, t)),
                               *(sp.real_roots(sp.Poly(one - two, t)) if (one - two).has(t)
                                 else [])}
                  if a < root < b)
    found = area(f, t, sp.Integer(a), sp.Integer(b))
    height_of = sp.lambdify(t, f, "mpmath")
    wanted = mpmath.quad(height_of, [a, *cuts, b])
    assert math.isclose(float(found.low), wanted, rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=2, max_size=6),
       st.sampled_from([sp.exp(t), sp.sin(t), sp.tanh(3 * t), sp.S.Zero]))
def test_no_change_of_sign_is_overlooked(coefficients, extra):
    g = sp.Add(*[c * t**k for k, c in enumerate(coefficients)]) + extra
    assume(g.has(t))
    with precision(40):
        try:
            found = [around(zero) for zero in all_zeros(g, t, sp.Integer(-4), sp.Integer(4))]
        except Undecided:
            return
    value = sp.lambdify(t, g, "mpmath")
    grid = [-4 + mpmath.mpf(k) / 64 for k in range(513)]
    for left, right in zip(grid, grid[1:], strict=False):
        if value(left) * value(right) < 0:
            assert any(float(zero.low) <= right + 1e-9 and float(zero.high) >= left - 1e-9
                       for zero in found), (g, left)


@pytest.mark.parametrize("f", [
    1 / x, 1 / (1 + x**2), sp.exp(-x**2 / 2) * x**3, sp.exp(-x) * sp.log(x), sp.log(1 + sp.exp(-x)),
    1 / (sp.exp(x) + 1),
    sp.log(1 + sp.exp(x)) * sp.exp(-x**2 / 2), sp.tanh(x) * sp.exp(-x), sp.sin(x) / x**2,
    sp.sin(sp.exp(-x)), sp.exp(-sp.sqrt(x)),
    1 / (x * sp.log(x)), sp.exp(3 * x) - sp.exp(2 * x), (1 + sp.erf(x)) * sp.exp(-x),
    sp.erfc(x) * x, sp.exp(-x**4),
    1 / (x**2 - 5 * x), -x * sp.exp(-x), x ** sp.Rational(-3, 2) * sp.log(x), 1 - sp.cos(1 / x),
    sp.exp(1 / x) - 1, sp.cosh(x) - sp.exp(x) / 3,
    sp.exp(-sp.exp(x)), sp.sqrt(1 + x**2) - sp.Rational(1, 2), sp.atan(x) ** 3 / x,
])
def test_growth_bounds_hold_far_out(f):
    found, start = far_growth(f, x)
    for k in range(1, 50):
        place = start * 1.15**k
        if f.has(sp.exp, sp.cosh, sp.erfc) and place > 60:
            break
        size = abs(sp.N(f.subs(x, sp.Float(place, 80)), 80))
        if size > 0:
            log = float(sp.log(size))
            assert log <= height(found.high, place) + 1e-6
            assert found.low is None or log >= height(found.low, place) - 1e-6


@pytest.mark.parametrize(("f", "converges"),
                         [(1 / x, False), (x**-2, True), (sp.exp(-x) * x**9, True),
                                              (1 / sp.sqrt(1 + x**2), False),
                                              (sp.log(x) / x**2, True), (sp.exp(-1 / x), False)])
def test_growth_tells_what_has_an_integral(f, converges):
    found, _ = far_growth(f, x)
    assert summable(found.high) is converges
    assert converges or not summable(found.low)


@pytest.mark.parametrize(("f", "low", "high", "wanted"), [
    (1 / t**2, r, 2 * r, 1 / (2 * r)), (1 / (t + r) ** 2, 0, 3, 3 / (r * (r + 3))),
    (1 / t, p, q, sp.log(q / p)),
    (sp.exp(-p * t**2), -sp.oo, sp.oo, sp.sqrt(sp.pi / p)), (t**p, 0, 1, 1 / (p + 1)),
    (t**2, 0, y, y**3 / 3),
    (sp.cos(y * t) * BELL, -sp.oo, sp.oo, sp.exp(-y**2 / 2)),
    (WHERE((1, t**3 > r), (0, True)) * BELL, -sp.oo, sp.oo, sp.erfc(sp.cbrt(r) / sp.sqrt(2)) / 2),
    (WHERE((1, -sp.log(t) > r), (0, True)), 0, 1, sp.exp(-r)),
    (sp.Max(t, r) * BELL, -sp.oo, sp.oo,
     r * (1 + sp.erf(r / sp.sqrt(2))) / 2 + sp.exp(-r**2 / 2) / sp.sqrt(2 * sp.pi)),
])
def test_true_closed_forms_are_found(f, low, high, wanted):
    found = integral(f, t, sp.sympify(low), sp.sympify(high))
    assert not found.has(sp.Integral)
    for point in ({p: 2, q: 3, r: sp.Rational(1, 2), y: -1},
                  {p: sp.Rational(1, 3), q: 1, r: 4, y: 2}):
        assert abs(sp.N((found - wanted).subs(point), 30)) < 1e-20


@pytest.mark.parametrize(("f", "low", "high"),
                         [(1 / t**2, -r, r), (1 / (t - r) ** 2, 0, 3), (1 / (t - r), 0, 2 * r),
                          (1 / t, -p, q)])
def test_what_diverges_for_some_letters_gets_no_closed_form(f, low, high):
    found = integral(f, t, sp.sympify(low), sp.sympify(high))
    assert isinstance(found, Kept)
    assert found.doit() is found
    assert sp.simplify(found + 1).has(sp.Integral)


@pytest.mark.parametrize(("f", "low", "high", "good", "bad"), [
    (sp.exp(y * t) * sp.exp(-t), 0, sp.oo, (-3, 0, sp.Rational(1, 2)), (1, 2)),
    (t**y, 0, 1, (0, 2), (-1, -2, sp.Rational(-5, 2))),
    (sp.exp(-y * t**2), -sp.oo, sp.oo, (1, 3), (0, -1)),
    (t**y * sp.exp(-t), 0, sp.oo, (1, sp.Rational(-1, 2)),
     (-1, sp.Rational(-3, 2), sp.Rational(-5, 2))),
    (sp.exp(y * t**2) * BELL, -sp.oo, sp.oo, (0, sp.Rational(1, 4)), (sp.Rational(1, 2), 1)),
])
def test_conditions_of_convergence_are_conditions_of_definedness(f, low, high, good, bad):
    found = integral(f, t, sp.sympify(low), sp.sympify(high))
    for number in good:
        value, _ = scipy.integrate.quad(sp.lambdify(t, f.subs(y, number)),
                                        float(low) + (1e-12 if low == 0 else 0), float(high))
        assert abs(float(found.subs(y, number)) - value) < 1e-5
    for number in bad:
        assert found.subs(y, number) in (sp.nan, sp.zoo) or not sp.N(found.subs(y, number)).is_real


@pytest.mark.parametrize(("f", "low", "high", "words"),
                         [(t**-2, -1, 1, "no value"), (sp.sin(t), 0, sp.oo, "not decided")])
def test_without_letters_there_is_a_sentence(f, low, high, words):
    with pytest.raises(NoValue, match=words):
        integral(f, t, sp.sympify(low), sp.sympify(high))


def test_a_wrong_guess_of_algebra_is_not_believed(monkeypatch):
    monkeypatch.setattr(closed, "guess", lambda *arguments: sp.Integer(-1))
    closed.memory.cache_clear()
    assert isinstance(integral(sp.Abs(sp.cos(t)), t, -sp.pi / 2, sp.S.Zero), Kept)
    closed.memory.cache_clear()


def test_a_sum_of_cuts_that_are_no_numbers_is_still_an_interval():
    found = area(sp.Abs(sp.exp(t) - 2 - t), t, sp.Integer(-3), sp.Integer(3))
    assert isinstance(found, Interval)
    wanted = scipy.integrate.quad(lambda z: abs(math.exp(z) - 2 - z), -3, 3,
                                  points=[-1.8414056604, 1.1461932206])[0]
    assert math.isclose(float(found.low), wanted, rel_tol=1e-8)


def test_an_order_closer_than_the_digits_of_an_integral_is_not_decided():
    from lit.engine.judge.evaluate import EQUAL, compare

    near_one = Kept(sp.tanh(t + 40) * BELL, (t, -sp.oo, sp.oo))
    assert compare(near_one, sp.S.One, {}) is None
    assert compare(near_one, sp.S.One, {}, EQUAL) == 0
    assert compare(near_one, sp.Rational(9, 10), {}) == 1
