"""The values of functions: defined, declared, and known to everybody."""

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp

from lit.engine.formula import syntax as s
from lit.engine.formula.arithmetic import name_text
from lit.engine.formula.need import of_function
from lit.engine.formula.scope import Scope, boxed, call_value, value
from lit.engine.formula.syntax import Node
from lit.engine.formula.table import plain
from lit.engine.formula.values import (
    ElaborationError, Matrix, Value, elementwise, entries, is_matrix, number, shape_text,
)


MOST_STEPS = 10_000


def stepped(function: Callable) -> Callable:
    """Return a function of whole numbers that takes a step for each; it raises ElaborationError for
    too many.
    """
    def checked(*arguments: sp.Expr) -> sp.Expr:
        if any(part.is_Integer and abs(part) > MOST_STEPS for part in arguments):
            raise ElaborationError("a number with more digits than anybody could wait for; "
                                   "write a letter for it, or "
                                   "its logarithm", "E209")
        return function(*arguments)

    return checked


FUNCTIONS = {
    "exp": sp.exp, "log": sp.log, "ln": sp.log, "sqrt": sp.sqrt, "tanh": sp.tanh, "sinh": sp.sinh,
    "cosh": sp.cosh, "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "arctan": sp.atan,
    "artanh": sp.atanh, "sign": sp.sign, "erf": sp.erf, "erfc": sp.erfc, "W": sp.LambertW,
    "max": sp.Max, "min": sp.Min, "binomial": stepped(sp.binomial),
    "factorial": stepped(sp.factorial),
    "floor": sp.floor, "ceil": sp.ceiling,
    "\\Phi": lambda x: (1 + sp.erf(x / sp.sqrt(2))) / 2,
}
SHAPED = {
    "tr": lambda a: a.trace(), "det": lambda a: a.det(method="berkowitz"),
    "diag": lambda a: Matrix(sp.diag(*entries(a))),
}


def argument_value(node: Node, name: str, place: Any, scope: Scope) -> Value:
    """Return the value of an argument; one that names its parameter must name the right one."""
    if not isinstance(node, s.Given):
        return value(node, scope)
    defined = scope.definitions.get(name)
    if defined and defined.parameters[place] != getattr(node.parameter, "key", None):
        raise ElaborationError(f"argument {place + 1} of {plain(name)} is "
                               f"{plain(defined.parameters[place])}, "
                               f"not {name_text(node.parameter)}", "E229")
    return value(node.value, scope)


def function(name: str, arguments: Sequence, scope: Scope) -> Value:
    """Return the value of a function: the author's first, then the ones everybody knows."""
    if name in scope.definitions or scope.table.kinds.get(name) == "function":
        return call_value(name, arguments, scope)
    if name in SHAPED:
        arguments = [boxed(part, scope) for part in arguments]
        if not is_matrix(arguments[0]):
            raise ElaborationError(f"{name} needs a vector or matrix, got a number", "E230")
        if name != "diag" and arguments[0].rows != arguments[0].cols:
            raise ElaborationError(f"{name} needs a square matrix, got {shape_text(arguments[0])}",
                                   "E231")
        return number(SHAPED[name](arguments[0]))
    if name not in FUNCTIONS:
        raise ElaborationError(f"the function {name} has no meaning here; define it or declare it")
    if len(arguments) == 1:
        scope.require(need for entry in entries(number(arguments[0]))
                      for need in of_function(name, entry))
    return elementwise(FUNCTIONS[name], arguments)
