"""The grammar page is true: every example on it is read, and every one under Refused is not."""

import re
from pathlib import Path

import pytest

from lit.engine.text.chapter import parse as chapter_of
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.notation import read
from lit.engine.formula.signs import FormulaError

PATH = Path(__file__).resolve().parents[3] / "docs/engine/formula/grammar.md"
PAGE = chapter_of("docs/engine/formula/grammar.md", PATH.read_text(encoding="utf-8"))
NOTATION = read(next(block.text for block in PAGE.blocks if block.lang == "notation"))
GOOD, BAD = (re.findall(r"^\|[^|\n]*\| `(.+)` \|$", part, re.M) for part in PAGE.text.split("## Refused"))


def test_the_page_has_examples():
    assert len(GOOD) > 60 and len(BAD) >= 10


@pytest.mark.parametrize("tex", GOOD)
def test_an_example_is_read(tex):
    assert parse(tex, NOTATION)


@pytest.mark.parametrize("tex", BAD)
def test_a_deceptive_example_is_refused(tex):
    with pytest.raises(FormulaError, match="column"):
        parse(tex, NOTATION)
