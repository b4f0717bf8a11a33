"""Cut the space of a claim along expressions, and decide claims on each piece."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import sympy as sp
from sympy.core.relational import Relational

from lit.engine.formula.claim import FLIPPED, Case, Claim, Problem
from lit.engine.formula.edges import roots, size
from lit.engine.formula.space import Domain, Space
from lit.engine.judge.check import is_shown
from lit.engine.judge.prove import proved, sides


class Piece(NamedTuple):
    """A part of a space: what stands for its letters, one substitution after another, and the
    letters left.
    """

    plans: tuple
    space: Space

    def apply(self, expr: sp.Expr) -> sp.Expr:
        """Return an expression as it is on this piece."""
        for plan in self.plans:
            expr = expr.subs(plan)
        return decide(expr) if self.plans else expr


def decide(expr: sp.Expr) -> sp.Expr:
    """Return an expression without the corners and case distinctions whose sign shows in a product.
    """
    def sign(edge: sp.Expr) -> int | None:
        edge = sp.factor(edge)
        signs = {1: edge.is_positive, -1: edge.is_negative, 0: edge.is_zero}
        return next((k for k, known in signs.items() if known), None)

    def larger(part: sp.Expr) -> sp.Expr:
        one, two, *_ = part.args
        known = sign(one - two) if len(part.args) == 2 else None
        return part if known is None else (one if (known >= 0) == isinstance(part, sp.Max) else two)

    def relation(part: Relational) -> sp.Basic:
        known = sign(part.lhs - part.rhs)
        return part if known is None else part.func(known, 0)

    for part in sorted(expr.atoms(Relational), key=size):
        expr = expr.xreplace({part: relation(part)})
    expr = expr.replace(sp.Abs, lambda x: sp.Abs(x) if sign(x) is None else sign(x) * x)
    expr = expr.replace(sp.sign, lambda x: sp.sign(x) if sign(x) is None else sp.Integer(sign(x)))
    return expr.replace(lambda part: isinstance(part, sp.Max | sp.Min), larger)


MOST = 243  # pieces: five cuts


def cut(piece: Piece, edges: list[sp.Expr]) -> Iterator[Piece]:
    """Yield the pieces into which the edges cut a piece, each edge below, at and above 0 where it
    can be cut.
    """
    if not edges:
        yield piece
        return
    edge, rest = sp.sympify(piece.apply(sp.sympify(edges[0]))), edges[1:]
    tied = {letter for group in piece.space.groups for letter in group.letters}
    known = edge.is_positive or edge.is_negative or edge.is_zero or not edge.free_symbols
    found = next(((letter, at, sides(letter, at)) for letter, at in ([] if known else roots(edge))
                  if letter not in tied and sides(letter, at)), None)
    if found is None:
        yield from cut(piece, rest)
        return
    letter, _, covers = found
    for cover in covers or ():
        cover = sp.sympify(cover)
        new = {one: Domain(low=Fraction(0)) for one in cover.free_symbols
               if isinstance(one, sp.Dummy)}
        left = {name: home for name, home in piece.space.domains.items() if name != letter}
        yield from cut(Piece((*piece.plans, {letter: cover}),
                             Space(left | new, piece.space.groups)), rest)


def truth(claim: Claim, piece: Piece) -> bool | None:
    """Return whether a condition holds on all of a piece, on none of it, or None if neither was
    shown.
    """
    left, right = piece.apply(claim.left), piece.apply(claim.right)
    try:
        if claim.op in FLIPPED and proved(left, claim.op, right):
            return True
        return False if claim.op in FLIPPED and proved(left, FLIPPED[claim.op], right) else None
    except (NotImplementedError, TypeError, ValueError, AttributeError, RecursionError):
        return None


def bounds(space: Space, letters: set) -> list[Claim]:
    """Return the ends of the letters' domains as claims."""
    found = []
    for letter in sorted(letters & set(space.domains), key=str):
        home = space.domains[letter]
        if home.low is not None and home.low != 0:  # a letter knows itself that it is positive
            found.append(Claim(sp.Rational(home.low), "<" if home.low_open else "<=", letter))
        if home.high is not None:
            found.append(Claim(letter, "<" if home.high_open else "<=", sp.Rational(home.high)))
    return found


def pieces_of(case: Case, space: Space, edges: list[sp.Expr]) -> list[tuple[Piece, tuple]] | None:
    """Return [(piece, conditions left on it)] of the places where a case claims something, None if
    there are too many.
    """
    claims = (*case.given, *case.then)
    letters = set().union(*[side.free_symbols for claim in claims
                            for side in (claim.left, claim.right)])
    ends, conditions = bounds(space, letters), case.given if not case.both else ()
    given = (*ends, *conditions)
    all_edges = ([claim.left - claim.right for claim in ends] + [*edges]
                 + [claim.left - claim.right for claim in conditions])
    found = []
    for piece in cut(Piece((), space), all_edges):
        answers = [(claim, truth(claim, piece)) for claim in given]
        if any(answer is False for _, answer in answers):
            continue
        left = tuple(Claim(piece.apply(claim.left), claim.op, piece.apply(claim.right))
                     for claim, answer in answers if answer is None)
        found.append((piece, left))
        if len(found) > MOST:
            return None
    return found


def shown_on(claim: Claim, piece: Piece, given: tuple, problem: Problem) -> bool:
    """Return whether a claim could be proved on a piece, where the conditions given hold."""
    here = Claim(piece.apply(claim.left), claim.op, piece.apply(claim.right))
    return is_shown(Problem((Case((here,), given),), piece.space, problem.sizes))


def both_shown(case: Case, piece: Piece) -> bool:
    """Return whether the two sides of an equivalence are both true or both false on a piece."""
    one, two = ([truth(claim, piece) for claim in side] for side in (case.given, case.then))
    if True in one and False not in one:
        return all(one) and all(two)
    return False in one and False in two
