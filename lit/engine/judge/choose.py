"""Choose points by what a case says: where its equations hold, its sides meet, their difference is
extreme.
"""

import functools
import math
import random
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from lit.engine.formula.claim import Case
from lit.engine.formula.edges import size
from lit.engine.formula.space import Space
from lit.engine.judge.crowd import np
from lit.engine.judge.roots import (
    MOST_ROOTS, heights, lies_in, plain_heights, solved, zeros_along,
)
from lit.engine.judge.sample import (
    NEAR, at_root, decimal, fine, fixed, pattern_points, point, small,
)


MEDIUM = 150


@functools.lru_cache(maxsize=1000)
def factors(tie: sp.Expr) -> list:
    """Return the distinct factors of an equation's numerator: one of them is 0 where it holds."""
    top = sp.numer(sp.together(tie))
    if size(top) > MEDIUM:
        return [top]
    try:
        found = [factor for factor, _ in sp.factor_list(top)[1]]
    except (sp.PolynomialError, NotImplementedError, TypeError):
        return [top]
    return [factor for factor in found if factor.free_symbols] or [top]


def solvable(tie: sp.Expr, free: set) -> list:
    """Return [(letter, value)] of the free letters in which a factor of an equation is linear."""
    found = []
    for top in factors(tie):
        slopes = [(letter, sp.diff(top, letter))
                  for letter in sorted(top.free_symbols & free, key=str)]
        found += [(letter, letter - top / slope) for letter, slope in slopes
                  if slope != 0 and letter not in slope.free_symbols]
    return found


def curved(tie: sp.Expr, free: set) -> bool:
    """Return whether an equation has a factor that is linear in none of the free letters, beside
    others.
    """
    tops = factors(tie)
    return len(tops) > 1 and not all(solvable(top, free) for top in tops)


def solution(ties: list, free: set, rng: Random) -> tuple:
    """Return ([(letter, value)], rest): the values free of these letters, and the equations that
    are not linear.
    """
    plan, rest = [], []
    for tie in ties:
        tie = tie.subs(plan, simultaneous=True)
        options = solvable(tie, free)
        if not options or curved(tie, free) and rng.random() < 0.5:
            rest.append(tie)
            continue
        letter, value = rng.choice(options)
        value = sp.cancel(value)
        plan = [(name, other.subs(letter, value)) for name, other in plan] + [(letter, value)]
        rest = [other.subs(letter, value) for other in rest]
    return plan, rest


def extra(ties: list, free: set, rng: Random) -> list:
    """Return one more equation between letters, now and then: equal, opposite, or one of them 0."""
    letters = sorted(set().union(*[tie.free_symbols for tie in ties]) & free, key=str)
    if len(letters) < 2 or rng.random() < 0.6:
        return []
    one, two = rng.sample(letters, 2)
    return [rng.choice((one - two, one - two, one + two, one))]


def tied_points(case: Case, space: Space, seed: int, count: int = 24) -> list[dict]:
    """Return points at which the equations among the conditions of a case hold."""
    ties = [claim.left - claim.right for claim in case.given if claim.op == "="]
    free = set(space.domains) - {letter for group in space.groups for letter in group.letters}
    rng, found = random.Random(seed), all_roots(ties, free, space)
    patterns = pattern_points(space, rng) if ties else []
    for _ in range(count if ties else 0):
        plan, rest = solution(extra(ties, free, rng) + ties, free, rng)
        for _ in range(1 if not rest or len(found) > count // 2 else 2):
            start = rng.choice(patterns) if patterns and rng.random() < 0.3 else point(
                space, lambda name, home: rng.choice((small, decimal, fine))(rng, home), rng)
            known = {letter for letter, _ in plan}
            place = meeting(rest, start, free - known, space, rng) if rest else start
            for letter, value in plan:
                place = place and moved(place, letter, value, space)
            found += [place] if place else []
    return found


MANY = 40


def all_roots(ties: list, free: set, space: Space) -> list[dict]:
    """Return the points at which equations in one and the same letter hold, if the space has no
    other letter.
    """
    if set(space.domains) != free or len(free) != 1 or not ties:
        return []
    (letter,) = free
    tops = {top for tie in ties for top in factors(tie) if size(top) <= MEDIUM}
    roots = [zeros_along(top, letter, space.domains[letter], MANY) for top in sorted(tops, key=str)]
    return [{letter: root} for found in roots for root in found]


def moved(place: dict, letter: sp.Symbol, value: sp.Expr, space: Space) -> dict | None:
    """Return place with a letter at a value that depends on the others, or None outside of its
    domain.
    """
    roots = [name for name in value.free_symbols if not isinstance(place.get(name), Fraction)]
    if not roots:
        return at_root(place, letter, value, space)
    exact = value.subs({name: fixed(x) for name, x in place.items() if name in value.free_symbols})
    inside = exact.is_number and exact.is_real and lies_in(exact, space.domains[letter])
    return place | {letter: exact} if inside else None


def meeting(ties: list, place: dict, free: set, space: Space, rng: Random) -> dict | None:
    """Return place with as many letters moved as there are equations, so that these hold; or None.
    """
    ties = [rng.choice(factors(tie)) for tie in ties]
    letters = []
    for tie in ties:
        options = sorted(tie.free_symbols & free - set(letters), key=str)
        letters += rng.sample(options, 1) if options else []
    if len(letters) < len(ties):
        return None
    known = {name: fixed(x) for name, x in place.items() if name not in letters}
    exprs = [tie.xreplace(known) for tie in ties]
    if len(letters) == 1:
        found = zeros_along(exprs[0], letters[0], space.domains[letters[0]],
                            rng.choice((MOST_ROOTS, MANY)))
        return place | {letters[0]: rng.choice(found)} if found else None
    near = [float(place[letter]) + rng.uniform(-1, 1) for letter in letters]
    roots = solved(tuple(exprs), tuple(letters), near)
    if not roots or not all(lies_in(x, space.domains[letter])
                            for letter, x in zip(letters, roots, strict=True)):
        return None
    return place | dict(zip(letters, roots, strict=True))


ORDERS, LINES, CLAIMS = ("<", "<=", ">", ">=", "!="), 3, 4


def deciding_points(case: Case, space: Space, seed: int, bases: int = 2) -> list[dict]:
    """Return points at which the sides of relations meet or are furthest apart, and points beside
    these.
    """
    rng, found = random.Random(seed), []
    claims = [claim for claim in case.given + case.then if claim.op in ORDERS]
    tied = {letter for group in space.groups for letter in group.letters}
    for claim in rng.sample(claims, min(CLAIMS, len(claims))):
        gap = claim.left - claim.right
        letters = sorted(gap.free_symbols & set(space.domains) - tied, key=str)
        if not letters or size(gap) > MEDIUM:
            continue
        for _ in range(bases):
            place = point(space, lambda name, home: rng.choice((small, decimal))(rng, home), rng)
            for letter in rng.sample(letters, min(LINES, len(letters))):
                met, place = along(claim.op, gap, letter, place, space)
                found += met
    return found


def along(op: str, gap: sp.Expr, letter: sp.Symbol, place: dict, space: Space) -> tuple:
    """Return points of the line through place in one letter, and the one that comes nearest to a
    contradiction.
    """
    home = space.domains[letter]
    height = gap.xreplace({name: fixed(x) for name, x in place.items() if name != letter
                           and name in gap.free_symbols})
    smooth = replace(home, whole=False)
    zeros, summits = zeros_along(height, letter, smooth), zeros_along(sp.diff(height, letter),
                                                                      letter, smooth)
    exact = sorted([*zeros, *summits], key=float)
    near = [beside(x, Fraction(shift)) for x in zeros for shift in (NEAR, -NEAR, 1, -1)]
    between = [beside(one, Fraction(float(two) - float(one)) / 2)
               for one, two in zip(exact, exact[1:], strict=False)]
    far = [beside(x, Fraction(float(x))) for x in exact[:1] + exact[-1:]]
    whole = ([Fraction(math.floor(float(x)) + k) for x in exact for k in (0, 1)]
             if home.whole else [])
    places = [x for x in [*exact, *near, *between, *far, *whole] if lies_in(x, home)]
    if not places:
        return [], place
    turn = {"<": -1, "<=": -1, ">": 1, ">=": 1}.get(op, 1)
    tops = summits or places[:1]
    numbers = [float(x) for x in tops]
    values = (plain_heights(height, letter, numbers) if np is None
              else heights(height, letter, np.array(numbers)).tolist())
    lows = [abs(x) if op == "!=" else turn * x for x in values] + [1e300]
    best = min(range(len(lows)), key=lambda k: math.inf if math.isnan(lows[k]) else lows[k])
    return [place | {letter: x} for x in places], place | ({letter: tops[best]} if best < len(tops)
                                                           else {})


def beside(x: Any, shift: Fraction) -> Fraction:
    """Return a fraction beside a number."""
    return ((x if isinstance(x, Fraction) else Fraction(float(x))
            ) + Fraction(shift).limit_denominator(10**9))


MOST_NAMED = 6


def named_points(case: Case, space: Space, seed: int) -> list[dict]:
    """Return points with one letter at a number that occurs in a case, or beside one."""
    rng, found = random.Random(seed), []
    sides = [side for claim in case.given + case.then for side in (claim.left, claim.right)]
    numbers = ({abs(x) for side in sides for x in side.atoms(sp.Rational)}
               - {sp.S.Zero, sp.S.One, sp.S.Half, sp.Integer(2)})
    tied = {letter for group in space.groups for letter in group.letters}
    letters = sorted(set(space.domains) - tied, key=str)
    for number in sorted(numbers, key=lambda x: -abs(x))[:MOST_NAMED] if letters else ():
        value = Fraction(int(number.p), int(number.q))
        for letter in rng.sample(letters, min(2, len(letters))):
            place = point(space, lambda name, home: decimal(rng, home), rng)
            near = (value, -value, value + 1, value - 1, 1 - value, value + NEAR, value - NEAR,
                    1 / value)
            found += [place | {letter: x} for x in near if x in space.domains[letter]]
        alike = point(space, lambda name, home: value if value in home else decimal(rng, home), rng)
        found.append(alike)
    return found
