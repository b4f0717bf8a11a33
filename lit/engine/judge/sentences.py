"""Numbers in sentences: those that are tied to an experiment, and those that are not."""

import ast
import re
from decimal import Decimal
from typing import Any, NamedTuple

from lit.engine.text.chapter import Block, Chapter, ChapterError, nearest, split
from lit.engine.text.prose import fenceless, spanless

CLAIM = re.compile(r"\[([^\]\[]+)\]\(#(test-[a-z0-9-]+)\s+\"([^\"]+)\"\)")


class Claim(NamedTuple):
    """Words of a chapter that an experiment supports, with its id and the expression for them."""

    words: str
    block: str
    expression: str
    line: int


def prose(chapter: Chapter) -> str:
    """Return the chapter's text with all blocks and code spans blanked, each character in place."""
    shifted = "\n" + chapter.text
    return spanless(fenceless(shifted, split(chapter.path, shifted)[1]))[1:]


def claims(chapter: Chapter) -> list[Claim]:
    """Return the claims of a chapter. Raises ChapterError for one without its experiment."""
    text, found = prose(chapter), []
    tests = [block.id for block in chapter.blocks if block.kind == "test"]
    for match in CLAIM.finditer(text):
        words, name, expression = (" ".join(part.split()) for part in match.groups())
        line = text.count("\n", 0, match.start()) + 1
        if name not in tests:
            raise ChapterError(chapter.path, line, f"no experiment {name} in this chapter",
                               nearest(name, tests) if tests else "write one")
        found.append(Claim(words, name, expression, line))
    return found


POWER = r"10\^\{?(?P<power>-?\d+)\}?"
TIMES = POWER.replace("power", "times")
NUMBER = re.compile(rf"{POWER}(?!\d)|(?P<digits>-?\d[\d ]*(?:\.\d+)?)(?: *\\cdot *{TIMES})?")


def written(words: str) -> tuple[Decimal, Decimal] | None:
    """Return the one number in words and the unit of its last digit; None for none or several."""
    plain = words.replace("−", "-").replace("\N{NO-BREAK SPACE}", " ")
    found = list(NUMBER.finditer(plain))
    if len(found) != 1:
        return None
    digits = (found[0]["digits"] or "1").replace(" ", "")
    power = int(found[0]["power"] or found[0]["times"] or 0)
    last = len(digits.partition(".")[2])
    return Decimal(digits).scaleb(power), Decimal(1).scaleb(power - last)


def agrees(words: str, value: Any) -> bool:
    """Return whether a value supports the words: a condition that holds, or their number."""
    if isinstance(value, bool) or getattr(value, "dtype", None) == bool:
        return bool(value)
    number = written(words)
    return number is not None and abs(Decimal(float(value)) - number[0]) <= number[1] / 2


def computes(expression: str) -> bool:
    """Return whether an expression computes anything, and is not just a value that was typed."""
    parts = ast.walk(ast.parse(expression, mode="eval"))
    return any(isinstance(part, ast.Name | ast.BinOp) for part in parts)


def check_claims(chapter: Chapter, block: Block, names: dict) -> None:
    """Compute the claims that rest on a block which has run and left these names.

    Raises: ChapterError for words that do not agree with their value.
    """
    for claim in (one for one in claims(chapter) if one.block == block.id):
        try:
            value = eval(claim.expression, names)  # noqa: S307
            supported, computed = agrees(claim.words, value), computes(claim.expression)
        except Exception as error:
            what = f"{claim.expression} cannot be computed after {block.id}: {error}"
            raise ChapterError(chapter.path, claim.line, what, "use names of that block") from None
        what, mend = f"which is {value}", "mend the sentence or the experiment"
        if not computed:
            what, mend = "which was typed and not computed", "use what the block has found"
        if not (supported and computed):
            what = f"“{claim.words}” is not supported by {claim.expression}, {what}"
            raise ChapterError(chapter.path, claim.line, what, mend)


FORMULA = re.compile(r"\$([^$]+)\$")
SET_ASIDE = re.compile(r"""
    ^\#.*$ | ^\ *\d+\.\ | \]\([^)]*\) | \{\ *\#[^}\n]*\}  # headings, lists, links, attributes
    | \b1[89]\d\d\b | \b20[0-2]\d\b | \b(?:chapter|section|step|volume)s?\ [\d.]+
""", re.X | re.M)
NUMERAL = re.compile(r"""
    [-−]?(?<![\w.\#-])(?:\d[\d ]*\.\d+|\d[\d ]*\d)(?:\ *\\cdot\ *10\^\{?-?\d+\}?|\^\{?-?\d+\}?)?
    | \b(?:a|an|one|two|three|four|nine)\s(?:half|halves|thirds?|quarters?|fifths?|sixths?|tenths?
        |twentieth|hundredths?|thousandths?|millionths?)\b
    | \b(?:half\sof|twice|dozens?|hundreds?|thousands?|millions?|(?<!at\s)most\sof)\b
""", re.X | re.I)


def blank(found: re.Match) -> str:
    """Return spaces in place of what was found, with its ends of lines."""
    return re.sub(r"[^\n]", " ", found[0])


def plain(formula: re.Match) -> str:
    """Return an inline formula without its dollars if it is a number, and blank otherwise."""
    number = NUMERAL.fullmatch(formula[1].strip())
    return formula[0].replace("$", " ") if number else blank(formula)


def loose(chapter: Chapter) -> list[tuple[int, str]]:
    """Return (line, words) of each number in a sentence that no experiment supports."""
    text = re.split(r"^## Sources", prose(chapter), maxsplit=1, flags=re.M)[0]
    text = SET_ASIDE.sub(blank, FORMULA.sub(plain, CLAIM.sub(blank, text)))
    return [(text.count("\n", 0, found.start()) + 1, " ".join(found[0].split()))
            for found in NUMERAL.finditer(text)]
