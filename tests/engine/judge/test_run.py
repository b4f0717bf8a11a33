"""Blocks under pytest: each is an item, and each failure points at the chapter's line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = r'''# Page

```python {#code-page}
def half(x):
    return x / 2


def fail(x):
    return [][x]
```

```pycon
>>> from small.page import half
>>> half(3)
1.5
>>> two = 2
```

```pycon
>>> two + half(2)
3.0
```

```python {#proof-half proves="thm-half"}
assert half(4) == 2
```

```math {#thm-half}
4 \cdot \frac{1}{2} = 2
```

```python {#test-alone}
assert "two" not in globals() and "half" in globals()
```

```pycon {#check-third}
>>> third(3)
1.0
```

??? success "Answer"

    ```python {#answer-third}
    def third(x):
        return x / 3
    ```

```python {#figure-half alt="A line."}
axes.plot([0, 1], [half(0), half(1)])
```

Half of three is [1.5](#test-alone "half(3)").
'''


@pytest.fixture
def run(book, lit):
    """Return a function that writes PAGE with a replacement and returns pytest's exit code and output."""
    (book / "mkdocs.yml").write_text("nav:\n  - page.md\n")
    (book / "docs/first.md").unlink()
    (book / "docs/second.md").unlink()

    def replaced(old, new, *arguments):
        text = PAGE.replace(old, new)
        assert text != PAGE or old == new
        (book / "docs/page.md").write_text(text)
        lit(book, "tangle")
        done = subprocess.run([sys.executable, "-m", "pytest", "-p", "lit.engine.judge.run", *arguments], cwd=book,
                              capture_output=True, text=True, env=os.environ | {"PYTHONPATH": f"{ROOT}:{book}"})
        return done.returncode, done.stdout + done.stderr

    return replaced


def test_each_block_is_an_item_named_by_file_line_and_id(run):
    code, told = run("", "", "--collect-only", "-q")
    assert code == 0
    assert told.splitlines()[:6] == [f"docs/page.md::{name}" for name in (
        "12 doctest", "19 doctest", "24 proof-half", "28 thm-half", "32 test-alone", "36 check-third")]


def test_all_pass(run):
    code, told = run("", "")
    assert code == 0 and "7 passed" in told


def test_later_doctest_alone_still_finds_what_came_before(run):
    code, told = run("", "", "-k", "19")
    assert code == 0 and "1 passed" in told


@pytest.mark.parametrize(("old", "new", "lines"), [
    ("1.5\n", "1.6\n", ["docs/page.md:14: >>> half(3)", "wanted: 1.6", "got:    1.5"]),
    ("assert half(4) == 2", "half(4)\nassert half(4) == 3", ["docs/page.md:26: assert half(4) == 3", "AssertionError"]),
    ("x / 3", "x / 4", ["docs/page.md:37: >>> third(3)", "got:    0.75"]),
    ("third(3)\n1.0", "1.0\n1.0", ["docs/page.md:36: check-third passes without answer-third"]),
    ("answer-third", "answer-fourth", ["docs/page.md:36: no block answer-third"]),
    ("axes.plot", "axes.plto", ["docs/page.md:49: ", "AttributeError"]),
    ("= 2\n```", "= 3\n```", ["docs/page.md:28: thm-half is false: left 2, right 3"]),
    ("[1.5]", "[1.6]", ["docs/page.md:52: “1.6” is not supported by half(3), which is 1.5"]),
    (r"\cdot", r"\cdott", ["docs/page.md:29: thm-half, column 3: the command \\cdott is not in the book's LaTeX; did you mean \\cdot?"]),
    ("assert half(4) == 2", "fail(5)", ["docs/page.md:25: fail(5)", "small/page.py:6 is docs/page.md:9 (code-page)", "IndexError"]),
    (">>> half(3)\n1.5", ">>> from small.page import fail\n>>> fail(3)\n1.5", ["docs/page.md:15: >>> fail(3)", "small/page.py:6 is docs/page.md:9 (code-page)"]),
])
def test_failure_points_at_the_chapters_line(run, old, new, lines):
    code, told = run(old, new)
    assert code == 1
    for line in lines:
        assert line in told, told
    assert "INTERNALERROR" not in told


def test_error_in_tangled_code_shows_the_chapters_line_to_an_ordinary_test(run, book):
    (book / "test_it.py").write_text("from small.page import fail\n\n\ndef test_it():\n    fail(1)\n")
    code, told = run("", "", "test_it.py")
    assert code == 1 and "small/page.py:6 is docs/page.md:9 (code-page)" in told


def test_words_without_their_experiment_are_told(run):
    code, told = run("(#test-alone", "(#test-along")
    assert code == 2 and "docs/page.md:52: no experiment test-along in this chapter; did you mean test-alone?" in told


def test_broken_book_ends_the_run_with_its_mistakes(run):
    code, told = run("#code-page", "#cod-page")
    assert code == 4 and "docs/page.md:3: unknown kind cod-; did you mean code?" in told and "Traceback" not in told


@pytest.mark.parametrize(("old", "new", "told"), [
    ("assert half(4) == 2", "import os\nos._exit(0)", "docs/page.md:24: proof-half ends Python with code 0"),
    ("assert half(4) == 2", "raise SystemExit", "SystemExit"),
    ("axes.plot", "import os\nos._exit(0)\naxes.plot", "docs/page.md:48: figure-half ends Python with code 0"),
    (">>> half(3)", ">>> import os\n>>> os._exit(0)\n>>> half(3)", "an example calls os._exit(0)"),
    ("assert half(4) == 2", "import sympy\nsympy.simplify = None", "changes sympy.simplify"),
])
def test_block_that_ends_python_fails_and_all_others_are_run(run, old, new, told):
    code, output = run(old, new)
    assert code == 1 and told in output, output
    assert "1 failed" in output or "2 failed" in output


def test_figure_rests_on_the_files_that_it_reads_and_a_kept_one_is_not_believed_without_its_seal(run, book):
    (book / "d.txt").write_text("1 2")
    new = "axes.plot([float(x) for x in open('d.txt').read().split()])\naxes.plot"
    assert run("axes.plot", new, "-k", "figure")[0] == 0
    (first,) = (book / ".lit/figures").iterdir()
    before = first.read_bytes()
    assert run("axes.plot", new, "-k", "figure")[0] == 0 and first.read_bytes() == before
    (book / "d.txt").write_text("1 x")
    code, told = run("axes.plot", new, "-k", "figure")
    assert code == 1 and "docs/page.md:49: figure-half fails: ValueError" in told
    (book / "d.txt").write_text("1 2")
    first.write_bytes(before.replace(b"<svg", b"<svg onload='alert(1)'"))
    assert run("axes.plot", new, "-k", "figure")[0] == 0 and first.read_bytes() == before
