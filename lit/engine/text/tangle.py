"""Tangle: from chapters to modules, and what must hold before a module is written."""

import hashlib
import os
import re
from collections.abc import Collection, Iterator

from lit.engine.text.book import (
    Book, chapter_path, home, module_of, module_path, open_book, read_bytes,
)
from lit.engine.text.chapter import Block, Chapter, ChapterError, decode, parse
from lit.engine.text.files import STATE, commit, locked
from lit.engine.text.memory import load, save

RECORD = f"{STATE}/tangled"


def module_text(chapter: Chapter) -> str | None:
    """Return the module that the chapter's code blocks make, or None if it has none."""
    blocks = [block.text for block in chapter.blocks if block.kind == "code"]
    return "\n\n".join(filter(None, blocks)) if blocks else None


def spans(chapter: Chapter) -> list[tuple[int, int, Block]]:
    """Return [(first line in the module, lines, block)] of the chapter's blocks that have code."""
    found, line = [], 1
    for block in chapter.blocks:
        if block.kind == "code" and block.text:
            count = block.text.count("\n")
            found.append((line, count, block))
            line += count + 2
    return found


def chapter_line(chapter: Chapter, line: int) -> tuple[int, Block | None]:
    """Return (line in the chapter, block) of a line of its module; a gap belongs to what precedes
    it.
    """
    block, place = None, 1
    for first, count, candidate in spans(chapter):
        if first <= line:
            block, place = candidate, candidate.line + 1 + min(line - first, count)
    return place, block


IMPORT = r"^ *from +((?:{0}|\.)[\w.]*) +import +(\([^)]*\)|[^\n#]*)|^ *import +({0}\b[^\n#]*)"


def imports(text: str, package: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, module or module.name) of each import from package in text."""
    if not any(start in text for start in (f"from {package}", f"import {package}", "from .")):
        return
    for match in re.finditer(IMPORT.format(package), text, re.M):
        for name in re.split(r"[\s,()]+", re.sub(r"\bas +\w+|#.*", "", match[2] or match[3])):
            if name:
                yield match.start(), f"{match[1]}.{name}" if match[1] else name


def check_imports(book: Book) -> list[ChapterError]:
    """Return ChapterErrors for imports of the package that do not stand above their chapter."""
    mistakes, above = [], {}
    order = {module_of(book, chapter.path): chapter.path for chapter in book.chapters}
    for chapter in book.chapters:
        text = module_text(chapter) or ""
        above[module_of(book, chapter.path)] = True
        for offset, name in imports(text, book.package):
            module = name if name in order else name.rpartition(".")[0]
            if module in above or not is_import(text, offset, module in order):
                continue
            if module not in order and is_handwritten(book, name):
                continue
            line, _ = chapter_line(chapter, text.count("\n", 0, offset) + 1)
            what = f"imports {module}, " + ("which comes later" if module in order
                                            else "which no chapter makes")
            mend = "move this chapter below it in nav" if module in order else "mend the name"
            mistakes.append(ChapterError(chapter.path, line, what, mend))
    return mistakes


def is_handwritten(book: Book, name: str) -> bool:
    """Return whether the book allows modules without a chapter, and name leads to one of them."""
    stem = os.path.join(book.root, book.source, *name.split("."))
    places = (stem, os.path.dirname(stem))
    return book.handwritten and any(os.path.isfile(f"{place}.py") or
                                    os.path.isfile(os.path.join(place, "__init__.py"))
                                    for place in places)


def module_name(path: str) -> str:
    """Return the dotted name of the module at path."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_import(text: str, offset: int, running: bool = False) -> bool:
    """Return whether the text at offset is a statement, not part of a string.

    running: whether only statements that can run count, not those under `if TYPE_CHECKING:`.
    """
    import ast  # asked only about a suspect: parsing everything would double the time

    line, nodes = text.count("\n", 0, offset) + 1, [*ast.walk(ast.parse(text))]
    idle = {inner for node in nodes if running and isinstance(node, ast.If)
            and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
            for statement in node.body for inner in ast.walk(statement)}
    return any(isinstance(node, ast.Import | ast.ImportFrom) and node.lineno == line
               and node not in idle for node in nodes)


def read_record(root: str) -> dict[str, str]:
    """Return {module path: checksum} as of the last tangle; empty where there was none."""
    path = os.path.join(root, RECORD)
    if not os.path.exists(path):
        return {}
    lines = read_bytes(path).decode("utf-8", "replace").splitlines()
    return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}


def checksum(data: bytes) -> str:
    """Return the SHA-256 of data, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def is_generated(book: Book, record: dict, module: str, data: bytes) -> bool:
    """Return whether data is what a known state of the chapter made of module."""
    if record.get(module) == checksum(data):
        return True
    base = committed(book, module)
    text = module_text(base) if base else None
    return text is not None and data == text.encode()


def committed(book: Book, module: str) -> Chapter | None:
    """Return the Chapter of the last commit that touched module, if it makes just what was
    committed; or None.
    """
    path = chapter_path(book, module)
    commit = git(book, "log", "-1", "--format=%H", "--", module).strip().decode("ascii", "replace")
    page, made = (git(book, "cat-file", "blob", f"{commit}:./{name}") for name in (path, module))
    try:
        chapter = parse(path, decode(path, page)) if commit else None
    except ChapterError:
        return None
    text = module_text(chapter) if chapter else None
    return chapter if text is not None and text.encode() == made else None


def git(book: Book, *arguments: str) -> bytes:
    """Return what git prints in the book's folder; nothing where that fails."""
    import subprocess  # only for a module that the record does not know

    try:
        done = subprocess.run(["git", "-C", book.root, *arguments], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return b""
    return done.stdout


def is_half_merged(data: bytes) -> bool:
    """Return whether data holds the marks of a merge that was not finished."""
    lines = b"\n" + data
    return b"\n<<<<<<< " in lines and b"\n>>>>>>> " in lines


def plan(book: Book, force: bool = False) -> tuple[dict, list[ChapterError], bytes]:
    """Return ({path: (old, new)}, mistakes, new record) of what tangling book would write.

    force: whether to write over what was edited by hand, and keep a copy of it.
    """
    record, mistakes, made = read_record(book.root), check_imports(book), {}
    changes: dict[str, tuple[bytes | None, bytes]] = {}
    for chapter in book.chapters:
        text, module = module_text(chapter), module_path(book, chapter.path)
        if text is None:
            continue
        new, old = text.encode(), read_module(book, module)
        made[module] = checksum(new)
        if new == old:
            continue
        if old is not None and not is_generated(book, record, module, old):
            if force or is_half_merged(old):
                changes[kept_path(book.root, module)] = (None, old)
            else:
                mistakes.append(edited(chapter, text, old, module, module in record))
        changes[module] = (old, new)
    orphans(book, record, made, changes, mistakes)
    lines = "".join(f"{digest}  {module}\n" for module, digest in sorted(made.items()))
    return changes, mistakes, lines.encode()


def kept_path(root: str, path: str) -> str:
    """Return a path at which nothing stands yet for a copy of the file at path."""
    number, place = 1, f"{STATE}/kept/{path}"
    while os.path.lexists(os.path.join(root, place)):
        number += 1
        place = f"{STATE}/kept/{path}.{number}"
    return place


def read_module(book: Book, module: str) -> bytes | None:
    """Return the bytes of module, or None where it does not exist."""
    try:
        return read_bytes(os.path.join(book.root, module))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ChapterError(module, 1, f"cannot be read ({error.strerror})",
                           "make it a file") from None


def first_difference(chapter: Chapter, text: str, old: bytes) -> tuple[int, int]:
    """Return (line in the chapter, line in the module) at which text and the bytes old part."""
    new, found = text.split("\n"), old.decode("utf-8", "replace").split("\n")
    pairs = enumerate(zip(new, found), 1)
    line = next((n for n, (a, b) in pairs if a != b), min(len(new), len(found)))
    return chapter_line(chapter, line)[0], line


def edited(chapter: Chapter, text: str, old: bytes, module: str, recorded: bool) -> ChapterError:
    """Return the ChapterError for a module that is not what was last tangled."""
    line, other = first_difference(chapter, text, old)
    what = "edited by hand, and differs" if recorded else "of unknown origin, and differs"
    return ChapterError(module, other, f"{what} from {chapter.path}:{line}",
                        "lit stitch carries it home; lit tangle --force writes the chapter's, "
                        "and keeps a copy")


def orphans(book: Book, record: dict, made: Collection[str], changes: dict,
            mistakes: list[ChapterError]) -> None:
    """Add the modules that no chapter makes: to changes if they were tangled, else to mistakes."""
    for module in find_modules(book.root, home(book)):
        if module not in made:
            data = read_module(book, module)
            if data is not None and is_generated(book, record, module, data):
                changes[module] = (data, None)
            elif not book.handwritten:
                mend = f"write {chapter_path(book, module)}, or delete the module"
                mistakes.append(ChapterError(module, 1, "no chapter makes this module", mend))


def find_modules(root: str, folder: str) -> Iterator[str]:
    """Yield the Python files below folder, as paths relative to root."""
    if os.path.isdir(os.path.join(root, folder)):
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                path = f"{folder}/{entry.name}"
                if entry.is_dir(follow_symlinks=False) and entry.name != "__pycache__":
                    yield from find_modules(root, path)
                elif entry.name.endswith(".py"):
                    yield path


def tangle(root: str = ".", force: bool = False) -> list[str]:
    """Write the modules of the book in root that differ; return their paths, and those of kept
    copies.

    Raises an ExceptionGroup of ChapterErrors, and then has written nothing.
    """
    with locked(root):
        memory = load(root)
        known = dict(memory)
        book = open_book(root, memory)
        changes, mistakes, lines = plan(book, force)
        if mistakes:
            raise ExceptionGroup("mistakes", mistakes)
        old = read_module(book, RECORD)
        commit(root, changes | ({} if old == lines else {RECORD: (old, lines)}))
        written = list(changes)
        # The texts of a thousand chapters would otherwise share the peak with the memory's bytes.
        del book, changes
        if any(known.get(path) is not kept for path, kept in memory.items()):
            save(root, memory)
        return written


def check(book: Book) -> list[ChapterError]:
    """Return ChapterErrors for all that tangling book would change or refuse; nothing is written.
    """
    changes, mistakes, _ = plan(book)
    for chapter in book.chapters:
        module = module_path(book, chapter.path)
        if module in changes and not any(error.path == module for error in mistakes):
            text, old = module_text(chapter) or "", changes[module][0] or b""
            line, other = first_difference(chapter, text, old)
            mistakes.append(ChapterError(chapter.path, line, f"{module}:{other} differs",
                                         "run lit tangle"))
    for module, (_, new) in changes.items():
        if new is None:
            mistakes.append(ChapterError(module, 1, "its chapter is gone", "run lit tangle"))
    return mistakes
