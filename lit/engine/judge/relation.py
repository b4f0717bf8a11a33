"""Confirm single relations: by remainders, by Z3, and numbers by their enclosures."""

import itertools
from fractions import Fraction

import sympy as sp

from lit.engine.formula.claim import Claim
from lit.engine.formula.need import Need
from lit.engine.formula.space import Group, Space
from lit.engine.judge.enclose import enclose
from lit.engine.judge.implied import lone_needs
from lit.engine.judge.residue import agree
from lit.engine.judge.solver import excludes
from lit.engine.judge.tree import TooLarge, letters_in, name_of, number, put, spread, tree


def domain_conditions(space: Space, used: set[str]) -> list[tuple]:
    """Return the conditions on the letters in use, as trees."""
    tied = {letter for group in space.groups if group.kind == "simplex" for letter in group.letters}
    found = []
    for letter, home in space.domains.items():
        if name_of(letter) in used and letter not in tied:
            name = ("letter", name_of(letter))
            ends = ((home.low, home.low_open, ">"), (home.high, home.high_open, "<"))
            found += [("or", *(("=", name, number(x)) for x in home.values))] if home.values else []
            found += [(op if is_open else f"{op}=", name, number(end))
                      for end, is_open, op in ends if end is not None]
    return found


def group_conditions(group: Group) -> list[tuple]:
    """Return what ties the letters of a group together, as trees."""
    names = [("letter", name_of(letter)) for letter in group.letters]
    if group.kind == "simplex":
        return [("=", ("add", *names), number(1)), *((">=", name, number(0)) for name in names)]
    rows = [names[i:i + group.shape[1]] for i in range(0, len(names), group.shape[1])]
    if group.kind == "spd":
        return [(">", minor, number(0)) for minor in leading_minors(rows)]
    columns = itertools.combinations_with_replacement(enumerate(zip(*rows, strict=True)), 2)
    return [("=", ("add", *(("mul", a, b) for a, b in zip(one, two, strict=True))), number(i == j))
            for (i, one), (j, two) in columns]


def leading_minors(rows: list[list[tuple]]) -> list[tuple]:
    """Return the determinants of the first rows and columns of a matrix of trees."""
    return [determinant([row[:k] for row in rows[:k]]) for k in range(1, len(rows) + 1)]


def determinant(rows: list[list[tuple]]) -> tuple:
    """Return the tree of a determinant, by its first row."""
    if len(rows) == 1:
        return rows[0][0]
    rest = [[row[:j] + row[j + 1:] for row in rows[1:]] for j in range(len(rows))]
    return ("add", *(("mul", number((-1) ** j), rows[0][j], determinant(rest[j]))
                     for j in range(len(rows))))


def minus(one: tuple, two: tuple) -> tuple:
    """Return the tree of a difference."""
    return ("add", one, ("mul", number(-1), two))


def forms(op: str, left: tuple, right: tuple) -> list[tuple]:
    """Return relations, each of which holds where the given one does, the simplest first."""
    try:
        gap = spread(minus(left, right))
        exponents = [exponent(spread(side)) for side in (left, right)]
    except TooLarge:
        return [(op, left, right)]
    found = [(op, *exponents)] if None not in exponents and exponents != [number(0)] * 2 else []
    beside = {rest for monomial in gap for rest in beside_logarithm(monomial)}
    if len(beside) == 1:
        found.append(without_logarithms(op, left, right, *beside))
    return [*found, (op, left, right)]


def without_logarithms(op: str, left: tuple, right: tuple, factor: tuple) -> tuple:
    """Return a relation between e to the power of both sides, over the factor of all logarithms."""
    if not factor:
        return (op, ("exp", minus(left, right)), number(1))
    beside = ("mul", number(1), *(("power", base, number(power)) for base, power in factor))
    scaled = ("exp", ("mul", minus(left, right), ("power", beside, number(-1))))
    return ("or", ("and", (">", beside, number(0)), (op, scaled, number(1))),
            ("and", ("<=", beside, number(0)), (op, left, right)))


def beside_logarithm(monomial: tuple) -> list[tuple]:
    """Return what stands beside the logarithm in a monomial, in a list, or an empty one."""
    logs = [part for part in monomial if part[0][0] == "log"]
    if len(logs) == 1 and logs[0][1] == 1:
        return [tuple(part for part in monomial if part != logs[0])]
    return [("one",), ("another",)] if logs else []


def exponent(terms: dict) -> tuple | None:
    """Return m where terms are one exponential e^m and nothing else, 0 for 1, else None."""
    if list(terms.values()) != [1]:
        return None
    (monomial,) = terms
    if any(base[0] != "exp" for base, _ in monomial):
        return None
    parts = [("mul", number(power), *(("power", part, number(times)) for part, times in base[1]))
             for base, power in monomial]
    return ("add", *parts) if parts else number(0)


def follows(goal: tuple, given: list[tuple], space: Space) -> bool:
    """Return whether a witness shows that a relation follows from others, all of them trees."""
    for op, left, right in (condition for condition in given if len(condition) == 3):
        if op == "=" and left[0] == "letter" and left[1] not in letters_in(right):
            goal = put(goal, left[1], right)
    used, asked = letters_in((goal, *given)), forms(*goal)
    groups = groups_of(space, used)
    if goal[0] == "=" and any(form[0] == "=" and same(form, groups, space) for form in asked):
        return True
    known = [*given, *conditions_on(space, used)]
    return any(excludes(known, ("not", form)) for form in asked)


def groups_of(space: Space, used: set[str]) -> list[Group]:
    """Return the groups of a space that some of the letters in use belong to."""
    return [group for group in space.groups if used & set(map(name_of, group.letters))]


def conditions_on(space: Space, used: set[str]) -> list[tuple]:
    """Return all conditions on the letters in use, and on those that are tied to them."""
    groups = groups_of(space, used)
    used = used | {name_of(letter) for group in groups for letter in group.letters}
    tied = [condition for group in groups for condition in group_conditions(group)]
    return domain_conditions(space, used) + tied


def same(equation: tuple, groups: list[Group], space: Space) -> bool:
    """Return whether both sides of an equation have the same remainders."""
    positive = frozenset(name_of(letter) for letter, home in space.domains.items()
                         if home.low is not None and (home.low, home.low_open) >= (0, True))
    ties = tuple((group.kind, tuple(map(name_of, group.letters)), group.shape) for group in groups)
    _, left, right = equation
    return agree(left, right, positive, ties)


def relation(claim: Claim) -> tuple:
    """Return a claim as a tree."""
    left, right = tree(claim.left), tree(claim.right)
    if claim.op == "~":
        return ("<=", ("abs", minus(left, right)), number(claim.slack))
    return (claim.op, left, right)


def is_enclosed(claim: Claim) -> bool:
    """Return whether a claim about two numbers follows from bounds of their difference."""
    gap, op = claim.left - claim.right, claim.op
    if gap.free_symbols or claim.left.free_symbols or op == "=":
        return False
    found = enclose(sp.Rational(claim.slack) - sp.Abs(gap) if op == "~" else gap, {}, 60)
    if found is None:
        return False
    below, above = found.high < 0, found.low > 0
    return bool({"<": below, "<=": found.high <= 0, ">": above, "!=": below or above,
                 ">=": found.low >= 0, "~": found.low >= 0}[op])


def is_confirmed(claim: Claim, given: list[tuple], space: Space) -> bool:
    """Return whether a witness confirms one claim, and that its sides have a value."""
    if not all(need_confirmed(need, given, space) for need in lone_needs(claim)):
        return False
    return is_enclosed(claim) or follows(relation(claim), given, space)


NEAR, FAR = Fraction(1, 10**6), Fraction(10**6)


def need_confirmed(need: Need, given: list[tuple], space: Space) -> bool:
    """Return whether a witness confirms that a part of a formula has a value."""
    parts = ((need.op, tree(need.expr), number(0)), *map(tree, need.guards))
    for letter in (need.over or need.limit)[:1]:
        bound = ("letter", f"{name_of(letter)} bound")
        parts = (*put(parts, name_of(letter), bound), *stretch(need, bound))
    return follows(parts[0], [*given, *parts[1:]], space)


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
