"""Spoilt copies of a formula are noticed, and what is not noticed is said."""

import json

from lit.engine.judge.mutate import mutants
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


def test_an_explanation_counts_what_it_explains(book, lit):
    page = PAGE.replace('{#thm-f uses', '{#thm-f alive="7 no reason" uses')
    write(book, page)
    assert lit(book, "verify", "--mutants").returncode == 0
    write(book, page.replace("f(z) - f(-z) = z", "(f(z))^{2} \\ge -1"))
    found = json.loads(lit(book, "verify", "--mutants", "thm-f", "--json").stdout)[0]
    assert found["made"] == found["killed"] + found["explained"] + len(found["alive"])


def test_the_ledger_counts_the_mutants(book, lit):
    write(book, PAGE.replace('{#thm-f', '{#thm-f item="sum"'))
    lit(book, "verify")
    lit(book, "verify", "--mutants")
    row = json.loads(lit(book, "ledger", "--json").stdout)[0]
    assert row["mutants"]["made"] == row["mutants"]["killed"] + row["mutants"]["explained"] > 5
