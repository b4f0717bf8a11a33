"""Spoil formulas on purpose, and tell which spoilt copies no check refuses."""

import functools
import re
from typing import NamedTuple

from lit.engine.formula.reader.statements import parse
from lit.engine.formula.patience import within
from lit.engine.formula.signs import FormulaError, signs
from lit.engine.judge.check import check
from lit.engine.judge.statement import prepared, verify_definition
from lit.engine.judge.verify import current_bases, is_current, keep_verdicts, load_verdicts, shared

TURNS = {
    "+": [("sign", "-")], "-": [("sign", "+")],
    "<": [("relation", ">"), ("relation", "=")], ">": [("relation", "<"), ("relation", "=")],
    "\\le": [("relation", "\\ge"), ("strictness", "<")], "\\ge": [("relation", "\\le"), ("strictness", ">")],
    "=": [("relation", "<"), ("relation", ">")], "\\ne": [("relation", "=")],
    "\\max": [("extremum", "\\min")], "\\min": [("extremum", "\\max")], "'": [("prime", "")],
    "\\infty": [("infinity", "-\\infty")], "\\iff": [("direction", "\\quad")],
    "\\tanh": [("function", "\\sinh")], "\\ln": [("function", "\\exp")], "\\sqrt": [("function", "")],
    "\\operatorname": [], "\\sigma": [("function", "\\tanh")], "\\pi": [("constant", "2 \\pi")],
}


def turned(tex):
    """Yield (kind, tex) with one sign turned into another."""
    for sign in signs(tex)[:-1]:
        start, end = sign.column - 1, sign.column - 1 + len(sign.text)
        turns = TURNS.get(sign.text, [])
        if sign.text.isdigit():
            kind = "exponent" if tex[:start].rstrip("{ ").endswith("^") else "constant"
            turns = [(kind, str(int(sign.text) + 1)), (kind, str(max(int(sign.text) - 1, 0)))]
        for kind, new in turns:
            if new != sign.text:
                yield kind, tex[:start] + new + tex[end:]


def swapped(tex, notation):
    """Yield (kind, tex) with one letter taken for another one of the formula."""
    letters = [sign for sign in signs(tex)[:-1] if sign.text in notation
               and notation[sign.text].type not in ("function", "dimension", "index")]
    for sign in letters:
        for other in sorted({other.text for other in letters} - {sign.text}):
            start = sign.column - 1
            yield "symbol", f"{tex[:start]}{other} {tex[start + len(sign.text):]}"


def dropped(tex):
    """Yield (kind, tex) with one term, factor or condition left out."""
    found, depths, depth = signs(tex), [], 0
    for sign in found:
        depth -= sign.text in (")", "}", "]", "\\}")
        depths.append(depth)
        depth += sign.text in ("(", "{", "[", "\\{")
    for k, sign in enumerate(found):
        if sign.text in ("+", "-"):
            end = next(j for j in range(k + 1, len(found)) if depths[j] < depths[k] or depths[j] == depths[k]
                       and found[j].text in ("", "+", "-", ",", "\\quad", "&", *TURNS))
            yield "term", tex[:sign.column - 1] + tex[found[end].column - 1:]
        if sign.text.isdigit() and found[k + 1].text not in ("", "}", ")", "]", ",", "+", "-", "\\quad", "&", "\\\\"):
            yield "factor", tex[:sign.column - 1] + tex[found[k + 1].column - 1:]
    for match in re.finditer(r"\\quad\s*\\text\{for \}[^\\]*(?:\\(?!quad)[^\\]*)*", tex):
        yield "condition", tex[:match.start()] + tex[match.end():]


SHAPES = [
    ("fraction", r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\\frac{\2}{\1}"),
    ("argument", r"\((\w|\\[a-z]+)\)", r"(-\1)"),
    ("argument", r"\(-(\w|\\[a-z]+)\)", r"(\1)"),
    ("interval", r"= \(([^(),]*), ([^(),]*)\)", r"= [\1, \2]"),
    ("interval", r"= \[([^(),]*), ([^(),]*)\]", r"= (\1, \2)"),
    ("side", r"\^-\}", r"^+}"), ("side", r"\^\+\}", r"^-}"),
    ("absolute value", r"\|([^|]*)\|", r"(\1)"),
    ("transpose", r"\^\{\\top\}", ""),
]


def reshaped(tex):
    """Yield (kind, tex) with one part reshaped."""
    for kind, old, new in SHAPES:
        for match in re.finditer(old, tex):
            yield kind, tex[:match.start()] + match.expand(new) + tex[match.end():]


def mutants(tex, notation):
    """Return [(kind, tex)] of the spoilt copies of a formula, each once and none as it was."""
    found = {}
    for kind, spoilt in (*turned(tex), *swapped(tex, notation), *dropped(tex), *reshaped(tex)):
        if spoilt.split() != tex.split():
            found.setdefault("".join(spoilt.split()), (kind, spoilt))
    return list(found.values())


PATIENCE = 30  # seconds of the processor's time


def fate(book, chapter, block, spoilt, notation):
    """Return what becomes of a spoilt copy: unread, killed, true or alive."""
    try:
        statements = parse(spoilt, notation)
    except FormulaError:
        return "unread"
    try:
        _, context = prepared(book, chapter)
        if block.kind == "def":
            context.define(*statements)
            verify_definition(book, chapter, block._replace(text=spoilt), context, 0)
            return "alive" if all(stands(book, chapter, other, context) for other in users(chapter, block)) else "killed"
        verdict = check(statements, context, sharp="sharp" in block.keys or None)
    except Exception:  # as in verify_block: a copy that cannot be judged is refused
        return "killed"
    return {"refuted": "killed", "tested": "alive"}.get(verdict.status, "true")


def users(chapter, block):
    """Return the statements of the chapter that rest on a definition."""
    return [other for other in chapter.blocks if other.kind == "thm" and block.id in other.keys.get("uses", "").split()]


def stands(book, chapter, block, context):
    """Return whether a statement still holds where a definition that it rests on was spoilt."""
    return check(parse(block.text, context.notation), context, sharp="sharp" in block.keys or None).status != "refuted"




class Spoilt(NamedTuple):
    """What became of the spoilt copies of a formula; alive are those that nobody has explained."""

    id: str
    made: int
    killed: int
    explained: int
    reasons: tuple
    alive: tuple


def spoil(book, chapter, block):
    """Return what becomes of the spoilt copies of a formula."""
    notation, _ = prepared(book, chapter)
    fates = [(within(PATIENCE, fate, book, chapter, block, spoilt, notation, otherwise="alive"), kind, " ".join(spoilt.split()))
             for kind, spoilt in mutants(block.text.rstrip("\n"), notation)]
    left = [(kind, tex) for end, kind, tex in fates if end == "alive"]
    reasons = [f"{tex}: proved as well" for end, _, tex in fates if end == "true"]
    said, _, reason = block.keys.get("alive", "").partition(" ")
    if left and said == str(len(left)):
        reasons += [f"{tex}: {reason}" for _, tex in left]
        left = []
    made = sum(end != "unread" for end, *_ in fates)
    return Spoilt(block.id, made, made - len(reasons) - len(left), len(reasons), tuple(reasons), tuple(left))


PLACE = ".lit/mutants.json"


def spoil_book(book, ids=(), jobs=None):
    """Return [(chapter, block, Spoilt)] for all formulas of the book or those in ids; kept in .lit/."""
    tasks = [(chapter, block) for chapter in book.chapters for block in chapter.blocks
             if block.kind in ("def", "thm") and (not ids or block.id in ids)]
    kept, now = load_verdicts(book.root, PLACE), current_bases(book, "judge/mutate")
    fresh = [task for task in tasks if not is_current(kept, now, task[1].id)]
    for result in shared(functools.partial(spoil, book), fresh, jobs):
        kept[result.id] = result._asdict() | {"basis": now[result.id]}
        keep_verdicts(book.root, kept, PLACE)
    return [(chapter, block, Spoilt(*(kept[block.id][name] for name in Spoilt._fields))) for chapter, block in tasks]
