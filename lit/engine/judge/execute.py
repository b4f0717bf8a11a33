"""Run a block of a chapter in the name space of its module."""

import ast
import builtins
import importlib
import os
import sys
import traceback
from typing import Any

from lit.engine.judge.guard import watched
from lit.engine.text.book import Book, module_of, module_path, read_bytes
from lit.engine.text.chapter import Block, Chapter, ChapterError
from lit.engine.text.tangle import chapter_line, imports, module_name, module_text


class NotInstalled(Exception):
    """A library is missing without which nothing can be said."""


def namespace(book: Book, chapter: Chapter) -> dict:
    """Return a fresh copy of what the chapter's module defines; empty if it has no module.

    Raises NotInstalled where the module needs a library that is missing, and ChapterError where
    it fails, or has not been tangled.
    """
    if module_text(chapter) is None:
        return {}
    home = os.path.realpath(os.path.join(book.root, book.source))
    if home not in sys.path:
        sys.path.insert(0, home)
    try:
        module = importlib.import_module(module_of(book, chapter.path))
    except Exception as error:  # whatever the author's module raises
        raise refusal(book, chapter, error) from error
    return {name: value for name, value in vars(module).items() if not name.startswith("__")}


def refusal(book: Book, chapter: Chapter, error: Exception) -> Exception:
    """Return what the author is told where the chapter's module cannot be imported."""
    line = import_line(book, chapter, error)
    missing = (error.name or "") if isinstance(error, ModuleNotFoundError) else ""
    library = missing.partition(".")[0]
    if library == book.package:
        path = missing.replace(".", "/")
        return ChapterError(chapter.path, line, f"its code needs {path}, which is not there yet",
                            "run lit tangle")
    if library:
        return NotInstalled(f"the code of {chapter.path} needs {library}, which is not installed")
    return ChapterError(chapter.path, line, f"the chapter's code fails: {message(error)}",
                        "mend the code")


def import_line(book: Book, chapter: Chapter, error: Exception) -> int:
    """Return the last line of the chapter that an import's traceback goes through; of its first
    block, if there is none.
    """
    module = os.path.realpath(os.path.join(book.root, module_path(book, chapter.path)))
    lines = [frame.lineno or 1 for frame in traceback.extract_tb(error.__traceback__)
             if os.path.realpath(frame.filename) == module]
    return chapter_line(chapter, lines[-1])[0] if lines else chapter.blocks[0].line


def message(error: Exception) -> str:
    """Return what an author's mistake says of itself, without a place, which is told anyway."""
    return str(getattr(error, "msg", "") or error) or type(error).__name__


LOOK_AROUND = {"globals", "vars", "dir", "eval", "exec"}


def free_names(code: str) -> set[str]:
    """Return the names that a block uses and does not define; what looks around counts."""
    tree, bound = ast.parse(code), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return used - bound - (set(dir(builtins)) - LOOK_AROUND)


def sources(book: Book, chapter: Chapter) -> list[str]:
    """Return the sorted paths of the chapter's module and of all modules of the book that it
    imports.
    """
    found, open_ones = set(), [module_path(book, chapter.path)]
    while open_ones:
        path = os.path.join(book.root, open_ones.pop())
        if path in found or not os.path.exists(path):
            continue
        found.add(path)
        for _, name in imports(read_bytes(path).decode(), book.package):
            open_ones += [os.path.join(book.source, f"{part.replace('.', '/')}.py")
                          for part in (name, name.rpartition(".")[0])]
    return sorted(found)


def execute(book: Book, chapter: Chapter, block: Block, names: dict,
            held: list | None = None) -> None:
    """Run a Python block in the name space names. Raises what the block raises.

    held: a list that gets the line of each assertion that held, if it says something about a name.
    """
    tree = ast.increment_lineno(ast.parse(block.text), block.line)
    if held is not None:
        names["_held"], tree = held.append, ast.fix_missing_locations(Recorded().visit(tree))
    code = compile(tree, os.path.join(os.path.realpath(book.root), chapter.path), "exec")
    names["__name__"] = module_name(chapter.path.removesuffix(".md"))
    with watched(chapter.path, block.line, block.id):
        exec(code, names)  # noqa: S102


class Recorded(ast.NodeTransformer):
    """Adds to each assertion a line that records that it held."""

    def visit_Assert(self, node: ast.Assert) -> Any:
        """Return the assertion and the line behind it."""
        if not any(isinstance(part, ast.Name) for part in ast.walk(node.test)):
            return node
        line = ast.Call(ast.Name("_held", ast.Load()), [ast.Constant(node.lineno)], [])
        return [node, ast.copy_location(ast.Expr(line), node)]


UNNAMED = "<unknown>"  # what Python calls the file of a text that is only parsed


def line_in(chapter: Chapter, error: Any, otherwise: int) -> int:
    """Return the last line of the chapter that a traceback goes through, or otherwise if there is
    none.
    """
    if isinstance(error, SyntaxError) and error.filename == UNNAMED:
        return otherwise + (error.lineno or 0)
    frames = [frame.lineno or otherwise for frame in traceback.extract_tb(error.__traceback__)
              if frame.filename.endswith(chapter.path)]
    return frames[-1] if frames else otherwise
