"""Spoilt copies of a formula are noticed, and what is not noticed is said."""

import json

import pytest

from lit.engine.judge.spoil import mutants, primed, widened
from lit.engine.formula.notation import read

NOTATION = read("z : real | a number\n\\alpha : positive | a scale\nf : function | a function\n")
PAGE = r'''# Page

```notation
z : real | a number
f : function | a function
```

```math {#def-f}
f(z) = \frac{z + 3}{2}
```

```python {#twin-f of="def-f"}
def f(z):
    return (z + 3) / 2
```

```math {#thm-f uses="def-f"}
f(z) - f(-z) = z
```
'''


def write(book, text):
    (book / "mkdocs.yml").write_text("nav:\n  - page.md\n")
    for old in (book / "docs").glob("*.md"):
        old.unlink()
    (book / "docs/page.md").write_text(text)


def test_at_least_twelve_kinds_of_slip_are_made():
    tex = (r"\alpha^{2} f(z) + 1 \le \frac{2}{3} \sqrt{\alpha} \quad \text{for } z > 0 \quad f'(-z) = \max\{z, 2\} \iff z = |z|"
           r" \quad \lim_{z \to 0^-} f(z) = \infty")
    assert len({kind for kind, _ in mutants(tex, NOTATION)}) >= 12


def test_a_copy_is_made_once_and_is_never_the_formula_itself():
    tex = r"f(z) = \frac{z}{2}"
    copies = ["".join(spoilt.split()) for _, spoilt in mutants(tex, NOTATION)]
    assert len(copies) == len(set(copies)) and "".join(tex.split()) not in copies


def test_every_copy_of_a_checked_page_is_killed_or_true(book, lit):
    write(book, PAGE)
    result = lit(book, "verify", "--mutants")
    assert (result.returncode, result.stdout.splitlines()[-1].rpartition(", ")[2]) == (0, "0 alive"), result.stdout


def test_a_definition_that_nothing_pins_down_is_found_out(book, lit):
    write(book, PAGE)
    text = (book / "docs/page.md").read_text()
    (book / "docs/page.md").write_text(text.replace('of="def-f"', 'of="def-g"').replace("# Page", '''# Page

```notation
g : function | another
```

```math {#def-g}
g(z) = \\frac{z + 3}{2}
```
''').replace("def f(z)", "def g(z)"))
    result = lit(book, "verify", "--mutants", "def-f")
    assert result.returncode == 1
    assert "def-f: nobody notices f(z) = \\frac{z + 4}{2} (constant)" in result.stdout


def spoilt(book, lit, keys, tex):
    write(book, PAGE.replace('{#thm-f uses="def-f"}', f'{{#thm-f {keys}}}').replace("f(z) - f(-z) = z", tex))
    return json.loads(lit(book, "verify", "--mutants", "thm-f", "--json").stdout)[0]


def test_an_explanation_names_what_it_explains(book, lit):
    tex = r"z^{4} + z^{2} \ge z^{2} - 3"
    alive = spoilt(book, lit, "", tex)["alive"]
    assert alive and all(kind != "explained in vain" for kind, _ in alive)
    by_text = "; ".join(f"{text}: a reason" for _, text in alive)
    found = spoilt(book, lit, f'alive="{by_text}"', tex)
    assert found["alive"] == [] and found["explained"] >= len(alive)
    assert found["made"] == found["killed"] + found["explained"]
    kinds = "; ".join(f"{kind}: a reason" for kind in {kind for kind, _ in alive})
    assert spoilt(book, lit, f'alive="{kinds}"', tex)["alive"] == []


@pytest.mark.parametrize("said", ["12 no reason", "fraction: there is none", "7 = 8: nobody made it"])
def test_an_explanation_of_nothing_explains_nothing(book, lit, said):
    alive = spoilt(book, lit, f'alive="{said}"', "f(z) - f(-z) = z")["alive"]
    assert [kind for kind, _ in alive] == ["explained in vain"]


SLIPS = {
    "a sum becomes a product": (r"\sum_{i=1}^{n} x_i", r"\prod _{i=1}^{n} x_i"),
    "a product becomes a sum": (r"\prod_{i=1}^{n} x_i", r"\sum _{i=1}^{n} x_i"),
    "a bound index becomes a free one": (r"\sum_{i=1}^{n} x_i y_j", r"\sum_{i=1}^{n} x_j y_j"),
    "a condition is dropped": (r"z > 0 \Rightarrow f(z) > 0", "f(z) > 0"),
    "a border is let in": (r"f(z) > 1 \quad \text{for } z > 2", r"f(z) > 1 \quad \text{for } z \ge 2"),
    "what is given and what is asked are exchanged": (r"P(x \mid y) = 1", r"P(y \mid x) = 1"),
    "a divergence is turned round": (r"D(x \| y) = 1", r"D(y \| x) = 1"),
}


@pytest.mark.parametrize("tex, slip", SLIPS.values(), ids=list(SLIPS))
def test_slip_is_made(tex, slip):
    notation = NOTATION | read("n : dimension | how many\ni, j : index 1..n | places\nx, y : vector n | columns\n")
    assert "".join(slip.split()) in ["".join(text.split()) for _, text in mutants(tex, notation)]


def test_a_weaker_conclusion_is_no_slip():
    assert r"f(z)\ge1" not in ["".join(text.split()) for _, text in mutants("f(z) > 1", NOTATION)]


def test_what_is_defined_becomes_its_slope():
    assert primed("f(z) = z") == [("derivative", "f'(z) = z")]
    assert primed(r"\operatorname{elu}(z) = z")[0][1].startswith(r"\operatorname{elu}'(z)")
    assert primed("c = 2") == []


def test_a_promise_about_a_letter_is_widened_or_its_law_exchanged():
    notation = NOTATION | read("p : random normal(0, 1) | a\nr : real (0, 1) | a\nq : nonnegative | a\n")
    found = {(kind, text) for kind, text, _ in widened(r"\alpha p r q z", notation)}
    assert found == {("notation", r"\alpha : real"), ("law", "p : random uniform(0, 1)"), ("notation", "r : real"),
                     ("notation", "q : real")}


def test_a_widened_promise_is_noticed_where_it_matters(book, lit):
    page = PAGE.replace("z : real", "z : positive").replace("f(z) - f(-z) = z", "|z| = z")
    write(book, page)
    found = json.loads(lit(book, "verify", "--mutants", "thm-f", "--json").stdout)[0]
    assert "z : real" not in [text for _, text in found["alive"]] and found["killed"] > 1


def test_the_ledger_counts_the_mutants(book, lit):
    write(book, PAGE.replace('{#thm-f', '{#thm-f item="sum"'))
    lit(book, "verify")
    lit(book, "verify", "--mutants")
    row = json.loads(lit(book, "ledger", "--json").stdout)[0]
    assert row["mutants"]["made"] == row["mutants"]["killed"] + row["mutants"]["explained"] > 5
