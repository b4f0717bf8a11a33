"""Proofs and a reader's formula are judged on the page, by the engine in the site's own Python, when a reader asks."""

from pathlib import Path

import pytest

LIVE = Path(__file__).resolve().parents[2] / "docs/assets/live/pyodide.asm.wasm"
pytestmark = pytest.mark.skipif(not LIVE.exists(), reason="make live puts a Python into the site")
PROOF = "#proof-sigmoid-derivative"
STATES = "output.lit-right, output.lit-ran, output.lit-wrong"


def opened(browser, site, place):
    asked, errors = [], []
    tab = browser.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.goto(site + place)
    assert not any("assets/live" in url for url in asked), "Python was loaded before anybody asked"
    yield tab
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []
    assert errors == []
    tab.close()


@pytest.fixture(scope="module")
def page(browser, site):
    yield from opened(browser, site, "activations/sigmoid_and_tanh/")


@pytest.fixture(scope="module")
def formula(browser, site):
    yield from opened(browser, site, "formula/")


def run(page, text=None):
    """Run the proof, with another text if one is given; return (state, what is told)."""
    block = page.locator(PROOF)
    page.evaluate("place => { const details = document.querySelector(place).closest('details'); if (details) details.open = true; }", PROOF)
    if text is not None:
        block.locator("code").evaluate("(code, text) => { code.textContent = text; }", text)
    block.locator("output").evaluate("output => { output.className = ''; }")
    block.locator(".lit-run button", has_text="Run").click()
    block.locator(STATES).wait_for(timeout=120_000)
    output = block.locator("output")
    return output.get_attribute("class").removeprefix("lit-"), output.inner_text()


def test_a_proof_runs_and_a_spoilt_one_fails_with_its_line(page):
    state, told = run(page)
    own = page.locator(f"{PROOF} code").inner_text()
    assert state in ("right", "ran") and "held" in told or "steps" in told
    assert run(page, 'import sympy as sp\nx = sp.symbols("x")\nassert sp.diff(x**2, x) == 3 * x\n')[0] == "wrong"
    assert "line 3: " in page.locator(f"{PROOF} output").inner_text()
    page.locator(f"{PROOF} .lit-run button", has_text="Reset").click()
    assert page.locator(f"{PROOF} code").inner_text() == own
    assert page.locator(f"{PROOF} output").inner_text() == ""


@pytest.mark.parametrize("text", ["pass\n", "assert True\n", "def f(x):\n    assert x == 1\n", "steps = 1\n", "argument = print\n"])
def test_an_emptied_proof_is_wrong(page, text):
    state, told = run(page, text)
    assert state == "wrong" and "asserts nothing" in told


@pytest.mark.parametrize("text", ["x = 1\nassert x == x\n", "def steps(left, right):\n    return []\n", "def steps(left, right):\n    return [left]\n"])
def test_a_proof_of_nothing_gets_no_mark(page, text):
    assert run(page, text)[0] != "right"


def test_steps_from_side_to_side_get_the_mark_and_what_they_print_is_shown(page):
    state, told = run(page, "import sympy as sp\ndef steps(left, right):\n    print('to', right)\n    return [sp.together(left)]\n")
    assert state == "right" and "lead from one side" in told
    assert page.locator(f"{PROOF} .lit-printed").inner_text().startswith("to ")


def test_a_reader_can_type_into_a_proof_and_stop_it(page):
    block = page.locator(PROOF)
    block.locator("code").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("while True: pass")
    block.locator(".lit-run button", has_text="Run").click()
    page.wait_for_timeout(500)
    block.locator(".lit-run button", has_text="Stop").click()
    assert block.locator("output").inner_text() == "stopped"
    assert block.locator(".lit-run button").first.inner_text() == "Run"


def judge(page, latex, notation=""):
    """Have a formula judged; return (state, what is told, the notation as it then stands)."""
    page.locator("#lit-latex").fill(latex)
    page.locator("#lit-notation").fill(notation)
    output = page.locator(".lit-judge output")
    output.evaluate("output => { output.className = ''; }")
    page.locator(".lit-judge button", has_text="Judge").click()
    page.locator(".lit-judge").locator(STATES).wait_for(timeout=120_000)
    return output.get_attribute("class").removeprefix("lit-"), output.inner_text(), page.locator("#lit-notation").input_value()


TRUE = [r"(x + y)^2 = x^2 + 2 x y + y^2", r"\sin^2 x + \cos^2 x = 1", r"\frac{d}{dx} x^3 = 3 x^2", r"e^{a + b} = e^a e^b",
        r"\int_0^1 x^2 dx = \frac{1}{3}", r"|x y| = |x| |y|", r"\sum_{k=1}^{n} k = \frac{n (n + 1)}{2}", r"x^2 + y^2 \ge 2 x y",
        r"(A B)^\top = B^\top A^\top", r"\max(x, y) = \frac{x + y + |x - y|}{2}"]
FALSE = [r"(x + y)^2 = x^2 + y^2", r"\sqrt{x^2} = x", r"\frac{x}{x} = 1", r"e^{\ln x} = x", r"(A B)^\top = A^\top B^\top",
         r"\sum_{k=1}^{n} k = \frac{n (n - 1)}{2}", r"\frac{d}{dx} |x| = 1", r"\cos x \ne 0", r"x < x", r"\|u + v\| = \|u\| + \|v\|"]


@pytest.mark.parametrize(("latex", "state"), [*((one, "right") for one in TRUE), *((one, "wrong") for one in FALSE)])
def test_a_reader_s_formula_is_judged(formula, latex, state):
    found, told, notation = judge(formula, latex)
    assert found == state, told
    assert " : " in notation or "x" not in latex.replace("dx", "").replace("max", "") or "int" in latex
    assert formula.locator(".lit-typeset .katex").count() == 1
    assert formula.locator(".lit-judge dt", has_text="read as").count() == 1


def test_the_reader_decides_what_a_letter_is(formula):
    assert judge(formula, r"\sqrt{x^2} = x", "x : nonnegative | a number")[0] == "right"
    assert judge(formula, r"\sqrt{x^2} = x", "x : real | a number")[0] == "wrong"


def test_an_example_fills_the_form(formula):
    formula.locator(".lit-examples button").nth(1).click()
    assert formula.locator("#lit-latex").input_value() == r"\sqrt{x^2} = x"
    assert formula.locator("#lit-notation").input_value() == ""
