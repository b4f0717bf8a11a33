"""Walk over a SymPy expression with numbers of any kind."""

from collections.abc import Callable
from typing import Any

import sympy as sp


def walk(expr: sp.Expr, point: dict, numbers: Any, memo: dict) -> Any:
    """Return the value of expr at point (symbol: number) in the given kind of numbers."""
    if expr in memo:
        return memo[expr]
    if expr.is_Symbol:
        if expr not in point:
            raise CannotEvaluate(f"the letter {expr} is left over and has no value")
        value = point[expr]
        value = numbers.number(value) if isinstance(value, sp.Basic) else value
    elif isinstance(expr, sp.Integral):
        value = numbers.integral(expr, point)
    elif isinstance(expr, sp.Limit):
        value = numbers.limit(expr, point)
    elif isinstance(expr, sp.Piecewise):
        value = numbers.choose(expr.args, lambda part: walk(part, point, numbers, memo))
    elif not expr.args:
        value = numbers.number(expr)
    else:
        value = numbers.apply(expr, [walk(part, point, numbers, memo) for part in expr.args])
    memo[expr] = value
    return value


class CannotEvaluate(Exception):
    """The expression holds something for which there is no numeric rule."""


def rule(table: dict, expr: sp.Expr) -> Callable:
    """Return the numeric rule for the head of expr."""
    found = table.get(type(expr))
    if found is None:
        raise CannotEvaluate("a part of it cannot be computed as a number; write it in another way")
    return found
