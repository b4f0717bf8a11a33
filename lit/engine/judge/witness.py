"""Confirm what was proved by witnesses that share no code with the strategies that proved it."""

import functools
from fractions import Fraction
from typing import Any

from lit.engine.formula.claim import Case, Optimum, Range
from lit.engine.formula.space import Space
from lit.engine.judge.enclose import missing
from lit.engine.judge.relation import (
    domain_conditions, follows, is_confirmed, leading_minors, minus, relation,
)
from lit.engine.judge.residue import agree
from lit.engine.judge.solver import MISSING, excludes
from lit.engine.judge.tree import (
    ONE, TooLarge, joined, name_of, number, product_of, put, spread, sum_of, tree,
)


def moved(objective: tuple, names: list[str], places: list[tuple]) -> tuple:
    """Return an objective at a place, which must not speak of the letters itself."""
    pairs = zip(names, places, strict=True)
    return functools.reduce(lambda node, pair: put(node, *pair), pairs, objective)


def second_differences(objective: tuple, names: list[str]) -> list[list[tuple]]:
    """Return the matrix of second differences of an objective at 0: its H if it is quadratic."""
    def at(*ones: int) -> tuple:
        return moved(objective, names, [number(ones.count(k)) for k in range(len(names))])

    size = range(len(names))
    return [[minus(("add", at(i, j), at()), ("add", at(i), at(j))) for j in size] for i in size]


def is_square(objective: tuple, names: list[str], places: list[tuple], space: Space) -> bool:
    """Return whether an objective is its value at a place and a positive definite form."""
    bend, half = second_differences(objective, names), number(Fraction(1, 2))
    steps = [minus(("letter", name), place) for name, place in zip(names, places, strict=True)]
    form = ("add", *(("mul", half, entry, steps[i], steps[j])
                     for i, row in enumerate(bend) for j, entry in enumerate(row)))
    return agree(objective, ("add", moved(objective, names, places), form)) and all(
        follows((">", minor, number(0)), [], space) for minor in leading_minors(bend))


def optimum_confirmed(claim: Optimum, space: Space) -> bool:
    """Return whether the objective is confirmed to be best at the stated place and nowhere else."""
    turn = number(1 if claim.sense == "min" else -1)
    objective = ("mul", turn, tree(claim.objective))
    names, places = list(map(name_of, claim.letters)), list(map(tree, claim.place))
    at_home = (put(condition, name, place) for name, place in zip(names, places, strict=True)
               for condition in domain_conditions(space, {name}))
    if not all(follows(condition, [], space) for condition in at_home):
        return False
    if is_square(objective, names, places, space):
        return True
    apart = [("!=", ("letter", name), place) for name, place in zip(names, places, strict=True)]
    return follows((">", objective, moved(objective, names, places)), [("or", *apart)], space)


def quotient(node: tuple) -> tuple[dict, dict]:
    """Return the numerator and denominator of a tree, as sums of monomials. Raises TooLarge."""
    match node:
        case ("add", *parts):
            return functools.reduce(lambda one, two: (
                sum_of([product_of(one[0], two[1]), product_of(two[0], one[1])]),
                product_of(one[1], two[1])), map(quotient, parts))
        case ("mul", *parts):
            return functools.reduce(lambda one, two: (
                product_of(one[0], two[0]), product_of(one[1], two[1])), map(quotient, parts))
        case ("power", base, ("number", power)) if power.denominator == 1:
            sides = quotient(base) if power > 0 else quotient(base)[::-1]
            times, start = abs(int(power)), {ONE: Fraction(1)}
            top, below = (functools.reduce(product_of, [side] * times, start) for side in sides)
            return top, below
    return spread(node), {ONE: Fraction(1)}


def limit(node: tuple, name: str, sign: int) -> Fraction | None:
    """Return the limit of a fraction of exponentials at an infinite end, None if it has none."""
    base, leads = ("exp", ((("letter", name), 1),)), []
    for terms in quotient(node):
        if not terms or any(part != base for monomial in terms for part, _ in monomial):
            return None
        powers = {dict(monomial).get(base, 0): factor for monomial, factor in terms.items()}
        lead = max(powers, key=lambda power: sign * power)
        leads.append((sign * lead, powers[lead]))
    (high, top), (low, bottom) = leads
    return top / bottom if high == low else Fraction(0) if high < low else None


def range_confirmed(claim: Range, space: Space) -> bool:
    """Return whether the values stay within open bounds, have no gap, and come near both."""
    node, name = tree(claim.expr), name_of(claim.letter)
    low, high = tree(claim.values.inf), tree(claim.values.sup)
    if not (claim.values.left_open and claim.values.right_open and low[0] == high[0] == "number"):
        return False
    return (excludes([], ("=", joined(quotient(node)[1]), number(0)))
            and follows((">", node, low), [], space) and follows(("<", node, high), [], space)
            and {limit(node, name, 1), limit(node, name, -1)} == {low[1], high[1]})


def case_confirmed(case: Any, space: Space) -> bool:
    """Return whether witnesses confirm all that a case of any kind claims."""
    match case:
        case Optimum():
            return optimum_confirmed(case, space)
        case Range():
            return range_confirmed(case, space)
        case Case():
            ways = [(case.given, case.then)] + [(case.then, case.given)] * case.both
            return all(is_confirmed(claim, list(map(relation, given)), space)
                       for given, then in ways for claim in then)
    return False


def witnessed(cases: tuple, space: Space) -> bool:
    """Return whether every case of a statement has a witness."""
    try:
        return all(case_confirmed(case, space) for case in cases)
    except TooLarge:
        return False


def absent() -> str:
    """Return which witnesses are missing here: the reason of a proof that counts once."""
    arb = f"{missing()} is not installed" if missing() else ""
    return "; ".join(filter(None, (MISSING, arb))) or "no second witness"
