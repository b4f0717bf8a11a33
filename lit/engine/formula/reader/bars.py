"""Tell which brackets of a formula belong together, and which bars open and which close."""

import itertools

from lit.engine.formula.reader.place import CLOSERS, ENDS, PARTNERS
from lit.engine.formula.signs import FUNCTIONS, RELATIONS, FormulaError, Sign
from lit.engine.text.refusal import Refusal

SIZED = {"\\left": {"|": "\\lvert", "\\|": "\\lVert"},
         "\\right": {"|": "\\rvert", "\\|": "\\rVert"}}
SIZABLE = {"\\left": PARTNERS.keys() - {"{", "\\begin"}, "\\right": CLOSERS - {"}", "\\end"}}


def without_sizes(found: list[Sign]) -> list[Sign]:
    """Return signs without \\left and \\right; a bar behind them tells if it opens or closes."""
    kept, lefts = [], []
    for k, sign in enumerate(found):
        size = found[k - 1] if k and found[k - 1].text in SIZED else None
        if size:
            text = SIZED[size.text].get(sign.text, sign.text)
            fits = text in (*SIZED[size.text].values(), *SIZABLE[size.text])
            if not fits or size.text == "\\right" and not lefts:
                raise FormulaError("E010", size.column,
                                   f"a {size.text} without its bracket or its partner",
                                   "write \\left( … \\right), or leave both out")
            if size.text == "\\left":
                lefts.append(size)
            else:
                lefts.pop()
            kept.append(Sign(text, sign.column, False))
        elif sign.text not in SIZED:
            kept.append(sign)
    if lefts:
        raise FormulaError("E010", lefts[-1].column, "a \\left without its \\right",
                           "write both, or leave both out")
    return kept


def check_brackets(found: list[Sign]) -> None:
    """Raise a FormulaError at a bracket without its partner."""
    waiting = []
    for sign in found:
        if sign.text in PARTNERS:
            waiting.append(sign)
        elif sign.text in CLOSERS:
            if not waiting or sign.text not in PARTNERS[waiting[-1].text]:
                mend = "write ( for an open end" if sign.text == "]" else "delete it"
                raise FormulaError("E011", sign.column, f"a {sign.text} that closes nothing",
                                   f"{mend}, or open a bracket before it")
            waiting.pop()
    if waiting:
        sign = waiting[-1]
        closing = {"(": ")", "[": "]"}.get(sign.text, PARTNERS[sign.text])
        raise FormulaError("E012", sign.column, f"a {sign.text} that nothing closes",
                           f"close the bracket with {closing}"
                           + ", or write ) for an open end" * (sign.text == "["))


WAITING = {"_", "^", "/", "*", "\\cdot", "\\odot", *PARTNERS}
HUNGRY = {"\\sum", "\\prod", "\\int", "\\lim", "\\max", "\\min", "\\sup", "\\inf", "\\arg",
          "\\nabla", "\\partial", "\\frac", "\\sqrt", "\\binom",
          *(f"\\{name}" for name in FUNCTIONS)}
NO_START = ENDS - {"-", "+", "\\|"} | {"_", "^", "'", "/", "*", "!", "\\cdot", "\\odot"}
NO_END = ENDS - CLOSERS - {"\\|"} | WAITING | HUNGRY


PARTING = {"", "&", "\\\\", ",", ";", ":", "\\quad", "\\qquad", "\\text", "\\iff", "\\implies",
           "\\Rightarrow", "\\mid", *RELATIONS}


def bar_groups(found: list[Sign]) -> list[list[int]]:
    """Return the places of the bars that can make pairs with each other, group by group."""
    levels, groups = [[]], []
    for k, sign in enumerate(found):
        if sign.text in PARTING or sign.text in CLOSERS:
            groups.append(levels[-1])
            levels[-1] = []
        if sign.text in PARTNERS:
            levels.append([])
        elif sign.text in CLOSERS:
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
            paired = bool(waiting) and waiting.pop() == found[k].text
            fits = paired and before not in NO_END and not way.get(k - 1, False)
        if not fits:
            return False
    return not waiting


def pairing(found: list[Sign], group: list[int]) -> dict[int, str]:
    """Return {place: sign} of a group of bars. Raises FormulaError where there is not one way."""
    if not group:
        return {}
    texts = [found[k].text for k in group]
    for alone in ("|", "\\|"):
        if texts.count(alone) == 1:
            k = texts.index(alone)
            return pairing(found, group[:k]) | pairing(found, group[k + 1:])
    ways = [way for way in itertools.product((True, False), repeat=len(group))
            if makes_pairs(found, group, way)] if len(group) <= MOST_BARS else ()
    if len(ways) != 1:
        what = "a bar without its partner" if ways == [] else "nothing tells which bars make a pair"
        code = "E013" if ways == [] else "E014"
        doubled = any(two == one + 1 for one, two in itertools.pairwise(group))
        raise FormulaError(code, found[group[0]].column, what,
                           "write \\| for two bars that belong together"
                           if code == "E013" and doubled else "write \\lvert and \\rvert")
    check_doubled(found, group, ways[0])
    return {k: PAIR[text][not opens] for k, text, opens in zip(group, texts, ways[0], strict=True)}


def check_doubled(found: list[Sign], group: list[int], opens: tuple[bool, ...]) -> None:
    """Raise a FormulaError for a pair of bars that holds nothing but another pair."""
    waiting, closing = [], {}
    for k, opening in zip(group, opens, strict=True):
        if opening:
            waiting.append(k)
        else:
            closing[waiting.pop()] = k
    for k, end in closing.items():
        if closing.get(k + 1) == end - 1:
            raise FormulaError("E015", found[k].column,
                               "two bars on either side, which look like a norm",
                               "write \\| … \\|, or one bar on either side")


def with_paired_bars(found: list[Sign]) -> list[Sign]:
    """Return signs in which each bar of a pair says whether it opens or closes."""
    found, told = without_sizes(found), {}
    check_brackets(found)
    for group in bar_groups(found):
        told |= pairing(found, group)
    return [sign._replace(text=told.get(k, sign.text)) for k, sign in enumerate(found)]


REFUSALS = {
    "E010": Refusal(r"a \left or \right without its partner", r"\left( x) = y", "(x) = y",
            "TeX sets neither, so the page would show nothing."),
    "E011": Refusal("a bracket that closes nothing", "x) = y", "x = y",
            "Perhaps the one that opens was lost, and then nobody knows where it stood."),
    "E012": Refusal("a bracket that nothing closes", "(x + y = z", "(x + y) = z",
            "Where it closes decides what it holds."),
    "E013": Refusal("a bar without its partner", "|x = y", "|x| = y",
            r"One bar is no absolute value. For a condition, as in P(y | x), write \mid."),
    "E015": Refusal("two bars on either side of one value", "||w|| = x", r"\|w\| = x",
            "To the letter it is an absolute value of an absolute value, and looks like a norm."),
    "E014": Refusal("bars of which nothing tells which make a pair", "|x| y |z| = 1",
            r"\lvert x \rvert y \lvert z \rvert = 1",
            "It could be the product of two absolute values and y, or the absolute value of x "
            "|y| z."),
}
