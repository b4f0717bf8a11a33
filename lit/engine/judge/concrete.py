"""Put smooth functions with arbitrary coefficients in the place of unknown ones."""

import functools
import random

import sympy as sp
from sympy.core.function import AppliedUndef

from lit.engine.formula.edges import has_part

WAVES = 2


@functools.cache
def smooth(name: str, count: int, places: tuple[int, ...] = ()) -> tuple[tuple, sp.Expr]:
    """Return count letters and a smooth function of them whose coefficients depend on the name.

    places: by which of the letters, counted from 0, it is differentiated, one after the other.
    """
    letters = sp.symbols(f"v1:{count + 1}", real=True)
    if places:
        _, before = smooth(name, count, places[:-1])
        return letters, before.diff(letters[places[-1]])
    rng = random.Random(f"{name}/{count}")

    def some() -> sp.Rational:
        return sp.Rational(rng.randint(3, 13) * rng.choice((-1, 1)), 10)

    waves = [some() * sp.sin(some() + sum(some() * v for v in letters)) for _ in range(WAVES)]
    return letters, sp.Add(*waves, (sum(sp.Abs(some()) * v for v in letters)) ** 2 / 3)


def concrete(expr: sp.Basic) -> sp.Basic:
    """Return expr with every function of which nothing is known replaced by a smooth one."""
    known = made(expr, {}) if has_part(expr, AppliedUndef) else expr
    return known.doit(integrals=False) if has_part(known, sp.Derivative, sp.Subs) else known


def made(expr: sp.Basic, memo: dict) -> sp.Basic:
    """Return a part of an expression with smooth functions for unknown ones; memo holds the parts
    that are done.
    """
    if expr not in memo:
        memo[expr] = made_anew(expr, memo)
    return memo[expr]


def made_anew(expr: sp.Basic, memo: dict) -> sp.Basic:
    """Return what made returns, of a part that is met for the first time."""
    if not expr.args:
        return expr
    if isinstance(expr, AppliedUndef):
        return at_arguments(expr, (), memo)
    if isinstance(expr, sp.Subs):
        inner = made(expr.expr, memo)
        return inner.xreplace(dict(zip(expr.variables, [made(part, memo) for part in expr.point],
                                       strict=True)))
    if isinstance(expr, sp.Derivative):
        return made_derivative(expr, memo)
    return expr.func(*[made(part, memo) for part in expr.args])


def at_arguments(call: sp.Expr, places: tuple[int, ...], memo: dict) -> sp.Expr:
    """Return the smooth function of an unknown one, or its derivative by some places, at the call's
    arguments.
    """
    letters, found = smooth(str(call.func), len(call.args), places)
    return found.xreplace(dict(zip(letters, [made(part, memo) for part in call.args], strict=True)))


def made_derivative(derivative: sp.Derivative, memo: dict) -> sp.Expr:
    """Return a derivative, by letters or by values of unknown functions, with smooth functions for
    unknown ones.
    """
    places = own_places(derivative)
    if places:
        return at_arguments(derivative.expr, places, memo)
    letters = {by: sp.Dummy(real=True) for by in set(derivative.variables) if not by.is_Symbol}
    found = made(derivative.expr.xreplace(letters), memo).diff(*[letters.get(by, by)
                                                                 for by in derivative.variables])
    return found.xreplace({letter: made(by, memo) for by, letter in letters.items()})


def own_places(derivative: sp.Derivative) -> tuple[int, ...]:
    """Return by which arguments of its own an unknown function is differentiated; none where it is
    not that simple.
    """
    call = derivative.expr
    if not isinstance(call, AppliedUndef):
        return ()
    met = {by: [place for place, part in enumerate(call.args) if part.has(by)]
           for by in derivative.variables}
    simple = all(len(places) == 1 and call.args[places[0]] == by for by, places in met.items())
    return tuple(met[by][0] for by in derivative.variables) if simple else ()
