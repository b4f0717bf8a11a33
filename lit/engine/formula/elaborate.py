"""Elaborate formulas: from the parsed page to typed SymPy; a rule for each kind of node."""

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
from lit.engine.formula.scope import boxed, entry_at, name_value, value, whole
from lit.engine.formula.values import Identity, elementwise, plus, times, transposed


RULES = {
    s.Number: lambda node, scope: sp.Rational(int(node.value.numerator), int(node.value.denominator)),
    s.Constant: lambda node, scope: {"e": sp.E, "pi": sp.pi, "oo": sp.oo}[node.name],
    s.Name: lambda node, scope: name_value(node.key, scope),
    s.Eye: lambda node, scope: Identity(),
    s.Neg: lambda node, scope: times(sp.Integer(-1), value(node.body, scope)),
    s.Add: sum_of_terms,
    s.Mul: product_of_factors,
    s.Div: quotient,
    s.Pow: power,
    s.Transpose: lambda node, scope: transposed(value(node.body, scope)),
    s.Index: lambda node, scope: entry_at(
        boxed(value(node.base, scope), scope),
        [whole(value(place, scope), "an index") for place in node.indices],
        name_text(node.base),
    ),
    s.Call: lambda node, scope: function(
        node.name,
        [argument_value(part, node.name, place, scope)
         for place, part in enumerate(written_out(node.args, scope))],
        scope,
    ),
    s.Prime: derivative_at,
    s.Derivative: derivative,
    s.Sum: lambda node, scope: repeated(node, scope, plus, sp.S.Zero),
    s.Prod: lambda node, scope: repeated(node, scope, times, sp.S.One),
    s.Abs: absolute_value,
    s.Norm: norm,
    s.Inner: lambda node, scope: times(transposed(value(node.left, scope)), value(node.right, scope)),
    s.Hadamard: lambda node, scope: elementwise(sp.Mul, [value(node.left, scope), value(node.right, scope)]),
    s.Array: matrix,
    s.Over: extreme_entry,
    s.Gradient: gradient_at,
    s.Bare: function_at_parameters,
    s.Cases: cases_value,
    s.Indicator: lambda node, scope: sp.Piecewise((1, condition(node.condition, scope)), (0, True)),
    s.Average: average,
    s.Limit: limit_value,
    s.Integral: integral_value,
    s.Delta: lambda node, scope: sp.Integer(value(node.indices[0], scope) == value(node.indices[1], scope)),
}
