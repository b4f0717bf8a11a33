"""Expressions as plain tuples, which nothing rearranges, and sums of monomials made of them."""

import functools
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanFalse, BooleanTrue


HEADS = {
    sp.Add: "add",
    sp.Mul: "mul",
    sp.Pow: "power",
    sp.exp: "exp",
    sp.log: "log",
    sp.Abs: "abs",
    sp.sign: "sign",
    sp.Max: "max",
    sp.Min: "min",
    sp.Heaviside: "step",
    sp.sin: "sin",
    sp.cos: "cos",
    sp.tan: "tan",
    sp.sinh: "sinh",
    sp.cosh: "cosh",
    sp.tanh: "tanh",
    sp.atan: "atan",
    sp.erf: "erf",
    sp.erfc: "erfc",
    sp.And: "and",
    sp.Or: "or",
    sp.Not: "not",
    sp.StrictLessThan: "<",
    sp.LessThan: "<=",
    sp.StrictGreaterThan: ">",
    sp.GreaterThan: ">=",
    sp.Equality: "=",
    sp.Unequality: "!=",
}
CONSTANTS = {
    sp.pi: ("constant", "pi"),
    sp.E: ("exp", ("number", Fraction(1))),
    sp.nan: ("nothing",),
    sp.zoo: ("nothing",),
}


def name_of(letter: sp.Symbol) -> str:
    """Return a name that no other letter has."""
    return f"{letter.name}#{letter.dummy_index}" if isinstance(letter, sp.Dummy) else letter.name


def tree(expr: sp.Basic) -> tuple:
    """Return an expression as a tuple of its head and its parts."""
    if expr in CONSTANTS:
        return CONSTANTS[expr]
    if isinstance(expr, sp.Symbol):
        return ("letter", name_of(expr))
    if isinstance(expr, sp.Rational):
        return ("number", Fraction(int(expr.p), int(expr.q)))
    if isinstance(expr, BooleanTrue | BooleanFalse):
        return ("true",) if expr == sp.true else ("false",)
    if isinstance(expr, sp.Piecewise):
        return ("cases", *((tree(condition), tree(value)) for value, condition in expr.args))
    if isinstance(expr, sp.Derivative | sp.Subs | AppliedUndef):
        return unknown(expr)
    head = HEADS.get(type(expr), f"function {type(expr).__name__}")
    return (head, *map(tree, expr.args))


def unknown(expr: sp.Basic) -> tuple:
    """Return the tree of an unknown function or of its derivative: name, orders, arguments."""
    if isinstance(expr, AppliedUndef):
        return ("unknown", str(expr.func), (0,) * len(expr.args), *map(tree, expr.args))
    inner, places = (
        (expr.expr, dict(zip(expr.variables, expr.point, strict=True)))
        if isinstance(expr, sp.Subs)
        else (expr, {})
    )
    made = inner.expr if isinstance(inner, sp.Derivative) else None
    if not isinstance(made, AppliedUndef) or not all(
        name in made.args for name, _ in inner.variable_count
    ):
        return ("function", str(expr))
    counts = dict(inner.variable_count)
    if any(made.args.count(name) > 1 for name in counts):
        return ("function", str(expr))
    orders = tuple(int(counts.get(part, 0)) for part in made.args)
    return ("unknown", str(made.func), orders, *(tree(part.subs(places)) for part in made.args))


def letters_in(node: object) -> set[str]:
    """Return the names of the letters in a tree."""
    if not isinstance(node, tuple):
        return set()
    if node and node[0] == "letter":
        return {node[1]}
    return set().union(*map(letters_in, node))


def put(node: Any, name: str, value: tuple) -> Any:
    """Return a tree with a value in place of a letter."""
    if not isinstance(node, tuple):
        return node
    return value if node == ("letter", name) else tuple(put(part, name, value) for part in node)


ONE = ()
MOST, HIGHEST = 400, 5000


class TooLarge(Exception):
    """A normal form has too many terms."""


def is_tree(part: object) -> bool:
    """Return whether a part of a tree is a tree itself, and not a name or an order."""
    return isinstance(part, tuple) and bool(part) and isinstance(part[0], str)


def number(x: Fraction | int) -> tuple:
    """Return the tree of a number."""
    return ("number", Fraction(x))


def monomial_of(powers: dict) -> tuple:
    """Return the monomial of {base: power}, in an order that depends on nothing else."""
    return tuple(sorted(((base, power) for base, power in powers.items() if power), key=repr))


def times(one: tuple, two: tuple) -> tuple:
    """Return the product of two monomials."""
    powers = dict(one)
    for base, power in two:
        powers[base] = powers.get(base, 0) + power
    return monomial_of(powers) if one and two else one or two


def sum_of(parts: list[dict]) -> dict:
    """Return the sum of sums of monomials."""
    total = {}
    for part in parts:
        for monomial, factor in part.items():
            total[monomial] = total.get(monomial, 0) + factor
    return {monomial: factor for monomial, factor in total.items() if factor}


def product_of(one: dict, two: dict) -> dict:
    """Return the product of two sums of monomials. Raises TooLarge."""
    if len(one) * len(two) > MOST:
        raise TooLarge
    return sum_of([{times(a, b): x * y} for a, x in one.items() for b, y in two.items()])


def atom(node: tuple, power: Fraction | int = 1) -> dict:
    """Return a power of a tree as a sum of one monomial."""
    return {((node, Fraction(power)),): Fraction(1)}


@functools.lru_cache(4096)
def spread(node: tuple) -> dict:
    """Return a tree as {monomial: number}, shared and not to be changed. Raises TooLarge."""
    match node:
        case ("number", value):
            return {ONE: value} if value else {}
        case ("add", *parts):
            return sum_of([spread(part) for part in parts])
        case ("mul", *parts):
            return functools.reduce(product_of, map(spread, parts))
        case ("power", base, ("number", power)):
            return power_of(base, power)
        case ("power", base, power):
            return exponential(("mul", power, ("log", base)))
        case ("exp", inner):
            return exponential(inner)
        case ("log", inner):
            return logarithm(inner)
        case ("sinh" | "cosh" | "tanh" as head, inner):
            return spread(by_exponentials(head, inner))
        case ("erfc", inner):
            return sum_of(
                [{ONE: Fraction(1)}, {name: -x for name, x in atom(("erf", inner)).items()}]
            )
    return atom(node)


def by_exponentials(head: str, inner: tuple) -> tuple:
    """Return a hyperbolic function written with exponentials."""
    up, down = ("exp", inner), ("exp", ("mul", number(-1), inner))
    minus, plus = ("add", up, ("mul", number(-1), down)), ("add", up, down)
    if head == "tanh":
        return ("mul", minus, ("power", plus, number(-1)))
    return ("mul", number(Fraction(1, 2)), plus if head == "cosh" else minus)


def power_of(base: tuple, power: Fraction) -> dict:
    """Return a power of a tree: of each factor if it is whole, else only of an exponential."""
    inner = spread(base)
    if abs(power) > HIGHEST:
        raise TooLarge
    if power.denominator == 1 and 0 <= power <= 8:
        return functools.reduce(product_of, [inner] * int(power), {ONE: Fraction(1)})
    if len(inner) == 1:
        ((monomial, factor),) = inner.items()
        if power.denominator == 1:
            return {
                monomial_of({part: times * power for part, times in monomial}): factor ** int(power)
            }
        if factor > 0 and all(head[0] == "exp" for head, _ in monomial):
            root = {monomial_of({part: times * power for part, times in monomial}): Fraction(1)}
            return product_of(power_of_number(factor, power), root)
    return atom(joined(inner), power)


def is_positive(node: tuple) -> bool:
    """Return whether a tree is made of positive numbers and exponentials only."""
    match node:
        case ("number", x):
            return x > 0
        case ("exp", _):
            return True
        case ("add" | "mul", *parts):
            return bool(parts) and all(map(is_positive, parts))
        case ("power", base, ("number", _)):
            return is_positive(base)
    return False


def power_of_number(x: Fraction, power: Fraction) -> dict:
    """Return a broken power of a positive fraction, by its prime factors."""
    whole, parts = Fraction(1), {}
    for monomial, times in log_of_number(x).items():
        prime = monomial[0][0][1]
        count = times * power
        whole *= prime[1] ** (count // 1)
        parts[prime] = count % 1
    return {monomial_of(parts): whole}


def exponential(inner: tuple) -> dict:
    """Return exp of a tree: a product with one base for each monomial of the exponent."""
    total, bases = {ONE: Fraction(1)}, {}
    for monomial, factor in spread(inner).items():
        if len(monomial) == 1 and monomial[0][0][0] == "log" and monomial[0][1] == 1:
            inside = monomial[0][0][1]
            size = inside if is_positive(inside) else ("abs", inside)
            total = product_of(total, power_of(size, factor))
        else:
            bases[("exp", monomial)] = factor
    return product_of(total, {monomial_of(bases): Fraction(1)})


def logarithm(inner: tuple) -> dict:
    """Return log of a tree as a sum: of logs of factors, and of what is left of a sum of terms."""
    terms = spread(inner)
    for _ in range(3):
        common, rest = content(terms)
        again = spread(joined(rest))
        if again == rest:
            break
        terms = product_of({common: Fraction(1)}, again)
    lead = abs(rest[min(rest, key=repr)]) if rest else Fraction(1)
    rest = {monomial: factor / lead for monomial, factor in rest.items()}
    parts = [log_of_number(lead)]
    for base, power in common:
        parts.append({name: x * power for name, x in log_of_base(base).items()})
    if rest != {ONE: Fraction(1)}:
        parts.append(atom(("log", joined(rest))))
    return sum_of(parts)


def content(terms: dict) -> tuple[tuple, dict]:
    """Return the monomial common to all terms, and the terms without it."""
    bases = {base for monomial in terms for base, _ in monomial}
    common = monomial_of(
        {base: min(dict(monomial).get(base, Fraction(0)) for monomial in terms) for base in bases}
    )
    inverse = monomial_of({base: -power for base, power in common})
    return common, {times(monomial, inverse): factor for monomial, factor in terms.items()}


def log_of_base(base: tuple) -> dict:
    """Return the log of one base of a monomial."""
    if base[0] == "exp":
        return {base[1]: Fraction(1)}
    return logarithm(base) if base[0] in ("add", "mul", "power") else atom(("log", base))


def log_of_number(x: Fraction) -> dict:
    """Return the log of the size of a fraction, by its prime factors."""
    parts = []
    for whole, sign in ((abs(x.numerator), 1), (x.denominator, -1)):
        prime = 2
        while whole > 1:
            if prime * prime > whole or prime > 1000:
                prime = whole
            while whole % prime == 0:
                parts.append(
                    {name: sign * one for name, one in atom(("log", number(prime))).items()}
                )
                whole //= prime
            prime += 1
    return sum_of(parts)


def joined(terms: dict) -> tuple:
    """Return a sum of monomials as a tree again, in an order that depends on nothing else."""
    sums = [
        ("mul", number(factor), *(powered(base, power) for base, power in monomial))
        for monomial, factor in sorted(terms.items(), key=repr)
    ]
    return ("add", *sums)


def powered(base: tuple, power: Fraction) -> tuple:
    """Return the tree of a power of a base of a monomial."""
    if base[0] == "exp":
        return ("exp", ("mul", number(power), joined({base[1]: Fraction(1)})))
    return base if power == 1 else ("power", base, number(power))
