"""Print how many of the formulas of the notes' contract the parser reads, and why it does not read the others.

Usage: python benchmarks/inventory_reading.py

Each formula gets a notation made for it: a letter that is called is a function, any other a
number. So this measures the parser alone, on strings that were written for people: many hold words,
or state nothing. What they mean stands in the chapters, in the book's own LaTeX; so the last count is of
the items that a displayed formula of the book claims, which was read, given a meaning and judged.
"""

import re
from collections import Counter
from pathlib import Path

import yaml

from lit.engine.text.book import open_book
from lit.engine.formula.reader.averages import AVERAGES
from lit.engine.formula.reader.statements import parse
from lit.engine.judge.ledger import claims
from lit.engine.formula.notation import Symbol, key_of
from lit.engine.formula.signs import FUNCTIONS, FormulaError
from lit.engine.judge.verdict import FORMULAS

ROOT = Path(__file__).resolve().parents[1]


HEAD = re.compile(r"""((?:\\(?:hat|tilde|mathcal|mathbf)\s*\{?)?(?:\\(?:operatorname|mathrm)\{\w+\}|\\[A-Za-z]+|[A-Za-z])\}?
                  (?:_(?:\{[^{}]*(?:\{[^{}]*\})?[^{}]*\}|\\?[A-Za-z]+|\d))?)'*(?:_[+-])?\s*(?:\\[bB]igl?|\\left)?\(([^()]*)""", re.X)


def symbol(key, kind):
    """Return a Symbol of that key and type."""
    return Symbol(key, key, kind, ("1..2",) if kind == "index" else (), "a letter", 0)


def called(tex):
    """Return {key: Symbol} of what seems to be called: no sum stands in the parentheses behind it."""
    found = {}
    for match in HEAD.finditer(tex):
        key = key_of(re.sub(r"\\rm\s+(\w+)", r"\\mathrm{\1}", match[1]))
        plain = key.split("_")[0].lstrip("\\")
        if not re.search(r"[+-]", match[2].lstrip("-")) and plain not in (*FUNCTIONS, "bigl", "max", "min", *AVERAGES):
            found[key] = symbol(key, "function")
    return found


def read(tex):
    """Return None if the parser reads tex with a notation made for it, else its error."""
    notation = called(tex)
    for _ in range(60):
        try:
            parse(tex, notation)
        except FormulaError as error:
            match = re.match(r"(.+) is not declared", error.what)
            if not match or match[1] in notation:
                return error
            plain = re.escape(match[1].split()[-1].split("^")[0].split("_")[0].lstrip("\\"))
            index = re.search(rf"_(?:{plain}(?![A-Za-z])|\{{[^}}]*(?<![A-Za-z\\]){plain}(?![A-Za-z]))", tex)
            notation[match[1]] = symbol(match[1], "index" if index else "real")
        else:
            return None
    return FormulaError(1, "too many letters", "declare fewer")


def main():
    """Print the count, the reasons, and each formula that is not read."""
    items = yaml.safe_load((ROOT / "docs/inventory.yaml").read_text(encoding="utf-8"))
    wanted = [item for item in items if item.get("latex") and item["check"]["type"] in ("symbolic", "numeric")]
    told = {name: {part["kind"] for part in parts} for name, parts in claims(open_book(str(ROOT))).items()}
    everything = [item for item in items if item.get("latex")]
    errors = {item["id"]: read(item["latex"]) for item in everything}
    for name, group in (("with a formula", everything), ("checked symbolically or numerically", wanted)):
        done = sum(errors[item["id"]] is None for item in group)
        print(f"{done} of {len(group)} items {name} are read as they stand ({100 * done / len(group):.0f}%)")
        shown = sum(bool(told[item["id"]] & set(FORMULAS)) for item in group)
        print(f"{shown} of {len(group)} are displayed by the book, read and judged ({100 * shown / len(group):.0f}%)")
    reasons = Counter(re.sub(r"\S*[\\{}^_']\S*|\d+", "…", error.what) for error in errors.values() if error)
    for reason, count in reasons.most_common(12):
        print(f"{count:4}  {reason}")
    for item in everything:
        if errors[item["id"]]:
            print(f"\n{item['id']}: {errors[item['id']]}\n    {item['latex']}")


if __name__ == "__main__":
    main()
