"""The sources are portable: any place, time zone and locale gives the same site, and another generator the same chapters."""

import filecmp
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lit.engine.text.book import open_book

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("docs", "lit", "theme", "templates", "mkdocs.yml", "pyproject.toml")


def copied(folder, figures=True):
    """Return a copy of the book's sources and verdicts in folder, with the drawn figures or without."""
    folder.mkdir(parents=True)
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("live", "__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / ".lit", folder / ".lit", ignore=None if figures else shutil.ignore_patterns("figures"))
    return folder


def build(folder, *command, **environment):
    """Build the book in folder into its site. Fails with what the command printed."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, text=True, capture_output=True,
                          env=os.environ | {"PYTHONPATH": str(folder), "SOURCE_DATE_EPOCH": "1700000000"} | environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def differing(one, two):
    """Return the paths at which two trees of files differ."""
    compared = filecmp.dircmp(one, two, ignore=[])
    _, wrong, odd = filecmp.cmpfiles(one, two, compared.common_files, shallow=False)
    found = [Path(one, name) for name in (*compared.left_only, *compared.right_only, *wrong, *odd)]
    return found + [path for name in compared.common_dirs for path in differing(Path(one, name), Path(two, name))]


@pytest.mark.slow
def test_two_builds_differ_in_no_byte(tmp_path):
    here = build(copied(tmp_path / "here"), "mkdocs", "build", "--strict", TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C")
    there = build(copied(tmp_path / "some" / "where else", figures=False), "mkdocs", "build", "--strict",
                  TZ="Asia/Kamchatka", PYTHONHASHSEED="2", LC_ALL="C.UTF-8")
    assert differing(here, there) == []


@pytest.mark.slow
def test_zensical_shows_each_formula_figure_and_verdict(tmp_path):
    site = build(copied(tmp_path / "book"), "zensical", "build", "--strict")
    for chapter in open_book(str(ROOT)).chapters:
        page = site / chapter.path.removeprefix("docs/").removesuffix(".md").removesuffix("index") / "index.html"
        shown = page.read_text(encoding="utf-8")
        for block in chapter.blocks:
            assert not block.id or f'id="{block.id}"' in shown, f"{chapter.path}:{block.line}: {block.id} is lost"
        formulas = sum(block.lang == "math" for block in chapter.blocks)
        assert len(re.findall(r'<div class="lit-math"', shown)) >= formulas
        assert len(re.findall(r'class="lit-mark', shown)) >= formulas
        assert shown.count('<svg role="img"') == sum(block.kind == "figure" for block in chapter.blocks)
