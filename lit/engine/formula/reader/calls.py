"""Read functions with their arguments, primes and powers."""

from functools import partial

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.brackets import values
from lit.engine.formula.reader.factors import factor, is_count
from lit.engine.formula.reader.place import ENDS, Place, glued_parenthesis_ahead, inside
from lit.engine.formula.reader.scripts import script, script_text
from lit.engine.formula.signs import FUNCTIONS, OPERATORS
from lit.engine.text.refusal import Refusal


def call(place: Place, key: str) -> s.Node:
    """Return a call of the function called key, with its primes or its power."""
    order, from_side = primes(place)
    power = power_between(place, key) if place.next == "^" and not order else None
    if real_line_ahead(place):
        return s.Image(key)
    found = arguments(place, key)
    if order:
        return s.Prime(key, order, found, from_side)
    node = s.Call(key, found)
    return s.Pow(node, power) if power else node


def primes(place: Place) -> tuple[int, str]:
    """Return how many primes stand here, and the side of a one-sided derivative or nothing."""
    order = 0
    while place.skip("'"):
        order += 1
    if order and place.next == "_" and place.after in ("+", "-"):
        place.take("_")
        return order, place.take()
    return order, ""


def power_between(place: Place, key: str) -> s.Node:
    """Return the power between a function and its argument."""
    place.take("^")
    power = script(place)
    if key not in FUNCTIONS.values() or not is_count(power):
        place.fail("E055", f"a power between {key} and its argument could be an inverse",
                   "write (f(x))^{2}")
    return power


def arguments(place: Place, key: str) -> tuple[s.Node, ...]:
    """Return the arguments of a call."""
    if place.skip("("):
        found = values(place)
        place.take(")")
        if glued_parenthesis_ahead(place) and not {"+", "-"} & set(inside(place)):
            place.fail("E056", "a parenthesis right behind a call",
                       "write \\cdot between the factors")
        return found
    if key not in FUNCTIONS.values():
        place.fail("E057", f"the function {key} stands without its argument", f"write {key}(…)")
    argument = factor(place)
    if place.next not in ENDS | {"/"}:
        place.fail("E058", f"nothing tells where the argument of {key} ends",
                   "put it in parentheses")
    return (argument,)


def real_line_ahead(place: Place) -> bool:
    """Step behind the real line as the only argument; return whether it stood there."""
    start = place.at
    if place.skip("(") and place.skip("\\mathbb") and script_text(place) == "R" and place.skip(")"):
        return True
    place.at = start
    return False


def known_function(place: Place) -> s.Node:
    """Return a call of a function with a command of its own, such as \\log."""
    command = place.take()
    if place.next != "_":
        return known_call(place, FUNCTIONS[command[1:]])
    if command != "\\log":
        place.fail("E059", f"{command} with an index",
                   "write \\log_{2} for a base, or declare the function")
    place.take("_")
    base = s.Call("log", (script(place),))
    return s.Div(known_call(place, "log"), base)


def known_call(place: Place, key: str) -> s.Node:
    """Return a call of a function that everybody knows, of the one argument that it takes."""
    node = call(place, key)
    function = node.base if isinstance(node, s.Pow) else node
    if isinstance(function, s.Call | s.Prime) and len(function.args) != 1:
        place.fail("E060", f"{key} of {len(function.args)} values",
                   "write one, or declare the function")
    return node


def known_word(place: Place, word: str) -> s.Node | None:
    """Return a call of a function that is known by a word or letter."""
    return known_call(place, OPERATORS[word])


def distribution_function(place: Place) -> s.Node | None:
    """Return a call of the normal distribution function, if an argument follows."""
    return call(place, "\\Phi") if place.next == "(" else None


ATOMS = dict.fromkeys((f"\\{name}" for name in FUNCTIONS), known_function)
WORDS = {word: partial(known_word, word=word) for word in OPERATORS} | {
    "\\Phi": distribution_function}


REFUSALS = {
    "E055": Refusal("a power between a function and its argument", "f^{-1}(x) = y",
            r"\frac{1}{f(x)} = y",
            "It is an inverse to one reader, and a reciprocal to the next."),
    "E056": Refusal("a parenthesis right behind a call", "f(x)(y) = z", r"f(x) \cdot (y + 1) = z",
            "It could be a factor, or the argument of what the call returns."),
    "E057": Refusal("a function without its argument", "f = g", "f(x) = g(x)",
            "What is claimed of functions is claimed of their values."),
    "E058": Refusal("a function of which nothing tells where its argument ends", r"\sin x y = z",
            r"\sin(x y) = z",
            "It could be the sine of x alone."),
    "E059": Refusal("a function with an index", r"\sin_2 x = y", r"\log_2 x = y",
            "Only a logarithm has a base."),
    "E060": Refusal("a known function of several values", r"\exp(x, y) = z", r"\exp(x + y) = z",
            "It takes one."),
}
