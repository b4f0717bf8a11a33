"""Claims of least values, their places, ranges and error terms."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from lit.engine.formula import syntax as s
from lit.engine.formula.claim import Extremum, Optimum, Order, Range, SameOptimum
from lit.engine.formula.derivative import variable
from lit.engine.formula.functions import function
from lit.engine.formula.scope import Scope, scalar, span, value
from lit.engine.formula.space import Domain
from lit.engine.formula.syntax import Chain, Node
from lit.engine.formula.values import ElaborationError, entries, number


def optimised(node: Node, scope: Scope) -> tuple[sp.Expr, tuple]:
    """Return the objective of an optimum, and the letters it is taken over."""
    names = getattr(node.variable, "names", (node.variable,))
    met = [variable(name, scope) for name in names]
    body = scalar(node.body, replace(scope.holding(*[key for key, _, _ in met]), needs=[]))
    return body, tuple(entry for _, _, letters in met for entry in entries(letters))


def optimum_claim(one: Node, two: Node, scope: Scope) -> Optimum | SameOptimum:
    """Return the claim that two parts of a chain are the same optimum."""
    if not isinstance(one, s.ArgOpt):
        one, two = two, one
    objective, letters = optimised(one, scope)
    if isinstance(two, s.ArgOpt):
        other, others = optimised(two, scope)
        if others != letters:
            raise ElaborationError("the two optima are taken over different letters", "E240")
        return SameOptimum(objective, other, letters, one.sense != two.sense)
    place = tuple(entries(value(two, scope)))
    if len(place) != len(letters):
        raise ElaborationError(f"the optimum has {len(letters)} entries, the place {len(place)}",
                               "E241")
    if set().union(*[part.free_symbols for part in place]) & set(letters):
        raise ElaborationError("the place of the optimum depends on the letter it is taken over",
                               "E242")
    return Optimum(objective, letters, place, one.sense, Fraction(slack_of(two)))


def extremum_claim(one: Node, two: Node, scope: Scope) -> Extremum:
    """Return the claim that the least or greatest value over all places is a value."""
    if not isinstance(one, s.Least):
        one, two = two, one
    objective, letters = optimised(one, scope)
    return Extremum(objective, letters, scalar(two, scope), one.sense, Fraction(slack_of(two)),
                    one.attained)


def image_claim(one: Node, two: Node, scope: Scope) -> Range:
    """Return the claim that the values of a function of one number fill an interval."""
    if not isinstance(one, s.Image):
        one, two = two, one
    if not isinstance(two, s.Interval):
        raise ElaborationError("the values of a function can only be compared with an interval",
                               "E243")
    t = sp.Dummy("t", real=True)
    scope.table.domains[t] = Domain()
    ends = [scalar(end, scope) for end in (two.low, two.high)]
    whole_range = sp.Interval(*ends, two.low_open, two.high_open)
    if whole_range.is_empty or whole_range.inf == whole_range.sup:
        raise ElaborationError("the interval is empty or one number; its lower end comes first",
                               "E244")
    return Range(number(function(one.name, [t], scope)), t, whole_range)


def order_claim(one: Node, two: Node, scope: Scope) -> Order:
    """Return the claim that one side is the other up to an error of the stated order."""
    terms = two.terms if isinstance(two, s.Add) else (two,)
    rest = [term for term in terms if not isinstance(term, s.BigO)]
    errors = [term for term in terms if isinstance(term, s.BigO)]
    if len(errors) != 1 or isinstance(one, s.BigO):
        raise ElaborationError("an error term O(…) stands once, on the right side; "
                               "write x = y + O(z)",
                               "E245")
    (big,) = errors
    scale = scalar(big.body, scope)
    if not scale.free_symbols:
        raise ElaborationError("an error term O(…) without a letter says nothing of where it is "
                               "small; write "
                               "what goes to 0 in it, as in O(x)", "E255")
    gap = scalar(one, scope) - sum(scalar(term, scope) for term in rest)
    return Order(gap, scale, tuple(sorted(scale.free_symbols, key=str)), big.far)


SPECIAL = {
    s.ArgOpt: optimum_claim, s.Least: extremum_claim, s.Image: image_claim, s.BigO: order_claim,
}


def special(one: Node, two: Node) -> Callable | None:
    """Return the rule for a pair of parts that are not both values, or None."""
    parts = [one, *(two.terms if isinstance(two, s.Add) else (two,))]
    return next((SPECIAL[type(part)] for part in parts if type(part) in SPECIAL), None)


def slack_of(node: Node) -> Any:
    """Return the accuracy that a node states: half a unit of its last decimal, else 0."""
    return getattr(node, "slack", 0) or 0


def resolved(node: Node, scope: Scope) -> Node:
    """Return the optimum that a name is defined as, or the node itself."""
    defined = scope.definitions.get(getattr(node, "key", None))
    body = defined.body if defined and not defined.parameters else None
    return body if isinstance(body, s.ArgOpt | s.Least) else node


def componentwise(chain: Chain, scope: Scope) -> Optimum | None:
    """Return the claim of w_i = right side for an optimum w, or None for another chain."""
    if not isinstance(chain, s.Chain) or not isinstance(chain.parts[0], s.Index):
        return None
    left, right = chain.parts[0], chain.parts[-1]
    optimum = resolved(left.base, scope)
    if not isinstance(optimum, s.ArgOpt) or len(left.indices) != 1 or chain.ops != ("=",):
        return None
    key = left.indices[0].key
    objective, letters = optimised(optimum, scope)
    place = tuple(scalar(right, scope.with_bound({key: sp.Integer(i)})) for i in span(key, scope))
    return Optimum(objective, letters, place, optimum.sense)
