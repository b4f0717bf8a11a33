"""Check statements: refute them at a point, or prove them, or say how often they were tested."""

import itertools
import math
from dataclasses import dataclass, fields, replace

import sympy as sp
from sympy.core.relational import Relational

from lit.engine.formula.claim import (
    Case, Claim, Extremum, Optimum, Order, Problem, Range, SameOptimum,
)
from lit.engine.formula.need import Need, replaced
from lit.engine.formula.problem import FormulaError, problem_of
from lit.engine.formula.space import Domain, Group, Space
from lit.engine.judge import optimum
from lit.engine.judge.definedness import needs_of
from lit.engine.judge.enclose import enclose
from lit.engine.judge.evaluate import compare, concrete
from lit.engine.judge.implied import is_implied, lone_needs, plans
from lit.engine.judge.prove import continuous, positive, proved
from lit.engine.judge.refute import Counterexample, holds, refute_rows, refuted
from lit.engine.judge.sample import points
from lit.engine.judge.witness import absent, witnessed


@dataclass(frozen=True)
class Verdict:
    """What the run found: status is proved, proved-for-sizes, proved-once, tested or refuted."""

    status: str
    how: str = ""
    counterexample: Counterexample | None = None

    def __bool__(self):
        return self.status != "refuted"


REFUTERS = {
    Optimum: optimum.refute_optimum,
    SameOptimum: optimum.refute_same,
    Extremum: optimum.refute_extremum,
    Range: optimum.refute_range,
    Order: optimum.refute_order,
}


def refute_kinds(problem, seed):
    """Return a counterexample to one of the claims about all points at once, or None."""
    for claim in problem.cases:
        refuter = REFUTERS.get(type(claim))
        found = refuter and refuter(claim, problem.space, seed)
        if found:
            return found
    return None


def refute_distinctions(problem, seed):
    """Return a place where the rows of a case distinction clash or leave a gap, or None."""
    for rows in problem.rows:
        parts = [part for row in rows for part in row]
        home = optimum.parameters(parts, (), problem.space)
        if set().union(*[part.free_symbols for part in parts]) <= set(home.domains):
            found = refute_rows(rows, points(home, row_edges(rows), seed, 16))
            if found:
                return found
    return None


def row_edges(rows):
    """Return the expressions at whose zeros a condition of the rows changes."""
    return [rel.lhs - rel.rhs for _, condition in rows for rel in condition.atoms(Relational)]


def cover(letter, home):
    """Return the expressions in free letters that together run through a domain."""
    if home.values:
        return [sp.Rational(x.numerator, x.denominator) for x in home.values]
    if home.low is None and home.high is None or letter.is_positive and home.high is None:
        return [letter]
    t = sp.Dummy(letter.name, positive=True)
    low, high = (None if x is None else sp.Rational(x.numerator, x.denominator)
                 for x in (home.low, home.high))
    inner = low + (high - low) / (1 + t) if None not in (low, high) else (
        low + t if high is None else high - t)
    closed = [end for end, is_open in ((low, home.low_open), (high, home.high_open))
              if end is not None and not is_open]
    return [inner, *closed]


MOST_COVERS = 32


def faces(group: Group) -> list[dict]:
    """Return {letter: value} for probabilities: one dict for each choice of those that are not 0."""
    found = []
    for chosen in itertools.product((True, False), repeat=len(group.letters)):
        parts = [sp.Dummy("q", positive=True) if one else sp.S.Zero for one in chosen]
        if any(chosen):
            found.append(dict(zip(group.letters, [part / sum(parts) for part in parts], strict=True)))
    return found


def cayley(group, sign):
    """Return {letter: value} for a matrix with orthonormal columns: all of them, in the closure, by two signs."""
    rows, columns = group.shape
    skew = sp.Matrix(rows, rows, lambda i, j: sp.Symbol(f"_cayley_{min(i, j)}{max(i, j)}", real=True) * sp.sign(i - j))
    turn = ((sp.eye(rows) - skew) * (sp.eye(rows) + skew).adjugate() / (sp.eye(rows) + skew).det()).applyfunc(sp.cancel)
    turn[:, 0] *= sign
    return dict(zip(group.letters, turn[:, :columns], strict=True))


def coverings(exprs: tuple[sp.Expr, ...], space: Space, closed: bool = False) -> list[list[sp.Expr]] | None:
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


def claim_proved(claim, space, given=()):
    """Return whether one relation could be proved on the whole space, and that its sides have a value."""
    factored = optimum.factored(space)

    def shown(other):
        plain = Claim(other.left.subs(factored), other.op, other.right)
        return (is_enclosed(other, space) or relation_proved(other, space)
                or bool(factored) and relation_proved(plain, space))

    return relation_proved(claim, space) and all(is_implied(need, given, shown) for need in lone_needs(claim))


def is_enclosed(claim, space):
    """Return whether bounds over the whole space show that the left side is as claimed beside 0."""
    letters = {name: (sp.S.NegativeInfinity if home.low is None else home.low, sp.oo if home.high is None else home.high)
               for name, home in space.domains.items() if name in claim.left.free_symbols and not home.values}
    found = enclose(claim.left, letters)
    return found is not None and (found.low > 0 or claim.op == "!=" and found.high < 0)


def relation_proved(claim, space):
    """Return whether a relation between two sides that have a value could be proved on the whole space."""
    claim = replace(claim, left_needs=(), right_needs=())
    if claim.op == "~":
        gap = sp.Abs(claim.left - claim.right)
        return not gap.free_symbols and compare(gap, sp.sympify(claim.slack), {}) in (-1, 0)
    gap = claim.left - claim.right
    if not gap.free_symbols and claim.op not in ("=", "!="):
        return bool(holds(Claim(gap, claim.op, sp.S.Zero), {}))
    covers = coverings((claim.left, claim.right), space, closed=claim.op == "=")
    return covers is not None and all(proved(left, claim.op, right) for left, right in covers)


def given_proved(case, space):
    """Return whether a conditional case could be proved."""
    found = plans(case.given[0]) if len(case.given) == 1 else None
    for plan in found if found is not None else [{}]:
        then = [under(claim, plan) for claim in case.then]
        left = {name: home for name, home in space.domains.items() if name not in plan}
        given = tuple(under(claim, plan) for claim in case.given)
        if not all(claim_proved(claim, Space(left, space.groups), given) for claim in then):
            return False
    return True


def under(claim, plan):
    """Return a claim with other values for some letters, in its sides and in what they need."""
    needs = [tuple(replaced(need, plan) for need in side) for side in (claim.left_needs, claim.right_needs)]
    return replace(claim, left=claim.left.subs(plan), right=claim.right.subs(plan), left_needs=needs[0],
                   right_needs=needs[1])


def both_proved(case, space):
    """Return whether an equivalence of two relations could be proved."""
    if len(case.given) != 1 or len(case.then) != 1:
        return False
    one, two = case.given[0], case.then[0]
    if not all(is_implied(need, (), lambda other: relation_proved(other, space)) for need in needs_of((one, two))):
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
    """Return whether a range could be proved: its bounds, the limits at the ends, and no gap between."""
    home = space.domains[claim.letter]
    if home != Domain() or not continuous(claim.expr):
        return False
    bounds = all(positive(gap, strict) for gap, strict in optimum.range_claims(claim))
    ends = {sp.limit(claim.expr, claim.letter, end) for end in (-sp.oo, sp.oo)}
    is_open = claim.values.left_open and claim.values.right_open
    return bounds and is_open and {claim.values.inf, claim.values.sup} == ends


def case_proved(case, space):
    """Return whether a case of any kind could be proved."""
    if isinstance(case, Optimum):
        return optimum.optimum_proved(case, space)
    if isinstance(case, Range):
        return range_proved(case, space)
    if not isinstance(case, Case):
        return False
    if case.both:
        return both_proved(case, space)
    if case.given:
        return given_proved(case, space)
    return all(claim_proved(claim, space) for claim in case.then)


FEWEST, SECOND = 3, 1000


def made_concrete(part):
    """Return a claim, case or tuple of them with a smooth function for every unknown one."""
    if isinstance(part, tuple):
        return tuple(made_concrete(item) for item in part)
    if isinstance(part, sp.Basic):
        return concrete(part)
    if type(part) in (*REFUTERS, Case, Claim, Need):
        return replace(part, **{f.name: made_concrete(getattr(part, f.name)) for f in fields(part)})
    return part


def searched(problem, seed):
    """Return a counterexample or None, and the number of points that the search stands on."""
    problem = replace(problem, cases=made_concrete(problem.cases))
    found = refute_kinds(problem, seed) or refute_distinctions(problem, seed)
    if found:
        return found, 0
    first, count = refuted(problem, seed)
    if first or not count:
        return first, count
    second, more = refuted(problem, seed + SECOND)
    return second, count + more


def finite(problem):
    """Return whether the letters of a problem take few values, so that few points are all."""
    return all(home.values or home.whole for home in problem.space.domains.values())


BOUNDS = ("<", "<=", ">", ">=")


def judge(problem, seed=0, sharp=None):
    """Return the verdict about a problem."""
    found, count = searched(problem, seed)
    if found is None and sharp:
        bounds = [(claim, case.given) for case in problem.cases if isinstance(case, Case)
                  for claim in case.then if claim.op in BOUNDS]
        if any(claim.op not in BOUNDS for _, given in bounds for claim in given):
            raise FormulaError("a bound can be seen to be sharp only under conditions that are bounds themselves")
        gaps = [optimum.blunt(claim, problem.space, seed, given)
                for claim, given in bounds if wanted(claim, sharp)]
        found = next(filter(None, gaps), None)
        if not gaps:
            raise FormulaError("there is no bound in this statement that could be sharp")
    if found:
        return Verdict("refuted", "at a point", found)
    if count is not None and count < FEWEST and not finite(problem):
        raise FormulaError("vacuous: hardly any point satisfies the conditions, so nothing was "
                           "tested; widen the domains in the notation or drop a condition")
    return proof_verdict(problem, count)


def wanted(claim, sharp):
    """Return whether a bound is among those declared sharp: all, or those with that relation."""
    return sharp in (True, "", "true", "both", "all") or sharp in (claim.op, str(claim.right))


def attempted(case, space):
    """Return whether a case could be proved; SymPy giving up on the way is no proof, and no mistake of the author's."""
    try:
        return case_proved(case, space)
    except (NotImplementedError, TypeError, ValueError, AttributeError, RecursionError):
        return False


def proof_verdict(problem: Problem, count: int | None) -> Verdict:
    """Return the verdict about a problem that no point refuted."""
    if not all(attempted(case, problem.space) for case in problem.cases):
        return Verdict("tested", f"tested at {count} points of 2 seeds" if count else "tested by search")
    sizes = ", ".join(f"{name} = {size}" for name, size in sorted(problem.sizes.items()))
    if not witnessed(problem.cases, problem.space):
        return Verdict("proved-once", f"proved once{f' for {sizes}' if sizes else ''}: {absent()}")
    if sizes:
        return Verdict("proved-for-sizes", f"proved for {sizes}")
    return Verdict("proved", "proved symbolically")


def check(statements, context, *, seed=0, sharp=None, proof=None):
    """Return the verdict about the statements of one block.

    Raises: ElaborationError if they mean nothing, FormulaError if nothing can be tested.
    """
    verdict = judge(problem_of(statements, context), seed, sharp)
    if proof and verdict.status == "tested":
        return Verdict("proved", f"proved by {proof}")
    return verdict


def refute(statements, context, seed=0):
    """Return a counterexample to the statements of an err- block, or None if none was found."""
    return judge(problem_of(statements, context), seed).counterexample
