"""Begin a new chapter, or a new book."""

import os
import re

from lit.engine.text.book import importable, line_of, open_book, printable, read_bytes, unfit
from lit.engine.text.chapter import ChapterError, decode
from lit.engine.text.files import commit, locked
from lit.engine.text.starter import next_steps, settings_text, starter_files

CHAPTER = '''# {title}

What will a reader be able to answer at the end of this chapter?

## Definition

```python {{#code-{slug}}}
"""{title}."""


def identity(x):
    """Return x as it is."""
    return x
```

## Try it

```pycon
>>> from {module} import identity
>>> identity(2)
2
```
'''


def chapter_page(package: str, name: str) -> str:
    """Return the text of a new chapter called name, as in `part/chapter`."""
    title = name.rpartition("/")[2].replace("_", " ").capitalize()
    slug = re.sub(r"[^a-z0-9]+", "-", name)
    return CHAPTER.format(title=title, slug=slug, module=f"{package}.{name.replace('/', '.')}")


NAME = re.compile(r"[a-z_][a-z0-9_]*(/[a-z_][a-z0-9_]*)*")


def new_chapter(root: str, name: str) -> str:
    """Write a new chapter and add it to nav; return its path.

    Raises ChapterError, ExceptionGroup.
    """
    if not NAME.fullmatch(name) or not all(map(importable, name.split("/"))):
        raise ChapterError(printable(name), 1, "not a chapter's name",
                           "write PART/CHAPTER with a-z, 0-9 and _; a word of Python's will not do")
    with locked(root):
        book = open_book(root)
        path = f"{book.docs}/{name}.md"
        if os.path.exists(os.path.join(root, path)):
            raise ChapterError(path, 1, "the chapter exists", "choose another name")
        old = read_bytes(os.path.join(root, "mkdocs.yml"))
        page = chapter_page(book.package, name).encode()
        nav = add_to_nav(decode("mkdocs.yml", old), f"{name}.md").encode()
        commit(root, {path: (None, page), "mkdocs.yml": (old, nav)})
        return path


def add_to_nav(text: str, page: str) -> str:
    """Return the text of mkdocs.yml with page as the last entry of nav."""
    lines = text.split("\n")
    end = line_of(text, r"^nav:")
    while end < len(lines) and (not lines[end] or lines[end][0] in " -#"):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    entries = [line for line in lines[:end] if line.lstrip().startswith("- ")]
    indent = " " * min((len(line) - len(line.lstrip()) for line in entries), default=2)
    return "\n".join([*lines[:end], f"{indent}- {page}", *lines[end:]])


def assets() -> str:
    """Return the folder of the stylesheets and fonts: in the installed package, or in docs/."""
    package = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
    inside = os.path.join(package, "assets")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "docs",
                                                             "assets")


def asset_files() -> dict[str, bytes]:
    """Return {path in the book: bytes} of everything below assets()."""
    files = {}
    for folder, _, names in sorted(os.walk(assets())):
        for name in sorted(names):
            path = os.path.join(folder, name)
            inside = os.path.relpath(path, assets()).replace(os.sep, "/")
            if not inside.startswith("live/"):
                files[f"docs/assets/{inside}"] = read_bytes(path)
    return files


NEEDED = ("mkdocs.yml", "docs/index.md", "docs/first.md", "docs/errors.md")


def init(folder: str, package: str = "") -> tuple[list[str], list[str]]:
    """Begin a book in folder; return the paths of its files, and the steps to take next.

    package: its name; without one, that of the only package in src/, or one made of the folder's.
    Raises ChapterError if the folder holds a book or a site.
    """
    source = "src" if os.path.isdir(os.path.join(folder, "src")) else ""
    package = package or found_package(folder, source) or package_name(folder)
    reason = unfit(package)
    if not NAME.fullmatch(package) or "/" in package or package == "lit" or reason:
        raise ChapterError(printable(folder), 1, f"{package!r} cannot name the book's package"
                           + (f": {reason}" if reason else ""),
                           "name it: --package NAME, with a-z, 0-9 and _, and not lit")
    for path in NEEDED:
        if os.path.exists(os.path.join(folder, path)):
            raise ChapterError(os.path.join(folder, path), 1, "the file exists",
                               "begin where there are no chapters and no site yet")
    exists = os.path.isdir(os.path.join(folder, source, package))
    files = {path: text.encode() for path, text in
             starter_files(package, source, exists, os.path.basename(os.path.abspath(folder))
                           ).items()}
    project = os.path.join(folder, "pyproject.toml")
    old = read_bytes(project) if os.path.exists(project) else None
    if old is not None:
        files["pyproject.toml"] = with_settings(old, settings_text(package, source, exists))
    changes: dict[str, tuple] = {path: (None, data) for path, data
                                 in (files | asset_files()).items()
                                 if not os.path.exists(os.path.join(folder, path))}
    if old is not None and files["pyproject.toml"] != old:
        changes["pyproject.toml"] = (old, files["pyproject.toml"])
    os.makedirs(folder, exist_ok=True)
    with locked(folder):
        commit(folder, changes)
    return [path for path in changes if not path.startswith("docs/assets/")], next_steps(folder)


def found_package(folder: str, source: str) -> str:
    """Return the name of the only package in folder/source, or nothing."""
    home = os.path.join(folder, source)
    names = os.listdir(home) if os.path.isdir(home) else ()
    found = [name for name in names if os.path.isfile(os.path.join(home, name, "__init__.py"))
             and not unfit(name)]
    return found[0] if len(found) == 1 else ""


def package_name(folder: str) -> str:
    """Return a name for a package that is made of the folder's; one without Latin letters is book.
    """
    words = os.path.basename(os.path.abspath(folder)).lower()
    name = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
    return f"book_{name}" if name[:1].isdigit() else name or "book"


def with_settings(old: bytes, settings: str) -> bytes:
    """Return the bytes of a pyproject.toml with the settings at its end, if it has none."""
    if re.search(rb"(?m)^\[tool\.lit\]", old):
        return old
    return old.rstrip(b"\n") + f"\n\n{settings}".encode()
