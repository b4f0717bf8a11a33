"""What an author can get wrong, each with its line, what is wrong, and how to mend it."""

import os
from pathlib import Path

import pytest

from lit.engine.text.chapter import parse

CODE = '```python {#code-other}\nOTHER = 1\n```\n'
MISTAKES = {
    "a fence that is never closed": ("# A\n\n```python {#code-a}\nA = 1\n", 3, "this fence is never closed; add a line ```"),
    "an unknown kind": ("```python {#cod-a}\nA = 1\n```\n", 1, "unknown kind cod-; did you mean code?"),
    "an unknown key": ('# A\n```python {#code-a itm="b"}\n```\n', 2, "unknown key itm; did you mean item?"),
    "a key twice": ('```python {#code-a item="b" item="c"}\n```\n', 1, "the key item stands twice"),
    "a missing key": ("```python {#proof-a}\nassert 1\n```\n", 1, "a proof- block needs proves=; add proves="),
    "another language": ("```text {#code-a}\n```\n", 1, "a code- block is written in python, not text"),
    "no name": ("```python\nA = 1\n```\n", 1, "a python block without a name"),
    "a formula without a kind": ("```math\nx\n```\n", 1, "a math block without a name; write ```math {#thm-…}"),
    "capitals in an id": ("```python {#code-A}\n```\n", 1, "cannot read the header"),
    "no space before the brace": ("```python{#code-a}\n```\n", 1, "cannot read the header"),
    "a syntax error": ("# A\n\n```python {#code-a}\nA = 1\nB = = 2\n```\n", 5, "code-a is not Python: invalid syntax"),
    "half a statement": ("```python {#code-a}\ndef a():\n```\n\n```python {#code-b}\n    return 1\n```\n", 2,
                         "code-a is not Python: expected an indented block"),
    "a tab": ("# A\n\n```python {#code-a}\nif 1:\n\tA = 1\n```\n", 5, "a tab; write spaces"),
    "a carriage return": ("# A\r\n", 1, "a carriage return (CRLF line ends?); save the file with LF line ends"),
    "a control character": ("# A\n\x00\n", 2, "the invisible character U+0000; delete it"),
    "a byte order mark": ("\ufeff# A\n", 1, "the invisible character U+FEFF; delete it"),
    "a block in a list": ("- item\n\n  ```python {#code-a}\n  A = 1\n  ```\n", 3, "a code block inside a list or an admonition"),
    "a block in an admonition": ('!!! note\n\n    ```python {#code-a}\n    A = 1\n    ```\n', 3,
                                 "a code block inside a list or an admonition; move it to the left margin"),
    "a block on a list mark": ("- ```python {#code-a}\n  A = 1\n  ```\n", 1, "a block that does not begin its line"),
    "a block in a quotation": ("> ```python {#code-a}\n> A = 1\n> ```\n", 1, "a block that does not begin its line"),
    "a block in a comment": ("<!--\n\n```python {#code-a}\nA = 1\n```\n-->\n", 1, "a block inside an HTML comment"),
    "a formula between dollars": ("# A\n\n$$x = y$$\n\n```python {#code-a}\n```\n", 3, "a displayed formula between $$ has no kind"),
    "a formula between brackets": ("\\[\nx = y\n\\]\n\n```python {#code-a}\n```\n", 1, "a displayed formula between \\[ has no kind"),
    "a longer closing fence": ("```python {#code-a}\nA = 1\n````\n\n```text\n```\n", 3, "this line closes the block on some sites only"),
    "a line left of its block": ("!!! note\n\n    ```pycon\n    >>> 1\n  1\n    ```\n", 5, "this line leaves its block to the left"),
    "a reference to nothing": ('```python {#proof-a proves="thm-b"}\nassert 1\n```\n', 1, "no block thm-b; "),
    "an import of a later chapter": ("```python {#code-a}\nimport small.second\n```\n", 2,
                                     "imports small.second, which comes later; move this chapter below it in nav"),
    "an import of nothing": ("```python {#code-a}\nA = 1\n```\n\n```python {#code-b}\nfrom small.thrid import A\n```\n", 6,
                             "imports small.thrid, which no chapter makes; mend the name"),
    "a relative import": ("```python {#code-a}\nfrom . import other\n```\n", 2, "imports ., which no chapter makes"),
}


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("command", [("tangle",), ("tangle", "--check"), ("stitch",)], ids=" ".join)
def test_mistake_is_one_line_and_nothing_is_written(book, lit, snapshot, name, command):
    text, line, message = MISTAKES[name]
    (book / "docs/first.md").write_bytes(text.encode())
    (book / "docs/second.md").write_text(CODE)
    before = snapshot(book)
    result = lit(book, *command)
    assert result.returncode == 1
    assert result.stderr == ""
    found = [told for told in result.stdout.splitlines() if not told.endswith("run lit tangle")]
    assert len(found) == 1, result.stdout
    assert found[0].startswith(f"docs/first.md:{line}: {message}"), found[0]
    assert "; " in found[0]
    assert snapshot(book) == before


BOOK_MISTAKES = {
    "not UTF-8": (lambda book: (book / "docs/first.md").write_bytes(b"# A\n\n\xff\n"), "docs/first.md:3: not UTF-8"),
    "an id twice": (lambda book: (book / "docs/second.md").write_text("```python {#code-double}\n```\n"),
                    "docs/second.md:1: the id code-double is taken; rename this one; the other is at docs/first.md:11"),
    "a chapter outside nav": (lambda book: (book / "docs/third.md").write_text(CODE),
                              "docs/third.md:1: a chapter outside nav; add third.md to nav in mkdocs.yml"),
    "a page in nav that does not exist": (lambda book: (book / "docs/second.md").unlink(),
                                          "mkdocs.yml:4: docs/second.md does not exist"),
    "a page in nav twice": (lambda book: (book / "mkdocs.yml").write_text("nav:\n  - first.md\n  - A: first.md\n"),
                            "mkdocs.yml:3: first.md stands in nav twice"),
    "a path that leads out": (lambda book: (book / "mkdocs.yml").write_text("nav:\n  - ../first.md\n"),
                              "mkdocs.yml:2: ../first.md leads out of the book"),
    "no nav": (lambda book: (book / "mkdocs.yml").write_text("site_name: A\n"), "mkdocs.yml:1: no nav"),
    "no mkdocs.yml": (lambda book: (book / "mkdocs.yml").unlink(), "mkdocs.yml:1: no book in ."),
    "no docs": (lambda book: (book / "docs").rename(book / "texts"), "docs:1: the folder of the chapters is missing"),
    "broken settings": (lambda book: (book / "pyproject.toml").write_text("[tool.lit\n"), "pyproject.toml:1: not TOML"),
    "an unknown setting": (lambda book: (book / "pyproject.toml").write_text('[tool.lit]\npakage = "a"\n'),
                           "pyproject.toml:2: unknown setting pakage; did you mean package?"),
    "a link to a file outside": (lambda book: (book / "docs/link.md").symlink_to(Path(__file__)),
                                 "docs/link.md:1: a symbolic link that leads out of the book"),
    "a link to a folder": (lambda book: (book / "docs/link").symlink_to(book / "docs"),
                           "docs/link:1: a linked folder"),
    "a name that Python cannot import": (
        lambda book: (os.rename(book / "docs/second.md", book / "docs/my-second.md"),
                      (book / "mkdocs.yml").write_text("nav:\n  - first.md\n  - my-second.md\n")),
        "docs/my-second.md:3: a chapter with code needs a name that Python can import"),
    "a word of Python's": (
        lambda book: ((book / "docs/class.md").write_text(CODE), (book / "mkdocs.yml").write_text(
            "nav:\n  - first.md\n  - second.md\n  - class.md\n")),
        "docs/class.md:1: a chapter with code needs a name that Python can import"),
    "a device": (
        lambda book: ((book / "docs/con.md").write_text(CODE), (book / "mkdocs.yml").write_text(
            "nav:\n  - first.md\n  - second.md\n  - con.md\n")),
        "docs/con.md:1: a chapter with code needs a name that Python can import"),
    "two chapters for one module": (
        lambda book: ((book / "docs/index.md").write_text(CODE),
                      (book / "docs/__init__.md").write_text("```python {#code-more}\n```\n"),
                      (book / "mkdocs.yml").write_text("nav:\n  - index.md\n  - first.md\n  - second.md\n  - __init__.md\n")),
        "docs/__init__.md:1: makes the same module as docs/index.md; rename one of the two"),
    "a module and a package of one name": (
        lambda book: ((book / "docs/first").mkdir(), (book / "docs/first/index.md").write_text(CODE),
                      (book / "mkdocs.yml").write_text("nav:\n  - first.md\n  - second.md\n  - first/index.md\n")),
        "docs/first/index.md:1: makes the same module as docs/first.md"),
    "names that differ in capitals": (
        lambda book: ((book / "docs/fIRST.md").write_text(CODE),
                      (book / "mkdocs.yml").write_text("nav:\n  - first.md\n  - second.md\n  - fIRST.md\n")),
        "docs/fIRST.md:1: makes the same module as docs/first.md"),
    "a FIFO": (lambda book: os.mkfifo(book / "docs/pipe.md"), "docs/pipe.md:1: not a file that can be read"),
    "a link that leads nowhere": (lambda book: (book / "docs/x.md").symlink_to("nowhere.md"),
                                  "docs/x.md:1: a symbolic link that leads nowhere"),
    "a loop of links": (lambda book: (book / "docs/x.md").symlink_to("x.md"), "docs/x.md:1: a symbolic link that leads nowhere"),
    **{f"a package called {name}": (
        lambda book, name=name: (book / "pyproject.toml").write_text(f'[tool.lit]\npackage = "{name}"\n'),
        f"pyproject.toml:2: a package cannot be called {name}: ") for name in ("json", "sympy", "class", "aux", "tests")},
    "chapters and modules in one folder": (
        lambda book: (book / "pyproject.toml").write_text('[tool.lit]\npackage = "Texts"\ndocs = "texts"\n'),
        "pyproject.toml:2: chapters and modules in one folder"),
    **{f"settings that are no table: {text}": (
        lambda book, text=text: (book / "pyproject.toml").write_text(text), "pyproject.toml:")
        for text in ("[tool]\nlit = [1]\n", 'tool = "x"\n', '[tool]\nlit = "x"\n', "a = " + "[" * 5000)},
    "a program that turns its direction": (
        lambda book: (book / "docs/first.md").write_text("```python {#code-a}\nA = '\u202e'\n```\n"),
        "docs/first.md:2: the invisible character U+202E; delete it"),
    "a return outside of a function": (
        lambda book: (book / "docs/first.md").write_text("```python {#code-a}\nif 1:\n    return 1\n```\n"),
        "docs/first.md:3: code-a is not Python: 'return' outside function"),
    "another encoding": (
        lambda book: (book / "docs/first.md").write_text("```python {#code-a}\n# -*- coding: latin-1 -*-\n```\n"),
        "docs/first.md:2: code-a is in another encoding than it says"),
    "a sum that is too long": (
        lambda book: (book / "docs/first.md").write_text("```python {#code-a}\nA = " + "-" * 200_000 + "1\n```\n"),
        "docs/first.md:2: code-a is n"),
    "a module that no chapter makes": (
        lambda book: ((book / "small").mkdir(), (book / "small/mine.py").write_text("MINE = 1\n")),
        "small/mine.py:1: no chapter makes this module; write docs/mine.md, or delete the module"),
}


@pytest.mark.parametrize("name", BOOK_MISTAKES)
def test_mistake_in_the_book_is_one_line_and_nothing_is_written(book, lit, snapshot, name):
    spoil, message = BOOK_MISTAKES[name]
    spoil(book)
    before = snapshot(book)
    result = lit(book, "tangle")
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.startswith(message) and len(result.stdout.splitlines()) == 1, result.stdout
    assert snapshot(book) == before


def test_several_mistakes_are_told_together(book, lit):
    (book / "docs/first.md").write_text("```python {#cod-a}\n```\n")
    (book / "docs/second.md").write_text("```python {#code-a}\n")
    told = lit(book, "tangle").stdout.splitlines()
    assert [line.split(": ")[0] for line in told] == ["docs/first.md:1", "docs/second.md:1"]


def test_code_is_never_executed(book, lit, tmp_path):
    marker = tmp_path / "marker"
    run = f"open({str(marker)!r}, 'w')"
    page = "".join(f"```python {{#{kind}-a{keys}}}\n{run}\n```\n\n" for kind, keys in
                   [("code", ""), ("test", ""), ("figure", ' alt="a"'), ("answer", "")])
    (book / "docs/first.md").write_text(f"{page}```pycon\n>>> {run}\n```\n")
    (book / "docs/second.md").write_text(CODE)
    for command in (["tangle"], ["tangle", "--check"], ["stitch"], ["where", "docs/first.md:2"]):
        assert lit(book, *command).returncode == 0
    assert not marker.exists()


def test_heading_in_a_block_is_a_comment():
    chapter = parse("a.md", "# One\n\n```python {#code-a}\n# Not a heading\n```\n\n## Two {#two item=\"x y\"}\n")
    assert [(s.title, s.line, s.id, s.keys) for s in chapter.sections] == [
        ("One", 1, "", {}), ("Two", 7, "two", {"item": "x y"})]


def test_block_remembers_where_its_body_lies():
    text = "````python {#code-a}\n```\n````\n\n!!! note\n\n    ```pycon\n    >>> 1\n    1\n    ```\n\n```python {#code-b}\n```\n"
    first, second, third = parse("a.md", text).blocks
    assert (first.text, text[first.start:first.end]) == ("```\n", "```\n")
    assert (second.text, second.line, second.indent) == (">>> 1\n1\n", 7, "    ")
    assert (third.text, third.start, third.end) == ("", text.rindex("```"), text.rindex("```"))
