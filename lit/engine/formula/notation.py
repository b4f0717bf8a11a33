"""Read a chapter's notation: each symbol with its type and its meaning."""

import re
from typing import NamedTuple

from lit.engine.text.chapter import ChapterError, nearest


class Symbol(NamedTuple):
    """A declared symbol; arguments are the rest of its type: sizes, a range, a property, a law."""

    key: str
    latex: str
    type: str
    arguments: tuple
    meaning: str
    line: int


TYPES = ("real", "positive", "nonnegative", "integer", "dimension", "index", "vector", "matrix", "function",
         "probability", "random", "data", "ones")
SIZES = {"vector": 1, "matrix": 2, "probability": 1, "data": 1, "ones": 1}
FORMS = ("symmetric", "positive-definite", "orthogonal", "diagonal")
MOST = SIZES | {"data": 2, "matrix": 3, "index": 1, "dimension": 0, "function": 0}
INTERVAL = re.compile(r"([(\[])\s*(-?[\d./]+)\s*,\s*(-?[\d./]+)\s*([)\]])")
LINE = re.compile(r"(?P<symbols>.+?) : (?P<type>[a-z]+)(?P<rest>[^|]*)\|(?P<meaning>.*)")


def key_of(latex, family=False):
    """Return the canonical spelling of a symbol's LaTeX; of a family's, without its index."""
    key = re.sub(r"\\(?:operatorname|mathrm|text)\s*\{([A-Za-z]+)\}", r"\1", latex.strip())
    key = re.sub(r"\^\{?\([A-Za-z]\)\}?$", "^()", key) if family else key
    key = re.sub(r"\{(\\?[A-Za-z]+|\w|\*)\}", lambda m: (" " if m[1][0].isalpha() else "") + m[1], key)
    return re.sub(r"\s+(?![A-Za-z])|(?<![A-Za-z])\s+", "", key)


def read(text, path="a page", line=0):
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
                               "write SYMBOL : TYPE | what it means")
        rest = check_type(path, number, match["type"], match["rest"].split())
        for latex in split_symbols(match["symbols"]):
            key = key_of(latex, match["type"] in ("data", "random"))
            if key in table:
                raise ChapterError(path, number, f"{latex.strip()} is declared twice", "delete one of the lines")
            table[key] = Symbol(key, latex.strip(), match["type"], rest, match["meaning"].strip(), number)
    check_families(table, path)
    return table


def check_families(table, path):
    """Raise ChapterError for a symbol with an index in parentheses that is no family."""
    for symbol in table.values():
        match = re.search(r"\^\{\(([A-Za-z])\)\}", symbol.key)
        if match and match[1] in table:
            raise ChapterError(path, symbol.line, f"{symbol.latex} would be the same for every {match[1]}",
                               f"declare a family: {symbol.latex} : data m | …, or data m n for vectors")


def check_type(path, line, name, rest):
    """Return the arguments of a type. Raises ChapterError where they do not fit it."""
    if name not in TYPES:
        raise ChapterError(path, line, f"unknown type {name}", nearest(name, TYPES))
    sizes = SIZES.get(name, 0)
    if len(rest) < sizes:
        raise ChapterError(path, line, f"a {name} needs {sizes} size(s)", f"write {name} {'n m'[:2 * sizes - 1]}")
    if name == "matrix" and rest[2:] and rest[2] not in FORMS:
        raise ChapterError(path, line, f"unknown form {rest[2]}", nearest(rest[2], FORMS))
    if name == "index" and not re.fullmatch(r"\w+\.\.\w+", " ".join(rest)):
        raise ChapterError(path, line, "an index needs its range", "write index 1..n")
    if name in ("real", "positive", "nonnegative", "integer") and rest and not INTERVAL.fullmatch(" ".join(rest)):
        raise ChapterError(path, line, f"{' '.join(rest)} is no interval", f"write {name} (0, 1), or [0, 1] with its ends")
    if len(rest) > MOST.get(name, 9):
        raise ChapterError(path, line, f"a {name} takes nothing more than {' '.join(rest[:MOST[name]]) or 'its name'}",
                           f"delete {' '.join(rest[MOST[name]:])}")
    return tuple(rest)


def split_symbols(text):
    """Return the symbols of a comma-separated list; commas inside braces or brackets stay."""
    return [part for part in re.split(r",(?![^{(\[]*[})\]])", text) if part.strip()]
