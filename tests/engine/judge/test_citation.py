"""Each reference to the notes leads to a section that exists and belongs to what is treated; a wrong number is noticed."""

import re
from pathlib import Path

import pytest

from lit.engine.judge.citation import NUMBER, check_citations, cited, misses, treated
from lit.engine.judge.contract import documents, section_name
from lit.engine.text.book import open_book
from lit.engine.text.chapter import parse

ROOT = Path(__file__).resolve().parents[3]
BOOK = open_book(ROOT)
KERNELS = {"kernel-definition", "kernel-prediction"}


def test_every_reference_of_the_book_leads_to_the_right_section():
    assert check_citations(BOOK) == []


@pytest.mark.parametrize("text, told", [
    ("the digest, section 2.7", None),
    ("The digest, section 2.7; V. Vapnik, 1995", None),
    ("the digest, section 3.6.2", "the digest has no section 3.6.2"),
    ("the digest, section 2.8", "nothing that is treated here stands in the digest, 2.8"),
    ("the digest, sections 2.7 and 2.8", "nothing that is treated here stands in the digest, 2.8"),
    ("the digest, sections 2.6 to 2.8", "nothing that is treated here stands in the digest, 2.6"),
    ("the lecture, section 2.7", "the lecture has no section 2.7"),
    ('the lecture, "Fields of application"', "nothing that is treated here stands in the lecture"),
    ('the slides, "Other losses"', "the slides has no section Other losses"),
    ("the digest", "a reference to the digest without a section"),
    ("the notes, on kernels", "a reference to the notes, which are several documents"),
])
def test_a_reference_is_looked_up(text, told):
    found = [what for what, _ in misses(BOOK, text, KERNELS)]
    assert (found == []) if told is None else any(one.startswith(told) for one in found), found


def wrong(text, numbers):
    """Yield the text with one section number replaced, for each number in it and each other one."""
    for match in re.finditer(rf"(?<=section )({NUMBER})|(?<=sections )({NUMBER})", text):
        for other in numbers:
            if other != match[0]:
                yield text[:match.start()] + other + text[match.end():]


def test_wrong_section_numbers_are_noticed():
    numbers = [section_name(one) for one in documents(BOOK)["001"]["sections"] if "number" in one] + ["3.6.2", "2.11", "9"]
    made = noticed = 0
    for chapter in BOOK.chapters:
        for block, _, text in cited(chapter):
            head = re.match(r".*?[Tt]he digest, sections? [\d., and to]+", text)
            for mutant in wrong(head[0], numbers) if head else ():
                made += 1
                noticed += bool(list(misses(BOOK, mutant, treated(chapter, block))))
    assert made > 1000 and noticed > 0.85 * made, (made, noticed)  # the rest are neighbours of which the chapter treats items too


def test_references_are_found_in_docstrings_and_sources():
    page = ('# A\n\n```python {#code-a item="kernel-definition"}\ndef a():\n    """Return one.\n\n    Source: the digest,\n'
            '    section 2.8\n    """\n```\n\n## Sources\n\nThe digest, section\n2.9.\n')
    chapter = parse("docs/a.md", page)
    assert [(block and block.id, line, text) for block, line, text in cited(chapter)] == [
        ("code-a", 7, "the digest, section 2.8"), (None, 12, "The digest, section 2.9.")]


def test_the_run_fails_for_a_section_that_does_not_exist(book, lit):
    (book / "docs/first.md").write_text("# A\n\n## Told {#told item=\"story\"}\n\n## Sources\n\nThe leaf, section 1.2.\n")
    (book / "docs/inventory.yaml").write_text("- id: story\n  source: [{doc: a, lines: '3'}]\n")
    contents = "- document: a\n  name: the leaf\n  sections:\n  - {number: '1.1', title: One, lines: 1-9, level: 1}\n"
    (book / "docs/contents.yaml").write_text(contents)
    (book / "docs/second.md").write_text("# B\n")
    run = lit(book, "verify")
    assert run.returncode == 1 and "docs/first.md:5: the leaf has no section 1.2; did you mean 1.1?" in run.stdout
    (book / "docs/contents.yaml").write_text(contents.replace("1.1", "1.2"))
    assert lit(book, "verify").returncode == 0
