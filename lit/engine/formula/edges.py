"""Where an expression changes its form, and which letters meet that place."""

import sympy as sp
from sympy.core.relational import Relational


WRITABLE = 10_000


def size(*exprs: sp.Basic) -> int:
    """Return the number of operations in the expressions, as often as each is written."""
    counts: dict[sp.Basic, int] = {}

    def operations(expr: sp.Basic) -> int:
        if expr not in counts:
            counts[expr] = max(len(expr.args) - 1, 1) + sum(map(operations,
                                                                expr.args)) if expr.args else 0
        return counts[expr]

    total = sum(map(operations, exprs))
    return total if total > WRITABLE else sum(int(sp.count_ops(expr)) for expr in exprs)


def has_part(expr: sp.Basic, *kinds: type) -> bool:
    """Return whether a part of an expression is of one of some kinds; each part is looked at once.
    """
    seen, rest = set(), [expr]
    while rest:
        part = rest.pop()
        if isinstance(part, kinds):
            return True
        new = set(part.args) - seen
        seen |= new
        rest.extend(new)
    return False


def thresholds(expr: sp.Expr) -> list[sp.Expr]:
    """Return the expressions whose sign decides which form expr has, simplest first."""
    found = set()
    for part in expr.atoms(sp.Abs, sp.sign, sp.Heaviside):
        found.add(part.args[0])
    for part in expr.atoms(sp.Max, sp.Min):
        found |= {one - two for one in part.args for two in part.args if one.compare(two) > 0}
    for part in expr.atoms(sp.Piecewise):
        found |= {rel.lhs - rel.rhs for rel in part.atoms(Relational)}
    return sorted((edge for edge in found if edge.free_symbols), key=lambda e: (size(e), str(e)))


def roots(edge: sp.Expr) -> list[tuple[sp.Symbol, sp.Expr]]:
    """Return pairs of a letter in which edge is linear, and the value at which edge is 0."""
    slopes = [(letter, sp.diff(edge, letter)) for letter in sorted(edge.free_symbols, key=str)]
    return [(letter, sp.cancel(letter - edge / slope)) for letter, slope in slopes
            if letter not in slope.free_symbols and slope.is_nonzero]


def root(edge: sp.Expr) -> tuple[sp.Symbol, sp.Expr] | None:
    """Return the first of the roots of edge, or None if no letter is linear."""
    return next(iter(roots(edge)), None)
