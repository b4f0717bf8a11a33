"""Test sharp bounds and extreme values: how near does anything come to them?"""

import random
from collections.abc import Sequence
from typing import Any

import mpmath
import sympy as sp

from lit.engine.formula.claim import Claim, Extremum
from lit.engine.formula.space import Space
from lit.engine.judge.attained import is_attained, runs_out
from lit.engine.judge.crowd import evaluate_many, np
from lit.engine.judge.evaluate import digits, evaluate
from lit.engine.judge.execute import NotInstalled
from lit.engine.judge.walk import CannotEvaluate
from lit.engine.judge.optimum import parameters
from lit.engine.judge.refute import Counterexample, place_text, shown
from lit.engine.judge.sample import points


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
        raise NotInstalled("a least value is searched by NumPy and SciPy, which are not installed")
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
