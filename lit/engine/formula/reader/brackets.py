"""Read what stands in brackets: values, intervals, lists, absolute values, norms."""

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.place import Place
from lit.engine.formula.reader.scripts import script, script_text
from lit.engine.formula.signs import RELATIONS
from lit.engine.text.refusal import Refusal


def group(place: Place) -> s.Node:
    """Return what stands in parentheses: a value, an interval, or with dots a column."""
    opened = place.take("(", "[")
    found = values(place)
    if place.next in RELATIONS:
        place.fail("E052", "a relation in brackets, which is no value",
                   "write I\\{…\\} for what is 1 where it holds, or put it behind \\quad")
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


def norm(place: Place) -> s.Norm | s.Pow:
    """Return a norm, of the order that its index says; 2 without one."""
    place.take("\\lVert")
    node = place.value()
    place.take("\\rVert")
    power = power_before_index(place)
    made = s.Norm(node, order_of_norm(place) if place.skip("_") else 2)
    return s.Pow(made, power) if power else made


def order_of_norm(place: Place) -> int | str:
    """Return the order in the index of a norm."""
    order = script_text(place)
    if order not in ("1", "2", "F", "\\infty"):
        place.fail("E051", f"the norm of order {order} is unknown", "write 1, 2, F or \\infty")
    return int(order) if order.isdigit() else order.strip("\\")


def power_before_index(place: Place) -> s.Node | None:
    """Return a power that was typed before an index; None, and no step, where there is none."""
    start = place.at
    power = script(place) if place.skip("^") else None
    if place.next == "_":
        return power
    place.at = start
    return None


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
               "write the value in its place, as in f(0)" if place.after == "_" else
               "close it with another, or write \\mid for *given*")


ROUNDED = {"\\lfloor": ("floor", "\\rfloor"), "\\lceil": ("ceil", "\\rceil")}
ATOMS = {"(": group, "[": group, "\\lvert": absolute_value, "\\lVert": norm,
         "\\lfloor": rounded_value, "\\lceil": rounded_value,
         "\\langle": inner_product, "|": lone_bar}


REFUSALS = {
    "E050": Refusal("brackets of two kinds around one value", "(x] = y", "(x) = y",
            "Only an interval may open with one kind and close with another."),
    "E052": Refusal("a relation in brackets", "x [x > 0] = y", r"x I\{x > 0\} = y",
            "Only some read brackets as 1 where the relation holds and 0 elsewhere."),
    "E051": Refusal("a norm of an unknown order", r"\|w\|_3 = x", r"\|w\|_1 = x",
            "The book has the norms 1, 2 and infinity, and F for matrices."),
}
