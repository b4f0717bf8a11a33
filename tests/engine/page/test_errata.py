"""The errata and the ledger as pages: three lists, places that lead somewhere, counterexamples in type."""

import re
from pathlib import Path

import pytest

from lit.engine.judge.contract import errata
from lit.engine.page.errata import lettered, tidy, weave_counterexample, weave_errata
from lit.engine.page.report import weave_check, weave_contents, weave_ledger
from lit.engine.text.book import open_book

ROOT = Path(__file__).resolve().parents[3]


def plain(tex, display):
    """Return LaTeX in dollars, in place of what KaTeX would make of it."""
    return f"${tex}$"


@pytest.fixture(scope="module")
def book():
    """Return the book itself."""
    return open_book(ROOT)


@pytest.fixture(scope="module")
def page(book):
    """Return the errata of the book as HTML."""
    return weave_errata(book, "docs/errata.md", plain)


def test_every_mistake_is_on_the_page_once(book, page):
    told = [one for mistakes in errata(book).values() for one in mistakes]
    boxes = page.count('class="lit-erratum"')
    rows = page.partition('id="scans"')[2].count("<tr><td>")
    assert boxes == sum(one["whose"] != "scanner" for one in told)
    assert rows == sum(one["whose"] == "scanner" for one in told)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_place_in_the_notes_leads_to_a_line_of_the_list(book, page):
    anchors = set(re.findall(r' id="([^"]+)"', weave_contents(book)))
    for woven in (page, weave_ledger(book, "docs/ledger.md")):
        places = re.findall(r'href="[^"]*notes/#([^"]+)"', woven)
        assert len(places) > 70 and set(places) <= anchors | {"notes-digest", "notes-empty-headings", "notes-lecture", "notes-bibliography"}


def test_no_id_of_a_block_is_shown_to_the_reader(book, page):
    for woven in (page, weave_ledger(book, "docs/ledger.md").partition('<h2 id="graph"')[0]):
        shown = re.sub(r"<[^>]*>", " ", woven)
        assert re.findall(r"\b(?:thm|def|err|test|proof|figure)-[a-z]+(?:-[a-z]+)*", shown) == []


@pytest.mark.parametrize("how", ["proved by the steps of {}; tested at 3 points", "argued by {}, which fails for 4 false copies"])
def test_the_ledger_leads_to_a_proof_and_does_not_show_its_id(book, how):
    told = weave_check(book, "docs/ledger.md", "docs/regularisation/l1.md", how.format("proof-l1-subgradient"))
    href, = re.findall(r'href="([^"]+)"', told)
    assert href.endswith("regularisation/l1/#proof-l1-subgradient")
    assert re.sub("<[^>]*>", "", told) == how.format("its proof")


@pytest.mark.parametrize("name, tex", [
    ("a", "a"), ("x_12", "x_{12}"), ("hat_theta", r"\hat{\theta}"), ("x(1)", "x^{(1)}"),
    ("varepsilon", r"\varepsilon"), ("Sigma_11", r"\Sigma_{11}"), ("b_1_2", "b_{1 2}"),
])
def test_letters_of_a_verdict_become_letters(name, tex):
    assert lettered(name) == tex


@pytest.mark.parametrize("number, tex", [
    ("1.386294361119890618834464242916353136151", "1.38629"), ("1.0e-8", r"1 \cdot 10^{-8}"), ("-3", "-3"),
    ("undefined", r"\text{undefined}"),
])
def test_numbers_lose_the_digits_that_say_nothing(number, tex):
    assert tidy(number) == tex


@pytest.mark.parametrize("verdict, words", [
    ("refuted: a = 1, t = -1: left 4, right 1", " for $a = 1$, $t = -1$: the left side is $4$, the right side $1$."),
    ("refuted: left 1.67326, right 1.6752", ": the left side is $1.67326$, the right side $1.6752$."),
    ("refuted: t = 1.50026 gives 1.75, the stated place 2", ": $t = 1.50026$ gives $1.75$, the stated place $2$."),
    ("refuted: the closed end is approached, and never reached", ": the closed end is approached, and never reached."),
    ("refuted: z = 0: left undefined, right 1", " for $z = 0$: the left side is undefined, the right side $1$."),
    ("refuted: entry 1: A_11 = -1, q_1 = 1: left -2.08953, right 1.5", " for $A_{11} = -1$, $q_{1} = 1$: the left side is $-2.08953$, the right side $1.5$."),
])
def test_a_counterexample_is_typeset(verdict, words):
    assert weave_counterexample(plain, verdict) == words


def test_a_long_counterexample_is_cut():
    verdict = "refuted: " + ", ".join(f"x_{k} = {k}" for k in range(1, 10)) + ": left 1, right 2"
    assert weave_counterexample(plain, verdict).count("$") == 2 * 6 and "and 5 more numbers" in weave_counterexample(plain, verdict)
