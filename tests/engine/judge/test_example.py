"""Tests of places that are calculated: exact ones, at which a statement is really false."""

from fractions import Fraction

import pytest
import sympy as sp

from lit.engine.formula.claim import Case, Claim, Problem
from lit.engine.formula.space import Domain, Group, Space
from lit.engine.judge import check, solver
from lit.engine.judge.example import calculated

X, Y = sp.symbols("x y", real=True)
K, R = sp.Symbol("k", integer=True), sp.Symbol("r", positive=True)
P = sp.symbols("p1:3", nonnegative=True)
SPACE = Space({X: Domain(), Y: Domain(), K: Domain(whole=True), R: Domain(low=Fraction(0)),
               **dict.fromkeys(P, Domain(Fraction(0), Fraction(1), False, False))}, (Group("simplex", P),))


def problem(left, op, right, *given, both=False):
    claims = tuple(Claim(sp.sympify(one), rel, sp.sympify(two)) for one, rel, two in given)
    return Problem((Case((Claim(sp.sympify(left), op, sp.sympify(right)),), claims, both),), SPACE)


FALSE = [
    problem(sp.Abs(X), "<=", 1, (X**2 - X * Y + Y**2, "=", 1)), problem(X**2 + Y**2, "=", 1, (X**4 + Y**4, "=", 1)),
    problem((X - 17) * (X - sp.Rational(1701, 100)), ">=", 0), problem(X, "!=", 3 * Y + 11),
    problem(sp.Abs(X - 17) + sp.Abs(Y - 23), ">", 0), problem(X, "=", 2, (X**2, "=", 4)),
    problem(sp.Abs(X), "<=", sp.sqrt(2), (X**2, "<", 2), both=True), problem(P[0] * P[1], ">", 0),
    problem(sp.cos(2 * X), ">", -1), problem(X**2 - 2 * X * sp.sin(Y) + 1, ">", 0), problem(sp.exp(X), "!=", 5),
    problem(sp.cos(R) + 1, ">", 0), problem((sp.log(R) - 2) ** 2, ">", 0), problem(X, "=", 0, (sp.sin(X), "=", 0)),
    problem(1 / (1 + sp.sin(X) ** 2), ">", sp.Rational(1, 2)), problem(2 + sp.cos(X) + sp.cos(Y), ">", 0),
    problem(sp.Max(0, X**2 - 600000), "=", 0), problem(X**10 - X**9, ">=", -sp.Rational(387, 10000)),
]
TRUE = [
    problem(X**2, "<=", sp.Rational(4, 3), (X**2 - X * Y + Y**2, "=", 1)), problem(sp.exp(X), ">", X),
    problem(K * (K + 1), ">=", 0), problem(X * Y, "<=", sp.Rational(25, 2), (X**2 + Y**2, "=", 25)),
    problem(sp.sin(X) ** 2, "<", 2), problem(P[0] + P[1], "=", 1),
]


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_a_place_is_calculated_where_a_statement_is_false(claim):
    assert calculated(claim) is not None


@pytest.mark.parametrize("claim", TRUE, ids=str)
def test_no_place_is_calculated_for_a_true_statement(claim):
    assert calculated(claim) is None


def test_what_nobody_tried_is_refuted_all_the_same(monkeypatch):
    far = problem((X - 17) * (X - sp.Rational(1701, 100)), ">=", 0)
    assert check.proof_verdict(far, 9).status == "refuted"
    monkeypatch.setattr(solver, "MISSING", "z3 is not installed")
    assert check.proof_verdict(far, 9).status == "tested"
