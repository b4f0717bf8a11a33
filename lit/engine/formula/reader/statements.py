"""Read a displayed formula: its statements, each with its conditions."""

import re
from dataclasses import replace

from lit.engine.formula import syntax as s
from lit.engine.formula.notation import Symbol
from lit.engine.formula.reader import (
    averages,
    brackets,
    calls,
    cases,
    derivatives,
    names,
    optima,
    repeated,
    terms,
)
from lit.engine.formula.reader.averages import and_ahead, another_ahead, conditions, skip_and
from lit.engine.formula.reader.bars import with_paired_bars
from lit.engine.formula.reader.cases import words
from lit.engine.formula.reader.names import with_plain_words
from lit.engine.formula.reader.place import CLOSERS, PARTNERS, Place, Rules, condition_ahead
from lit.engine.formula.reader.relations import chain
from lit.engine.formula.reader.spellings import with_known_words, without_braces
from lit.engine.formula.signs import FormulaError, signs
from lit.engine.text.refusal import Refusal


PAGES = (brackets, calls, names, cases, averages, derivatives, repeated, optima)
WORDED = (calls, names, cases, averages, optima)
RULES = Rules(
    terms.expression,
    {sign: rule for page in PAGES for sign, rule in page.ATOMS.items()},
    {word: rule for page in WORDED for word, rule in page.WORDS.items()},
)


def beginning(tex: str, notation: dict[str, Symbol]) -> Place:
    """Return the place at which tex begins."""
    found = with_known_words(with_plain_words(signs(tex), notation), notation)
    return Place(with_paired_bars(without_braces(found)), notation, RULES)


AROUND = re.compile(r"\\begin\{aligned\}|\\end\{aligned\}")


def parse(tex: str, notation: dict[str, Symbol]) -> list[s.Node]:
    """Return the statements in tex: Chain, Implies or Iff nodes. Raises FormulaError."""
    place = beginning(AROUND.sub(lambda match: " " * len(match[0]), tex), notation)
    check_commas(place)
    found, given = [], []
    while place.next:
        place.skip("&")
        skip_for_all(place)
        if place.next == "\\text" or condition_ahead(place):
            if not found:
                place.fail("E090", "a condition without a statement before it",
                           "write the statement first, or a colon")
            found[-1] = under(condition(place), found[-1])
        else:
            made = listed_statements(place)
            if place.skip(":"):
                given += made
                place.skip("\\quad", "\\qquad")
                continue
            found += [under(given, one) for one in made]
        if skip_separators(place):
            given = []
    if not found:
        place.fail("E091", "an empty formula", "write a statement")
    check_arrows(found)
    return found


def values_in(tex: str, notation: dict[str, Symbol]) -> tuple[s.Node, ...]:
    """Return the values of a list, such as the parameters of a law. Raises FormulaError."""
    place = beginning(tex, notation)
    found = brackets.values(place)
    if place.next:
        place.fail("E092", f"{place.next} cannot stand here", "separate values by commas")
    return found


def check_commas(place: Place) -> None:
    """Raise a FormulaError at a comma inside of what looks like one number, outside of brackets."""
    depth = 0
    for one, comma, two in zip(place.signs, place.signs[1:], place.signs[2:], strict=False):
        depth += (one.text in PARTNERS) - (one.text in CLOSERS)
        digits = one.text[:1].isdigit() and two.text[:1].isdigit() and comma.glued and two.glued
        if depth == 0 and comma.text == "," and digits:
            raise FormulaError("E093", comma.column, "a comma inside a number",
                               "write a decimal point, or a space behind the comma")


SEPARATORS = ("\\quad", "\\qquad", ",", "\\\\", ".", ";")


def skip_for_all(place: Place) -> None:
    """Step behind *for all i:*, which a free letter means anyway; with a relation it remains."""
    start = place.at
    if place.skip("\\forall"):
        names.name(place)
        if place.skip(":"):
            place.skip("\\quad", "\\qquad")
        else:
            place.at = start + 1


def skip_separators(place: Place) -> bool:
    """Step behind the separators; return whether there was a semicolon."""
    start = place.at
    while place.next in SEPARATORS or and_ahead(place):
        if place.next == "\\text":
            words(place)
        else:
            place.take()
    condition_comes = place.next == "\\text" or condition_ahead(place)
    if place.next and place.at == start and not condition_comes:
        place.fail("E092", f"{place.next} cannot stand here", "separate two statements by \\quad"
                   if place.next != "\\times" else "write \\cdot")
    return any(sign.text == ";" for sign in place.signs[start:place.at])


def listed_statements(place: Place) -> list[s.Node]:
    """Return the statements of a list, which stand together before a colon."""
    found = [statement(place)]
    while another_ahead(place) and place.after != "(":
        skip_and(place)
        found.append(statement(place))
    return found


def statement(place: Place) -> s.Node:
    """Return a chain, or what chains make of each other."""
    parts = [chain(place)]
    while skip_spaced(place, "\\iff"):
        parts.append(chain(place))
    if len(parts) > 1:
        return s.Iff(tuple(parts))
    if skip_spaced(place, "\\Rightarrow", "\\implies"):
        return s.Implies((parts[0],), (chain(place),))
    return parts[0]


def skip_spaced(place: Place, *wanted: str) -> bool:
    """Return whether one of the wanted signs follows, perhaps behind a wide space; step behind."""
    if place.next in ("\\quad", "\\qquad") and place.after in wanted:
        place.take()
    return place.skip(*wanted)


CONDITION_WORDS = ("for", "forall", "if", "where", "when", "whenever", "as", "with")


def condition(place: Place) -> list[s.Chain]:
    """Return the chains of a condition, behind words or in parentheses."""
    if place.next != "\\text":
        place.take("(")
        found = conditions(place)
        place.take(")")
        return found
    word = words(place)
    if word not in CONDITION_WORDS:
        place.fail("E094", f"the words {word!r} say nothing that can be checked",
                   "write \\text{for } and a condition")
    return conditions(place)


def under(given: list[s.Node], made: s.Node) -> s.Node:
    """Return a statement under conditions."""
    goals = [part for part in given if isinstance(part, s.Chain) and part.ops == ("to",)]
    rest = tuple(part for part in given if part not in goals)
    for goal in goals:
        made = taken_to_limit(made, *goal.parts)
    return s.Implies(rest, (made,)) if rest else made


def taken_to_limit(made: s.Node, letter: s.Node, goal: s.Goal) -> s.Node:
    """Return a chain in which all that stands before an arrow is taken to its limit."""
    if isinstance(made, s.Chain) and made.ops[-1] == "to":
        parts = [s.Limit(letter, goal.value, goal.side, part) for part in made.parts[:-1]]
        ops = tuple("=" if op == "to" else op for op in made.ops)
        return s.Chain((*parts, made.parts[-1].value), ops)
    if isinstance(made, s.Chain) and goal.value == s.Constant("oo"):
        return s.Chain(tuple(map(with_far_error, made.parts)), made.ops)
    return made


def with_far_error(node: s.Node) -> s.Node:
    """Return a sum in which the error term is one for large numbers."""
    if isinstance(node, s.BigO):
        return replace(node, far=True)
    return s.Add(tuple(map(with_far_error, node.terms))) if isinstance(node, s.Add) else node


def check_arrows(found: list[s.Node]) -> None:
    """Raise a FormulaError where an arrow is left over: nothing says what goes where."""
    for made in found:
        chains = [made, *getattr(made, "given", ()), *getattr(made, "then", ())]
        if any("to" in getattr(part, "ops", ()) for part in chains):
            raise FormulaError("E095", 1, "an arrow, and nothing says what goes where",
                               "add (n \\to \\infty) behind it")


REFUSALS = {
    "E090": Refusal("a condition without a statement before it",
            r"\text{for } x > 0 \quad f(x) = 1", r"x > 0: \quad f(x) = 1",
            "Words stand behind what they restrict; a colon stands before it."),
    "E091": Refusal("an empty formula", "", "x = y",
            "There is nothing to check."),
    "E092": Refusal("a sign that cannot stand behind a statement", r"x = y \times z",
            r"x = y \cdot z",
            "Two statements stand apart by a wide space."),
    "E093": Refusal("a comma inside a number", "x = 3,14", "x = 3.14",
            "A decimal in one country, two numbers in another."),
    "E094": Refusal("words that say nothing which can be checked",
            r"x = y \quad \text{usually } x > 0", r"x = y \quad \text{for } x > 0",
            "A page must not weaken in words what the check takes at its word."),
    "E095": Refusal("an arrow, and nothing says what goes where", r"f(x) \to 1",
            r"f(x) \to 1 \quad (x \to \infty)",
            "A limit needs the letter and what it goes to."),
}
