"""Elaborate formulas: from the parsed page to typed SymPy with small, distinct sizes."""

from dataclasses import dataclass, field, fields, is_dataclass, replace

import sympy as sp

from lit.engine.formula import chance
from lit.engine.formula.closed import NoValue, integral
from lit.engine.formula.limits import NoLimit, both_ways, limit
from lit.engine.formula.need import (
    Need, nearby, of_function, of_power, replaced, strict, throughout,
)
from lit.engine.formula.syntax import in_words
from lit.engine.formula.table import plain
from lit.engine.formula.values import (
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
    laws: dict = field(default_factory=dict)
    needs: list = field(default_factory=list)
    guards: tuple = ()

    def with_bound(self, names):
        return replace(self, bound={**self.bound, **names})

    def require(self, needs):
        """Write down what a part needs to have a value, under the guards in force."""
        self.needs.extend(replace(need, guards=(*self.guards, *need.guards)) for need in needs)

    def guarded(self, *guards):
        """Return the scope of a part that is met only where the guards hold."""
        return replace(self, guards=(*self.guards, *guards))

    def holding(self, *keys):
        """Return the scope in which the keys stand for their letters, whatever they mean."""
        free = {key: meaning for key, meaning in self.bound.items() if key not in keys}
        return replace(self, bound=free, held=self.held | set(keys))


def span(key, scope):
    """Return the whole numbers that an index runs through."""
    if key not in scope.table.ranges:
        raise ElaborationError(f"the range of the index {key} is not declared in the notation",
                               "E210")
    low, high = (scope.table.sizes.get(end, end) for end in scope.table.ranges[key])
    return range(int(low), int(high) + 1)


def whole(value, what):
    """Return a value as a whole number, for an index."""
    value = number(value)
    if is_matrix(value) or isinstance(value, Identity) or not value.is_Integer:
        raise ElaborationError(f"{what} is {value}, and must be a whole number", "E211")
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
        raise ElaborationError(f"{key} has no meaning here; declare it or define it")
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
        wanted = len(defined.parameters)
        raise ElaborationError(f"{key} takes {wanted} arguments, got {len(arguments)}", "E214")
    kinds = [scope.table.kinds.get(name, "scalar") for name in defined.parameters]
    shaped = [is_matrix(number(value)) for value in arguments]
    if all(kind in ("scalar", "index") for kind in kinds) and any(shaped):
        return elementwise(lambda *xs: applied(defined, xs, scope, value_of), arguments)
    for name, kind, has_shape in zip(defined.parameters, kinds, shaped, strict=True):
        if kind in ("vector", "matrix") and not has_shape and 1 not in scope.table.sizes.values():
            raise ElaborationError(f"{key} needs a {kind} for {name}, got a number", "E215")
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
        raise ElaborationError(f"{name} is {shape_text(value)} and has no index", "E216")
    if len(places) == 1 and 1 in value.shape:
        return entry_of(list(value), places[0], name)
    if len(places) == 2 and (value.cols > 1 or value.rows == 1):
        return entry_of(list(value.row(entry_check(places[0], value.rows, name))), places[1], name)
    raise ElaborationError(f"{name} is {shape_text(value)} and got {len(places)} indices", "E217")


def boxed(value, scope):
    """Return a value, a number in a column of one where some dimension is 1: there vectors come out as numbers."""
    alone = 1 in scope.table.sizes.values() and isinstance(value, sp.Expr)
    return Matrix([value]) if alone else value


class OutsideError(ElaborationError):
    """An index outside of its range: at another size of a dimension it may lie inside."""


def entry_check(place, size, name):
    """Return a place counted from zero, inside of the size. Raises OutsideError."""
    if not 1 <= place <= size:
        raise OutsideError(f"index {place} of {name} is outside of 1..{size}", "E218")
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
    if isinstance(value, tuple | Identity):
        raise ElaborationError(f"{shape_text(value)} has no derivative here; take it entry by entry",
                               "E219")
    if not is_matrix(variable):
        return elementwise(lambda entry: slope(entry, variable), [value])
    if not is_matrix(value):
        return Matrix(variable.rows, variable.cols, [slope(value, x) for x in variable])
    if 1 not in value.shape or 1 not in variable.shape:
        raise ElaborationError("the derivative of a matrix by a matrix has four indices; "
                               "write it for one entry", "E220")
    return number(Matrix(len(value), len(variable), [slope(y, x) for y in value for x in variable]))


def restored(value, variable, meaning):
    """Return value with a held letter or column of letters replaced by its meaning."""
    plan = dict(zip(entries(variable), entries(meaning), strict=True))
    return elementwise(lambda entry: entry.subs(plan, simultaneous=True), [value])


def one_sided(expr, x, at, upward, homes=None):
    """Return the one-sided derivative of expr by x at a number; homes gives the domains of letters."""
    h = sp.Dummy("h", positive=True)
    move = h if upward else -h
    quotient = (expr.subs(x, at + move) - expr.subs(x, at)) / move
    return taken(limit, quotient, h, sp.S.Zero, "+", homes)


def taken(operation, *arguments):
    """Return the result of an operation that can fail, with its reason as the author's error."""
    try:
        return operation(*arguments)
    except (NoLimit, NoValue) as reason:
        raise ElaborationError(str(reason)) from None


def value(node, scope):
    """Return the value that a node stands for."""
    rule = RULES.get(type(node).__name__)
    if rule is None:
        raise ElaborationError(f"{in_words(node)} is no value and cannot stand here", "E222")
    return rule(node, scope)


def value_with_needs(node, scope):
    """Return the value of a node, and what it needs to have one."""
    inner = replace(scope, needs=[])
    found = value(node, inner)
    return found, tuple(dict.fromkeys(inner.needs))


def scalar(node, scope):
    """Return the value of a node that must be a number."""
    found = number(value(node, scope))
    if is_matrix(found) or isinstance(found, Identity | tuple):
        raise ElaborationError(f"a number is needed here, not {shape_text(found)}", "E223")
    return found


def said(node):
    """Return how an error calls a node: by its name, if it has one."""
    return plain(node.key) if type(node).__name__ == "Name" else "the expression"


def added(node, scope):
    """Return the sum of the terms of a node."""
    total, name = value(node.terms[0], scope), said(node.terms[0])
    for term in spread(node.terms[1:], scope):
        total = plus(total, value(term, scope), (name, said(term)))
        name = "the sum before it"
    return total


def multiplied(node, scope):
    """Return the product of the factors of a node."""
    total, name = value(node.factors[0], scope), said(node.factors[0])
    for factor in node.factors[1:]:
        total = times(total, value(factor, scope), (name, said(factor)))
        name = "the product before it"
    return total


def quotient(node, scope):
    """Return a quotient, which needs a denominator that is not 0."""
    top, bottom = value(node.top, scope), number(value(node.bottom, scope))
    found = divided(top, bottom, said(node.bottom))
    scope.require([Need(bottom, "!=", "a denominator is 0")])
    return found


def powered(node, scope):
    """Return a power; of a matrix, a whole power or the inverse, which needs a determinant that is not 0."""
    base, exponent = number(value(node.base, scope)), number(value(node.exponent, scope))
    found = raised(base, exponent, said(node.base))
    if is_matrix(base):
        inverse = exponent.is_negative and base.rows == base.cols
        scope.require([Need(base.det(method="berkowitz"), "!=", "a singular matrix has no inverse")] * bool(inverse))
    elif not isinstance(base, Identity):
        scope.require(of_power(base, exponent))
    return found


def spread(nodes, scope):
    """Return a list of nodes with all that its dots stand for."""
    found = []
    for node in nodes:
        found += between(node, scope) if type(node).__name__ == "Run" else [node]
    return found


def between(node, scope):
    """Return the nodes behind the first part of a run, up to its last."""
    ends = set(differences(node.first, node.last))
    if len(ends) != 1 or None in ends:
        raise ElaborationError("the dots stand between two parts that do not differ in one number",
                               "E224")
    low, high = (whole(value(end, scope), "an end of the dots") for end in ends.pop())
    return [moved(node.first, node.last, sp.Integer(k)) for k in range(low + 1, high + 1)]


def differences(one, two):
    """Yield the pairs of nodes in which two nodes differ, None where they differ in kind."""
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
        for pair in zip(one, two, strict=True):
            yield from differences(*pair)
    elif type(one).__name__ == "Number" and one != two:
        yield one, two
    elif type(one) is type(two) and is_dataclass(one) and one != two:
        for f in fields(one):
            yield from differences(getattr(one, f.name), getattr(two, f.name))
    elif one != two:
        yield None


def moved(one, two, number):
    """Return the first of two nodes with a number in place of the one in which they differ."""
    if isinstance(one, tuple):
        return tuple(moved(*pair, number) for pair in zip(one, two, strict=True))
    if type(one).__name__ == "Number" and one != two:
        return replace(one, value=number)
    if is_dataclass(one) and one != two:
        return replace(one, **{f.name: moved(getattr(one, f.name), getattr(two, f.name), number) for f in fields(one)})
    return one


RELATIONS = {"<": sp.Lt, ">": sp.Gt, "<=": sp.Le, ">=": sp.Ge, "=": sp.Eq, "!=": sp.Ne}


def condition(node, scope):
    """Return the truth value of a chain of relations."""
    if type(node).__name__ == "Otherwise":
        return sp.true
    sides = [scalar(part, scope) for part in node.parts]
    return sp.And(*[RELATIONS[op](left, right)
                    for op, left, right in zip(node.ops, sides, sides[1:], strict=False)])


def distinguished(node, scope):
    """Return a case distinction, undefined where no row applies; its rows are kept for checking."""
    rows, above = [], ()
    for part, when in node.rows:
        holds = condition(when, scope.guarded(*above))
        rows.append((scalar(part, scope.guarded(*above, holds)), holds))
        above = (*above, sp.Not(holds))
    scope.rows.append(tuple(row for row in rows if row[1] != sp.true))
    if rows[-1][1] == sp.true:
        scope.rows.pop()
    return sp.Piecewise(*rows, (sp.nan, True))


def variable(node, scope):
    """Return the key, the letters and the letter (or letters) that a derivative is taken by."""
    name = node.base if type(node).__name__ == "Index" else node
    if type(name).__name__ != "Name" or name.key not in scope.table.values:
        raise ElaborationError(f"{said(node)} is no letter of the notation, so nothing can be "
                               "differentiated by it; declare it", "E225")
    letters = scope.table.values[name.key]
    return name.key, letters, value(node, scope.holding(name.key))


def depends(node, key, scope, seen=()):
    """Return whether a node speaks of a letter, itself or through what it is defined by."""
    if isinstance(node, tuple | list):
        return any(depends(part, key, scope, seen) for part in node)
    for name in {getattr(node, "key", None), getattr(node, "name", None)} - {None, *seen}:
        if name == key:
            return True
        defined = scope.definitions.get(name)
        if defined and depends(defined.body, key, scope, (*seen, name)):
            return True
    return is_dataclass(node) and any(depends(getattr(node, f.name), key, scope, seen) for f in fields(node))


def check_dependence(body, key, scope):
    """Raise ElaborationError where nothing says how a body with letters of its own depends on a letter."""
    if depends(body, key, scope) or not has_letters(body, scope):
        return
    raise ElaborationError(f"nothing says how {said(body)} depends on {plain(key)}, so its derivative means "
                           f"nothing; define it as a function of {plain(key)}, or declare it as a function",
                           "E226")


def has_letters(node, scope):
    """Return whether a node speaks of any letter that is not bound to a value."""
    if isinstance(node, tuple | list):
        return any(has_letters(part, scope) for part in node)
    key = getattr(node, "key", None)
    if key in scope.table.values and key not in scope.bound:
        return True
    return is_dataclass(node) and any(has_letters(getattr(node, f.name), scope) for f in fields(node))


def derived(node, scope):
    """Return a derivative, of any order and by any letters."""
    targets = [(variable(by, scope), order) for by, order in node.variables]
    inner = scope.holding(*[key for (key, _, _), _ in targets])
    for (key, _, _), _ in targets:
        check_dependence(node.body, key, scope)
    found, needs = value_with_needs(node.body, inner)
    for (_, _, by), order in targets:
        for _ in range(order):
            found = differentiated(found, by)
    moved_letters = {entry for (_, _, by), _ in targets for entry in entries(by)}
    needs = [strict(need, moved_letters) for need in needs]
    for (key, letters, _), _ in targets:
        meaning = scope.bound.get(key)
        if key in scope.definitions and key not in scope.held:
            meaning = named(key, scope, value)
        if meaning is not None:
            found = restored(found, letters, meaning)
            plan = dict(zip(entries(letters), entries(meaning), strict=True))
            needs = [replaced(need, plan) for need in needs]
    scope.require(needs)
    return found


def primed(node, scope):
    """Return the derivative of a function of one argument, at that argument, perhaps from one side."""
    t, inner = sp.Dummy("t", real=True), replace(scope, needs=[])
    found, place = function(node.name, [t], inner), value(node.args[0], scope)
    for at in entries(number(place)):
        scope.require(replaced(need if node.side else strict(need, {t}), {t: at}) for need in inner.needs)
    if node.side:
        homes = scope.table.domains
        return elementwise(lambda at: one_sided(found, t, at, node.side == "+", homes), [place])
    for _ in range(node.order):
        found = slope(found, t)
    return elementwise(lambda at: found.subs(t, at), [place])


def bared(node, scope):
    """Return a function at its own parameters, for a derivative by one of them."""
    defined = scope.definitions.get(node.key)
    if defined is None:
        raise ElaborationError(f"{plain(node.key)} is not defined, so its arguments cannot be left out",
                               "E227")
    return assembled(defined, scope, value)


def ascended(node, scope):
    """Return the gradient or Hessian matrix of a function of one argument, at that argument."""
    at = number(value(node.args[0], scope))
    if isinstance(at, Identity | tuple):
        raise ElaborationError(f"a gradient is taken at a number, a column or a matrix, not {shape_text(at)}",
                               "E228")
    fresh = at.applyfunc(lambda _: sp.Dummy("t", real=True)) if is_matrix(at) else sp.Dummy("t", real=True)
    rest, inner = [value(part, scope) for part in node.args[1:]], replace(scope, needs=[])
    found = function(node.name, [fresh, *rest], inner)
    for _ in range(node.order):
        found = differentiated(found, fresh)
    plan = dict(zip(entries(fresh), entries(at), strict=True))
    scope.require(replaced(strict(need, set(plan)), plan) for need in inner.needs)
    return restored(found, fresh, at)


FUNCTIONS = {
    "exp": sp.exp, "log": sp.log, "ln": sp.log, "sqrt": sp.sqrt, "tanh": sp.tanh, "sinh": sp.sinh,
    "cosh": sp.cosh, "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "arctan": sp.atan,
    "artanh": sp.atanh, "sign": sp.sign, "erf": sp.erf, "erfc": sp.erfc, "W": sp.LambertW,
    "max": sp.Max, "min": sp.Min, "binomial": sp.binomial, "factorial": sp.factorial,
    "floor": sp.floor, "ceil": sp.ceiling,
    "\\Phi": lambda x: (1 + sp.erf(x / sp.sqrt(2))) / 2,
}
SHAPED = {
    "tr": lambda a: a.trace(), "det": lambda a: a.det(method="berkowitz"),
    "diag": lambda a: Matrix(sp.diag(*entries(a))),
}


def valued(node, name, place, scope):
    """Return the value of an argument; one that names its parameter must name the right one."""
    if type(node).__name__ != "Given":
        return value(node, scope)
    defined = scope.definitions.get(name)
    if defined and defined.parameters[place] != getattr(node.parameter, "key", None):
        raise ElaborationError(f"argument {place + 1} of {plain(name)} is {plain(defined.parameters[place])}, "
                               f"not {said(node.parameter)}", "E229")
    return value(node.value, scope)


def function(name, arguments, scope):
    """Return the value of a function: the author's first, then the ones everybody knows."""
    if name in scope.definitions or scope.table.kinds.get(name) == "function":
        return called(name, arguments, scope, value)
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
        scope.require(need for entry in entries(number(arguments[0])) for need in of_function(name, entry))
    return elementwise(FUNCTIONS[name], arguments)


MOST_TERMS = 2000


def repeated(node, scope, combine, empty):
    """Return the terms of a sum or product over an index, combined."""
    key = node.variable.key
    if key in scope.bound:
        raise ElaborationError(f"the index {key} is bound twice; give the inner one another name",
                               "E233")
    if node.low is None:
        places = span(key, scope)
    else:
        ends = [value(end, scope) for end in (node.low, node.high)]
        if any(end in (sp.oo, -sp.oo) for end in ends):
            raise ElaborationError("a sum or product without end is not computed here; state it for finitely many terms, "
                                   "or as a limit of a formula for them")
        low, high = (whole(end, "a limit") for end in ends)
        places = range(low, high + 1)
    if len(places) > MOST_TERMS:
        raise ElaborationError(f"{len(places)} terms are more than the {MOST_TERMS} that are written out here; "
                               "state it for any number of terms, with a dimension")
    if node.without is not None:
        left_out = whole(value(node.without, scope), "what is left out")
        places = [place for place in places if place != left_out]
    terms = (value(node.body, scope.with_bound({key: sp.Integer(i)})) for i in places)
    return folded(terms, combine, empty)


def extremal(node, scope):
    """Return the max or min of some numbers, or the place of the first such number."""
    key = node.variable.key
    places = list(span(key, scope))
    if node.without is not None:
        places.remove(whole(value(node.without, scope), "what is left out"))
    parts = [scalar(node.body, scope.with_bound({key: sp.Integer(i)})) for i in places]
    best = (sp.Max if node.kind.endswith("max") else sp.Min)(*parts)
    if not node.kind.startswith("arg"):
        return best
    return sp.Piecewise(*[(sp.Integer(i), sp.Eq(part, best)) for i, part in zip(places, parts, strict=True)])


def normed(node, scope):
    """Return a norm: of a vector, or the Frobenius norm of a matrix."""
    whole_value = number(value(node.body, scope))
    parts = entries(whole_value)
    if node.order != "F" and is_matrix(whole_value) and 1 not in whole_value.shape:
        raise ElaborationError("a norm of a matrix needs its F; write \\|A\\|_F", "E234")
    if node.order == "infty":
        return sp.Max(*map(sp.Abs, parts))
    if node.order == 1:
        return sp.Add(*map(sp.Abs, parts))
    return sp.sqrt(sp.Add(*[part**2 for part in parts]))


def arrayed(node, scope):
    """Return a matrix by its rows; matrices in it are blocks, an identity as wide as its column."""
    rows = [[number(value(part, scope)) for part in spread(row, scope)] for row in spread_rows(node.rows, scope)]
    widths = [next((part.cols for part in column if is_matrix(part)), 1) for column in zip(*rows, strict=True)]

    def block(part, width):
        return part.factor * sp.eye(width) if isinstance(part, Identity) else part if is_matrix(part) else sp.Matrix([part])

    blocks = [[sp.ImmutableMatrix(block(part, width)) for part, width in zip(row, widths, strict=True)] for row in rows]
    try:
        return Matrix(sp.BlockMatrix(blocks).as_explicit())
    except ValueError:
        raise ElaborationError("the blocks of a matrix do not fit: those in one row have to be equally high, and those "
                               "in one column equally wide", "E235") from None


def spread_rows(rows, scope):
    """Return rows with all that dots between them stand for, in a column."""
    return [(part,) for part in spread([row[0] for row in rows], scope)] if len(rows[0]) == 1 else rows


def absolute(node, scope):
    """Return an absolute value, entry by entry."""
    return elementwise(sp.Abs, [value(node.body, scope)])


def averaged(node, scope):
    """Return an expectation, variance, covariance or probability."""
    scope = drawn(node.law, scope)
    weights = weighted(node.law, scope)
    if weights:
        def mean(pick):
            return sp.Add(*[weight * pick(inner) for weight, inner in weights])

        return finite_average(node, mean)
    laws, outer = {**scope.table.laws, **scope.laws}, scope
    scope = replace(scope, needs=[])
    if type(node.law).__name__ == "Name":
        laws = {letter: laws[letter] for letter in entries(named(node.law.key, scope, value)) if letter in laws}
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


def finite_average(node, mean):
    """Return an average of a kind, given how a mean over values is taken."""
    def part(k):
        return lambda inner: scalar(node.bodies[k], inner)

    if node.kind == "P":
        return mean(lambda inner: sp.Piecewise((1, sp.And(*[condition(b, inner) for b in node.bodies])), (0, True)))
    if node.kind == "E":
        return mean(part(0))
    two = part(0 if node.kind == "Var" else 1)
    return mean(lambda inner: part(0)(inner) * two(inner)) - mean(part(0)) * mean(two)


def entrywise(value_of, laws, homes):
    """Return the mean of each entry of a value."""
    return elementwise(lambda entry: chance.mean(entry, laws, homes), [value_of])


def spread_out(one, laws, homes):
    """Return the variance of a number, or the covariance matrix of a column."""
    if not is_matrix(one):
        return chance.variance(one, laws, homes)
    parts = entries(one)
    return Matrix([[chance.covariance(a, b, laws, homes) for b in parts] for a in parts])


def check_random(kind, bodies, laws):
    """Raise an ElaborationError where no letter in the bodies of an average is random."""
    for body in bodies:
        letters = set().union(*[entry.free_symbols for entry in entries(body)])
        if not letters & set(laws):
            named = ", ".join(sorted(map(str, letters)))
            what = f"{named} has no law" if len(letters) == 1 else f"none of {named} has a law" if letters else "there is no letter"
            raise ElaborationError(f"nothing is random in {kind}[…]: {what}; declare a letter as random with its law in "
                                   f"the notation, as in X : random normal(0, 1), or write the law under the {kind}")


AVERAGED = {"E": entrywise, "Var": spread_out, "Cov": chance.covariance, "P": chance.probability}


def weighted(law, scope):
    """Return pairs of a weight and a scope for an index that is drawn from its range, else nothing."""
    if type(law).__name__ != "Chain" or getattr(law.parts[0], "key", None) not in scope.table.ranges:
        return []
    key, weights = law.parts[0].key, law.parts[1].name
    inner = [scope.with_bound({key: sp.Integer(i)}) for i in span(key, scope)]
    if scope.table.kinds.get(weights) == "function":
        return [(function(weights, [one.bound[key]], one), one) for one in inner]
    shares = entries(named(weights, scope, value))
    return list(zip(shares, inner, strict=True))


def drawn(law, scope):
    """Return the scope in which the letters of a chain with a law have it."""
    if type(law).__name__ != "Chain" or getattr(law.parts[0], "key", None) in scope.table.ranges:
        return scope
    made = law_of(law.parts[1], scope)
    names = getattr(law.parts[0], "names", (law.parts[0],))
    letters = [letter for name in names for letter in entries(value(name, scope.holding(name.key)))]
    return replace(scope, laws={**scope.laws, **dict.fromkeys(letters, made)})


def law_of(node, scope, name="x"):
    """Return the law that a node names, with its parameters; name is that of the letter."""
    try:
        return chance.law(node.name, [scalar(part, scope) for part in node.parameters], name)
    except ValueError as error:
        raise ElaborationError(str(error)) from None


STEPS = (sp.floor, sp.ceiling, sp.factorial)


def check_steps(values: list, letters: object, what: str) -> None:
    """Raise ElaborationError for a rounded value or a factorial of letters that run along a line."""
    for value in values:
        for entry in entries(value) if is_matrix(value) or isinstance(value, tuple) else [value]:
            steps = getattr(entry, "atoms", lambda *kinds: ())(*STEPS)
            if any(step.free_symbols & set(letters) for step in steps):
                raise ElaborationError(f"{what} of a rounded value or a factorial is not followed "
                                       "along its jumps; write it piece by piece", "E237")


def limited(node, scope):
    """Return a limit; its letter is free inside."""
    both = type(node.variable).__name__ == "Abs"
    if getattr(node.variable, "key", None) in scope.table.sizes:
        return grown(node, scope)
    key, _, letter = variable(node.variable.body if both else node.variable, scope)
    to = scalar(node.to, scope)
    (body, needs), homes = value_with_needs(node.body, scope.holding(key)), scope.table.domains
    check_steps([body], [letter], "a limit")
    goals = [(sp.oo, ""), (-sp.oo, "")] if both else [(to, node.side)]
    scope.require(nearby(need, letter, *goal) for need in needs for goal in goals)
    if both:
        return elementwise(lambda part: taken(both_ways, part, letter, homes), [body])
    return elementwise(lambda part: taken(limit, part, letter, to, node.side, homes), [body])


def grown(node, scope):
    """Return the limit of a number as a dimension grows."""
    size = sp.Dummy("m", positive=True)
    inner, to = replace(scope, needs=[]), scalar(node.to, scope)
    body = scalar(node.body, inner.with_bound({node.variable.key: size}))
    check_steps([body], [size], "a limit")
    scope.require(nearby(need, size, to, node.side) for need in inner.needs)
    return taken(limit, body, size, to, node.side, scope.table.domains)


def integrated(node, scope):
    """Return a definite integral, in closed form where one was confirmed."""
    key, t, inner = node.variable.key, sp.Dummy("t", real=True), replace(scope, needs=[])
    body = scalar(node.body, inner.with_bound({key: t}))
    check_steps([body], [t], "an integral")
    over = (t, scalar(node.low, scope), scalar(node.high, scope))
    scope.require(part for need in inner.needs for part in throughout(need, *over))
    return taken(integral, body, *over, scope.table.domains)


RULES = {
    "Number": lambda n, s: sp.Rational(int(n.value.numerator), int(n.value.denominator)),
    "Constant": lambda n, s: {"e": sp.E, "pi": sp.pi, "oo": sp.oo}[n.name],
    "Name": lambda n, s: named(n.key, s, value),
    "Eye": lambda n, s: Identity(),
    "Neg": lambda n, s: times(sp.Integer(-1), value(n.body, s)),
    "Add": added,
    "Mul": multiplied,
    "Div": quotient,
    "Pow": powered,
    "Transpose": lambda n, s: transposed(value(n.body, s)),
    "Index": lambda n, s: indexed(
        boxed(value(n.base, s), s), [whole(value(i, s), "an index") for i in n.indices], said(n.base)),
    "Call": lambda n, s: function(n.name, [valued(a, n.name, k, s) for k, a in enumerate(spread(n.args, s))], s),
    "Prime": primed,
    "Derivative": derived,
    "Sum": lambda n, s: repeated(n, s, plus, sp.S.Zero),
    "Prod": lambda n, s: repeated(n, s, times, sp.S.One),
    "Abs": absolute,
    "Norm": normed,
    "Inner": lambda n, s: times(transposed(value(n.left, s)), value(n.right, s)),
    "Hadamard": lambda n, s: elementwise(sp.Mul, [value(n.left, s), value(n.right, s)]),
    "Array": arrayed,
    "Over": extremal,
    "Gradient": ascended,
    "Bare": bared,
    "Cases": distinguished,
    "Indicator": lambda n, s: sp.Piecewise((1, condition(n.condition, s)), (0, True)),
    "Average": averaged,
    "Limit": limited,
    "Integral": integrated,
    "Delta": lambda n, s: sp.Integer(value(n.indices[0], s) == value(n.indices[1], s)),
}
