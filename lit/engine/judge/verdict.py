"""The verdict about a formula, and the chapters that it rests on."""

from typing import NamedTuple

from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError

FORMULAS = ("def", "thm", "err")


class Result(NamedTuple):
    """The verdict about a formula: proved, proved-for-sizes, proved-once, argued, tested, cited,
    defined, refuted or failed.

    uses: the ids of the definitions that it rests on, as the run found them, and of what its author
    names besides.
    """

    id: str
    status: str
    label: str
    path: str
    line: int
    seconds: float
    code: str = ""
    uses: tuple = ()


FALSE = {"notes": "As in the notes: false", "textbook": "As in the textbook: false",
         "scan": "As the scan reads: false"}


def label(block: Block) -> str:
    """Return what a formula is, in words."""
    false = FALSE.get(block.keys.get("from", ""), "False")
    return {"def": "Definition", "thm": "Statement", "err": false}[block.kind]


def told(chapter: Chapter, block: Block) -> list[str]:
    """Return the ids in the keys uses of a formula and of its proofs, each once."""
    proofs = [other for other in chapter.blocks if other.keys.get("proves") == block.id]
    return list(dict.fromkeys(name for one in (block, *proofs)
                              for name in one.keys.get("uses", "").split()))


def check_told(book: Book, chapter: Chapter, block: Block) -> None:
    """Raise ChapterError where a formula is said to rest on itself, or on one that is shown to be
    false.
    """
    homes = {other.id: (one, other) for one in book.chapters for other in one.blocks
             if other.kind in FORMULAS}
    false = [name for name in told(chapter, block) if name in homes
             and homes[name][1].kind == "err"]
    if false and block.kind != "err":
        raise ChapterError(chapter.path, block.line,
                           f"{block.id} rests on {false[0]}, which is shown to be false",
                           f"take {false[0]} out of uses=, or name what is true")
    reached, open_ones = set(), told(chapter, block)
    while open_ones:
        name = open_ones.pop()
        if name == block.id:
            raise ChapterError(chapter.path, block.line,
                               f"{block.id} rests on itself, by way of its uses=",
                               "begin with one that needs none of the others")
        if name in homes and name not in reached:
            reached.add(name)
            open_ones += told(*homes[name])


def involved(book: Book, chapter: Chapter) -> list[Chapter]:
    """Return the chapters whose definitions chapter may use: those it names, then itself."""
    homes = {block.id: other for other in book.chapters for block in other.blocks
             if block.kind in FORMULAS}
    found, open_ones = {chapter.path: chapter}, [chapter]
    while open_ones:
        for block in open_ones.pop().blocks:
            for name in block.keys.get("uses", "").split() if block.kind in FORMULAS else ():
                if name in homes and homes[name].path not in found:
                    found[homes[name].path] = homes[name]
                    open_ones.append(homes[name])
    return ([other for other in book.chapters if other.path in found and other is not chapter]
            + [chapter])
