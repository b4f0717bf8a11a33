"""Read sums and products."""

from lit.engine.formula import syntax as s
from lit.engine.formula.notation import SIZES
from lit.engine.formula.reader.factors import factor
from lit.engine.formula.reader.place import ENDS, Place, condition_ahead
from lit.engine.text.refusal import Refusal


def expression(place: Place) -> s.Node:
    """Return a sum of terms."""
    if place.after[:1].isdigit() or place.after == "\\infty":
        place.skip("+")
    terms = [s.Neg(product(place)) if place.skip("-") else product(place)]
    bound = [bound_at_end(terms[0])]
    while place.next in ("+", "-"):
        minus = place.take() == "-"
        if place.next in ("+", "-"):
            place.fail("E030", "two signs in a row", "use parentheses")
        if place.skip("\\dots"):
            place.take("+")
            terms.append(s.Run(terms[-1], product(place)))
            continue
        term = product(place)
        check_bound(place, bound, term)
        bound.append(bound_at_end(term))
        terms.append(s.Neg(term) if minus else term)
    return terms[0] if len(terms) == 1 else s.Add(tuple(terms))


BINDERS = (s.Sum, s.Prod, s.Limit, s.Least, s.ArgOpt, s.Over)


def check_bound(place: Place, bound: list[s.Name | None], term: s.Node) -> None:
    """Raise a FormulaError for a term with a letter that a term before it has bound."""
    for letter in filter(None, bound):
        if occurs(term, letter):
            place.fail("E031", f"{letter.key} occurs behind the sum, limit or optimum over it",
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
    while not ends(place) or power_of_ten_ahead(place, factors[-1]):
        if place.next in ("/", "\\odot"):
            make = {"/": s.Div, "\\odot": s.Hadamard}[place.take()]
            left = factors[0] if len(factors) == 1 else s.Mul(tuple(factors))
            factors = [make(left, factor(place))]
            if place.next != "\\odot" and not ends(place):
                place.fail("E032", "more than one factor behind a slash or a dot",
                           "use \\frac{…}{…} or parentheses")
            continue
        sign = place.take() if place.next in ("\\cdot", "*", "\\times") else ""
        second = factor(place) if sign else factor_alongside(place, factors[-1])
        if sign == "*" and (has_entries(place, factors[-1]) or has_entries(place, second)):
            place.fail("E033", "a star between what has entries: entry by entry, or as matrices",
                       "write \\odot for the one, nothing for the other")
        if sign == "\\cdot" and is_vector(place, factors[-1]) and is_vector(place, second):
            factors[-1] = s.Inner(factors[-1], second)
        else:
            factors.append(second)
    return factors[0] if len(factors) == 1 else s.Mul(tuple(factors))


def is_vector(place: Place, node: s.Node) -> bool:
    """Return whether a node is the name of a vector: a dot between two of them is their inner
    product.
    """
    return isinstance(node, s.Name) and place.notation[node.key].type == "vector"


def power_of_ten_ahead(place: Place, before: s.Node) -> bool:
    """Return whether a power of ten comes next behind a number, as in 1.5 times 10 to the 8."""
    texts = [sign.text for sign in place.signs[place.at:place.at + 3]]
    return isinstance(before, s.Number) and texts == ["\\times", "10", "^"]


def factor_alongside(place: Place, before: s.Node) -> s.Node:
    """Return a factor that no sign parts from the one before it."""
    if place.next[:1].isdigit():
        place.fail("E034", "a number behind another factor", "put numbers first, or write \\cdot")
    bracketed = place.next in ("(", "[")
    node = factor(place)
    if bracketed and isinstance(node, s.Number):
        place.fail("E035", "a number alone in brackets behind a factor",
                   f"write \\cdot {float(node.value):g} for a product")
    match before, node:
        case s.Number(whole), s.Div(s.Number(top), s.Number(bottom)) if bottom:
            both = whole + top / bottom
            place.fail("E036", "a number before a fraction of numbers: their product, or their sum",
                       f"write \\frac{{{both.numerator}}}{{{both.denominator}}} for the sum, "
                       "or \\cdot between them for the product")
    return node


def has_entries(place: Place, node: s.Node) -> bool:
    """Return whether a vector or matrix occurs in a node, other than by one of its entries."""
    match node:
        case s.Name(key):
            return place.notation[key].type in SIZES
        case s.Index() | s.Number() | s.Norm() | s.Inner() | s.Call("det") | s.Call("tr"):
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
        place.fail("E037", "nothing tells where the operator ends",
                   "put what it works on in parentheses")
    return node


REFUSALS = {
    "E030": Refusal("two signs in a row", "x = y + - z", "x = y - z",
            "One of them may have been forgotten there."),
    "E031": Refusal("a letter that a sum, limit or optimum before it has bound",
            r"\sum_{i=1}^{n} w_i + u_i = x", r"\sum_{i=1}^{n} (w_i + u_i) = x",
            "A sum ends with its own term. Behind it the index means nothing, or something "
            "else."),
    "E032": Refusal("more than one factor behind a slash", "x = y / 2 z", r"x = \frac{y}{2 z}",
            "Some divide by 2 z, others by 2 and multiply by z."),
    "E033": Refusal("a star between what has entries", "u * v = w", r"u \odot v = w",
            "In one program it multiplies entry by entry, in another as matrices."),
    "E034": Refusal("a number behind another factor", "x 2 = y", "2 x = y",
            "It looks like an index or a power that slipped."),
    "E035": Refusal("a number alone in brackets behind a factor", "x = 1.54(3)",
            r"x = 1.54 \cdot 3",
            "To some the bracket holds digits that recur, to others the error of the last "
            "digit."),
    "E036": Refusal("a number before a fraction of numbers", r"x = 2\frac12", r"x = \frac52",
            "Two and a half in the kitchen, one in algebra."),
    "E037": Refusal("an operator of which nothing tells where it ends",
            r"\frac{d}{dx} f(x) g(x) = y", r"\frac{d}{dx} (f(x) g(x)) = y",
            "It could work on the first factor, or on both."),
}
