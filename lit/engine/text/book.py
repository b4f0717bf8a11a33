"""Read a book: its settings, the order of its chapters, and where each one goes."""

import functools
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from lit.engine.text.chapter import Block, Chapter, ChapterError, decode, nearest
from lit.engine.text.memory import load, recall

SETTINGS = {"docs": "docs", "package": "lit", "source": "", "handwritten": False}


class Book(NamedTuple):
    """A book's folder, its settings and its chapters in reading order."""

    root: str
    docs: str
    package: str
    chapters: tuple
    source: str = ""
    handwritten: bool = False


def read_settings(root: str) -> dict:
    """Return the settings of `[tool.lit]` in root's pyproject.toml, defaults filled in."""
    path = os.path.join(root, "pyproject.toml")
    if not os.path.exists(path):
        return SETTINGS
    import tomllib  # a tenth of the time of tangling a book without settings

    text = decode("pyproject.toml", read_bytes(path))
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else 1
        raise ChapterError("pyproject.toml", line, f"not TOML: {error}", "mend it there") from None
    for name in ("tool", "lit"):
        table = table.get(name, {})
        if not isinstance(table, dict):
            raise ChapterError("pyproject.toml", line_of(text, rf"\b{name}\b"),
                               f"{name} is no table",
                               "write [tool.lit], and the settings below it")
    for key, value in table.items():
        line = line_of(text, rf"^{re.escape(key)}\b")
        if key not in SETTINGS:
            raise ChapterError("pyproject.toml", line, f"unknown setting {key}",
                               nearest(key, SETTINGS))
        check_setting(key, value, line)
    settings: dict = SETTINGS | table
    if settings["docs"].casefold() == settings["package"].casefold():
        raise ChapterError("pyproject.toml", line_of(text, r"^(?:docs|package)\b"),
                           "chapters and modules in one folder", "give the package another name")
    return settings


def check_setting(key: str, value: object, line: int) -> None:
    """Raise ChapterError unless value can be that of the setting key."""
    if key == "handwritten":
        if not isinstance(value, bool):
            raise ChapterError("pyproject.toml", line, f"{key} needs true or false, got {value!r}",
                               f"write {key} = true")
        return
    if key == "package" and isinstance(value, str) and re.search(r"[./]", value):
        folder, _, name = re.sub(r"[./]+", "/", value).rpartition("/")
        raise ChapterError("pyproject.toml", line, f"{key} needs a name, got {value!r}",
                           f'write source = "{folder}" and package = "{name}"')
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z_]\w*", value):
        raise ChapterError("pyproject.toml", line, f"{key} needs a folder's name, got {value!r}",
                           f'write {key} = "{SETTINGS[key] or "src"}"')
    reason = unfit(value) if key == "package" else ""
    if reason:
        raise ChapterError("pyproject.toml", line, f"a package cannot be called {value}: {reason}",
                           "choose another name")


LIBRARIES = frozenset({"docs", "mkdocs", "markdown", "matplotlib", "mpmath", "numpy", "pymdownx",
                       "pytest",
                       "scipy", "sympy", "tests", "yaml"})
DEVICES = frozenset({"con", "prn", "aux", "nul",
                     *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


MOST_LETTERS = 100


def unfit(name: str) -> str:
    """Return why a package may not have this name, or nothing."""
    import keyword
    import sys

    if len(name) > MOST_LETTERS:
        return f"it is longer than {MOST_LETTERS} letters"
    if keyword.iskeyword(name):
        return "it is a word of Python's"
    if name in sys.stdlib_module_names or name in LIBRARIES:
        return "another library has this name"
    return "it is a device on some systems" if name.lower() in DEVICES else ""


def read_bytes(path: str) -> bytes:
    """Return the bytes of the file at path."""
    with open(path, "rb", buffering=0) as file:
        return file.read()


def line_of(text: str, pattern: str) -> int:
    """Return the number of the first line of text in which pattern is found, or 1."""
    match = re.search(pattern, text, re.M)
    return text.count("\n", 0, match.start()) + 1 if match else 1


NAV = re.compile(r"^nav:[^\n]*\n(?:[ \-#][^\n]*\n|\n)*", re.M)
PAGE = re.compile(r"\"([^\"\n]+\.md)\"|'([^'\n]+\.md)'|([^\s\"':\[\],{}]+\.md)\b")


def read_nav(root: str) -> dict[str, int]:
    """Return {page: line} of the pages under `nav:` in root's mkdocs.yml, in order."""
    path = os.path.join(root, "mkdocs.yml")
    if not os.path.isfile(path):
        raise ChapterError("mkdocs.yml", 1, f"no book in {root}: mkdocs.yml is missing",
                           "go to the book's folder, name it with --root, "
                           "or begin one with lit init")
    text = decode("mkdocs.yml", read_bytes(path)) + "\n"
    match = NAV.search(text)
    if not match:
        raise ChapterError("mkdocs.yml", 1, "no nav", "add nav: with the chapters in reading order")
    first, pages = text.count("\n", 0, match.start()) + 1, {}
    for line, content in enumerate(match[0].split("\n"), first):
        for page in map("".join, PAGE.findall(content.split(" #")[0])):
            if page in pages:
                raise ChapterError("mkdocs.yml", line, f"{page} stands in nav twice", "leave one")
            if page.startswith("/") or ".." in page.split("/"):
                raise ChapterError("mkdocs.yml", line, f"{page} leads out of the book",
                                   "move it into docs/")
            pages[page] = line
    return pages


def find_pages(root: str, folder: str) -> Iterator[str]:
    """Yield the Markdown files below folder, as paths relative to root, links checked."""
    with os.scandir(os.path.join(root, folder)) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = f"{folder}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                check_link(root, path)
            if entry.is_dir():
                yield from find_pages(root, path)
            elif entry.name.endswith(".md"):
                if not entry.is_file():
                    raise ChapterError(printable(path), 1, "not a file that can be read",
                                       "a chapter is a plain file")
                yield path


def printable(path: str) -> str:
    """Return path with what no line of a message can hold written as numbers."""
    return path.encode("utf-8", "backslashreplace").decode().translate(
        {n: f"\\x{n:02x}" for n in (*range(32), 127)})


def check_link(root: str, path: str) -> None:
    """Raise ChapterError where path is a symbolic link out of root, or to a folder."""
    full = os.path.join(root, path)
    home, end = os.path.realpath(root), os.path.realpath(full)
    if not os.path.exists(full):
        raise ChapterError(path, 1, "a symbolic link that leads nowhere", "delete the link")
    if os.path.commonpath([home, end]) != home:
        raise ChapterError(path, 1, "a symbolic link that leads out of the book", "put a copy here")
    if os.path.isdir(full):
        raise ChapterError(path, 1, "a linked folder, whose chapters would exist twice",
                           "delete the link")


def module_path(book: Book, path: str) -> str:
    """Return the path of the module that the chapter at path makes, relative to the root."""
    stem = path.removeprefix(f"{book.docs}/").removesuffix(".md")
    folder, _, name = stem.rpartition("/")
    name = "__init__" if name == "index" else name
    return "/".join(filter(None, (home(book), folder, f"{name}.py")))


def home(book: Book) -> str:
    """Return the folder of the package, relative to the root."""
    return f"{book.source}/{book.package}" if book.source else book.package


def module_of(book: Book, path: str) -> str:
    """Return the dotted name by which the module of the chapter at path is imported."""
    inside = module_path(book, path).removeprefix(f"{book.source}/" if book.source else "")
    return inside.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def chapter_path(book: Book, module: str) -> str:
    """Return the path of the chapter that makes module: the inverse of module_path."""
    stem = module.removeprefix(f"{home(book)}/").removesuffix(".py")
    folder, _, name = stem.rpartition("/")
    name = "index" if name == "__init__" else name
    return "/".join(filter(None, (book.docs, folder, f"{name}.md")))


def open_book(root: str = ".", memory: dict | None = None) -> Book:
    """Return the Book in the folder root. Raises an ExceptionGroup of ChapterErrors.

    memory is what is known of unchanged chapters; new ones are added to it.
    """
    mistakes, chapters, book = [], [], None
    memory = load(root) if memory is None else memory
    try:
        settings = read_settings(root)
        book, nav = Book(root, chapters=(), **settings), read_nav(root)
        pages = list(find_pages(root, check_folder(book)))
    except ChapterError as error:
        raise ExceptionGroup("mistakes", [error]) from None
    order = {f"{book.docs}/{page}": line for page, line in nav.items()}
    for path in sorted(pages, key=lambda path: order.get(path, 0)):
        try:
            chapters.append(read_chapter(book, path, path in order, memory))
        except ChapterError as error:
            mistakes.append(error)
    for path in order.keys() - set(pages):
        mend = "write it, or take it out of nav"
        mistakes.append(ChapterError("mkdocs.yml", order[path], f"{path} does not exist", mend))
    mistakes += check_modules(book, chapters) + check_ids(chapters)
    if mistakes:
        raise ExceptionGroup("mistakes", sorted(mistakes, key=lambda e: (e.path, e.line)))
    return Book(root, chapters=tuple(chapters), **settings)


def check_folder(book: Book) -> str:
    """Return the folder of the chapters. Raises ChapterError where it is missing."""
    if not os.path.isdir(os.path.join(book.root, book.docs)):
        raise ChapterError(book.docs, 1, "the folder of the chapters is missing",
                           "make it, or set docs in [tool.lit]")
    return book.docs


NAME = re.compile(r"[a-z_]\w*")


def read_chapter(book: Book, path: str, listed: bool, memory: dict) -> Chapter:
    """Return the Chapter at path. Raises ChapterError for its first mistake."""
    chapter = recall(memory, path, read_bytes(os.path.join(book.root, path)))
    if chapter.blocks and not listed:
        raise ChapterError(path, 1, "a chapter outside nav",
                           f"add {path.removeprefix(book.docs + '/')} to nav in mkdocs.yml")
    code = next((block for block in chapter.blocks if block.kind == "code"), None)
    stem = path.removeprefix(f"{book.docs}/").removesuffix(".md")
    if code and not all(map(importable, stem.split("/"))):
        raise ChapterError(printable(path), code.line,
                           "a chapter with code needs a name that Python can import",
                           "rename it with a-z, 0-9 and _; a word of Python's will not do")
    return chapter


@functools.cache
def importable(name: str) -> bool:
    """Return whether a module of this name can be imported on every system."""
    import keyword

    return (bool(NAME.fullmatch(name)) and name.isascii()
            and not keyword.iskeyword(name) and name not in DEVICES)


def check_modules(book: Book, chapters: list) -> list:
    """Return a ChapterError for each chapter whose module another one makes or hides."""
    found, mistakes = {}, []
    for chapter in chapters:
        code = next((block for block in chapter.blocks if block.kind == "code"), None)
        module = module_path(book, chapter.path).removesuffix(".py")
        module = module.removesuffix("/__init__").casefold()
        if code and module in found:
            mistakes.append(ChapterError(chapter.path, code.line,
                                         f"makes the same module as {found[module]}",
                                         "rename one of the two"))
        elif code:
            found[module] = chapter.path
    return mistakes


REFERENCES = ("uses", "proves", "of", "corrects")


def check_ids(chapters: list[Chapter]) -> list[ChapterError]:
    """Return ChapterErrors for ids that occur twice and references that lead nowhere."""
    places, mistakes = {}, []
    for chapter in chapters:
        for part in (*chapter.blocks, *chapter.sections):
            if part.id in places:
                mistakes.append(ChapterError(chapter.path, part.line, f"the id {part.id} is taken",
                                             f"rename this one; the other is at {places[part.id]}"))
            elif part.id:
                places[part.id] = f"{chapter.path}:{part.line}"
    for chapter in chapters:
        for block in chapter.blocks:
            for name in references(block) if block.keys else ():
                if name not in places:
                    mistakes.append(ChapterError(chapter.path, block.line, f"no block {name}",
                                                 nearest(name, places)))
    return mistakes


def references(block: Block) -> list[str]:
    """Return the ids that block refers to."""
    return " ".join(block.keys.get(key, "") for key in REFERENCES).split()
