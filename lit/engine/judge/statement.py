"""Judge one displayed formula: read it, check it, and hold against it what its author says of it.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lit.engine.formula.claim import Case, Problem
from lit.engine.formula.scope import definition_value
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.notation import SIZES, read
from lit.engine.formula.problem import Context, defined_parts, mentions, problem_of
from lit.engine.formula.relations import FormulaError, chain_claims
from lit.engine.formula.signs import FormulaError as UnreadableFormula
from lit.engine.formula.syntax import Chain
from lit.engine.formula.table import plain
from lit.engine.formula.values import ElaborationError
from lit.engine.judge.check import Verdict, check, judge, refute
from lit.engine.judge.execute import NotInstalled
from lit.engine.judge.walk import CannotEvaluate
from lit.engine.judge.proof import argues, run_proof, shown_by_steps
from lit.engine.judge.twin import compare_code, compare_twin
from lit.engine.judge.verdict import Result, check_told, involved, told
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError


def prepared(book: Book, chapter: Chapter, instead: dict | None = None) -> tuple[dict, Context]:
    """Return (notation, Context) of chapter, with all its definitions in force. Raises
    ChapterError.

    instead: a notation to put in the place of that of the chapter.
    """
    notation, chapters, homes = {}, involved(book, chapter), {}
    for other in chapters:
        for block in other.blocks:
            if block.lang == "notation":
                found = read(block.text, other.path, block.line)
                notation, homes = notation | found, homes | dict.fromkeys(found, other.path)
    check_sizes(notation, homes)
    notation = instead or notation
    context = Context(notation)
    for other in chapters:
        own = set()
        for block in (one for one in other.blocks if one.kind == "def"):
            own.add(enter(other, block, context, own))
    return notation, context


def enter(chapter: Chapter, block: Block, context: Context, own: set) -> str | None:
    """Return the name that a block defines, and enter its definition into context, or its mistake.

    own: the names that the chapter has already defined.
    """
    try:
        found = statements(chapter, block, context.notation)
        name = defined_parts(found[0])[0]
        if name in own:
            raise FormulaError(f"{plain(name)} is defined above, in {context.homes[name]}; "
                               "a name has one meaning, so "
                               "define it once, or state the second as a thm- block")
        context.define(*found)
        context.homes[name] = block.id
        return name
    except (ChapterError, ElaborationError) as error:
        mistake = error
    for name in names_on_the_left(block.text, context.notation):
        context.homes[name] = block.id
        context.mistakes[name] = mistake
    return None


def names_on_the_left(text: str, notation: dict) -> list[str]:
    """Return the keys of the functions that stand before the first = of a text, or of all symbols
    if none does.
    """
    left = text.partition("=")[0]
    found = [symbol for symbol in notation.values() if symbol.latex in left]
    return ([symbol.key for symbol in found if symbol.type == "function"]
            or [symbol.key for symbol in found])


class NotJudged(Exception):
    """A formula rests on another one, named here, that fails."""


def definitions_in(node: object, context: Context) -> list[str]:
    """Return the ids of the definitions that a node names, in the order of the chapters."""
    return list(dict.fromkeys(home for name, home in context.homes.items() if mentions(node, name)))


def check_uses(chapter: Chapter, block: Block, found: Sequence[str]) -> None:
    """Raise ChapterError where uses= names other definitions than those that a formula names."""
    said = block.keys.get("uses", "").split()
    told = [name for name in said if not name.startswith("def-")]
    if said and {*said} - {*told} != {*found}:
        raise ChapterError(chapter.path, block.line,
                           f"{block.id} names {', '.join(found) or 'no definition'}, and not "
                           f"{', '.join(name for name in said if name not in told) or 'none'}",
                           f'write uses="{" ".join((*found, *told))}"' if found or told
                           else "delete uses=")


def ground(node: object, context: Context) -> dict[str, str]:
    """Return {name: id of its definition} of all that a node rests on: what it names, and what
    these name in turn.
    """
    found, open_ones = {}, [node]
    while open_ones:
        part = open_ones.pop()
        new = [name for name in context.homes if name not in found and mentions(part, name)]
        found |= {name: context.homes[name] for name in new}
        open_ones += [context.definitions[name].body for name in new if name in context.definitions]
    return found


def check_ground(node: object, context: Context, own: str | None) -> None:
    """Raise NotJudged where a definition that a formula rests on fails; own is the id of the
    formula.
    """
    for name, home in ground(node, context).items():
        if home != own and fails(name, context):
            raise NotJudged(home)


def fails(name: str, context: Context) -> bool:
    """Return whether the definition of a name has a mistake, or its parts do not fit together."""
    if name in context.mistakes:
        return True
    try:
        definition_value(context.definitions[name], context.scope())
    except ElaborationError:
        return True
    return False


def check_sizes(notation: dict, homes: dict) -> None:
    """Raise ChapterError for a symbol whose size is no dimension; homes says where each symbol is
    declared.
    """
    for key, symbol in notation.items():
        count = 1 if key.endswith("^()") else SIZES.get(symbol.type, 0)
        for size in symbol.arguments[:count] or ("?",) * count:
            known = notation.get(size)
            if size.isdigit() or known and known.type == "dimension":
                continue
            if known and homes[size] != homes[key]:
                raise ChapterError(homes[size], known.line,
                                   f"{size} is a size in {homes[key]}: {symbol.latex} has it",
                                   "use another letter here, since this chapter uses that one")
            raise ChapterError(homes[key], symbol.line,
                               f"{symbol.latex} has the size {size}, which is no dimension",
                               f"declare {size} : dimension | …")


def statements(chapter: Chapter, block: Block, notation: dict) -> list:
    """Return the statements of a formula. Raises ChapterError where it cannot be read."""
    try:
        return parse(block.text.rstrip("\n"), notation)
    except UnreadableFormula as error:
        before = block.text[:error.column - 1]
        line = block.line + 1 + before.count("\n")
        column = error.column - 1 - before.rfind("\n") - 1
        raise ChapterError(chapter.path, line, f"{block.id}, column {column + 1}: {error.what}",
                           error.mend,
                           error.code) from None


def verify_definition(book: Book, chapter: Chapter, block: Block, context: Context,
                      seed: int) -> str:
    """Return the label of a definition.

    Raises ChapterError where its parts, its twin or its program differ.
    """
    (first, *_) = statements(chapter, block, context.notation)
    key = defined_parts(first)[0]
    definition_value(context.definitions[key], context.scope())  # its parts have to fit together
    said = []
    if len(first.parts) > 2:
        accept(chapter, block, check([Chain(first.parts[1:], first.ops[1:])], context, seed=seed))
        said.append("its forms agree")
    for twin in (other for other in chapter.blocks if other.keys.get("of") == block.id):
        accept(chapter, block, compare_twin(book, chapter, twin, context, key, seed))
        said.append("agrees with its twin")
    if "code" in block.keys:
        compare_code(book, chapter, block, context, key)
        said.append(f"agrees with {block.keys['code']}")
    return "; ".join(said) or "stated"


def accept(chapter: Chapter, block: Block, verdict: Verdict) -> Verdict:
    """Return verdict. Raises ChapterError with the counterexample if it is a refutation."""
    if verdict.status == "refuted":
        raise ChapterError(chapter.path, block.line,
                           f"{block.id} is false: {verdict.counterexample}",
                           "mend the formula, or what it is compared with")
    return verdict


def verify_statement(book: Book, chapter: Chapter, block: Block, context: Context,
                     seed: int) -> tuple[str, str]:
    """Return (status, label) of a statement.

    Raises ChapterError where it is false or its proof fails.
    """
    found = statements(chapter, block, context.notation)
    verdict = accept(chapter, block,
                     check(found, context, seed=seed, sharp="sharp" in block.keys or None))
    check_sharp(chapter, block, found, context, seed)
    proofs = [run_proof(book, chapter, other) for other in chapter.blocks
              if other.keys.get("proves") == block.id]
    problem: Any = problem_of(found, context) if proofs else None
    steps = [proof for proof in proofs if shown_by_steps(proof, problem, context, seed)]
    copies = {proof.block.id: argues(proof, block, problem, context, seed) for proof in proofs}
    status, label = verdict.status, verdict.how
    if status == "tested" and steps:
        status = "proved-for-sizes" if problem.sizes else "proved"
        label = f"proved by the steps of {steps[0].block.id}{for_sizes(problem)}; {label}"
    elif status == "tested" and any(copies.values()):
        status, label = "argued", f"argued by {argued_label(copies)}; {label}"
    elif status == "tested" and "cite" in block.keys:
        status, label = "cited", f"cited: {block.keys['cite']}; {label}"
    said = f"; only said: {block.keys['sizes']}" if "sizes" in block.keys else ""
    return status, label + said


def for_sizes(problem: Problem) -> str:
    """Return the sizes for which a problem was written out, in words."""
    sizes = ", ".join(f"{name} = {size}" for name, size in sorted(problem.sizes.items()))
    return f" for {sizes}" if sizes else ""


def argued_label(copies: dict[str, int]) -> str:
    """Return which block argues for a statement, and for how many false copies it fails."""
    name, count = next((name, count) for name, count in copies.items() if count)
    return f"{name}, which fails for {count} false copies"


EVERYWHERE = ("", "true", "both", "all")


def check_sharp(chapter: Chapter, block: Block, found: list, context: Context, seed: int) -> None:
    """Raise ChapterError where the place that a statement names in sharp= is not one where its
    bounds are reached.
    """
    said = block.keys.get("sharp", "")
    if said in EVERYWHERE:
        return
    try:
        places = [claim for one in parse(said, context.notation)
                  for claim in chain_claims(one, context.scope())]
    except (UnreadableFormula, ElaborationError, AttributeError):
        places = []
    if not places or any(claim.op != "=" for claim in places):
        raise ChapterError(chapter.path, block.line, f"sharp={said!r} of {block.id} is no place",
                           'write sharp="true", or a place where the bound is reached: '
                           'sharp="x = 0"')
    problem = problem_of(found, context)
    for case in (one for one in problem.cases if isinstance(one, Case)):
        met = [replace(claim, op="=") for claim in case.then if claim.op in ("<=", ">=")]
        at = Problem((Case(tuple(met), (*case.given, *places)),), problem.space, problem.sizes)
        other = judge(at, seed).counterexample if met else None
        if other:
            raise ChapterError(chapter.path, block.line,
                               f"the bound of {block.id} is not reached at {said}: {other}",
                               "mend sharp=")


def verify_error(chapter: Chapter, block: Block, context: Context, seed: int) -> str:
    """Return the counterexample to a formula as the notes have it.

    Raises ChapterError if there is none.
    """
    found = refute(statements(chapter, block, context.notation), context, seed)
    if found is None:
        raise ChapterError(chapter.path, block.line, f"{block.id} could not be refuted",
                           "it may be true after all; else show the mistake in a test- block")
    return f"refuted: {found}"


def verdict_on(book: Book, chapter: Chapter, block: Block, seed: int) -> tuple[str, str, tuple]:
    """Return (status, label, uses) of one formula.

    Raises ChapterError, NotJudged and others where it has none.
    """
    _, context = prepared(book, chapter)
    found = statements(chapter, block, context.notation)
    for name, home in context.homes.items():
        if home == block.id and name in context.mistakes:
            raise context.mistakes[name]
    said = found[0].parts[1:] if block.kind == "def" else found
    check_ground(said, context, block.id)
    check_uses(chapter, block, definitions_in(said, context))
    check_told(book, chapter, block)
    uses = tuple(dict.fromkeys((*ground(said, context).values(), *told(chapter, block))))
    if block.kind == "def":
        return "defined", verify_definition(book, chapter, block, context, seed), uses
    if block.kind == "err":
        return "refuted", verify_error(chapter, block, context, seed), uses
    return *verify_statement(book, chapter, block, context, seed), uses


def verify_block(book: Book, chapter: Chapter, block: Block, seed: int = 0) -> Result:
    """Return the Result of one formula; a mistake of its author's is a result too, with status
    failed.
    """
    start, line, code, uses = time.perf_counter(), block.line, "", ()
    try:
        status, label, uses = verdict_on(book, chapter, block, seed)
    except ChapterError as error:
        status, label, line, code = "failed", f"{error.what}; {error.mend}", error.line, error.code
    except NotJudged as error:
        status, label = "failed", f"{block.id} is not judged: {error} fails; mend that first"
    except NotInstalled as error:
        status, label = "failed", f"{block.id} is not judged: {error}; install it"
    except (ElaborationError, CannotEvaluate) as error:
        status, label = "failed", f"{block.id}: {error}; mend the formula or the notation"
        code = getattr(error, "code", "")
    # A formula that the engine has no words for: still one line, and never a verdict.
    except Exception:
        status = "failed"
        label = (f"{block.id} cannot be judged: the engine has no rule for this; "
                 "write it in another way")
    seconds = round(time.perf_counter() - start, 3)
    return Result(block.id, status, label, chapter.path, line, seconds, code, uses)
