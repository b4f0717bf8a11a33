"""Elaborate formulas: from the parsed page to typed SymPy; a rule for each kind of node."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import sympy as sp

from lit.engine.formula import syntax as s
from lit.engine.formula.approach import integral_value, limit_value
from lit.engine.formula.arithmetic import (
    absolute_value, cases_value, condition, extreme_entry, matrix, name_text, norm, power,
    product_of_factors, quotient, repeated, sum_of_terms, written_out,
)
from lit.engine.formula.average import average
from lit.engine.formula.derivative import (
    derivative, derivative_at, function_at_parameters, gradient_at,
)
from lit.engine.formula.functions import argument_value, function
from lit.engine.formula.scope import Scope, boxed, entry_at, name_value, value, whole
from lit.engine.formula.syntax import Node
from lit.engine.formula.values import (
    ElaborationError, Identity, Value, elementwise, plus, times, transposed,
)


def is_infinite(node: Node) -> bool:
    """Return whether a node is infinity, with or without a sign."""
    return (isinstance(node, s.Constant) and node.name == "oo"
            or isinstance(node, s.Neg) and is_infinite(node.body))


def of_numbers(rule: Callable) -> Callable:
    """Return the rule for a node whose parts must not be infinity."""
    def checked(node: Node, scope: Scope) -> Value:
        parts = [part for field in fields(node) for part in listed(getattr(node, field.name))]
        if any(is_infinite(part) for part in parts):
            raise ElaborationError("infinity is no number to calculate with; write a limit: "
                                   "\\lim_{x \\to \\infty}", "E212")
        return rule(node, scope)

    return checked


def listed(part: Any) -> tuple:
    """Return what stands in a field of a node as a tuple."""
    return part if isinstance(part, tuple) else (part,)


RULES = {
    s.Number: lambda node, scope: sp.Rational(int(node.value.numerator),
                                              int(node.value.denominator)),
    s.Constant: lambda node, scope: {"e": sp.E, "pi": sp.pi, "oo": sp.oo}[node.name],
    s.Name: lambda node, scope: name_value(node.key, scope),
    s.Eye: lambda node, scope: Identity(),
    s.Neg: lambda node, scope: times(sp.Integer(-1), value(node.body, scope)),
    s.Add: of_numbers(sum_of_terms),
    s.Mul: of_numbers(product_of_factors),
    s.Div: of_numbers(quotient),
    s.Pow: of_numbers(power),
    s.Transpose: lambda node, scope: transposed(value(node.body, scope)),
    s.Index: lambda node, scope: entry_at(
        boxed(value(node.base, scope), scope),
        [whole(value(place, scope), "an index") for place in node.indices],
        name_text(node.base),
    ),
    s.Call: of_numbers(lambda node, scope: function(
        node.name,
        [argument_value(part, node.name, place, scope)
         for place, part in enumerate(written_out(node.args, scope))],
        scope,
    )),
    s.Prime: derivative_at,
    s.Derivative: derivative,
    s.Sum: lambda node, scope: repeated(node, scope, plus, sp.S.Zero),
    s.Prod: lambda node, scope: repeated(node, scope, times, sp.S.One),
    s.Abs: absolute_value,
    s.Norm: norm,
    s.Inner: lambda node, scope: times(transposed(value(node.left, scope)),
                                       value(node.right, scope)),
    s.Hadamard: lambda node, scope: elementwise(sp.Mul, [value(node.left, scope),
                                                         value(node.right, scope)]),
    s.Array: matrix,
    s.Over: extreme_entry,
    s.Gradient: gradient_at,
    s.Bare: function_at_parameters,
    s.Cases: cases_value,
    s.Indicator: lambda node, scope: sp.Piecewise((1, condition(node.condition, scope)), (0, True)),
    s.Average: average,
    s.Limit: limit_value,
    s.Integral: integral_value,
    s.Delta: lambda node, scope: sp.Integer(value(node.indices[0], scope)
                                            == value(node.indices[1], scope)),
}
