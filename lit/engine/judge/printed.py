"""Compare each formula that is shown as somebody else's with what is printed there."""

import re
from collections.abc import Iterator

from lit.engine.formula.reader.statements import parse
from lit.engine.formula.notation import read
from lit.engine.formula.signs import FormulaError
from lit.engine.formula.syntax import ArgOpt, Chain, Implies, Node, Number
from lit.engine.judge.contract import errata
from lit.engine.judge.verdict import involved
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError, nearest

ORIGINS = {
    "notes": ("formula", "claim", "overclaim", "slip"),
    "scan": ("scan",),
    "textbook": ("textbook",),
}


def relettered(tex: str, letters: dict[str, str]) -> str:
    """Return a formula with the chapter's letters in place of those that are printed."""
    if not letters:
        return tex
    words = "|".join(sorted(map(re.escape, letters), key=len, reverse=True))
    return re.sub(rf"(?<![A-Za-z\\])(?:{words})(?![A-Za-z])", lambda match: letters[match[0]], tex)


def conditions(statements: list) -> list:
    """Return the conditions under which statements are said to hold."""
    return [given for one in statements if isinstance(one, Implies) for given in one.given]


def conclusions(statements: list) -> list:
    """Return what statements say, without their conditions."""
    return [
        part for one in statements for part in (one.then if isinstance(one, Implies) else (one,))
    ]


def links(statements: list) -> list:
    """Return the relations between neighbours in statements; what is no chain stays whole."""
    found = []
    for one in conclusions(statements):
        chain = isinstance(one, Chain)
        found += (
            [Chain(one.parts[k : k + 2], (op,)) for k, op in enumerate(one.ops)] if chain else [one]
        )
    return found


def exact(link: Node) -> Node:
    """Return a rounded link as an exact one, with the number as it is written."""
    if not isinstance(link, Chain) or link.ops != ("~",):
        return link
    return Chain(
        tuple(Number(part.value) if isinstance(part, Number) else part for part in link.parts),
        ("=",),
    )


def follows(fence: list, printed: list) -> bool:
    """Return whether the statements of fence say no more than those that are printed."""
    stated, asked = links(printed), conditions(fence)
    return all(one in stated or exact(one) in stated for one in links(fence)) and all(
        one in asked for one in conditions(printed)
    )


def sides(statements: list) -> list:
    """Return the sides of all relations, and what is made small or large in one."""
    found = [
        part for one in conclusions(statements) if isinstance(one, Chain) for part in one.parts
    ]
    return [*found, *(part.body for part in found if isinstance(part, ArgOpt))]


def expression(tex: str, notation: dict) -> Node:
    """Return what a formula without a relation is read as. Raises FormulaError."""
    ((one,),) = [links(parse(f"{tex} = {tex}", notation))]
    return one.parts[0]


def as_printed(fence: list, printed: list[str], notation: dict) -> bool:
    """Return whether the statements of fence say what is printed, or less. Raises FormulaError."""
    if len(printed) == 1:
        try:
            return follows(fence, parse(printed[0], notation))
        except FormulaError as error:
            if "no relation" not in error.what:
                raise
    return all(expression(tex, notation) in sides(fence) for tex in printed)


def check_printed(book: Book) -> list[ChapterError]:
    """Return a ChapterError for each formula that does not earn the name of its origin."""
    told = {
        name: mistake
        for mistakes in errata(book).values()
        for mistake in mistakes
        for name in mistake.get("shown", "").split()
    }
    found = []
    for chapter in book.chapters:
        for block in chapter.blocks:
            if "from" in block.keys:
                for what, mend in doubts(book, chapter, block, told.get(block.id)):
                    found.append(ChapterError(chapter.path, block.line, f"{block.id} {what}", mend))
    return found


def doubts(
    book: Book, chapter: Chapter, block: Block, mistake: dict | None
) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, how to mend it) where a formula does not earn its label."""
    origin = block.keys["from"]
    if origin not in ORIGINS:
        yield f"is said to be from {origin}", nearest(origin, ORIGINS)
    elif mistake is None or mistake["kind"] not in ORIGINS[origin]:
        yield (
            f"is said to be from the {origin}, and no mistake of that kind is shown by it",
            ("name it in shown: of the contract, or leave out from="),
        )
    elif not mistake.get("printed"):
        yield (
            "is said to be printed, and the contract has words only",
            "leave out from=, and quote the words",
        )
    else:
        yield from differences(book, chapter, block, mistake)


def differences(
    book: Book, chapter: Chapter, block: Block, mistake: dict
) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, how to mend it) where a formula is not what is printed."""
    notation, letters = notation_of(book, chapter), mistake.get("letters", {})
    if len(set(letters.values())) < len(letters):
        yield "has one letter for two of the notes", "mend letters: of the contract"
        return
    printed = mistake["printed"] if isinstance(mistake["printed"], list) else [mistake["printed"]]
    try:
        same = as_printed(
            parse(block.text.rstrip("\n"), notation),
            [relettered(tex, letters) for tex in printed],
            notation,
        )
    except FormulaError as error:
        yield f"cannot be compared with what is printed: {error.what}", error.mend
        return
    if not same:
        yield (
            f"is not what is printed: {'; '.join(printed)}",
            "copy it, or leave out from=: then it is just false",
        )


def notation_of(book: Book, chapter: Chapter) -> dict:
    """Return the notation that is in force in a chapter."""
    found = {}
    for other in involved(book, chapter):
        for block in other.blocks:
            if block.lang == "notation":
                found |= read(block.text, other.path, block.line)
    return found
