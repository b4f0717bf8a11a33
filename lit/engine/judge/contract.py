"""Read what the book has promised to treat, its mistakes, and the documents that it comes from."""

import os
from collections.abc import Iterator

from lit.engine.judge.records import CONTENTS, CONTRACT, records
from lit.engine.text.book import Book, read_bytes
from lit.engine.text.chapter import ChapterError, nearest


def items(book: Book) -> dict[str, dict]:
    """Return the items of the contract by their ids, in order."""
    return {item["id"]: item for item in records(book, CONTRACT)}


def documents(book: Book) -> dict[str, dict]:
    """Return the documents behind the book by their ids, in order."""
    return {document["document"]: document for document in records(book, CONTENTS)}


def errata(book: Book) -> dict[str, list[dict]]:
    """Return the mistakes in the notes by the ids of their items, in order."""
    return {name: item["erratum"] for name, item in items(book).items() if item.get("erratum")}


KINDS = {
    "formula": "author",
    "claim": "author",
    "overclaim": "author",
    "slip": "author",
    "textbook": "textbook",
    "scan": "scanner",
}


def nature(mistake: dict) -> str:
    """Return how much is wrong, whoever made the mistake: formula, claim, overclaim, slip or scan.
    """
    return mistake["nature"] if mistake["kind"] == "textbook" else mistake["kind"]


def bounds(lines: str) -> tuple[int, int]:
    """Return the first and the last line of `34-36`, or of `34`."""
    first, _, last = str(lines).partition("-")
    return int(first), int(last or first)


def section_at(document: dict, line: int) -> dict | None:
    """Return the section of a document in which a line stands, or None."""
    found = [
        one
        for one in document["sections"]
        if bounds(one["lines"])[0] <= line <= bounds(one["lines"])[1]
    ]
    return max(found, key=lambda one: bounds(one["lines"])[0], default=None)


def section_name(section: dict) -> str:
    """Return the number of a section, or its title where it has none."""
    return section.get("number") or section["title"]


def extent(document: dict, section: dict) -> tuple[int, int]:
    """Return the first and the last line of a section with all that is below it."""
    first, last = bounds(section["lines"])
    for one in document["sections"][document["sections"].index(section) + 1 :]:
        if one["level"] <= section["level"]:
            break
        last = max(last, bounds(one["lines"])[1])
    return first, last


def source_sections(document: dict, lines: str) -> list[str]:
    """Return the names of all sections of a document that share a line with `12-14,20`."""
    spans = [bounds(span) for span in str(lines).split(",")]
    return [
        section_name(one)
        for one in document["sections"]
        if any(
            low <= extent(document, one)[1] and high >= extent(document, one)[0]
            for low, high in spans
        )
    ]


def check_contract(book: Book) -> list[ChapterError]:
    """Return a ChapterError for each mistake that the contract does not tell in full, or show."""
    path, known = f"{book.docs}/{CONTRACT}", documents(book)
    blocks = {part.id: " ".join((part.keys.get("item", ""), part.keys.get("about", ""))).split()
              for chapter in book.chapters for part in (*chapter.blocks, *chapter.sections)
              if part.id}
    found = []
    for name, mistakes in errata(book).items():
        for mistake in mistakes:
            for what, mend in faults(name, mistake, known, blocks):
                found.append(
                    ChapterError(path, line_of(book, name), f"an erratum of {name} {what}", mend)
                )
    return found


def faults(
    item: str, mistake: dict, known: dict, blocks: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, how to mend it) for a mistake; blocks says what each is about."""
    if mistake.get("kind") not in KINDS:
        yield f"has the kind {mistake.get('kind')}", nearest(str(mistake.get("kind")), KINDS)
        return
    if mistake.get("whose") != KINDS[mistake["kind"]]:
        yield (
            f"is said to be of {mistake.get('whose')}",
            f"a {mistake['kind']} is of {KINDS[mistake['kind']]}",
        )
    if mistake.get("document") not in known:
        yield (
            f"names the document {mistake.get('document')}",
            nearest(str(mistake.get("document")), known),
        )
        return
    section = section_at(known[mistake["document"]], bounds(mistake["line"])[0])
    if section is None or section_name(section) != mistake.get("section"):
        yield (
            f"is said to stand in {mistake.get('section')}",
            f"line {mistake['line']} stands in "
            f"{section_name(section) if section else 'no section'}",
        )
    if not mistake.get("printed") and not mistake.get("says"):
        yield "does not say what stands there", "add printed: or says:"
    if not mistake.get("right") and not mistake.get("correction"):
        yield "does not say what is right", "add right: or correction:"
    shown = mistake.get("shown", "").split()
    if nature(mistake) in ("formula", "claim", "overclaim") and not shown:
        yield "is shown by no block", "name in shown: a block that shows it"
    for name in shown:
        if name not in blocks:
            yield f"is shown by {name}, which is no block", nearest(name, blocks)
        elif item not in blocks[name]:
            yield f"is shown by {name}, which is not about it", f'add about="{item}" to the block'


def line_of(book: Book, name: str) -> int:
    """Return the line of an item in the contract."""
    text = read_bytes(os.path.join(book.root, book.docs, CONTRACT)).decode()
    return text.count("\n", 0, max(0, text.find(f"- id: {name}\n"))) + 1
