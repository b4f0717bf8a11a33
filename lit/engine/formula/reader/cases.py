"""Read distinctions of cases, matrices, indicators, and the words between them."""

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.place import Place
from lit.engine.formula.reader.relations import chain
from lit.engine.formula.reader.scripts import script_text
from lit.engine.text.refusal import Refusal


ENVIRONMENTS = {
    "equation": "leave it out, for the fence displays the formula", "vmatrix": "write \\det(…)",
    **dict.fromkeys(("align", "align*", "gather", "split"), "write \\begin{aligned}"),
    **dict.fromkeys(("matrix", "array", "smallmatrix"), "write \\begin{pmatrix}"),
}


def environment(place: Place) -> s.Node:
    """Return a distinction of cases or a matrix."""
    place.take("\\begin")
    kind = script_text(place)
    if kind not in ("cases", "pmatrix", "bmatrix"):
        place.fail("E070", f"{kind} is none of cases, aligned, pmatrix and bmatrix",
                   ENVIRONMENTS.get(kind, "write \\begin{cases} or \\begin{pmatrix}"))
    rows = []
    while not place.skip("\\end"):
        rows.append(case(place) if kind == "cases" else row(place))
        place.skip(",", ".", ";")
        place.skip("\\\\")
    if script_text(place) != kind:
        place.fail("E071", f"\\begin{{{kind}}} has another end", f"write \\end{{{kind}}}")
    return s.Cases(tuple(rows)) if kind == "cases" else s.Array(tuple(rows))


def case(place: Place) -> tuple[s.Node, s.Node]:
    """Return a row of a distinction of cases: its value and its condition."""
    value = place.value()
    place.skip(",")
    place.take("&")
    word = words(place) if place.next == "\\text" else "if"
    if word not in ("if", "for", "otherwise"):
        place.fail("E072", f"the words {word!r} are no condition",
                   "write \\text{if } or \\text{otherwise}")
    return value, s.Otherwise() if word == "otherwise" else chain(place)


def row(place: Place) -> tuple[s.Node, ...]:
    """Return a row of a matrix."""
    found = [place.value()]
    while place.skip("&"):
        found.append(place.value())
    return tuple(found)


def words(place: Place) -> str:
    """Return the words of a \\text{…}, without the stops around them."""
    place.take("\\text")
    place.take("{")
    found = ""
    while place.next not in ("}", ""):
        found += place.take()
    place.take("}")
    return found.strip(",.;")


def indicator(place: Place) -> s.Indicator:
    """Return an indicator: 1 where the condition in its braces holds."""
    opened = place.take("\\{", "[")
    condition = chain(place)
    place.take({"\\{": "\\}", "[": "]"}[opened])
    return s.Indicator(condition)


def identity_or_indicator(place: Place) -> s.Node:
    """Return an indicator where a brace follows, else the identity matrix."""
    return indicator(place) if place.next == "\\{" else s.Eye()


ATOMS = {"\\begin": environment}
WORDS = {"I": identity_or_indicator}


REFUSALS = {
    "E070": Refusal("an environment that is not in the book's LaTeX",
            r"\begin{matrix} x \end{matrix} = y", r"\begin{pmatrix} x \end{pmatrix} = y",
            "There are cases, aligned, and matrices with their brackets."),
    "E071": Refusal("an environment with another end",
            r"\begin{cases} x & y > 0 \end{pmatrix} = y",
            r"\begin{cases} x & y > 0 \end{cases} = y",
            "TeX sets neither."),
    "E072": Refusal("words that are no condition",
            r"f(x) = \begin{cases} x & \text{unless } x > 0 \end{cases}",
            r"f(x) = \begin{cases} x & \text{if } x > 0 \end{cases}",
            "A row has \"if\" and a condition, or \"otherwise\"."),
}
