"""Every public function of the package says its types, and the package tells type checkers so."""

import ast
from pathlib import Path

import pytest

import lit.engine.cli

PACKAGE = Path(lit.engine.cli.__file__).resolve().parents[1]
MODULES = sorted(PACKAGE.rglob("*.py"))


def silent(text: str) -> list[str]:
    """Return the public functions of a module that leave out a type, each with its line."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            some = node.args
            given = (*some.posonlyargs, *some.args, *some.kwonlyargs, some.vararg, some.kwarg)
            named = [one for one in given if one and one.arg not in ("self", "cls")]
            if node.returns is None or any(one.annotation is None for one in named):
                found.append(f"{node.lineno} {node.name}")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_public_function_says_its_types(module):
    assert silent(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", [
    "def one(x): pass", "def one(x: int): pass", "def one() : pass", "def one(*x) -> int: pass",
    "def one(**x) -> int: pass", "def one(*, x) -> int: pass", "def one(x, /) -> int: pass",
    "class Two:\n    def one(self, x) -> int: pass", "async def one(x) -> int: pass",
    "def one() -> int:\n    def two(x): pass",
])
def test_a_type_that_is_left_out_is_seen(text):
    assert len(silent(text)) == 1


def test_a_function_with_all_its_types_is_not_named():
    assert silent("def one(x: int, /, *y: int, z: int = 0, **w: int) -> int: pass\ndef _two(x): pass") == []


def test_package_says_that_it_is_typed():
    assert (PACKAGE / "py.typed").is_file()
