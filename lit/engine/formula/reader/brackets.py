"""Read what stands in brackets: values, intervals, lists, absolute values, norms."""

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.place import Place
from lit.engine.formula.reader.scripts import script_text
from lit.engine.text.refusal import Refusal


def group(place: Place) -> s.Node:
    """Return what stands in parentheses: a value, an interval, or with dots a column."""
    opened = place.take("(", "[")
    found = values(place)
    closed = place.take(")", "]")
    if len(found) == 2 and not isinstance(found[1], s.Run):
        return s.Interval(*found, opened == "(", closed == ")")
    if closed != {"(": ")", "[": "]"}[opened]:
        place.fail("E050", "the brackets differ", "use a pair of the same kind")
    return found[0] if len(found) == 1 else s.Array(tuple((part,) for part in found))


def values(place: Place) -> tuple[s.Node, ...]:
    """Return the values of a list; dots between two of them stand for all in between."""
    found = [argument(place)]
    while place.skip(",", ";", "\\mid", "\\|"):
        if place.skip("\\dots"):
            place.take(",")
            found.append(s.Run(found[-1], argument(place)))
        else:
            found.append(argument(place))
    return tuple(found)


def argument(place: Place) -> s.Node:
    """Return a value in a list; in P(y = 1 | x) one that is named."""
    node = place.value()
    return s.Given(node, place.value()) if place.skip("=") else node


def absolute_value(place: Place) -> s.Abs:
    """Return an absolute value."""
    place.take("\\lvert")
    node = place.value()
    place.take("\\rvert")
    return s.Abs(node)


def norm(place: Place) -> s.Norm:
    """Return a norm, of the order that its index says; 2 without one."""
    place.take("\\lVert")
    node = place.value()
    place.take("\\rVert")
    if not place.skip("_"):
        return s.Norm(node, 2)
    order = script_text(place)
    if order not in ("1", "2", "F", "\\infty"):
        place.fail("E051", f"the norm of order {order} is unknown", "write 1, 2, F or \\infty")
    return s.Norm(node, int(order) if order.isdigit() else order.strip("\\"))


def rounded_value(place: Place) -> s.Call:
    """Return the next whole number below or above a value."""
    function, closing = ROUNDED[place.take(*ROUNDED)]
    node = place.value()
    place.take(closing)
    return s.Call(function, (node,))


def inner_product(place: Place) -> s.Inner:
    """Return an inner product."""
    place.take("\\langle")
    left = place.value()
    place.take(",")
    right = place.value()
    place.take("\\rangle")
    return s.Inner(left, right)


def lone_bar(place: Place) -> s.Node:
    """Raise a FormulaError: a bar that makes no pair is no value."""
    place.fail("E013", "a bar without its partner",
               "close it with another, or write \\mid for *given*")


ROUNDED = {"\\lfloor": ("floor", "\\rfloor"), "\\lceil": ("ceil", "\\rceil")}
ATOMS = {"(": group, "[": group, "\\lvert": absolute_value, "\\lVert": norm,
         "\\lfloor": rounded_value, "\\lceil": rounded_value,
         "\\langle": inner_product, "|": lone_bar}


REFUSALS = {
    "E050": Refusal("brackets of two kinds around one value", "(x] = y", "(x) = y",
            "Only an interval may open with one kind and close with another."),
    "E051": Refusal("a norm of an unknown order", r"\|w\|_3 = x", r"\|w\|_1 = x",
            "The book has the norms 1, 2 and infinity, and F for matrices."),
}
