"""Elaborate formulas: from the parsed page to typed SymPy with small, distinct sizes."""

import itertools
from dataclasses import dataclass, field, replace
from fractions import Fraction

import sympy as sp

from lit.engine import chance
from lit.engine.table import plain
from lit.engine.values import (
    ElaborationError, Identity, Matrix, divided, elementwise, entries, is_matrix, number, plus,
    raised, shape_text, slope, times, transposed,
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

    table: object
    definitions: dict
    bound: dict = field(default_factory=dict)
    held: frozenset = frozenset()
    rows: list = field(default_factory=list)

    def with_bound(self, names):
        return replace(self, bound={**self.bound, **names})

    def holding(self, keys):
        return replace(self, held=self.held | set(keys))


def span(key, scope):
    """Return the whole numbers that an index runs through."""
    if key not in scope.table.ranges:
        raise ElaborationError(f"the range of the index {key} is not declared; add it to the notation")
    low, high = (scope.table.sizes.get(end, end) for end in scope.table.ranges[key])
    return range(int(low), int(high) + 1)


def whole(value, what):
    """Return a value as a whole number, for an index."""
    value = number(value)
    if is_matrix(value) or isinstance(value, Identity) or not value.is_Integer:
        raise ElaborationError(f"{what} is {value}, and must be a whole number")
    return int(value)


def named(key, scope, value_of):
    """Return what a name stands for."""
    if key in scope.bound:
        return scope.bound[key]
    if key in scope.table.sizes:
        return sp.Integer(scope.table.sizes[key])
    defined = scope.definitions.get(key)
    if defined and key not in scope.held:
        if defined.parameters:
            raise ElaborationError(f"{key} is a function and stands here without its argument")
        return assembled(defined, scope, value_of)
    if key not in scope.table.values:
        raise ElaborationError(f"{key} has no meaning here; declare it in the notation or define it")
    return scope.table.values[key]


def assembled(defined, scope, value_of, bound=None):
    """Return a defined value; with one free index a column, with two a matrix."""
    spans = [span(index, scope) for index in defined.indices]
    inner = replace(scope, bound=bound or {})

    def at(*places):
        names = dict(zip(defined.indices, map(sp.Integer, places), strict=True))
        return number(value_of(defined.body, inner.with_bound(names)))

    if not spans:
        return value_of(defined.body, inner)
    if len(spans) == 1:
        parts = [at(i) for i in spans[0]]
        return tuple(parts) if any(map(is_matrix, parts)) else Matrix(parts)
    return Matrix([[at(i, j) for j in spans[1]] for i in spans[0]])


def called(key, arguments, scope, value_of):
    """Return the value of a defined or unknown function at its arguments."""
    defined = scope.definitions.get(key)
    if defined is None or key in scope.held:
        flat = [entry for value in arguments for entry in entries(value)]
        return sp.Function(plain(key), real=True)(*flat)
    if len(arguments) != len(defined.parameters):
        raise ElaborationError(f"{key} takes {len(defined.parameters)} arguments, got {len(arguments)}")
    kinds = [scope.table.kinds.get(name, "scalar") for name in defined.parameters]
    shaped = [is_matrix(number(value)) for value in arguments]
    if all(kind in ("scalar", "index") for kind in kinds) and any(shaped):
        return elementwise(lambda *xs: applied(defined, xs, scope, value_of), arguments)
    for name, kind, value, has_shape in zip(defined.parameters, kinds, arguments, shaped, strict=True):
        if kind in ("vector", "matrix") and not has_shape:
            raise ElaborationError(f"{key} needs a {kind} for {name}, got {shape_text(value)}")
    return applied(defined, arguments, scope, value_of)


def applied(defined, arguments, scope, value_of):
    """Return the right side of a definition with the arguments in place of the parameters."""
    bound = dict(zip(defined.parameters, arguments, strict=True))
    return assembled(defined, scope, value_of, bound)


def indexed(value, places, name):
    """Return an entry of a column, matrix or family; indices count from one."""
    if isinstance(value, tuple):
        found = entry_of(value, places[0], name)
        return found if len(places) == 1 else indexed(found, places[1:], name)
    if not is_matrix(value):
        raise ElaborationError(f"{name} is {shape_text(value)} and has no index")
    if len(places) == 1 and 1 in value.shape:
        return entry_of(list(value), places[0], name)
    if len(places) == 2 and value.cols > 1:
        return entry_of(list(value.row(entry_check(places[0], value.rows, name))), places[1], name)
    raise ElaborationError(f"{name} is {shape_text(value)} and got {len(places)} indices")


def entry_check(place, size, name):
    """Return a place counted from zero, inside of the size."""
    if not 1 <= place <= size:
        raise ElaborationError(f"index {place} of {name} is outside of 1..{size}")
    return place - 1


def entry_of(parts, place, name):
    """Return one of the parts, counted from one."""
    return parts[entry_check(place, len(parts), name)]


def folded(values, combine, empty):
    """Return values combined from left to right."""
    total = None
    for value in values:
        total = value if total is None else combine(total, value)
    return empty if total is None else total


def differentiated(value, variable):
    """Return the derivative of a value by a letter, a column or a matrix of letters."""
    value = number(value)
    if not is_matrix(variable):
        return elementwise(lambda entry: slope(entry, variable), [value])
    if not is_matrix(value):
        return Matrix(variable.rows, variable.cols, [slope(value, x) for x in variable])
    if 1 not in value.shape or 1 not in variable.shape:
        raise ElaborationError("the derivative of a matrix by a matrix has four indices; "
                               "write it for one entry")
    return number(Matrix(len(value), len(variable), [slope(y, x) for y in value for x in variable]))


def restored(value, variable, meaning):
    """Return value with a held letter or column of letters replaced by its meaning."""
    plan = dict(zip(entries(variable), entries(meaning), strict=True))
    return elementwise(lambda entry: entry.subs(plan, simultaneous=True), [value])


def one_sided(expr, x, at, upward):
    """Return the one-sided derivative of expr by x at a number."""
    h = sp.Dummy("h", positive=True)
    move = h if upward else -h
    quotient = (expr.subs(x, at + move) - expr.subs(x, at)) / move
    return limit(quotient, h, sp.S.Zero, "+")


def limit(expr, x, to, side=None):
    """Return a limit, the same from both sides where no side is given; nan if there is none."""
    if side or to.is_infinite:
        return one_limit(expr, x, to, side or "-")
    below, above = one_limit(expr, x, to, "-"), one_limit(expr, x, to, "+")
    return above if sp.simplify(below - above) == 0 or below == above else sp.nan


def one_limit(expr, x, to, side):
    """Return a limit from one side, with corners decided before SymPy sees them."""
    t = sp.Dummy("t", positive=True)
    if to.is_infinite:
        near = expr.subs(x, t if to is sp.oo else -t)
        return sp.limit(far(near, t), t, sp.oo)
    near = expr.subs(x, to + t if side == "+" else to - t)
    return sp.limit(chance.settled(near, t, sp.Rational(1, 10**6)), t, 0, "+")


def far(expr, t):
    """Return expr for large t, with every corner in t alone decided."""
    return chance.settled(expr, t, sp.Integer(10) ** 6)
