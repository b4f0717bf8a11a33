"""A place in a formula: the signs to come, the notation, and the rules for what may follow."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, NoReturn

from lit.engine.formula.notation import Symbol
from lit.engine.formula.signs import RELATIONS, FormulaError, Sign
from lit.engine.formula.syntax import Node
from lit.engine.text.refusal import Refusal


class Rules(NamedTuple):
    """How a value is read, and the rule of each first sign of an atom and each undeclared word."""

    value: Callable[["Place"], Node]
    atoms: dict[str, Callable[["Place"], Node]]
    words: dict[str, Callable[["Place"], Node | None]]


MISSING = {
    "_": "write below it the letter that it runs over, as in \\max_{x} or \\sum_{i}",
    "^": "write its upper end, as in \\int_{a}^{b}",
    "/": "write \\frac{\\partial f}{\\partial x}",
}


class Place:
    """A place in a list of signs, with the notation that gives the letters their types."""

    def __init__(self, found: list[Sign], notation: dict[str, Symbol], rules: Rules) -> None:
        self.signs, self.at, self.notation, self.rules = found, 0, notation, rules

    @property
    def next(self) -> str:
        """Return the text of the next sign; empty at the end."""
        return self.signs[self.at].text

    @property
    def after(self) -> str:
        """Return the text of the sign behind the next one; empty behind the end."""
        return self.signs[min(self.at + 1, len(self.signs) - 1)].text

    def take(self, *wanted: str) -> str:
        """Return the next sign and step behind it. Raises FormulaError if it is none of wanted."""
        sign = self.signs[self.at]
        if wanted and sign.text not in wanted:
            expected = f"stands where {' or '.join(wanted)} was expected"
            self.fail("E020", f"{sign.text or 'the end'} {expected}",
                      MISSING.get(wanted[0], f"write {wanted[0]} before it"))
        self.at += sign.text != ""
        return sign.text

    def skip(self, *wanted: str) -> bool:
        """Return whether the next sign is one of wanted, and step behind it if so."""
        found = self.next in wanted and self.next != ""
        self.at += found
        return found

    def value(self) -> Node:
        """Return the value that begins here, up to the sign that ends it."""
        return self.rules.value(self)

    def part(self, end: int) -> "Place":
        """Return a place at the next sign for which the formula ends before the sign at end."""
        last = Sign("", self.signs[end].column, False)
        return Place([*self.signs[self.at:end], last], self.notation, self.rules)

    def fail(self, code: str, what: str, mend: str) -> NoReturn:
        """Raise a FormulaError at the next sign."""
        raise FormulaError(code, self.signs[self.at].column, what, mend)


ENDS = {"", ")", "]", "}", "\\}", "+", "-", "&", "\\\\", ",", ".", ";", ":", "\\quad", "\\qquad",
        "\\text", "\\iff", "\\implies", "\\Rightarrow", "\\rvert", "\\rVert", "\\|", "\\rangle",
        "\\rfloor", "\\rceil", "\\end", "\\mid", "\\times", *RELATIONS}


PARTNERS = {"(": ")]", "[": ")]", "{": "}", "\\{": "\\}", "\\langle": "\\rangle",
            "\\begin": "\\end", "\\lvert": "\\rvert", "\\lVert": "\\rVert",
            "\\lfloor": "\\rfloor", "\\lceil": "\\rceil"}
CLOSERS = {")", "]", *(partner for partner in PARTNERS.values() if partner != ")]")}


def inside(place: Place) -> Iterator[str]:
    """Yield the signs that stand in the bracket that comes next, and in no bracket within it."""
    depth = 0
    for sign in place.signs[place.at:] if place.next in PARTNERS else ():
        depth += (sign.text in PARTNERS) - (sign.text in CLOSERS)
        if depth == 0:
            return
        if depth == 1:
            yield sign.text


def condition_ahead(place: Place) -> bool:
    """Return whether a parenthesis with a relation in it comes next: no value, so a condition."""
    return place.next == "(" and any(text in RELATIONS for text in inside(place))


def glued_parenthesis_ahead(place: Place) -> bool:
    """Return whether a parenthesis follows without a space, and holds a value."""
    return place.next == "(" and place.signs[place.at].glued and not condition_ahead(place)


REFUSALS = {
    "E020": Refusal("a sign in place of another one that must stand there", r"\sum x = y",
            r"\sum_i w_i = y",
            "Something is missing in front of the sign at the column."),
}
