"""Limits: found by algebra, and believed where enclosures far out come nearer to them."""

from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from lit.engine.formula import interval
from lit.engine.formula.area import settled
from lit.engine.formula.closed import trials
from lit.engine.formula.edges import thresholds
from lit.engine.formula.enclosed import enclosed
from lit.engine.formula.interval import Undecided
from lit.engine.formula.patience import within
from lit.engine.formula.taylor import Unexpanded, limit_by_taylor
from lit.engine.formula.zeros import all_zeros, around


class NoLimit(Exception):
    """A limit that could not be taken: a sentence that says why."""


class KeptLimit(sp.Limit):
    """A limit that depends on its letters in a way that algebra overlooks; algebra leaves it
    alone."""

    def doit(self, **hints: Any) -> sp.Expr:
        return self

    def _eval_simplify(self, **kwargs: Any) -> sp.Expr:
        return self


def grown(expr: sp.Expr, x: sp.Symbol, to: sp.Expr, side: str, t: sp.Symbol) -> sp.Expr:
    """Return expr with x close to its goal for large t, its corners decided."""
    at = {"-": to - 1 / t,
          "+": to + 1 / t}[side] if not to.is_infinite else t if to == sp.oo else -t
    near = expr.subs(x, at)
    edges = [edge for edge in thresholds(near) if edge.has(t)]
    if not edges or any(edge.free_symbols != {t} or edge.has(AppliedUndef) for edge in edges):
        return near
    try:
        with interval.precision(30):
            last = [around(zero).high for edge in edges
                    for zero in all_zeros(edge, t, sp.S.One, sp.oo)]
            return settled(near, t, sp.Rational(int(max(map(float, last), default=1.0)) + 1))
    except Undecided:
        return near


def guess(near: sp.Expr, t: sp.Symbol) -> sp.Expr:
    """Return the limit that algebra finds. Raises NoLimit."""
    try:
        if any(call.has(t) for call in near.atoms(AppliedUndef)):
            return limit_by_taylor(near, t, lambda part, t: sp.limit(part, t, sp.oo))
        if near.has(1 / t):
            return sp.limit(near.subs(t, 1 / t), t, 0, "+")
        return sp.limit(near, t, sp.oo)
    except (NotImplementedError, TypeError, ValueError, AttributeError, RecursionError,
            sp.PoleError, Unexpanded):
        raise NoLimit("this limit could not be taken; it may depend on the sign of a letter, or on "
                      "a function that is not defined here: declare the letter positive, or name "
                      "the definition in uses=") from None


PLACES = (10, 40, 160, 640, 10**4, 10**6, 10**9)
DIGITS, NEAR, NEARER = 400, 1e-4, 0.95


def heights(near: sp.Expr, t: sp.Symbol) -> list[float]:
    """Return the values of an expression of t alone at a few places, as far as they are certain."""
    found = []
    with interval.precision(DIGITS):
        narrow = interval.ball(sp.Rational(1, 10**9))
        for place in PLACES:
            try:
                value = enclosed(near, {t: interval.interval(place)})
            except Undecided:
                continue
            if value.high - value.low <= narrow * (1 + abs(value.high)):
                found.append(value.low)
    return found


def approached(goal: sp.Expr, values: list) -> bool:
    """Return whether values come nearer to a goal, or grow towards an infinite one."""
    if len(values) < 2:
        return True
    before, last = values[-2:]
    if goal in (sp.oo, -sp.oo):
        sign = 1 if goal == sp.oo else -1
        return bool(sign * last > 1 and sign * last > sign * before)
    try:
        with interval.precision(DIGITS):
            at = enclosed(goal, {}).low
            gaps = [abs(value - at) for value in (before, last)]
            return bool(gaps[1] <= NEAR * (1 + abs(at)) or gaps[1] <= NEARER * gaps[0])
    except Undecided:
        return False


def believable(found: sp.Expr, near: sp.Expr, t: sp.Symbol, homes: dict) -> bool:
    """Return whether a limit is what the expression comes near to, at several points of the
    letters."""
    if near.has(AppliedUndef, sp.Integral, sp.Derivative, sp.Limit, sp.Subs):
        return True
    letters = sorted(near.free_symbols - {t}, key=str)
    return all(approached(found.subs(point), heights(near.subs(point), t))
               for point in trials(letters, homes))


PATIENCE = 4


def one_limit(expr: sp.Expr, x: sp.Symbol, to: sp.Expr, side: str, homes: dict) -> sp.Expr:
    """Return a limit from one side. Raises NoLimit."""
    t = sp.Dummy("t", positive=True)
    near = grown(expr, x, to, side, t)
    found = within(PATIENCE, guess, near, t, otherwise=None)
    if found is None:
        raise NoLimit(f"this limit takes longer than {PATIENCE} seconds; write it in a simpler way")
    if found.has(sp.AccumBounds, sp.nan):
        return sp.nan
    if believable(found, near, t, homes):
        return found
    if near.free_symbols == {t}:
        raise NoLimit("this limit is not decided: what algebra finds does not agree with the "
                      "values "
                      "that are computed")
    return KeptLimit(near, t, sp.oo)


def value_at(kept: KeptLimit, point: dict) -> sp.Expr:
    """Return a kept limit with numbers for its letters; nan where there is none. Raises NoLimit."""
    near, t = kept.args[0].subs(point), kept.args[1]
    return one_limit(near, t, sp.oo, "-", {})


def same(one: sp.Expr, two: sp.Expr) -> bool:
    """Return whether two limits are one."""
    return one == two or sp.simplify(one - two) == 0


def limit(expr: sp.Expr, x: sp.Symbol, to: sp.Expr, side: str | None = None,
          homes: dict | None = None) -> sp.Expr:
    """Return a limit, the same from both sides where no side is given; nan if there is none.
    Raises NoLimit."""
    if side or to.is_infinite:
        return one_limit(expr, x, to, side or "-", homes or {})
    below, above = (one_limit(expr, x, to, way, homes or {}) for way in "-+")
    return above if same(below, above) else sp.nan


def both_ways(expr: sp.Expr, x: sp.Symbol, homes: dict | None = None) -> sp.Expr:
    """Return the limit far out on both sides, where it is the same; else nan. Raises NoLimit."""
    below, above = (one_limit(expr, x, end, "-", homes or {}) for end in (-sp.oo, sp.oo))
    return above if same(below, above) else sp.nan
