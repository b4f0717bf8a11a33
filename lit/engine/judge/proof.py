"""Hold a proof- block against the statement that it is to prove."""

import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import sympy as sp

from lit.engine.formula.claim import Case, Claim, Extremum, Optimum, Problem
from lit.engine.formula.scope import span
from lit.engine.formula.patience import within
from lit.engine.formula.problem import Context, problem_of
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.values import ElaborationError, entries, is_matrix
from lit.engine.judge.check import is_shown, judge
from lit.engine.judge.execute import (
    NotInstalled,
    execute,
    free_names,
    line_in,
    message,
    namespace,
)
from lit.engine.judge.pieces import Piece, both_shown, pieces_of, shown_on
from lit.engine.judge.spoil import mutants
from lit.engine.judge.twin import named_meanings, own_functions
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError, nearest


class Proof(NamedTuple):
    """A proof- block that ran: its functions, and how many assertions held."""

    chapter: Chapter
    block: Block
    steps: list
    cuts: Callable | None
    argument: Callable | None
    held: int


def run_proof(book: Book, chapter: Chapter, block: Block) -> Proof:
    """Return what a proof- block offers. Raises ChapterError where it fails, or shows nothing."""
    held: list = []
    try:
        names = namespace(book, chapter) if free_names(block.text) else {}
        known = set(names)
        execute(book, chapter, block, names, held)
    except (NotInstalled, ChapterError):
        raise
    except Exception as error:  # whatever the author's proof raises
        raise ChapterError(chapter.path, line_in(chapter, error, block.line),
                           f"{block.id} fails: {message(error)}",
                           "mend the proof or the statement") from None
    made = own_functions(chapter, names, known)
    steps = [one for one in made if one.__name__.startswith("steps")]
    cuts, argument = (next((one for one in made if one.__name__ == name), None)
                      for name in ("cuts", "argument"))
    if not (steps or cuts or argument or held):
        raise ChapterError(chapter.path, block.line,
                           f"{block.id} asserts nothing, so it shows nothing",
                           "return the steps from the left side to the right one from a function "
                           "steps, or delete it")
    return Proof(chapter, block, steps, cuts, argument, len(held))


def calls(proof: Proof, function: Callable, context: Context, **sides: sp.Expr) -> Iterator[Any]:
    """Yield what function returns for the letters of the page, once for each value of its indices.

    Raises ChapterError for an argument that is no letter, and whatever else function raises.
    """
    known = named_meanings(context) | sides
    ranges = {key: span(key, context.scope()) for key in context.table.ranges}
    wanted = list(inspect.signature(function).parameters)
    for name in wanted:
        if name not in known and name not in ranges:
            raise ChapterError(proof.chapter.path, function.__code__.co_firstlineno,
                               f"{function.__name__} of "
                               f"{proof.block.id} takes {name}, which is no letter here",
                               nearest(name, (*known, *ranges)))
    for places in itertools.product(*[ranges.get(name, [None]) for name in wanted]):
        yield function(*[known[name] if place is None else sp.Integer(place) for name, place in
                         zip(wanted, places, strict=True)])


TRIED = {"=": ("=",), "<": ("=", "<", "<="), "<=": ("=", "<="), ">": ("=", ">", ">="),
         ">=": ("=", ">="),
         "!=": ("=", "!=")}


class Link(NamedTuple):
    """What was found of one step: its relation and status, or relation "" and why there is none."""

    relation: str
    status: str
    refuted: str = ""


def link_between(one: sp.Expr, two: sp.Expr, claim: Claim, case: Case, problem: Problem,
                 seed: int) -> Link:
    """Return the strongest relation between two neighbours of a chain for a claim that could be
    proved.
    """
    if one == two:
        return Link("=", "proved")
    for relation in TRIED[claim.op]:
        step = Problem((Case((Claim(one, relation, two),), case.given),), problem.space,
                       problem.sizes)
        try:
            verdict = judge(step, seed)
        except ElaborationError:
            return Link("", "open")
        if verdict.status.startswith("proved"):
            return Link(relation, verdict.status)
    return Link("", "open", str(verdict.counterexample or ""))


def entry_for(step: Any, claim: Claim) -> sp.Expr:
    """Return the entry of a step that a claim speaks of, or the step itself if it is a number."""
    k = int(claim.where.rpartition(" ")[2]) - 1 if claim.where else 0
    return sp.sympify(entries(step)[k] if is_matrix(step) and len(entries(step)) > k else step)


def links(steps: Any, claim: Claim, case: Case, problem: Problem, seed: int) -> list[Link]:
    """Return the links of the chain that leads from one side of a claim through the steps to the
    other.
    """
    middle = steps if isinstance(steps, list | tuple) else [steps]
    chain = [claim.left, *[entry_for(step, claim) for step in middle], claim.right]
    return [link_between(one, two, claim, case, problem, seed)
            for one, two in itertools.pairwise(chain)]


def chain_shows(found: list[Link], op: str) -> bool:
    """Return whether the links of a chain show that its ends are in a relation."""
    relations = [link.relation for link in found]
    strict = sum(relation in ("<", ">", "!=") for relation in relations)
    return all(relations) and (op in ("=", "<=", ">=") or strict == 1 or strict > 1 and op != "!=")


def open_claims(problem: Problem, seed: int) -> list[tuple[Any, Claim | None]]:
    """Return (case, claim) of what the engine cannot prove alone; no claim stands for a case that
    no chain can show.
    """
    parts = [(case, claim) for case in problem.cases for claim in
             (case.then if isinstance(case, Case) and not case.both else (None,))]
    lone = [(case, claim, Problem((case if claim is None else Case((claim,), case.given),),
                                  problem.space, problem.sizes))
            for case, claim in parts]
    return [(case, claim) for case, claim, one in lone if not is_shown(one)]


def made(proof: Proof, function: Callable, context: Context, **sides: sp.Expr) -> list:
    """Return what a function of a proof returns, for each choice of its indices.

    Raises ChapterError where it fails.
    """
    try:
        return list(calls(proof, function, context, **sides))
    except ChapterError:
        raise
    except Exception as error:  # whatever the author's function raises
        raise ChapterError(proof.chapter.path, line_in(proof.chapter, error, proof.block.line),
                           f"{proof.block.id} fails: {error}",
                           f"mend {function.__name__}") from None


def chains(proof: Proof, claim: Claim, context: Context) -> list:
    """Return the chains that a proof offers for a claim; one without steps where it offers cuts
    alone.
    """
    offered = [steps for function in proof.steps
               for steps in made(proof, function, context, left=claim.left, right=claim.right)]
    return offered or [[]] * (proof.cuts is not None)


def edges(proof: Proof, context: Context) -> list:
    """Return the expressions along which a proof cuts."""
    return [entry for found in (made(proof, proof.cuts, context) if proof.cuts else [])
            for entry in (found if isinstance(found, list | tuple) else [found])]


def shown_claims(proof: Proof, problem: Problem, context: Context, seed: int) -> list[Claim]:
    """Return the claims whose sides are joined by the steps of a proof.

    Raises ChapterError where a step is false.
    """
    found = [[links(chain, claim, case, problem, seed) for chain in chains(proof, claim, context)]
             for case, claim in chained(problem)]
    for parts in zip(*found, strict=True):
        false: list = [
            next(((k, link.refuted) for k, link in enumerate(chain, 1) if link.refuted), None)
            for chain in parts]
        if all(false):
            raise ChapterError(proof.chapter.path, proof.block.line,
                               f"step {false[0][0]} of {proof.block.id} is false: "
                               f"{false[0][1]}", "mend the steps")
    return [claim for (_, claim), parts in zip(chained(problem), found, strict=True)
            if any(chain_shows(chain, claim.op) for chain in parts)]


def shown_by_steps(proof: Proof, problem: Problem, context: Context, seed: int) -> bool:
    """Return whether the steps of a proof show all that the engine cannot prove alone.

    Raises ChapterError.
    """
    if not (proof.steps or proof.cuts):
        return False
    shown = shown_claims(proof, problem, context, seed)
    return all(claim in shown or shown_in_pieces(proof, case, claim, problem, context, seed)
               for case, claim in open_claims(problem, seed))


def chained(problem: Problem) -> list[tuple[Case, Claim]]:
    """Return (case, claim) of the claims that a chain can show."""
    return [(case, claim) for case in problem.cases if isinstance(case, Case) and not case.both
            for claim in case.then if claim.op in TRIED]


def shown_in_pieces(proof: Proof, case: Case, claim: Claim | None, problem: Problem,
                    context: Context, seed: int) -> bool:
    """Return whether a claim, or an equivalence, is shown on every piece into which a proof and its
    conditions cut.
    """
    if not isinstance(case, Case) or claim is not None and claim.op not in TRIED:
        return False
    lone = case if claim is None else Case((claim,), case.given)
    pieces = pieces_of(lone, problem.space, edges(proof, context))
    if pieces is None or claim is None:
        return pieces is not None and all(both_shown(case, piece) for piece, _ in pieces)
    offered = chains(proof, claim, context)
    return all(any(chain_holds(chain, claim, piece, given, problem, seed) for chain in offered)
               for piece, given in pieces)


def chain_holds(steps: Any, claim: Claim, piece: Piece, given: tuple, problem: Problem,
                seed: int) -> bool:
    """Return whether a chain shows a claim on a piece."""
    middle = steps if isinstance(steps, list | tuple) else [steps]
    ends = [claim.left, *[entry_for(step, claim) for step in middle], claim.right]
    found = []
    for one, two in itertools.pairwise(ends):
        relation = next((op for op in TRIED[claim.op]
                         if shown_on(Claim(one, op, two), piece, given, problem)), "")
        found.append(Link(relation, "proved" if relation else "open"))
        if not relation:
            return False
    return chain_shows(found, claim.op)


def sides_of(problem: Problem) -> list[tuple]:
    """Return the pairs of sides that a problem compares; of an optimum, the objective and its value
    there.
    """
    found = []
    for case in problem.cases:
        if isinstance(case, Case):
            found += [(claim.left, claim.right) for claim in case.then]
        elif isinstance(case, Extremum):
            found.append((case.objective, case.value))
        elif isinstance(case, Optimum):
            plan = dict(zip(case.letters, case.place, strict=True))
            found.append((case.objective, case.objective.subs(plan)))
    return found


WAVES, HEIGHT, COPIES, PATIENCE = 2520, 10**6, 6, 20


def waved(problem: Problem) -> list[tuple]:
    """Return the sides of a problem, the left ones with a wave that is zero at fractions with a
    small denominator.
    """
    pairs = sides_of(problem)
    letters = sorted(set().union(*[sp.sympify(part).free_symbols for pair in pairs
                                   for part in pair]), key=str)
    wave = HEIGHT * sp.sin(WAVES * sp.pi
                           * sp.Add(*[letter for letter in letters if not letter.is_integer]))
    return [(left + wave, right) for left, right in pairs] if wave != 0 else []


def false_copies(block: Block, problem: Problem, context: Context,
                 seed: int) -> Iterator[tuple[str, list]]:
    """Yield (what was spoilt, pairs of sides) of some false copies of a statement with other sides.
    """
    if waves := waved(problem):
        yield "a wave between the points", waves
    count = 0
    for _, tex in mutants(block.text.rstrip("\n"), context.notation):
        try:
            other = problem_of(parse(tex, context.notation), context)
            pairs = sides_of(other)
            told = pairs != sides_of(problem)
            if count == COPIES or not told or judge(other, seed).status != "refuted":
                continue
        except Exception:  # a copy that says nothing is no copy to try
            continue
        count += 1
        yield " ".join(tex.split()), pairs


def passes(proof: Proof, pairs: list, context: Context) -> bool:
    """Return whether the argument of a proof passes for all pairs of sides."""
    if proof.argument is None:
        return False
    try:
        for left, right in pairs:
            list(calls(proof, proof.argument, context, left=left, right=right))
    except Exception:  # whatever the author's argument raises: for a false copy it should
        return False
    return True


def argues(proof: Proof, block: Block, problem: Problem, context: Context, seed: int) -> int:
    """Return for how many false copies of a statement its argument fails, 0 if it has none.

    Raises ChapterError.
    """
    if proof.argument is None or not sides_of(problem):
        return 0
    try:
        for left, right in sides_of(problem):
            list(calls(proof, proof.argument, context, left=left, right=right))
    except ChapterError:
        raise
    except Exception as error:  # whatever the author's argument raises
        raise ChapterError(proof.chapter.path, line_in(proof.chapter, error, proof.block.line),
                           f"{proof.block.id} fails: {message(error)}",
                           "mend the argument or the statement") from None
    copies = list(false_copies(block, problem, context, seed))
    for what, pairs in copies:
        if within(PATIENCE, passes, proof, pairs, context, otherwise=False):
            raise ChapterError(proof.chapter.path, proof.block.line,
                               f"{proof.block.id} argues for false statements too, such "
                               f"as {what}", "let the argument rest on left and right, "
                                             "which are the statement's sides")
    return len(copies)
