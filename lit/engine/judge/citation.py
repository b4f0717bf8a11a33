"""Check that each reference to the notes names a section that exists, and that fits."""

import re
from collections.abc import Iterable, Iterator

from lit.engine.judge.contract import documents, items, section_name, source_sections
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError, nearest


NUMBER = r"\d+(?:\.\d+)*"
LIST = rf"{NUMBER}(?:(?:, | and | to |, and ){NUMBER})*"
TITLE = r"[\"“][^\"”]+[\"”]"
TITLES = rf"{TITLE}(?:(?:, | and |, and ){TITLE})*"
SOURCE = re.compile(r"^ *Source: (.*(?:\n(?! *(?:Shape|Unit|Range|Raises|\"\"\")).*)*)", re.M)


def reference(names: list[str]) -> re.Pattern:
    """Return the pattern of a reference to one of the documents with these names."""
    known = "|".join(re.escape(name.removeprefix("the ")) for name in names)
    return re.compile(
        rf"\b[Tt]he (?P<name>{known})\b"
        rf"(?:, (?:sections? (?P<numbers>{LIST})|(?:slides? )?(?P<titles>{TITLES})))?"
    )


def named(match: re.Match, numbers: list[str]) -> list[str]:
    """Return the sections that a reference names; numbers are those of the document, in order."""
    if match["titles"]:
        return re.findall(r"[\"“]([^\"”]+)[\"”]", match["titles"])
    found = []
    for link, number in re.findall(rf"(, and | and |, | to |^)({NUMBER})", match["numbers"] or ""):
        if link == " to " and found and found[-1] in numbers and number in numbers:
            found += numbers[numbers.index(found[-1]) + 1 : numbers.index(number)]
        found.append(number)
    return found


def treated(chapter: Chapter, block: Block | None = None) -> set[str]:
    """Return the items that a block treats, or the chapter where the block names none."""

    def of(parts: Iterable) -> set[str]:
        return {
            item
            for part in parts
            for key in ("item", "about")
            for item in part.keys.get(key, "").split()
        }

    return of([block] if block else ()) or of((*chapter.blocks, *chapter.sections))


def homes(book: Book, names: set[str]) -> dict[str, set[str]]:
    """Return {short name of a document: its sections in which one of the items stands}."""
    known, contract, found = documents(book), items(book), {}
    for name in names & set(contract):
        for source in contract[name].get("source", ()):
            document = known[source["doc"]]
            found.setdefault(document["name"], set()).update(
                source_sections(document, source["lines"])
            )
    return found


def check_citations(book: Book) -> list[ChapterError]:
    """Return a ChapterError for each reference to the notes that leads to no or a wrong place."""
    if not documents(book):
        return []
    found = []
    for chapter in book.chapters:
        if not chapter.path.startswith(f"{book.docs}/engine/"):
            for block, line, text in cited(chapter):
                for what, mend in misses(book, text, treated(chapter, block)):
                    found.append(ChapterError(chapter.path, line, what, mend))
    return found


def cited(chapter: Chapter) -> Iterator[tuple[Block | None, int, str]]:
    """Yield (block or None, line, text) of each docstring's source and of the chapter's sources."""
    for block in chapter.blocks:
        for match in SOURCE.finditer(block.text) if block.kind == "code" else ():
            yield (
                block,
                block.line + 1 + block.text.count("\n", 0, match.start(1)),
                " ".join(match[1].split()),
            )
    before, mark, sources = chapter.text.partition("\n## Sources")
    if mark:
        yield None, before.count("\n") + 2, " ".join(sources.split())


def misses(book: Book, text: str, treats: set[str]) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, how to mend it) for the references to the notes in a text."""
    sections, whole = {}, set()
    for document in documents(book).values():
        sections.setdefault(document["name"], []).extend(map(section_name, document["sections"]))
        whole |= {document["name"]} if document.get("whole") else set()
    places = homes(book, treats)
    if re.search(r"\b[Tt]he notes(?: on|,)", text):
        yield (
            "a reference to the notes, which are several documents",
            f"name one of them: {', '.join(sections)}",
        )
    for match in reference(list(sections)).finditer(text):
        name = f"the {match['name']}"
        asked = named(match, sections[name])
        if not asked and name not in whole:
            yield (
                f"a reference to {name} without a section",
                f'write {name}, section … or {name}, "…"',
            )
        for one in asked:
            yield from misfits(name, one, sections[name], places.get(name, set()))


def misfits(
    name: str, section: str, known: list[str], fitting: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, how to mend it) where a section does not exist or does not fit."""
    if not any(section.casefold() == other.casefold() for other in known):
        close = nearest(section, dict.fromkeys(known))
        yield (
            f"{name} has no section {section}",
            close if "did you" in close else "contents.yaml lists its sections",
        )
    elif not any(section.casefold() == other.casefold() for other in fitting):
        yield (
            f"nothing that is treated here stands in {name}, {section}",
            f"what is treated stands in {', '.join(sorted(fitting)) or 'another document'}",
        )
