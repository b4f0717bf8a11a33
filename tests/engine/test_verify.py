"""A wrong formula cannot stay: each kind of slip on a page makes the run fail, with its line."""

import json

import pytest

PAGE = r'''# Page

```notation
z : real | a number
\alpha : positive | a scale
f, g : function | two functions
```

```math {#def-f code="half"}
f(z) = \frac{z}{2} = z - \frac{z}{2}
```

```python {#twin-f of="def-f"}
import sympy as sp


def f(z):
    return sp.Rational(1, 2) * z
```

```python {#code-page}
def half(x):
    return x / 2
```

```math {#thm-double uses="def-f"}
2 f(z) = z
```

```python {#proof-double proves="thm-double"}
assert half(4) * 2 == 4
```

```math {#thm-bound sharp="z = 0" uses="def-f"}
f(z)^{2} \ge 0
```

```math {#err-f uses="def-f"}
f(z) = z
```
'''.replace("f(z)^{2}", "(f(z))^{2}")
SLIPS = {
    "a wrong definition, by its other form": (r"\frac{z}{2} =", r"\frac{z}{3} =", 9, "def-f is false: z = 1"),
    "a wrong definition, by its twin": (r"f(z) = \frac{z}{2} = z - \frac{z}{2}", r"f(z) = \frac{z}{3}", 9, "def-f is false: z = 1"),
    "a wrong twin": ("sp.Rational(1, 2) * z", "z", 9, "def-f is false"),
    "a twin of another name": ("def f(z)", "def g(z)", 13, "twin-f defines g, not f"),
    "wrong code": ("return x / 2", "return x / 3", 9, "half gives -1.0 at z = -3, not -1.5"),
    "a wrong statement": ("2 f(z) = z", "3 f(z) = z", 26, "thm-double is false: z = 1: left 1.5, right 1"),
    "a proof that fails": ("half(4) * 2 == 4", "half(4) == 4", 30, "proof-double fails: AssertionError"),
    "a bound that is not sharp": (r"\ge 0", r"\ge -1", 34, "thm-bound is false"),
    "a strict bound that is met": (r"\ge 0", "> 0", 34, "thm-bound is false: z = 0"),
    "an error that is true": ("\nf(z) = z\n", "\nf(z) + f(z) = z\n", 38, "err-f could not be refuted"),
    "a definition of itself": (r"f(z) = \frac{z}{2} = z - \frac{z}{2}", "f(z) = f(z) / 2", 9,
                               "def-f: the definition of f speaks of itself"),
    "an argument without a part": (r"f(z) = \frac{z}{2} = z - \frac{z}{2}", r"f(z) = \alpha", 9,
                                   "def-f: z stands on the left of the definition, and not on its right"),
    "an undeclared letter": ("2 f(z) = z", "2 f(z) = y", 27, "thm-double, column 10: y is not declared"),
    "a vacuous statement": ("2 f(z) = z", "z = z", 25, None),
}


@pytest.fixture
def page(book):
    """Return a function that writes PAGE with a replacement."""
    (book / "mkdocs.yml").write_text("nav:\n  - page.md\n")
    (book / "docs/first.md").unlink()
    (book / "docs/second.md").unlink()

    def write(old="", new=""):
        assert old == new or old in PAGE
        (book / "docs/page.md").write_text(PAGE.replace(old, new))

    return write


def test_right_page_is_verified_and_a_second_run_remembers(book, lit, page):
    page()
    lit(book, "tangle")
    assert lit(book, "verify").stdout == "4 formulas: 2 proved, 1 defined, 1 refuted\n"
    kept = json.loads((book / ".lit/verdicts.json").read_text())
    assert kept["def-f"]["label"] == "its forms agree; agrees with its twin; agrees with half"
    assert kept["err-f"]["label"].startswith("refuted: z = 1: left 0.5, right 1")
    before = (book / ".lit/verdicts.json").read_bytes()
    assert lit(book, "verify").returncode == 0
    assert (book / ".lit/verdicts.json").read_bytes() == before


@pytest.mark.parametrize("name", [name for name in SLIPS if SLIPS[name][3]])
def test_slip_is_told_with_its_line(book, lit, page, name):
    old, new, line, message = SLIPS[name]
    page(old, new)
    lit(book, "tangle")
    result = lit(book, "verify")
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.startswith(f"docs/page.md:{line}: {message}"), result.stdout
    assert " failed" in result.stdout


def test_one_formula_is_asked_for_by_its_id(book, lit, page):
    page()
    lit(book, "tangle")
    assert lit(book, "verify", "thm-double").stdout == "1 formulas: 1 proved\n"
    assert "no formula thm-duoble; did you mean thm-double?" in lit(book, "verify", "thm-duoble").stdout


def test_changed_words_keep_the_verdicts_and_a_changed_formula_does_not(book, lit, page):
    page()
    lit(book, "tangle")
    lit(book, "verify")
    before = json.loads((book / ".lit/verdicts.json").read_text())
    page("# Page", "# Another title")
    lit(book, "verify")
    assert json.loads((book / ".lit/verdicts.json").read_text()) == before
    page("2 f(z) = z", "2 f(z) = 2 z - z")
    lit(book, "verify")
    assert json.loads((book / ".lit/verdicts.json").read_text())["def-f"]["basis"] != before["def-f"]["basis"]


def test_mutants_are_told_where_nobody_notices_them(book, lit, page):
    page()
    lit(book, "tangle")
    result = lit(book, "verify", "--mutants", "thm-double")
    assert (result.returncode, "0 alive" in result.stdout) == (0, True), result.stdout
    page(r'sharp="z = 0" uses="def-f"', 'uses="def-f"')
    result = lit(book, "verify", "--mutants", "thm-bound")
    assert result.returncode == 1
    assert r"docs/page.md:34: thm-bound: nobody notices (f(z))^{3} \ge 0" not in result.stdout
    assert "docs/page.md:34: thm-bound: nobody notices" in result.stdout
