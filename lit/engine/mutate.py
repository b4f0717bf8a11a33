"""Spoil formulas on purpose, and tell which spoilt copies no check refuses."""

import re

from lit.engine.chapter import ChapterError
from lit.engine.check import check
from lit.engine.latex import parse
from lit.engine.problem import problem_of
from lit.engine.signs import FormulaError, signs
from lit.engine.statement import prepared, verify_definition
from lit.engine.values import ElaborationError

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


def is_noticed(book, chapter, block, spoilt, notation):
    """Return whether a spoilt copy of a formula is refused; None if it cannot even be read."""
    copy = block._replace(text=spoilt)
    try:
        statements = parse(spoilt, notation)
    except FormulaError:
        return None
    try:
        _, context = prepared(book, chapter)
        if block.kind == "def":
            context.define(statements[0])
            verify_definition(book, chapter, copy, context, 0)
            return False
        problem_of(statements, context)
        return check(statements, context, sharp="sharp" in block.keys or None).status == "refuted"
    except (ChapterError, ElaborationError, ArithmeticError):
        return True


def survivors(book, chapter, block):
    """Return (how many copies could be read, [(kind, tex)] of those that nobody noticed)."""
    notation, _ = prepared(book, chapter)
    made, alive = 0, []
    for kind, spoilt in mutants(block.text.rstrip("\n"), notation):
        noticed = is_noticed(book, chapter, block, spoilt, notation)
        made += noticed is not None
        if noticed is False:
            alive.append((kind, " ".join(spoilt.split())))
    return made, alive
