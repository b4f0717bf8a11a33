"""`lit verify -v` shows every stage of one formula."""

from pathlib import Path

import pytest

from lit.engine.formula.notation import read
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.wording import wording
from lit.engine.judge.trace import trace
from lit.engine.text.book import open_book

ROOT = Path(__file__).resolve().parents[3]
BOOK = open_book(str(ROOT))
FORMULAS = [(chapter, block) for chapter in BOOK.chapters for block in chapter.blocks
            if block.kind in ("def", "thm", "err")]


def test_stages_of_a_statement_with_a_condition():
    chapter, block = next(pair for pair in FORMULAS if pair[1].id == "thm-cancellation")
    stages = dict(trace(BOOK, chapter, block))
    assert list(stages) == ["text", "read as", "letters", "has a value where", "claims", "verdict"]
    assert stages["has a value where"] == ["a - b != 0, else a denominator is 0"]
    assert stages["verdict"][0].startswith("proved")


@pytest.mark.parametrize(("tex", "told"), [
    (r"2 x^2 = -1", "(2 * (x ^ 2)) = (-1)"),
    (r"\sum_{i} v_i \le \|v\|_1", "sum over i of (v[i]) <= norm of order 1 of (v)"),
    (r"\lim_{x \to 0^+} \ln(x) = -\infty", "limit, as x goes to 0 from side +, of (ln(x)) = (-infinity)"),
    (r"\mathbb{E}[z] = 0", "mean of (z) = 0"),
    (r"\frac{d}{dx} x^2 = 2 x", "derivative by x of ((x ^ 2)) = (2 * x)"),
])
def test_a_formula_is_said_back_in_one_way(tex, told):
    notation = read("x : real | x\nn : dimension | n\ni : index 1..n | i\nv : vector n | v\nz : random normal(0, 1) | z")
    assert wording(tuple(parse(tex, notation))) == told


@pytest.mark.parametrize("part", range(4))
def test_every_formula_of_the_book_can_be_said_back(part):
    from lit.engine.judge.statement import prepared, statements

    for chapter, block in FORMULAS[part::40]:
        notation, _ = prepared(BOOK, chapter)
        for statement in statements(chapter, block, notation):
            assert len(wording(statement)) > 4 and "object at" not in wording(statement)
