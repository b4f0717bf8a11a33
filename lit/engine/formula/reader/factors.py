"""Read factors: atoms with their powers and indices."""

import re
from fractions import Fraction
from typing import Any

from lit.engine.formula import syntax as s
from lit.engine.formula.notation import SIZES
from lit.engine.formula.reader.place import Place
from lit.engine.formula.reader.scripts import (
    TRANSPOSES,
    next_script_text,
    script,
    script_list,
    script_text,
)
from lit.engine.formula.signs import FUNCTIONS
from lit.engine.text.refusal import Refusal


def factor(place: Place) -> s.Node:
    """Return an atom with the powers and indices that stand at it."""
    bare = place.next not in ("(", "[")
    return with_scripts(place, atom(place), bare)


def with_scripts(place: Place, node: s.Node, bare: bool = True) -> s.Node:
    """Return a node with the powers and indices behind it; bare tells that no brackets close it."""
    raised, indexed = bare and isinstance(node, s.Pow | s.Transpose), False
    while place.next in ("^", "_", "!"):
        if place.next == "!":
            node = factorial(place, node)
        elif raised or indexed and place.next == "_":
            place.fail("E038", "two scripts on one symbol", "use parentheses")
        elif place.take() == "_":
            node, indexed = with_index(place, node), True
        else:
            node, raised = with_power(place, node, bare), True
    if place.next == "'":
        turned = isinstance(node, s.Name) and place.notation[node.key].type in SIZES
        place.fail("E039", "a prime on something that is no function",
                   "write ^{\\top} for a transpose" if turned else
                   "write \\frac{d}{dz}, or declare the function")
    return node


def with_index(place: Place, node: s.Node) -> s.Index:
    """Return an entry of a node, by the indices that come next; two digits are two of a matrix."""
    found = tuple(script_list(place))
    match node, found:
        case s.Name(key), (s.Number(value),) if value > 9 and place.notation[key].type == "matrix":
            if not re.fullmatch("[1-9][1-9]", str(value)):
                place.fail("E040",
                           f"the index {value} of a matrix, and nothing tells where one ends",
                           f"write {key}_{{i, j}} with a comma between the two")
            found = tuple(s.Number(Fraction(digit)) for digit in str(value))
    return s.Index(node, found)


def with_index_behind(place: Place, node: s.Node) -> s.Node:
    """Return an entry of a node where an index stands behind its power, but looks the same."""
    if isinstance(node, s.Index) or not place.skip("_"):
        return node
    return with_index(place, node)


def factorial(place: Place, node: s.Node) -> s.Call:
    """Return the factorial of a node, which counts something: it is made of sizes and numbers."""
    place.take("!")
    if not counts(place, node):
        place.fail("E041", "a factorial of what is no size, index or whole number",
                   "declare it as a dimension, or write another function")
    return s.Call("factorial", (node,))


def counts(place: Place, node: s.Node) -> bool:
    """Return whether a node is a sum or product of whole numbers, sizes and indices."""
    match node:
        case s.Number(value, slack):
            return value.denominator == 1 and not slack
        case s.Name(key):
            return place.notation[key].type in ("dimension", "index")
        case s.Neg(body):
            return counts(place, body)
        case s.Add(parts) | s.Mul(parts):
            return all(counts(place, part) for part in parts)
    return False


def with_power(place: Place, node: s.Node, bare: bool) -> s.Node:
    """Return a node to the power that comes next, or its transpose."""
    if next_script_text(place) in TRANSPOSES and "T" not in place.notation:
        if not holds_entries(place, node):
            place.fail("E042", "T is no exponent here, since nobody has declared it",
                       "write ^{\\top} for a transpose")
        script_text(place)
        return s.Transpose(with_index_behind(place, node))
    if place.next == "\\top" or place.next == "{" and place.after == "\\top":
        if script_text(place) != "\\top":
            place.fail("E043", "a transpose with something else in its script",
                       "write parentheses: (A^{\\top})^{2}")
        return s.Transpose(with_index_behind(place, node))
    if member := re.fullmatch(r"\((\w)\)", next_script_text(place)):
        place.fail("E044", f"the mark ({member[1]}) belongs to a family that nobody has declared",
                   f"declare x^{{(i)}} : data m | …, or write ^{{{member[1]}}} for a power")
    power = script(place)
    node = with_index_behind(place, node)
    known = (*FUNCTIONS, "sqrt", "max", "min")
    if bare and isinstance(node, s.Call) and node.name not in known and not is_count(power):
        place.fail("E045", "a power of a function's value without parentheses", "write (f(x))^{…}")
    return s.Pow(node, power)


def holds_entries(place: Place, node: Any) -> bool:
    """Return whether a vector or matrix is among the names in a node, so that it can be transposed.
    """
    if isinstance(node, s.Name):
        return place.notation[node.key].type in SIZES
    parts = (node
             if isinstance(node, tuple) else vars(node).values() if hasattr(node, "__dict__")
             else ())
    return any(holds_entries(place, part) for part in parts)


def is_count(node: s.Node) -> bool:
    """Return whether a node is a positive number, written as one."""
    return isinstance(node, s.Number) and node.value > 0


NO_VALUE = {
    "{": "write parentheses, for braces cannot be seen",
    "_": "write the letter that has this index before it",
    "^": "write what is to be raised before it",
    ".": "write 0 before a decimal point",
    "*": "write one \\cdot between two factors",
    "\\times": "write \\cdot, for \\times parts sizes",
    "\\mid": "write \\lvert … \\rvert for an absolute value",
}


def atom(place: Place) -> s.Node:
    """Return the atom that begins here."""
    if place.next[:1].isdigit():
        return number(place)
    rule = place.rules.atoms.get(place.next)
    if rule is None:
        place.fail("E046", f"{place.next or 'the end'} stands where a value was expected",
                   NO_VALUE.get(place.next, "add what is missing"))
    return rule(place)


def number(place: Place) -> s.Number:
    """Return a number; one that goes on in dots is known to half a unit of its last digit."""
    text = place.take()
    value = Fraction(text)
    if place.skip("\\dots"):
        half = Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
        return s.Number(value + half, half)
    return s.Number(value)


REFUSALS = {
    "E038": Refusal("two scripts on one symbol", "x^2^3 = y", "x^{2^3} = y",
            "TeX sets no two of a kind, and a power of a power is not the tower."),
    "E039": Refusal("a prime on something that is no function", "x' = y", "f'(x) = y",
            "A prime is a derivative. If it is a mark of the letter, declare the letter with "
            "it."),
    "E040": Refusal("an index of a matrix, of which nothing tells where one ends", "A_{123} = x",
            "A_{1, 2} = x",
            "A matrix has two indices. Two digits are two of them, more are not plain."),
    "E041": Refusal("a factorial of what is no size, index or whole number", "x! = y", "n! = y",
            "The factorial of a number that need not be whole is another function."),
    "E042": Refusal("the letter T as an exponent that nobody has declared", "x^T = y", "x^{z} = y",
            "T is a letter like others, and could be declared as a power."),
    "E043": Refusal("a transpose with something else in its script", r"A^{\top 2} u = v",
            r"(A^\top)^2 u = v",
            "Whether the square or the transpose comes first has to be seen."),
    "E044": Refusal("a mark in parentheses that belongs to no declared family", "y^{(k)} = x",
            "x^{(k)} = x",
            "It is a member of a family, or a power with needless parentheses."),
    "E045": Refusal("a power of a function's value without parentheses", "f(x)^{-1} = y",
            "(f(x))^{-1} = y",
            "Behind a function, -1 also means its inverse."),
    "E046": Refusal("a sign that begins no value", "x =", "x = y",
            "Something is missing in front of the sign at the column."),
}
