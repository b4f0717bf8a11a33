"""What is no definition is refused at its own line, once; what rests on it says so and has no verdict."""

import json

import pytest

NOTATION = """n : dimension | how many
x, y : real | numbers
v, w : vector n | columns
f, g, h, L : function | functions
"""


@pytest.fixture
def verdicts(book, lit):
    """Return a function from the fences of a chapter to {id: (status, label, line)}."""
    (book / "mkdocs.yml").write_text("nav:\n  - page.md\n")
    for old in (book / "docs").glob("*.md"):
        old.unlink()

    def judge(*fences):
        text = f"# Page\n\n```notation\n{NOTATION}```\n\n" + "\n\n".join(
            f"```math {{#{name}}}\n{tex}\n```" for name, tex in fences)
        (book / "docs/page.md").write_text(text + "\n")
        return {one["id"]: (one["status"], one["label"], one["line"])
                for one in json.loads(lit(book, "verify", "--json").stdout)}

    return judge


NONE = {
    "a slope": (r"h'(x) = x^2", "a definition is a name or a function of names"),
    "a gradient": (r"\nabla L(v) = 2 v", "a definition is a name or a function of names"),
    "a quotient of changes": (r"\frac{d f(x)}{dx} = x^2", "a definition is a name or a function of names"),
    "one place": ("f(2) = 4", "have to be plain letters"),
    "a part of the line": (r"f(x) = 0 \quad \text{for } x > 0", "a definition holds for all values"),
    "a bound": (r"f(x) \le x^2", "a definition is a name or a function of names"),
    "two statements": (r"f(x) = x \quad g(x) = x^2", "a definition states one thing"),
    "shapes that do not fit": (r"L(v) = v + 1", "a number and a matrix cannot be added"),
    "an unread sign": (r"f(x) = x \foo", "foo"),
}


@pytest.mark.parametrize("tex, message", NONE.values(), ids=list(NONE))
def test_what_is_no_definition_is_told_at_its_own_line(verdicts, tex, message):
    (status, label, line), = verdicts(("def-f", tex)).values()
    assert status == "failed" and message in label and line in (10, 11)


@pytest.mark.parametrize("tex, name", [("f(x) = f(x) + 1", "f"), ("h'(x) = x^2", "h"), ("f(x, y) = x", "f"),
                                       (r"f(x) = x \foo", "f"), ("f(2) = 4", "f")])
def test_what_rests_on_a_mistake_is_not_judged_and_the_rest_is(verdicts, tex, name):
    found = verdicts(("def-u", tex), ("def-g", "g(x) = x + 1"), ("thm-u", f"{name}(2) = 4"), ("thm-g", "g(2) = 3"),
                     ("err-u", f"{name}(2) = 5"))
    assert found["def-u"][0] == "failed" and "not judged" not in found["def-u"][1]
    assert found["thm-u"][:2] == ("failed", "thm-u is not judged: def-u fails; mend that first")
    assert found["err-u"][:2] == ("failed", "err-u is not judged: def-u fails; mend that first")
    assert (found["def-g"][0], found["thm-g"][0]) == ("defined", "proved")


def test_what_rests_on_it_by_way_of_another_definition_is_not_judged(verdicts):
    found = verdicts(("def-l", "L(v) = v + 1"), ("def-g", "g(v) = L(v)"), ("thm-g", "g(v) = g(v)"))
    assert found["thm-g"][1].startswith("thm-g is not judged: def-")


def test_a_name_has_one_definition(verdicts):
    found = verdicts(("def-one", "f(x) = x"), ("def-two", "f(x) = x^2"), ("thm-f", "f(2) = 4"), ("thm-g", "f(2) = 2"))
    assert found["def-one"][0] == "defined"
    assert "f is defined above, in def-one" in found["def-two"][1]
    assert found["thm-f"][0] == found["thm-g"][0] == "failed"
    assert "is not judged: def-two fails" in found["thm-f"][1]


@pytest.mark.parametrize("tex", ["x = y = y", "x = 5 = 5", "w = v = v", "x = y + 1 = 1 + y"])
def test_a_declared_letter_is_not_introduced_by_a_statement(verdicts, tex):
    assert "is false" in verdicts(("thm-x", tex))["thm-x"][1]
