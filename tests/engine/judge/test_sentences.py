"""Numbers in sentences: a claim says what its experiment found, and a wrong one fails at its line."""

import numpy as np
import pytest

from lit.engine.judge.sentences import check_claims, claims, loose, written
from lit.engine.text.chapter import ChapterError, parse

PAGE = """# Page

First words. The share is [{words}](#test-share "{expression}") of all.

```python {{#test-share}}
share, sizes = 0.2236, [3, 4]
```
"""


def checked(words, expression, **names):
    """Run the experiment of PAGE with these words and this expression in its sentence."""
    chapter = parse("docs/page.md", PAGE.format(words=words, expression=expression))
    check_claims(chapter, chapter.blocks[0], {"share": 0.2236, "sizes": [3, 4], "np": np, **names})


@pytest.mark.parametrize("words, expression", [
    ("0.22", "share"), ("0.2236", "share"), ("22 per cent", "100 * share"), ("two in nine", "share < 0.25"),
    ("−0.22", "-share"), ("most", "np.mean([1, 1, 0]) > 0.5"), ("1 234 567", "1234560 + 7"), ("12", "len(sizes) * 6"),
    (r"$2.2 \cdot 10^{-1}$", "share"), (r"$10^{-20}$", "1.2e-10 * 1e-10"), (r"$2^{3}$ or less", "sizes[0] < 8"),
])
def test_words_that_agree_pass(words, expression):
    checked(words, expression)


@pytest.mark.parametrize("words, expression", [
    ("0.23", "share"), ("0.2237", "share"), ("0.22", "-share"), ("0.22", "float('nan')"), ("23 per cent", "100 * share"),
    ("most", "np.mean([1, 0, 0]) > 0.5"), ("1 234 568", "1234560 + 7"), ("a fifth", "share"), ("1 of 2", "share"),
    (r"$2.2 \cdot 10^{-2}$", "share"), (r"$10^{-20}$", "1.2e-10 * 1e-9"), ("0.22", "share > 0.5"), ("0.22", "[]"),
    ("0.22", "0.22"), ("most", "True"), ("most", "1 < 2"),
])
def test_words_that_do_not_agree_fail_at_their_line(words, expression):
    with pytest.raises(ChapterError, match=r"^docs/page.md:3: "):
        checked(words, expression)


def test_a_name_that_the_experiment_does_not_leave_is_told():
    with pytest.raises(ChapterError, match="error cannot be computed after test-share"):
        checked("0.22", "error")


def test_a_claim_without_its_experiment_is_an_error():
    text = PAGE.format(words="0.22", expression="share").replace("(#test-share", "(#test-shore")
    with pytest.raises(ChapterError, match="no experiment test-shore in this chapter; did you mean test-share"):
        claims(parse("docs/page.md", text))


def test_words_in_code_and_fences_are_no_claims():
    text = PAGE.format(words="0.22", expression="share").replace("[0.22]", "`[0.22]").replace(") of", ")` of")
    assert claims(parse("docs/page.md", text)) == []


def test_a_claim_over_two_lines_is_one():
    text = PAGE.format(words="0.22", expression="share").replace(' "share"', '\n"share"')
    assert [claim.expression for claim in claims(parse("docs/page.md", text))] == ["share"]


def test_one_number_is_read_and_two_are_not():
    assert written("some 600 steps")[0] == 600 and written("$10^{-20}$")[0].adjusted() == -20
    assert written("3 of 4") is None and written("a third") is None


def test_loose_numbers_are_found_and_what_is_no_claim_is_not():
    page = """# Page 12

Of 1797 digits [97](#test-a "x") are wrong by 0.5, about $10^{-3}$ or a third of $x_{12} + 37$, in 1998, in
chapter 12, by `x[12]` and [a place](other.md#x-12). Most of them, twice.

12. in a list

```python {#test-a}
x = 97
```

## Sources

S. Author, *Title* 12, page 37.
"""
    found = [words for _, words in loose(parse("docs/page.md", page))]
    assert found == ["1797", "0.5", "10^{-3}", "a third", "Most of", "twice"]
