"""Notebooks: the cells that come out of a page, and whether they run from top to bottom."""

import ast
import doctest
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from lit.engine.text.book import Book, open_book
from lit.engine.text.chapter import parse
from lit.engine.cli import main
from lit.engine.page.notebook import notebook, notebooks

ROOT = Path(__file__).resolve().parents[3]
BOOK = open_book(str(ROOT))
FOUND = notebooks(BOOK)
MATHS = sorted(path for path in FOUND if "/" in path and not path.startswith("engine/"))
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS  # as where a chapter runs
COMPLETE = "activations/softplus.ipynb"  # has blocks of every kind


def cells(page, path="docs/one.md"):
    return json.loads(notebook(Book(".", "docs", "lit", ()), parse(path, page)))["cells"]


def sources(page):
    return ["".join(cell["source"]) for cell in cells(page) if cell["cell_type"] == "code"]


def printed(outputs):
    """Return the text of a cell's outputs, an error as its name and message."""
    parts = []
    for one in outputs:
        if one["output_type"] == "stream" and one["name"] == "stdout":
            parts.append(one["text"])
        elif one["output_type"] == "error":
            parts.append(f"{one['ename']}: {one['evalue']}\n")
        elif one["output_type"] != "stream":
            parts.append(one["data"].get("text/plain", "") + "\n")
    return "".join(parts)


def run(path, folder, monkeypatch):
    """Run a notebook in a folder outside the book, and compare what its cells put out with what they promise."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    page = nbformat.reads(FOUND[path], 4)
    promised = [printed(cell.get("outputs", [])) for cell in page.cells]
    NotebookClient(page, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    for cell, want in zip(page.cells, promised, strict=True):
        if cell.cell_type != "code":
            continue
        got = printed(cell.outputs)
        if cell.id.startswith("doctest-"):
            assert doctest.OutputChecker().check_output(want, got, FLAGS), f"{cell.id}: wanted {want}, got {got}"
        elif cell.id.startswith("check-"):
            assert any(one.output_type == "error" for one in cell.outputs), f"{cell.id} passes without an answer"
        elif cell.id.startswith("figure-"):
            assert any("image/png" in one.get("data", {}) for one in cell.outputs), f"{cell.id} draws nothing"
            assert "<Figure" in got and got.count("\n") == 1, f"{cell.id} prints {got}"
        else:
            assert got == "", f"{cell.id} prints {got}"


def test_a_chapter_with_blocks_of_every_kind_runs_from_top_to_bottom(tmp_path, monkeypatch):
    kinds = {re.split(r"[-.]", cell["id"])[0] for cell in json.loads(FOUND[COMPLETE])["cells"]}
    assert kinds >= {"text", "notation", "def", "thm", "twin", "proof", "test", "code", "doctest", "figure", "check", "answer"}
    run(COMPLETE, tmp_path, monkeypatch)


@pytest.mark.notebooks
@pytest.mark.parametrize("path", MATHS)
def test_every_chapter_runs_from_top_to_bottom_outside_the_book(path, tmp_path, monkeypatch):
    run(path, tmp_path, monkeypatch)


@pytest.mark.notebooks
@pytest.mark.parametrize("path", sorted(set(FOUND) - set(MATHS)))
def test_every_chapter_of_the_engine_runs_from_top_to_bottom_in_the_book(path, monkeypatch):
    run(path, ROOT, monkeypatch)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("path", FOUND)
def test_a_notebook_is_valid_and_its_cells_are_named_once(path):
    page = nbformat.reads(FOUND[path], 4)
    nbformat.validate(page)
    names = [cell["id"] for cell in page.cells]
    assert len(names) == len(set(names))
    assert all(cell.get("execution_count") is None for cell in page.cells)


def test_every_block_of_the_book_is_in_its_notebook():
    for chapter in BOOK.chapters:
        path = chapter.path.removeprefix("docs/").removesuffix(".md") + ".ipynb"
        names = {cell["id"] for cell in json.loads(FOUND[path])["cells"]} if path in FOUND else set()
        assert {block.id[:64] for block in chapter.blocks if block.id} <= names | {"code-main"}, chapter.path


def test_the_same_book_gives_the_same_bytes():
    assert notebooks(open_book(str(ROOT))) == FOUND


def test_no_word_of_the_site_s_own_markdown_is_left():
    for path, text in FOUND.items():
        words = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")
        plain = re.sub(r"(?ms)^(`{3,}).*?^\1|`[^`\n]*`|``.*?``", "", words)
        assert not re.search(r"(?m)^#+ .*\{ ?#|^(\?\?\?|!!!)|\]\([^)]*\.md|^>>> ", plain), path
        assert plain.count("<details>") == plain.count("</details>"), path


def test_links_between_notebooks_lead_to_notebooks():
    for path, text in FOUND.items():
        for link in re.findall(r"\]\(([^)\s#]+\.ipynb)", text):
            assert str((ROOT / path).parent.joinpath(link).resolve().relative_to(ROOT)) in FOUND, (path, link)


def test_a_link_to_a_page_without_a_notebook_keeps_its_words():
    assert "".join(cells("# One\n\nSee [the glossary](glossary.md#x).\n\n```python {#code-one}\none = 1\n```\n")[0]["source"]
                   ).endswith("See the glossary.")


PROOF = "```python {#proof-a proves=\"thm-a\"}\none = 2\n```\n\n"
CODE = "```python {#code-one}\none = 1\n\n\ndef two():\n    return one + one\n```\n\n"
TRY = "```pycon\n>>> from lit.one import two\n>>> two()\n2\n```\n"


def test_a_name_that_a_proof_took_is_brought_back_for_the_function_that_uses_it():
    *_, shown = sources("# One\n\n" + CODE + PROOF + TRY)
    assert shown == "from lit.one import one\ntwo()"


def test_a_name_that_nobody_took_is_left_alone_so_that_edits_count():
    *_, shown = sources("# One\n\n" + CODE + TRY)
    assert shown == "two()"


def test_a_block_above_the_code_imports_what_it_needs():
    first, *_ = sources("# One\n\n```python {#test-a}\nassert two() == 2\n```\n\n" + CODE)
    assert first == "# Experiment\nfrom lit.one import two\nassert two() == 2"


def test_a_module_s_own_import_is_brought_back_as_an_import():
    code = "```python {#code-one}\nimport math as m\n\n\ndef two():\n    return m.sqrt(4)\n```\n\n"
    *_, shown = sources("# One\n\n" + code + PROOF.replace("one", "m") + TRY)
    assert shown == "import math as m\ntwo()"


def test_a_variable_of_an_example_survives_what_stands_between():
    page = "# One\n\n```pycon\n>>> one = 1\n>>> one\n1\n```\n\n" + PROOF + "```pycon\n>>> one\n1\n```\n"
    *_, shown = sources(page)
    assert shown == "one = 1\none"


def test_an_exercise_is_tried_checked_answered_and_checked_again():
    check = "```pycon {#check-a}\n>>> f(1), f(2)\n(1, 4)\n>>> f(0) == 0\nTrue\n```\n\n"
    answer = '??? success "Answer"\n\n    Square it.\n\n    ```python {#answer-a}\n    def f(x):\n        return x * x\n    ```\n'
    found = cells("# One\n\n" + check + answer)
    assert [cell["id"] for cell in found[1:]] == ["try-a", "check-a", "text-3", "answer-a", "again-a"]
    assert "".join(found[1]["source"]) == "# Your answer: define f."
    assert "".join(found[2]["source"]).endswith("assert (f(1), f(2)) == (1, 4)\nassert (f(0) == 0) is True")
    assert found[2]["metadata"]["tags"] == ["raises-exception"] and found[4]["metadata"]["jupyter"]["source_hidden"]
    assert "".join(found[3]["source"]) == "<details><summary>Answer</summary>\n\nSquare it.\n\n</details>"


@pytest.mark.parametrize("want", ["(1, 4)", "[1.5, -0.0]", "inf", "Fraction(1, 2)", "'a b'", "True", "None", "-5.0"])
def test_an_assertion_is_true_for_the_wanted_value_and_false_for_another(want):
    page = parse("docs/one.md", f"```pycon {{#check-a}}\n>>> value\n{want}\n```\n")
    from fractions import Fraction

    from lit.engine.page.notebook import assertions
    names = {"inf": float("inf"), "Fraction": Fraction}
    exec(assertions(page.blocks[0]), {"value": eval(want, dict(names))})
    with pytest.raises(AssertionError):
        exec(assertions(page.blocks[0]), {"value": 7})
    assert all(isinstance(one, ast.Assert) for one in ast.parse(assertions(page.blocks[0])).body)


@pytest.fixture
def small(tmp_path):
    """Return the folder of a book with two chapters in two folders."""
    for path, text in {"mkdocs.yml": "nav:\n  - index.md\n  - part/one.md\n", "docs/index.md": "# Book\n\n" + CODE.replace("one", "zero"),
                       "docs/part/one.md": "# One\n\n" + CODE}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_command_writes_each_notebook_once_and_refuses_to_write_over_a_changed_one(small, tmp_path, capsys):
    folder, command = tmp_path / "here", ["notebooks", "--root", str(small), str(tmp_path / "here")]
    assert main(command) == 0
    made = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}
    assert made == notebooks(open_book(str(small))) and sorted(made) == ["index.ipynb", "part/one.ipynb"]
    assert main(command) == 0
    (folder / "part/one.ipynb").write_text("mine", encoding="utf-8")
    (folder / "index.ipynb").unlink()
    capsys.readouterr()
    assert main(command) == 1
    assert re.search(r"one\.ipynb:1: the file exists, .*; move it away", capsys.readouterr().out)
    assert not (folder / "index.ipynb").exists() and (folder / "part/one.ipynb").read_text(encoding="utf-8") == "mine"


def test_a_mistake_in_a_chapter_is_reported_and_nothing_is_written(tmp_path, capsys):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("nav:\n  - one.md\n")
    (tmp_path / "docs" / "one.md").write_text("# One\n\n```python {#cod-one}\n```\n")
    assert main(["notebooks", "--root", str(tmp_path), str(tmp_path / "out")]) == 1
    assert "docs/one.md:3: unknown kind cod-" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()
