"""Proofs run on the page, in the site's own Python, when a reader asks."""

from pathlib import Path

import pytest

LIVE = Path(__file__).resolve().parents[2] / "docs/assets/live/pyodide.asm.wasm"
pytestmark = pytest.mark.skipif(not LIVE.exists(), reason="make live puts a Python into the site")
PROOF = "#proof-sigmoid-derivative"


@pytest.fixture(scope="module")
def page(browser, site):
    asked, errors = [], []
    tab = browser.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.goto(site + "activations/sigmoid_and_tanh/")
    assert not any("live" in url for url in asked), "Python was loaded before anybody asked"
    yield tab
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []
    assert errors == []
    tab.close()


def run(page, proof):
    block = page.locator(proof)
    block.locator(".lit-run button").click()
    block.locator("output.lit-right, output.lit-wrong").wait_for(timeout=120_000)
    return block.locator("output").inner_text()


def test_a_proof_holds_and_a_spoilt_one_fails_with_its_line(page):
    assert "assertion" in run(page, PROOF) and "held" in run(page, PROOF)
    code = page.locator(f"{PROOF} code")
    page.evaluate("code => code.textContent = 'import sympy as sp\\nx = sp.symbols(\"x\")\\nassert sp.diff(x**2, x) == 3 * x\\n'",
                  code.element_handle())
    page.locator(f"{PROOF} output").evaluate("output => output.className = ''")
    assert run(page, PROOF).endswith("line 3: AssertionError")


@pytest.mark.parametrize("code", ["pass\n", "assert True\n", "def f(x):\n    assert x == 1\n"])
def test_an_emptied_proof_is_told_to_assert_nothing(page, code):
    block = page.locator(f"{PROOF} code")
    page.evaluate("([code, text]) => code.textContent = text", [block.element_handle(), code])
    page.locator(f"{PROOF} output").evaluate("output => output.className = ''")
    assert run(page, PROOF).startswith("nothing was asserted")


def test_a_reader_can_type_into_a_proof_and_stop_it(page):
    block = page.locator("#proof-sigmoid-slope-range, [data-runs]").last
    code = block.locator("code")
    code.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("while True: pass")
    block.locator(".lit-run button").click()
    page.wait_for_timeout(500)
    block.locator(".lit-run button", has_text="Stop").click()
    assert block.locator("output").inner_text() == "stopped"
    assert block.locator(".lit-run button").inner_text() == "Run"
