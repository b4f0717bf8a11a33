"""From a chain of relations to a claim for each pair of neighbours, entry by entry."""

import itertools
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp

from lit.engine.formula import syntax as s
from lit.engine.formula.arithmetic import name_text
from lit.engine.formula.claim import Claim
from lit.engine.formula.goals import resolved, slack_of, special
from lit.engine.formula.need import is_visible
from lit.engine.formula.scope import Scope, scalar, value, value_with_needs
from lit.engine.formula.space import Domain
from lit.engine.formula.syntax import Chain, Node
from lit.engine.formula.values import (
    ElaborationError, Value, entries, is_matrix, number, same_shape, shape_text,
)


BINDERS = (s.Sum, s.Prod, s.ArgOpt, s.Least, s.Over)


def free_indices(node: Node, ranges: dict, bound: frozenset = frozenset()) -> list[str]:
    """Return the keys of the indices in a node that nothing binds, in order."""
    if isinstance(node, tuple | list):
        found = [free_indices(part, ranges, bound) for part in node]
    elif isinstance(node, s.Name):
        return [node.key] if node.key in ranges and node.key not in bound else []
    elif is_dataclass(node):
        own = {getattr(node.variable, "key",
                       None)} if isinstance(node, BINDERS) else drawn_indices(node)
        found = [free_indices(getattr(node, f.name), ranges, bound | own) for f in fields(node)]
    else:
        return []
    return list(dict.fromkeys(itertools.chain(*found)))


def drawn_indices(node: Node) -> set[str]:
    """Return the keys of the indices that an average draws."""
    law: Any = getattr(node, "law", None) if isinstance(node, s.Average) else None
    return {law.parts[0].key} if hasattr(law, "parts") and hasattr(law.parts[0], "key") else set()


def member_claims(one: Node, home: Node, scope: Scope) -> list:
    """Return the claims of one or several names being in a set."""
    if isinstance(one, s.Several):
        return [claim for name in one.names for claim in member_claims(name, home, scope)]
    if isinstance(home, s.Numbers):
        check_shape(one, home, scope)
        declared = isinstance(one, s.Name) and one.key not in scope.definitions
        return [] if declared else number_claims(one, home, scope)
    inside, needs = side_with_needs(one, scope)
    inside = needed_number(inside)
    if isinstance(home, s.Finite):
        gaps = sp.Mul(*[inside - scalar(part, scope) for part in home.values])
        return [Claim(gaps, "=", sp.S.Zero, left_needs=needs)]
    low, high = scalar(home.low, scope), scalar(home.high, scope)
    ends = [Claim(low, "<" if home.low_open else "<=", inside, right_needs=needs),
            Claim(inside, "<" if home.high_open else "<=", high, left_needs=needs)]
    kept = [claim for claim, end in zip(ends, (low, high), strict=True) if not end.is_infinite]
    return kept or [existence(needs)]


def side_with_needs(node: Node, scope: Scope) -> tuple[Value, tuple]:
    """Return the value of a side, and what it needs beyond what its letters promise."""
    found, needs = value_with_needs(node, scope)
    return found, tuple(need for need in needs if need.limit or not is_visible(need.expr, need.op))


def existence(needs: Any) -> Claim:
    """Return the claim that something has a value."""
    return Claim(sp.S.Zero, "=", sp.S.Zero, left_needs=needs)


def number_claims(one: Node, home: Node, scope: Scope) -> list[Claim]:
    """Return the claims of a value being a real, whole or natural number; natural ones begin with
    1.
    """
    found, needs = side_with_needs(one, scope)
    if home.field == "R":
        return [existence(needs)]
    claims = [Claim(sp.floor(entry), "=", entry, left_needs=needs)
              for entry in entries(number(found))]
    if home.field == "N":
        if any(not (entry.is_positive or entry.is_negative) for entry in entries(number(found))):
            raise FormulaError("books differ on whether 0 is in \\mathbb{N}, "
                               "and nothing here rules it out; "
                               "write \\mathbb{Z} and \\ge 0, or declare the letter positive",
                               "E246")
        claims += [Claim(entry, ">", sp.S.Zero) for entry in entries(number(found))]
    return claims


def needed_number(found: Any) -> sp.Expr:
    """Return a value that must be a number. Raises ElaborationError for another."""
    found = number(found)
    if is_matrix(found) or not isinstance(found, sp.Expr):
        raise ElaborationError(f"a number is needed here, not {shape_text(found)}")
    return found


def check_shape(one: Node, home: Node, scope: Scope) -> None:
    """Raise ElaborationError where a value has another shape than the vectors or matrices of a set.
    """
    found = number(value(one, replace(scope, needs=[])))
    wanted = tuple(int(scalar(size, scope)) for size in home.sizes)
    shape = found.shape if is_matrix(found) else ()
    if shape not in (wanted, (*wanted, 1)) and wanted != (1, *shape):
        raise ElaborationError(f"{name_text(one)} is {shape_text(found)}, and the set holds others",
                               "E247")


def definite_claims(one: Node, strict: bool, scope: Scope) -> list[Claim]:
    """Return the claims of a matrix being positive definite, or semidefinite."""
    matrix, needs = side_with_needs(one, scope)
    if not is_matrix(matrix) or matrix.rows != matrix.cols:
        raise ElaborationError(f"{name_text(one)} is {shape_text(matrix)}; "
                               "only a square matrix can be definite",
                               "E248")
    claims = [existence(needs)] * bool(needs)
    claims += [Claim(sp.sympify(a), "=", sp.sympify(b))
               for a, b in zip(matrix, matrix.T, strict=True) if a != b]
    if strict:
        minors = [matrix[:k, :k].det(method="berkowitz") for k in range(1, matrix.rows + 1)]
        return claims + [Claim(minor, ">", sp.S.Zero) for minor in minors]
    fresh = sp.Matrix([sp.Dummy(f"v_{i + 1}", real=True) for i in range(matrix.rows)])
    scope.table.domains.update(dict.fromkeys(fresh, Domain()))
    return [*claims, Claim((fresh.T * matrix * fresh)[0, 0], ">=", sp.S.Zero)]


def relation_claims(one: Node, op: str, two: Node, scope: Scope) -> list:
    """Return the claims that one pair of a chain makes, entry by entry."""
    if op == "step":
        return []
    if op == "law":
        raise FormulaError("a law is no claim that points can decide; use it as a condition, "
                           "before a colon",
                           "E249")
    if op == "in":
        return member_claims(one, two, scope)
    if op in ("psd", "pd"):
        return definite_claims(one, op == "pd", scope)
    one, two = resolved(one, scope), resolved(two, scope)
    rule = special(one, two)
    if rule:
        if op not in ("=", "~"):
            raise ElaborationError("this can only be equal to something, not smaller or larger",
                                   "E250")
        inner = replace(scope, needs=[])
        claim = rule(one, two, inner)
        needs = tuple(need for need in inner.needs if not is_visible(need.expr, need.op))
        return [claim, *[existence(needs)] * bool(needs)]
    (left, left_needs), (right,
                         right_needs) = side_with_needs(one, scope), side_with_needs(two, scope)
    left, right = same_shape(left, right, (name_text(one), name_text(two)))
    slack = Fraction(slack_of(two) or slack_of(one))
    if op == "~" and slack == 0:
        raise FormulaError("≈ needs an accuracy: write the right side as a decimal, whose last "
                           "digit says how near it is meant to be", "E251")
    pairs = list(zip(entries(left), entries(right), strict=True))
    labels = [f"entry {i + 1}" if len(pairs) > 1 else "" for i in range(len(pairs))]
    return [Claim(sp.sympify(x), op, sp.sympify(y), slack, label, left_needs, right_needs)
            for (x, y), label in zip(pairs, labels, strict=True)]


def chain_claims(chain: Chain, scope: Scope) -> list:
    """Return the claims of all neighbouring pairs of a chain."""
    triples = zip(chain.parts, chain.ops, chain.parts[1:], strict=False)
    return [claim for one, op, two in triples for claim in relation_claims(one, op, two, scope)]


class FormulaError(ElaborationError):
    """A statement that cannot be checked as it stands: a sentence that says what to change."""
