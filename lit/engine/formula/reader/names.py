"""Read declared names with their marks, and the letters that need no declaration."""

import re
import string
from typing import NamedTuple

from lit.engine.formula import syntax as s
from lit.engine.formula.notation import Symbol, key_of
from lit.engine.formula.reader.brackets import values
from lit.engine.formula.reader.calls import call
from lit.engine.formula.reader.place import Place, glued_parenthesis_ahead, inside
from lit.engine.formula.reader.scripts import (
    TRANSPOSES,
    indices,
    script,
    script_list,
    script_text,
)
from lit.engine.formula.signs import GREEK, Sign
from lit.engine.text.chapter import nearest
from lit.engine.text.refusal import Refusal


STYLES = ("\\mathbb", "\\hat", "\\tilde", "\\bar", "\\mathbf", "\\mathcal", "\\operatorname",
          "\\mathrm", "\\vec")


NUMBERS = ("nonnegative", "integer", "dimension", "index", "random")


def spelling(place: Place) -> str:
    """Return the key of the letter or word that begins here, with its accent or style."""
    sign = place.take()
    return key_of(f"{sign}{{{script_text(place)}}}") if sign in STYLES else sign


def primed_spelling(place: Place) -> str:
    """Return the key of a letter or word, with the primes that the notation declares with it."""
    key = spelling(place)
    while place.next == "'" and f"{key}'" in place.notation:
        key += place.take()
    return key


def name(place: Place) -> s.Node:
    """Return the value or call of a name."""
    start = place.at
    key, groups = marked_key(place, primed_spelling(place))
    if key not in place.notation:
        known = place.rules.words[key](place) if key in place.rules.words else None
        if known is not None:
            return known
        if place.next == "_" and (bold := bold_of(place, key)):
            return s.Name(bold)
        place.at = start
        place.fail("E061", f"{key} is not declared in the chapter's notation",
                   f"declare it, or {nearest(key, place.notation)}" if place.notation
                   else f"declare it, as in {key} : real | a number")
    if groups:
        return with_indices(s.Name(key), groups)
    if place.notation[key].type == "function":
        return call(place, key)
    return plain_name(place, key)


def bold_of(place: Place, key: str) -> str | None:
    """Return the bold vector or matrix whose entries a plain letter with an index may stand for, or
    None.
    """
    found = [f"\\mathbf {letter}" for letter in dict.fromkeys((key, key.upper()))]
    types = [(bold, place.notation[bold].type) for bold in found if bold in place.notation]
    return next((bold for bold, kind in types if kind == "matrix" or kind == "vector"
                 and bold[-1] == key), None)


def function_alone(place: Place) -> s.Bare | None:
    """Return a declared function that stands here without its arguments; None, and no step, else.

    Only where a derivative or a law is read may it stand so.
    """
    start = place.at
    if place.rules.atoms.get(place.next) is name:
        key, groups = marked_key(place, primed_spelling(place))
        symbol = place.notation.get(key)
        if symbol and symbol.type == "function" and not groups and place.next not in ("(", "'"):
            return s.Bare(key)
    place.at = start
    return None


def plain_name(place: Place, key: str) -> s.Node:
    """Return a name that is no function; a glued parenthesis would look like a call."""
    if glued_parenthesis_ahead(place):
        kind = place.notation[key].type
        if kind == "probability":
            place.take("(")
            found = values(place)
            place.take(")")
            return s.Index(s.Name(key), found)
        sums = {"+", "-"} & set(inside(place))
        if kind not in ("real", "positive") and not (kind in NUMBERS and sums):
            place.fail("E062", f"{key} is no function, and looks like one here",
                       "write \\cdot, or declare it as a function")
    return s.Name(key)


class Mark(NamedTuple):
    """A script behind a letter, with the places of its first sign and behind its last."""

    sign: str
    text: str
    at: int
    end: int


def marks_ahead(place: Place) -> list[Mark]:
    """Return the scripts behind a letter, two at most, and step behind them."""
    marks = []
    while place.next in ("_", "^") and len(marks) < 2:
        sign, at = place.take(), place.at
        marks.append(Mark(sign, script_text(place), at, place.at))
    return marks


def marked_key(place: Place, key: str) -> tuple[str, list]:
    """Return the declared key of a letter with its marks, and the groups of indices among them."""
    start, marks = place.at, marks_ahead(place)
    for chosen in (marks, marks[::-1], marks[1:], marks[:1]):
        longer = key_of(key + "".join(f"{mark.sign}{{{mark.text}}}" for mark in chosen))
        if chosen and longer in place.notation:
            end = max(mark.end for mark in chosen)
            ends = [(mark.at, mark.end) for mark in marks if mark not in chosen and mark.end < end]
            return longer, groups_of_indices(place, ends, end)
    for k, mark in enumerate(marks):
        longer, at = member(place, key, mark)
        if longer in place.notation:
            ends = [(at, mark.end), *((other.at, other.end) for other in marks[:k])]
            return longer, groups_of_indices(place, ends, mark.end)
    for mark in marks:
        if re.match(r"\*$|\\(?:mathrm|text)\{", mark.text) and mark.text not in TRANSPOSES:
            longer = key_of(f"{key}{mark.sign}{{{mark.text}}}")
            place.fail("E061", f"{longer} is not declared in the chapter's notation",
                       "declare it with its mark")
    place.at = start
    return key, []


def member(place: Place, key: str, mark: Mark) -> tuple[str, int]:
    """Return the key of the family that a marked letter belongs to, and where its indices begin."""
    if mark.sign == "^" and mark.text[:1] == "(" and mark.text[-1:] == ")":
        return f"{key}^()", mark.at + 1
    if mark.sign == "_" and "|" in mark.text:
        bar = next((k for k in range(mark.at, mark.end) if place.signs[k].text == "|"), None)
        if bar is None:
            place.fail("E063", f"the bar in the index of {key} is part of another sign",
                       "write a plain | before the inner indices")
        family = key_of(f"{key}_{{{mark.text.partition('|')[0]}}}")
        if family not in place.notation:
            place.fail("E061", f"{family} is not declared in the chapter's notation",
                       "declare it; behind its bar stand indices")
        return family, bar
    return "", 0


def groups_of_indices(place: Place, ends: list[tuple[int, int]], end: int) -> list[tuple]:
    """Return the indices between each pair of ends; the place is left at the given end."""
    found = [indices_between(place, *pair) for pair in ends]
    place.at = end
    return found


def indices_between(place: Place, at: int, end: int) -> tuple[s.Node, ...]:
    """Return the indices that fill the signs from at to end, perhaps within brackets."""
    place.at = at
    if place.next in ("{", "(", "|"):
        found = indices(place, {"(": ")"}.get(place.take(), "}"))
        if place.at < end:
            place.take("}")
    else:
        found = [script(place)]
    return tuple(found)


def with_indices(node: s.Node, groups: list[tuple]) -> s.Node:
    """Return a node with one group of indices after the other."""
    for group in groups:
        node = s.Index(node, group)
    return node


def with_plain_words(found: list[Sign], notation: dict[str, Symbol]) -> list[Sign]:
    """Return signs in which a declared word in \\text is a name, and an upright d a plain one."""
    kept, skipped = [], 0
    for k, sign in enumerate(found):
        if skipped:
            skipped -= 1
            continue
        texts = [one.text for one in found[k:k + 4]]
        if texts in (["\\mathrm", "{", "d", "}"], ["{", "\\rm", "d", "}"]):
            kept.append(sign._replace(text="d"))
            skipped = 3
        else:
            declared = sign.text == "\\text" and word_of_text(found, k) in notation
            kept.append(sign._replace(text="\\operatorname") if declared else sign)
    return kept


def word_of_text(found: list[Sign], at: int) -> str:
    """Return the word in the braces behind the sign at a place."""
    texts = [sign.text for sign in found[at + 2:]]
    return "".join(texts[:texts.index("}")]) if "}" in texts else ""


def error_term(place: Place) -> s.BigO | None:
    """Return an error of the order of what stands in parentheses."""
    if not place.skip("("):
        return None
    body = place.value()
    place.take(")")
    return s.BigO(body)


def kronecker_delta(place: Place) -> s.Delta | None:
    """Return 1 where two indices agree, and 0 elsewhere."""
    if not place.skip("_"):
        return None
    found = tuple(script_list(place))
    if len(found) != 2:
        place.fail("E064", "Kronecker's delta compares two indices", "write \\delta_{ij}")
    return s.Delta(found)


def infinity(place: Place) -> s.Constant:
    """Return infinity."""
    place.take("\\infty")
    return s.Constant("oo")


ATOMS = {"\\infty": infinity} | dict.fromkeys(
    (*string.ascii_letters, *(f"\\{letter}" for letter in GREEK), *STYLES), name)
WORDS = {"e": lambda place: s.Constant("e"), "\\pi": lambda place: s.Constant("pi"),
         "O": error_term, "\\mathcal O": error_term, "\\delta": kronecker_delta}


REFUSALS = {
    "E061": Refusal("a letter that is not declared", "a = x", "y = x",
            "What nobody has declared means nothing here. A mark belongs to its letter, and is "
            "declared with it."),
    "E062": Refusal("a letter that is no function and looks like one", "u(x + y) = v",
            r"u \cdot (x + y) = v",
            "A parenthesis that touches a letter reads like an argument."),
    "E063": Refusal("a bar in an index that is part of another sign", r"w_{i \| j} = x",
            "w_i = x",
            "Only a plain bar parts the indices of a family."),
    "E064": Refusal("Kronecker's delta with one index", r"\delta_i = x", r"\delta_{ij} = x",
            "It compares two."),
}
