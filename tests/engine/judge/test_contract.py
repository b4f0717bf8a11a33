"""The contract tells each mistake in full: its place, what stands there, what is right, and what shows it."""

from pathlib import Path

import pytest

from lit.engine.judge.contract import check_contract, documents, errata, extent, faults, section_at, source_sections
from lit.engine.text.book import open_book

ROOT = Path(__file__).resolve().parents[3]
BOOK = open_book(ROOT)
KNOWN = documents(BOOK)
GOOD = {"kind": "claim", "whose": "author", "document": "002", "line": "432", "section": "Remarks", "says": "nothing",
        "wrong": "something", "correction": "something", "shown": "thm-a"}


def test_the_contract_of_the_book_is_whole():
    assert check_contract(BOOK) == []


def test_the_contract_copies_no_russian_sentence():
    for name in ("inventory.yaml", "contents.yaml"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert [line for line in text.splitlines() if any("а" <= letter.lower() <= "я" for letter in line)] == []


@pytest.mark.parametrize("change, told", [
    ({}, None),
    ({"kind": "typo"}, "has the kind typo"),
    ({"whose": "scanner"}, "is said to be of scanner"),
    ({"document": "006"}, "names the document 006"),
    ({"section": "Conclusions"}, "is said to stand in Conclusions"),
    ({"line": "427"}, "is said to stand in Remarks"),
    ({"says": ""}, "does not say what stands there"),
    ({"correction": ""}, "does not say what is right"),
    ({"shown": ""}, "is shown by no block"),
    ({"shown": "thm-b"}, "is shown by thm-b, which is no block"),
    ({"shown": "thm-c"}, "is shown by thm-c, which is not about it"),
    ({"kind": "slip", "shown": ""}, None),
])
def test_what_is_missing_is_told(change, told):
    found = [what for what, _ in faults("claim", GOOD | change, KNOWN, {"thm-a": ["claim"], "thm-c": ["other"]})]
    assert found == ([] if told is None else [told])


def test_a_line_stands_in_one_section_and_an_item_in_those_above_it_too():
    digest = KNOWN["001"]
    assert section_at(digest, 355)["number"] == "3.6.1"
    assert source_sections(digest, "355") == ["3", "3.6", "3.6.1"]
    assert extent(digest, section_at(digest, 295)) == (295, 332)


def test_mistakes_of_three_sorts_are_told():
    whose = [one["whose"] for mistakes in errata(BOOK).values() for one in mistakes]
    assert {name: whose.count(name) for name in set(whose)} == {"author": 57, "textbook": 16, "scanner": 14}
