"""The values of sums, products, quotients, powers, cases, norms and matrices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from lit.engine.formula import syntax as s
from lit.engine.formula.need import Need, of_power
from lit.engine.formula.scope import Scope, fold, scalar, span, value, whole
from lit.engine.formula.syntax import Node
from lit.engine.formula.table import plain
from lit.engine.formula.values import (
    ElaborationError, Identity, Matrix, Value, divided, elementwise, entries, is_matrix, number,
    plus, raised, times,
)


def name_text(node: Node) -> str:
    """Return how an error calls a node: by its name, if it has one."""
    return plain(node.key) if isinstance(node, s.Name) else "the expression"


def sum_of_terms(node: Node, scope: Scope) -> Value:
    """Return the sum of the terms of a node."""
    total, name = value(node.terms[0], scope), name_text(node.terms[0])
    for term in written_out(node.terms[1:], scope):
        total = plus(total, value(term, scope), (name, name_text(term)))
        name = "the sum before it"
    return total


def product_of_factors(node: Node, scope: Scope) -> Value:
    """Return the product of the factors of a node."""
    factors = [value(factor, scope) for factor in node.factors]
    check_order(factors, scope)
    total, name = factors[0], name_text(node.factors[0])
    for factor, one in zip(node.factors[1:], factors[1:], strict=True):
        total = times(total, one, (name, name_text(factor)))
        name = "the product before it"
    return total


def check_order(factors: list[Value], scope: Scope) -> None:
    """Raise ElaborationError where a product would mean another thing if an unknown function were
    no number.
    """
    if not scope.unclear:
        return
    unclear = [unclear_kinds(part, scope) for part in factors]
    matrices = [part for part in factors if is_matrix(part)]
    count = sum("matrix" in kinds for kinds in unclear)
    if count and count + len(matrices) > 1:
        wrong = "matrix"
    elif any("column" in kinds for kinds in unclear) and any(part.rows == 1 for part in matrices):
        wrong = "column"
    else:
        return
    of = "matrix" if wrong == "matrix" else "vector"
    raise ElaborationError(f"nothing says whether an unknown function of a {of} is a number or a "
                           f"{wrong}, and in this "
                           "product that matters; define the function", "E236")


def unclear_kinds(part: Value, scope: Scope) -> set[str]:
    """Return what the unknown functions in a factor may be beside numbers; a derivative of one by a
    number is a number.
    """
    if not isinstance(part, sp.Expr):
        return set()
    shown = part.xreplace(dict.fromkeys(part.atoms(sp.Derivative, sp.Subs), sp.S.One))
    return {scope.unclear[call] for call in shown.atoms(AppliedUndef) if call in scope.unclear}


def quotient(node: Node, scope: Scope) -> Value:
    """Return a quotient, which needs a denominator that is not 0."""
    top, bottom = value(node.top, scope), number(value(node.bottom, scope))
    found = divided(top, bottom, name_text(node.bottom))
    scope.require([Need(bottom, "!=", "a denominator is 0")])
    return found


def power(node: Node, scope: Scope) -> Value:
    """Return a power; of a matrix, a whole power or the inverse, which needs a determinant that is
    not 0.
    """
    base, exponent = number(value(node.base, scope)), number(value(node.exponent, scope))
    found = raised(base, exponent, name_text(node.base))
    if is_matrix(base):
        inverse = exponent.is_negative and base.rows == base.cols
        scope.require([Need(base.det(method="berkowitz"), "!=", "a singular matrix has no inverse")]
                      * bool(inverse))
    elif not isinstance(base, Identity):
        scope.require(of_power(base, exponent))
    return found


def written_out(nodes: Sequence, scope: Scope) -> list:
    """Return a list of nodes with all that its dots stand for."""
    found = []
    for node in nodes:
        found += between(node, scope) if isinstance(node, s.Run) else [node]
    return found


def between(node: Node, scope: Scope) -> list:
    """Return the nodes behind the first part of a run, up to its last."""
    ends = set(differences(node.first, node.last))
    if len(ends) != 1 or None in ends:
        raise ElaborationError("the dots stand between two parts that do not differ in one number",
                               "E224")
    low, high = (whole(value(end, scope), "an end of the dots") for end in ends.pop())
    return [with_number(node.first, node.last, sp.Integer(k)) for k in range(low + 1, high + 1)]


def differences(one: Node, two: Node) -> Iterator[Any]:
    """Yield the pairs of nodes in which two nodes differ, None where they differ in kind."""
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
        for pair in zip(one, two, strict=True):
            yield from differences(*pair)
    elif isinstance(one, s.Number) and one != two:
        yield one, two
    elif type(one) is type(two) and is_dataclass(one) and one != two:
        for f in fields(one):
            yield from differences(getattr(one, f.name), getattr(two, f.name))
    elif one != two:
        yield None


def with_number(one: Node, two: Node, number: sp.Expr) -> Node:
    """Return the first of two nodes with a number in place of the one in which they differ."""
    if isinstance(one, tuple):
        return tuple(with_number(*pair, number) for pair in zip(one, two, strict=True))
    if isinstance(one, s.Number) and one != two:
        return replace(one, value=number)
    if is_dataclass(one) and one != two:
        node: Any = one
        parts = {f.name: (getattr(one, f.name), getattr(two, f.name)) for f in fields(one)}
        return replace(node, **{name: with_number(*pair, number) for name, pair in parts.items()})
    return one


RELATIONS = {"<": sp.Lt, ">": sp.Gt, "<=": sp.Le, ">=": sp.Ge, "=": sp.Eq, "!=": sp.Ne}


def condition(node: Node, scope: Scope) -> sp.Basic:
    """Return the truth value of a chain of relations."""
    if isinstance(node, s.Otherwise):
        return sp.true
    sides = [scalar(part, scope) for part in node.parts]
    return sp.And(*[RELATIONS[op](left, right)
                    for op, left, right in zip(node.ops, sides, sides[1:], strict=False)])


def cases_value(node: Node, scope: Scope) -> sp.Expr:
    """Return a case distinction, undefined where no row applies; its rows are kept for checking."""
    rows: list = []
    above: tuple = ()
    for part, when in node.rows:
        holds = condition(when, scope.guarded(*above))
        rows.append((scalar(part, scope.guarded(*above, holds)), holds))
        above = (*above, sp.Not(holds))
    scope.rows.append(tuple(row for row in rows if row[1] != sp.true))
    if rows[-1][1] == sp.true:
        scope.rows.pop()
    return sp.Piecewise(*rows, (sp.nan, True))


MOST_TERMS = 2000


def repeated(node: Node, scope: Scope, combine: Callable, empty: Any) -> Value:
    """Return the terms of a sum or product over an index, combined."""
    key = node.variable.key
    if key in scope.bound:
        raise ElaborationError(f"the index {key} is bound twice; give the inner one another name",
                               "E233")
    if node.low is None:
        places: Sequence = span(key, scope)
    else:
        ends = [value(end, scope) for end in (node.low, node.high)]
        if any(end in (sp.oo, -sp.oo) for end in ends):
            raise ElaborationError("a sum or product without end is not computed here; "
                                   "state it for finitely many terms, "
                                   "or as a limit of a formula for them")
        low, high = (whole(end, "a limit") for end in ends)
        places = range(low, high + 1)
    if len(places) > MOST_TERMS:
        raise ElaborationError(f"{len(places)} terms are more than the {MOST_TERMS} that are "
                               "written out here; "
                               "state it for any number of terms, with a dimension")
    if node.without is not None:
        left_out = whole(value(node.without, scope), "what is left out")
        places = [place for place in places if place != left_out]
    terms = (value(node.body, scope.with_bound({key: sp.Integer(i)})) for i in places)
    return fold(terms, combine, empty)


def extreme_entry(node: Node, scope: Scope) -> sp.Expr:
    """Return the max or min of some numbers, or the place of the first such number."""
    key = node.variable.key
    places = list(span(key, scope))
    if node.without is not None:
        places.remove(whole(value(node.without, scope), "what is left out"))
    parts = [scalar(node.body, scope.with_bound({key: sp.Integer(i)})) for i in places]
    best = (sp.Max if node.kind.endswith("max") else sp.Min)(*parts)
    if not node.kind.startswith("arg"):
        return best
    return sp.Piecewise(*[(sp.Integer(i), sp.Eq(part, best))
                          for i, part in zip(places, parts, strict=True)])


def norm(node: Node, scope: Scope) -> sp.Expr:
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


def matrix(node: Node, scope: Scope) -> Value:
    """Return a matrix by its rows; matrices in it are blocks, an identity as wide as its column."""
    rows = [[number(value(part, scope)) for part in written_out(row, scope)]
            for row in rows_written_out(node.rows, scope)]
    widths = [next((part.cols for part in column if is_matrix(part)), 1)
              for column in zip(*rows, strict=True)]

    def block(part: Value, width: int) -> Value:
        if isinstance(part, Identity):
            return part.factor * sp.eye(width)
        return part if is_matrix(part) else sp.Matrix([part])

    blocks = [[sp.ImmutableMatrix(block(part, width))
               for part, width in zip(row, widths, strict=True)] for row in rows]
    try:
        return Matrix(sp.BlockMatrix(blocks).as_explicit())
    except ValueError:
        raise ElaborationError("the blocks of a matrix do not fit: "
                               "those in one row have to be equally high, and those "
                               "in one column equally wide", "E235") from None


def rows_written_out(rows: Sequence, scope: Scope) -> Sequence:
    """Return rows with all that dots between them stand for, in a column."""
    return [(part,) for part in written_out([row[0] for row in rows],
                                            scope)] if len(rows[0]) == 1 else rows


def absolute_value(node: Node, scope: Scope) -> Value:
    """Return an absolute value, entry by entry; what a square matrix between bars means is not for
    us to say.
    """
    body = number(value(node.body, scope))
    if is_matrix(body) and body.rows == body.cols:
        raise ElaborationError("a square matrix between bars may be its determinant or its entries "
                               "without their sign; "
                               "write \\det A, \\|A\\| for a norm, or |A_{ij}|", "E213")
    return elementwise(sp.Abs, [body])
