"""Tell which bars of a formula open and which close."""

import itertools

from lit.engine.formula.reader.place import CLOSING, ENDS, OPENING
from lit.engine.formula.signs import FUNCTIONS, RELATIONS, FormulaError, Sign

SIZED = {"\\left": {"|": "\\lvert", "\\|": "\\lVert"},
         "\\right": {"|": "\\rvert", "\\|": "\\rVert"}}
SIZABLE = {"\\left": (*OPENING, "\\langle", "\\lvert", "\\lVert", "]"),
           "\\right": (*CLOSING, "\\rangle", "\\rvert", "\\rVert", "[")}


def unsized(found: list[Sign]) -> list[Sign]:
    """Return signs without \\left and \\right; a bar behind them tells if it opens or closes."""
    kept, open_ones = [], 0
    for k, sign in enumerate(found):
        size = found[k - 1].text if k and found[k - 1].text in SIZED else ""
        if size:
            open_ones += 1 if size == "\\left" else -1
            text = SIZED[size].get(sign.text, sign.text)
            if text not in (*SIZED[size].values(), *SIZABLE[size]) or open_ones < 0:
                raise FormulaError(found[k - 1].column,
                                   f"{size} without its bracket or its partner",
                                   "write \\left( … \\right), or leave both out")
            kept.append(Sign(text, sign.column, False))
        elif sign.text not in SIZED:
            kept.append(sign)
    if open_ones:
        raise FormulaError(found[-1].column, "a \\left without its \\right",
                           "write both, or leave both out")
    return kept


WAITING = {"_", "^", "/", "*", "\\cdot", "\\odot", *OPENING, "\\lvert", "\\lVert", "\\langle"}
HUNGRY = {"\\sum", "\\prod", "\\int", "\\lim", "\\max", "\\min", "\\sup", "\\inf", "\\arg",
          "\\nabla", "\\partial", "\\frac", "\\sqrt", "\\binom",
          *(f"\\{name}" for name in FUNCTIONS)}
NO_START = ENDS - {"-", "\\|"} | {"_", "^", "'", "/", "*", "\\cdot", "\\odot"}
NO_END = ENDS - {")", "]", "}", "\\}", "\\rvert", "\\rVert", "\\rangle", "\\|"} | WAITING | HUNGRY


PARTING = {"", "&", "\\\\", ",", ";", ":", "\\quad", "\\qquad", "\\text", "\\iff", "\\implies",
           "\\Rightarrow", "\\mid", *RELATIONS}
DEEPER = (*OPENING, "\\begin", "\\langle", "\\lvert", "\\lVert")
HIGHER = (*CLOSING, "\\end", "\\rangle", "\\rvert", "\\rVert")


def bar_groups(found: list[Sign]) -> list[list[int]]:
    """Return the places of the bars that can make pairs with each other, group by group."""
    levels, groups = [[]], []
    for k, sign in enumerate(found):
        if sign.text in PARTING or sign.text in HIGHER:
            groups.append(levels[-1])
            levels[-1] = []
        if sign.text in DEEPER:
            levels.append([])
        elif sign.text in HIGHER and len(levels) > 1:
            levels.pop()
        elif sign.text in ("|", "\\|"):
            levels[-1].append(k)
    return [group for group in (*groups, *levels) if group]


MOST_BARS = 12  # in one group: more of them would take long to try, and nobody could read them
PAIR = {"|": ("\\lvert", "\\rvert"), "\\|": ("\\lVert", "\\rVert")}


def makes_pairs(found: list[Sign], group: list[int], opens: tuple[bool, ...]) -> bool:
    """Return whether bars that open or close like this make pairs around values."""
    waiting, way = [], dict(zip(group, opens, strict=True))
    for k, opening in way.items():
        before, behind = found[k - 1].text if k else "", found[k + 1].text
        if opening:
            waiting.append(found[k].text)
            fits = behind not in NO_START and way.get(k + 1, True)
        else:
            paired = waiting and waiting.pop() == found[k].text
            fits = paired and before not in NO_END and not way.get(k - 1, False)
        if not fits:
            return False
    return not waiting


def bars_told(found: list[Sign], group: list[int]) -> dict[int, str]:
    """Return {place: sign} of a group of bars. Raises FormulaError where there is not one way."""
    if not group:
        return {}
    texts = [found[k].text for k in group]
    for alone in ("|", "\\|"):
        if texts.count(alone) == 1:
            k = texts.index(alone)
            return bars_told(found, group[:k]) | bars_told(found, group[k + 1:])
    ways = [way for way in itertools.product((True, False), repeat=len(group))
            if makes_pairs(found, group, way)] if len(group) <= MOST_BARS else ()
    if len(ways) != 1:
        what = "a bar without its partner" if ways == [] else "nothing tells which bars make a pair"
        raise FormulaError(found[group[0]].column, what, "write \\lvert and \\rvert")
    return {k: PAIR[text][not opens] for k, text, opens in zip(group, texts, ways[0], strict=True)}


def with_bars_told(found: list[Sign]) -> list[Sign]:
    """Return signs in which each bar of a pair says whether it opens or closes."""
    found, told = unsized(found), {}
    for group in bar_groups(found):
        told |= bars_told(found, group)
    return [sign._replace(text=told.get(k, sign.text)) for k, sign in enumerate(found)]
