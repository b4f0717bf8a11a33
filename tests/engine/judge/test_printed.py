"""A formula that is shown as somebody else's is what is printed there, or says less."""

from pathlib import Path

import pytest

from lit.engine.formula.notation import read
from lit.engine.formula.reader.statements import parse
from lit.engine.judge.contract import errata
from lit.engine.judge.printed import as_printed, check_printed, relettered
from lit.engine.judge.verdict import label
from lit.engine.text.book import open_book

ROOT = Path(__file__).resolve().parents[3]
NOTATION = read("a, b, c, x, y : real | numbers\nw : vector 2 | weights\nn : dimension | a size\nf : function | a function\n", "docs/a.md", 1)


def same(fence, *printed, **letters):
    """Return whether a fence earns the label for what is printed."""
    return as_printed(parse(fence, NOTATION), [relettered(tex, letters) for tex in printed], NOTATION)


def test_every_label_of_the_book_is_earned():
    assert check_printed(open_book(ROOT)) == []


def test_the_book_shows_formulas_of_the_notes_of_the_textbook_and_of_scans():
    shown = {block.keys.get("from"): label(block) for chapter in open_book(ROOT).chapters
             for block in chapter.blocks if block.kind == "err"}
    assert shown == {"notes": "As in the notes: false", "textbook": "As in the textbook: false",
                     "scan": "As the scan reads: false", None: "False"}


@pytest.mark.parametrize("fence, printed", [
    ("a + b = c", "a + b = c"),
    (r"a = \frac{b}{c}", r"a=\frac{b}{ c }"),
    ("b = c", "a = b = c < x"),
    (r"a = b \quad \text{for } x > 0", "a = b"),
    (r"a \approx 1.25", "a = 1.25"),
])
def test_a_fence_may_say_the_same_or_less(fence, printed):
    assert same(fence, printed)


@pytest.mark.parametrize("fence, printed", [
    ("a - b = c", "a + b = c"),
    ("a = c", "a = b = c"),
    (r"a \le b", "a < b"),
    ("a < b", r"a \le b"),
    ("a = b", r"a = b \quad \text{for } x > 0"),
    (r"a = b \quad \text{for } x > 0", r"a = b \quad \text{for } x < 0"),
    ("a = 1.25", r"a \approx 1.25"),
    (r"a \approx 1.26", "a = 1.25"),
    (r"a = b \quad x = y", "a = b"),
    ("c = b", "a = b"),
])
def test_a_fence_may_not_say_more_or_something_else(fence, printed):
    assert not same(fence, printed)


def test_letters_may_be_others_and_words_may_relate_the_sides():
    assert same("a = b", "p = q", p="a", q="b")
    assert not same("a = b", "p = q", p="b", q="a")
    assert same("(a + b) c < a b", "a b", "(a + b) c")
    assert not same("(a + b) c < a b", "a b", "(a + b) x")
    assert same(r"\arg\min_w \left(w^\top w\right) = 0 \cdot w", r"w^\top w")


def test_a_letter_is_replaced_where_it_is_a_word_of_its_own():
    assert relettered(r"\sin n + n_1 + mn", {"n": "k"}) == r"\sin k + k_1 + mn"


MISTAKE = """- id: sum
  title: A sum
  source: []
  erratum:
  - {kind: slip, whose: author, document: a, line: '2', section: '1', printed: 1 + 1 = 3, wrong: it is 2, right: 1 + 1 = 2, shown: err-sum}
"""
CONTENTS = "- document: a\n  name: the leaf\n  sections:\n  - {number: '1', title: One, lines: 1-9, level: 1}\n"


@pytest.mark.parametrize("fence, kind, told", [
    ("1 + 1 = 3", "slip", None),
    ("1 + 1 = 4", "slip", "is not what is printed: 1 + 1 = 3"),
    ("1 + 1 = 3", "scan", "no mistake of that kind is shown by it"),
])
def test_the_run_refuses_a_label_that_is_not_earned(book, lit, fence, kind, told):
    (book / "docs/first.md").write_text(f"# A\n\n```math {{#err-sum from=\"notes\" about=\"sum\"}}\n{fence}\n```\n")
    (book / "docs/second.md").write_text("# B\n")
    whose = "scanner" if kind == "scan" else "author"
    (book / "docs/inventory.yaml").write_text(MISTAKE.replace("kind: slip, whose: author", f"kind: {kind}, whose: {whose}"))
    (book / "docs/contents.yaml").write_text(CONTENTS)
    run = lit(book, "verify")
    assert (run.returncode, told is None or told in run.stdout) == (0 if told is None else 1, True), run.stdout


def test_every_printed_formula_of_a_label_is_compared_with_what_stands_in_the_contract():
    book = open_book(ROOT)
    told = {name for mistakes in errata(book).values() for one in mistakes for name in one.get("shown", "").split()}
    labelled = [block.id for chapter in book.chapters for block in chapter.blocks if "from" in block.keys]
    assert len(labelled) > 10 and set(labelled) <= told
