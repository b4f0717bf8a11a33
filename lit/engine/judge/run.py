"""Run the blocks of a chapter, each as one item of pytest."""

import contextlib
import doctest
import importlib
import importlib.util
import os
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from lit.engine.judge.answer import run_doctest, show_example
from lit.engine.judge.draw import figure_svgs
from lit.engine.judge.execute import execute, namespace
from lit.engine.judge.frames import frames
from lit.engine.judge.guard import surface
from lit.engine.judge.process import Done, results
from lit.engine.judge.verdict import FORMULAS
from lit.engine.judge.sentences import check_claims, claims
from lit.engine.text.book import Book, open_book
from lit.engine.text.chapter import Block, Chapter, ChapterError
from lit.engine.text.where import in_the_book

RUNNABLE = ("proof", "test", "figure", "check", *FORMULAS)


def run_check(book: Book, chapter: Chapter, block: Block) -> None:
    """Run an exercise's check without its answer, which must fail, and with it, which must not."""
    name = block.id.replace("check-", "answer-", 1)
    answer = next((other for other in chapter.blocks if other.id == name), None)
    if answer is None:
        pytest.fail(f"{chapter.path}:{block.line}: no block {name}; write the exercise's answer")
    try:
        run_doctest(chapter, block, namespace(book, chapter))
    except (doctest.DocTestFailure, doctest.UnexpectedException):
        names = namespace(book, chapter)
        execute(book, chapter, answer, names)
        run_doctest(chapter, block, names)
    else:
        pytest.fail(f"{chapter.path}:{block.line}: {block.id} passes without {name}; ask for more")


def run_block(book: Book, chapter: Chapter, block: Block) -> None:
    """Run a block that can fail. Raises where it does."""
    if block.kind in FORMULAS:
        run_formula(book, chapter, block)
    elif block.kind == "check":
        run_check(book, chapter, block)
    elif block.kind == "figure":
        frames(book, chapter, block)
    else:
        names = namespace(book, chapter)
        execute(book, chapter, block, names)
        check_claims(chapter, block, names)


def run_formula(book: Book, chapter: Chapter, block: Block) -> None:
    """Judge a formula. Fails with the line and the counterexample."""
    from lit.engine.judge.statement import verify_block  # SymPy: only where there are formulas

    result = verify_block(book, chapter, block)
    if result.status == "failed":
        pytest.fail(f"{result.path}:{result.line}: {result.label}")


PATIENCE = 600  # seconds of the processor's time for one block


class BlockFailure(Exception):
    """A block that failed: what to tell, and the lines of the book behind lines of the package."""

    def __init__(self, words: str, lines: list) -> None:
        super().__init__(words)
        self.words, self.lines = words, lines


def trial(book: Book, chapter: Chapter, block: Block) -> tuple | None:
    """Return (what went wrong in block, its lines in the book), or None if nothing did."""
    try:
        run_block(book, chapter, block)
    except BaseException as error:  # SystemExit too
        return explain(chapter, block, error), places(book, error)
    return None


def run_apart(book: Book, chapter: Chapter, block: Block) -> None:
    """Run a block in a process of its own.

    Raises BlockFailure where it fails, or ends in any other way.
    """
    preload(book, chapter, block)
    (end,) = results(trial, [(book, chapter, block)], alone=lambda *task: False, seconds=PATIENCE,
                     root=book.root)
    if not isinstance(end, Done):
        path, line, name = end.block or (chapter.path, block.line, block.id)
        raise BlockFailure(f"{path}:{line}: {name} {end.why}", [])
    print(end.printed, end="")
    if end.result:
        raise BlockFailure(*end.result)


IMPORTED = re.compile(r"^ *(?:from|import) +([\w.]+)", re.M)


def preload(book: Book, chapter: Chapter, block: Block) -> None:
    """Import what a block and its chapter's module take from elsewhere, so that it is done once."""
    texts = [other.text for other in chapter.blocks if other.kind == "code"]
    for name in sorted({name for text in (*texts, block.text) for name in IMPORTED.findall(text)}):
        with contextlib.suppress(ImportError, ValueError, AttributeError):
            if is_elsewhere(book, name.partition(".")[0]):
                importlib.import_module(name)
    if block.kind in FORMULAS:
        importlib.import_module("lit.engine.judge.statement")
    surface()


def is_elsewhere(book: Book, name: str) -> bool:
    """Return whether the package called name lies outside of the book, or among what is installed.
    """
    spec = importlib.util.find_spec(name) if name else None
    place = os.path.realpath(spec.origin or "") if spec else ""
    return bool(spec and spec.origin) and ("site-packages" in place or not place.startswith(
        os.path.realpath(book.root) + os.sep))


@contextlib.contextmanager
def no_sudden_end() -> Iterator[None]:
    """Let os._exit raise an error instead."""
    def refuse(status: int) -> NoReturn:
        raise RuntimeError(f"an example calls os._exit({status})")

    kept, os._exit = os._exit, refuse
    try:
        yield
    finally:
        os._exit = kept


BOOK = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Open the book once, before anything is collected; its mistakes end the run."""
    try:
        config.stash[BOOK] = open_book(str(config.rootpath))
    except ExceptionGroup as group:
        raise pytest.UsageError(*map(str, group.exceptions)) from None
    book = config.stash[BOOK]
    sys.path.insert(0, os.path.realpath(os.path.join(book.root, book.source)))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """Collect the book's chapters."""
    for chapter in parent.config.stash[BOOK].chapters if file_path.suffix == ".md" else ():
        if os.path.join(parent.config.rootpath, chapter.path) == str(file_path):
            return ChapterFile.from_parent(parent, path=file_path, chapter=chapter)
    return None


class ChapterFile(pytest.File):
    """A chapter as a collection of items, with the name space that its doctests share."""

    def __init__(self, *, chapter: Chapter, **rest: Any) -> None:
        super().__init__(**rest)
        self.chapter, self.book = chapter, self.config.stash[BOOK]
        self.names, self.told = {}, []

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each block that can fail.

        Raises ChapterError for a claim without one.
        """
        claims(self.chapter)
        for block in self.chapter.blocks:
            if block.kind in RUNNABLE or (block.lang == "pycon" and not block.kind):
                name = f"{block.line} {block.id or 'doctest'}"
                yield BlockItem.from_parent(self, name=name, block=block)

    def tell(self, block: Block) -> None:
        """Run the chapter's doctests down to block, each once."""
        for other in self.chapter.blocks:
            if other.lang == "pycon" and not other.kind and other.line <= block.line:
                if other.line not in self.told:
                    self.told.append(other.line)
                    run_doctest(self.chapter, other, self.names)


class BlockItem(pytest.Item):
    """A block that can fail."""

    def __init__(self, *, block: Block, **rest: Any) -> None:
        super().__init__(**rest)
        self.block = block
        self.home: Any = self.parent

    def runtest(self) -> None:
        """Run the block."""
        if self.block.kind:
            run_apart(self.home.book, self.home.chapter, self.block)
        else:
            with no_sudden_end():
                self.home.tell(self.block)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return file, line from 0, and name, as pytest wants them."""
        place = f"{self.home.chapter.path}:{self.block.line}"
        return self.path, self.block.line - 1, f"{place} {self.block.id or 'doctest'}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo, style: object = None) -> str:
        """Return the failure as lines that begin with the chapter's place."""
        return explain(self.home.chapter, self.block, excinfo.value)


def explain(chapter: Chapter, block: Block, error: Any) -> str:
    """Return what went wrong in block, each line with its place in the chapter."""
    if isinstance(error, doctest.DocTestFailure | doctest.UnexpectedException):
        shown = show_example(chapter, block, error)
        return shown if hasattr(error, "got") else f"{shown}\n{story(chapter, error.exc_info[1])}"
    if isinstance(error, pytest.fail.Exception | ChapterError | BlockFailure):
        return str(error)
    return story(chapter, error)


def story(chapter: Chapter, error: Any) -> str:
    """Return the traceback of error from the chapter's first line on, then error itself."""
    entries: list = traceback.extract_tb(error.__traceback__)
    inside = [frame.filename.endswith(chapter.path) for frame in entries]
    if True in inside:
        entries = entries[inside.index(True):]
    names = [chapter.path if frame.filename.endswith(chapter.path) else frame.filename
             for frame in entries]
    lines = [f"{name}:{frame.lineno}: {frame.line}"
             for name, frame in zip(names, entries, strict=True)
             if "doctest" not in os.path.basename(frame.filename)]
    return "\n".join([*lines, *traceback.format_exception_only(error)]).rstrip()


RUNNERS = {__file__, figure_svgs.__code__.co_filename, execute.__code__.co_filename}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Any:
    """Add the chapters' lines to the report of a test that failed inside the package."""
    report = yield
    if report.failed and call.excinfo:
        error = call.excinfo.value
        lines = (error.lines
                 if isinstance(error, BlockFailure) else places(item.config.stash[BOOK], error))
        if lines:
            report.sections.append(("in the book", "\n".join(lines)))
    return report


def places(book: Book, error: Any) -> list:
    """Return the lines of the book for the lines of the package that a traceback goes through."""
    if isinstance(error, doctest.UnexpectedException):
        error = error.exc_info[1]
    stack = [(frame.filename, frame.lineno or 0)
             for frame in traceback.extract_tb(error.__traceback__)]
    return in_the_book(book, [place for place in stack if place[0] not in RUNNERS])
