"""Whether an extreme value is attained, and whether an extreme place is the only one."""

import itertools
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from lit.engine.formula.edges import thresholds
from lit.engine.formula.space import Domain, Space
from lit.engine.judge.evaluate import EQUAL, compare
from lit.engine.judge.walk import CannotEvaluate
from lit.engine.judge.roots import lies_in, zeros_along
from lit.engine.judge.sample import crossings, fixed


MOST = 12


def candidates(expr: sp.Expr, letter: sp.Symbol, home: Domain) -> list:
    """Return numbers of a domain at which an expression of one letter may be extreme."""
    ends = [end for end, is_open in ((home.low, home.low_open), (home.high, home.high_open))
            if end is not None and not is_open]
    if home.values:
        return list(home.values)
    if home.whole:
        slope = zeros_along(sp.diff(expr, letter), letter, Domain(home.low, home.high))
        near = [Fraction(round(float(x)) + k) for x in slope for k in (-1, 0, 1)]
        return [*ends, *(x for x in dict.fromkeys(near) if x in home)]
    corners = [value for edge in thresholds(expr) for name, value in crossings(edge)
               if name == letter]
    corners = [Fraction(int(x.p), int(x.q)) if x.is_Rational else x for x in corners]
    found = [*ends, *zeros_along(sp.diff(expr, letter), letter, home, MOST), *corners]
    return [x for x in found if lies_in(x, home)]


def same(expr: sp.Expr, value: sp.Expr, at: dict) -> bool:
    """Return whether an expression has a value at a point, to all digits that are looked at."""
    try:
        return compare(expr, value, at, EQUAL) == 0
    except CannotEvaluate:
        return False


OUT, AGAINST = 12.0, 1e-3


def is_attained(objective: sp.Expr, value: sp.Expr, where: dict, space: Space) -> bool:
    """Return whether objective, in the letters of where, has the value at an exact place near the
    floats of where.
    """
    near = {name: nearest(x, space.domains[name]) for name, x in where.items()}
    if not all(x in space.domains[name] for name, x in near.items()):
        return False
    ends = [[near[name], *closed_ends(space.domains[name])] for name in near]
    if any(same(objective, value, dict(zip(near, place, strict=True)))
           for place in itertools.product(*ends[:4], *[
[x[0]] for x in ends[4:]])):
        return True
    for name in near:
        others = {other: fixed(x) for other, x in near.items() if other != name}
        alone = objective.subs(others)
        if any(same(alone, value, {name: x}) for x in candidates(alone, name, space.domains[name])):
            return True
    return False


def closed_ends(home: Domain) -> list:
    """Return the ends that belong to a domain."""
    return [end for end, is_open in ((home.low, home.low_open), (home.high, home.high_open))
            if end is not None and not is_open]


def nearest(x: float, home: Domain) -> Fraction:
    """Return a short fraction near a number, in the domain where there is one."""
    short = Fraction(float(x)).limit_denominator(50)
    return short if short in home else Fraction(float(x))


def runs_out(where: dict, space: Space) -> bool:
    """Return whether a place is far out, or close to an end that does not belong to a domain."""
    def out(x: Any, home: Domain) -> bool:
        ends = ((home.low, home.low_open), (home.high, home.high_open))
        return abs(x) > OUT or any(end is not None and is_open and abs(x - float(end)) < AGAINST
                                   for end, is_open in ends)

    return any(out(float(x), space.domains[name]) for name, x in where.items())


LINES = 8


def as_good(objective: sp.Expr, letters: tuple, place: list, space: Space,
            rng: Random) -> dict | None:
    """Return another point {letter: number} at which the objective, in these letters only, is as
    good; or None.
    """
    least = objective.subs(dict(zip(letters, place, strict=True)), simultaneous=True)
    t = sp.Dummy("t", real=True)
    for direction in directions(len(letters), place, rng):
        there = {name: x + move * t
                 for name, x, move in zip(letters, place, direction, strict=True)}
        along = objective.subs(there, simultaneous=True)
        if along.has(sp.nan, sp.zoo):
            continue
        for step in [Fraction(1), Fraction(-1), *candidates(along, t, Domain())]:
            other = {name: x.subs(t, fixed(step)) for name, x in there.items()}
            inside = all(lies_in(exact(x), space.domains[name]) for name, x in other.items())
            if inside and abs(float(fixed(step))) > AGAINST and same(along, least, {t: step}):
                return {name: exact(x) for name, x in other.items()}
    return None


def directions(count: int, place: list, rng: Random) -> list[list]:
    """Return directions in a space of so many letters: along each, through 0, and across."""
    axes = [[sp.Integer(i == k) for i in range(count)] for k in range(count)]
    across = [[sp.Integer(rng.choice((-1, 0, 1, 2))) for _ in range(count)]
              for _ in range(LINES if count > 1 else 0)]
    pairs = [[sp.Integer((i == k) - (i == k + 1)) for i in range(count)] for k in range(count - 1)]
    found = axes[:LINES] + [list(place)] + pairs[:LINES] + across
    return [direction for direction in found if any(x != 0 for x in direction)]


def exact(x: sp.Expr) -> Any:
    """Return a rational number as a fraction, another one as it is."""
    return Fraction(int(x.p), int(x.q)) if x.is_Rational else x
