"""What a page says of a reader's proof and of a reader's formula."""

import io
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from lit.engine.formula.proposal import proposed
from lit.engine.page.live import archives, formula_told, notation_told, proof_told
from lit.engine.text.book import open_book

ROOT = Path(__file__).resolve().parents[3]
CHAPTER = r'''# First

```notation
x : real | a number
```

```math {#thm-square}
(x + 1)^2 - 1 = x (x + 2)
```

```python {#proof-square proves="thm-square"}
import sympy as sp


def steps(left, right):
    return [sp.expand(left)]
```
'''


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    root = tmp_path_factory.mktemp("live")
    (root / "docs").mkdir()
    (root / "docs/first.md").write_text(CHAPTER)
    (root / "mkdocs.yml").write_text("site_name: Small\nnav:\n  - first.md\n")
    return open_book(str(root))


def judged(book, text):
    return proof_told(book, "proof-square", textwrap.dedent(text))


def test_steps_that_lead_from_side_to_side_are_right(small):
    found = judged(small, "import sympy as sp\ndef steps(left, right):\n    print('here')\n    return [sp.expand(left)]\n")
    assert (found["state"], found["told"]) == ("right", "its steps lead from one side of thm-square to the other")
    assert found["printed"] == "here\n"


def test_an_argument_counts_if_it_fails_for_false_copies(small):
    found = judged(small, "import sympy as sp\ndef argument(left, right):\n    assert sp.expand(left - right) == 0\n")
    assert found["state"] == "right" and "false copies" in found["told"]
    assert judged(small, "def argument(left, right):\n    assert left is not None\n")["state"] == "wrong"


@pytest.mark.parametrize("text", ["", "pass\n", "steps = 1\n", "argument = 'x'\n", "cuts = []\n", "assert True\n", "assert 1 + 1 == 2\n",
                                  "def f(x):\n    assert x == 1\n", "steps: list = []\n", "class steps: pass\n", "x = 1\n", "import sympy as steps\n"])
def test_what_asserts_nothing_is_wrong(small, text):
    found = judged(small, text)
    assert found["state"] == "wrong" and "asserts nothing" in found["told"], found


@pytest.mark.parametrize("text", [
    "x = 1\nassert x == 1\n", "import sympy as sp\nx = sp.Symbol('x')\nassert sp.expand((x + 1)**2) == x**2 + 2*x + 1\n",
    "def steps(left, right):\n    return []\n", "def steps(left, right):\n    return [left]\n", "def steps(left, right):\n    return [right]\n",
    "def steps(left, right):\n    return [left, right, left]\n", "def cuts():\n    return [0]\n", "from sympy import Symbol\nx = Symbol('x')\nassert x == x\n",
])
def test_what_shows_nothing_of_the_statement_gets_no_mark(small, text):
    assert judged(small, text)["state"] == "ran"


@pytest.mark.parametrize(("text", "told"), [
    ("x = (\n", "line 1: proof-square fails: '(' was never closed"),
    ("import sympy as sp\nx = sp.Symbol('x')\nassert x == 1\n", "line 3: proof-square fails: AssertionError"),
    ("def steps(left, right):\n    return [left + 1]\n", "step 1 of proof-square is false: x = "),
    ("import nothing_of_this_name\n", "line 1: proof-square fails: No module named 'nothing_of_this_name'"),
    ("import sys\nassert sys.maxsize < 0\n", "line 2: proof-square fails: AssertionError"),
])
def test_what_fails_is_told_with_its_line(small, text, told):
    found = judged(small, text)
    assert found["state"] == "wrong" and found["told"].startswith(told), found


def test_a_proof_of_the_book_is_judged_as_it_stands():
    book = open_book(str(ROOT))
    block = next(one for chapter in book.chapters for one in chapter.blocks if one.id == "proof-sigmoid-derivative")
    assert proof_told(book, block.id, block.text)["state"] in ("right", "ran")
    assert proof_told(book, block.id, "pass\n")["state"] == "wrong"


TRUE = [r"(x + y)^2 = x^2 + 2 x y + y^2", r"\sin^2 x + \cos^2 x = 1", r"\frac{d}{dx} x^3 = 3 x^2", r"e^{a + b} = e^a e^b",
        r"\int_0^1 x^2 dx = \frac{1}{3}", r"|x y| = |x| |y|", r"\sum_{k=1}^{n} k = \frac{n (n + 1)}{2}", r"x^2 + y^2 \ge 2 x y",
        r"(A B)^\top = B^\top A^\top", r"\max(x, y) = \frac{x + y + |x - y|}{2}"]
FALSE = [r"(x + y)^2 = x^2 + y^2", r"\sqrt{x^2} = x", r"\frac{x}{x} = 1", r"e^{\ln x} = x", r"(A B)^\top = A^\top B^\top", r"\sum_{k=1}^{n} k = \frac{n (n - 1)}{2}",
         r"\frac{d}{dx} |x| = 1", r"\cos x \ne 0", r"x < x", r"\|u + v\| = \|u\| + \|v\|"]


@pytest.mark.parametrize("latex", TRUE)
def test_a_true_formula_is_right(latex):
    found = formula_told(latex, notation_told(latex))
    assert found["state"] == "right", found
    assert dict(found["stages"])["read as"]


@pytest.mark.parametrize("latex", FALSE)
def test_a_false_formula_is_wrong(latex):
    found = formula_told(latex, notation_told(latex))
    assert found["state"] == "wrong" and "yours" not in found["told"], found


@pytest.mark.parametrize(("latex", "notation"), [
    ("", ""), ("x", "x : real | a number"), ("x = ", "x : real | a number"), ("x = x", ""), ("x = x", "x real"), ("x = x", "x : reel | a number"),
    ("```\n\n```math {#thm-other}\n1 = 1", ""), ("x = x\n```\n\nWords.\n", "x : real | a number"), ("1 = 1", "```\n\n```python {#code-x}\nx = 1\n```\n"),
])
def test_what_cannot_be_read_is_wrong_in_one_line(latex, notation):
    found = formula_told(latex, notation)
    assert found["state"] == "wrong" and found["told"] and "\n" not in found["told"] and "Error" not in found["told"], found


def test_a_proposal_can_be_changed_and_nothing_is_proposed_twice():
    assert formula_told(r"\sqrt{x^2} = x", "x : nonnegative | a number")["state"] == "right"
    lines = proposed(r"\sum_{i=1}^{n} (u_i - v_i)^2 = \|u - v\|^2")
    assert len(lines) == len(set(lines)) == 4


def test_the_archives_hold_what_the_judge_needs_and_come_out_the_same():
    made = archives(str(ROOT), "docs")
    assert made == archives(str(ROOT), "docs")
    engine, book = (zipfile.ZipFile(io.BytesIO(made[name])).namelist() for name in ("engine.zip", "book.zip"))
    assert "lit/engine/judge/statement.py" in engine and "lit/engine/page/live.py" in engine
    assert not any("weave" in name for name in engine) and "docs/index.md" in book


def test_the_archives_judge_without_numpy(tmp_path):
    for name, data in archives(str(ROOT), "docs").items():
        zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path / name.removesuffix(".zip"))
    program = """
import sys
sys.modules.update(dict.fromkeys(("numpy", "scipy", "flint", "z3", "yaml", "mkdocs", "markdown", "click")))
import signal
del signal.setitimer
from lit.engine.page.live import formula_told, notation_told, proof_told
from lit.engine.text.book import open_book
print(formula_told("x = x + 1", notation_told("x = x + 1"))["state"])
print(formula_told("x + y = y + x", notation_told("x + y = y + x"))["state"])
print(formula_told(r"\\min_x (x - 1)^2 = 0", "x : real | a number")["told"])
print(formula_told(r"\\cos x \\ne 0", "x : real | a number")["told"][:20])
print(formula_told(r"\\ln x \\ne 3", "x : positive | a number")["told"][:20])
print(proof_told(open_book("../book"), "proof-sigmoid-derivative", "pass")["state"])
"""
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path / "engine", capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n") == ["wrong", "right", "not judged here: a least value is searched by NumPy and SciPy, which are not installed",
                                      "the formula is false", "the formula is false", "wrong", ""]
