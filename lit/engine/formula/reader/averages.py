"""Read expectations, variances, covariances and probabilities."""

from functools import partial

from lit.engine.formula import syntax as s
from lit.engine.formula.reader.brackets import values
from lit.engine.formula.reader.cases import indicator, words
from lit.engine.formula.reader.names import name
from lit.engine.formula.reader.place import Place, inside
from lit.engine.formula.reader.relations import chain, first_part, law
from lit.engine.formula.reader.scripts import script_text
from lit.engine.formula.reader.terms import only_factor
from lit.engine.formula.signs import RELATIONS
from lit.engine.text.refusal import Refusal


AVERAGES = ("E", "Var", "Cov", "P")
CLOSING = {"[": "]", "(": ")", "\\{": "\\}"}


def average(place: Place, kind: str) -> s.Average:
    """Return an expectation, variance, covariance or probability."""
    over = averaged_letter(place) if place.skip("_") else None
    if kind == "E" and place.next not in ("[", "("):
        return s.Average(kind, over, (only_factor(place),))
    opened = place.take(*CLOSING)
    bodies = conditions(place) if kind == "P" else values(place)
    if place.next == "\\mid":
        place.fail("E073", f"{kind} is not declared in the chapter's notation",
                   "declare a conditional one as a function")
    place.take(CLOSING[opened])
    if len(bodies) != (2 if kind == "Cov" else 1) and kind != "P":
        place.fail("E074", f"{kind} of {len(bodies)} things",
                   "write one, and two for Cov; a condition is a sum of its own")
    return s.Average(kind, over, tuple(bodies))


def averaged_letter(place: Place) -> s.Node:
    """Return the letter in the index of an average, or the chain that says its law."""
    if not place.skip("{"):
        return name(place)
    letter = first_part(place)
    if place.skip("\\sim"):
        letter = s.Chain((letter, law(place)), ("law",))
    place.take("}")
    return letter


def conditions(place: Place) -> list[s.Chain]:
    """Return the chains of a condition, separated by commas or the word and."""
    found = [chain(place)]
    while another_ahead(place):
        skip_and(place)
        found.append(chain(place))
    return found


def another_ahead(place: Place) -> bool:
    """Return whether another condition follows: behind a comma and no wide space, or the word."""
    wide = ("\\quad", "\\qquad", "\\\\", "\\text", "\\forall", "&", "")
    return place.next == "," and place.after not in wide or and_ahead(place)


def and_ahead(place: Place) -> bool:
    """Return whether the word and comes next."""
    word = [sign.text for sign in place.signs[place.at + 2:place.at + 5]]
    return place.next == "\\text" and word == [*"and"]


def skip_and(place: Place) -> None:
    """Step behind a comma or the word and."""
    if place.next == "\\text":
        words(place)
    else:
        place.take(",")


def blackboard_letter(place: Place) -> s.Node:
    """Return what a letter in blackboard style begins."""
    start = place.at
    place.take("\\mathbb")
    letter = script_text(place)
    if letter in ("E", "P"):
        return average(place, letter)
    if letter == "V" and place.next in ("[", "("):
        return average(place, "Var")
    if letter == "1" and place.next in ("[", "\\{"):
        return indicator(place)
    if letter == "1" and place.next == "_" and condition_in_index(place):
        return indicator_by_index(place)
    place.at = start
    return name(place)


def condition_in_index(place: Place) -> bool:
    """Return whether the index that comes next holds a relation."""
    start = place.at
    place.take("_")
    found = not RELATIONS.keys().isdisjoint(inside(place))
    place.at = start
    return found


def indicator_by_index(place: Place) -> s.Indicator:
    """Return an indicator: 1 where the condition in its index holds."""
    place.take("_")
    place.take("{")
    condition = chain(place)
    place.take("}")
    return s.Indicator(condition)


def probability(place: Place) -> s.Average:
    """Return a probability that is written as \\Pr."""
    place.take("\\Pr")
    return average(place, "P")


def average_by_word(place: Place, kind: str) -> s.Average | None:
    """Return an average whose letter or word nobody has declared, if its brackets follow."""
    if place.next in ("(", "[", "_"):
        return average(place, kind)
    if len(kind) > 1:
        place.fail("E087", f"{kind} without brackets", f"write \\operatorname{{{kind}}}[…]")
    return None


ATOMS = {"\\mathbb": blackboard_letter, "\\Pr": probability}
WORDS = {kind: partial(average_by_word, kind=kind) for kind in AVERAGES}


REFUSALS = {
    "E073": Refusal("an average under a condition", r"P(s > 0 \mid x) = y", "P(s > 0) = y",
            "A conditional probability is a function of its own; declare it as one."),
    "E087": Refusal("a variance or covariance without brackets", r"\operatorname{Var} s = x",
            r"\operatorname{Var}[s] = x", "Nothing tells where it ends."),
    "E074": Refusal("an average of several things", r"\mathbb{E}[x, y] = z",
            r"\mathbb{E}[x + y] = z",
            "A mean has one body, and a covariance two."),
}
