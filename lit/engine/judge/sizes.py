"""Choose the sizes at which a statement with dimensions is tried, and write its problem at each."""

import itertools
from collections.abc import Iterator, Sequence

from lit.engine.formula.claim import Case, Problem
from lit.engine.formula.edges import size
from lit.engine.formula.scope import OutsideError
from lit.engine.formula.patience import within
from lit.engine.formula.problem import Context, keys_met, parts_met, problem_of, sizes_met
from lit.engine.formula.relations import free_indices
from lit.engine.formula.values import ElaborationError, entries


LARGER, EACH = (4, 5, 8), 3


def assignments(names: Sequence[str], least: int = 2) -> list[dict[str, int]]:
    """Return dicts {name: size}, the first two for a proof: different, turned round, 1, equal,
    larger.
    """
    count = len(names)
    if count == 1:
        return [{names[0]: k} for k in (least, least + 1, 1, *(least + k - 2 for k in LARGER))]
    up = dict(zip(names, itertools.count(least), strict=False))
    last = least + count - 1 if count == 2 else count
    down = {name: last - k for k, name in enumerate(names)}
    ones = [up | {name: 1} for name in names[:EACH]]
    larger = [dict(zip(names, itertools.count(start, step), strict=False))
              for start, step in ((least + 2, 1), (least + 2 + count, -1))]
    return [up, down, *ones, dict.fromkeys(names, least), *larger]


FAR, FARTHEST = (6, 7, 9, 10, 11, 12, 20, 50), 100


def numbered(statements: Sequence, names: Sequence[str], context: Context) -> list[dict[str, int]]:
    """Return further sizes for a formula of numbers: far ones, and those beside a number that it
    names.
    """
    named = {int(number) + k for number in numbers_of(statements, context) for k in (-1, 0, 1)}
    near = sorted({k for k in named if 1 <= k <= FARTHEST} - {1, 2, 3, *LARGER, *FAR})
    return [dict.fromkeys(names, k) for k in (*FAR, *near)]


def numbers_of(statements: Sequence, context: Context) -> set:
    """Return the whole numbers that occur in statements, or in definitions that they use."""
    found = {getattr(part, "value", None) for part in parts_met(statements, context)}
    return {x for x in found if getattr(x, "denominator", 0) == 1}


def letters_met(statements: Sequence, context: Context) -> int:
    """Return how many letters of vectors and matrices a statement holds at the sizes of a context.
    """
    table = context.table
    return sum(len(entries(table.values[key])) for key in keys_met(statements, context)
               if key in table.shapes and key in table.values)


LAST_START = 12


def starts(statements: Sequence, context: Context) -> list[int]:
    """Return the sizes that the dimensions may begin with: 2, or a number that may be an index."""
    ends = {end for key in keys_met(statements, context)
            for end in context.table.ranges.get(key, ())}
    whole = {int(x) for x in numbers_of(statements, context)
             | {end for end in ends if isinstance(end, int)}}
    return [2, *sorted(k for k in whole if 2 < k <= LAST_START)]


def problem_at(sizes: dict[str, int], statements: Sequence, context: Context,
               before: list) -> Problem | None:
    """Return the problem at given sizes, None where the statement means nothing there.

    before: the sizes at which it meant something. Raises ElaborationError for an author's mistake.
    """
    sized = context.sized(sizes, keys_met(statements, context))
    if absent(statements, sized):
        return None
    try:
        return problem_of(statements, sized)
    except ElaborationError as error:
        smaller = [other for other in before if all(other[name] <= sizes[name] for name in sizes)]
        if 1 in sizes.values() or isinstance(error, OutsideError) and not smaller:
            return None
        raise type(error)(f"{sizes_text([sizes])}: {error}" if before else str(error),
                          error.code) from None


def absent(statements: Sequence, context: Context) -> str | None:
    """Return why a symbol of the statements stands for nothing at the sizes of a context, or None.
    """
    reasons = context.table.absent
    return next((reasons[key] for key in sorted(keys_met(statements, context) & set(reasons))),
                None)


def sizes_text(chosen: list[dict[str, int]]) -> str:
    """Return sizes in words: `n = 2, 3`, or `m = 2, n = 3 and m = 3, n = 2`."""
    if all(len(sizes) == 1 for sizes in chosen):
        (name,) = chosen[0]
        return f"{name} = {', '.join(str(k) for k in sorted(sizes[name] for sizes in chosen))}"
    return " and ".join(", ".join(f"{name} = {k}" for name, k in sorted(sizes.items()))
                        for sizes in chosen)


MOST_LETTERS, MOST_OPERATIONS, MOST_WRITTEN, WAIT = 40, 1500, 10**5, 3


def problems(statements: Sequence, context: Context) -> Iterator[Problem]:
    """Yield the problems that statements make, one for each choice of sizes; one where no size
    matters.

    Raises ElaborationError where the statements mean nothing at any size.
    """
    names = sorted(sizes_met(statements, context))
    if not names or not isinstance(context.notation, dict):
        if reason := absent(statements, context):
            raise ElaborationError(reason)
        yield problem_of(statements, context)
        return
    least, begun, problem = first_problem(statements, context, names)
    choices = assignments(names, least)
    if not letters_met(statements, context) and not free_indices(statements, context.table.ranges):
        choices += numbered(statements, names, context)
    yield problem
    met, cost = [choices[begun]], operations(problem)
    for place, sizes in enumerate(choices[begun + 1:], begun + 1):
        if place > 1 and (cost > MOST_OPERATIONS or too_large(sizes, statements, context)):
            continue
        problem = within(WAIT, problem_at, sizes, statements, context, met, otherwise=None)
        cost += operations(problem) if problem else 0
        if problem and (place == 1 or cost < MOST_WRITTEN):
            met.append(sizes)
            yield problem


def first_problem(statements: Sequence, context: Context,
                  names: Sequence[str]) -> tuple[int, int, Problem]:
    """Return the least size, the place among its assignments, and the problem there.

    Raises ElaborationError.
    """
    for least in starts(statements, context):
        for place, sizes in enumerate(assignments(names, least)[:2]):
            if problem := problem_at(sizes, statements, context, []):
                return least, place, problem
    first = context.sized(assignments(names)[0], keys_met(statements, context))
    if reason := absent(statements, first):
        raise ElaborationError(reason)
    problem_of(statements, first)
    raise ElaborationError("this statement means nothing at any size")


def too_large(sizes: dict[str, int], statements: Sequence, context: Context) -> bool:
    """Return whether a statement holds too many letters at given sizes."""
    return letters_met(statements, context.sized(sizes,
                                                 keys_met(statements, context))) > MOST_LETTERS


def operations(problem: Problem) -> int:
    """Return the number of operations in the claims of a problem; any other claim counts as many.
    """
    cases = [case for case in problem.cases if isinstance(case, Case)]
    sides = [side for case in cases for claim in case.given + case.then
             for side in (claim.left, claim.right)]
    return size(*sides) + MOST_OPERATIONS * (len(problem.cases) - len(cases)) // 3
