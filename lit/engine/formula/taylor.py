"""Limits of expressions with unknown smooth functions, by Taylor's theorem."""

import itertools
import math
from collections.abc import Callable

import sympy as sp
from sympy.core.function import AppliedUndef

# By the number of arguments that move; even, so that a power of a distance is positive.
ORDERS = {1: 6, 2: 4}


class Unexpanded(Exception):
    """An expression that Taylor's theorem says nothing about."""


def limit_by_taylor(near: sp.Expr, t: sp.Symbol, limit: Callable) -> sp.Expr:
    """Return the limit of an expression as t grows; limit(expr, t) takes those without unknown
    functions of t.

    Raises Unexpanded where an argument has no finite limit, or where the rest matters.
    """
    rests: list[sp.Symbol] = []
    moving = sorted((call for call in near.atoms(AppliedUndef) if call.has(t)),
                    key=sp.default_sort_key)
    near = near.xreplace({call: expanded(call, t, limit, rests) for call in moving})
    if near.has(sp.Derivative, sp.Subs) and any(part.has(t)
                                                for part in near.atoms(sp.Derivative, sp.Subs)):
        raise Unexpanded
    powers = sp.Poly(sp.expand(near), *rests).terms() if near.is_polynomial(*rests) else None
    if powers is None or any(limit(part, t) != 0 for degrees, part in powers if any(degrees)):
        raise Unexpanded
    return limit(sum(part for degrees, part in powers if not any(degrees)), t)


def expanded(call: AppliedUndef, t: sp.Symbol, limit: Callable, rests: list) -> sp.Expr:
    """Return an unknown function near the place where its arguments go, and add the letter of the
    rest to rests.
    """
    goals = [limit(part, t) if part.has(t) else part for part in call.args]
    if any(goal.has(sp.oo, -sp.oo, sp.nan, sp.zoo, sp.AccumBounds, t) for goal in goals):
        raise Unexpanded
    moves = {place: part - goal for place, (part,
                                            goal) in enumerate(zip(call.args, goals, strict=True))
             if part != goal}
    order = ORDERS[min(len(moves), 2)]
    rests.append(sp.Dummy("R", real=True))
    terms = [sp.prod(moves[place] for place in places) * derivative_at(call, places, goals)
             / math.factorial(count)
             for count in range(order) for places in itertools.product(moves, repeat=count)]
    return sp.Add(*terms, rests[-1] * sum(move**order for move in moves.values()))


def derivative_at(call: AppliedUndef, places: tuple[int, ...], goals: list) -> sp.Expr:
    """Return the derivative of an unknown function by some of its arguments, at given ones."""
    letters = sp.symbols(f"xi_1:{len(goals) + 1}", real=True, cls=sp.Dummy)
    found = call.func(*letters)
    for place in places:
        found = found.diff(letters[place])
    return found.subs(dict(zip(letters, goals, strict=True)), simultaneous=True).doit()
