"""The values of expectations, variances, covariances and probabilities."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import sympy as sp

from lit.engine.formula import chance, syntax as s
from lit.engine.formula.approach import check_steps
from lit.engine.formula.arithmetic import condition
from lit.engine.formula.functions import function
from lit.engine.formula.scope import Scope, name_value, scalar, span, value
from lit.engine.formula.syntax import Node
from lit.engine.formula.values import (
    ElaborationError, Matrix, Value, elementwise, entries, is_matrix, number,
)


def average(node: Node, scope: Scope) -> Value:
    """Return an expectation, variance, covariance or probability."""
    scope = with_law(node.law, scope)
    weights = weights_of(node.law, scope)
    if weights:
        def mean(pick: Callable) -> sp.Expr:
            return sp.Add(*[weight * pick(inner) for weight, inner in weights])

        return finite_average(node, mean)
    laws, outer = {**scope.table.laws, **scope.laws}, scope
    scope = replace(scope, needs=[])
    if isinstance(node.law, s.Name):
        laws = {letter: laws[letter] for letter in entries(name_value(node.law.key, scope))
                if letter in laws}
    try:
        if node.kind == "P":
            bodies = [sp.And(*[condition(body, scope) for body in node.bodies])]
        else:
            bodies = [number(value(body, scope)) for body in node.bodies]
        check_random(node.kind, bodies, laws)
        check_steps(bodies, laws, "an average")
        found = AVERAGED[node.kind](*bodies, laws, scope.table.domains)
    except ValueError as error:
        raise ElaborationError(str(error)) from None
    outer.require(need for need in scope.needs if not need.expr.free_symbols & set(laws))
    if any(map(chance.too_deep, entries(found))):
        raise ElaborationError("this average over several random numbers has no closed form here; "
                               "check it by an experiment in a test- block")
    return found


def finite_average(node: Node, mean: Callable) -> sp.Expr:
    """Return an average of a kind, given how a mean over values is taken."""
    def part(k: int) -> Callable:
        return lambda inner: scalar(node.bodies[k], inner)

    if node.kind == "P":
        return mean(lambda inner: sp.Piecewise((1, sp.And(*[condition(b, inner)
                                                            for b in node.bodies])), (0, True)))
    if node.kind == "E":
        return mean(part(0))
    two = part(0 if node.kind == "Var" else 1)
    return mean(lambda inner: part(0)(inner) * two(inner)) - mean(part(0)) * mean(two)


def entrywise(value_of: Value, laws: dict, homes: dict | None) -> Value:
    """Return the mean of each entry of a value."""
    return elementwise(lambda entry: chance.mean(entry, laws, homes), [value_of])


def spread_out(one: Value, laws: dict, homes: dict | None) -> Value:
    """Return the variance of a number, or the covariance matrix of a column."""
    if not is_matrix(one):
        return chance.variance(one, laws, homes)
    parts = entries(one)
    return Matrix([[chance.covariance(a, b, laws, homes) for b in parts] for a in parts])


def check_random(kind: str, bodies: Sequence, laws: dict) -> None:
    """Raise an ElaborationError where no letter in the bodies of an average is random."""
    for body in bodies:
        letters = set().union(*[entry.free_symbols for entry in entries(body)])
        if not letters & set(laws):
            named = ", ".join(sorted(map(str, letters)))
            what = (f"{named} has no law"
                    if len(letters) == 1 else f"none of {named} has a law" if letters
                    else "there is no letter")
            raise ElaborationError(f"nothing is random in {kind}[…]: {what}; "
                                   "declare a letter as random with its law in "
                                   "the notation, as in X : random normal(0, 1), "
                                   f"or write the law under the {kind}")


AVERAGED: dict[str, Callable] = {
    "E": entrywise, "Var": spread_out, "Cov": chance.covariance, "P": chance.probability,
}


def weights_of(law: Node, scope: Scope) -> list[tuple]:
    """Return pairs of a weight and a scope for an index that is drawn from its range, else nothing.
    """
    if not isinstance(law, s.Chain) or getattr(law.parts[0], "key", None) not in scope.table.ranges:
        return []
    key, weights = law.parts[0].key, law.parts[1].name
    inner = [scope.with_bound({key: sp.Integer(i)}) for i in span(key, scope)]
    if scope.table.kinds.get(weights) == "function":
        return [(function(weights, [one.bound[key]], one), one) for one in inner]
    shares = entries(name_value(weights, scope))
    return list(zip(shares, inner, strict=True))


def with_law(law: Node, scope: Scope) -> Scope:
    """Return the scope in which the letters of a chain with a law have it."""
    if not isinstance(law, s.Chain) or getattr(law.parts[0], "key", None) in scope.table.ranges:
        return scope
    made = law_of(law.parts[1], scope)
    names = getattr(law.parts[0], "names", (law.parts[0],))
    letters = [letter for name in names for letter in entries(value(name, scope.holding(name.key)))]
    return replace(scope, laws={**scope.laws, **dict.fromkeys(letters, made)})


def law_of(node: Node, scope: Scope, name: str = "x") -> chance.Law:
    """Return the law that a node names, with its parameters; name is that of the letter."""
    try:
        return chance.law(node.name, [scalar(part, scope) for part in node.parameters], name)
    except ValueError as error:
        raise ElaborationError(str(error)) from None
