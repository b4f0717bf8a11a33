"""Read sums and products over an index, integrals and limits."""

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.brackets import absolute_value
from lit.engine.formula.reader.names import name
from lit.engine.formula.reader.place import Place
from lit.engine.formula.reader.relations import goal
from lit.engine.formula.reader.scripts import script
from lit.engine.formula.reader.terms import product


def sum_or_product(place: Place) -> s.Node:
    """Return a sum or product over an index, of the one term behind it."""
    make = {"\\sum": s.Sum, "\\prod": s.Prod}[place.take("\\sum", "\\prod")]
    place.take("_")
    braced = place.skip("{")
    variables, low, without, high = [name(place)], None, None, None
    if braced:
        while place.skip(","):
            variables.append(name(place))
        low = place.value() if place.skip("=") else None
        without = place.value() if place.skip("\\ne", "\\neq") else None
        place.take("}")
    if place.skip("^"):
        high = script(place)
    if (low is None) != (high is None):
        place.fail("a sum with one end", "write both ends, or none")
    node = product(place)
    for variable in reversed(variables):
        node = make(variable, low, high, node, without)
    return node


def integral(place: Place) -> s.Integral:
    """Return a definite integral, which ends with d and its letter."""
    place.take("\\int")
    place.take("_")
    low = script(place)
    place.take("^")
    high = script(place)
    end = end_of_integral(place)
    inner = place.part(end)
    body = inner.value()
    inner.take("")
    place.at = end + 1
    return s.Integral(name(place), low, high, body)


def end_of_integral(place: Place) -> int:
    """Return where the d of the integral stands whose ends have just been read."""
    end = next((k for k in range(place.at, len(place.signs) - 1) if place.signs[k].text == "d"
                and place.signs[k + 1].text.lstrip("\\").isalpha()), None)
    if end is None or "d" in place.notation:
        place.fail("an integral without its d", "end it with \\, dz")
    return end


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
