"""Read chains of relations, and the sets, laws and goals in them."""

from fractions import Fraction

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.brackets import group, values
from lit.engine.formula.reader.factors import atom
from lit.engine.formula.reader.names import function_alone, name, spelling
from lit.engine.formula.reader.place import Place
from lit.engine.formula.reader.scripts import script, script_text
from lit.engine.formula.signs import RELATIONS
from lit.engine.text.refusal import Refusal


def home(place: Place) -> s.Node:
    """Return a set: of all real numbers, vectors or matrices, an interval, or some values."""
    if place.next in ("(", "["):
        node = group(place)
        if not isinstance(node, s.Interval):
            place.fail("E065", "a value stands where a set was expected",
                       "write [a, b] or \\{a, b\\}")
        return node
    if place.skip("\\{"):
        found = values(place)
        place.take("\\}")
        return s.Finite(found)
    if place.next != "\\mathbb":
        place.fail("E065", f"{place.next or 'the end'} stands where a set was expected",
                   "write [a, b], \\{a, b\\} or \\mathbb{R}")
    place.take("\\mathbb")
    field = script_text(place)
    if field not in ("R", "N", "Z"):
        place.fail("E066", f"the set {field} is unknown",
                   "write \\mathbb{R}, \\mathbb{Z} or \\mathbb{N}, or say what a member of it is")
    if place.next in ("^", "_") and place.after in ("+", "-"):
        place.fail("E066", "a half of the numbers by its sign",
                   "write (0, \\infty), or [0, \\infty) with its end")
    return s.Numbers(field, sizes(place) if place.skip("^") else ())


def sizes(place: Place) -> tuple[s.Node, ...]:
    """Return the sizes of vectors or matrices of numbers."""
    if not place.skip("{"):
        return (script(place),)
    found = [place.value()]
    while place.skip("\\times"):
        found.append(place.value())
    place.take("}")
    return tuple(found)


LAWS = {"N": "normal", "\\mathcal N": "normal", "U": "uniform", "\\mathcal U": "uniform",
        "Bernoulli": "bernoulli", "Exponential": "exponential", "Laplace": "laplace"}


def law(place: Place) -> s.Law:
    """Return a law: a known one with its parameters, or a declared one by its name."""
    start, key = place.at, spelling(place)
    if key in LAWS and key not in place.notation:
        place.take("(")
        found = values(place)
        place.take(")")
        return s.Law(LAWS[key], found)
    place.at = start
    match function_alone(place) or name(place):
        case s.Call(called, found):
            return s.Law(called, found)
        case s.Bare(key) | s.Name(key):
            return s.Law(key, ())
    place.fail("E067", f"{key} is no law", "write N(0, 1), or a declared function or probability")


def goal(place: Place) -> s.Goal:
    """Return what a letter goes to, and from which side."""
    place.skip("+")
    from_side = place.after == "^" and place.signs[place.at + 2].text in ("+", "-")
    braced = [sign.text for sign in place.signs[place.at + 1:place.at + 5]]
    from_side = from_side or braced in (["^", "{", "+", "}"], ["^", "{", "-", "}"])
    value = atom(place) if from_side else place.value()
    return s.Goal(value, script_text(place) if place.skip("^") else "")


BEHIND = {"in": home, "law": law, "to": goal}


def chain(place: Place) -> s.Chain:
    """Return the chain of relations that begins here."""
    parts, ops = [first_part(place)], []
    while place.next in RELATIONS or place.next == "&" and place.after in RELATIONS:
        place.skip("&")
        op = RELATIONS[place.take()]
        part = BEHIND.get(op, Place.value)(place)
        while place.next == "\\\\" and place.after in ("&", *RELATIONS):
            place.take()
        number = decimal(part)
        op = "~" if number and number.slack and op == "=" else op
        parts.append(with_rounding(number) if op == "~" and number else part)
        ops.append(op)
    if not ops:
        mend = "write =, <, \\le, … and the other side"
        place.fail("E069", "no relation: this states nothing",
                   "write \\cdot" if place.next == "\\times" else mend)
    return s.Chain(tuple(parts), tuple(ops))


def first_part(place: Place) -> s.Node:
    """Return the first part of a chain: a value, or several names of which the same is told."""
    start, found = place.at, [place.value()]
    while isinstance(found[-1], s.Name) and place.next == ",":
        place.take(",")
        named = place.next.isalpha() or place.next[1:].isalpha()
        found.append(place.value() if named else None)
    if len(found) > 1 and isinstance(found[-1], s.Name) and place.next in ("\\in", "\\sim"):
        return s.Several(tuple(found))
    place.at = start
    return place.value()


def decimal(node: s.Node) -> s.Number | None:
    """Return the number that a node is, with its sign; None if it is none."""
    match node:
        case s.Number():
            return node
        case s.Neg(s.Number(value, slack)):
            return s.Number(-value, slack)
    return None


def with_rounding(number: s.Number) -> s.Number:
    """Return a decimal with the half unit by which it may have been rounded."""
    if number.slack:
        return number
    digits = len(str(float(number.value)).partition(".")[2])
    return s.Number(number.value, Fraction(1, 2 * 10**digits))


REFUSALS = {
    "E065": Refusal("a value in place of a set", r"x \in (y)", r"x \in (0, y)",
            "A set is an interval, some values in braces, or numbers of a kind."),
    "E066": Refusal("an unknown set", r"x \in \mathbb{C}", r"x \in \mathbb{R}",
            "The book's numbers are real."),
    "E067": Refusal("no law", r"x \sim p(y): \quad \mathbb{E}[x] = 0",
            r"x \sim N(0, 1): \quad \mathbb{E}[x] = 0",
            "A law is a known one with its parameters, or a declared letter."),
    "E069": Refusal("no relation", "x + y", "x + y = z",
            "A value states nothing that could be true or false."),
}
