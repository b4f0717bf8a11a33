"""Read sums and products over an index, integrals and limits."""

import itertools
from fractions import Fraction

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.brackets import absolute_value
from lit.engine.formula.reader.names import name
from lit.engine.formula.reader.place import CLOSERS, PARTNERS, Place
from lit.engine.formula.reader.relations import goal
from lit.engine.formula.reader.scripts import script
from lit.engine.formula.reader.terms import product
from lit.engine.formula.signs import RELATIONS
from lit.engine.text.refusal import Refusal


def sum_or_product(place: Place) -> s.Node:
    """Return a sum or product over an index, of the one term behind it."""
    make = {"\\sum": s.Sum, "\\prod": s.Prod}[place.take("\\sum", "\\prod")]
    above = script(place) if place.skip("^") else None
    place.take("_")
    braced = place.skip("{")
    variables, low, without = [name(place)], None, None
    if braced:
        while place.skip(","):
            variables.append(name(place))
        if place.next in RELATIONS and place.next not in ("=", "\\ne", "\\neq"):
            place.fail("E086", "a sum over a condition",
                       "write both ends, and I\\{…\\} for the condition in each term")
        low = place.value() if place.skip("=") else None
        without = place.value() if place.skip("\\ne", "\\neq") else None
        place.take("}")
    high = script(place) if above is None and place.skip("^") else above
    if (low is None) != (high is None):
        place.fail("E081", "a sum with one end", "write both ends, or none")
    node = product(place)
    for variable in reversed(variables):
        node = make(variable, low, high, node, without)
    return node


def integral(place: Place) -> s.Integral:
    """Return a definite integral, which ends with d and its letter."""
    place.take("\\int")
    low, high = ends_of_integral(place)
    end = end_of_integral(place)
    inner = place.part(end)
    body = inner.value() if inner.next else s.Number(Fraction(1))
    inner.take("")
    place.at = end + 1
    return s.Integral(name(place), low, high, body)


def ends_of_integral(place: Place) -> tuple[s.Node, s.Node]:
    """Return the lower and the upper end of an integral."""
    if place.next not in ("_", "^"):
        place.fail("E082", "an integral without its ends", "write \\int_{a}^{b}")
    ends = {}
    while len(ends) < 2:
        mark = place.take(*{"_", "^"} - set(ends))
        ends[mark] = script(place)
    return ends["_"], ends["^"]


def end_of_integral(place: Place) -> int:
    """Return where the d of the integral stands whose ends have just been read."""
    if "d" in place.notation:
        place.fail("E083", "d is a declared letter, so nothing can tell where an integral ends",
                   "give the letter d another name")
    inner, depth = 0, 0
    for k, (sign, behind) in enumerate(itertools.pairwise(place.signs[place.at:]), place.at):
        depth += (sign.text in PARTNERS) - (sign.text in CLOSERS)
        inner += sign.text == "\\int" and depth == 0
        if depth < 0:
            break
        if sign.text == "d" and depth == 0 and behind.text.lstrip("\\").isalpha():
            if inner == 0:
                return k
            inner -= 1
    place.fail("E084", "an integral without its d", "end it with \\, dz")


def limit(place: Place) -> s.Limit:
    """Return a limit of the one term behind it."""
    place.take("\\lim")
    place.take("_")
    place.take("{")
    variable = absolute_value(place) if place.next == "\\lvert" else name(place)
    place.take("\\to")
    to = goal(place)
    place.take("}")
    return s.Limit(variable, to.value, to.side, product(place))


ATOMS = {"\\sum": sum_or_product, "\\prod": sum_or_product, "\\int": integral, "\\lim": limit}


REFUSALS = {
    "E081": Refusal("a sum with one end", r"\sum_{i=1} w_i = x", r"\sum_{i=1}^{n} w_i = x",
            "The other end is its declared range only if neither is given."),
    "E086": Refusal("a sum over a condition", r"\sum_{i < j} w_i = x",
            r"\sum_{i=1}^{n} I\{i < j\} w_i = x", "Which letters run and which stand still has to "
            "be seen: here i alone, elsewhere both."),
    "E082": Refusal("an integral without its ends", r"\int x \, dx = y", r"\int_0^1 x \, dx = y",
            "An indefinite integral is known up to a constant."),
    "E083": Refusal("an integral, where d is a letter", r"\int_0^1 x \, dx = y",
            r"\int_0^1 x \, dx = y",
            "With d declared, nothing tells where the integral ends. Mend the notation.",
            "d : real | a number"),
    "E084": Refusal("an integral without its d", r"\int_0^1 x = y", r"\int_0^1 x \, dx = y",
            "The d says by which letter, and where the integral ends."),
}
