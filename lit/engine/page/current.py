"""The book and its verdicts as they are now, and the page that is being converted."""

import functools
import os

import click
from markdown import Markdown
from markdown.preprocessors import Preprocessor
from pymdownx.superfences import SuperFencesException

from lit.engine.judge.verify import PLACE, current_verdicts
from lit.engine.text.book import Book, open_book
from lit.engine.text.chapter import Chapter


class WeaveError(SuperFencesException, click.ClickException):
    """A mistake on a page, as the line that `mkdocs build` prints."""

    def __init__(self, error: object) -> None:
        click.ClickException.__init__(self, str(error))


def current_book(root: str) -> Book:
    """Return the Book in root, opened anew if a file of it changed. Raises WeaveError."""
    return remembered_book(root, current_state(root))


def current_state(root: str) -> tuple:
    """Return the times at which the chapters and the verdicts were last written."""
    pages = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(root, "docs"))
             for name in names if name.endswith(".md")]
    pages.append(os.path.join(root, PLACE))
    return tuple((page, os.stat(page).st_mtime_ns) for page in sorted(pages)
                 if os.path.exists(page))


@functools.lru_cache(1)
def remembered_book(root: str, state: tuple) -> Book:
    """Return the Book in root, as of state."""
    try:
        return open_book(root)
    except ExceptionGroup as group:
        raise WeaveError("\n".join(map(str, group.exceptions))) from None


@functools.lru_cache(1)
def remembered_verdicts(root: str, state: tuple) -> dict:
    """Return the verdicts about the book in root, as of state."""
    return current_verdicts(remembered_book(root, state))


class Page:
    """What is known of the page that is being converted, each thing looked up once and only if
    asked for.
    """

    def __init__(self, root: str, text: str) -> None:
        self.root, self.text = root, text

    @functools.cached_property
    def book(self) -> Book:
        """The Book as it is now. Raises WeaveError."""
        return current_book(self.root)

    @functools.cached_property
    def chapter(self) -> Chapter | None:
        """The chapter that this page is, or None: a docstring, for one, is no chapter."""
        chapters = self.book.chapters if self.text.startswith("# ") else ()
        return next((chapter for chapter in chapters if chapter.text.strip() == self.text), None)

    @functools.cached_property
    def blocks(self) -> dict:
        """{id: (chapter, block)} of the book."""
        return {block.id: (chapter, block) for chapter in self.book.chapters
                for block in chapter.blocks if block.id}

    @functools.cached_property
    def marks(self) -> dict:
        """{id: fields} of the verdicts that rest on the book as it is now."""
        return remembered_verdicts(self.root, current_state(self.root))


class BeginPage(Preprocessor):
    """Put the Page that begins where all that works on it finds it: at md.lit_page."""

    def __init__(self, md: Markdown, root: str) -> None:
        super().__init__(md)
        self.root = root

    def run(self, lines: list[str]) -> list[str]:
        """Return lines as they are."""
        self.md.lit_page = Page(self.root, "\n".join(lines).strip())
        return lines
