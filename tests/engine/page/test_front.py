"""The first page counts what is true, and MkDocs hears of every place on a page."""

from pathlib import Path
from types import SimpleNamespace

from lit.engine.judge.contract import errata
from lit.engine.page.front import on_page_content, weave_count
from lit.engine.text.book import open_book

ROOT = Path(__file__).resolve().parents[3]


def test_mkdocs_hears_of_the_blocks():
    page = SimpleNamespace(present_anchor_ids={"definition"})
    html = '<h2 id="definition">A</h2><div class="lit-formula" id="thm-a"></div>'
    assert on_page_content(html, page=page, config=None, files=None) == html
    assert page.present_anchor_ids == {"definition", "thm-a"}


def test_mistakes_are_counted_by_whose_they_are_and_not_by_false_formulas():
    book = open_book(ROOT)
    whose = [one["whose"] for mistakes in errata(book).values() for one in mistakes]
    page = weave_count(book, {"err-a": {"status": "refuted"}})
    assert f"<dt>mistakes found in the notes</dt><dd>{whose.count('author')}</dd>" in page
    assert f"<dt>mistakes found in the textbook</dt><dd>{whose.count('textbook')}</dd>" in page
