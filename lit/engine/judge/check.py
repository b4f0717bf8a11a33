"""Check statements: refute them at a point, or prove them, or say how often they were tested."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from lit.engine.formula.claim import (
    Case, Claim, Extremum, Optimum, Order, Problem, Range, SameOptimum,
)
from lit.engine.formula.need import Need
from lit.engine.formula.patience import within
from lit.engine.formula.problem import Context
from lit.engine.formula.relations import FormulaError
from lit.engine.judge.concrete import concrete
from lit.engine.judge.example import calculated
from lit.engine.judge.extremes import blunt, refute_extremum
from lit.engine.judge.optimum import parameters, refute_optimum, refute_same
from lit.engine.judge.ranges import refute_order, refute_range
from lit.engine.judge.refute import Counterexample, refute_rows, refuted
from lit.engine.judge.sample import points
from lit.engine.judge.theorem import attempted
from lit.engine.judge.witness import absent, witnessed
from lit.engine.judge.sizes import problems, sizes_text


@dataclass(frozen=True)
class Verdict:
    """What the run found: status is proved, proved-for-sizes, proved-once, tested or refuted."""

    status: str
    how: str = ""
    counterexample: Counterexample | None = None
    count: int | None = None

    def __bool__(self) -> bool:
        return self.status != "refuted"


REFUTERS: dict[type, Callable] = {
    Optimum: refute_optimum,
    SameOptimum: refute_same,
    Extremum: refute_extremum,
    Range: refute_range,
    Order: refute_order,
}


def refute_kinds(problem: Problem, seed: int) -> Counterexample | None:
    """Return a counterexample to one of the claims about all points at once, or None."""
    for claim in problem.cases:
        refuter = REFUTERS.get(type(claim))
        found = refuter and refuter(claim, problem.space, seed)
        if found:
            return found
    return None


def refute_distinctions(problem: Problem, seed: int) -> Counterexample | None:
    """Return a place where the rows of a case distinction clash or leave a gap, or None."""
    for rows in problem.rows:
        parts = [part for row in rows for part in row]
        home = parameters(parts, (), problem.space)
        if set().union(*[part.free_symbols for part in parts]) <= set(home.domains):
            found = refute_rows(rows, points(home, row_edges(rows), seed, 16))
            if found:
                return found
    return None


def row_edges(rows: Sequence) -> list:
    """Return the expressions at whose zeros a condition of the rows changes."""
    return [rel.lhs - rel.rhs for _, condition in rows for rel in condition.atoms(Relational)]


FEWEST, SECOND = 3, 1000


def made_concrete(part: Any) -> Any:
    """Return a claim, case or tuple of them with a smooth function for every unknown one."""
    if isinstance(part, tuple):
        return tuple(made_concrete(item) for item in part)
    if isinstance(part, sp.Basic):
        return concrete(part)
    if type(part) in (*REFUTERS, Case, Claim, Need):
        return replace(part, **{f.name: made_concrete(getattr(part, f.name)) for f in fields(part)})
    return part


def searched(problem: Problem, seed: int,
             number: int | None = None) -> tuple[Counterexample | None, int | None]:
    """Return a counterexample or None, and the number of points that the search stands on.

    number: how many points of each sort; without it as many as there are, of two seeds.
    """
    problem = replace(problem, cases=made_concrete(problem.cases))
    found = refute_kinds(problem, seed) or refute_distinctions(problem, seed)
    if found:
        return found, 0
    if number:
        return refuted(problem, seed, number)
    first, count = refuted(problem, seed)
    if first or not count:
        return first, count
    second, more = refuted(problem, seed + SECOND)
    return second, count + (more or 0)


def finite(problem: Problem) -> bool:
    """Return whether the letters of a problem take few values, so that few points are all."""
    return all(home.values or home.whole for home in problem.space.domains.values())


BOUNDS = ("<", "<=", ">", ">=")


def judge(problem: Problem, seed: int = 0, sharp: str | bool | None = None,
          number: int | None = None, prove: bool = True) -> Verdict:
    """Return the verdict about a problem; number is that of points, as in searched."""
    found, count = searched(problem, seed, number)
    if found is None and sharp:
        bounds = [(claim, case.given) for case in problem.cases if isinstance(case, Case)
                  for claim in case.then if claim.op in BOUNDS]
        if any(claim.op not in BOUNDS for _, given in bounds for claim in given):
            raise FormulaError("a bound can be seen to be sharp only under conditions that are "
                               "bounds themselves")
        gaps = [blunt(claim, problem.space, seed, given)
                for claim, given in bounds if wanted(claim, sharp)]
        found = next(filter(None, gaps), None)
        if not gaps:
            raise FormulaError("there is no bound in this statement that could be sharp")
    if found:
        return Verdict("refuted", "at a point", found)
    if count == 0 or count is not None and count < FEWEST and not finite(problem):
        raise FormulaError("vacuous: hardly any point satisfies the conditions, so nothing was "
                           "tested; widen the domains in the notation or drop a condition")
    return proof_verdict(problem, count, prove)


def wanted(claim: Claim, sharp: str | bool | None) -> bool:
    """Return whether a bound is among those declared sharp: all, or those with that relation."""
    return sharp in (True, "", "true", "both", "all") or sharp in (claim.op, str(claim.right))


def is_shown(problem: Problem) -> bool:
    """Return whether a problem can be proved, with no search for a place where it is false."""
    return all(attempted(case, problem.space) for case in problem.cases)


def proof_verdict(problem: Problem, count: int | None, prove: bool = True) -> Verdict:
    """Return the verdict about a problem that no point refuted; without prove it was only tested.
    """
    if not prove or not is_shown(problem):
        if prove and (found := calculated(problem)):
            return Verdict("refuted", "at a point", found)
        return Verdict("tested", f"tested at {count} points of 2 seeds" if count
                       else "tested by search", count=count)
    if not witnessed(problem.cases, problem.space):
        return Verdict("proved-once", f"proved once: {absent()}", count=count)
    return Verdict("proved-for-sizes" if problem.sizes else "proved", "proved symbolically",
                   count=count)


FIRST, NUMBERS, PROVED = 40, (24, 8), 2
FIRST_PATIENCE, PATIENCE, TOO_LATE = 25, 8, 2


def each_size(statements: Sequence, context: Context, seed: int,
              sharp: str | bool | None) -> list[tuple]:
    """Return pairs of sizes and the verdict there; the last may be a refutation, after which
    nothing is tried.
    """
    found, vacuous, late = [], None, 0
    for place, problem in enumerate(problems(statements, context)):
        number = None if not problem.sizes else FIRST if place == 0 else NUMBERS[place > 1]
        prove = all(one.status != "tested" for _, one in found) and (len(found) < PROVED
                                                                     or not letters(problem))
        try:
            verdict = in_time(problem, seed + place * SECOND, sharp if not found else None, number,
                              prove, bool(found))
        except FormulaError as error:
            if not problem.sizes:
                raise
            vacuous = vacuous or error
            continue
        if verdict is None:
            late += 1
        else:
            found.append((problem.sizes, verdict))
        if late == TOO_LATE or verdict is not None and not verdict:
            break
    if not found:
        raise vacuous or FormulaError("this statement means nothing at any size")
    return found


def in_time(problem: Problem, seed: int, sharp: str | bool | None, number: int | None, prove: bool,
            later: bool) -> Verdict | None:
    """Return the verdict at one size, None at a later size where it takes too long.

    Raises FormulaError at the first.
    """
    verdict = within(PATIENCE if later else FIRST_PATIENCE, judge, problem, seed, sharp, number,
                     prove, otherwise=None)
    if verdict is None and not later:
        raise FormulaError(f"nothing came out in {FIRST_PATIENCE} seconds; "
                           "state it for fewer letters, or in parts")
    return verdict


def letters(problem: Problem) -> set:
    """Return the letters that the relations of a problem hold; any other claim counts as one."""
    cases = [case for case in problem.cases if isinstance(case, Case)]
    sides = [side for case in cases for claim in case.given + case.then
             for side in (claim.left, claim.right)]
    return set().union(*[side.free_symbols for side in sides],
                       [None] * (len(cases) < len(problem.cases)))


def joined(found: list[tuple]) -> Verdict:
    """Return the verdict that the verdicts at several sizes, [(sizes, verdict)], amount to."""
    sizes, last = found[-1]
    if not last:
        return replace(last, counterexample=Counterexample(f"{sizes_text([sizes])}: "
                                                           f"{last.counterexample}"))
    proofs = [sizes for sizes, verdict in found if verdict.status != "tested"]
    once = any(verdict.status == "proved-once" for _, verdict in found)
    others = [sizes for sizes, _ in found if sizes not in proofs]
    rest = sizes_text(others) if others and len(others[0]) == 1 else f"{len(others)} other sizes"
    if proofs:
        tested = f"; tested for {rest}" if others else ""
        if once:
            return Verdict("proved-once",
                           f"proved once for {sizes_text(proofs)}{tested}; {absent()}")
        return Verdict("proved-for-sizes", f"proved for {sizes_text(proofs)}{tested}")
    count = sum(verdict.count or 0 for _, verdict in found)
    where = f"for {rest}" if len(others[0]) == 1 else f"for {len(others)} choices of sizes"
    return Verdict("tested", f"tested {f'at {count} points' if count else 'by search'} {where}")


def check(statements: Sequence, context: Context, *, seed: int = 0, sharp: str | bool | None = None,
          proof: str | None = None) -> Verdict:
    """Return the verdict about the statements of one block.

    Raises: ElaborationError if they mean nothing, FormulaError if nothing can be tested.
    """
    found = each_size(statements, context, seed, sharp)
    verdict = joined(found) if found[0][0] else found[0][1]
    if proof and verdict.status == "tested":
        return Verdict("proved", f"proved by {proof}")
    return verdict


def refute(statements: Sequence, context: Context, seed: int = 0) -> Counterexample | None:
    """Return a counterexample to the statements of an err- block, or None if none was found."""
    return check(statements, context, seed=seed).counterexample
