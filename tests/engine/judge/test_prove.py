"""Tests of the prover's assumptions: what was once proved and is false is proved no more."""

from fractions import Fraction

import pytest
import sympy as sp

from lit.engine.formula.claim import Case, Claim, Optimum, Range
from lit.engine.formula.space import Domain, Group, Space
from lit.engine.judge.theorem import case_proved
from lit.engine.judge.prove import continuous, proved

X, Y, T = sp.symbols("x y t", real=True)
R = sp.Symbol("r", positive=True)
N = sp.Symbol("n", nonnegative=True)
SPACE = Space({X: Domain(), Y: Domain(), T: Domain(), R: Domain(low=Fraction(0)),
               N: Domain(low=Fraction(0), low_open=False)})

FALSE = [
    (sp.cos(X), "!=", 0), (sp.sin(X) ** 2, "<", 1), (sp.cos(R) + 1, ">", 0), (sp.cos(2 * X), ">", -1),
    (2 + sp.cos(X) + sp.cos(Y), ">", 0), (3 + 4 * sp.cos(X) + sp.cos(2 * X), ">", 0),
    (1 / (1 + sp.sin(X) ** 2), ">", sp.Rational(1, 2)), (X**2 - 2 * X * sp.sin(Y) + 1, ">", 0),
    (sp.cos(1000 * X) ** 2, ">", 0), (sp.sin(X) / X, ">=", -1 / X**2),
    (N**2 - 1, ">", 0), (sp.log(X) ** 2, ">=", 0), (1 / X, ">", 0), (sp.gamma(X), ">", 0),
    (sp.floor(X), ">", X - 1 + sp.Rational(1, 10)), (sp.atan(X), ">=", -1),
]


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_what_is_false_somewhere_is_not_proved(claim):
    left, op, right = claim
    assert not proved(sp.sympify(left), op, sp.sympify(right))


TRUE = [
    (sp.cos(2 * X), "=", 1 - 2 * sp.sin(X) ** 2), (sp.cosh(X), ">=", 1), (sp.cosh(X) ** 2 - sp.sinh(X) ** 2, "=", 1),
    (sp.tanh(R), "<", 1), (sp.exp(X), ">=", 1 + X), (sp.sin(X) ** 2 + sp.cos(X) ** 2, "=", 1),
]


@pytest.mark.parametrize("claim", TRUE, ids=str)
def test_real_exponentials_keep_their_positive_letters(claim):
    left, op, right = claim
    assert proved(sp.sympify(left), op, sp.sympify(right))


def test_what_may_break_off_or_has_a_pole_is_not_continuous():
    broken = (1 / X, sp.log(X), sp.gamma(X), sp.floor(X), sp.tan(X), sp.sqrt(X), sp.Abs(X), sp.LambertW(X), sp.asin(X))
    whole = (sp.exp(X) / (1 + sp.exp(X)), sp.log(1 + X**2), sp.sqrt(1 + X**2), 1 / (1 + X**2), sp.sin(X) * sp.erf(X))
    assert not any(map(continuous, broken))
    assert all(map(continuous, whole))


OPTIMA = [
    (Optimum((X**2 - 1) ** 2, (X,), (sp.S.One,)), False),
    (Optimum(1 / X**2 + X**2, (X,), (sp.S.One,)), False),
    (Optimum((R + 1) ** 2, (R,), (-sp.S.One,)), False),
    (Optimum(sp.S.Zero * X, (X,), (sp.S.Zero,)), False),
    (Optimum(sp.Abs(X - 1) + sp.Abs(X + 1), (X,), (sp.S.Zero,)), False),
    (Optimum((X - Y) ** 2, (X,), (Y,)), True),
    (Optimum(R + 1 / R, (R,), (sp.S.One,)), True),
    (Optimum(sp.Abs(X) + X**2, (X,), (sp.S.Zero,)), True),
]


@pytest.mark.parametrize("claim, true", OPTIMA, ids=str)
def test_a_best_place_is_the_only_one_and_lies_in_its_domain(claim, true):
    assert case_proved(claim, SPACE) is true


def test_a_range_has_no_gap_and_a_closed_end_is_reached():
    def proved_range(expr, values):
        return case_proved(Range(expr, T, values), SPACE)

    assert proved_range(1 / (1 + sp.exp(-T)), sp.Interval.open(0, 1))
    assert not proved_range(1 / (1 + sp.exp(-T)), sp.Interval.Ropen(0, 1))
    assert not proved_range(1 / T, sp.Interval.open(0, sp.oo))


def test_probabilities_may_be_zero():
    p = sp.symbols("p1:4", positive=True)
    space = Space(dict.fromkeys(p, Domain(Fraction(0), Fraction(1))), (Group("simplex", p),))

    def shown(left, op, right):
        return case_proved(Case((Claim(left, op, sp.sympify(right)),)), space)

    assert not shown(p[0] * p[1] * p[2], ">", 0) and shown(p[0] * p[1] * p[2], ">=", 0)
    assert not shown(sum(x**2 for x in p), "<", 1) and shown(sum(x**2 for x in p), "<=", 1)
    assert shown(sum(p), "=", 1)
