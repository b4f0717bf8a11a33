"""Read sums, products, factors and numbers."""

import re
from fractions import Fraction

from lit.engine.formula import syntax as s
from lit.engine.formula.notation import SIZES
from lit.engine.formula.reader.place import ENDS, Place, condition_ahead
from lit.engine.formula.reader.scripts import (
    TRANSPOSES,
    next_script_text,
    script,
    script_list,
    script_text,
)
from lit.engine.formula.signs import FUNCTIONS


def expression(place: Place) -> s.Node:
    """Return a sum of terms."""
    if place.after[:1].isdigit() or place.after == "\\infty":
        place.skip("+")
    terms = [s.Neg(product(place)) if place.skip("-") else product(place)]
    while place.next in ("+", "-"):
        minus = place.take() == "-"
        if place.next in ("+", "-"):
            place.fail("two signs in a row", "use parentheses")
        if place.skip("\\dots"):
            place.take("+")
            terms.append(s.Run(terms[-1], product(place)))
            continue
        term = product(place)
        check_bound(place, terms, term)
        terms.append(s.Neg(term) if minus else term)
    return terms[0] if len(terms) == 1 else s.Add(tuple(terms))


BINDERS = (s.Sum, s.Prod, s.Limit, s.Least, s.ArgOpt, s.Over)


def check_bound(place: Place, terms: list[s.Node], term: s.Node) -> None:
    """Raise a FormulaError for a term with a letter that a term before it has bound."""
    for letter in map(bound_at_end, terms):
        if letter and occurs(term, letter):
            place.fail(f"{letter.key} occurs behind the sum, limit or optimum over it",
                       "put all that belongs to it in parentheses, or take another letter")


def bound_at_end(term: s.Node) -> s.Name | None:
    """Return the name that a term's last factor sums or optimises over, or takes to a limit."""
    while isinstance(term, s.Neg | s.Mul):
        term = term.body if isinstance(term, s.Neg) else term.factors[-1]
    binds = isinstance(term, BINDERS) and isinstance(term.variable, s.Name)
    return term.variable if binds else None


def occurs(node: s.Node, name: s.Name) -> bool:
    """Return whether a name occurs in node where nothing binds it anew."""
    if isinstance(node, tuple):
        return any(occurs(part, name) for part in node)
    if isinstance(node, s.Name):
        return node == name
    if isinstance(node, BINDERS) and node.variable == name:
        return False
    return hasattr(node, "__dict__") and any(occurs(part, name) for part in vars(node).values())


def ends(place: Place) -> bool:
    """Return whether no further factor can follow here."""
    return place.next in ENDS or condition_ahead(place)


def product(place: Place) -> s.Node:
    """Return a product of factors."""
    factors = [factor(place)]
    while not ends(place):
        if place.next in ("/", "\\odot"):
            make = {"/": s.Div, "\\odot": s.Hadamard}[place.take()]
            left = factors[0] if len(factors) == 1 else s.Mul(tuple(factors))
            factors = [make(left, factor(place))]
            if place.next != "\\odot" and not ends(place):
                place.fail("more than one factor behind a slash or a dot",
                           "use \\frac{…}{…} or parentheses")
            continue
        sign = place.take() if place.next in ("\\cdot", "*") else ""
        second = factor(place) if sign else factor_alongside(place, factors[-1])
        if sign == "*" and (has_entries(place, factors[-1]) or has_entries(place, second)):
            place.fail("a star between what has entries: entry by entry, or as matrices",
                       "write \\odot for the one, nothing for the other")
        factors.append(second)
    return factors[0] if len(factors) == 1 else s.Mul(tuple(factors))


def factor_alongside(place: Place, before: s.Node) -> s.Node:
    """Return a factor that no sign parts from the one before it."""
    if place.next[:1].isdigit():
        place.fail("a number behind another factor", "put numbers first, or write \\cdot")
    bracketed = place.next in ("(", "[")
    node = factor(place)
    if bracketed and isinstance(node, s.Number):
        place.fail("a number alone in brackets behind a factor",
                   f"write \\cdot {float(node.value):g} for a product")
    match before, node:
        case s.Number(whole), s.Div(s.Number(top), s.Number(bottom)) if bottom:
            both = whole + top / bottom
            place.fail("a number before a fraction of numbers: their product, or their sum",
                       f"write \\frac{{{both.numerator}}}{{{both.denominator}}} for the sum, "
                       "or \\cdot between them for the product")
    return node


def has_entries(place: Place, node: s.Node) -> bool:
    """Return whether a vector or matrix occurs in a node, other than by one of its entries."""
    match node:
        case s.Name(key):
            return place.notation[key].type in SIZES
        case s.Index() | s.Number():
            return False
        case tuple():
            return any(has_entries(place, part) for part in node)
    return hasattr(node, "__dict__") and has_entries(place, tuple(vars(node).values()))


def only_factor(place: Place) -> s.Node:
    """Return the one factor that an operator works on. Raises FormulaError if more could be."""
    return checked_end(place, factor(place))


def checked_end(place: Place, node: s.Node) -> s.Node:
    """Return node, if nothing follows that an operator before it could work on as well."""
    if place.next not in ENDS:
        place.fail("nothing tells where the operator ends",
                   "put what it works on in parentheses")
    return node


def factor(place: Place) -> s.Node:
    """Return an atom with the powers and indices that stand at it."""
    bare = place.next not in ("(", "[")
    return with_scripts(place, atom(place), bare)


def with_scripts(place: Place, node: s.Node, bare: bool = True) -> s.Node:
    """Return a node with the powers and indices behind it; bare tells that no brackets close it."""
    raised = bare and isinstance(node, s.Pow | s.Transpose)
    while place.next in ("^", "_", "!"):
        if place.next == "!":
            node = factorial(place, node)
        elif raised:
            place.fail("two scripts on one symbol", "use parentheses")
        elif place.take() == "_":
            node = with_index(place, node)
        else:
            node, raised = with_power(place, node, bare), True
    if place.next == "'":
        place.fail("a prime on something that is no function",
                   "write \\frac{d}{dz}, or declare the function")
    return node


def with_index(place: Place, node: s.Node) -> s.Index:
    """Return an entry of a node, by the indices that come next; two digits are two of a matrix."""
    found = tuple(script_list(place))
    match node, found:
        case s.Name(key), (s.Number(value),) if value > 9 and place.notation[key].type == "matrix":
            if not re.fullmatch("[1-9][1-9]", str(value)):
                place.fail(f"the index {value} of a matrix, and nothing tells where one ends",
                           f"write {key}_{{i, j}} with a comma between the two")
            found = tuple(s.Number(Fraction(digit)) for digit in str(value))
    return s.Index(node, found)


def with_index_behind(place: Place, node: s.Node) -> s.Node:
    """Return an entry of a node where an index stands behind its power, and below it on the page."""
    if isinstance(node, s.Index) or not place.skip("_"):
        return node
    return with_index(place, node)


def factorial(place: Place, node: s.Node) -> s.Call:
    """Return the factorial of a node, which counts something: it is made of sizes and numbers."""
    place.take("!")
    if not counts(place, node):
        place.fail("a factorial of what is no size, index or whole number",
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
        place.fail("T is no exponent here, since nobody has declared it",
                   "write ^{\\top} for a transpose")
    if place.next == "\\top" or place.next == "{" and place.after == "\\top":
        if script_text(place) != "\\top":
            place.fail("a transpose with something else in its script",
                       "write parentheses: (A^{\\top})^{2}")
        return s.Transpose(with_index_behind(place, node))
    if member := re.fullmatch(r"\((\w)\)", next_script_text(place)):
        place.fail(f"the mark ({member[1]}) belongs to a family that nobody has declared",
                   f"declare x^{{(i)}} : data m | …, or write ^{{{member[1]}}} for a power")
    power = script(place)
    node = with_index_behind(place, node)
    known = (*FUNCTIONS, "sqrt", "max", "min")
    if bare and isinstance(node, s.Call) and node.name not in known and not is_count(power):
        place.fail("a power of a function's value without parentheses", "write (f(x))^{…}")
    return s.Pow(node, power)


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
}


def atom(place: Place) -> s.Node:
    """Return the atom that begins here."""
    if place.next[:1].isdigit():
        return number(place)
    rule = place.rules.atoms.get(place.next)
    if rule is None:
        place.fail(f"{place.next or 'the end'} stands where a value was expected",
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
