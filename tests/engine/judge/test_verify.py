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
    "wrong code": ("return x / 2", "return x / 3", 9, "half(x=1.0) gives 0.3333333333333333, not 0.5"),
    "a wrong statement": ("2 f(z) = z", "3 f(z) = z", 26, "thm-double is false: z = 1: left 1.5, right 1"),
    "a proof that fails": ("half(4) * 2 == 4", "half(4) == 4", 31, "proof-double fails: AssertionError"),
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
    page("# Page", "# A title\n\nWords.")
    told = {one["id"]: one["line"] for one in json.loads(lit(book, "verify", "--json").stdout)}
    assert told == {name: one["line"] + 2 for name, one in before.items()}
    page("2 f(z) = z", "2 f(z) = 2 z - z")
    lit(book, "verify")
    assert json.loads((book / ".lit/verdicts.json").read_text())["def-f"]["basis"] != before["def-f"]["basis"]


def test_a_spoilt_copy_that_is_proved_is_recorded_with_its_reason(book, lit, page):
    page()
    lit(book, "tangle")
    (found,) = json.loads(lit(book, "verify", "--mutants", "thm-bound", "--json").stdout)
    assert (found["made"], found["killed"], found["explained"], found["alive"]) == (6, 5, 1, [])
    assert found["reasons"] == [r"(f(-z))^{2} \ge 0: proved as well"]


def test_notation_and_definitions_are_inherited_from_the_chapters_that_are_used(book, lit, page):
    page()
    (book / "mkdocs.yml").write_text("nav:\n  - page.md\n  - next.md\n  - last.md\n")
    (book / "docs/next.md").write_text("# Next\n\n```notation\nh : function | a third\n```\n\n"
                                       "```math {#def-h uses=\"def-f\"}\nh(z) = f(z) + 1\n```\n")
    (book / "docs/last.md").write_text("# Last\n\n```math {#thm-h uses=\"def-h\"}\nh(2) = 2\n```\n")
    lit(book, "tangle")
    assert lit(book, "verify", "thm-h").stdout == "1 formulas: 1 proved\n"
    (book / "docs/last.md").write_text("# Last\n\n```math {#thm-h}\nh(2) = 2\n```\n")
    assert "h is not declared in the chapter's notation" in lit(book, "verify", "thm-h").stdout


@pytest.mark.parametrize("tex", ["f(z) = z / 2", "\\pi < 4", "1 = 2", "f(0) = 5", "x \\Rightarrow y", "a+b ≥ c"])
def test_an_equation_in_running_text_is_an_error(book, lit, page, tex):
    page()
    (book / "docs/page.md").write_text((book / "docs/page.md").read_text() + f"\nHere ${tex}$, and for $z > 0$ or $n = 2$ no more.\n")
    lit(book, "tangle")
    result = lit(book, "verify")
    assert result.returncode == 1 and f"nobody checks ${tex}$; put it in a math fence" in result.stdout
    assert result.stdout.count("nobody checks") == 1


def test_a_size_that_is_no_dimension_is_told_with_its_line(book, lit, page):
    page("z : real | a number", "z : real | a number\nx : vector q | a point")
    assert "docs/page.md:5: x has the size q, which is no dimension; declare q : dimension" in lit(book, "verify").stdout


def test_a_family_without_its_size_is_told_with_its_line(book, lit, page):
    page("z : real | a number", "z : real | a number\nr^{(i)} : random normal(0, 1) | noise\ni : index 1..3 | a place")
    assert "docs/page.md:5: r^{(i)} has the size normal(0,, which is no dimension" in lit(book, "verify").stdout


def test_definitions_that_speak_of_each_other_are_an_error_and_no_endless_loop(book, lit, page):
    page()
    text = (book / "docs/page.md").read_text()
    text += "\n```math {#def-one}\ng(z) = h(z) + 1\n```\n\n```math {#def-two}\nh(z) = g(z) - 1\n```\n"
    (book / "docs/page.md").write_text(text.replace("f, g : function | two functions", "f, g, h : function | functions"))
    lit(book, "tangle")
    assert "h and g are each defined by the other" in lit(book, "verify").stdout
