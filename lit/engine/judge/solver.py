"""Confirm relations by the decision procedure Z3, which gets them from neutral trees."""

import functools
import math
from fractions import Fraction
from typing import Any

from lit.engine.judge.question import (
    MISSING, UNIT, ZERO, Question, alike, exponential_facts, is_unsatisfiable, logarithm_facts,
    satisfying, within,
)
from lit.engine.judge.tree import (
    ONE, TooLarge, by_exponentials, is_positive, is_tree, joined, number, spread,
)


def value(node: tuple, ask: Question) -> tuple:
    """Return a tree as a fraction of Z3's polynomials. Raises TooLarge."""
    if (node, ask.path) not in ask.pairs:
        ask.pairs[node, ask.path] = fresh(node, ask)
    return ask.pairs[node, ask.path]


def fresh(node: tuple, ask: Question) -> tuple:
    """Return the fraction of a tree that was not met yet."""
    match node:
        case ("number", x):
            return ask.z3.RealVal(x.numerator), x.denominator
        case ("letter", name):
            return ask.variable(name)[0], 1
        case ("add", *parts):
            return sum_of([value(part, ask) for part in parts])
        case ("mul", *parts):
            return product_of([value(part, ask) for part in parts])
        case ("power", base, ("number", power)):
            return powered(base, power, ask)
        case ("exp" | "power", *_) | ("log", _):
            return total(node, ask)
        case ("sinh" | "cosh" | "tanh" as head, inner):
            return value(by_exponentials(head, inner), ask)
        case ("sin" | "cos" | "tan" as head, inner):
            return circular(head, inner, ask)
        case ("erfc", inner):
            return value(("add", number(1), ("mul", number(-1), ("erf", inner))), ask)
        case ("cases", *rows):
            return distinguished(rows, ask)
        case ("abs" | "sign" | "max" | "min" | "step", *_):
            return cornered(node, ask)
    return described(node, ask)


def sum_of(fractions: list[tuple]) -> tuple:
    """Return the sum of fractions."""
    def added(one: tuple, two: tuple) -> tuple:
        same = one[1] is two[1] or isinstance(one[1], int) and one[1] == two[1]
        if same:
            return one[0] + two[0], one[1]
        return one[0] * two[1] + two[0] * one[1], one[1] * two[1]

    return functools.reduce(added, fractions, ZERO)


def product_of(fractions: list[tuple]) -> tuple:
    """Return the product of fractions."""
    return math.prod(top for top, _ in fractions), math.prod(bottom for _, bottom in fractions)


def raised(x: Any, power: int) -> Any:
    """Return a whole power as a product. Raises TooLarge."""
    if power > HIGHEST:
        raise TooLarge
    return math.prod([x] * power)


HIGHEST = 12


def powered(base: tuple, power: Fraction, ask: Question) -> tuple:
    """Return a power of a tree: a root is a variable of its own. Raises TooLarge."""
    top, bottom = value(base, ask) if power.denominator == 1 else root(base, power.denominator, ask)
    if power < 0:
        ask.need(ask.compared("!=", (top, 1), ZERO))
        top, bottom = bottom, top
    return raised(top, abs(power.numerator)), raised(bottom, abs(power.numerator))


def root(base: tuple, degree: int, ask: Question) -> tuple:
    """Return the root of a tree: it is not negative, and its power is the radicand."""
    inner, (made, new) = value(base, ask), ask.variable(("root", base, degree))
    known = ask.compared(">=", inner, ZERO)
    ask.need(known)
    if new:
        equal = ask.compared("=", (raised(made, degree), 1), inner)
        ask.facts += [made >= 0, ask.z3.Implies(known, equal)]
    return made, 1


def total(node: tuple, ask: Question) -> tuple:
    """Return the fraction of a sum of monomials."""
    return sum_of([product_of([value(number(factor), ask),
                               *(base_power(base, power, ask) for base, power in monomial)])
                   for monomial, factor in spread(node).items()])


def base_power(base: tuple, power: Fraction, ask: Question) -> tuple:
    """Return the fraction of a power of a base of a monomial."""
    if base[0] == "log" and power == 1:
        return logarithm(base, ask), 1
    if base[0] != "exp":
        return powered(base, power, ask)
    if base[1] == ONE and abs(power) < 700:
        made, new = ask.variable((base, power))
        ask.facts += [within(made, math.exp(power), ask)] if new else []
        return made, 1
    unit = ask.units.get(base, 1)
    ask.wanted[base] = math.lcm(ask.wanted.get(base, 1), power.denominator)
    u, new = ask.variable(base)
    if new:
        exponent = value(joined({base[1]: Fraction(1, unit)}), ask)
        ask.facts += exponential_facts(u, exponent, ask)
    steps = raised(u, abs(int(power * unit)))
    return (steps, 1) if power > 0 else (1, steps)


def logarithm(base: tuple, ask: Question) -> Any:
    """Return the variable of log |A|."""
    made, new = ask.variable(base)
    if base[1][0] == "number":
        ask.facts += [within(made, math.log(base[1][1]), ask)] if new else []
        return made
    argument = value(base[1] if is_positive(base[1]) else ("abs", base[1]), ask)
    positive = ask.compared(">", argument, ZERO)
    ask.need(positive)
    if new:
        facts = logarithm_facts(made, argument, ask)
        ask.facts += [ask.z3.Implies(positive, fact) for fact in facts]
    return made


def circular(head: str, inner: tuple, ask: Question) -> tuple:
    """Return the sine, cosine or tangent of an angle, from those of the monomials of the angle."""
    across, up = 1, 0
    for monomial, factor in spread(inner).items():
        one, two = turned(monomial, factor, ask)
        across, up = across * one - up * two, across * two + up * one
    if head == "tan":
        ask.need(ask.compared("!=", (across, 1), ZERO))
        return up, across
    return (up if head == "sin" else across), 1


def turned(monomial: tuple, factor: Fraction, ask: Question) -> tuple:
    """Return cosine and sine of a multiple of one monomial of an angle. Raises TooLarge."""
    if monomial == ((("constant", "pi"), 1),) and (2 * factor).denominator == 1:
        return ((1, 0), (0, 1), (-1, 0), (0, -1))[int(2 * factor) % 4]
    key = ("angle", monomial)
    ask.wanted[key] = math.lcm(ask.wanted.get(key, 1), factor.denominator)
    steps, across, up = int(factor * ask.units.get(key, 1)), 1, 0
    if abs(steps) > HIGHEST // 2:
        raise TooLarge
    (c, new), (s, _) = ask.variable(("cosine", monomial)), ask.variable(("sine", monomial))
    ask.facts += [c * c + s * s == 1] if new else []
    for _ in range(abs(steps)):
        across, up = across * c - up * s, across * s + up * c
    return across, up if steps > 0 else -up


BOUNDS = {"erf": "1", "atan": "1.570796326794897"}


def described(node: tuple, ask: Question) -> tuple:
    """Return a variable for a function value, with the few facts that are told about it."""
    made, new = ask.variable(node)
    if new and node == ("constant", "pi"):
        ask.facts.append(within(made, math.pi, ask))
    if new and node[0] in BOUNDS:
        bound = ask.z3.RealVal(BOUNDS[node[0]])
        ask.facts += [made < bound, made > -bound,
                      *alike((made, 1), ZERO, value(node[1], ask), ZERO, ask)]
    for other, variable in list(ask.known.items()) if new else ():
        if variable is not made and other[0] == node[0] in BOUNDS:
            inner = value(node[1], ask), value(other[1], ask)
            ask.facts += alike((made, 1), (variable, 1), *inner, ask)
        elif variable is not made and other[0] == node[0] and len(other) == len(node):
            same_value(node, other, ask)
    return made, 1


def same_value(one: tuple, two: tuple, ask: Question) -> None:
    """Tell Z3 that a function has the same value where its arguments are the same."""
    pairs = [pair for pair in zip(one[1:], two[1:], strict=True) if pair[0] != pair[1]]
    if all(is_tree(part) for pair in pairs for part in pair):
        same = [ask.compared("=", value(left, ask), value(right, ask)) for left, right in pairs]
        ask.facts.append(ask.z3.Implies(ask.z3.And(*same), ask.known[one] == ask.known[two]))


def distinguished(rows: list[tuple], ask: Question) -> tuple:
    """Return the fraction of a case distinction; what a row needs is known in that row only."""
    outer, tests = ask.path, [truth(condition, ask) for condition, _ in rows]
    found = (ask.variable(("otherwise", *rows))[0], 1)
    for index in reversed(range(len(rows))):
        ask.path = (*outer, *(ask.z3.Not(test) for test in tests[:index]), tests[index])
        one = value(rows[index][1], ask)
        ask.path = outer
        found = ask.chosen(tests[index], one, found)
    return found


def cornered(node: tuple, ask: Question) -> tuple:
    """Return the fraction of a maximum, a minimum, a size, a sign or a step."""
    head, first, *rest = node[0], *(value(part, ask) for part in node[1:])
    if head in ("max", "min"):
        op = ">=" if head == "max" else "<="
        return functools.reduce(
            lambda one, two: ask.chosen(ask.compared(op, one, two), one, two), rest, first)
    middle = rest[0] if rest else (ask.variable(("middle", node))[0], 1)
    below, at, above = {"abs": ((-first[0], first[1]), first, first), "sign": ((-1, 1), ZERO, UNIT),
                        "step": (ZERO, middle, UNIT)}[head]
    below = ask.chosen(ask.compared("<", first, ZERO), below, at)
    return ask.chosen(ask.compared(">", first, ZERO), above, below)


def truth(node: tuple, ask: Question) -> Any:
    """Return a condition in Z3's form. Raises TooLarge for one that it does not know."""
    match node:
        case ("true",) | ("false",):
            return ask.z3.BoolVal(node[0] == "true")
        case ("not", inner):
            return ask.z3.Not(truth(inner, ask))
        case ("and", *parts):
            return ask.z3.And([truth(part, ask) for part in parts])
        case ("or", *parts):
            return ask.z3.Or([truth(part, ask) for part in parts])
        case ("=" | "!=" | "<" | "<=" | ">" | ">=" as op, left, right):
            return ask.compared(op, value(left, ask), value(right, ask))
    raise TooLarge


EFFORT, GLANCE = 300_000, 50_000


def asked(known: list[tuple], denial: tuple) -> tuple[Question, list, Any] | None:
    """Return a question, what is known and what is denied in Z3's form; None where it has none."""
    units = {}
    try:
        while not MISSING:
            ask = Question(units)
            given, denied = [truth(condition, ask) for condition in known], truth(denial, ask)
            if ask.wanted == units:
                return ask, given + ask.facts, denied
            units = dict(ask.wanted)
    except (TooLarge, RecursionError):
        pass
    return None


def excludes(known: list[tuple], denial: tuple) -> bool:
    """Return whether Z3 shows that conditions exclude another one, and not whatever one asks."""
    question = asked(known, denial)
    if question is None:
        return False
    ask, given, denied = question
    shown = is_unsatisfiable(ask, [*given, denied], EFFORT)
    return shown and not is_unsatisfiable(ask, given, GLANCE)


def model(known: list[tuple], denial: tuple) -> dict | None:
    """Return {letter: number} with which all holds, or None; a root is (coefficients, index).

    What it says of functions of a letter is there too, as hidden returns it.
    """
    question = asked(known, denial)
    if question is None:
        return None
    ask, given, denied = question
    found = satisfying(ask, [*given, denied], EFFORT)
    if found is None:
        return None
    numbers = {key: as_number(found.eval(variable, True)) for key, variable in ask.known.items()}
    plain = {key: x for key, x in numbers.items() if isinstance(key, str)}
    return plain | hidden(numbers, ask.units)


def hidden(numbers: dict, units: dict) -> dict:
    """Return what a model says of e^x, ln x and the angle x, as {(function, letter): its numbers}.
    """
    found: dict = {}
    for key, x in numbers.items():
        match key:
            case ("exp", ((("letter", name), 1),)):
                found["exp", name] = (x, units.get(key, 1))
            case ("log", ("letter", name)):
                found["log", name] = (x, 1)
            case ("cosine", ((("letter", name), 1),) as monomial):
                found["angle", name] = (x, units.get(("angle", monomial), 1),
                                        numbers["sine", monomial])
    return found


def as_number(value: Any) -> Fraction | tuple:
    """Return a number of Z3 as a fraction, or as coefficients of a polynomial and an index."""
    if hasattr(value, "as_fraction"):
        return Fraction(value.as_fraction())
    return [Fraction(x.as_fraction()) for x in value.poly()], value.index()
