"""The values of derivatives, gradients and Hessian matrices."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import sympy as sp

from lit.engine.formula import syntax as s
from lit.engine.formula.arithmetic import name_text
from lit.engine.formula.closed import NoValue
from lit.engine.formula.functions import function
from lit.engine.formula.limits import NoLimit, limit
from lit.engine.formula.need import replaced, strict
from lit.engine.formula.scope import Scope, definition_value, name_value, value, value_with_needs
from lit.engine.formula.syntax import Node
from lit.engine.formula.table import plain
from lit.engine.formula.values import (
    ElaborationError, Identity, Matrix, Value, elementwise, entries, is_matrix, number,
    shape_text, slope,
)


def differentiated(value: Value, variable: Value) -> Value:
    """Return the derivative of a value by a letter, a column or a matrix of letters."""
    value = number(value)
    if isinstance(value, tuple | Identity):
        raise ElaborationError(f"{shape_text(value)} has no derivative here; "
                               "take it entry by entry",
                               "E219")
    if not is_matrix(variable):
        return elementwise(lambda entry: slope(entry, variable), [value])
    if not is_matrix(value):
        return Matrix(variable.rows, variable.cols, [slope(value, x) for x in variable])
    if 1 not in value.shape or 1 not in variable.shape:
        raise ElaborationError("the derivative of a matrix by a matrix has four indices; "
                               "write it for one entry", "E220")
    return number(Matrix(len(value), len(variable), [slope(y, x) for y in value for x in variable]))


def with_meaning(value: Value, variable: Value, meaning: Any) -> Value:
    """Return value with a held letter or column of letters replaced by its meaning."""
    plan = dict(zip(entries(variable), entries(meaning), strict=True))
    return elementwise(lambda entry: entry.subs(plan, simultaneous=True), [value])


def one_sided(expr: sp.Expr, x: sp.Symbol, at: sp.Expr, upward: bool,
              homes: dict | None = None) -> sp.Expr:
    """Return the one-sided derivative of expr by x at a number; homes gives the domains of letters.
    """
    h = sp.Dummy("h", positive=True)
    move = h if upward else -h
    quotient = (expr.subs(x, at + move) - expr.subs(x, at)) / move
    return taken(limit, quotient, h, sp.S.Zero, "+", homes)


def taken(operation: Callable, *arguments: object) -> Any:
    """Return the result of an operation that can fail, with its reason as the author's error."""
    try:
        return operation(*arguments)
    except (NoLimit, NoValue) as reason:
        raise ElaborationError(str(reason)) from None


def variable(node: Node, scope: Scope) -> tuple[str, Value, Value]:
    """Return the key, the letters and the letter (or letters) that a derivative is taken by."""
    name = node.base if isinstance(node, s.Index) else node
    if not isinstance(name, s.Name) or name.key not in scope.table.values:
        raise ElaborationError(f"{name_text(node)} is no letter of the notation, so nothing can be "
                               "differentiated by it; declare it", "E225")
    letters = scope.table.values[name.key]
    by = value(node, scope.holding(name.key))
    if is_matrix(by) and len(set(by)) < len(by):
        raise ElaborationError("a derivative by a matrix whose entries are tied could be one among "
                               "all matrices or "
                               "among its like; declare it as a plain matrix", "E221")
    return name.key, letters, by


def depends(node: Node, key: str, scope: Scope, seen: tuple = ()) -> bool:
    """Return whether a node speaks of a letter, itself or through what it is defined by."""
    if isinstance(node, tuple | list):
        return any(depends(part, key, scope, seen) for part in node)
    for name in {getattr(node, "key", None), getattr(node, "name", None)} - {None, *seen}:
        if name == key:
            return True
        defined = scope.definitions.get(name)
        if defined and depends(defined.body, key, scope, (*seen, name)):
            return True
    return is_dataclass(node) and any(depends(getattr(node, f.name), key, scope, seen)
                                      for f in fields(node))


def check_dependence(body: Node, key: str, scope: Scope) -> None:
    """Raise ElaborationError where nothing says how a body with letters of its own depends on a
    letter.
    """
    if depends(body, key, scope) or not has_letters(body, scope):
        return
    raise ElaborationError(f"nothing says how {name_text(body)} depends on {plain(key)}, "
                           "so its derivative means "
                           f"nothing; define it as a function of {plain(key)}, "
                           "or declare it as a function",
                           "E226")


def has_letters(node: Node, scope: Scope) -> bool:
    """Return whether a node speaks of any letter that is not bound to a value."""
    if isinstance(node, tuple | list):
        return any(has_letters(part, scope) for part in node)
    key = getattr(node, "key", None)
    if key in scope.table.values and key not in scope.bound:
        return True
    return is_dataclass(node) and any(has_letters(getattr(node, f.name), scope)
                                      for f in fields(node))


def derivative(node: Node, scope: Scope) -> Value:
    """Return a derivative, of any order and by any letters."""
    targets = [(variable(by, scope), order) for by, order in node.variables]
    inner = scope.holding(*[key for (key, _, _), _ in targets])
    for (key, _, _), _ in targets:
        check_dependence(node.body, key, scope)
    found, given = value_with_needs(node.body, inner)
    for (_, _, by), order in targets:
        for _ in range(order):
            found = differentiated(found, by)
    moved_letters = {entry for (_, _, by), _ in targets for entry in entries(by)}
    needs = [strict(need, moved_letters) for need in given]
    for (key, letters, _), _ in targets:
        meaning = scope.bound.get(key)
        if key in scope.definitions and key not in scope.held:
            meaning = name_value(key, scope)
        if meaning is not None:
            found = with_meaning(found, letters, meaning)
            plan = dict(zip(entries(letters), entries(meaning), strict=True))
            needs = [replaced(need, plan) for need in needs]
    scope.require(needs)
    return found


def derivative_at(node: Node, scope: Scope) -> Value:
    """Return the derivative of a function of one argument, at that argument, perhaps from one side.
    """
    t, inner = sp.Dummy("t", real=True), replace(scope, needs=[])
    found, place = function(node.name, [t], inner), value(node.args[0], scope)
    for at in entries(number(place)):
        scope.require(replaced(need if node.side else strict(need, {t}), {t: at})
                      for need in inner.needs)
    if node.side:
        homes = scope.table.domains
        return elementwise(lambda at: one_sided(found, t, at, node.side == "+", homes), [place])
    for _ in range(node.order):
        found = slope(found, t)
    return elementwise(lambda at: found.subs(t, at), [place])


def function_at_parameters(node: Node, scope: Scope) -> Value:
    """Return a function at its own parameters, for a derivative by one of them."""
    defined = scope.definitions.get(node.key)
    if defined is None:
        raise ElaborationError(f"{plain(node.key)} is not defined, "
                               "so its arguments cannot be left out",
                               "E227")
    return definition_value(defined, scope)


def gradient_at(node: Node, scope: Scope) -> Value:
    """Return the gradient or Hessian matrix of a function of one argument, at that argument."""
    at = number(value(node.args[0], scope))
    if isinstance(at, Identity | tuple):
        raise ElaborationError("a gradient is taken at a number, a column or a matrix, "
                               f"not {shape_text(at)}",
                               "E228")
    new = lambda _: sp.Dummy("t", real=True)  # noqa: E731
    fresh = at.applyfunc(new) if is_matrix(at) else new(at)
    rest, inner = [value(part, scope) for part in node.args[1:]], replace(scope, needs=[])
    found = function(node.name, [fresh, *rest], inner)
    for _ in range(node.order):
        found = differentiated(found, fresh)
    plan = dict(zip(entries(fresh), entries(at), strict=True))
    scope.require(replaced(strict(need, set(plan)), plan) for need in inner.needs)
    return with_meaning(found, fresh, at)
