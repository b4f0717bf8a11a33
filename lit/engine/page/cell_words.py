"""A chapter's words, formulas and notation as Jupyter's Markdown."""

import posixpath
import re

from lit.engine.judge.verdict import label
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter


BOX = re.compile(r'(!!!|\?\?\?\+?) \w+(?: "([^"]*)")?')
HEAD = re.compile(r"(#{1,6} .*?)\s*\{ *#([\w-]+)[^}]*\}\s*")


def prose(book: Book, chapter: Chapter, text: str, inside: bool) -> tuple[str, bool]:
    """Return text as Jupyter's Markdown, and whether it ends inside a box; inside says how it
    begins.
    """
    lines, folded = [], False
    for line in text.splitlines():
        box, head = BOX.fullmatch(line), HEAD.fullmatch(line)
        if inside and line.strip() and not line.startswith("    "):
            lines, inside, folded = [*lines, *(["</details>", ""] if folded else [])], False, False
        if box:
            inside, folded = True, box[1].startswith("?")
            name = box[2] or "Note"
            lines.append(f"<details><summary>{name}</summary>" if folded else f"**{name}**")
        elif head:
            lines += [f'<a id="{head[2]}"></a>', "", head[1]]
        else:
            lines.append(line.removeprefix("    ") if inside else line)
    words = re.sub(r"\n{3,}", "\n\n",
                   "\n".join([*lines, *(["", "</details>"] if folded else [])]).strip())
    empty = re.fullmatch(r"<details><summary>[^<]*</summary>\s*</details>", words)
    return "" if empty else LINK.sub(lambda match: follow(book, chapter, match), words), inside


LINK = re.compile(r"\[([^\]]+)\]\(([^)\s#:]*\.md)(#[\w-]+)?\)")


def has_notebook(chapter: Chapter) -> bool:
    """Return whether the chapter has blocks, and does not run the command when it is run."""
    return bool(chapter.blocks) and posixpath.basename(chapter.path) != "__main__.md"


def follow(book: Book, chapter: Chapter, match: re.Match) -> str:
    """Return a link to another chapter as one to its notebook, or its words alone where it has
    none.
    """
    path = posixpath.normpath(posixpath.join(posixpath.dirname(chapter.path), match[2]))
    goal = next((other for other in book.chapters if other.path == path), None)
    if goal is None or not has_notebook(goal):
        return match[1]
    return f"[{match[1]}]({match[2].removesuffix('.md')}.ipynb{match[3] or ''})"


def display(block: Block) -> str:
    """Return a displayed formula with its anchor and its label."""
    return f'<a id="{block.id}"></a>**{label(block)}**\n\n$$\n{block.text.strip()}\n$$'


def table(source: str) -> str:
    """Return a notation block as a table in Markdown."""
    rows = ["| Symbol | Meaning | Type |", "| --- | --- | --- |"]
    for line in filter(str.strip, source.splitlines()):
        symbols, _, rest = line.partition(":")
        kind, _, meaning = rest.partition("|")
        symbols = symbols.strip().replace(r"\|", r"\Vert ").replace("|", r"\vert ")
        rows.append(f"| ${symbols}$ | {meaning.strip()} | {kind.strip()} |")
    return "\n".join(rows)
