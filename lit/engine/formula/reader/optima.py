"""Read the largest and smallest of values, optima, and their places."""

from dataclasses import replace
from functools import partial

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.brackets import values
from lit.engine.formula.reader.factors import factor
from lit.engine.formula.reader.place import Place
from lit.engine.formula.reader.scripts import script
from lit.engine.formula.reader.terms import product
from lit.engine.text.refusal import Refusal


SENSES = {"\\max": "max", "\\sup": "max", "\\min": "min", "\\inf": "min"}
APPROACHED = ("\\sup", "\\inf")


def extreme(place: Place) -> s.Node:
    """Return the extreme of some values, an optimum over a letter, or one over an index."""
    word = place.take(*SENSES)
    sense = SENSES[word]
    if place.next in ("\\{", "("):
        return extreme_value(place, sense)
    found = optimum(place, sense, "")
    if word in APPROACHED and isinstance(found, s.Least):
        return replace(found, attained=False)
    return found


def place_of_extreme(place: Place) -> s.Node:
    """Return the place of an optimum."""
    place.take("\\arg")
    return optimum(place, SENSES[place.take(*SENSES)], "arg")


def place_by_word(place: Place, sense: str) -> s.Node | None:
    """Return the place of an optimum that is written as one word."""
    return optimum(place, sense, "arg") if place.next == "_" else None


def extreme_value(place: Place, sense: str) -> s.Call:
    """Return the largest or smallest of the values in braces or parentheses."""
    closed = {"\\{": "\\}", "(": ")"}[place.take()]
    found = values(place)
    place.take(closed)
    return s.Call(sense, found)


def optimum(place: Place, sense: str, arg: str) -> s.Node:
    """Return an optimum, or with arg its place, over the letters or the index below it."""
    place.take("_")
    braced = place.skip("{")
    names = [factor(place) if braced else script(place)]
    while place.skip(","):
        names.append(factor(place))
    if not all(isinstance(one, s.Name | s.Index) for one in names):
        place.fail("E085", "an optimum over what is no letter",
                   "write one letter below it, such as \\max_{z}")
    without = place.value() if braced and place.skip("\\ne", "\\neq") else None
    if braced:
        place.take("}")
    variable = s.Several(tuple(names)) if len(names) > 1 else names[0]
    if isinstance(variable, s.Name) and place.notation[variable.key].type == "index":
        return s.Over(arg + sense, variable, without, product(place))
    return (s.ArgOpt if arg else s.Least)(sense, variable, product(place))


ATOMS = dict.fromkeys(SENSES, extreme) | {"\\arg": place_of_extreme}
WORDS = {f"arg{sense}": partial(place_by_word, sense=sense) for sense in ("max", "min")}


REFUSALS = {
    "E085": Refusal("an optimum over what is no letter", r"\max_{3} x = y", r"\max_x x = y",
            "It is taken over all values of a letter."),
}
