"""A smooth function in the place of an unknown one has the derivatives that SymPy's own substitution finds."""

import pytest
import sympy as sp
from sympy.core.function import AppliedUndef

from lit.engine.judge.concrete import concrete, smooth

X, Y = sp.symbols("x y", real=True)
F, G = sp.Function("f", real=True), sp.Function("g", real=True)
AT = {X: sp.Rational(3, 10), Y: sp.Rational(7, 10)}


def substituted(expr):
    """Return what SymPy makes of an expression when it puts the same smooth functions in."""
    for function in sorted({part.func for part in expr.atoms(AppliedUndef)}, key=str):
        letters, known = smooth(str(function), len(next(p for p in expr.atoms(AppliedUndef) if p.func == function).args))
        expr = expr.subs(function, sp.Lambda(letters, known))
    return expr.doit()


@pytest.mark.parametrize("expr", [
    F(X, Y), F(X, Y).diff(X), F(X, Y).diff(X, Y, X), F(X**2).diff(X), F(X, X).diff(X), F(F(X, Y), X).diff(X),
    F(G(1, X, Y), G(2, X, Y)).diff(X), F(G(X)).diff(X, 2), F(G(X), Y).diff(G(X)), F(X, Y).diff(X, Y).subs(X, 2),
    sp.exp(F(X * Y, Y).diff(Y)) + X], ids=str)
def test_derivatives_of_unknown_functions(expr):
    found = concrete(expr)
    assert not found.has(AppliedUndef, sp.Derivative, sp.Subs)
    assert abs((found - substituted(expr)).subs(AT).evalf(40)) < 1e-30


def test_an_unknown_function_below_an_integral():
    t = sp.Symbol("t", real=True)
    found = concrete(sp.Integral(F(t) * X, (t, 0, 1)))
    assert found.has(sp.Integral) and not found.has(AppliedUndef)
