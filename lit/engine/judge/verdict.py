"""The verdict about a formula, and the chapters that it rests on."""

from typing import NamedTuple

FORMULAS = ("def", "thm", "err")


class Result(NamedTuple):
    """The verdict about a formula: proved, proved-for-sizes, proved-once, tested, cited, defined, refuted or failed."""

    id: str
    status: str
    label: str
    path: str
    line: int
    seconds: float
    code: str = ""


FALSE = {"notes": "As in the notes: false", "textbook": "As in the textbook: false", "scan": "As the scan reads: false"}


def label(block) -> str:
    """Return what a formula is, in words."""
    false = FALSE.get(block.keys.get("from"), "False")
    return {"def": "Definition", "thm": "Statement", "err": false}[block.kind]


def involved(book, chapter):
    """Return the chapters whose definitions chapter may use: those it names, then itself."""
    homes = {block.id: other for other in book.chapters for block in other.blocks if block.kind in FORMULAS}
    found, open_ones = {chapter.path: chapter}, [chapter]
    while open_ones:
        for block in open_ones.pop().blocks:
            for name in block.keys.get("uses", "").split() if block.kind in FORMULAS else ():
                if name in homes and homes[name].path not in found:
                    found[homes[name].path] = homes[name]
                    open_ones.append(homes[name])
    return [other for other in book.chapters if other.path in found and other is not chapter] + [chapter]
