"""The engine's rooms: imports lead downwards only, and the lowest room needs nothing but Python."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from lit.engine.judge.verify import engine_imports

ENGINE = Path(__file__).resolve().parents[2] / "lit/engine"
ROOMS = ("text", "formula", "judge", "page")
MODULES = sorted(path for room in ROOMS for path in (ENGINE / room).rglob("*.py"))


def imported(path):
    """Yield the dotted name of every module that the file at path imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_every_module_of_the_engine_lives_in_a_room():
    outside = {path.name for path in ENGINE.glob("*.py")} | {path.name for path in ENGINE.iterdir() if path.is_dir()}
    assert outside - {"__pycache__"} == {"__init__.py", "cli.py", "commands.py", *ROOMS}
    assert len(MODULES) > 40


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ENGINE)))
def test_imports_lead_downwards_only(path):
    height = ROOMS.index(path.relative_to(ENGINE).parts[0])
    for name in imported(path):
        first, *rest = name.split(".")
        if first == "lit":
            assert rest[0] == "engine" and rest[1] in ROOMS[:height + 1], f"{path.name} climbs up to {name}"
        if height == 0:
            assert first == "lit" or first in sys.stdlib_module_names, f"{path.name} needs {name}"


def test_a_verdict_rests_on_every_module_of_the_engine_that_made_it():
    program = "import sys; import lit.engine.judge.statement; print(*[n for n in sys.modules if n.startswith('lit.engine.')])"
    names = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    found, open_ones = set(), ["judge/statement"]
    while open_ones:
        name = open_ones.pop()
        found.add(name)
        open_ones += set(engine_imports((ENGINE / f"{name}.py").read_bytes())) - found
    loaded = {name.removeprefix("lit.engine.").replace(".", "/") for name in names}
    assert {name for name in loaded if (ENGINE / f"{name}.py").is_file()} <= found
