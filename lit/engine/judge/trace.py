"""Follow one formula through its stages, each in plain words."""

from collections.abc import Callable

import sympy as sp

from lit.engine.formula.claim import Case, Claim, Problem
from lit.engine.formula.need import Need
from lit.engine.formula.problem import problem_of
from lit.engine.formula.values import ElaborationError
from lit.engine.formula.wording import wording
from lit.engine.judge.definedness import needs_of
from lit.engine.judge.statement import prepared, statements, verify_block
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError

MOST = 6  # lines of a stage: a formula of matrices makes dozens of claims


def shortened(lines: list[str]) -> list[str]:
    """Return at most a few of the lines, and how many more there are."""
    rest = len(lines) - MOST
    return lines if rest <= 1 else [*lines[:MOST], f"… and {rest} more"]


def letter_lines(notation: dict, problem: Problem) -> list[str]:
    """Return a line for each symbol whose letters a problem speaks of, and one for each size."""
    used = {str(letter).split("_")[0] for letter in met_letters(problem)}
    lines = [f"{symbol.latex} : {' '.join((symbol.type, *symbol.arguments))}"
             for symbol in notation.values()
             if symbol.key.strip("\\").split("_")[0].split("^")[0] in used]
    return lines + [f"{name} = {size}" for name, size in sorted(problem.sizes.items())]


def met_letters(problem: Problem) -> set[sp.Symbol]:
    """Return the letters in the claims of a problem, and in what they need."""
    claims = [claim for case in problem.cases if isinstance(case, Case)
              for claim in (*case.given, *case.then)]
    sides = [side for claim in claims for side in (claim.left, claim.right)]
    others = [part for case in problem.cases if not isinstance(case, Case)
              for part in vars(case).values()
              if isinstance(part, sp.Basic)]
    needs = [need.expr for need in needs_of(tuple(claims))]
    return set().union(*[part.free_symbols for part in (*sides, *others, *needs)])


def plain_text(expr: object) -> str:
    """Return an expression as text that a reader can redo."""
    return str(expr).replace("**", "^")


def claim_lines(problem: Problem) -> list[str]:
    """Return a line for each claim of a problem."""
    lines = []
    for case in problem.cases:
        if isinstance(case, Case):
            given = " and ".join(map(one_claim, case.given))
            lead = (f"where {given}: "
                    if given and not case.both else f"{given} exactly where " if given else "")
            lines += [lead + one_claim(claim) for claim in case.then]
        else:
            lines.append(" ".join(str(type(case).__doc__).split()))
    return list(dict.fromkeys(lines))


def one_claim(claim: Claim) -> str:
    """Return a claim as text."""
    slack = f" within {float(claim.slack):g}" if claim.op == "~" else ""
    op = "=" if claim.op == "~" else claim.op
    return f"{plain_text(claim.left)} {op} {plain_text(claim.right)}{slack}"


def need_lines(problem: Problem) -> list[str]:
    """Return a line for each thing that the sides of the claims need to have a value."""
    claims = tuple(claim for case in problem.cases if isinstance(case, Case)
                   for claim in (*case.given, *case.then))
    return list(dict.fromkeys(one_need(need) for need in needs_of(claims))) or ["everywhere"]


def one_need(need: Need) -> str:
    """Return what must hold for a part to have a value, as text."""
    guard = f" where {plain_text(sp.And(*need.guards))}" if need.guards else ""
    return f"{plain_text(need.expr)} {need.op} 0{guard}, else {need.what}"


def trace(book: Book, chapter: Chapter, block: Block) -> list[tuple[str, list[str]]]:
    """Return (name, lines) of each stage of a formula, as far as it comes."""
    found: list[tuple[str, list[str]]] = [("text", block.text.rstrip("\n").split("\n"))]

    def stage(name: str, work: Callable[[], list[str]]) -> None:
        found.append((name, shortened(work())))

    try:
        notation, context = prepared(book, chapter)
        tree = statements(chapter, block, notation)
        stage("read as", lambda: [wording(statement) for statement in tree])
        if block.kind != "def":
            problem = problem_of(tree, context)
            stage("letters", lambda: letter_lines(notation, problem))
            stage("has a value where", lambda: need_lines(problem))
            stage("claims", lambda: claim_lines(problem))
    except (ChapterError, ElaborationError) as error:
        found.append(("stops", [str(error)]))
    result = verify_block(book, chapter, block)
    return [*found, ("verdict", [f"{result.status}: {result.label}"])]
