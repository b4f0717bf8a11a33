"""Decide whether a side of a claim has a value at a point, and find the points where it has none.
"""

import random
from fractions import Fraction
from typing import Any

import sympy as sp

from lit.engine.formula.claim import Case, Claim
from lit.engine.formula.edges import size
from lit.engine.formula.need import Need, replaced
from lit.engine.formula.patience import within
from lit.engine.formula.space import Space
from lit.engine.judge.enclose import enclose
from lit.engine.judge.crowd import evaluate_many, np
from lit.engine.judge.evaluate import compare, evaluate
from lit.engine.judge.roots import lies_in, zeros_along
from lit.engine.judge.sample import NEAR, decimal, point, small

SIGNS = {"!=": (1, -1), ">": (1,), ">=": (0, 1)}
ENOUGH = (30, 200)
INSIDE = [Fraction(k, 16) for k in (8, 1, 15, 3, 13, 5, 11)]


def is_met(need: Need, at: dict) -> bool:
    """Return whether a need is met at a point; one whose part is not met there always is."""
    if any(evaluate(guard, at) is not True for guard in need.guards):
        return True
    if need.over or need.limit:
        return all(is_met(part, at) for part in (inside(need) if need.over else close_by(need)))
    sign = sign_at(need.expr, at)
    return sign is None or sign in SIGNS[need.op]


def sign_at(expr: sp.Expr, at: dict) -> int | float | None:
    """Return the sign of an expression at a point, nan where it has no value, None where nothing
    tells.
    """
    if (sure := certain_sign(expr, at)) is not None:
        return sure
    rational = all(isinstance(at[name], Fraction) for name in expr.free_symbols if name in at)
    sign = compare(expr, sp.S.Zero, at)
    exact = not rational or isinstance(evaluate(expr, at), Fraction) or sign != 0
    return sign if exact else None  # lost in rounding, and 0 only perhaps


def certain_sign(expr: sp.Expr, at: dict) -> int | None:
    """Return the sign of an expression at a point of fractions that bounds leave no doubt about, or
    None.
    """
    letters = {name: at[name] for name in expr.free_symbols if name in at}
    for places in ENOUGH if all(isinstance(x, Fraction) for x in letters.values()) else ():
        found = enclose(expr, letters, places)
        if found and (found.low > 0 or found.high < 0 or found.low == found.high):
            return (found.low > 0) - (found.high < 0)
    return None


def inside(need: Need) -> list[Need]:
    """Return what a need over a stretch says at some numbers between its ends."""
    letter, low, high = need.over
    plain = Need(need.expr, need.op, need.what)
    if low.is_infinite and high.is_infinite:
        places = [16 * (share - Fraction(1, 2)) for share in INSIDE]
    elif low.is_infinite or high.is_infinite:
        places = [high - 16 * share if low.is_infinite else low + 16 * share for share in INSIDE]
    else:
        places = [low + (high - low) * sp.Rational(share.numerator, share.denominator)
                  for share in INSIDE]
    return [replaced(plain, {letter: sp.sympify(place)}) for place in places]


CLOSE = sp.Rational(1, 10**40)


def close_by(need: Need) -> list[Need]:
    """Return what a need of a limit says very near to its end."""
    letter, to, side = need.limit
    plain = Need(need.expr, need.op, need.what)
    if to.is_infinite:
        return [replaced(plain, {letter: sp.sign(to) / CLOSE})]
    shifts = [shift for shift, sign in ((CLOSE, "+"), (-CLOSE, "-")) if side in ("", sign)]
    return [replaced(plain, {letter: to + shift}) for shift in shifts]


def unmet(needs: tuple[Need, ...], at: dict) -> Need | None:
    """Return the first of the needs that is not met at a point, or None."""
    return next((need for need in needs if not is_met(need, at)), None)


CLEARLY = 1e-6


def surely_met(needs: list[Need], table: dict) -> "np.ndarray":
    """Return for each row of a table of points whether all needs are clearly met, guards or not."""
    flat = [part for need in needs
            for part in (inside(need) if need.over else close_by(need) if need.limit else [need])]
    values = evaluate_many([part.expr for part in flat], table)
    clear = [(np.abs(value) if part.op == "!=" else value) > CLEARLY
             for part, value in zip(flat, values, strict=True)]
    return np.all(clear, axis=0) if clear else np.ones(1, bool)


def words(need: Need, side: str) -> str:
    """Return how a side fails to have a value, and what to say so that it has one."""
    relation = {"!=": "\\ne", ">": ">", ">=": "\\ge"}[need.op]
    where = (""
             if need.over or need.limit or need.expr.is_number
             else f"; say {sp.latex(need.expr)} {relation} 0")
    return f"the {side} side has no value ({need.what}{where})"


MOST_ROOTS, MOST_NEEDS, MOST_OPERATIONS = 4, 12, 60
PATIENCE = 0.5  # seconds of the processor for the zeros of one expression


def zeros(expr: sp.Expr, letter: sp.Symbol) -> list:
    """Return some exact real zeros of an expression of one letter."""
    top = sp.numer(sp.together(expr))
    for solve in (lambda: sp.Poly(top, letter).real_roots(), lambda: sp.solve(top, letter)):
        try:
            found = within(PATIENCE, solve, otherwise=[]) if size(top) < MOST_OPERATIONS else []
        except (NotImplementedError, ValueError, TypeError, AttributeError, sp.PolynomialError):
            continue  # no zero that this way can write down
        return [zero for zero in found if zero.is_real and not zero.free_symbols][:MOST_ROOTS]
    return []


def needs_of(claims: tuple) -> list[Need]:
    """Return what the sides of claims need, each need once."""
    found = (need for claim in claims if isinstance(claim, Claim)
             for need in (*claim.left_needs, *claim.right_needs))
    return list(dict.fromkeys(found))


def hole_points(case: Case, space: Space, seed: int) -> list[dict]:
    """Return points at which a need of a case is on its edge, and beside them."""
    rng, found = random.Random(seed), []
    needs = [need for need in needs_of(case.given + case.then) if not need.limit]
    for need in needs[:MOST_NEEDS]:
        tied = {letter for group in space.groups for letter in group.letters}
        letters = sorted(need.expr.free_symbols & set(space.domains) - tied, key=str)
        for _ in range(2):
            base = point(space, lambda name, home: rng.choice((small, decimal))(rng, home), rng)
            origin = base | dict.fromkeys(letters, Fraction(0))
            found += ([origin]
                      if letters and all(Fraction(0) in space.domains[name] for name in letters)
                      else [])
            for letter in rng.sample(letters, min(2, len(letters))):
                found += on_edge(need.expr, letter, base, space)
    return found


def on_edge(expr: sp.Expr, letter: sp.Symbol, base: dict, space: Space) -> list[dict]:
    """Return a point moved along one letter to the zeros of an expression, and beside them."""
    known = {name: sp.Rational(x.numerator, x.denominator) for name, x in base.items()
             if name != letter and isinstance(x, Fraction)}
    places = []
    alone = expr.subs(known)
    found = zeros(alone, letter) or [sp.sympify(x)
                                     for x in zeros_along(alone, letter, space.domains[letter])]
    for zero in found[:MOST_ROOTS]:
        shifts = (0, NEAR, -NEAR)
        places += [rational(zero + sp.Rational(shift)) for shift in shifts]
    return [base | {letter: place} for place in places if lies_in(place, space.domains[letter])]


def rational(number: sp.Expr) -> Any:
    """Return a rational number as a fraction, another one as it is."""
    return Fraction(int(number.p), int(number.q)) if number.is_Rational else number

