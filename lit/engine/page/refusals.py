"""All mistakes that have a code, and what `lit explain` says of them."""

from lit.engine.formula import meaningless, notation, signs
from lit.engine.formula.reader import (
    averages,
    bars,
    brackets,
    calls,
    cases,
    derivatives,
    factors,
    names,
    optima,
    place,
    relations,
    repeated,
    scripts,
    statements,
    terms,
)
from lit.engine.text import mistakes
from lit.engine.text.refusal import Refusal

FORMULAS = (signs, bars, place, scripts, factors, terms, brackets, calls, names, relations, cases,
            averages, derivatives, repeated, optima, statements)
PAGES = (*FORMULAS, notation, meaningless, mistakes)
REFUSALS = dict(sorted(pair for page in PAGES for pair in page.REFUSALS.items()))


def explanation(code: str) -> str:
    """Return what there is to say of a code: the mistake, an example, why, and the mend."""
    refusal = REFUSALS[code]
    shown = (refusal.letters, refusal.before, refusal.example)
    examples = "\n\n".join(indented(text) for text in shown if text)
    return (f"{code}: {refusal.what}\n\n{examples}\n\n{refusal.why}\n\n"
            f"{indented(refusal.mended)}")


def indented(text: str) -> str:
    """Return an example with each line moved to the right."""
    return "\n".join(f"    {line}" for line in text.split("\n"))


def table() -> str:
    """Return the table of all codes, as Markdown."""
    head = "| Code | What is refused | Example | Mended |\n| --- | --- | --- | --- |\n"
    return head + "\n".join(map(row, REFUSALS.items())) + "\n"


def row(pair: tuple[str, Refusal]) -> str:
    """Return the row of a code and its refusal."""
    code, refusal = pair
    cells = " | ".join(map(cell, (refusal.example, refusal.mended)))
    return f"| {code} | {refusal.what} | {cells} |"


def cell(text: str) -> str:
    """Return an example as a cell of a table; one with fences or tabs does not fit in it."""
    if not text or "\n" in text.rstrip("\n") or "`" in text or "\t" in text:
        return "several lines" if text else "nothing"
    return f"`{text}`"
