"""Print how many of the formulas of the notes' contract the parser reads, and why it does not read the others.

Usage: python benchmarks/inventory_reading.py

Each formula gets a notation made for it: a letter that is called is a function, any other a
number. So this measures the parser alone; what a formula means is checked where a chapter has it.
"""

import re
from collections import Counter
from pathlib import Path

import yaml

from lit.engine.latex import parse
from lit.engine.signs import FormulaError
from lit.engine.notation import Symbol

ROOT = Path(__file__).resolve().parents[1]


def read(tex):
    """Return None if the parser reads tex with a notation made for it, else its error."""
    notation = {}
    for _ in range(60):
        try:
            parse(tex, notation)
        except FormulaError as error:
            match = re.match(r"(.+) is not declared", error.what)
            if not match or match[1] in notation:
                return error
            notation[match[1]] = Symbol(match[1], match[1], kind_of(match[1], tex), ("1..2",), "a letter", 0)
        else:
            return None
    return FormulaError(1, "too many letters", "declare fewer")


def kind_of(key, tex):
    """Return the type that a letter seems to have: a function is called, an index stands in an index."""
    plain = re.escape(key.split()[-1].split("^")[0].split("_")[0].lstrip("\\"))
    if re.search(rf"(?<![A-Za-z]){plain}\}}*'*(?:_[a-z\\]+|_\{{[^}}]*\}})?(?:\\[bB]igl?|\\left)?\(", tex):
        return "function"
    return "index" if re.search(rf"_(?:{plain}\b|\{{[^}}]*\b{plain}\b)", tex) else "real"


def main():
    """Print the count, the reasons, and each formula that is not read."""
    items = yaml.safe_load((ROOT / "docs/inventory.yaml").read_text(encoding="utf-8"))
    wanted = [item for item in items if item.get("latex") and item["check"]["type"] in ("symbolic", "numeric")]
    everything = [item for item in items if item.get("latex")]
    errors = {item["id"]: read(item["latex"]) for item in everything}
    for name, group in (("with a formula", everything), ("checked symbolically or numerically", wanted)):
        done = sum(errors[item["id"]] is None for item in group)
        print(f"{done} of {len(group)} items {name} are read ({100 * done / len(group):.0f}%)")
    reasons = Counter(re.sub(r"\S*[\\{}^_']\S*|\d+", "…", error.what) for error in errors.values() if error)
    for reason, count in reasons.most_common(12):
        print(f"{count:4}  {reason}")
    for item in everything:
        if errors[item["id"]]:
            print(f"\n{item['id']}: {errors[item['id']]}\n    {item['latex']}")


if __name__ == "__main__":
    main()
