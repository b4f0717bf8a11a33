"""Find a point at which a statement is false, or make sure that there is none among the chosen."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp
from sympy.core.relational import Relational

from lit.engine.formula.claim import Case, Claim, Problem
from lit.engine.formula.edges import thresholds
from lit.engine.formula.space import Space
from lit.engine.judge.choose import deciding_points, named_points, tied_points
from lit.engine.judge.definedness import (
    certain_sign, hole_points, needs_of, surely_met, unmet, words,
)
from lit.engine.judge.crowd import evaluate_many, np
from lit.engine.judge.evaluate import EQUAL, compare, digits, evaluate
from lit.engine.judge.sample import points

SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0), "=": (0,), "!=": (-1, 1)}


def holds(claim: Claim, at: dict) -> bool | None:
    """Return whether a claim is true at a point; None where both sides are undefined."""
    if (found := existence(claim, at)) is not True:
        return found
    if claim.op == "~":
        apart = sp.Abs(claim.left - claim.right)
        if (sign := compare(apart, sp.sympify(claim.slack), at)) is None:
            return None
        return sign in (-1, 0)
    ladder = {"ladder": EQUAL} if claim.op in ("=", "!=") else {}
    sign = compare(claim.left, claim.right, at, **ladder)
    sign = certain_sign(claim.left - claim.right, at) if sign is None else sign
    return None if sign is None else sign in SIGNS[claim.op]


def existence(claim: Claim, at: dict) -> bool | None:
    """Return True where both sides of a claim have a value at a point, None where neither has, else
    False.
    """
    gone = [unmet(needs, at) for needs in (claim.left_needs, claim.right_needs)]
    if gone == [None, None]:
        return True
    sides = zip((claim.left, claim.right), gone, strict=True)
    return None if all(need or (value := evaluate(side,
                                                  at)) != value for side, need in sides) else False


def true_at(claims: Iterable, at: dict) -> bool | None:
    """Return whether all claims hold at a point (None if one of them claims nothing there)."""
    answers = [holds(claim, at) for claim in claims]
    return False if False in answers else None if None in answers else True


CLOSE, WIDE = 1e-9, 1e-6


def glance(claim: Claim, left: "np.ndarray", right: "np.ndarray") -> "np.ndarray":
    """Return an array: 1 where the claim surely holds, 0 where it surely does not, else nan."""
    with np.errstate(all="ignore"):
        size, gap = np.abs(left) + np.abs(right), left - right
        apart = np.abs(gap) > WIDE * size
        if claim.op == "=":
            surely, never = np.abs(gap) <= CLOSE * size, apart
        elif claim.op == "!=":
            surely, never = apart, np.zeros_like(apart)
        elif claim.op == "~":
            surely = never = np.zeros_like(apart)
        else:
            sign = -1 if "<" in claim.op else 1
            surely, never = apart & (np.sign(gap) == sign), apart & (np.sign(gap) == -sign)
    answer = np.where(surely, 1.0, np.where(never, 0.0, np.nan))
    return np.where(np.isfinite(left) & np.isfinite(right), answer, np.nan)


def columns(places: list[dict]) -> "dict[str, np.ndarray]":
    """Return one array of floats for each letter of a list of points."""
    return {name: np.array([rounded(place[name]) for place in places]) for name in places[0]}


def rounded(number: Any) -> float:
    """Return a number as a float, infinite where it is too large for one."""
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def glances(claims: Iterable, table: dict) -> "np.ndarray":
    """Return whether all claims hold, as glance does, at each row of a table of points."""
    sides = [side for claim in claims for side in (claim.left, claim.right)]
    values = evaluate_many(sides, table)
    pairs = zip(claims, values[::2], values[1::2], strict=True)
    looks = [glance(claim, left, right) for claim, left, right in pairs]
    if not looks:
        return np.ones(1)
    return np.where(surely_met(needs_of(tuple(claims)), table), np.min(looks, axis=0), np.nan)


@dataclass(frozen=True)
class Counterexample:
    """A place where a statement is false, in words."""

    text: str

    def __str__(self) -> str:
        return self.text


def shown(value: Any, places: int = 6) -> str:
    """Return a number as a reader writes it: few digits, `undefined` for nan."""
    if isinstance(value, sp.Basic):
        if sp.count_ops(value) < 5 and not value.has(sp.CRootOf):
            return str(value)
        return shown(value._to_mpmath(100), places)
    if value != value:
        return "undefined"
    value = digits(value)
    if mpmath.isinf(value):
        return "infinity" if value > 0 else "-infinity"
    if abs(value) < 10**12 and value == int(value):
        return str(int(value))
    return mpmath.nstr(value, places, strip_zeros=True)


def place_text(at: dict, exprs: Iterable) -> str:
    """Return the coordinates of the letters that occur in exprs: `z = 1.3, alpha = 0.2`."""
    used = set().union(*[expr.free_symbols for expr in exprs])
    names = sorted(((str(name).lstrip("_"), at[name]) for name in at if name in used),
                   key=lambda p: p[0])
    return ", ".join(f"{name} = {shown(value, 10)}" for name, value in names)


def sides_text(claim: Claim, at: dict) -> str:
    """Return both sides of a claim at a point, with enough digits to tell them apart."""
    for side, needs in (("left", claim.left_needs), ("right", claim.right_needs)):
        if need := unmet(needs, at):
            return words(need, side)
    values = [evaluate(side, at) for side in (claim.left, claim.right)]
    for places in (6, 10, 20, 40):
        with mpmath.workdps(50):
            left, right = [shown(value, places) for value in values]
        if left != right:
            break
    return f"left {left}, right {right}"


def counterexample(case: Case, at: dict) -> Counterexample:
    """Return the words for a case that is false at a point."""
    where = place_text(at, parts_of(case))
    if case.both and true_at(case.given, at) is not True:
        return Counterexample(f"{where}: the first part is false, the second is true")
    wrong = next((claim for claim in case.then if holds(claim, at) is False), case.then[0])
    label = f"{wrong.where}: " if wrong.where else ""
    return Counterexample(label + ": ".join(filter(None, [where, sides_text(wrong, at)])))


def false_at(case: Case, at: dict) -> bool | None:
    """Return True if the case is false at a point, False if it is true, None if silent."""
    given = true_at(case.given, at) if case.given else True
    if case.both:
        then = true_at(case.then, at)
        return None if given is None or then is None else given != then
    if given is not True:
        return None
    then = true_at(case.then, at)
    return None if then is None else not then


EVERY = 8


def doubtful(case: Case, places: list[dict]) -> tuple:
    """Return for each point whether it needs a closer look, and whether it is surely fine."""
    length = len(places)
    if np is None:
        return [True] * length, [False] * length
    table = columns(places) if places[0] else {}
    given = np.broadcast_to(glances(case.given, table), (length,))
    then = np.broadcast_to(glances(case.then, table), (length,))
    if case.both:
        fine, silent = given == then, np.zeros(length, bool)
    else:
        fine, silent = (given == 1) & (then == 1), given == 0
    closer = ~fine & ~silent
    closer[::EVERY] = True
    return closer, fine


def refute_case(case: Case, places: list[dict]) -> tuple[Counterexample | None, int]:
    """Return a counterexample to the case among the places or None, and how many spoke."""
    closer, fine = doubtful(case, places)
    spoke = sum(bool(sure) and not close for sure, close in zip(fine, closer, strict=True))
    for at in itertools.compress(places, closer):
        answer = false_at(case, at)
        if answer:
            return counterexample(case, at), spoke
        spoke += answer is False
    return None, spoke


def on_threshold(rows: Sequence, at: dict) -> bool:
    """Return whether a point lies exactly on a border of one of the conditions."""
    borders = [rel.lhs - rel.rhs for _, condition in rows for rel in condition.atoms(Relational)]
    return any(evaluate(border, at) == 0 for border in borders)


def refute_rows(rows: Sequence, places: list[dict]) -> Counterexample | None:
    """Return a place where two rows apply and differ, or where none does off the thresholds."""
    exprs = [part for row in rows for part in row]
    for at in places:
        met = [value for value, condition in rows if evaluate(condition, at) is True]
        for one, two in itertools.pairwise(met):
            if compare(one, two, at, EQUAL) not in (0, None):
                return Counterexample(f"{place_text(at, exprs)}: two cases apply and differ")
        if not met and not on_threshold(rows, at):
            return Counterexample(f"{place_text(at, exprs)}: no case applies")
    return None


def edges(case: Case) -> list:
    """Return all expressions at whose zeros a case may change its truth."""
    claims = case.given + case.then
    found = [edge for c in claims for side in (c.left, c.right) for edge in thresholds(side)]
    if case.given:
        found += [edge for c in claims if c.op != "~" for edge in both_signs(c.left - c.right)]
    return [edge for edge in dict.fromkeys(found) if edge.free_symbols]


def both_signs(edge: sp.Expr) -> list:
    """Return an expression with its outermost absolute value resolved in both ways."""
    sizes = sorted(edge.atoms(sp.Abs), key=str)
    return [edge.subs(sizes[0], sign * sizes[0].args[0]) for sign in (1, -1)] if sizes else [edge]


def parts_of(case: Any) -> list:
    """Return all expressions that a case speaks of: the sides of its claims, and what they need."""
    claims = case.given + case.then
    needs = [part for need in needs_of(claims)
             for part in (need.expr, *need.guards, *need.over[1:])]
    return [side for claim in claims for side in (claim.left, claim.right)] + needs


def letters_of(case: Case, space: Space) -> Space:
    """Return the part of a space that a case speaks of; groups stay whole."""
    used = set().union(*[part.free_symbols for part in parts_of(case)])
    groups = tuple(group for group in space.groups if used & set(group.letters))
    tied = {letter for group in groups for letter in group.letters}
    domains = {name: home for name, home in space.domains.items() if name in used | tied}
    arrays = tuple(array for array in space.arrays if used & set(array.entries))
    return Space(domains, groups, arrays)


def refuted(problem: Problem, seed: int,
            count: int = 40) -> tuple[Counterexample | None, int | None]:
    """Return a counterexample or None, and at how many points the least tested case spoke."""
    least = None
    for case in problem.cases:
        if not isinstance(case, Case):
            continue
        space = letters_of(case, problem.space)
        places = points(space, edges(case), seed, count) + tied_points(case, space, seed)
        places += deciding_points(case, space, seed) + named_points(case, space, seed)
        places += hole_points(case, space, seed)
        found, spoke = refute_case(case, places)
        if found:
            return found, spoke
        if len(places) > 1 or spoke == 0:
            least = spoke if least is None else min(least, spoke)
    return None, least
