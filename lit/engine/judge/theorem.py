"""Prove statements: cover spaces by free letters, use conditions, ask the strategies."""

import itertools
import math
from dataclasses import replace

import sympy as sp

from lit.engine.formula.claim import Case, Claim, Optimum, Range
from lit.engine.formula.need import replaced
from lit.engine.formula.space import Domain, Group, Space
from lit.engine.judge.definedness import needs_of
from lit.engine.judge.enclose import enclose
from lit.engine.judge.evaluate import compare
from lit.engine.judge.implied import is_implied, lone_needs, plans
from lit.engine.judge.optimum import factored, optimum_proved
from lit.engine.judge.prove import continuous, positive, proved
from lit.engine.judge.ranges import range_claims
from lit.engine.judge.refute import holds


def cover(letter: sp.Symbol, home: Domain) -> list:
    """Return the expressions in free letters that together run through a domain."""
    if home.values:
        return [sp.Rational(x.numerator, x.denominator) for x in home.values]
    if home.low is None and home.high is None or letter.is_positive and home.high is None:
        return [letter]
    t = sp.Dummy(letter.name, positive=True)
    low, high = (None if x is None else sp.Rational(x.numerator, x.denominator)
                 for x in (home.low, home.high))
    if low is None or high is None:
        inner = low + t if high is None else high - t
    else:
        inner = low + (high - low) / (1 + t)
    closed = [end for end, is_open in ((low, home.low_open), (high, home.high_open))
              if end is not None and not is_open]
    return [inner, *closed]


MOST_COVERS = 32


def faces(group: Group) -> list[dict]:
    """Return {letter: value} for probabilities, for each choice of those that are not 0."""
    found = []
    for chosen in itertools.product((True, False), repeat=len(group.letters)):
        parts = [sp.Dummy("q", positive=True) if one else sp.S.Zero for one in chosen]
        if any(chosen):
            shares = [part / sum(parts) for part in parts]
            found.append(dict(zip(group.letters, shares, strict=True)))
    return found


def cayley(group: Group, sign: int) -> dict:
    """Return {letter: value} for a matrix with orthonormal columns; two signs come near to all."""
    rows, columns = group.shape

    def entry(i: int, j: int) -> sp.Expr:
        return sp.Symbol(f"_cayley_{min(i, j)}{max(i, j)}", real=True) * sp.sign(i - j)

    skew, one = sp.Matrix(rows, rows, entry), sp.eye(rows)
    turn = ((one - skew) * (one + skew).adjugate() / (one + skew).det()).applyfunc(sp.cancel)
    turn[:, 0] *= sign
    return dict(zip(group.letters, turn[:, :columns], strict=True))


def coverings(exprs: tuple, space: Space, closed: bool = False) -> list[list[sp.Expr]] | None:
    """Return lists of the exprs in free letters that together cover the space, None if too many.

    closed: what holds on a dense part of the space holds on all of it, as an equation does.
    """
    used = set().union(*[expr.free_symbols for expr in exprs])
    met = [group for group in space.groups if used & set(group.letters)]
    choices = [faces(group) for group in met if group.kind == "simplex"]
    turns = [group for group in met if closed and group.kind == "orthogonal"]
    if len(turns) == 1 and turns[0].shape[0] <= 3:
        choices.append([cayley(turns[0], sign) for sign in (1, -1)])
    tied = {letter for choice in choices for letter in choice[0]}
    choices += [[{letter: value} for value in cover(letter, space.domains[letter])]
                for letter in sorted(used - tied, key=str) if letter in space.domains]
    if math.prod(map(len, choices)) > MOST_COVERS:
        return None
    plans = [{name: value for part in parts for name, value in part.items()}
             for parts in itertools.product(*choices)]
    return [[expr.subs(plan, simultaneous=True) for expr in exprs] for plan in plans]


def claim_proved(claim: Claim, space: Space, given: tuple[Claim, ...] = ()) -> bool:
    """Return whether one relation could be proved on a space, and that its sides have a value."""
    products = factored(space)

    def shown(other: Claim) -> bool:
        plain = Claim(other.left.subs(products), other.op, other.right)
        return (is_enclosed(other, space) or relation_proved(other, space)
                or bool(products) and relation_proved(plain, space))

    return relation_proved(claim, space) and all(
        is_implied(need, given, shown) for need in lone_needs(claim))


def is_enclosed(claim: Claim, space: Space) -> bool:
    """Return whether bounds over the whole space show that the left side is as claimed beside 0."""
    letters: dict = {name: (-sp.oo if home.low is None else home.low,
                            sp.oo if home.high is None else home.high)
                     for name, home in space.domains.items()
                     if name in claim.left.free_symbols and not home.values}
    found = enclose(claim.left, letters)
    return found is not None and (found.low > 0 or claim.op == "!=" and found.high < 0)


def relation_proved(claim: Claim, space: Space) -> bool:
    """Return whether a relation between two sides that have a value could be proved on a space."""
    claim = replace(claim, left_needs=(), right_needs=())
    if claim.op == "~":
        gap = sp.Abs(claim.left - claim.right)
        return not gap.free_symbols and compare(gap, sp.sympify(claim.slack), {}) in (-1, 0)
    gap = claim.left - claim.right
    if not gap.free_symbols and claim.op not in ("=", "!="):
        return bool(holds(Claim(gap, claim.op, sp.S.Zero), {}))
    covers = coverings((claim.left, claim.right), space, closed=claim.op == "=")
    return covers is not None and all(proved(left, claim.op, right) for left, right in covers)


def given_proved(case: Case, space: Space) -> bool:
    """Return whether a conditional case could be proved."""
    found = plans(case.given[0]) if len(case.given) == 1 else None
    for plan in found if found is not None else [{}]:
        then = [under(claim, plan) for claim in case.then]
        left = {name: home for name, home in space.domains.items() if name not in plan}
        given = tuple(under(claim, plan) for claim in case.given)
        if not all(claim_proved(claim, Space(left, space.groups), given) for claim in then):
            return False
    return True


def under(claim: Claim, plan: dict) -> Claim:
    """Return a claim with other values for some letters, in its sides and in what they need."""
    left, right = (tuple(replaced(need, plan) for need in side)
                   for side in (claim.left_needs, claim.right_needs))
    return replace(claim, left=claim.left.subs(plan), right=claim.right.subs(plan),
                   left_needs=left, right_needs=right)


def both_proved(case: Case, space: Space) -> bool:
    """Return whether an equivalence of two relations could be proved."""
    if len(case.given) != 1 or len(case.then) != 1:
        return False
    one, two = case.given[0], case.then[0]
    if not all(is_implied(need, (), lambda other: relation_proved(other, space))
               for need in needs_of((one, two))):
        return False
    ratio = sp.cancel((one.left - one.right) / (two.left - two.right))
    if "~" in (one.op, two.op) or ratio in (sp.nan, sp.zoo):
        return False
    covers = coverings((ratio,), space) or [[sp.nan]]
    if one.op == two.op and all(positive(expr) for (expr,) in covers):
        return True
    turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
    return turned[one.op] == two.op and all(positive(-expr) for (expr,) in covers)


def range_proved(claim: Range, space: Space) -> bool:
    """Return whether a range could be proved: its bounds, its limits, and no gap between."""
    home = space.domains[claim.letter]
    if home != Domain() or not continuous(claim.expr):
        return False
    bounds = all(positive(gap, strict) for gap, strict in range_claims(claim))
    ends = {sp.limit(claim.expr, claim.letter, end) for end in (-sp.oo, sp.oo)}
    is_open = claim.values.left_open and claim.values.right_open
    return bounds and is_open and {claim.values.inf, claim.values.sup} == ends


def case_proved(case: object, space: Space) -> bool:
    """Return whether a case of any kind could be proved."""
    if isinstance(case, Optimum):
        return optimum_proved(case, space)
    if isinstance(case, Range):
        return range_proved(case, space)
    if not isinstance(case, Case):
        return False
    if case.both:
        return both_proved(case, space)
    if case.given:
        return given_proved(case, space)
    return all(claim_proved(claim, space) for claim in case.then)


def attempted(case: object, space: Space) -> bool:
    """Return whether a case could be proved."""
    try:
        return case_proved(case, space)
    except (NotImplementedError, TypeError, ValueError, AttributeError, RecursionError):
        return False
