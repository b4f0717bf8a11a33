"""Find the line of the book for a line of the package, and the other way round."""

import os
from collections.abc import Iterable

from lit.engine.text.book import Book, chapter_path, home, module_path
from lit.engine.text.chapter import Block, Chapter, ChapterError, nearest
from lit.engine.text.tangle import chapter_line, spans


def module_line(chapter: Chapter, line: int) -> tuple[int, Block] | tuple[None, None]:
    """Return (line in the module, block) of a line of the chapter, or (None, None) outside code."""
    for first, count, block in spans(chapter):
        if block.line < line <= block.line + count:
            return first + line - block.line - 1, block
    return None, None


def counterpart(book: Book, path: str, line: int) -> tuple[str, int, str]:
    """Return (path, line, block id) that corresponds to line of path, relative to the book.

    Raises ChapterError where path is no chapter or module of the book, or line has no counterpart.
    """
    chapters = {chapter.path: chapter for chapter in book.chapters}
    source = path if path in chapters else chapter_path(book, path)
    if source not in chapters:
        names = [name for chapter in chapters for name in (chapter, module_path(book, chapter))]
        raise ChapterError(path, line, "no chapter or module of this book", nearest(path, names))
    module = module_path(book, source)
    if path == source:
        there, block = module_line(chapters[source], line)
        target = module
    else:
        there, block = chapter_line(chapters[source], line)
        target = source
    if block is None or there is None:
        raise ChapterError(path, line, "not a line of code that is tangled",
                           "ask for a line inside a code- block")
    return target, there, block.id


def split_place(root: str, place: str) -> tuple[str, int]:
    """Return (path relative to root, line) of `FILE:LINE`.

    Raises ChapterError if it is not that.
    """
    path, _, line = place.rpartition(":")
    if not path or not line.isdigit() or int(line) < 1:
        raise ChapterError(place, 1, "not a place", "write FILE:LINE, as in docs/index.md:12")
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
    return (path if inside.startswith("..") else inside).replace(os.sep, "/"), int(line)


def in_the_book(book: Book, frames: Iterable[tuple[str, int]]) -> list[str]:
    """Return `module:line is chapter:line (id)` for each (file, line) of frames inside the package.
    """
    lines = []
    for file, line in frames:
        path = os.path.relpath(os.path.realpath(file), os.path.realpath(book.root))
        if path.replace(os.sep, "/").startswith(f"{home(book)}/"):
            try:
                chapter, there, name = counterpart(book, path.replace(os.sep, "/"), line)
                lines.append(f"{path}:{line} is {chapter}:{there} ({name})")
            except ChapterError:
                continue  # a module that no chapter makes: tangle says so, not a traceback
    return lines
