"""Judge spoilt copies of the displayed formulas, and tell which of them nothing refuses."""

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from lit.engine.formula.patience import within
from lit.engine.formula.problem import Context
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.signs import FormulaError
from lit.engine.judge.check import check
from lit.engine.judge.spoil import mutants, primed, widened
from lit.engine.judge.statement import ground, prepared, verify_definition
from lit.engine.judge.verify import current_bases, is_current, keep_verdicts, load_verdicts, shared
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter

PATIENCE = 30  # seconds of the processor's time


def fate(book: Book, chapter: Chapter, block: Block, spoilt: str, context: Context) -> str:
    """Return what becomes of a spoilt copy: unread, killed, true or alive."""
    try:
        statements = parse(spoilt, context.notation)
    except FormulaError:
        return "unread"
    try:
        if block.kind == "def":
            return fate_of_definition(book, chapter, block, spoilt, statements, context)
        verdict = check(statements, context, sharp="sharp" in block.keys or None)
    except Exception:  # as in verify_block: a copy that cannot be judged is refused
        return "killed"
    return {"refuted": "killed", "tested": "alive"}.get(verdict.status, "true")


def fate_of_definition(book: Book, chapter: Chapter, block: Block, spoilt: str, statements: list,
                       context: Context) -> str:
    """Return what becomes of a spoilt definition.

    Raises what its twin, its program or its parts raise.
    """
    own = next(name for name, home in context.homes.items() if home == block.id)
    context = replace(context, definitions={name: one for name, one in context.definitions.items()
                                            if name != own})
    context.define(*statements)
    verify_definition(book, chapter, block._replace(text=spoilt), context, 0)
    theorems = [parse(other.text, context.notation) for other in chapter.blocks
                if other.kind == "thm"]
    users = [found for found in theorems if block.id in ground(found, context).values()]
    if all(check(found, context).status != "refuted" for found in users):
        return "alive"
    return "killed"


def fate_elsewhere(book: Book, chapter: Chapter, block: Block, notation: dict) -> str:
    """Return what becomes of a formula under another notation."""
    try:
        _, context = prepared(book, chapter, notation)
    except Exception:  # a notation under which another formula of the chapter means nothing
        return "killed"
    return fate(book, chapter, block, block.text, context)


class Spoilt(NamedTuple):
    """What became of the spoilt copies of a formula; alive are those that nobody has explained."""

    id: str
    made: int
    killed: int
    explained: int
    reasons: tuple
    alive: tuple


def explanations(block: Block) -> dict[str, str]:
    """Return {kind or text of a copy: why it may live} as a formula's header says."""
    pairs = [part.rpartition(": ") for part in block.keys.get("alive", "").split("; ") if part]
    return {" ".join((name or reason).split()): reason for name, _, reason in pairs}


def fates(book: Book, chapter: Chapter, block: Block) -> list[tuple[str, str, str]]:
    """Return [(what became of it, kind, text)] of the spoilt copies of a formula."""
    notation, context = prepared(book, chapter)
    tex = block.text.rstrip("\n")
    found = [(within(PATIENCE, fate, book, chapter, block, spoilt, context, otherwise="alive"),
              kind, spoilt)
             for kind, spoilt in mutants(tex, notation)
             + (primed(tex) if block.kind == "def" else [])]
    found += [(within(PATIENCE, fate_elsewhere, book, chapter, block, other, otherwise="alive"),
               kind, text)
              for kind, text, other in (widened(tex, notation) if block.kind == "thm" else [])]
    return [(end, kind, " ".join(text.split())) for end, kind, text in found]


def spoil(book: Book, chapter: Chapter, block: Block) -> Spoilt:
    """Return what becomes of the spoilt copies of a formula."""
    found, said = fates(book, chapter, block), explanations(block)
    left = [(kind, text) for end, kind, text in found if end == "alive"]
    reasons = [f"{text}: proved as well" for end, _, text in found if end == "true"]
    reasons += [f"{text}: {said.get(text) or said[kind]}" for kind, text in left if text in said
                or kind in said]
    alive = [(kind, text) for kind, text in left if text not in said and kind not in said]
    alive += [("explained in vain", name) for name in said if all(name not in one for one in left)]
    made = sum(end != "unread" for end, *_ in found)
    killed = sum(end == "killed" for end, *_ in found)
    return Spoilt(block.id, made, killed, len(reasons), tuple(reasons), tuple(alive))


PLACE = ".lit/mutants.json"


def spoil_book(book: Book, ids: Sequence[str] = (),
               jobs: int | None = None) -> list[tuple[Chapter, Block, Spoilt]]:
    """Return [(chapter, block, Spoilt)] for all formulas of the book or those in ids; kept in
    .lit/.
    """
    tasks = [(chapter, block) for chapter in book.chapters for block in chapter.blocks
             if block.kind in ("def", "thm") and (not ids or block.id in ids)]
    kept, now = load_verdicts(book.root, PLACE), current_bases(book, "judge/mutate")
    fresh = [task for task in tasks if not is_current(kept, now, task[1].id)]
    for result in shared(functools.partial(spoil, book), fresh, jobs):
        kept[result.id] = result._asdict() | {"basis": now[result.id]}
        keep_verdicts(book.root, kept, PLACE)
    return [(chapter, block, Spoilt(*(kept[block.id][name] for name in Spoilt._fields)))
            for chapter, block in tasks]
