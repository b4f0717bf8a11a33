"""The values of limits and of integrals."""

from collections.abc import Iterable
from dataclasses import replace

import sympy as sp

from lit.engine.formula import syntax as s
from lit.engine.formula.closed import integral
from lit.engine.formula.derivative import taken, variable
from lit.engine.formula.limits import both_ways, limit
from lit.engine.formula.need import nearby, throughout
from lit.engine.formula.scope import Scope, scalar, value_with_needs
from lit.engine.formula.syntax import Node
from lit.engine.formula.values import ElaborationError, Value, elementwise, entries, is_matrix


STEPS = (sp.floor, sp.ceiling, sp.factorial)


def check_steps(values: list, letters: Iterable, what: str) -> None:
    """Raise ElaborationError for a rounded value or a factorial of letters that run along a line.
    """
    for value in values:
        for entry in entries(value) if is_matrix(value) or isinstance(value, tuple) else [value]:
            steps = getattr(entry, "atoms", lambda *kinds: ())(*STEPS)
            if any(step.free_symbols & set(letters) for step in steps):
                raise ElaborationError(f"{what} of a rounded value or a factorial is not followed "
                                       "along its jumps; write it piece by piece", "E237")


def limit_value(node: Node, scope: Scope) -> Value:
    """Return a limit; its letter is free inside."""
    both = isinstance(node.variable, s.Abs)
    if getattr(node.variable, "key", None) in scope.table.sizes:
        return limit_of_size(node, scope)
    key, _, letter = variable(node.variable.body if both else node.variable, scope)
    to = scalar(node.to, scope)
    (body, needs), homes = value_with_needs(node.body, scope.holding(key)), scope.table.domains
    check_steps([body], [letter], "a limit")
    goals = [(sp.oo, ""), (-sp.oo, "")] if both else [(to, node.side)]
    scope.require(nearby(need, letter, *goal) for need in needs for goal in goals)
    if both:
        return elementwise(lambda part: taken(both_ways, part, letter, homes), [body])
    return elementwise(lambda part: taken(limit, part, letter, to, node.side, homes), [body])


def limit_of_size(node: Node, scope: Scope) -> sp.Expr:
    """Return the limit of a number as a dimension grows."""
    size = sp.Dummy("m", positive=True)
    inner, to = replace(scope, needs=[]), scalar(node.to, scope)
    body = scalar(node.body, inner.with_bound({node.variable.key: size}))
    check_steps([body], [size], "a limit")
    scope.require(nearby(need, size, to, node.side) for need in inner.needs)
    return taken(limit, body, size, to, node.side, scope.table.domains)


def integral_value(node: Node, scope: Scope) -> Value:
    """Return a definite integral, in closed form where one was confirmed."""
    key, t, inner = node.variable.key, sp.Dummy("t", real=True), replace(scope, needs=[])
    body = scalar(node.body, inner.with_bound({key: t}))
    check_steps([body], [t], "an integral")
    over = (t, scalar(node.low, scope), scalar(node.high, scope))
    scope.require(part for need in inner.needs for part in throughout(need, *over))
    return taken(integral, body, *over, scope.table.domains)
