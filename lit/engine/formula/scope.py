"""What a name means at one place of a formula, and the value of any node there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from lit.engine.formula.syntax import Node, in_words
from lit.engine.formula.table import Table, plain
from lit.engine.formula.values import (
    ElaborationError, Identity, Matrix, Value, elementwise, entries, is_matrix, number,
    shape_text,
)


@dataclass(frozen=True)
class Definition:
    """A name with its parameters and indices (keys) and its right side (a node)."""

    parameters: tuple
    indices: tuple
    body: object


@dataclass(frozen=True)
class Scope:
    """The meanings in force at one place of a formula."""

    table: Table
    definitions: dict
    bound: dict = field(default_factory=dict)
    held: frozenset = frozenset()
    rows: list = field(default_factory=list)
    laws: dict = field(default_factory=dict)
    needs: list = field(default_factory=list)
    guards: tuple = ()
    rules: dict = field(default_factory=dict)
    unclear: dict = field(default_factory=dict)

    def with_bound(self, names: dict) -> "Scope":
        return replace(self, bound={**self.bound, **names})

    def require(self, needs: Iterable) -> None:
        """Write down what a part needs to have a value, under the guards in force."""
        self.needs.extend(replace(need, guards=(*self.guards, *need.guards)) for need in needs)

    def guarded(self, *guards: sp.Expr) -> "Scope":
        """Return the scope of a part that is met only where the guards hold."""
        return replace(self, guards=(*self.guards, *guards))

    def holding(self, *keys: str) -> "Scope":
        """Return the scope in which the keys stand for their letters, whatever they mean."""
        free = {key: meaning for key, meaning in self.bound.items() if key not in keys}
        return replace(self, bound=free, held=self.held | set(keys))


def span(key: str, scope: Scope) -> range:
    """Return the whole numbers that an index runs through."""
    if key not in scope.table.ranges:
        raise ElaborationError(f"the range of the index {key} is not declared in the notation",
                               "E210")
    low, high = (scope.table.sizes.get(end, end) for end in scope.table.ranges[key])
    return range(int(low), int(high) + 1)


def whole(value: Value, what: str) -> int:
    """Return a value as a whole number, for an index."""
    value = number(value)
    if is_matrix(value) or isinstance(value, Identity) or not value.is_Integer:
        raise ElaborationError(f"{what} is {value}, and must be a whole number", "E211")
    return int(value)


def name_value(key: str, scope: Scope) -> Value:
    """Return what a name stands for."""
    if key in scope.bound:
        return scope.bound[key]
    if key in scope.table.sizes:
        return sp.Integer(scope.table.sizes[key])
    defined = scope.definitions.get(key)
    if defined and key not in scope.held:
        if defined.parameters:
            raise ElaborationError(f"{key} is a function and stands here without its argument")
        return definition_value(defined, scope)
    if key not in scope.table.values:
        raise ElaborationError(f"{key} has no meaning here; declare it or define it")
    return scope.table.values[key]


def definition_value(defined: Definition, scope: Scope, bound: dict | None = None) -> Value:
    """Return a defined value; with one free index a column, with two a matrix."""
    spans = [span(index, scope) for index in defined.indices]
    inner = replace(scope, bound=bound or {})

    def at(*places: int) -> Value:
        names = dict(zip(defined.indices, map(sp.Integer, places), strict=True))
        return number(value(defined.body, inner.with_bound(names)))

    if not spans:
        return value(defined.body, inner)
    if len(spans) == 1:
        parts = [at(i) for i in spans[0]]
        return tuple(parts) if any(map(is_matrix, parts)) else Matrix(parts)
    return Matrix([[at(i, j) for j in spans[1]] for i in spans[0]])


def value(node: Node, scope: Scope) -> Value:
    """Return the value that a node stands for."""
    rule = scope.rules.get(type(node))
    if rule is None:
        raise ElaborationError(f"{in_words(node)} is no value and cannot stand here", "E222")
    return rule(node, scope)


def value_with_needs(node: Node, scope: Scope) -> tuple[Value, tuple]:
    """Return the value of a node, and what it needs to have one."""
    inner = replace(scope, needs=[])
    found = value(node, inner)
    return found, tuple(dict.fromkeys(inner.needs))


def scalar(node: Node, scope: Scope) -> sp.Expr:
    """Return the value of a node that must be a number."""
    found = number(value(node, scope))
    if is_matrix(found) or isinstance(found, Identity | tuple):
        raise ElaborationError(f"a number is needed here, not {shape_text(found)}", "E223")
    return found


def call_value(key: str, arguments: Sequence, scope: Scope) -> Value:
    """Return the value of a defined or unknown function at its arguments."""
    defined = scope.definitions.get(key)
    if defined is None or key in scope.held:
        made = sp.Function(plain(key), real=True)(*[entry for part in arguments
                                                    for entry in entries(part)])
        shapes = [part.shape for part in map(number, arguments) if is_matrix(part)]
        if shapes:
            scope.unclear[made] = "column" if all(1 in shape for shape in shapes) else "matrix"
        return made
    if len(arguments) != len(defined.parameters):
        wanted = len(defined.parameters)
        raise ElaborationError(f"{key} takes {wanted} arguments, got {len(arguments)}", "E214")
    kinds = [scope.table.kinds.get(name, "scalar") for name in defined.parameters]
    shaped = [is_matrix(number(value)) for value in arguments]
    if all(kind in ("scalar", "index") for kind in kinds) and any(shaped):
        return elementwise(lambda *xs: value_at_arguments(defined, xs, scope), arguments)
    for name, kind, has_shape in zip(defined.parameters, kinds, shaped, strict=True):
        if kind in ("vector", "matrix") and not has_shape and 1 not in scope.table.sizes.values():
            raise ElaborationError(f"{key} needs a {kind} for {name}, got a number", "E215")
    return value_at_arguments(defined, arguments, scope)


def value_at_arguments(defined: Definition, arguments: Sequence, scope: Scope) -> Value:
    """Return the right side of a definition with the arguments in place of the parameters."""
    bound = dict(zip(defined.parameters, arguments, strict=True))
    return definition_value(defined, scope, bound)


def entry_at(value: Value, places: Sequence, name: str) -> Value:
    """Return an entry of a column, matrix or family; indices count from one."""
    if isinstance(value, tuple):
        found = entry_of(value, places[0], name)
        return found if len(places) == 1 else entry_at(found, places[1:], name)
    if not is_matrix(value):
        raise ElaborationError(f"{name} is {shape_text(value)} and has no index", "E216")
    if len(places) == 1 and 1 in value.shape:
        return entry_of(list(value), places[0], name)
    if len(places) == 2 and (value.cols > 1 or value.rows == 1):
        return entry_of(list(value.row(entry_check(places[0], value.rows, name))), places[1], name)
    raise ElaborationError(f"{name} is {shape_text(value)} and got {len(places)} indices", "E217")


def boxed(value: Value, scope: Scope) -> Value:
    """Return a value, a number in a column of one where some dimension is 1: there vectors come out
    as numbers.
    """
    alone = 1 in scope.table.sizes.values() and isinstance(value, sp.Expr)
    return Matrix([value]) if alone else value


class OutsideError(ElaborationError):
    """An index outside of its range: at another size of a dimension it may lie inside."""


def entry_check(place: int, size: int, name: str) -> int:
    """Return a place counted from zero, inside of the size. Raises OutsideError."""
    if not 1 <= place <= size:
        raise OutsideError(f"index {place} of {name} is outside of 1..{size}", "E218")
    return place - 1


def entry_of(parts: Sequence, place: Any, name: str) -> Value:
    """Return one of the parts, counted from one."""
    return parts[entry_check(place, len(parts), name)]


def fold(values: Iterable, combine: Callable, empty: Any) -> Value:
    """Return values combined from left to right."""
    total = None
    for value in values:
        total = value if total is None else combine(total, value)
    return empty if total is None else total
