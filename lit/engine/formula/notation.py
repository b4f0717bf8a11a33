"""Read a chapter's notation: each symbol with its type and its meaning."""

import re
from typing import NamedTuple

from lit.engine.text.chapter import ChapterError, nearest
from lit.engine.text.refusal import Refusal


class Symbol(NamedTuple):
    """A declared symbol; arguments are the rest of its type: sizes, a range, a property, a law."""

    key: str
    latex: str
    type: str
    arguments: tuple
    meaning: str
    line: int


TYPES = ("real", "positive", "nonnegative", "integer", "dimension", "index", "vector", "matrix",
         "function", "probability", "random", "data", "ones")
SIZES = {"vector": 1, "matrix": 2, "probability": 1, "data": 1, "ones": 1}
FORMS = ("symmetric", "positive-definite", "orthogonal", "diagonal")
MOST = SIZES | {"data": 2, "matrix": 3, "index": 1, "dimension": 0, "function": 0}
INTERVAL = re.compile(r"([(\[])\s*(-?[\d./]+)\s*,\s*(-?[\d./]+)\s*([)\]])")
LINE = re.compile(r"(?P<symbols>.+?) : (?P<type>[a-z]+)(?P<rest>[^|]*)\|(?P<meaning>.*)")


def key_of(latex: str, family: bool = False) -> str:
    """Return the canonical spelling of a symbol's LaTeX; of a family's, without its index."""
    latex = re.sub(r"\\(?:boldsymbol|bm)(?![A-Za-z])", r"\\mathbf", latex)
    word = r"\\(?:operatorname|mathrm|text)\s*\{([A-Za-z][A-Za-z0-9]*)\}"
    key = re.sub(word, r"\1", latex.strip())
    key = re.sub(r"\^\{?\([A-Za-z]\)\}?$", "^()", key) if family else key
    key = re.sub(r"\{(\\?[A-Za-z]+|\w|\*)\}",
                 lambda m: (" " if m[1][0].isalpha() else "") + m[1], key)
    return re.sub(r"\s+(?![A-Za-z])|(?<![A-Za-z])\s+", "", key)


def read(text: str, path: str = "a page", line: int = 0) -> dict[str, Symbol]:
    """Return {key: Symbol} of the lines of a notation block that begins after line.

    Raises ChapterError for a line that is not of the form SYMBOLS : TYPE | meaning.
    """
    table = {}
    for number, content in enumerate(text.split("\n"), line + 1):
        if not content.strip():
            continue
        match = LINE.fullmatch(content.strip())
        if not match or not match["meaning"].strip():
            raise ChapterError(path, number, f"not a line of notation: {content.strip()!r}",
                               "write SYMBOL : TYPE | what it means", "E101")
        rest = check_type(path, number, match["type"], match["rest"].split())
        for latex in split_symbols(match["symbols"]):
            key = key_of(latex, match["type"] in ("data", "random"))
            if key in table:
                raise ChapterError(path, number, f"{latex.strip()} is declared twice",
                                   "delete one of the lines", "E102")
            table[key] = Symbol(key, latex.strip(), match["type"], rest, match["meaning"].strip(),
                                number)
    check_families(table, path)
    return table


def check_families(table: dict[str, Symbol], path: str) -> None:
    """Raise ChapterError for a symbol with an index in parentheses that is no family."""
    for symbol in table.values():
        match = re.search(r"\^\{\(([A-Za-z])\)\}", symbol.key)
        if match and match[1] in table:
            raise ChapterError(path, symbol.line,
                               f"{symbol.latex} would be the same for every {match[1]}",
                               f"declare a family: {symbol.latex} : data m | …, or data m n for "
                               "vectors", "E103")


def check_type(path: str, line: int, name: str, rest: list[str]) -> tuple[str, ...]:
    """Return the arguments of a type. Raises ChapterError where they do not fit it."""
    if name not in TYPES:
        raise ChapterError(path, line, f"unknown type {name}", nearest(name, TYPES), "E104")
    sizes = SIZES.get(name, 0)
    if len(rest) < sizes:
        raise ChapterError(path, line, f"a {name} needs {sizes} size(s)",
                           f"write {name} {'n m'[:2 * sizes - 1]}", "E105")
    if name == "matrix" and rest[2:] and rest[2] not in FORMS:
        raise ChapterError(path, line, f"unknown form {rest[2]}", nearest(rest[2], FORMS), "E106")
    if name == "index" and not re.fullmatch(r"\w+\.\.\w+", " ".join(rest)):
        raise ChapterError(path, line, "an index needs its range", "write index 1..n", "E107")
    number = name in ("real", "positive", "nonnegative", "integer")
    if number and rest and not INTERVAL.fullmatch(" ".join(rest)):
        raise ChapterError(path, line, f"{' '.join(rest)} is no interval",
                           f"write {name} (0, 1), or [0, 1] with its ends", "E108")
    if len(rest) > MOST.get(name, 9):
        allowed = " ".join(rest[:MOST[name]]) or "its name"
        raise ChapterError(path, line, f"a {name} takes nothing more than {allowed}",
                           f"delete {' '.join(rest[MOST[name]:])}", "E109")
    return tuple(rest)


def split_symbols(text: str) -> list[str]:
    """Return the symbols of a comma-separated list; commas inside braces or brackets stay."""
    return [part for part in re.split(r",(?![^{(\[]*[})\]])", text) if part.strip()]


REFUSALS = {
    "E101": Refusal("a line that is not of the form of a notation", "x | a number",
            "x : real | a number",
            "A letter without a type promises nothing, and one without a meaning tells the reader "
            "nothing."),
    "E102": Refusal("a letter that is declared twice", "x, x : real | a number",
            "x : real | a number", "Which of the two should hold?"),
    "E103": Refusal("a member of a family, declared as one letter",
            "i : index 1..2 | a place\nx^{(i)} : real | a number",
            "i : index 1..2 | a place\nm : dimension | a size\nx^{(i)} : data m | numbers",
            "It would be the same number for every i, and a sum over it silently wrong."),
    "E104": Refusal("an unknown type", "x : reel | a number", "x : real | a number",
            "A misspelt type would be no promise at all."),
    "E105": Refusal("a type without its size", "x : vector | a point",
            "n : dimension | a size\nx : vector n | a point",
            "Every dimension has a letter, so that what fits together can be seen."),
    "E106": Refusal("an unknown form of a matrix", "A : matrix n n symetric | a table",
            "A : matrix n n symmetric | a table", "A misspelt form would be no promise at all."),
    "E107": Refusal("an index without its range", "i : index n | a place",
            "i : index 1..n | a place", "Whether it begins at 0 or at 1 must not be guessed."),
    "E108": Refusal("what is no interval, behind a type of numbers", "s : real {-1, 1} | a label",
            "s : real [-1, 1] | a number between", "Only an interval can restrict a letter; for "
            "some values, state in the formula that it is one of them."),
    "E109": Refusal("more than a type takes", "n : dimension 3 | a size",
            "n : dimension | a size", "What is not understood must not be passed over."),
}
