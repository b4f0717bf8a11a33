"""Run a block of a chapter in the name space of its module."""

import ast
import importlib
import os
import sys

from lit.engine.book import module_path
from lit.engine.tangle import module_name, module_text


def namespace(book, chapter):
    """Return a fresh copy of what the chapter's module defines; empty if it has no module."""
    if module_text(chapter) is None:
        return {}
    home = os.path.realpath(book.root)
    if home not in sys.path:
        sys.path.insert(0, home)
    module = importlib.import_module(module_name(module_path(book, chapter.path)))
    return {name: value for name, value in vars(module).items() if not name.startswith("__")}


def execute(book, chapter, block, names):
    """Run a Python block in the name space names. Raises what the block raises."""
    tree = ast.increment_lineno(ast.parse(block.text), block.line)
    code = compile(tree, os.path.join(os.path.realpath(book.root), chapter.path), "exec")
    names["__name__"] = module_name(chapter.path.removesuffix(".md"))
    exec(code, names)  # noqa: S102


def run_doctest(chapter, block, names):
    """Run a pycon block in the name space names. Raises doctest's failure or unexpected exception."""
    import doctest  # and with it a debugger: who runs no example should not wait for them

    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    parser, runner = doctest.DocTestParser(), doctest.DebugRunner(optionflags=flags, verbose=False)
    examples = parser.get_doctest(block.text, names, block.id, chapter.path, block.line)
    runner.run(examples, clear_globs=False)
    names.update(examples.globs)


def show_example(chapter, block, error):
    """Return the line of the chapter at which doctest stopped; where answers differ, with both."""
    source = error.example.source.strip().replace("\n", "\n... ")
    place = f"{chapter.path}:{block.line + 1 + error.example.lineno}: >>> {source}"
    if hasattr(error, "got"):
        return f"{place}\nwanted: {error.example.want.strip()}\ngot:    {error.got.strip()}"
    return place
