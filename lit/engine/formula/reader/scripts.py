"""Read what stands high or low behind a sign."""

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.place import ENDS, Place
from lit.engine.text.refusal import Refusal


def script(place: Place) -> s.Node:
    """Return the expression in a script. Raises FormulaError where braces are missing."""
    if place.skip("{"):
        node = place.value()
        place.take("}")
        return node
    if len(place.next) > 1 and place.next[0].isdigit():
        place.fail("E021", f"only the first digit of {place.next} is in the script",
                   f"write {{{place.next}}}")
    if place.next in ENDS or place.next in ("\\frac", "\\sqrt"):
        place.fail("E022", "a script that is not one sign", "put it in braces")
    node = place.rules.value(place.part(place.at + 1))
    place.take()
    return node


def script_list(place: Place) -> list[s.Node]:
    """Return the indices in a subscript."""
    return indices(place, "}") if place.skip("{") else [script(place)]


def indices(place: Place, *closing: str) -> list[s.Node]:
    """Return indices that commas separate, and step behind the sign that closes them."""
    found = side_by_side(place.value(), place)
    while place.skip(","):
        found.append(place.value())
    place.take(*closing)
    return found


def side_by_side(node: s.Node, place: Place) -> list[s.Node]:
    """Return a product of index letters as a list of them, and another node as a list of one."""
    parts = list(node.factors) if isinstance(node, s.Mul) else [node]
    letters = all(isinstance(part, s.Name) and place.notation[part.key].type == "index"
                  for part in parts)
    return parts if letters else [node]


# As others write it.
TRANSPOSES = ("T", "\\mathrm{T}", "\\mathrmT", "\\mathsf{T}", "\\mathsfT", "\\intercal")


def whole_script(place: Place) -> int:
    """Return the whole number in a script."""
    text = script_text(place)
    if not text.isdigit():
        place.fail("E023", f"{text} stands where a whole number was expected", "write a number")
    return int(text)


def next_script_text(place: Place) -> str:
    """Return the text of the script that comes next, and take no step."""
    start = place.at
    text = script_text(place)
    place.at = start
    return text


def script_text(place: Place) -> str:
    """Return the text of a script as it stands, without its braces."""
    if not place.skip("{"):
        return place.take()
    style = place.skip("\\rm")
    text, depth = "", 1
    while depth:
        sign = place.take()
        depth += (sign == "{") - (sign == "}")
        text += sign if depth else ""
    return f"\\mathrm{{{text}}}" if style else text


REFUSALS = {
    "E021": Refusal("a script of two digits without braces", "x^10 = y", "x^{10} = y",
            "TeX raises the 1 alone: the page shows x to the first power with a nought behind "
            "it."),
    "E022": Refusal("a script that is not one sign", "x^-1 = y", "x^{-1} = y",
            "TeX raises one sign alone, here the minus."),
    "E023": Refusal("a script that has to be a whole number", r"\frac{d^n f(x)}{dx^n} = y",
            r"\frac{d^2 f(x)}{dx^2} = y",
            "A derivative is taken a known number of times."),
}
