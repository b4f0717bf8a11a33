"""Test the places of least and greatest values: nothing better nearby, nothing far away."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import sympy as sp

from lit.engine.formula.claim import Optimum, SameOptimum
from lit.engine.formula.space import Domain, Space
from lit.engine.judge.attained import as_good, candidates
from lit.engine.judge.crowd import evaluate_many, np
from lit.engine.judge.evaluate import digits, evaluate, noise
from lit.engine.judge.prove import continuous, equal, ordered, positive, sides
from lit.engine.judge.refute import Counterexample, place_text, shown
from lit.engine.judge.sample import points


def steps(homes: Sequence[Domain], rng: Random, number: int = 120) -> list[list[Fraction]]:
    """Return moves in a space of letters, given their domains: along axes and across, tiny to
    large.
    """
    moves, count = [], len(homes)
    for _ in range(number):
        size = 10 ** rng.uniform(-4, 1.3)
        move = [rng.choice((0, 1)) * rng.gauss(0, size) for _ in range(count)]
        axis = rng.randrange(count)
        moves.append(move if rng.random() < 0.5 else [move[i] if i == axis else 0.0
                                                      for i in range(count)])
    return [[Fraction(round(x)) if home.whole else Fraction(round(x * 10**6), 10**6)
             for x, home in zip(move, homes, strict=True)] for move in moves]


PLACES, MORE_PLACES = 50, 700


def level(claim: Optimum, at: dict, move: Sequence, places: int = PLACES) -> tuple:
    """Return the objective a move away from the stated place, and its rounding error."""
    memo, there = {}, dict(at)
    for name, place, step in zip(claim.letters, claim.place, move, strict=True):
        start = evaluate(place, at, places)
        there[name] = start + step if isinstance(start, Fraction) else start + digits(step)
    with mpmath.workdps(places):
        value = digits(evaluate(claim.objective, there, places, memo))
    return value, noise(memo, places)


def better(claim: Optimum, at: dict, moves: list, space: Space) -> Any:
    """Return a move to a truly better point of the space than the stated optimum, or None."""
    place = [float(digits(evaluate(x, at))) for x in claim.place]
    turn = 1 if claim.sense == "min" else -1
    if np is None:
        starts = list(zip(claim.letters, place, strict=True))
        near = (move for move in moves if all(Fraction(start + float(step)) in space.domains[name]
                                              for (name,
                                                   start), step in zip(starts, move, strict=True)))
        return next((move for move in near if gains(claim, at, move, turn)), None)
    table = {name: np.array([start + float(move[i]) for move in moves])
             for i, (name, start) in enumerate(zip(claim.letters, place, strict=True))}
    inside = np.all([[Fraction(x) in space.domains[name] for x in table[name]]
                     for name in claim.letters], axis=0)
    table |= {name: np.full(len(moves), float(x)) for name, x in at.items() if name not in table}
    (values,) = evaluate_many([claim.objective], table)
    values = np.where(inside, values, np.nan)
    for index in np.argsort(turn * values)[:3]:
        if inside[index] and gains(claim, at, moves[index], turn):
            return moves[index]
    return None


def gains(claim: Optimum, at: dict, move: Sequence, turn: int) -> bool:
    """Return whether the objective is truly better a move away; what is lost in rounding is
    computed anew.
    """
    for places in (PLACES, MORE_PLACES):
        stay, error = level(claim, at, [Fraction(0)] * len(move), places)
        gone, more = level(claim, at, move, places)
        if turn * (stay - gone) > error + more:
            return True
        if not turn * (stay - gone) > 0:
            return False
    return False


def parameters(exprs: Sequence, letters: Sequence, space: Space) -> Space:
    """Return the part of space that the letters of exprs span, without the given letters."""
    used = set().union(*[expr.free_symbols for expr in exprs]) - set(letters)
    groups = tuple(group for group in space.groups if used & set(group.letters))
    used |= {letter for group in groups for letter in group.letters}
    return Space({name: home for name, home in space.domains.items() if name in used}, groups)


def refute_optimum(claim: Optimum, space: Space, seed: int) -> Counterexample | None:
    """Return a counterexample to an optimum: a place with a better value, or as good a one, or with
    none.
    """
    rest = parameters((claim.objective, *claim.place), claim.letters, space)
    rng, every = random.Random(seed), points(rest, (), seed, 16)
    homes = [space.domains[name] for name in claim.letters]
    for turn, at in enumerate(every[:4] + rng.sample(every, min(8, len(every)))):
        if claim.slack and len(claim.letters) == 1:
            claim, missed = within_slack(claim, at, space)
            if missed:
                return missed
        stay, _ = level(claim, at, [Fraction(0)] * len(claim.letters))
        if stay != stay:
            return Counterexample(f"{place_text(at, claim.place)}: the stated place is undefined")
        if any(outside(evaluate(x, at), home) for x, home in zip(claim.place, homes, strict=True)):
            return Counterexample(f"{place_text(at, claim.place)}: "
                                  "the stated place is none that its letters may take")
        move = better(claim, at, steps(homes, rng), space)
        if move:
            gone, _ = level(claim, at, move)
            there = [digits(evaluate(x, at)) + digits(step)
                     for x, step in zip(claim.place, move, strict=True)]
            return worse(claim, at, there,
                         f"gives {shown(gone, 10)}, the stated place {shown(stay, 10)}")
        if turn < TIES and (other := another(claim, at, space, rng)):
            return worse(claim, at, other.values(),
                         f"is as good as the stated place: both give {shown(stay, 10)}")
    return None

TIES = 3


def outside(x: Any, home: Domain) -> bool:
    """Return whether a number is clearly none of a domain; what is rounded may lie on its border.
    """
    if isinstance(x, Fraction):
        return x not in home
    return any(end is not None and sign * (x - digits(end)) > 1e-20
               for end, sign in ((home.low, -1), (home.high, 1)))


def worse(claim: Optimum, at: dict, place: Iterable, what: str) -> Counterexample:
    """Return the counterexample that names a place and what is wrong there."""
    there = ", ".join(f"{name} = {shown(x)}" for name, x in zip(claim.letters, place, strict=True))
    where = place_text(at, (claim.objective, *claim.place))
    return Counterexample(f"{where}{': ' if where else ''}{there} {what}")


def another(claim: Optimum, at: dict, space: Space, rng: Random) -> dict | None:
    """Return another place {letter: number} that is as good as the stated one at a point, or None.
    """
    fixed = {name: sp.Rational(x.numerator, x.denominator) for name, x in at.items()}
    return as_good(claim.objective.xreplace(fixed), claim.letters,
                   [x.xreplace(fixed) for x in claim.place], space, rng)


def within_slack(claim: Optimum, at: dict, space: Space) -> tuple[Optimum, Counterexample | None]:
    """Return the claim with the best place within its slack, and a counterexample if there is none.
    """
    (letter,), (place,) = claim.letters, claim.place
    fixed = {name: sp.Rational(x.numerator, x.denominator) for name, x in at.items()}
    curve, middle = claim.objective.xreplace(fixed), float(digits(evaluate(place, at)))
    near = [x for x in candidates(curve, letter, space.domains[letter])
            if abs(float(x) - middle) <= claim.slack]
    if not near:
        return claim, Counterexample(f"{letter} = {middle:.6g}: "
                                     f"no place within {float(claim.slack):.2g} of it is extreme")
    turn = 1 if claim.sense == "min" else -1
    best = min(near, key=lambda x: turn * float(digits(evaluate(curve, {letter: x}))))
    exact = sp.Rational(best.numerator, best.denominator) if isinstance(best, Fraction) else best
    return replace(claim, place=(exact,), slack=Fraction(0)), None


def lower(matrix: sp.Matrix, n: int) -> list:
    """Return the leading principal minors of a matrix up to size n."""
    return [matrix[:k, :k].det(method="berkowitz") for k in range(1, n + 1)]


def inside(claim: Optimum, space: Space) -> bool:
    """Return whether the stated place is provably one that its letters may take, each by itself."""
    for name, place in zip(claim.letters, claim.place, strict=True):
        home = space.domains[name]
        if home.values or home.whole or any(name in group.letters for group in space.groups):
            return False
        ends = ((home.low, home.low_open, ">"), (home.high, home.high_open, "<"))
        if not all(ordered(place, sign if is_open else f"{sign}=", sp.Rational(end))
                   for end, is_open, sign in ends if end is not None):
            return False
    return True


def factored(space: Space) -> dict:
    """Return {letter: entry of L L^T} for each positive definite matrix of a space."""
    found = {}
    for group in (group for group in space.groups if group.kind == "spd"):
        n = group.shape[0]
        half = sp.Matrix(n, n, lambda i, j: sp.Dummy("l", positive=True) if i == j
                         else sp.Dummy("l", real=True) if i > j else 0)
        found |= dict(zip(group.letters, half * half.T, strict=True))
    return found


def alone(objective: sp.Expr, letter: sp.Symbol, place: sp.Expr) -> bool:
    """Return whether objective is provably greater than at the place wherever else letter may be.
    """
    least = objective.subs(letter, place)
    around = [side for side in sides(letter, place) or [] if side != place]
    if around and all(ordered(least, "<", objective.subs(letter, side)) for side in around):
        return True
    curve = sp.diff(objective.replace(sp.Abs, lambda inner: sp.S.Zero), letter, 2)
    parabola = least + curve * (letter - place) ** 2 / 2
    return bool(curve.is_positive) and ordered(parabola, "<=", objective)


def bent(objective: sp.Expr, at: dict, products: dict) -> bool:
    """Return whether objective is provably flat at a place and bent upwards everywhere."""
    slopes = [sp.diff(objective, name) for name in at]
    if not continuous(objective.subs(products)):
        return False
    bend = sp.Matrix([[sp.diff(slope, name).subs(products) for name in at] for slope in slopes])
    flat = all(equal(slope.subs(at, simultaneous=True), sp.S.Zero) for slope in slopes)
    return flat and all(positive(sp.expand(minor)) for minor in lower(bend, len(slopes)))


def optimum_proved(claim: Optimum, space: Space) -> bool:
    """Return whether it could be proved that the stated place, and no other, is the optimum."""
    if not inside(claim, space):
        return False
    objective = claim.objective if claim.sense == "min" else -claim.objective
    at = dict(zip(claim.letters, claim.place, strict=True))
    if len(at) == 1 and alone(objective, *claim.letters, *claim.place):
        return True
    return bent(objective, at, factored(space))


def refute_same(claim: SameOptimum, space: Space, seed: int) -> Counterexample | None:
    """Return a counterexample if the two objectives order some pair of points differently."""
    rest = parameters((claim.one, claim.two), claim.letters, space)
    home = {name: space.domains[name] for name in claim.letters}
    rng, compared = random.Random(seed), 0
    for at in rng.sample(every := points(rest, (), seed, 16), min(5, len(every))):
        places = [at | place for place in points(Space(home), (), seed, 20)]
        for one, two in zip(places, places[1:], strict=False):
            first, second = ([digits(evaluate(expr, place)) for place in (one, two)]
                             for expr in (claim.one, claim.two))
            signs = [mpmath.sign(pair[0] - pair[1]) if abs(pair[0] - pair[1]) > 1e-20 else 0
                     for pair in (first, second) if all(map(mpmath.isfinite, pair))]
            compared += len(signs) == 2
            if len(signs) == 2 and signs[0] != (-signs[1] if claim.turned else signs[1]):
                used = (claim.one, claim.two)
                return Counterexample(f"{place_text(one, used)} and {place_text(two, used)} "
                                      "are ordered differently by the two objectives")
    return None if compared else Counterexample("one of the two objectives is undefined wherever "
                                                "it was tried")
