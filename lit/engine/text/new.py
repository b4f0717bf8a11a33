"""Begin a new chapter, or a new book."""

import os
import re

from lit.engine.text.book import importable, line_of, open_book, printable, read_bytes, unfit
from lit.engine.text.chapter import ChapterError, decode
from lit.engine.text.files import commit, locked

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


PYPROJECT = '''[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{package}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = []

[tool.lit]
package = "{package}"

[tool.pytest.ini_options]
addopts = "-p lit.engine.judge.run"
pythonpath = ["."]
testpaths = ["docs"]
'''
IGNORE = ".lit/\nsite/\n__pycache__/\n"
ATTRIBUTES = "* text=auto eol=lf\n/{package}/**/*.py linguist-generated\n"
CHECKS = '''name: check
on: [push, pull_request]
jobs:
  check:
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-latest, macos-latest, windows-latest]
    runs-on: ${{{{ matrix.os }}}}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {{python-version: "3.12"}}
      - run: python -m pip install "konspekt[site]"
      - run: python -m lit tangle --check
      - run: python -m lit verify
      - run: python -m pytest
'''
INDEX = '''# {title}

A book whose code blocks are the package `{package}`, and whose formulas are checked: change a
sign in this one, and `lit verify` says where it fails.

```notation
x : real | any number
```

```math {{#thm-{slug}-square}}
(x + 1)^{{2}} = x^{{2}} + 2 x + 1
```

```python {{#code-{slug}}}
"""{title}."""
```
'''


SITE = '''site_name: {title}
nav:
  - index.md
  - first.md
theme:
  name: material
  font: false
  favicon: assets/favicon.svg
  features: [navigation.footer, content.code.copy]
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {{icon: material/weather-night, name: Dark}}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      toggle: {{icon: material/weather-sunny, name: Light}}
markdown_extensions:
  - admonition
  - attr_list
  - pymdownx.details
  - lit.engine.page.weave
extra_css: [assets/katex/katex.min.css, assets/konspekt.css]
extra_javascript: [assets/a11y.js, assets/slider.js]
exclude_docs: assets/katex/katex.min.js
plugins: [search, autorefs]
validation: {{anchors: warn, omitted_files: warn}}
'''


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


def init(folder: str) -> list[str]:
    """Begin a book in folder; return the paths of its files. Raises ChapterError if one exists."""
    package = re.sub(r"\W+", "_", os.path.basename(os.path.abspath(folder)).lower())
    reason = unfit(package)
    if not NAME.fullmatch(package) or package == "lit" or reason:
        raise ChapterError(printable(folder), 1, f"{package!r} cannot name the book's package"
                           + (f": {reason}" if reason else ""),
                           "choose a folder's name that begins with a letter and is not lit")
    words = {"package": package, "title": package.replace("_", " ").capitalize(),
             "slug": package.replace("_", "-")}
    files = {"pyproject.toml": PYPROJECT, "mkdocs.yml": SITE, ".gitignore": IGNORE,
             "docs/index.md": INDEX,
             ".gitattributes": ATTRIBUTES, ".github/workflows/check.yml": CHECKS}
    changes = {path: (None, text.format(**words).encode()) for path, text in files.items()}
    changes["docs/first.md"] = (None, chapter_page(package, "first").encode())
    changes |= {path: (None, data) for path, data in asset_files().items()}
    for path in changes:
        if os.path.exists(os.path.join(folder, path)):
            raise ChapterError(os.path.join(folder, path), 1, "the file exists",
                               "begin in an empty folder")
    os.makedirs(folder, exist_ok=True)
    with locked(folder):
        commit(folder, changes)
    return [path for path in changes if not path.startswith("docs/assets/")]
