"""Confirm proved claims by witnesses that share no code with the strategies that proved them."""

import functools
import itertools
from fractions import Fraction

import sympy as sp

from lit.engine.formula.claim import Case, Claim, Optimum, Range
from lit.engine.formula.need import Need
from lit.engine.formula.space import Group, Space
from lit.engine.judge import solver
from lit.engine.judge.enclose import enclose, missing
from lit.engine.judge.implied import lone_needs
from lit.engine.judge.residue import agree
from lit.engine.judge.tree import (
    ONE,
    TooLarge,
    joined,
    letters_in,
    name_of,
    number,
    product_of,
    put,
    spread,
    sum_of,
    tree,
)


def domain_conditions(space: Space, used: set[str]) -> list[tuple]:
    """Return the conditions on the letters in use, as trees."""
    found = []
    for letter, home in space.domains.items():
        name = ("letter", name_of(letter))
        if name[1] not in used:
            continue
        if home.values:
            found.append(("or", *(("=", name, number(x)) for x in home.values)))
        for end, is_open, op in ((home.low, home.low_open, ">"), (home.high, home.high_open, "<")):
            if end is not None and not tied(letter, space):
                found.append((op if is_open else f"{op}=", name, number(end)))
    return found


def tied(letter: object, space: Space) -> bool:
    """Return whether a letter is one of several probabilities, each of which may be 0."""
    return any(group.kind == "simplex" and letter in group.letters for group in space.groups)


def group_conditions(group: Group) -> list[tuple]:
    """Return what ties the letters of a group together, as trees."""
    names = [
        ("letter", name_of(letter)) if letter.is_Symbol else tree(letter)
        for letter in group.letters
    ]
    if group.kind == "simplex":
        return [("=", ("add", *names), number(1)), *((">=", name, number(0)) for name in names)]
    rows = [names[i : i + group.shape[1]] for i in range(0, len(names), group.shape[1])]
    if group.kind == "spd":
        return [
            (">", determinant([row[:k] for row in rows[:k]]), number(0))
            for k in range(1, len(rows) + 1)
        ]
    columns = list(zip(*rows, strict=True))
    return [
        ("=", ("add", *(("mul", a, b) for a, b in zip(one, two, strict=True))), number(one is two))
        for one, two in itertools.combinations_with_replacement(columns, 2)
    ]


def determinant(rows: list[list[tuple]]) -> tuple:
    """Return the tree of a determinant, by its first row."""
    if len(rows) == 1:
        return rows[0][0]
    return (
        "add",
        *(
            (
                "mul",
                number((-1) ** j),
                rows[0][j],
                determinant([row[:j] + row[j + 1 :] for row in rows[1:]]),
            )
            for j in range(len(rows))
        ),
    )


def minus(one: tuple, two: tuple) -> tuple:
    """Return the tree of a difference."""
    return ("add", one, ("mul", number(-1), two))


def forms(op: str, left: tuple, right: tuple) -> list[tuple]:
    """Return relations, as trees, of which each is equivalent to the first."""
    found = [(op, left, right)]
    try:
        gap, sides = spread(minus(left, right)), (spread(left), spread(right))
    except TooLarge:
        return found
    logs = {rest for monomial in gap for rest in coefficients(monomial)}
    if len(logs) == 1:
        (rest,) = logs
        factor = ("mul", number(1), *(("power", base, number(power)) for base, power in rest))
        scaled = ("exp", ("mul", minus(left, right), ("power", factor, number(-1))))
        found.append(
            (
                "or",
                ("and", (">", factor, number(0)), (op, scaled, number(1))),
                ("and", ("<=", factor, number(0)), (op, left, right)),
            )
            if rest
            else (op, scaled, number(1))
        )
    exponents = [exponent_of(side) for side in sides]
    if None not in exponents and any(exponent != number(0) for exponent in exponents):
        found.append((op, *exponents))
    return found[::-1]


def coefficients(monomial: tuple) -> list[tuple]:
    """Return what stands beside the logarithm in a monomial, in a list, or an empty one."""
    if not any(base[0] == "log" for base, _ in monomial):
        return []
    logs = [base for base, power in monomial if base[0] == "log" and power == 1]
    return (
        [tuple(part for part in monomial if part[0] != logs[0])]
        if len(logs) == 1
        else [("none",), ("two",)]
    )


def exponent_of(terms: dict) -> tuple | None:
    """Return m where terms are one exponential e^m and nothing else, 0 for 1, else None."""
    if list(terms.values()) != [1]:
        return None
    (monomial,) = terms
    if any(base[0] != "exp" for base, _ in monomial):
        return None
    parts = [
        ("mul", number(power), *(("power", part, number(times)) for part, times in base[1]))
        for base, power in monomial
    ]
    return ("add", *parts) if parts else number(0)


def relation(claim: Claim) -> tuple:
    """Return a claim as a tree."""
    if claim.op == "~":
        return ("<=", ("abs", minus(tree(claim.left), tree(claim.right))), number(claim.slack))
    return (claim.op, tree(claim.left), tree(claim.right))


def ties_of(space: Space) -> tuple:
    """Return (kind, names, shape) of the groups whose letters are drawn together."""
    return tuple(
        (group.kind, tuple(map(name_of, group.letters)), group.shape)
        for group in space.groups
        if group.kind in ("simplex", "orthogonal")
    )


def follows(goal: tuple, given: list[tuple], space: Space) -> str:
    """Return by which witness a relation follows from others on a space; empty if by none."""
    for condition in given:
        if (
            condition[0] == "="
            and condition[1][0] == "letter"
            and condition[1][1] not in letters_in(condition[2])
        ):
            goal = put(goal, condition[1][1], condition[2])
    used = set().union(*map(letters_in, [goal, *given]))
    groups = [group for group in space.groups if used & set(map(name_of, group.letters))]
    positive = frozenset(
        name_of(letter)
        for letter, home in space.domains.items()
        if home.low is not None and (home.low > 0 or home.low == 0 and home.low_open)
    )
    asked = forms(*goal)
    if goal[0] == "=" and any(
        form[0] == "=" and agree(*form[1:], positive, ties_of(Space({}, tuple(groups))))
        for form in asked
    ):
        return "remainders"
    used |= {name_of(letter) for group in groups for letter in group.letters}
    known = [
        *given,
        *domain_conditions(space, used),
        *(x for group in groups for x in group_conditions(group)),
    ]
    return "Z3" if any(solver.excludes(known, ("not", form)) for form in asked) else ""


def number_confirmed(claim: Claim) -> bool:
    """Return whether a claim about two numbers follows from bounds of their difference."""
    gap = claim.left - claim.right
    found = enclose(sp.Rational(claim.slack) - sp.Abs(gap) if claim.op == "~" else gap, {}, 60)
    if found is None:
        return False
    return bool(
        {
            "<": found.high < 0,
            "<=": found.high <= 0,
            ">": found.low > 0,
            ">=": found.low >= 0,
            "=": False,
            "!=": found.high < 0 or found.low > 0,
            "~": found.low >= 0,
        }[claim.op]
    )


def confirmed(claim: Claim, given: list[tuple], space: Space) -> bool:
    """Return whether a witness confirms one claim, and that its sides have a value."""
    if not all(need_confirmed(need, given, space) for need in lone_needs(claim)):
        return False
    is_number = not (claim.left.free_symbols | claim.right.free_symbols)
    if is_number and claim.op != "=" and number_confirmed(claim):
        return True
    return bool(follows(relation(claim), given, space))


NEAR, FAR = Fraction(1, 10**6), Fraction(10**6)


def need_confirmed(need: Need, given: list[tuple], space: Space) -> bool:
    """Return whether a witness confirms that a part of a formula has a value."""
    known, part = list(map(tree, need.guards)), tree(need.expr)
    bound = [name_of(letter) for letter in (need.over or need.limit)[:1]]
    for name in bound:  # a bound letter lives between the ends, not where its namesake lives
        known = [put(condition, name, ("letter", f"{name} bound")) for condition in known]
        part = put(part, name, ("letter", f"{name} bound"))
    known += stretch(need, *(("letter", f"{name} bound") for name in bound)) if bound else []
    return bool(follows((need.op, part, number(0)), [*given, *known], space))


def stretch(need: Need, letter: tuple) -> list[tuple]:
    """Return the conditions on the bound letter of an integral, or of a limit near its end."""
    if need.over:
        ends = zip((">=", "<="), need.over[1:], strict=True)
        return [(op, letter, tree(end)) for op, end in ends if not end.is_infinite]
    _, to, side = need.limit
    if to.is_infinite:
        return [(">", ("mul", number(1 if to > 0 else -1), letter), number(FAR))]
    step = minus(letter, tree(to))
    one_sided = [({"+": ">", "-": "<"}[side], step, number(0))] if side else []
    return [("!=", step, number(0)), ("<", ("abs", step), number(NEAR)), *one_sided]


def moved(objective: tuple, names: list[str], places: list[tuple]) -> tuple:
    """Return an objective at a place, which must not speak of the letters itself."""
    return functools.reduce(
        lambda node, pair: put(node, *pair), zip(names, places, strict=True), objective
    )


def square_confirmed(objective: tuple, names: list[str], places: list[tuple], space: Space) -> bool:
    """Return whether an objective is its value at a place and a positive definite form."""

    def at(*ones: int) -> tuple:
        return moved(objective, names, [number(int(i in ones)) for i in range(len(names))])

    size, steps = (
        range(len(names)),
        [minus(("letter", name), place) for name, place in zip(names, places, strict=True)],
    )
    bend = [
        [
            minus(
                ("add", moved(objective, names, [number((i == k) + (j == k)) for k in size]), at()),
                ("add", at(i), at(j)),
            )
            for j in size
        ]
        for i in size
    ]
    form = (
        "add",
        *(
            ("mul", number(Fraction(1, 2)), bend[i][j], steps[i], steps[j])
            for i in size
            for j in size
        ),
    )
    minors = [determinant([row[:k] for row in bend[:k]]) for k in range(1, len(names) + 1)]
    return agree(objective, ("add", moved(objective, names, places), form)) and all(
        follows((">", minor, number(0)), [], space) for minor in minors
    )


def optimum_confirmed(claim: Optimum, space: Space) -> bool:
    """Return whether the objective is confirmed to be best at the stated place and nowhere else."""
    objective = (
        tree(claim.objective)
        if claim.sense == "min"
        else ("mul", number(-1), tree(claim.objective))
    )
    names, places = list(map(name_of, claim.letters)), list(map(tree, claim.place))
    if square_confirmed(objective, names, places, space):
        return True
    elsewhere = (
        "or",
        *(("!=", ("letter", name), place) for name, place in zip(names, places, strict=True)),
    )
    return bool(follows((">", objective, moved(objective, names, places)), [elsewhere], space))


def quotient(node: tuple) -> tuple[dict, dict]:
    """Return the numerator and denominator of a tree, as sums of monomials. Raises TooLarge."""
    parts = [quotient(part) for part in node[1:]] if node[0] in ("add", "mul") else []
    if node[0] == "add":
        bottom = functools.reduce(product_of, (below for _, below in parts), {ONE: Fraction(1)})
        return sum_of(
            [
                functools.reduce(
                    product_of,
                    (below for other, (_, below) in enumerate(parts) if other != index),
                    above,
                )
                for index, (above, _) in enumerate(parts)
            ]
        ), bottom
    if node[0] == "mul":
        return tuple(
            functools.reduce(product_of, sides, {ONE: Fraction(1)})
            for sides in zip(*parts, strict=True)
        )
    if node[0] == "power" and node[2][0] == "number" and node[2][1].denominator == 1:
        above, below = quotient(node[1]) if node[2][1] > 0 else quotient(node[1])[::-1]
        times = abs(int(node[2][1]))
        return tuple(
            functools.reduce(product_of, [side] * times, {ONE: Fraction(1)})
            for side in (above, below)
        )
    return spread(node), {ONE: Fraction(1)}


def limit(node: tuple, name: str, sign: int) -> Fraction | None:
    """Return the limit of a fraction of exponentials at an infinite end, None if it has none."""
    base, leads = ("exp", ((("letter", name), 1),)), []
    for terms in quotient(node):
        if not terms or any(part != base for monomial in terms for part, _ in monomial):
            return None
        leads.append(
            max((sign * dict(monomial).get(base, 0), factor) for monomial, factor in terms.items())
        )
    (high, top), (low, bottom) = leads
    return top / bottom if high == low else Fraction(0) if high < low else None


def range_confirmed(claim: Range, space: Space) -> bool:
    """Return whether the values stay within open bounds, have no gap, and come near both."""
    node, name, ends = (
        tree(claim.expr),
        name_of(claim.letter),
        (tree(claim.values.inf), tree(claim.values.sup)),
    )
    if not (
        claim.values.left_open
        and claim.values.right_open
        and all(end[0] == "number" for end in ends)
    ):
        return False
    gap = solver.excludes([], ("=", joined(quotient(node)[1]), number(0)))
    within = follows((">", node, ends[0]), [], space) and follows(("<", node, ends[1]), [], space)
    return bool(gap and within) and {limit(node, name, 1), limit(node, name, -1)} == {
        end[1] for end in ends
    }


def case_confirmed(case: Case | Optimum, space: Space) -> bool:
    """Return whether witnesses confirm all that a case claims."""
    if isinstance(case, Optimum):
        return optimum_confirmed(case, space)
    if isinstance(case, Range):
        return range_confirmed(case, space)
    if not isinstance(case, Case):
        return False
    ways = (
        [(case.given, case.then), (case.then, case.given)]
        if case.both
        else [(case.given, case.then)]
    )
    return all(
        confirmed(claim, [relation(other) for other in given], space)
        for given, then in ways
        for claim in then
    )


def witnessed(cases: tuple, space: Space) -> bool:
    """Return whether every case of a statement has a witness."""
    try:
        return all(case_confirmed(case, space) for case in cases)
    except TooLarge:
        return False


def absent() -> str:
    """Return which witnesses are missing here: the reason of a proof that counts once."""
    arb = f"{missing()} is not installed" if missing() else ""
    return "; ".join(filter(None, (solver.MISSING, arb))) or "no second witness"
