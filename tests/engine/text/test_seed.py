"""The seed, the engine and the repository agree to the last byte."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SEED = ROOT / "tests/seed.py"


def modules(root):
    """Return {path: bytes} of the modules of the package below root."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted((root / "lit").rglob("*.py"))}


@pytest.fixture
def bare(tmp_path):
    """Return a folder that holds the chapters and their order, and nothing else."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return tmp_path


def test_seed_has_at_most_40_lines_and_imports_nothing_of_the_package():
    text = SEED.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    names = {alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert names == {"re", "sys", "pathlib"}


def test_seed_engine_and_repository_agree_to_the_last_byte(bare, lit):
    subprocess.run([sys.executable, SEED], cwd=bare, check=True)
    seeded = modules(bare)
    shutil.rmtree(bare / "lit")
    assert lit(bare, "tangle").returncode == 0
    assert modules(bare) == seeded == modules(ROOT)


def test_deleted_package_comes_back_by_one_command(bare):
    subprocess.run([sys.executable, SEED, "."], cwd=bare, check=True)
    before = modules(bare)
    shutil.rmtree(bare / "lit")
    subprocess.run([sys.executable, SEED, "."], cwd=bare, check=True)
    assert modules(bare) == before


@pytest.mark.parametrize("environment", [
    {"LC_ALL": "C", "TZ": "Pacific/Apia", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "Europe/Moscow", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
])
def test_same_bytes_in_any_locale_and_time_zone(bare, lit, environment):
    assert lit(bare, "tangle", **environment).returncode == 0
    assert modules(bare) == modules(ROOT)
    shutil.rmtree(bare / "lit")
    subprocess.run([sys.executable, SEED], cwd=bare, check=True, env=os.environ | environment)
    assert modules(bare) == modules(ROOT)
