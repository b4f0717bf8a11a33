"""Read fractions, roots, derivatives and gradients."""

from fractions import Fraction

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.factors import atom, factor, with_scripts
from lit.engine.formula.reader.names import function_alone
from lit.engine.formula.reader.place import ENDS, Place
from lit.engine.formula.reader.scripts import script, script_list, whole_script
from lit.engine.formula.reader.terms import checked_end, only_factor, product
from lit.engine.text.refusal import Refusal


def fraction(place: Place) -> s.Node:
    """Return a quotient or a derivative."""
    place.take("\\frac")
    if derivative_ahead(place):
        return derivative(place)
    if place.next.isdigit() and len(place.next) == 2:
        return s.Div(*(s.Number(Fraction(digit)) for digit in place.take()))
    return s.Div(part_of_fraction(place), part_of_fraction(place))


def part_of_fraction(place: Place) -> s.Node:
    """Return the upper or lower part of a fraction: what is in braces, or one sign."""
    if place.next in ENDS:
        place.fail("E075", "a fraction or root without one of its parts", "add it in braces")
    return script(place)


def root(place: Place) -> s.Call:
    """Return a square root."""
    place.take("\\sqrt")
    if place.next == "[":
        place.fail("E076", "a root of another order", "write a power, x^{1/3}")
    return s.Call("sqrt", (part_of_fraction(place),))


def binomial(place: Place) -> s.Call:
    """Return a binomial coefficient."""
    place.take("\\binom")
    return s.Call("binomial", (part_of_fraction(place), part_of_fraction(place)))


def derivative_ahead(place: Place) -> bool:
    """Return whether the fraction whose upper part comes next is a derivative."""
    if place.next != "{" or place.after not in ("d", "\\partial"):
        return False
    if place.after not in place.notation:
        return True
    below = next(k for k in range(place.at, len(place.signs)) if place.signs[k].text in ("}", ""))
    if [sign.text for sign in place.signs[below:below + 3]] == ["}", "{", "d"]:
        place.fail("E077", "a fraction that looks like a derivative, where d is a declared letter",
                   "write \\partial, or give the letter another name")
    return False


def derivative(place: Place) -> s.Derivative:
    """Return the derivative that a fraction states, of what is in it or the factor behind it."""
    place.take("{")
    sign = place.take()
    order = whole_script(place) if place.skip("^") else 1
    body = None if place.next == "}" else all_above(place)
    place.take("}")
    place.take("{")
    variables = []
    while place.next == sign:
        place.take()
        variables.append(variable_and_order(place))
    place.take("}")
    if sum(count for _, count in variables) != order:
        place.fail("E078", "the orders above and below differ", "write the same order in both")
    return s.Derivative(only_factor(place) if body is None else body, tuple(variables))


def all_above(place: Place) -> s.Node:
    """Return what stands above the line of a derivative: a function's name, a factor, or a product.
    """
    start = place.at
    body = factor_or_function(place)
    if place.next in ("}", "+", "-"):
        return body
    place.at = start
    return product(place)


def variable_and_order(place: Place) -> tuple[s.Node, int]:
    """Return a letter below the line of a derivative, and how often it is derived by it."""
    ahead = [sign.text for sign in place.signs[place.at + 2:place.at + 4]]
    powered = place.after == "^" and any(map(str.isdigit, ahead))
    letter = atom(place) if powered else factor(place)
    return letter, whole_script(place) if place.skip("^") else 1


def factor_or_function(place: Place) -> s.Node:
    """Return what a derivative is taken of: a function may stand without its arguments there."""
    function = function_alone(place)
    return with_scripts(place, function) if function else factor(place)


def slashed_derivative(place: Place) -> s.Derivative:
    """Return a derivative that is written with a slash, or with the letter in its index."""
    place.take("\\partial")
    if place.next == "_":
        return derivative_by_index(place, 1)
    body = factor_or_function(place)
    place.take("/")
    place.take("\\partial")
    return s.Derivative(body, ((factor(place), 1),))


def gradient(place: Place) -> s.Node:
    """Return a gradient, or a Hessian matrix, by the letter in its index or at an argument."""
    place.take("\\nabla")
    order = whole_script(place) if place.skip("^") else 1
    if place.next == "_":
        return derivative_by_index(place, order)
    node = only_factor(place)
    if not isinstance(node, s.Call):
        place.fail("E079", "a gradient, and nothing says by what",
                   "write \\nabla_{w}, or give the function its argument")
    return s.Gradient(node.name, order, node.args)


def derivative_by_index(place: Place, order: int) -> s.Derivative:
    """Return a derivative by the letter in the index that comes next."""
    place.take("_")
    letter, *more = script_list(place)
    if more:
        place.fail("E080", "a gradient by several letters", "write one gradient for each")
    body = checked_end(place, factor_or_function(place))
    return s.Derivative(body, ((letter, order),))


ATOMS = {"\\frac": fraction, "\\sqrt": root, "\\binom": binomial, "\\partial": slashed_derivative,
         "\\nabla": gradient}


REFUSALS = {
    "E075": Refusal("a fraction or root without one of its parts", r"\frac{x} = y",
            r"\frac{x}{z} = y", "TeX takes the next sign, whatever it is."),
    "E076": Refusal("a root of another order", r"\sqrt[3]{x} = y", "x^{1/3} = y",
            "Of a negative number, the third root is real and the power is not; so say which "
            "you mean."),
    "E077": Refusal("a fraction that looks like a derivative, where d is a letter",
            r"\frac{d f(x)}{dx} = y", r"\frac{\partial f(x)}{\partial x} = y",
            "With d declared, it could be a quotient of products.", "d : real | a number"),
    "E078": Refusal("a derivative whose orders differ", r"\frac{d^2}{dx} f(x) = y",
            r"\frac{d^2}{dx^2} f(x) = y",
            "One of the two was forgotten."),
    "E079": Refusal("a gradient, and nothing says by what", r"\nabla w = u", r"\nabla J(w) = u",
            "Give the letter in an index, or the function its argument."),
    "E080": Refusal("a gradient by several letters", r"\nabla_{u, v} f(u) = w",
            r"\nabla_u f(u) = w",
            "Their gradients are two columns."),
}
