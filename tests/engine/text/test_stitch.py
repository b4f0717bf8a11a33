"""Edits of modules come back into the chapters without a byte lost."""

import re
import shutil
import subprocess

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lit.engine.text.chapter import ChapterError, check_syntax, parse
from lit.engine.text.stitch import normalise, restitch, spaced
from lit.engine.text.tangle import module_text

PAGE = '''# Page

```python {#code-head}
"""A module."""

import math
```

```python {#code-empty}
```

Words.

````python {#code-fenced}
def fenced():
    """Return a fence.

    ```text
    inside
    ```
    """
    return "```"
````

```python {#code-gaps}


GAP = (1,


       2)
```

```python {#code-last}
@property
def last(self):
    return self
```
'''
PIECES = ["", "\n", "\n\n", "x = 1", "def new():\n    return 0\n", "# words", "```", "````", '"""', "    pass",
          "    ```text", "@property", "y = '''\n\n\n'''", "class New:\n    pass", "\n\n\n\n", "é = 'ё'"]


def is_python(text):
    """Return whether text can be compiled."""
    try:
        compile(text, "page.py", "exec")
    except SyntaxError:
        return False
    return True


@st.composite
def edited(draw):
    """Draw the module of PAGE with some lines inserted, deleted or replaced."""
    lines = module_text(parse("docs/page.md", PAGE)).split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines)))
        end = min(len(lines), at + draw(st.integers(0, 6)))
        lines[at:end] = draw(st.lists(st.sampled_from(PIECES), max_size=3))
    return "\n".join(lines)


@settings(max_examples=800, deadline=None)
@given(edited())
def test_stitch_then_tangle_reproduces_any_module_that_is_python(text):
    assume(is_python(text))
    wanted = normalise("lit/page.py", text.encode())
    chapter = parse("docs/page.md", PAGE)
    new = parse("docs/page.md", restitch(chapter, wanted))
    check_syntax(new)
    assert module_text(new) == wanted
    assert [block.id for block in new.blocks] == [block.id for block in chapter.blocks]
    assert [section.title for section in new.sections] == ["Page"]


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60), st.data())
def test_random_characters_are_carried_or_refused(noise, data):
    module = module_text(parse("docs/page.md", PAGE))
    at = data.draw(st.integers(0, len(module)))
    try:
        wanted = normalise("lit/page.py", (module[:at] + noise + module[at:]).encode())
    except (ChapterError, ValueError) as error:
        assert str(error).startswith("lit/page.py:")
        return
    new = parse("docs/page.md", restitch(parse("docs/page.md", PAGE), wanted))
    assert module_text(new) == wanted


@pytest.mark.parametrize("text", ["", "\n", "x = 1\n", "\n\n\n\nx = 1\n\n\n\n\n", '"""Only a docstring."""\n'])
def test_whole_module_replaced(text):
    new = parse("docs/page.md", restitch(parse("docs/page.md", PAGE), text))
    assert module_text(new) == text


def test_windows_line_ends_and_a_missing_last_one_are_put_right():
    assert normalise("lit/a.py", b"a = 1\r\nb = 2") == "a = 1\nb = 2\n"


@pytest.mark.parametrize(("data", "line", "what"), [
    (b"a = 1\n\tb = 2\n", 2, "a tab"), (b"a = (\n", 1, "not Python"), (b"a = '\xff'\n", 1, "not UTF-8"),
    (b"a = 1\n\nb = '\x00'\n", 3, "U+0000"), (b"a = 1\rb = 2\n", 1, "carriage return"),
])
def test_what_a_chapter_cannot_hold_is_refused_with_its_line(data, line, what):
    with pytest.raises(ChapterError, match=f"^lit/a.py:{line}: ") as error:
        normalise("lit/a.py", data)
    assert what in str(error.value)


def test_edited_module_goes_home_and_nothing_else_changes(book, lit, snapshot):
    lit(book, "tangle")
    before = snapshot(book)
    module = book / "small/first.py"
    module.write_text(module.read_text().replace("2 * x", "x + x") + "\n\ndef triple(x):\n    return 3 * x\n")
    wanted = module.read_bytes()
    dry = lit(book, "stitch", "--dry-run")
    assert (dry.returncode, "docs/first.md" in dry.stdout) == (0, True)
    assert snapshot(book) == before | {"small/first.py": wanted}
    assert lit(book, "stitch").returncode == 0
    after = snapshot(book)
    assert {path for path in before if before[path] != after[path]} == {"docs/first.md", "small/first.py"}
    assert lit(book, "tangle", "--check").stdout == ""
    assert lit(book, "tangle").stdout == "0 modules written\n"
    assert module.read_bytes() == wanted
    assert "Words between the blocks." in (book / "docs/first.md").read_text()


def test_edited_on_both_sides_is_refused_with_both_places(book, lit, snapshot):
    lit(book, "tangle")
    chapter, module = book / "docs/first.md", book / "small/first.py"
    chapter.write_text(chapter.read_text().replace("ONE = 1", "ONE = 1.0"))
    module.write_text(module.read_text().replace("2 * x", "x + x"))
    before = snapshot(book)
    for command in ("stitch", "tangle"):
        result = lit(book, command)
        assert result.returncode == 1
        assert "docs/first.md:6" in result.stdout and "small/first.py:3" in result.stdout
        assert snapshot(book) == before


def test_edited_chapter_alone_is_not_for_stitch(book, lit, snapshot):
    lit(book, "tangle")
    chapter = book / "docs/first.md"
    chapter.write_text(chapter.read_text().replace("ONE = 1", "ONE = 1.0"))
    before = snapshot(book)
    assert lit(book, "stitch").stdout == "0 chapters changed\n"
    assert snapshot(book) == before
    assert lit(book, "tangle").returncode == 0
    assert "ONE = 1.0" in (book / "small/first.py").read_text()


def test_tangle_never_writes_over_an_edited_module(book, lit, snapshot):
    lit(book, "tangle")
    module = book / "small/first.py"
    module.write_text(module.read_text().replace("2 * x", "x + x"))
    before = snapshot(book)
    result = lit(book, "tangle")
    assert result.returncode == 1
    assert result.stdout.startswith("small/first.py:8: edited by hand")
    assert snapshot(book) == before


def test_emptied_block_is_told(book, lit):
    lit(book, "tangle")
    (book / "small/first.py").write_text('"""The first chapter."""\n\nONE = 1\ndouble = abs\n')
    result = lit(book, "stitch")
    assert "docs/first.md:12 code-double is empty now" in result.stdout
    assert lit(book, "tangle", "--check").returncode == 0


def test_edit_that_imports_a_later_chapter_is_refused(book, lit, snapshot):
    lit(book, "tangle")
    (book / "small/first.py").write_text("from small.second import FOUR\n\nONE = 1\n")
    before = snapshot(book)
    result = lit(book, "stitch")
    assert (result.returncode, "imports small.second, which comes later" in result.stdout) == (1, True)
    assert snapshot(book) == before


def git(book, *arguments):
    """Run git in book, as somebody."""
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=book, check=True, capture_output=True)


@pytest.fixture
def committed(book, lit):
    """Return the book, tangled and committed."""
    lit(book, "tangle")
    (book / ".gitignore").write_text(".lit/\n__pycache__/\n")
    git(book, "init", "-b", "main")
    git(book, "add", ".")
    git(book, "commit", "-m", "a")
    return book


def edit(path, old, new):
    """Replace old by new in the file at path."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_chapter_edit_that_was_committed_alone_is_tangled_and_never_taken_back(committed, lit):
    edit(committed / "docs/first.md", "2 * x", "x * 2")
    git(committed, "commit", "-am", "on the web")
    shutil.rmtree(committed / ".lit")
    assert lit(committed, "stitch").stdout == "0 chapters changed\n"
    assert "x * 2" in (committed / "docs/first.md").read_text()
    assert lit(committed, "tangle").returncode == 0
    assert "x * 2" in (committed / "small/first.py").read_text()


@pytest.mark.parametrize("state", [True, False], ids=["with state", "in a clone"])
def test_edits_of_different_blocks_are_merged(committed, lit, state):
    edit(committed / "docs/first.md", "ONE = 1", "ONE = 1.0")
    edit(committed / "small/first.py", "2 * x", "x + x")
    if not state:
        shutil.rmtree(committed / ".lit")
    result = lit(committed, "stitch")
    assert (result.returncode, result.stdout) == (0, "docs/first.md\n1 chapters changed\n")
    for name in ("docs/first.md", "small/first.py"):
        text = (committed / name).read_text()
        assert "ONE = 1.0" in text and "x + x" in text
    assert lit(committed, "tangle", "--check").stdout == ""


def test_edits_of_one_block_are_refused_and_both_ways_out_work(committed, lit, snapshot):
    edit(committed / "docs/first.md", "2 * x", "3 * x")
    edit(committed / "small/first.py", "2 * x", "x + x")
    before = snapshot(committed)
    result = lit(committed, "stitch")
    assert result.returncode == 1 and snapshot(committed) == before
    assert "docs/first.md:11: code-double was edited here and at small/first.py:8" in result.stdout
    assert "lit stitch --force" in result.stdout and "lit tangle --force" in result.stdout
    other = committed.with_name("other")
    shutil.copytree(committed, other)
    assert lit(committed, "stitch", "--force").returncode == 0
    assert "x + x" in (committed / "docs/first.md").read_text()
    assert (committed / ".lit/kept/docs/first.md").read_text() == before["docs/first.md"].decode()
    assert lit(other, "tangle", "--force").stdout.startswith(".lit/kept/small/first.py\nsmall/first.py\n1 modules")
    assert "3 * x" in (other / "small/first.py").read_text()
    assert "x + x" in (other / ".lit/kept/small/first.py").read_text()
    assert lit(other, "tangle", "--check").stdout == lit(committed, "tangle", "--check").stdout == ""


def test_merge_with_a_conflict_is_told_in_the_chapter_and_made_anew_in_the_module(committed, lit):
    git(committed, "checkout", "-b", "other")
    edit(committed / "docs/first.md", "2 * x", "x + x")
    lit(committed, "tangle")
    git(committed, "commit", "-am", "b")
    git(committed, "checkout", "main")
    edit(committed / "docs/first.md", "2 * x", "x * 2")
    lit(committed, "tangle")
    git(committed, "commit", "-am", "c")
    with pytest.raises(subprocess.CalledProcessError):
        git(committed, "merge", "other")
    page = committed / "docs/first.md"
    for command in ("tangle", "stitch"):
        assert "docs/first.md:14: an unresolved merge (<<<<<<<); choose" in lit(committed, command).stdout
    page.write_text(re.sub(r"<<<<<<< .*\n(.*\n)=======\n.*\n>>>>>>> .*\n", r"\1", page.read_text()))
    assert "small/first.py:1: an unresolved merge; mend docs/first.md, and run lit tangle" in lit(committed, "stitch").stdout
    assert lit(committed, "tangle").returncode == 0
    assert "return x * 2\n" in (committed / "small/first.py").read_text()
    assert lit(committed, "tangle", "--check").stdout == ""


def test_new_module_without_a_chapter_is_told(book, lit):
    lit(book, "tangle")
    (book / "small/mine.py").write_text("MINE = 1\n")
    result = lit(book, "stitch")
    assert (result.returncode, result.stdout) == (
        1, "small/mine.py:1: no chapter makes this module; write docs/mine.md, or delete the module\n")


def test_renamed_chapter_takes_its_module_along_in_a_clone_too(committed, lit):
    shutil.rmtree(committed / ".lit")
    (committed / "docs/second.md").rename(committed / "docs/third.md")
    edit(committed / "mkdocs.yml", "second.md", "third.md")
    assert lit(committed, "tangle").returncode == 0
    assert sorted(path.name for path in (committed / "small").glob("*.py")) == ["first.py", "third.py"]


def test_formatter_leaves_every_definition_in_its_block(book, lit):
    page = book / "docs/first.md"
    page.write_text(page.read_text().replace("\n\nONE = 1", "\n```\n\n```python {#code-one}\nONE = 1", 1))
    lit(book, "tangle")
    before, module = page.read_text(), book / "small/first.py"
    assert '"""\n\n\nONE = 1' in module.read_text()
    module.write_text(module.read_text().replace('"""\n\n\nONE = 1', '"""\n\nONE = 1').replace("2 * x", "x * 2"))
    result = lit(book, "stitch")
    assert (result.returncode, result.stdout) == (0, "docs/first.md\n1 chapters changed\n")
    assert page.read_text() == before.replace("2 * x", "x * 2")
    assert lit(book, "tangle", "--check").stdout == ""


def test_borders_that_a_formatter_took_are_put_back_and_nothing_else():
    chapter = parse("docs/page.md", PAGE)
    text = module_text(chapter)
    assert spaced(chapter, text) == text
    assert spaced(chapter, text.replace("math\n\n\ndef", "math\ndef")) == text
