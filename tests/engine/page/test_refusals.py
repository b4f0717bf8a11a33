"""Every code is explained once, its example is refused with it, and the mended one is not."""

import re
import sys
from pathlib import Path

import pytest

from lit.engine.cli import main
from lit.engine.commands import with_code
from lit.engine.formula import meaningless, notation
from lit.engine.formula.notation import read
from lit.engine.formula.problem import Context, problem_of
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.signs import FormulaError
from lit.engine.formula.values import ElaborationError
from lit.engine.page.refusals import FORMULAS, PAGES, REFUSALS, explanation, table
from lit.engine.text import mistakes
from lit.engine.text.chapter import ChapterError, check_syntax, decode
from lit.engine.text.chapter import parse as chapter_of

ROOT = Path(__file__).resolve().parents[3]
GRAMMAR = chapter_of("docs/engine/formula/grammar.md",
                     (ROOT / "docs/engine/formula/grammar.md").read_text(encoding="utf-8"))
LETTERS = next(block.text for block in GRAMMAR.blocks if block.lang == "notation")
OF_FORMULAS = sorted(code for page in FORMULAS for code in page.REFUSALS)
OF_NOTATION = sorted(notation.REFUSALS)
OF_MEANING = sorted(meaningless.REFUSALS)


def test_each_code_is_explained_once():
    assert len(REFUSALS) == sum(len(page.REFUSALS) for page in PAGES) > 70
    assert all(re.fullmatch(r"E\d{3}", code) for code in REFUSALS)
    assert all(refusal.what and refusal.why for refusal in REFUSALS.values())


def test_a_code_is_raised_where_it_is_explained_and_explained_where_it_is_raised():
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "lit/engine").rglob("*.py"))
    raised = set(re.findall(r'"(E\d{3})"(?!: Refusal)', texts))
    assert raised == set(REFUSALS)


@pytest.mark.parametrize("code", OF_FORMULAS)
def test_an_example_of_a_formula_is_refused_with_its_code_and_the_mended_one_is_read(code):
    refusal = REFUSALS[code]
    with pytest.raises(FormulaError) as error:
        parse(refusal.example, read(f"{LETTERS}\n{refusal.letters}"))
    assert error.value.code == code, str(error.value)
    assert parse(refusal.mended, read(LETTERS))


@pytest.mark.parametrize("code", OF_NOTATION)
def test_an_example_of_a_notation_is_refused_with_its_code_and_the_mended_one_is_read(code):
    with pytest.raises(ChapterError) as error:
        read(REFUSALS[code].example)
    assert error.value.code == code
    assert read(REFUSALS[code].mended)


def meaning(refusal, tex, more=""):
    """Make a formula mean something, as a definition or as a statement; return what it then is."""
    letters = read(f"{LETTERS}\n{more}")
    context = Context(letters)
    if refusal.before:
        context.define(*parse(refusal.before, letters))
    if refusal in meaningless.DEFINITIONS.values():
        return context.define(*parse(tex, letters))
    return problem_of(parse(tex, letters), context)


@pytest.mark.parametrize("code", OF_MEANING)
def test_an_example_that_means_nothing_is_refused_with_its_code_and_the_mended_one_is_not(code):
    refusal = REFUSALS[code]
    with pytest.raises(ElaborationError) as error:
        meaning(refusal, refusal.example, refusal.letters)
    assert error.value.code == code, str(error.value)
    assert meaning(refusal, refusal.mended)


@pytest.mark.parametrize("code", sorted(mistakes.REFUSALS))
def test_an_example_of_a_chapter_is_refused_with_its_code_and_the_mended_one_is_read(code):
    def read_whole(text):
        check_syntax(chapter_of("docs/a.md", decode("docs/a.md", text.encode())))

    with pytest.raises(ChapterError) as error:
        read_whole(REFUSALS[code].example)
    assert error.value.code == code, str(error.value)
    read_whole(REFUSALS[code].mended)


def test_the_page_shows_the_table_that_the_code_makes():
    page = (ROOT / "docs/engine/page/refusals.md").read_text(encoding="utf-8")
    assert page.endswith(f"\n\n{table()}"), "run lit explain, and put what it prints at the page's end"


def test_explain_tells_the_example_its_mend_and_the_reason(capsys):
    assert main(["explain", "e036"]) == 0
    told = capsys.readouterr().out
    assert told == explanation("E036") + "\n"
    for part in (REFUSALS["E036"].example, REFUSALS["E036"].mended, REFUSALS["E036"].why):
        assert part in told
    assert main(["explain", "E999"]) == 2
    assert "lists all codes" in capsys.readouterr().err


def test_a_line_ends_with_its_code_on_a_terminal_only(monkeypatch):
    assert with_code("docs/a.md:1: what; mend", "E036") == "docs/a.md:1: what; mend"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert with_code("docs/a.md:1: what; mend", "E036") == "docs/a.md:1: what; mend [E036]"
    assert with_code("docs/a.md:1: what; mend", "") == "docs/a.md:1: what; mend"
