"""Turn other spellings of a formula into the book's own, where they can mean one thing only."""

from lit.engine.formula.notation import Symbol
from lit.engine.formula.reader.place import PARTNERS
from lit.engine.formula.signs import FUNCTIONS, Sign

WORDS = {*FUNCTIONS, "max", "min", "sup", "inf"}
LETTERED = ("\\operatorname", "\\mathrm", "\\text")


def with_known_words(found: list[Sign], notation: dict[str, Symbol]) -> list[Sign]:
    """Return signs in which a word that has a command of its own, and is not declared, is that
    command.
    """
    kept: list[Sign] = []
    at = 0
    while at < len(found):
        end = closing(found, at + 1) if found[at].text in LETTERED else None
        word = "".join(sign.text for sign in found[at + 2:end]) if end else ""
        if end and word in WORDS and word not in notation:
            kept.append(found[at]._replace(text=f"\\{word}"))
            at = end + 1
        else:
            kept.append(found[at])
            at += 1
    return kept


def closing(found: list[Sign], at: int) -> int | None:
    """Return the place of the brace that closes the one at a place.

    None where none stands there.
    """
    depth = 0
    for place in range(at, len(found)):
        depth += (found[place].text == "{") - (found[place].text == "}")
        if depth == 0:
            return place if place > at else None
    return None


PARTING = {"+", "-", "=", "<", ">", ","}


def without_braces(found: list[Sign]) -> list[Sign]:
    """Return signs without the braces around a product behind a function, which nobody sees."""
    left: set[int] = set()
    for at, sign in enumerate(found):
        if sign.text[:1] == "\\" and sign.text[1:] in FUNCTIONS:
            at = behind_power(found, at + 1)
            end = closing(found, at) if found[at].text == "{" else None
            texts = {one.text for one in found[at + 1:end]} if end else set()
            if texts and not texts & (PARTING | set(PARTNERS)):
                left |= {at, end or at}
    return [sign for at, sign in enumerate(found) if at not in left]


def behind_power(found: list[Sign], at: int) -> int:
    """Return the place behind the power that stands at a place, if one does."""
    if found[at].text != "^" or at + 1 >= len(found):
        return at
    end = closing(found, at + 1)
    return end + 1 if end else at + 2
