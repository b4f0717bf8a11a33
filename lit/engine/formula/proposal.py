"""Propose a notation for a formula that has none, from the way in which its letters are used."""

import re
from collections.abc import Iterator

from lit.engine.formula.notation import Symbol, read
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.signs import FormulaError
from lit.engine.text.chapter import ChapterError

UNDECLARED = re.compile(r"(.+) is not declared")
MOST_LETTERS = 40


def proposed(latex: str, notation: dict[str, Symbol] | None = None) -> list[str]:
    """Return the lines of a notation block with the letters of a formula that notation lacks.

    A formula that cannot be read has the lines of the letters before the place where it stops.
    """
    known, lines = dict(notation or {}), list[str]()
    for _ in range(MOST_LETTERS):
        letter = undeclared(latex, known)
        if letter is None:
            break
        for line in guesses(letter, latex, known):
            try:
                known |= read(line)
                lines.append(line)
            except ChapterError:  # a letter that cannot be declared: the reader says why
                return lines
    return sorted(lines, key=lambda line: ORDER.get(line.split(" : ")[1].split(" ")[0], 1))


def undeclared(latex: str, notation: dict[str, Symbol]) -> str | None:
    """Return the first letter of a formula that is not in the notation, None if there is none."""
    try:
        parse(latex, notation)
    except FormulaError as error:
        found = UNDECLARED.match(error.what) if error.code == "E061" else None
        return found[1] if found else None
    return None


ORDER = {"dimension": 0, "index": 2, "vector": 3, "matrix": 4, "function": 5}
SUM = re.compile(r"\\(?:sum|prod)\s*_\s*\{?\s*([a-zA-Z])\s*=\s*(\d+)\s*\}?\s*"
                 r"\^\s*(?:\{\s*([a-zA-Z])\s*\}|([a-zA-Z]))")
AS_FUNCTION = set("fghFG") | {r"\varphi", r"\phi", r"\psi", r"\sigma"}
WHOLE = set("ijklmnN")


def spelling(letter: str) -> str:
    """Return a pattern for a letter as authors spell it: bold and hats with or without braces."""
    mark, _, sign = letter.rpartition(" ")
    if mark.startswith("\\"):
        return rf"{re.escape(mark)}\s*\{{?\s*{re.escape(sign)}\s*\}}?"
    return re.escape(letter) + (r"(?![A-Za-z])" if letter[-1].isalpha() and len(letter) > 1 else "")


def guesses(letter: str, latex: str, known: dict[str, Symbol]) -> Iterator[str]:
    """Yield lines of a notation that declare a letter, and before it the size that it needs."""
    sums = {index: (int(low), upper or other) for index, low, upper, other in SUM.findall(latex)}
    place = rf"_\s*(?:\{{\s*\w?\s*,?\s*)?{letter}(?!\w*\()" if letter in WHOLE else "(?!)"
    is_place = re.search(place, SUM.sub("", latex))
    if letter in sums and not is_place:
        yield f"{letter} : integer | the index of a sum"
    elif letter in sums:
        low, upper = sums[letter]
        yield from size(upper, known)
        yield f"{letter} : index {low}..{upper} | the index of a sum"
    elif letter in {upper for _, upper in sums.values()}:
        yield from size(letter, known)
    elif is_place:
        yield from size("n", known)
        yield f"{letter} : index 1..n | a place"
    else:
        length, line = value_guess(letter, latex, sums)
        if length:
            yield from size(length, known)
        yield line


def value_guess(letter: str, latex: str, sums: dict[str, tuple[int, str]]) -> tuple[str, str]:
    """Return the size that a letter needs, or "", and the line that declares it; it is no index.

    sums: {index: (first value, last value)} of the sums in the formula.
    """
    bold, bare, name = letter.startswith("\\mathbf"), letter.rpartition(" ")[2], spelling(letter)
    places = re.findall(rf"{name}\s*_\s*(\{{\s*[a-z]\s*,?\s*[a-z]?\s*\}}|[a-z])", latex)
    entries = [re.sub(r"[^a-z]", "", found) for found in places]
    length = next((sums[found[0]][1] for found in entries if found[0] in sums), "n")
    upright = rf"{name}\s*\^\s*(?:\{{\s*)?(?:\\top|T\b|\\mathsf|-1)"
    call = rf"{name}\s*'*(?:\^\s*\S+\s*)?(?:\\left)?\("
    if any(len(found) == 2 for found in entries) or bare.isupper() and (
            bold or re.search(upright, latex)):
        return "n", f"{letter} : matrix n n | a square table"
    if entries or bold or re.search(upright, latex) or re.search(
            rf"\\\|[^|]*{name}[^|]*\\\|", latex):
        return length, f"{letter} : vector {length} | a column"
    if bare in AS_FUNCTION and re.search(call, latex):
        return "", f"{letter} : function | a function of a real number"
    return "", f"{letter} : {'integer' if bare in WHOLE else 'real'} | a number"


def size(letter: str, known: dict[str, Symbol]) -> Iterator[str]:
    """Yield the line that declares a size, if it is not known."""
    if letter not in known:
        yield f"{letter} : dimension | a size"
