"""Check a reader's answer to an exercise, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
import types
from typing import Any

from lit.engine.judge.execute import NotInstalled, namespace
from lit.engine.text.book import Book, open_book
from lit.engine.text.chapter import Block, Chapter, ChapterError, nearest


def exercise_of(chapter: Chapter, block: Block) -> str:
    """Return the id of the exercise whose section block stands in; its own id outside of one."""
    above = [section.id for section in chapter.sections if section.line < block.line]
    return above[-1] if above and above[-1].startswith("exercise-") else block.id


def find_checks(book: Book, name: str) -> tuple[Chapter, list[Block]]:
    """Return (chapter, its check- blocks) of an exercise or a check.

    Raises ChapterError if there is none.
    """
    known = set()
    for chapter in book.chapters:
        checks = [block for block in chapter.blocks if block.kind == "check"]
        found = [block for block in checks if name in (block.id, exercise_of(chapter, block))]
        if found:
            return chapter, found
        known |= {exercise_of(chapter, block) for block in checks}
    mend = nearest(name, known) if known else "write one, with a check- block"
    raise ChapterError(name, 1, "no exercise of this book",
                       mend if len(mend) < 100 else "copy its id from the page")


def run_doctest(chapter: Chapter, block: Block, names: dict) -> None:
    """Run a pycon block in the name space names.

    Raises doctest's failure or unexpected exception.
    """
    import doctest  # and with it a debugger: who runs no example should not wait for them

    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    parser, runner = doctest.DocTestParser(), doctest.DebugRunner(optionflags=flags, verbose=False)
    examples = parser.get_doctest(block.text, names, block.id, chapter.path, block.line)
    runner.run(examples, clear_globs=False)
    names.update(examples.globs)


def show_example(chapter: Chapter, block: Block, error: Any) -> str:
    """Return the line of the chapter at which doctest stopped; where answers differ, with both."""
    source = error.example.source.strip().replace("\n", "\n... ")
    place = f"{chapter.path}:{block.line + 1 + error.example.lineno}: >>> {source}"
    if hasattr(error, "got"):
        return f"{place}\nwanted: {error.example.want.strip()}\ngot:    {error.got.strip()}"
    return place


def attempt(root: str, name: str, file: str) -> tuple[str, str]:
    """Return ("right" or "wrong", what to tell the reader) of the answer in file.

    Raises ChapterError.
    """
    chapter, checks = find_checks(book := open_book(root), name)
    answer = sys.modules["answer"] = types.ModuleType("answer")
    names = vars(answer)
    names.update(module_names(book, chapter) | {"__file__": file})
    sys.path.append(os.path.dirname(os.path.abspath(file)))
    block = None
    try:
        with open(file, "rb") as source:
            exec(compile(source.read(), file, "exec"), names)  # noqa: S102
        for block in checks:
            run_doctest(chapter, block, names)
    except BaseException as error:  # whatever the reader's code raises, sys.exit() too
        return "wrong", explain(chapter, block, file, error)
    passed = [f"{chapter.path}:{block.line} {block.id}" for block in checks]
    return "right", f"right: {', '.join(passed)}"


def module_names(book: Book, chapter: Chapter) -> dict:
    """Return what the chapter's module defines. Raises ChapterError where it cannot be imported."""
    try:
        return namespace(book, chapter)
    except NotInstalled as error:
        raise ChapterError(chapter.path, 1, str(error), "install it") from None


FRAMES = 12  # of an endless recursion, this many are enough to see the circle


def explain(chapter: Chapter, block: Block | None, file: str, error: Any) -> str:
    """Return the first line of the check that fails, or the reader's traceback, cut to their file.
    """
    place = []
    if block and hasattr(error, "example"):
        place = [show_example(chapter, block, error)]
        if hasattr(error, "got"):
            return place[0]
        error = error.exc_info[1]
    told = traceback.TracebackException.from_exception(error)
    told.stack = traceback.StackSummary.from_list(
        [frame for frame in told.stack if frame.filename == file][-FRAMES:])
    told.__cause__ = told.__context__ = None
    lines = list(told.format()) if told.stack else list(told.format_exception_only())
    hint = (f"\ndefine {error.name} in {file}"
            if isinstance(error, NameError) and not told.stack else "")
    return "\n".join([*place, "".join(lines).rstrip() + hint])


START = ("import json, sys; sys.path[:], place, *question = json.loads(sys.argv[1])\n"
         "from lit.engine.judge.answer import answer; answer(place, *question)")


def judge(root: str, name: str, file: str, seconds: float) -> tuple[str, str]:
    """Return ("right" or "wrong", what to tell the reader) of the answer in file.

    Raises ChapterError.
    """
    find_checks(open_book(root), name)
    if not os.path.isfile(file):
        raise ChapterError(file, 1, "no such file", "name the Python file with your answer")
    with tempfile.TemporaryDirectory() as folder:
        place = os.path.join(folder, "verdict.json")
        code = run_limited([sys.executable, "-P", "-c", START,
                            json.dumps([sys.path, place, root, name, file])], seconds)
        if code is None:
            late = f"{file}: not done after {seconds:g} seconds"
            return "wrong", f"{late}; ask for more with --seconds"
        if not os.path.exists(place):
            return "wrong", f"{file}: Python ended with code {code} before the check was through"
        with open(place, encoding="utf-8") as verdict:
            kind, *told = json.load(verdict)
    if kind == "misuse":
        raise ChapterError(*told)
    return kind, *told


def answer(place: str, *question: str) -> None:
    """Write the verdict about a question, as judge wants it, to the file at place."""
    try:
        verdict: tuple = attempt(*question)
    except ChapterError as error:
        verdict = "misuse", error.path, error.line, error.what, error.mend
    with open(f"{place}.new", "w", encoding="utf-8") as file:
        json.dump(verdict, file)
    os.replace(f"{place}.new", place)


def run_limited(command: list[str], seconds: float) -> int | None:
    """Return the exit code of command, or None after seconds; then nothing that it started runs on.
    """
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=2, start_new_session=True)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
            process.wait()
