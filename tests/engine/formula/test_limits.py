"""Limits: found, refused, or kept where they depend on which letter is larger."""

import pytest
import sympy as sp

from lit.engine.formula.limits import KeptLimit, NoLimit, both_ways, limit, value_at

x = sp.symbols("x", real=True)
p, q = sp.symbols("p q", positive=True)


@pytest.mark.parametrize(("expr", "to", "side", "wanted"), [
    (sp.atan(1 / x), 0, None, sp.nan), (sp.atan(1 / x), 0, "+", sp.pi / 2),
    (sp.Abs(sp.sin(x)) / x, 0, None, sp.nan),
    (sp.Abs(sp.sin(x)) / x, 0, "-", -1), (sp.tanh(x) / x, 0, None, 1),
    (sp.Max(x, sp.Rational(1, 10**9)), 0, "+", sp.Rational(1, 10**9)),
    (sp.Min(x, 10**8), sp.oo, None, 10**8), (sp.sin(x), sp.oo, None, sp.nan),
    (x**2, -sp.oo, None, sp.oo), (sp.log(1 + sp.exp(x)) - x, sp.oo, None, 0),
    (sp.exp(-p * x), sp.oo, None, 0), (p * sp.tanh(q * x), sp.oo, None, p),
    (1 / sp.log(x), sp.oo, None, 0), (x * sp.log(x), 0, "+", 0),
    ((x - sp.tanh(x)) / x**3, 0, None, sp.Rational(1, 3)),
])
def test_limits_are_what_they_are(expr, to, side, wanted):
    assert limit(expr, x, sp.sympify(to), side) == wanted


@pytest.mark.parametrize(("expr", "point", "wanted"), [
    ((sp.exp(p * x) - sp.exp(q * x)) / (sp.exp(p * x) + sp.exp(q * x)), {p: 2, q: 1}, 1),
    ((sp.exp(p * x) - sp.exp(q * x)) / (sp.exp(p * x) + sp.exp(q * x)), {p: 1, q: 2}, -1),
    ((p * sp.exp(-p * x) + q * sp.exp(-q * x)) * sp.exp(q * x), {p: 2, q: 1}, 1),
    ((p * sp.exp(-p * x) + q * sp.exp(-q * x)) * sp.exp(q * x), {p: 1, q: 2}, sp.oo),
])
def test_a_limit_that_depends_on_its_letters_is_taken_at_each_point(expr, point, wanted):
    found = limit(expr, x, sp.oo)
    assert isinstance(found, KeptLimit)
    assert found.doit() is found
    assert value_at(found,
                    {letter: sp.Integer(number) for letter, number in point.items()}) == wanted


def test_a_limit_from_both_ends():
    assert both_ways(sp.exp(-x**2), x) == 0
    assert both_ways(sp.atan(x), x) is sp.nan


def test_a_wrong_answer_of_algebra_is_not_believed(monkeypatch):
    monkeypatch.setattr("lit.engine.formula.limits.guess", lambda near, t: sp.Integer(2))
    with pytest.raises(NoLimit, match="not decided"):
        limit(sp.tanh(x), x, sp.oo)
