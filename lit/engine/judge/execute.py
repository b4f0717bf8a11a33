"""Run a block of a chapter in the name space of its module."""

import ast
import importlib
import os
import sys

from lit.engine.judge.guard import watched
from lit.engine.text.book import module_path, read_bytes
from lit.engine.text.tangle import imports, module_name, module_text


def namespace(book, chapter):
    """Return a fresh copy of what the chapter's module defines; empty if it has no module."""
    if module_text(chapter) is None:
        return {}
    home = os.path.realpath(book.root)
    if home not in sys.path:
        sys.path.insert(0, home)
    module = importlib.import_module(module_name(module_path(book, chapter.path)))
    return {name: value for name, value in vars(module).items() if not name.startswith("__")}


def sources(book, chapter):
    """Return the sorted paths of the chapter's module and of all modules of the book that it imports."""
    found, open_ones = set(), [module_path(book, chapter.path)]
    while open_ones:
        path = os.path.join(book.root, open_ones.pop())
        if path in found or not os.path.exists(path):
            continue
        found.add(path)
        for _, name in imports(read_bytes(path).decode(), book.package):
            open_ones += [f"{part.replace('.', '/')}.py" for part in (name, name.rpartition(".")[0])]
    return sorted(found)


def execute(book, chapter, block, names):
    """Run a Python block in the name space names. Raises what the block raises."""
    tree = ast.increment_lineno(ast.parse(block.text), block.line)
    code = compile(tree, os.path.join(os.path.realpath(book.root), chapter.path), "exec")
    names["__name__"] = module_name(chapter.path.removesuffix(".md"))
    with watched(chapter.path, block.line, block.id):
        exec(code, names)  # noqa: S102
