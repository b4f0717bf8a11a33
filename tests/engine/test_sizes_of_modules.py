"""The engine stays readable: small modules, small functions, lines that need no scrolling."""

import ast
import io
import re
import statistics
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGINE = sorted((ROOT / "lit/engine").rglob("*.py"))
BLANK = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
HOMES = ast.FunctionDef | ast.ClassDef | ast.Module


def lines_of_code(text):
    """Return how many lines hold code: no blank ones, comments or docstrings."""
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in BLANK:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, HOMES) and ast.get_docstring(node) is not None:
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(lines)


def test_no_module_of_the_engine_has_over_250_lines_of_code_and_half_have_less_than_120():
    sizes = {path: lines_of_code(path.read_text(encoding="utf-8")) for path in ENGINE}
    assert {path: size for path, size in sizes.items() if size > 250} == {}
    assert statistics.median(sizes.values()) < 120


def test_no_function_of_the_engine_has_over_40_lines():
    long = [f"{path.name}: {node.name}" for path in ENGINE for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40]
    assert long == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.stem)
def test_no_block_of_code_scrolls_sideways(path):
    blocks = re.findall(r"(?ms)^```(python|pycon)[^\n]*\n(.*?)^```$", path.read_text(encoding="utf-8"))
    lines = [line for language, block in blocks for line in block.splitlines()
             if language == "python" or line.startswith((">>> ", "... "))]  # what Python answers has its own width
    assert [line for line in lines if len(line) > 100] == []


def test_nothing_is_dispatched_by_the_name_of_a_class():
    pattern = re.compile(r"type\([^()]*\)\.__name__ *(?:==|in|not|!=|\])|[{(\[]\w*\[?type\([^()]*\)\.__name__\]")
    assert [path.name for path in ENGINE if pattern.search(path.read_text(encoding="utf-8"))] == []
