"""The ledger is computed: what the chapters answer, with the verdicts of the last run; no row says more than that."""

import json
import re
from pathlib import Path

from lit.engine.judge.contract import errata, items, nature
from lit.engine.judge.ledger import RANK, check_ledger, claims, ledger, status_of, verdict_on_notes
from lit.engine.page.report import works
from lit.engine.text.book import open_book

ROOT = Path(__file__).resolve().parents[3]
FACTS = ("fact", "claim-in-prose", "question", "figure")


def part(name, status, answers=True):
    """Return a claim about an item."""
    return {"id": name, "kind": name.partition("-")[0], "status": status, "answers": answers}


def test_every_item_of_the_notes_is_answered(lit):
    rows = json.loads(lit(ROOT, "ledger", "--json").stdout)
    assert len(rows) == 243
    assert [row["id"] for row in rows if row["status"] in ("missing", "mentioned", "failed")] == []


def test_no_row_says_more_than_the_blocks_that_answer_it():
    book = open_book(ROOT)
    claimed, known = claims(book), items(book)
    for row in ledger(book):
        answers = [one["status"] for one in claimed.get(row["id"], ()) if one["answers"]]
        if row["status"] in ("refuted", "narrowed"):
            assert errata(book)[row["id"]], row["id"]
        elif row["status"] == "cited":
            assert known[row["id"]]["cited"] and answers, row["id"]
        elif row["status"] != "unjudged":
            assert RANK.index(row["status"]) <= min(map(RANK.index, answers)), row["id"]
        if known[row["id"]]["kind"] in FACTS:
            assert row["status"] not in ("proved", "proved-for-sizes", "defined"), row["id"]


def test_what_is_false_in_the_notes_is_never_proved():
    book = open_book(ROOT)
    wrong = {name for name, mistakes in errata(book).items() for one in mistakes if nature(one) in ("formula", "claim")}
    assert len(wrong) > 10
    assert {row["status"] for row in ledger(book) if row["id"] in wrong} <= {"refuted", "unjudged"}


def test_every_row_has_its_lines_in_the_notes():
    assert [row["id"] for row in ledger(open_book(ROOT)) if not row["notes"]] == []


def test_every_experiment_says_what_was_measured():
    assert check_ledger(open_book(ROOT)) == []


def test_the_weakest_answer_counts_and_a_mention_never_does():
    proved, tested = part("thm-a", "proved"), part("test-a", "tested")
    assert status_of({}, [proved]) == "proved"
    assert status_of({}, [proved, tested]) == "tested"
    assert status_of({}, [part("thm-a", "proved", False)]) == "mentioned"
    assert status_of({}, []) == "missing"
    assert status_of({}, [tested, part("thm-a", "failed", False)]) == "tested"


def test_a_fact_cannot_be_proved_nor_a_cited_theorem_tested():
    assert status_of({"kind": "fact"}, [part("thm-a", "proved")]) == "tested"
    assert status_of({"kind": "theorem", "cited": "G. Cybenko, 1989"}, [part("thm-a", "proved")]) == "cited"
    assert status_of({"kind": "theorem", "cited": "G. Cybenko, 1989"}, [part("", "told")]) == "cited"
    assert status_of({"kind": "theorem", "cited": "G. Cybenko, 1989"}, [part("thm-a", "failed")]) == "failed"
    assert status_of({"kind": "theorem", "cited": "G. Cybenko, 1989"}, [part("test-a", "tested", False)]) == "mentioned"


def test_a_false_claim_is_refuted_only_by_what_was_judged():
    item = {"erratum": [{"kind": "claim", "shown": "err-a"}]}
    assert verdict_on_notes(item, [part("err-a", "refuted", False)]) == "refuted"
    assert verdict_on_notes(item, [part("err-a", "failed", False)]) == "failed"
    assert verdict_on_notes(item, [part("err-a", "unjudged", False)]) == "unjudged"
    assert verdict_on_notes(item, [part("thm-b", "proved")]) == "missing"
    assert status_of(item, [part("err-a", "refuted", False), part("thm-b", "proved")]) == "refuted"


def test_an_overclaim_is_narrowed_and_a_slip_changes_nothing():
    shown, answer = part("test-a", "tested", False), part("thm-b", "proved")
    assert status_of({"erratum": [{"kind": "overclaim", "shown": "test-a"}]}, [shown, answer]) == "narrowed"
    assert status_of({"erratum": [{"kind": "slip"}]}, [answer]) == "proved"
    assert status_of({"erratum": [{"kind": "scan"}]}, [answer]) == "proved"
    taken = {"kind": "textbook", "nature": "claim", "shown": "test-a"}
    assert status_of({"erratum": [taken]}, [shown, answer]) == "refuted"


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


def test_a_cited_work_is_in_the_bibliography():
    book = open_book(ROOT)
    found = works(book)
    for name, item in items(book).items():
        if "cited" in item:
            assert re.search(r"\*([^*]+)\*", item["cited"])[1].lower() in found, name


def test_status_is_of_the_run_and_not_of_the_author(book, lit):
    page = "# A\n\n```math {#thm-a item=\"sum\"}\n1 + 1 = 2\n```\n\n## Told {#told item=\"story\" about=\"near\"}\n"
    (book / "docs/first.md").write_text(page)
    (book / "docs/second.md").write_text("# B\n")
    (book / "docs/inventory.yaml").write_text("- id: story\n- id: sum\n- id: near\n- id: lost\n")

    def statuses():
        return {row["id"]: row["status"] for row in json.loads(lit(book, "ledger", "--json").stdout)}

    assert statuses() == {"story": "told", "sum": "unjudged", "near": "mentioned", "lost": "missing"}
    lit(book, "verify")
    assert statuses()["sum"] == "proved"
    (book / "docs/first.md").write_text(page.replace("= 2", "= 3"))
    assert statuses()["sum"] == "unjudged"
    lit(book, "verify")
    assert statuses()["sum"] == "failed"


def test_an_item_that_nobody_promised_is_an_error(book, lit):
    (book / "docs/first.md").write_text("# A\n\n## Told {#told item=\"stroy\"}\n")
    (book / "docs/inventory.yaml").write_text("- id: story\n")
    told = lit(book, "verify")
    assert told.returncode == 1
    assert told.stdout.startswith("docs/first.md:3: no item stroy in the contract; did you mean story?")
