"""The grammar page is the sum of the reader's pages, and true: each example on it is read.

`python tests/engine/formula/test_grammar.py` puts the sum into the page anew.
"""

import re
from pathlib import Path

import pytest

from lit.engine.formula.notation import read
from lit.engine.formula.reader.statements import parse
from lit.engine.text.book import read_nav
from lit.engine.text.chapter import parse as chapter_of

ROOT = Path(__file__).resolve().parents[3]
PATH = ROOT / "docs/engine/formula/grammar.md"
PAGE = chapter_of("docs/engine/formula/grammar.md", PATH.read_text(encoding="utf-8"))
NOTATION = read(next(block.text for block in PAGE.blocks if block.lang == "notation"))
EXAMPLES = re.findall(r"^\|[^|\n]*\| `(.+)` \|$", PAGE.text, re.M)
BEGIN = "<!-- from here on: the tables of the reader's pages -->\n"


def tables_of_the_reader():
    """Return the title and table of each page of the reader that has one, in the order of the nav."""
    found = []
    for name in read_nav(ROOT):
        if name.startswith("engine/formula/reader/"):
            text = (ROOT / "docs" / name).read_text(encoding="utf-8")
            table = re.search(r"^\| What \| Example \|\n(?:\|.*\n)+", text, re.M)
            title = text.partition("\n")[0].removeprefix("# ")
            found += [f"\n## [{title}](reader/{Path(name).name})\n\n{table[0]}"] if table else []
    return "".join(found)


def test_the_page_is_the_sum_of_the_reader_s_pages():
    assert PAGE.text.split(BEGIN)[1] == tables_of_the_reader()


def test_the_page_has_examples():
    assert len(EXAMPLES) > 70


@pytest.mark.parametrize("tex", EXAMPLES)
def test_an_example_is_read(tex):
    assert parse(tex, NOTATION)


if __name__ == "__main__":
    PATH.write_text(PAGE.text.split(BEGIN)[0] + BEGIN + tables_of_the_reader(), encoding="utf-8")
