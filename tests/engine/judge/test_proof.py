"""A proof counts for what it shows of its statement, and for nothing else; so do programs, twins and keys."""

import json

import pytest

NOTATION = """n : dimension | how many
x, y, z : real | numbers
a, b, c : nonnegative | numbers
k : positive | a number
i : index 1..n | places
v, w : vector n | columns
x^{(i)} : data n | numbers
f, g : function | functions
"""
HARD = r"x y z (x + y + z) \le x^4 + y^4 + z^4"
SQUARES = "((x**2 - y**2) ** 2 + (y**2 - z**2) ** 2 + (z**2 - x**2) ** 2) / 2"
MIXED = "((x * y - y * z) ** 2 + (y * z - z * x) ** 2 + (z * x - x * y) ** 2) / 2"
STEPPED = "proved by the steps of proof-x; tested at "
STEPS = f"def steps(right, x, y, z):\n    return [right - {SQUARES} - {MIXED}]"


@pytest.fixture
def judged(book, lit):
    """Return a function from the rest of a chapter to {id: (status, label)}."""
    (book / "mkdocs.yml").write_text("nav:\n  - page.md\n")
    for old in (book / "docs").glob("*.md"):
        old.unlink()

    def judge(text):
        (book / "docs/page.md").write_text(f"# Page\n\n```notation\n{NOTATION}```\n\n{text}\n")
        lit(book, "tangle")
        result = lit(book, "verify", "--json")
        return {one["id"]: (one["status"], one["label"]) for one in json.loads(result.stdout)}

    return judge


def theorem(tex, proof=None, keys=""):
    code = "" if proof is None else f'\n\n```python {{#proof-x proves="thm-x"}}\nimport sympy as sp\n\n{proof}\n```'
    return f"```math {{#thm-x{keys}}}\n{tex}\n```{code}"


NOTHING = {
    "an empty block": "pass",
    "a truism": "assert True",
    "another identity": "assert sp.sin(0) == 0",
    "an uncalled function": "def shows(x):\n    assert x == 1",
    "a caught failure": "try:\n    assert sp.S.One == 2\nexcept AssertionError:\n    pass",
    "three points": "for a, b, c in ((1, 2, 3), (0, 0, 1), (4, 2, 1)):\n    assert (a + b + c) ** 3 >= 27 * a * b * c",
    "no steps": "def steps(a, b, c):\n    return []",
    "the right side as a step": "def steps(right):\n    return [right]",
}


@pytest.mark.parametrize("proof", NOTHING.values(), ids=list(NOTHING))
def test_what_does_not_speak_of_the_statement_earns_nothing(judged, proof):
    tex = r"\left(\frac{a + b + c}{3}\right)^3 \ge a b c"
    status, label = judged(theorem(tex, proof))["thm-x"]
    assert status in ("tested", "failed") and (status == "tested" or "proof-x asserts nothing" in label)


@pytest.mark.parametrize("proof", ["pass", "assert True", "def shows(x):\n    assert x"])
def test_a_proof_without_an_assertion_is_refused(judged, proof):
    assert "proof-x asserts nothing, so it shows nothing" in judged(theorem(HARD, proof))["thm-x"][1]


def test_steps_from_the_sides_of_the_page_prove(judged):
    assert judged(theorem(HARD))["thm-x"][0] == "tested"
    status, label = judged(theorem(HARD, STEPS))["thm-x"]
    assert status == "proved" and label.startswith(STEPPED)


def test_a_step_that_is_false_is_told_with_its_place(judged):
    status, label = judged(theorem(HARD, STEPS.replace("right -", "right - 1 -")))["thm-x"]
    assert status == "failed" and "step 1 of proof-x is false: x = " in label


@pytest.mark.parametrize("tex", [HARD.replace("x^4", "x^3"), HARD.replace(r"\le", "<"), HARD.replace("x y z", "2 x y z")])
def test_steps_do_not_prove_a_spoilt_copy(judged, tex):
    assert judged(theorem(tex, STEPS))["thm-x"][0] == "failed"


def test_steps_serve_each_entry_and_each_size(judged):
    status, label = judged(theorem(r"\|v\|_2^2 \|w\|_2^2 \ge (v^\top w)^2", """def steps(v, w):
    rest = sum((v[j] * w[k] - v[k] * w[j]) ** 2 for k in range(len(v)) for j in range(k))
    return [sp.Matrix(v).dot(w) ** 2 + rest]"""))["thm-x"]
    assert status == "proved-for-sizes", label


def test_an_unknown_argument_of_steps_is_told(judged):
    assert "takes q, which is no letter here" in judged(theorem(HARD, "def steps(q):\n    return [q]"))["thm-x"][1]


ARGUMENT = f"def argument(left, right, x, y, z):\n    assert sp.expand(right - left - {SQUARES} - {MIXED}) == 0"
POINTS = """def argument(left, right, x, y, z):
    for place in (0, 1, -1, sp.Rational(1, 2), sp.Rational(7, 3)):
        assert left.subs({x: place, y: 1, z: 2}) <= right.subs({x: place, y: 1, z: 2})"""


def test_an_argument_that_rests_on_the_sides_is_an_argument_and_no_proof(judged):
    status, label = judged(theorem(HARD, ARGUMENT))["thm-x"]
    assert (status, label[:19]) == ("argued", "argued by proof-x, "), label


def test_an_argument_at_points_argues_for_false_statements_too(judged):
    status, label = judged(theorem(HARD, POINTS))["thm-x"]
    assert status == "failed" and "proof-x argues for false statements too" in label


def test_an_argument_that_ignores_the_sides_argues_for_false_statements_too(judged):
    proof = "def argument(left, right, x):\n    assert x - x == 0"
    assert "proof-x argues for false statements too" in judged(theorem(HARD, proof))["thm-x"][1]


def test_a_failing_assertion_is_told_with_its_line(book, lit, judged):
    judged(theorem(HARD, "assert sp.S.One == 2, 'one is not two'"))
    assert "docs/page.md:21: proof-x fails: one is not two" in lit(book, "verify").stdout


def test_sizes_are_said_and_not_shown(judged):
    keys = ' sizes="any n, by induction"'
    status, label = judged(theorem(r"\|v\|_1 \ge 0", "assert sp.S.One == 1 and sp", keys))["thm-x"]
    assert status == "proved-for-sizes" and label.endswith("; only said: any n, by induction")


RESTS = {
    "a false formula": (' uses="err-b"', "```math {#err-b}\nx < 0\n```", "rests on err-b, which is shown to be false"),
    "a circle": (' uses="thm-b"', '```math {#thm-b uses="thm-x"}\nx^2 + 1 > 0\n```', "thm-x rests on itself"),
    "a failing formula": (' uses="thm-b"', "```math {#thm-b}\nx > 0\n```", "thm-x is not judged: thm-b fails"),
    "a failing definition": ("", "```math {#def-f}\nf(x) = v + x\n```", "thm-x is not judged: def-f fails"),
    "another definition": (' uses="def-g"', "```math {#def-f}\nf(x) = x\n```\n\n```math {#def-g}\ng(x) = x\n```",
                           'thm-x names def-f, and not def-g; write uses="def-f"'),
}


@pytest.mark.parametrize("keys, rest, message", RESTS.values(), ids=list(RESTS))
def test_what_a_formula_rests_on_is_found(judged, keys, rest, message):
    tex = "x^2 + f(x) - f(x) + 1 > 0" if "def-" in rest else "x^2 + 1 > 0"
    assert message in judged(f"{rest}\n\n{theorem(tex, keys=keys)}")["thm-x"][1]


@pytest.mark.parametrize("said, message", [("x = 3", ""), ("true", ""), ("x = 0", "is not reached at x = 0"),
                                           ("often", "is no place"), (r"x \ge 3", "is no place")])
def test_where_a_bound_is_sharp_is_checked(judged, said, message):
    status, label = judged(theorem(r"(x - 3)^2 + 2 \ge 2", keys=f' sharp="{said}"'))["thm-x"]
    assert (status == "failed") == bool(message) and message in label


PROGRAMS = {
    "by name": ("f(k) = \\frac{a}{k} - b", "def f(k, a=1.0, b=2.0):\n    return a / k - b", ""),
    "by name in another order": ("f(k) = \\frac{a}{k} - b", "def f(b, a, k):\n    return a / k - b", ""),
    "by place": ("f(x) = 2 x + 1", "def f(number):\n    return 2 * number + 1", ""),
    "a name of its own among several": ("f(k) = a + b + k", "def f(k, one, two):\n    return k + one + two", "f does not fit def-f"),
    "a letter too few": ("f(k) = a + k", "def f(k):\n    return k", "f does not fit def-f"),
    "division by zero beyond the domain": ("f(k) = \\frac{1}{k}", "def f(k):\n    return 1 / k", ""),
    "wrong far out": ("f(x) = 2 x", "def f(x):\n    return 2 * x if x < 2000 else 7.0", "f(x="),
    "wrong beside a number of its own": ("f(x) = 2 x", "def f(x):\n    return 2 * x if x != 8.75 else 7.0", "f(x=8.75) gives 7.0"),
    "wrong near an end": ("f(k) = k", "def f(k):\n    return max(k, 0.002)", "f(k="),
    "refuses most": ("f(x) = |x|", "def f(x):\n    if x < 0.2 or x > 3:\n        raise ValueError\n    return x", "accepts too few points"),
    "a family": ("f(x) = \\sum_{i=1}^{n} (x^{(i)} - x)^2", "def f(x, xs):\n    return ((xs - x) ** 2).sum()", ""),
    "a family, wrongly": ("f(x) = \\sum_{i=1}^{n} (x^{(i)} - x)^2", "def f(x, xs):\n    return ((xs[1:] - x) ** 2).sum()", "f(x="),
    "vectors": ("f(v) = v^\\top w", "def f(v, w):\n    return (v * w).sum()", ""),
    "another mistake": ("f(x) = x", "def f(x):\n    return x.nonsense", "f(x=1.0) fails"),
}


@pytest.mark.parametrize("tex, program, message", PROGRAMS.values(), ids=list(PROGRAMS))
def test_a_program_is_called_with_the_letters_of_the_formula(judged, tex, program, message):
    status, label = judged(f'```math {{#def-f code="f"}}\n{tex}\n```\n\n```python {{#code-page}}\n{program}\n```')["def-f"]
    assert (status == "failed") == bool(message) and message in label, label


CUT = {
    "a corner": (r"|x| + x = 2 \max\{x, 0\}", "def cuts(x):\n    return [x]", True),
    "two conditions": (r"c \in [0, 1] \Rightarrow |x| \ge c x", "def cuts(x):\n    return [x]", True),
    "an equivalence": (r"|x| \le k \iff \max\{|x| - k, 0\} = 0", "def cuts(x, k):\n    return [x, x - k, x + k]", True),
    "a cut elsewhere": (r"|x| y^2 \le |x| (y^2 + z^2 + y^2 z^2 x^2)", "def cuts(x, y, z):\n    return [x + y]", None),
    "false at the cut": (r"I\{x > 0\} = I\{x \ge 0\}", "def cuts(x):\n    return [x]", False),
    "false on one side": (r"|x| \ge 2 x", "def cuts(x):\n    return [x]", False),
    "false where the condition ends": (r"0 \le y \le 1 \Rightarrow |x| \ge y x + y - 1 + 10^{-9}", "def cuts(x):\n    return [x]", False),
}


@pytest.mark.parametrize("tex, proof, right", CUT.values(), ids=list(CUT))
def test_cuts_go_through_all_cases(judged, tex, proof, right):
    status, label = judged(theorem(tex, proof))["thm-x"]
    assert status in {True: ("proved",), None: ("proved", "tested"), False: ("failed", "tested")}[right], label


def test_every_number_lies_on_one_piece():
    import sympy as sp

    from lit.engine.formula.claim import Case, Claim
    from lit.engine.formula.space import Domain, Space
    from lit.engine.judge.pieces import pieces_of

    u, s = sp.Symbol("u", real=True), sp.Symbol("s", positive=True)
    case = Case((Claim(u, "<", s),), (Claim(-s, "<=", u),))
    pieces = pieces_of(case, Space({u: Domain(), s: Domain(low=0)}, ()), [u, u - s, u + s])
    reached = set()
    for piece, given in pieces:
        assert given == ()
        letters = sorted(piece.space.domains, key=str)
        for numbers in ((1, 1), (2, 1), (1, 3), (sp.Rational(1, 7), 2), (3, sp.Rational(1, 2))):
            at = dict(zip(letters, numbers))
            reached.add((sp.sign(piece.apply(u).subs(at)), sp.sign((piece.apply(u) - piece.apply(s)).subs(at)),
                         sp.sign((piece.apply(u) + piece.apply(s)).subs(at))))
    assert reached == {(-1, -1, 0), (-1, -1, 1), (0, -1, 1), (1, -1, 1), (1, 0, 1), (1, 1, 1)}
