"""Numbers that are known by the equations they solve, with as many digits as are asked for."""

import functools
import math
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp
from sympy.core.expr import AtomicExpr

from lit.engine.formula.space import Domain
from lit.engine.judge.crowd import evaluate_many, np
from lit.engine.judge.evaluate import digits, evaluate
from lit.engine.judge.walk import CannotEvaluate


SPARE, STEPS, PATIENT, FIRST_PLACES = 15, 60, 4, 60


class System:
    """Equations (expressions that are 0) in as many letters, and a solution to refine."""

    def __init__(self, exprs: tuple, letters: tuple, start: list):
        self.exprs, self.letters = exprs, letters
        self.slopes = [[sp.diff(expr, letter) for letter in letters] for expr in exprs]
        self.known = {0: [mpmath.mpf(x) for x in start]}

    def solution(self, places: int) -> list:
        """Return the solution to so many places, nan where Newton's method fails."""
        if places not in self.known:
            best = max(known for known in self.known if known < places)
            with mpmath.workdps(places + SPARE):
                try:
                    self.known[places] = self.refined(self.known[best], places)
                except ArithmeticError:
                    self.known[places] = [mpmath.nan] * len(self.letters)
        return self.known[places]

    def refined(self, at: list, places: int) -> list:
        """Return the solution by Newton's method from a place near it."""
        sizes = []
        for _ in range(STEPS):
            step = self.step(at, places + SPARE)
            sizes.append(max(map(abs, step)))
            if len(sizes) > PATIENT and sizes[-1] > sizes[-PATIENT] / 2:
                raise ArithmeticError("Newton's method does not come nearer")
            at = [x - move for x, move in zip(at, step, strict=True)]
            if all(abs(move) <= mpmath.mpf(10) ** -places * max(abs(x), mpmath.mpf(10) ** -places)
                   for x, move in zip(at, step, strict=True)):
                return at
        raise ArithmeticError("Newton's method does not settle")

    def step(self, at: list, places: int) -> list:
        """Return the step that Newton's method takes.

        Raises ArithmeticError where there is none.
        """
        point = dict(zip(self.letters, at, strict=True))
        values = mpmath.matrix([digits(evaluate(expr, point, places)) for expr in self.exprs])
        slopes = mpmath.matrix([[digits(evaluate(part, point, places)) for part in row]
                                for row in self.slopes])
        if not all(map(mpmath.isfinite, [*values, *slopes])):
            raise ArithmeticError("the equations have no value here")
        return list(mpmath.lu_solve(slopes, values)) if any(values) else [mpmath.mpf(0)] * len(at)

    def is_simple(self, at: list) -> bool:
        """Return whether the slopes at a solution leave no doubt that it is the only one nearby."""
        point = dict(zip(self.letters, at, strict=True))
        slopes = mpmath.matrix([[digits(evaluate(part, point)) for part in row]
                                for row in self.slopes])
        largest = max(abs(x) for x in slopes)
        return bool(mpmath.isfinite(largest) and largest > mpmath.mpf(10) ** -20
                    and abs(mpmath.det(slopes)) > largest ** len(at) * mpmath.mpf(10) ** -12)


class Root(sp.NumberSymbol):
    """One of the numbers that solve a system of equations."""

    is_real, is_finite = True, True

    def __new__(cls, system: System, place: int) -> "Root":
        made = AtomicExpr.__new__(cls)
        made.system, made.place = system, place
        return made

    def _as_mpf_val(self, prec: int) -> tuple:
        places = int(prec * 0.30103) + 2
        return self.system.solution(places)[self.place]._mpf_

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __float__(self) -> float:
        return float(self.system.solution(FIRST_PLACES)[self.place])

    def _sympystr(self, printer: object) -> str:
        return mpmath.nstr(self.system.solution(FIRST_PLACES)[self.place], 10)


SMALL, SURE = 1000, 40


def solved(exprs: tuple, letters: tuple, start: list) -> list | None:
    """Return numbers (fractions, or Roots) that solve equations, found from a place near.

    None if Newton fails.
    """
    try:
        system = System(tuple(exprs), tuple(letters), start)
        found = system.solution(FIRST_PLACES)
        if not all(map(mpmath.isfinite, found)):
            return None
        point = dict(zip(letters, found, strict=True))
        if not all(near_zero(expr, point) for expr in exprs) or not system.is_simple(found):
            return None
        whole = [simplest(x) for x in found]
        if all(evaluate(expr, dict(zip(letters, whole, strict=True))) == 0 for expr in exprs):
            return whole
    except (ArithmeticError, ValueError, TypeError, CannotEvaluate):
        return None  # singular, or not a real function here
    return [Root(system, place) for place in range(len(letters))]


def near_zero(expr: sp.Expr, point: dict) -> bool:
    """Return whether an expression is 0 at a point, up to what rounding explains."""
    with mpmath.workdps(FIRST_PLACES):
        return abs(digits(evaluate(expr, point, FIRST_PLACES))) < mpmath.mpf(10) ** -SURE


def simplest(x: Any) -> Fraction:
    """Return the simplest fraction near a number."""
    return Fraction(mpmath.nstr(x, 40, min_fixed=-mpmath.inf,
                                max_fixed=mpmath.inf)).limit_denominator(SMALL)


def line(home: Domain) -> "np.ndarray":
    """Return numbers of a domain, in their order, dense in the middle and reaching far out."""
    middle = np.linspace(-20, 20, 161) + 1e-3
    beyond = np.concatenate([np.geomspace(20, 1e13, 90), np.geomspace(1e14, 1e300, 60)])
    nearby = np.geomspace(1e-9, 0.1, 25)
    low, high = (None if end is None else float(end) for end in (home.low, home.high))
    if low is not None and high is not None:
        shares = np.concatenate([nearby / 2, np.linspace(0.06, 0.94, 120), 1 - nearby[::-1] / 2])
        return low + (high - low) * shares
    if low is None and high is None:
        return np.concatenate([-beyond[::-1], middle[middle < 0], -nearby[::-1], nearby,
                               middle[middle > 0], beyond])
    away = np.concatenate([nearby, middle[middle > 0.1], beyond])
    return low + away if low is not None else high - away[::-1]


def heights(expr: sp.Expr, letter: sp.Symbol, places: "np.ndarray") -> "np.ndarray":
    """Return the values of an expression of one letter along a line, nan where it has none."""
    try:
        return evaluate_many([expr], {letter: places})[0]
    except (CannotEvaluate, TypeError, ValueError, OverflowError):
        return np.full(len(places), np.nan)


def turns(values: "np.ndarray") -> "np.ndarray":
    """Return the places behind which the sign of values changes; 0 counts as positive."""
    with np.errstate(invalid="ignore", over="ignore"):
        signs = np.where(values == 0, 1, np.sign(values))
        return np.flatnonzero(signs[:-1] * signs[1:] < 0)


MOST_ROOTS, HALVINGS = 6, 7


def crossings(expr: sp.Expr, letter: sp.Symbol, home: Domain, most: int) -> list[float]:
    """Return at most so many numbers of a domain, the nearest to 0, near a change of sign."""
    if np is None:
        return plain_crossings(expr, letter, home)[:most]
    places = line(home)
    met = turns(heights(expr, letter, places))
    if len(met) > most:
        met = np.array(sorted(met, key=lambda k: abs(places[k]))[:most])
    return [narrowed(expr, letter, places[k], places[k + 1]) for k in met]


def zeros_along(expr: sp.Expr, letter: sp.Symbol, home: Domain, most: int = MOST_ROOTS) -> list:
    """Return some zeros of an expression of one letter in a domain, and its corners that change
    sign.
    """
    found = []
    for near in crossings(expr, letter, home, most):
        root = solved((expr,), (letter,), [near])
        close = Fraction(near).limit_denominator(SMALL)
        at = (root[0]
              if root else close if abs(float(close) - near) <= 1e-9 * max(1, abs(near)) else None)
        if at is not None and lies_in(at, home):
            found.append(at)
    return found


def narrowed(expr: sp.Expr, letter: sp.Symbol, low: float, high: float) -> float:
    """Return a number near a change of sign between two others."""
    for _ in range(HALVINGS):
        places = np.linspace(low, high, 40)
        met = turns(heights(expr, letter, places))
        if not len(met):
            return (low + high) / 2
        low, high = places[met[0]], places[met[0] + 1]
    return (low + high) / 2


def plain_heights(expr: sp.Expr, letter: sp.Symbol, places: list) -> list[float]:
    """Return the values of an expression of one letter, nan where it has none; without NumPy."""
    run = running(expr, letter)

    def value(x: float) -> float:
        try:
            return float(run(mpmath.mpf(x)))
        except (TypeError, ValueError, OverflowError, ZeroDivisionError, NameError):
            return math.nan

    return [value(float(x)) for x in places]


@functools.lru_cache(64)
def running(expr: sp.Expr, letter: sp.Symbol) -> Any:
    """Return an expression as a function of a number of mpmath's."""
    return sp.lambdify(letter, expr, "mpmath")


def plain_crossings(expr: sp.Expr, letter: sp.Symbol, home: Domain) -> list[float]:
    """Return numbers near a change of sign on a coarse line, the nearest to 0 first; without NumPy.
    """
    def value(x: float) -> float:
        return plain_heights(expr, letter, [x])[0]

    def halved(low: float, high: float) -> float:
        start = value(low)
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if value(middle) * start > 0 else (low, middle)
        return (low + high) / 2

    low = -math.inf if home.low is None else float(home.low)
    high = math.inf if home.high is None else float(home.high)
    ends = [end + side * step for end, side in ((low, 1), (high, -1)) if math.isfinite(end)
            for step in (1e-9, 1e-6, 1e-3, 0.01, 0.1, 0.5)]
    far = [sign * 20 * 2.0**k for k in range(30) for sign in (-1, 1)]
    places = sorted({x for x in [k / 4 + 1e-3 for k in range(-80, 81)] + far + ends
                     if low < x < high})
    values = plain_heights(expr, letter, places)
    met = [(one, two) for one, two, a, b in zip(places, places[1:], values, values[1:])
           if a * b < 0]
    return [halved(one, two) for one, two in sorted(met, key=lambda pair: abs(pair[0]))]


def lies_in(x: Any, home: Domain) -> bool:
    """Return whether a fraction or a Root lies in a domain."""
    if isinstance(x, Fraction):
        return x in home
    return not home.whole and not home.values and Fraction(float(x)) in home
