"""Show formulas with their verdicts side by side, and count what the last run made of the book."""

import html
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from lit.engine.judge.contract import errata
from lit.engine.judge.verdict import FORMULAS
from lit.engine.judge.verdict import label as label_of
from lit.engine.page.report import link, title
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError, nearest

SIDES = {"def": "The definition", "thm": "In this book"}


def weave_pair(book: Book, here: str, source: str, marks: dict, typeset: Callable) -> str:
    """Return the formulas whose ids source lists, side by side.

    Raises ChapterError where there is no such formula.
    """
    homes = {block.id: (chapter, block) for chapter in book.chapters for block in chapter.blocks
             if block.kind in FORMULAS}
    for name in source.split():
        if name not in homes:
            raise ChapterError(here, 1, f"no formula {name} to show", nearest(name, homes))
    sides = (weave_side(book, here, *homes[name], marks.get(name), typeset)
             for name in source.split())
    return f'<div class="lit-pair">{"".join(sides)}</div>'


def weave_side(book: Book, here: str, chapter: Chapter, block: Block, mark: dict | None,
               typeset: Callable) -> str:
    """Return one formula with what the run says of it, and a link to its place."""
    status, label = (mark["status"], mark["label"]) if mark else ("unjudged", "not judged yet")
    word, _, how = label.partition(":") if status == "refuted" else (label, "", "")
    how = f' <span class="lit-how-so">{html.escape(how.strip())}</span>' if how else ""
    side = SIDES.get(block.kind) or label_of(block).partition(":")[0]
    return (f'<div class="lit-formula lit-{block.kind}"><p class="lit-head">'
            f'<span class="lit-label">{side}</span></p>'
            '<div class="lit-math" tabindex="0" role="group" '
            f'aria-label="{side}">{typeset(block.text, True)}</div>'
            f'<p class="lit-verdict lit-{status}"><strong>{html.escape(word)}</strong>{how}</p>'
            f'<p class="lit-label">in <a href="{link(book, here, chapter.path, block.id)}">'
            f"{html.escape(title(chapter))}</a></p></div>")


def weave_count(book: Book, marks: dict) -> str:
    """Return how many formulas, mistakes, exercises and figures there are, as a list of
    definitions.
    """
    status = Counter(mark["status"] for mark in marks.values())
    whose = Counter(mistake["whose"] for mistakes in errata(book).values() for mistake in mistakes)
    kinds = Counter(block.kind for chapter in book.chapters for block in chapter.blocks)
    counts = {"formulas judged": sum(status.values()),
              "of them proved": status["proved"] + status["proved-for-sizes"],
              "mistakes found in the notes": whose["author"],
              "mistakes found in the textbook": whose["textbook"],
              "exercises that check you": kinds["check"],
              "figures, drawn by the code": kinds["figure"]}
    shown = "".join(f"<div><dt>{name}</dt><dd>{number}</dd></div>"
                    for name, number in counts.items() if number)
    return f'<dl class="lit-numbers">{shown}</dl>'


CARD = r"$\frac{d}{dz}\,\sigma(z) = \sigma(z)\,(1 - \sigma(z))$"


def card(name: str, words: str) -> bytes:
    """Return the PNG of the card that stands for a book of that name, as bytes."""
    import io

    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 6.3), dpi=100, facecolor="#24476b")
    for height, text, size, colour in ((0.72, name, 54, "white"), (0.46, CARD, 44, "white"),
                                       (0.29, "✓ proved symbolically", 24, "#8fd6a9"),
                                       (0.12, words, 17, "#d5dbe3")):
        figure.text(0.07, height, text, size=size, color=colour)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def on_files(files: Any, config: Any) -> Any:
    """Add the card to the files of the site; MkDocs calls it."""
    from mkdocs.structure.files import File

    files.append(File.generated(config, "card.png",
                                content=card(config.site_name, config.site_description or "")))
    return files


def on_page_content(html: str, page: Any, **rest: Any) -> str:
    """Return a finished page's HTML, and let MkDocs know all places in it; MkDocs calls it."""
    places = set(re.findall(r' id="([^"]+)"', html))
    page.present_anchor_ids = (page.present_anchor_ids or set()) | places
    return html
