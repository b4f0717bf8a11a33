"""Elaborate formulas: from the parsed page to typed SymPy with small, distinct sizes."""

import itertools
from dataclasses import dataclass, field, fields, is_dataclass, replace
from fractions import Fraction

import sympy as sp

from lit.engine import chance
from lit.engine.claim import (
    Case, Claim, Extremum, Optimum, Order, Problem, Range, SameOptimum,
)
from lit.engine.sample import Domain
from lit.engine.table import plain, table_of
from lit.engine.values import (
    ElaborationError, Identity, Matrix, divided, elementwise, entries, is_matrix, number, plus,
    raised, same_shape, shape_text, slope, times, transposed,
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

    def holding(self, *keys):
        """Return the scope in which the keys stand for their letters, whatever they mean."""
        free = {key: meaning for key, meaning in self.bound.items() if key not in keys}
        return replace(self, bound=free, held=self.held | set(keys))


def span(key, scope):
    """Return the whole numbers that an index runs through."""
    if key not in scope.table.ranges:
        raise ElaborationError(f"the range of the index {key} is not declared in the notation")
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
        raise ElaborationError(f"{key} takes {wanted} arguments, got {len(arguments)}")
    kinds = [scope.table.kinds.get(name, "scalar") for name in defined.parameters]
    shaped = [is_matrix(number(value)) for value in arguments]
    if all(kind in ("scalar", "index") for kind in kinds) and any(shaped):
        return elementwise(lambda *xs: applied(defined, xs, scope, value_of), arguments)
    for name, kind, has_shape in zip(defined.parameters, kinds, shaped, strict=True):
        if kind in ("vector", "matrix") and not has_shape:
            raise ElaborationError(f"{key} needs a {kind} for {name}, got a number")
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


def value(node, scope):
    """Return the value that a node stands for."""
    rule = RULES.get(type(node).__name__)
    if rule is None:
        raise ElaborationError(f"a {type(node).__name__.lower()} is no value and cannot stand here")
    return rule(node, scope)


def scalar(node, scope):
    """Return the value of a node that must be a number."""
    found = number(value(node, scope))
    if is_matrix(found) or isinstance(found, Identity | tuple):
        raise ElaborationError(f"a number is needed here, not {shape_text(found)}")
    return found


def said(node):
    """Return how an error calls a node: by its name, if it has one."""
    return plain(node.key) if type(node).__name__ == "Name" else "the expression"


def added(node, scope):
    """Return the sum of the terms of a node."""
    total, name = value(node.terms[0], scope), said(node.terms[0])
    for term in node.terms[1:]:
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
    rows = [(scalar(part, scope), condition(when, scope)) for part, when in node.rows]
    scope.rows.append(tuple(row for row in rows if row[1] != sp.true))
    if rows[-1][1] == sp.true:
        scope.rows.pop()
    return sp.Piecewise(*rows, (sp.nan, True))


def variable(node, scope):
    """Return the key, the letters and the letter (or letters) that a derivative is taken by."""
    name = node.base if type(node).__name__ == "Index" else node
    if type(name).__name__ != "Name" or name.key not in scope.table.values:
        raise ElaborationError(f"{said(node)} is no letter of the notation, so nothing can be "
                               "differentiated by it; declare it")
    letters = scope.table.values[name.key]
    return name.key, letters, value(node, scope.holding(name.key))


def derived(node, scope):
    """Return a derivative, of any order and by any letters."""
    targets = [(variable(by, scope), order) for by, order in node.variables]
    inner = scope.holding(*[key for (key, _, _), _ in targets])
    found = value(node.body, inner)
    for (_, _, by), order in targets:
        for _ in range(order):
            found = differentiated(found, by)
    for (key, letters, _), _ in targets:
        if key in scope.definitions and key not in scope.held:
            found = restored(found, letters, named(key, scope, value))
        elif key in scope.bound:
            found = restored(found, letters, scope.bound[key])
    return found


def primed(node, scope):
    """Return the derivative of a function of one argument, at that argument."""
    t = sp.Dummy("t", real=True)
    found = function(node.name, [t], scope)
    for _ in range(node.order):
        found = slope(found, t)
    return elementwise(lambda at: found.subs(t, at), [value(node.args[0], scope)])


FUNCTIONS = {
    "exp": sp.exp, "log": sp.log, "ln": sp.log, "sqrt": sp.sqrt, "tanh": sp.tanh, "sinh": sp.sinh,
    "cosh": sp.cosh, "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "arctan": sp.atan,
    "artanh": sp.atanh, "sign": sp.sign, "erf": sp.erf, "erfc": sp.erfc, "W": sp.LambertW,
    "max": sp.Max, "min": sp.Min, "Phi": lambda x: (1 + sp.erf(x / sp.sqrt(2))) / 2,
}
SHAPED = {
    "tr": lambda a: a.trace(), "det": lambda a: a.det(method="berkowitz"),
    "diag": lambda a: Matrix(sp.diag(*entries(a))),
}


def function(name, arguments, scope):
    """Return the value of a function: the author's first, then the ones everybody knows."""
    if name in scope.definitions or scope.table.kinds.get(name) == "function":
        return called(name, arguments, scope, value)
    if name in SHAPED:
        if not is_matrix(arguments[0]):
            raise ElaborationError(f"{name} needs a vector or matrix, got a number")
        return number(SHAPED[name](arguments[0]))
    if name not in FUNCTIONS:
        raise ElaborationError(f"the function {name} has no meaning here; define it or declare it")
    return elementwise(FUNCTIONS[name], arguments)


def repeated(node, scope, combine, empty):
    """Return the terms of a sum or product over an index, combined."""
    key = node.variable.key
    if key in scope.bound:
        raise ElaborationError(f"the index {key} is bound twice; give the inner one another name")
    if node.low is None:
        places = span(key, scope)
    else:
        low, high = (whole(value(end, scope), "a limit") for end in (node.low, node.high))
        places = range(low, high + 1)
    terms = (value(node.body, scope.with_bound({key: sp.Integer(i)})) for i in places)
    return folded(terms, combine, empty)


def normed(node, scope):
    """Return a norm: of a vector, or the Frobenius norm of a matrix."""
    parts = entries(value(node.body, scope))
    if node.order == 1:
        return sp.Add(*map(sp.Abs, parts))
    return sp.sqrt(sp.Add(*[part**2 for part in parts]))


def absolute(node, scope):
    """Return an absolute value, entry by entry."""
    return elementwise(sp.Abs, [value(node.body, scope)])


def averaged(node, scope):
    """Return an expectation, variance, covariance or probability."""
    laws = scope.table.laws
    if node.kind == "P":
        return chance.probability(condition(node.bodies[0], scope), laws)
    bodies = [scalar(body, scope) for body in node.bodies]
    rule = {"E": chance.mean, "Var": chance.variance, "Cov": chance.covariance}[node.kind]
    found = rule(*bodies, laws)
    if chance.too_deep(found):
        raise ElaborationError("this average over several random numbers has no closed form here; "
                               "check it by an experiment in a test- block")
    return found


def limited(node, scope):
    """Return a limit; its letter is free inside."""
    key, _, letter = variable(node.variable, scope)
    to = scalar(node.to, scope)
    return elementwise(lambda body: limit(body, letter, to, node.side),
                       [value(node.body, scope.holding(key))])


def integrated(node, scope):
    """Return a definite integral, in closed form if SymPy finds one."""
    key, t = node.variable.key, sp.Dummy("t", real=True)
    low, high = scalar(node.low, scope), scalar(node.high, scope)
    return sp.integrate(scalar(node.body, scope.with_bound({key: t})), (t, low, high))


RULES = {
    "Number": lambda n, s: sp.Rational(n.value.numerator, n.value.denominator),
    "Constant": lambda n, s: {"e": sp.E, "pi": sp.pi, "oo": sp.oo}[n.name],
    "Name": lambda n, s: named(n.key, s, value),
    "Eye": lambda n, s: Identity(),
    "Neg": lambda n, s: times(sp.Integer(-1), value(n.body, s)),
    "Add": added,
    "Mul": multiplied,
    "Div": lambda n, s: divided(value(n.top, s), value(n.bottom, s), said(n.bottom)),
    "Pow": lambda n, s: raised(value(n.base, s), value(n.exponent, s), said(n.base)),
    "Transpose": lambda n, s: transposed(value(n.body, s)),
    "Index": lambda n, s: indexed(
        value(n.base, s), [whole(value(i, s), "an index") for i in n.indices], said(n.base)),
    "Call": lambda n, s: function(n.name, [value(a, s) for a in n.args], s),
    "Prime": primed,
    "Derivative": derived,
    "Sum": lambda n, s: repeated(n, s, plus, sp.S.Zero),
    "Prod": lambda n, s: repeated(n, s, times, sp.S.One),
    "Abs": absolute,
    "Norm": normed,
    "Inner": lambda n, s: times(transposed(value(n.left, s)), value(n.right, s)),
    "Array": lambda n, s: Matrix([[scalar(x, s) for x in row] for row in n.rows]),
    "Cases": distinguished,
    "Indicator": lambda n, s: sp.Piecewise((1, condition(n.condition, s)), (0, True)),
    "Average": averaged,
    "Limit": limited,
    "Integral": integrated,
    "Delta": lambda n, s: sp.Integer(value(n.indices[0], s) == value(n.indices[1], s)),
}


BINDERS = {"Sum", "Prod", "ArgOpt", "Least"}


def free_indices(node, ranges, bound=frozenset()):
    """Return the keys of the indices in a node that nothing binds, in order."""
    if isinstance(node, tuple | list):
        found = [free_indices(part, ranges, bound) for part in node]
    elif type(node).__name__ == "Name":
        return [node.key] if node.key in ranges and node.key not in bound else []
    elif is_dataclass(node):
        own = {node.variable.key} if type(node).__name__ in BINDERS else set()
        found = [free_indices(getattr(node, f.name), ranges, bound | own) for f in fields(node)]
    else:
        return []
    return list(dict.fromkeys(itertools.chain(*found)))


def optimised(node, scope):
    """Return the objective of an optimum, and the letters it is taken over."""
    key, _, letters = variable(node.variable, scope)
    return scalar(node.body, scope.holding(key)), tuple(entries(letters))


def optimum_claim(one, two, scope):
    """Return the claim that two parts of a chain are the same optimum."""
    if type(one).__name__ != "ArgOpt":
        one, two = two, one
    objective, letters = optimised(one, scope)
    if type(two).__name__ == "ArgOpt":
        other, others = optimised(two, scope)
        if others != letters:
            raise ElaborationError("the two optima are taken over different letters")
        return SameOptimum(objective, other, letters, one.sense != two.sense)
    place = tuple(entries(value(two, scope)))
    if len(place) != len(letters):
        raise ElaborationError(f"the optimum has {len(letters)} entries, the place {len(place)}")
    if set().union(*[part.free_symbols for part in place]) & set(letters):
        raise ElaborationError("the place of the optimum depends on the letter it is taken over")
    return Optimum(objective, letters, place, one.sense)


def extremum_claim(one, two, scope):
    """Return the claim that the least or greatest value over all places is a value."""
    if type(one).__name__ != "Least":
        one, two = two, one
    objective, letters = optimised(one, scope)
    return Extremum(objective, letters, scalar(two, scope), one.sense, Fraction(slack_of(two)))


def image_claim(one, two, scope):
    """Return the claim that the values of a function of one number fill an interval."""
    if type(one).__name__ != "Image":
        one, two = two, one
    if type(two).__name__ != "Interval":
        raise ElaborationError("the values of a function can only be compared with an interval")
    t = sp.Dummy("t", real=True)
    scope.table.domains[t] = Domain()
    ends = [scalar(end, scope) for end in (two.low, two.high)]
    whole_range = sp.Interval(*ends, two.low_open, two.high_open)
    if whole_range.is_empty or whole_range.inf == whole_range.sup:
        raise ElaborationError("the interval is empty or one number; its lower end comes first")
    return Range(number(function(one.name, [t], scope)), t, whole_range)


def order_claim(one, two, scope):
    """Return the claim that one side is the other up to an error of the stated order."""
    terms = two.terms if type(two).__name__ == "Add" else (two,)
    rest = [term for term in terms if type(term).__name__ != "BigO"]
    (big,) = (term for term in terms if type(term).__name__ == "BigO")
    scale = scalar(big.body, scope)
    gap = scalar(one, scope) - sum(scalar(term, scope) for term in rest)
    return Order(gap, scale, tuple(sorted(scale.free_symbols, key=str)))


SPECIAL = {
    "ArgOpt": optimum_claim, "Least": extremum_claim, "Image": image_claim, "BigO": order_claim,
}


def special(one, two):
    """Return the rule for a pair of parts that are not both values, or None."""
    parts = [one, *(two.terms if type(two).__name__ == "Add" else (two,))]
    return next((SPECIAL[name] for name in (type(part).__name__ for part in parts)
                 if name in SPECIAL), None)


def slack_of(node):
    """Return the accuracy that a node states: half a unit of its last decimal, else 0."""
    return getattr(node, "slack", 0) or 0


def resolved(node, scope):
    """Return the optimum that a name is defined as, or the node itself."""
    defined = scope.definitions.get(getattr(node, "key", None))
    body = defined.body if defined and not defined.parameters else None
    return body if type(body).__name__ in ("ArgOpt", "Least") else node


def componentwise(chain, scope):
    """Return the claim of w_i = right side for an optimum w, or None for another chain."""
    if type(chain).__name__ != "Chain" or type(chain.parts[0]).__name__ != "Index":
        return None
    left, right = chain.parts[0], chain.parts[-1]
    optimum = resolved(left.base, scope)
    if type(optimum).__name__ != "ArgOpt" or len(left.indices) != 1 or chain.ops != ("=",):
        return None
    key = left.indices[0].key
    objective, letters = optimised(optimum, scope)
    place = tuple(scalar(right, scope.with_bound({key: sp.Integer(i)})) for i in span(key, scope))
    return Optimum(objective, letters, place, optimum.sense)


def relation_claims(one, op, two, scope):
    """Return the claims that one pair of a chain makes, entry by entry."""
    one, two = resolved(one, scope), resolved(two, scope)
    rule = special(one, two)
    if rule:
        if op not in ("=", "~"):
            raise ElaborationError("this can only be equal to something, not smaller or larger")
        return [rule(one, two, scope)]
    left, right = same_shape(value(one, scope), value(two, scope), (said(one), said(two)))
    slack = Fraction(slack_of(two) or slack_of(one))
    if op == "~" and slack == 0:
        raise FormulaError("≈ needs an accuracy: write the right side as a decimal, whose last "
                           "digit says how near it is meant to be")
    pairs = list(zip(entries(left), entries(right), strict=True))
    labels = [f"entry {i + 1}" if len(pairs) > 1 else "" for i in range(len(pairs))]
    return [Claim(sp.sympify(x), op, sp.sympify(y), slack, label)
            for (x, y), label in zip(pairs, labels, strict=True)]


def chain_claims(chain, scope):
    """Return the claims of all neighbouring pairs of a chain."""
    triples = zip(chain.parts, chain.ops, chain.parts[1:], strict=False)
    return [claim for one, op, two in triples for claim in relation_claims(one, op, two, scope)]


class FormulaError(ElaborationError):
    """A statement that cannot be checked as it stands: a sentence that says what to change."""


def mentions(node, key):
    """Return whether a name occurs in a node."""
    if isinstance(node, tuple | list):
        return any(mentions(part, key) for part in node)
    if getattr(node, "key", None) == key or getattr(node, "name", None) == key:
        return True
    return is_dataclass(node) and any(mentions(getattr(node, f.name), key) for f in fields(node))


def introduced(chain, context):
    """Return the chain without a first name that it introduces."""
    first = chain.parts[0]
    key = getattr(first, "key", None) if type(first).__name__ == "Name" else None
    known = key is None or key in context.definitions or key in context.used
    if known or chain.ops[0] != "=" or mentions(chain.parts[1:], key):
        return chain
    if len(chain.parts) == 2:
        raise FormulaError(f"vacuous: the statement only introduces {plain(key)}, so nothing is "
                           "checked; make it a def- block or add what it equals")
    return replace(chain, parts=chain.parts[1:], ops=chain.ops[1:])


@dataclass
class Context:
    """The notation of a chapter and the definitions met so far."""

    notation: object
    table: object = None
    definitions: dict = field(default_factory=dict)
    used: set = field(default_factory=set)

    def __post_init__(self):
        self.table = self.table or table_of(self.notation)

    def scope(self):
        return Scope(self.table, self.definitions)

    def define(self, statement):
        """Enter a definition: name, indexed name or function = right side."""
        left, right = statement.parts[0], statement.parts[-1]
        indices = ()
        if type(left).__name__ == "Index":
            left, indices = left.base, tuple(getattr(index, "key", None) for index in left.indices)
        name = getattr(left, "key", None) or getattr(left, "name", None)
        if name is None or statement.ops[0] not in ("=", ":="):
            raise FormulaError("a definition is a name or a function of names, =, and its meaning")
        parameters = tuple(getattr(part, "key", None) for part in getattr(left, "args", ()))
        if None in parameters or None in indices:
            raise FormulaError("the arguments and indices of what is defined have to be plain letters")
        if mentions(right, name):
            raise FormulaError(f"the definition of {plain(name)} speaks of itself; define it by other things")
        for key in (*parameters, *indices):
            if not mentions(right, key):
                raise FormulaError(f"{plain(key)} stands on the left of the definition, and not on its right")
        self.definitions[name] = Definition(parameters, indices, right)


def cases_of(statement, context, scope):
    """Return the cases that a statement makes under one choice of its free indices."""
    kind = type(statement).__name__
    if kind == "Implies":
        given = [c for part in statement.given for c in chain_claims(part, scope)]
        then = [c for part in statement.then for c in chain_claims(part, scope)]
        return [Case(tuple(then), tuple(given))]
    if kind == "Iff":
        parts = [tuple(chain_claims(part, scope)) for part in statement.parts]
        return [Case(two, one, both=True) for one, two in itertools.pairwise(parts)]
    claims = chain_claims(introduced(statement, context), scope)
    pointwise = tuple(claim for claim in claims if isinstance(claim, Claim))
    others = [claim for claim in claims if not isinstance(claim, Claim)]
    return ([Case(pointwise)] if pointwise else []) + others


def problem_of(statements, context):
    """Return the problem that statements make: for every choice of their free indices."""
    scope, found = context.scope(), []
    for statement in statements:
        if together := componentwise(statement, scope):
            found.append(together)
            continue
        keys = free_indices(statement, context.table.ranges)
        for places in itertools.product(*[span(key, scope) for key in keys]):
            names = dict(zip(keys, map(sp.Integer, places), strict=True))
            found += cases_of(statement, context, scope.with_bound(names))
    sizes = {name: context.table.sizes[name] for name in sorted(sizes_met(statements, context))}
    return Problem(tuple(found), context.table.space(), sizes, tuple(dict.fromkeys(scope.rows)))


def sizes_met(node, context, seen=frozenset()):
    """Return the names of the dimensions that a node depends on."""
    if isinstance(node, tuple | list):
        return set().union(*[sizes_met(part, context, seen) for part in node])
    found = set()
    for key in {getattr(node, "key", None), getattr(node, "name", None)} - {None} - seen:
        found |= {key} & set(context.table.sizes) | set(context.table.shapes.get(key, ()))
        found |= {end for end in context.table.ranges.get(key, ()) if end in context.table.sizes}
        if key in context.definitions:
            found |= sizes_met(context.definitions[key].body, context, seen | {key})
    if is_dataclass(node):
        found |= sizes_met([getattr(node, f.name) for f in fields(node)], context, seen)
    return found
