"""The files of a new book."""

import os

from lit.engine.text.first_pages import FIRST, INDEX, errors_page

ENGINE = __name__.removesuffix(".text.starter")
COMMAND = ENGINE.partition(".")[0]
DISTRIBUTION = "konspekt" if COMMAND == "lit" else f"{COMMAND}-engine"
WORDS = {"engine": ENGINE, "command": COMMAND, "distribution": DISTRIBUTION}
EXTRAS = "site,watch"


PYPROJECT = '''[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{distribution_of_book}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = []

[project.optional-dependencies]
book = ["{distribution}[site,watch]"]

[tool.hatch.build.targets.wheel]
packages = ["{home}"]

[tool.pytest.ini_options]
addopts = "-p {engine}.judge.run"
testpaths = ["docs"]

'''
IGNORE = ".lit/\n.venv/\nsite/\n__pycache__/\n"
ATTRIBUTES = "* text=auto eol=lf\n{lock}"
MAKEFILE = '''# make book builds the site, make test runs every check.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: book test watch

book: .venv/.ready
\t$(BIN)/{command} tangle
\t$(BIN)/{command} verify
\t$(BIN)/python -m mkdocs build --strict

test: .venv/.ready
\t$(BIN)/{command} tangle --check
\t$(BIN)/{command} verify
\t$(BIN)/python -m pytest -p {engine}.judge.run docs

watch: .venv/.ready
\t$(BIN)/{command} watch

.venv/.ready: pyproject.toml
\t$(PYTHON) -m venv .venv
\t$(BIN)/python -m pip install --quiet "{distribution}[site,watch]"
\ttouch $@
'''


GITHUB = '''name: check
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
      - run: python -m pip install "{distribution}[site]"
      - run: python -m {command} tangle --check
      - run: python -m {command} verify
      - run: python -m pytest -p {engine}.judge.run docs
'''
GITLAB = '''check:
  image: python:3.12
  script:
    - python -m pip install "{distribution}[site]"
    - python -m {command} tangle --check
    - python -m {command} verify
    - python -m pytest -p {engine}.judge.run docs
'''
HOOKS = '''repos:
  - repo: local
    hooks:
      - id: tangle
        name: the package is what the chapters make
        entry: python -m {command} tangle --check
        language: system
        pass_filenames: false
      - id: verify
        name: the formulas hold
        entry: python -m {command} verify
        language: system
        pass_filenames: false
'''


SITE = '''site_name: {title}
nav:
  - index.md
  - first.md
  - errors.md
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
  - {engine}.page.weave
extra_css: [assets/katex/katex.min.css, assets/konspekt.css]
extra_javascript: [assets/a11y.js, assets/slider.js]
exclude_docs: assets/katex/katex.min.js
plugins: [search, autorefs]
validation: {{anchors: warn, omitted_files: warn}}
'''


def settings_text(package: str, source: str = "", exists: bool = False) -> str:
    """Return the settings of a book, as they stand in pyproject.toml."""
    return "".join(["[tool.lit]\n", f'package = "{package}"\n',
                    f'source = "{source}"\n' if source else "",
                    "handwritten = true\n" if exists else ""])


def starter_files(package: str, source: str, exists: bool, folder: str) -> dict[str, str]:
    """Return {path: text} of a new book's files.

    exists: whether the package is there already, with modules of its author's.
    """
    home = f"{source}/{package}" if source else package
    lock = "" if exists else f"/{home}/**/*.py linguist-generated\n"
    words = WORDS | {"package": package, "home": home, "lock": lock,
                     "title": folder.replace("_", " ").replace("-", " ").strip().capitalize(),
                     "distribution_of_book": package.replace("_", "-")}
    texts = {"pyproject.toml": PYPROJECT, "mkdocs.yml": SITE, ".gitignore": IGNORE,
             ".gitattributes": ATTRIBUTES, "Makefile": MAKEFILE,
             ".github/workflows/check.yml": GITHUB, ".gitlab-ci.yml": GITLAB,
             ".pre-commit-config.yaml": HOOKS,
             "docs/index.md": INDEX, "docs/first.md": FIRST}
    files = {path: text.format(**words) for path, text in texts.items()}
    files["pyproject.toml"] += settings_text(package, source, exists)
    return files | {"docs/errors.md": errors_page(COMMAND)}


def next_steps(folder: str) -> list[str]:
    """Return the commands that check and build a new book on a machine with Python alone."""
    programs = ".venv\\Scripts\\" if os.name == "nt" else ".venv/bin/"
    python = f"{programs}python"
    return [f'cd "{folder}"' if " " in folder else f"cd {folder}",
            f"{'python' if os.name == 'nt' else 'python3'} -m venv .venv",
            f'{python} -m pip install "{DISTRIBUTION}[{EXTRAS}]"',
            f"{programs}{COMMAND} tangle",
            f"{programs}{COMMAND} verify",
            f"{python} -m pytest -p {ENGINE}.judge.run docs",
            f"{python} -m mkdocs build --strict"]
