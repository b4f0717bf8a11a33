"""The verdict about a formula, and the chapters that it rests on."""

from typing import NamedTuple

FORMULAS = ("def", "thm", "err")


class Result(NamedTuple):
    """The verdict about a formula: proved, proved-for-sizes, tested, cited, defined, refuted or failed."""

    id: str
    status: str
    label: str
    path: str
    line: int
    seconds: float


def involved(book, chapter):
    """Return the chapters whose definitions chapter may use: those it names, then itself."""
    homes = {block.id: other for other in book.chapters for block in other.blocks if block.kind in FORMULAS}
    names = [name for block in chapter.blocks if block.kind in FORMULAS
             for name in block.keys.get("uses", "").split()]
    found = {homes[name].path: homes[name] for name in names if name in homes}
    return [*(other for other in found.values() if other is not chapter), chapter]
