"""Test optima, extreme values, ranges, sharp bounds and rates of decay."""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import sympy as sp

from lit.engine.formula.claim import Claim, Extremum, Optimum, Order, Range, SameOptimum
from lit.engine.formula.space import Domain, Space
from lit.engine.judge.attained import as_good, candidates, is_attained, runs_out
from lit.engine.judge.evaluate import CannotEvaluate, digits, evaluate, evaluate_many, noise, np
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


def free_columns(space: Space, names: Sequence[str], vectors: Any) -> dict:
    """Return a table with one column for each letter from rows of unbounded numbers."""
    table = {}
    for index, name in enumerate(names):
        home, raw = space.domains[name], np.array([row[index] for row in vectors], float)
        low = None if home.low is None else float(home.low)
        high = None if home.high is None else float(home.high)
        if low is not None and high is not None:
            raw = low + (high - low) / (1 + np.exp(-np.clip(raw, -700, 700)))
        elif low is not None:
            raw = low + np.exp(np.clip(raw, -700, 300))
        elif high is not None:
            raw = high - np.exp(np.clip(raw, -700, 300))
        table[name] = raw
    return table


def least(expr: sp.Expr, space: Space, seed: int, rooms: Sequence = (),
          number: int = 400) -> tuple[float, dict]:
    """Return the least value of expr that a search finds where no room is negative, and where, as
    floats.
    """
    names = sorted(set().union(expr.free_symbols, *[room.free_symbols
                                                    for room in rooms]) & set(space.domains),
                   key=str)
    if not names:
        return float(digits(evaluate(expr, {}))), {}
    if np is None:
        raise CannotEvaluate("a least value is searched by NumPy and SciPy, "
                             "which are not installed")
    rng = np.random.default_rng(seed)
    starts = np.concatenate([rng.normal(0, 2, (number, len(names))),
                             rng.normal(0, 30, (number, len(names)))])

    def value(rows: Any) -> "np.ndarray":
        values, *left = evaluate_many([expr, *rooms], free_columns(space, names, rows))
        return np.where(np.all([np.isfinite(values), *[room >= 0 for room in left]], axis=0),
                        values, np.inf)

    found = starts[np.argsort(value(starts))[:3]]
    with np.errstate(over="ignore", invalid="ignore"):  # a search that runs to infinity is no news
        import scipy.optimize  # half a second, and asked for by few statements

        best = [scipy.optimize.minimize(lambda v: float(value([v])[0]), row, method="Nelder-Mead",
                                        options={"xatol": 1e-10, "fatol": 1e-15, "maxiter": 1500})
                for row in found]
    top = min(best, key=lambda result: result.fun)
    return float(top.fun), free_columns(space, names, [top.x])


NEARLY = 1e-8


def room(claim: Claim) -> sp.Expr:
    """Return what is left until a bound is reached."""
    return claim.right - claim.left if "<" in claim.op else claim.left - claim.right


def blunt(claim: Claim, space: Space, seed: int, given: Sequence = ()) -> Counterexample | None:
    """Return a counterexample if a bound is not sharp where given holds: the smallest gap that
    could be found.
    """
    smallest, where = least(room(claim), space, seed, [room(other) for other in given])
    if smallest <= NEARLY + float(claim.slack):
        return None
    if not where:
        return Counterexample("the bound is not sharp, or its conditions hold nowhere that a "
                              "search has found")
    at = ", ".join(f"{name} = {float(x[0]):.6g}" for name, x in where.items())
    return Counterexample(f"the bound is not sharp: the smallest gap is {smallest:.6g}, at {at}")


def refute_extremum(claim: Extremum, space: Space, seed: int) -> Counterexample | None:
    """Return a counterexample to a least or greatest value."""
    turn = 1 if claim.sense in ("min", "inf") else -1
    rest = parameters((claim.objective, claim.value), claim.letters, space)
    rng, every = random.Random(seed), points(rest, (), seed, 8)
    for at in every[:2] + rng.sample(every, min(6, len(every))):
        fixed = {name: sp.Rational(x.numerator, x.denominator) for name, x in at.items()}
        value = digits(evaluate(claim.value, at))
        best, where = least(turn * claim.objective.xreplace(fixed), space, seed)
        best = refined(turn * claim.objective.xreplace(fixed), where, best)
        if abs(turn * best - value) > float(claim.slack) + 1e-10 * max(1, abs(value)):
            word = "least" if turn == 1 else "greatest"
            found = ", ".join(f"{name} = {float(x[0]):.6g}" for name, x in where.items())
            return Counterexample(f"the {word} value found is {shown(turn * best, 12)} at {found}, "
                                  f"stated is {shown(value, 12)}")
        exact = claim.attained and not claim.slack
        if exact and where and never_reached(claim, fixed, where, space):
            place = place_text(at, (claim.objective, claim.value))
            return Counterexample(f"{place}{': ' if place else ''}the value {shown(value, 12)} is "
                                  "approached and never "
                                  "reached; an extreme value is a value, "
                                  f"so write \\{'inf' if turn == 1 else 'sup'}")
    return None


def never_reached(claim: Extremum, fixed: dict, where: dict, space: Space) -> bool:
    """Return whether a search for the stated extreme value runs out, and no place near its end has
    the value.
    """
    place = {name: float(x[0]) for name, x in where.items()}
    return runs_out(place, space) and not is_attained(claim.objective.xreplace(fixed),
                                                      claim.value.xreplace(fixed), place, space)


def refined(expr: sp.Expr, where: dict, best: float) -> Any:
    """Return the least value near a place with 30 digits, if expr is smooth in one letter."""
    if len(where) != 1 or expr.has(sp.Abs, sp.Max, sp.Min, sp.Piecewise, sp.sign):
        return mpmath.mpf(best)
    ((name, (start,)),) = where.items()
    slope = sp.diff(expr, name)
    try:
        with mpmath.workdps(30):
            at = mpmath.findroot(lambda x: digits(evaluate(slope, {name: x}, 30)), start)
            value = digits(evaluate(expr, {name: at}, 30))
        return value if value <= best + 1e-9 else mpmath.mpf(best)
    except (ValueError, ZeroDivisionError, TypeError):
        return mpmath.mpf(best)


def range_claims(claim: Range) -> list:
    """Return the bounds that a range states, as (expression that must not be negative, strict)."""
    low, high = claim.values.inf, claim.values.sup
    found = []
    if low.is_finite:
        found.append((claim.expr - low, claim.values.left_open))
    if high.is_finite:
        found.append((high - claim.expr, claim.values.right_open))
    return found


def refute_range(claim: Range, space: Space, seed: int) -> Counterexample | None:
    """Return a counterexample to a range: an end that nothing comes near."""
    home = Space({name: space.domains[name] for name in claim.expr.free_symbols})
    for gap, strict in range_claims(claim):
        smallest, where = least(gap, home, seed)
        if smallest > NEARLY:
            at = ", ".join(f"{name} = {float(x[0]):.6g}" for name, x in where.items())
            return Counterexample(f"an end of the range is missed by {smallest:.6g}, at {at}")
        found = refute_end(claim, gap, strict, smallest)
        if found:
            return found
    for end, sign in ((claim.values.inf, -1), (claim.values.sup, 1)):
        if end.is_infinite:
            reach, _ = least(-sign * claim.expr, home, seed)
            if -reach < 100:
                return Counterexample(f"the values stay below {-sign * reach:.6g}, not {end}")
    return None


def refute_end(claim: Range, gap: sp.Expr, is_open: bool, smallest: float) -> Counterexample | None:
    """Return a counterexample at one end: values beyond it, never at it, or at it though it is
    open.
    """
    if smallest < -NEARLY:
        return Counterexample(f"a value lies {-smallest:.6g} outside of the range")
    if is_open:
        reached = next((k for k in (0, 1, -1, 2, -2) if gap.subs(claim.letter, k) == 0), None)
        return None if reached is None else Counterexample(f"the open end is reached at {reached}")
    if positive(gap, True):
        return Counterexample("the closed end is approached, and never reached")
    return None


def refute_order(claim: Order, space: Space, seed: int) -> Counterexample | None:
    """Return a counterexample to O(scale): a ray on which the gap shrinks more slowly."""
    rng = random.Random(seed)
    for at in points(space, (), seed, 4)[:6]:
        ray = {name: Fraction(rng.randint(-20, 20) or 7, 10) for name in claim.letters}
        rates = []
        for k in (3, 4, 5, 6):
            size = Fraction(10) ** (k if claim.far else -k)
            place = at | {name: x * size for name, x in ray.items()}
            gap, scale = (abs(digits(evaluate(e, place, 80))) for e in (claim.gap, claim.scale))
            rates.append((float(mpmath.log(gap)) if gap else -math.inf, float(mpmath.log(scale))))
        falls = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(rates, rates[1:], strict=False)
                 if math.isfinite(a[0]) and math.isfinite(b[0])]
        if falls and all(gap > scale + 0.05 for gap, scale in falls):
            return Counterexample(f"{place_text(at | ray, (claim.gap,))}: the gap shrinks like the "
                                  f"power {falls[-1][0] / falls[-1][1]:.3g} of the stated scale")
    return None
