"""Spoil formulas on purpose: return copies of a formula with one slip each."""

import re
from collections.abc import Iterator

from lit.engine.formula.notation import Symbol
from lit.engine.formula.signs import signs

TURNS = {
    "+": [("sign", "-")], "-": [("sign", "+")],
    "<": [("relation", ">"), ("relation", "="), ("border", "\\le")],
    ">": [("relation", "<"), ("relation", "="), ("border", "\\ge")],
    "\\le": [("relation", "\\ge"), ("strictness", "<")],
    "\\ge": [("relation", "\\le"), ("strictness", ">")],
    "=": [("relation", "<"), ("relation", ">")], "\\ne": [("relation", "=")],
    "\\max": [("extremum", "\\min")], "\\min": [("extremum", "\\max")], "'": [("prime", "")],
    "\\sum": [("repetition", "\\prod")], "\\prod": [("repetition", "\\sum")],
    "\\infty": [("infinity", "-\\infty")], "\\iff": [("direction", "\\quad")],
    "\\tanh": [("function", "\\sinh")], "\\ln": [("function", "\\exp")],
    "\\sqrt": [("function", "")],
    "\\operatorname": [], "\\sigma": [("function", "\\tanh")], "\\pi": [("constant", "2 \\pi")],
}


def conditions(tex: str) -> list[range]:
    """Return where a formula's conditions stand: behind `for`, before ⇒, on both sides of ⇔."""
    found = [range(match.start(), match.end()) for match in
             re.finditer(r"\\text\{for \}.*?(?=\\quad\s*\\text|$)|^.*?(?=\\Rightarrow)", tex, re.S)]
    return [range(len(tex))] if "\\iff" in tex else found


def turned(tex: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, tex) with one sign turned into another."""
    inside = conditions(tex)
    for sign in signs(tex)[:-1]:
        start, end = sign.column - 1, sign.column - 1 + len(sign.text)
        turns = TURNS.get(sign.text, [])
        if sign.text.isdigit():
            kind = "exponent" if tex[:start].rstrip("{ ").endswith("^") else "constant"
            turns = [(kind, str(int(sign.text) + 1)), (kind, str(max(int(sign.text) - 1, 0)))]
        for kind, new in turns:
            if new != sign.text and (kind != "border"
                                     or any(start in stretch for stretch in inside)):
                space = " " if new.startswith("\\") else ""
                yield kind, f"{tex[:start]}{new}{space}{tex[end:]}"


def swapped(tex: str, notation: dict) -> Iterator[tuple[str, str]]:
    """Yield (kind, tex) with one letter taken for another one of the formula."""
    letters = [sign for sign in signs(tex)[:-1] if sign.text in notation
               and notation[sign.text].type not in ("function", "dimension")]
    for sign in letters:
        is_index = notation[sign.text].type == "index"
        for other in sorted({other.text for other in letters} - {sign.text}):
            start = sign.column - 1
            if (notation[other].type == "index") == is_index:
                kind = "index" if is_index else "symbol"
                yield kind, f"{tex[:start]}{other} {tex[start + len(sign.text):]}"


def dropped(tex: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, tex) with one term, factor or condition left out."""
    found, depths, depth = signs(tex), [], 0
    for sign in found:
        depth -= sign.text in (")", "}", "]", "\\}")
        depths.append(depth)
        depth += sign.text in ("(", "{", "[", "\\{")
    for k, sign in enumerate(found):
        if sign.text in ("+", "-"):
            end = next(j for j in range(k + 1, len(found)) if depths[j] < depths[k]
                       or depths[j] == depths[k]
                       and found[j].text in ("", "+", "-", ",", "\\quad", "&", *TURNS))
            yield "term", tex[:sign.column - 1] + tex[found[end].column - 1:]
        if sign.text.isdigit() and found[k + 1].text not in ("", "}", ")", "]", ",", "+", "-",
                                                             "\\quad", "&", "\\\\"):
            yield "factor", tex[:sign.column - 1] + tex[found[k + 1].column - 1:]
    for match in re.finditer(r"\\quad\s*\\text\{for \}[^\\]*(?:\\(?!quad)[^\\]*)*", tex):
        yield "condition", tex[:match.start()] + tex[match.end():]
    given, arrow, then = tex.partition("\\Rightarrow")
    if arrow:
        yield "condition", then.lstrip()


SHAPES = [
    ("fraction", r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\\frac{\2}{\1}"),
    ("argument", r"\((\w|\\[a-z]+)\)", r"(-\1)"),
    ("argument", r"\(-(\w|\\[a-z]+)\)", r"(\1)"),
    ("interval", r"= \(([^(),]*), ([^(),]*)\)", r"= [\1, \2]"),
    ("interval", r"= \[([^(),]*), ([^(),]*)\]", r"= (\1, \2)"),
    ("side", r"\^-\}", r"^+}"), ("side", r"\^\+\}", r"^-}"),
    ("absolute value", r"\|([^|]*)\|", r"(\1)"),
    ("transpose", r"\^\{\\top\}", ""),
    ("order", r"\(([^()]*?) (\\mid|\\\|) ([^()]*)\)", r"(\3 \2 \1)"),
]


def reshaped(tex: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, tex) with one part reshaped."""
    for kind, old, new in SHAPES:
        for match in re.finditer(old, tex):
            yield kind, tex[:match.start()] + match.expand(new) + tex[match.end():]


def mutants(tex: str, notation: dict) -> list[tuple[str, str]]:
    """Return [(kind, tex)] of the spoilt copies of a formula, each once and none as it was."""
    found = {}
    for kind, spoilt in (*turned(tex), *swapped(tex, notation), *dropped(tex), *reshaped(tex)):
        if spoilt.split() != tex.split():
            found.setdefault("".join(spoilt.split()), (kind, spoilt))
    return list(found.values())


def primed(tex: str) -> list[tuple[str, str]]:
    """Return [(kind, tex)] of a definition whose left side became a derivative, if it is a
    function.
    """
    match = re.match(r"(\\operatorname\{\w+\}|\\?\w+)(?=\()", tex)
    return [("derivative", f"{match[0]}'{tex[match.end():]}")] if match else []


WIDER = {"positive": ("real", ()), "nonnegative": ("real", ()), "integer": ("real", ()),
         "probability": ("vector", None)}
LAWS = {"normal": "uniform", "uniform": "normal"}


def loosened(symbol: Symbol) -> Iterator[tuple[str, Symbol]]:
    """Yield (kind, symbol) with another promise about a symbol: a wider one, or another law."""
    name, text = symbol.type, " ".join(symbol.arguments)
    if name in WIDER:
        wider, arguments = WIDER[name]
        yield "notation", symbol._replace(type=wider, arguments=symbol.arguments
                                          if arguments is None else arguments)
    if name == "real" and symbol.arguments:
        yield "notation", symbol._replace(arguments=())
    if name == "matrix" and len(symbol.arguments) > 2:
        yield "notation", symbol._replace(arguments=symbol.arguments[:2])
    law = re.search(r"[a-z]+(?=\()", text)
    if name == "random" and law and law[0] in LAWS:
        other = text.replace(law[0], LAWS[law[0]], 1)
        yield "law", symbol._replace(arguments=tuple(other.split(" ")))


def widened(tex: str, notation: dict) -> list[tuple[str, str, dict]]:
    """Return [(kind, what changed, notation)] of the notations with one other promise about a
    letter of a formula.
    """
    shown = {sign.text
             for sign in signs(re.sub(r"\\(operatorname|text|mathrm)\{[^}]*\}", "1", tex))[:-1]}
    return [(kind, f"{symbol.latex} : {' '.join((other.type, *other.arguments))}",
             notation | {key: other})
            for key, symbol in notation.items() if key.removesuffix("^()") in shown
            or symbol.latex in shown
            for kind, other in loosened(symbol)]
