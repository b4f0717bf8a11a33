"""The ledger is computed: what the chapters claim, with the verdicts of the last run."""

import json
import re
from pathlib import Path

from lit.engine.text.book import open_book
from lit.engine.judge.ledger import claims
from lit.engine.page.report import errata, works

ROOT = Path(__file__).resolve().parents[3]
TRIFLES = ("typo", "ocr")  # mistakes of print, which have nothing to refute


def test_every_item_of_the_notes_is_treated_and_every_mistake_is_met(lit):
    rows = json.loads(lit(ROOT, "ledger", "--json").stdout)
    assert len(rows) == 243
    assert [row["id"] for row in rows if row["status"] in ("missing", "failed")] == []


def test_every_mistake_of_the_notes_is_met_where_its_item_is():
    told = {name: {part["kind"] for part in parts} for name, parts in claims(open_book(ROOT)).items()}
    for name, mistakes in errata(open_book(ROOT)).items():
        if {one["severity"] for one in mistakes} - set(TRIFLES):
            assert told[name] & {"err", "test", "thm"}, name


def test_every_definition_is_said_twice():
    for chapter in open_book(ROOT).chapters:
        second = {block.keys.get("of") for block in chapter.blocks}
        for block in chapter.blocks:
            if block.kind == "def":
                assert block.id in second or block.text.count("=") > 1, f"{chapter.path}:{block.line}: {block.id} has no twin"


def test_every_title_among_the_sources_is_in_the_bibliography():
    book = open_book(ROOT)
    found = works(book)
    for chapter in book.chapters:
        sources = " ".join(chapter.text.partition("\n## Sources")[2].split())
        assert [title for title in re.findall(r"\*([^*]+)\*", sources) if title.lower() not in found] == [], chapter.path
    assert len(found) > 60


def test_status_is_of_the_run_and_not_of_the_author(book, lit):
    page = "# A\n\n```math {#thm-a item=\"sum\"}\n1 + 1 = 2\n```\n\n## Told {#told item=\"story\"}\n"
    (book / "docs/first.md").write_text(page)
    (book / "docs/second.md").write_text("# B\n")
    (book / "docs/inventory.yaml").write_text("- id: story\n- id: sum\n- id: lost\n")

    def statuses():
        return {row["id"]: row["status"] for row in json.loads(lit(book, "ledger", "--json").stdout)}

    assert statuses() == {"story": "told", "sum": "unjudged", "lost": "missing"}
    lit(book, "verify")
    assert statuses()["sum"] == "proved"
    (book / "docs/first.md").write_text(page.replace("= 2", "= 3"))
    assert statuses()["sum"] == "unjudged"
    lit(book, "verify")
    assert statuses()["sum"] == "failed"
