"""Tangling: what is written, what is said to differ, and how a line finds its counterpart."""

import json
import subprocess

import pytest

from lit.engine.text.book import open_book
from lit.engine.text.where import counterpart

ONE_CHARACTER = "docs/first.md:14: small/first.py:8 differs; run lit tangle\n"


def change_one_character(book):
    """Change the 2 of `2 * x` in the chapter to a 3."""
    page = book / "docs/first.md"
    page.write_text(page.read_text().replace("2 * x", "3 * x"))


def git(book, *arguments):
    """Run git in book, as somebody."""
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=book, check=True, capture_output=True)


def test_module_is_the_blocks_in_order_two_blank_lines_apart(book, lit):
    assert lit(book, "tangle").stdout == "small/first.py\nsmall/second.py\n2 modules written\n"
    assert (book / "small/first.py").read_text() == (
        '"""The first chapter."""\n\nONE = 1\n\n\ndef double(x):\n    """Return twice x."""\n    return 2 * x\n')
    assert lit(book, "tangle").stdout == "0 modules written\n"


@pytest.mark.parametrize("known", ["from the last tangle", "from git", "from nowhere"])
def test_one_character_is_noticed_with_chapter_line_and_module(book, lit, snapshot, known):
    lit(book, "tangle")
    if known != "from the last tangle":
        if known == "from git":
            git(book, "init")
            git(book, "add", ".")
            git(book, "commit", "-m", "a")
        (book / ".lit/tangled").unlink()
    change_one_character(book)
    before = snapshot(book)
    result = lit(book, "tangle", "--check")
    assert result.returncode == 1 and snapshot(book) == before
    if known == "from nowhere":
        assert result.stdout.startswith("small/first.py:8: of unknown origin, and differs from docs/first.md:14; ")
        assert lit(book, "tangle").returncode == 1 and snapshot(book) == before
        (book / "small/first.py").unlink()
    else:
        assert result.stdout == ONE_CHARACTER
    assert lit(book, "tangle").returncode == 0
    assert "3 * x" in (book / "small/first.py").read_text()


def test_edit_in_a_fresh_clone_is_stitched(book, lit):
    lit(book, "tangle")
    git(book, "init")
    git(book, "add", ".")
    git(book, "commit", "-m", "a")
    (book / ".lit/tangled").unlink()
    module = book / "small/first.py"
    module.write_text(module.read_text().replace("2 * x", "x + x"))
    assert lit(book, "tangle").returncode == 1
    assert lit(book, "stitch").stdout == "docs/first.md\n1 chapters changed\n"
    assert "x + x" in (book / "docs/first.md").read_text()


def test_record_is_what_sha256sum_checks(book, lit):
    lit(book, "tangle")
    done = subprocess.run(["sha256sum", "--check", ".lit/tangled"], cwd=book, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "small/first.py: OK\nsmall/second.py: OK\n")


def test_damaged_memory_is_as_good_as_none(book, lit):
    lit(book, "tangle")
    for damage in (b"", b"\x00" * 40, (book / ".lit/chapters").read_bytes()[:100]):
        (book / ".lit/chapters").write_bytes(damage)
        change_one_character(book)
        assert lit(book, "tangle").returncode == 0


def test_syntax_error_is_found_though_the_module_has_it_too(book, lit):
    lit(book, "tangle")
    for path in ("docs/first.md", "small/first.py"):
        (book / path).write_text((book / path).read_text().replace("2 * x", "2 * "))
    result = lit(book, "tangle", "--check")
    assert result.returncode == 1
    assert result.stdout.startswith("docs/first.md:14: code-double is not Python")


def test_where_leads_from_each_line_to_its_counterpart_and_back(book, lit):
    lit(book, "tangle")
    opened = open_book(str(book))
    for path in ("small/first.py", "small/second.py"):
        lines = (book / path).read_text().splitlines()
        for number, content in enumerate(lines, 1):
            chapter, there, name = counterpart(opened, path, number)
            if content:
                assert (book / chapter).read_text().splitlines()[there - 1] == content
                assert counterpart(opened, chapter, there) == (path, number, name)


def test_where_is_asked_from_any_folder(book, lit):
    lit(book, "tangle")
    assert lit(book / "docs", "where", "--root", "..", "first.md:14").stdout == "small/first.py:8 code-double\n"
    told = json.loads(lit(book, "where", "--json", "small/first.py:8").stdout)
    assert told == {"path": "docs/first.md", "line": 14, "id": "code-double"}


@pytest.mark.parametrize(("place", "message"), [
    ("docs/first.md", "docs/first.md:1: not a place; write FILE:LINE"),
    ("docs/first.md:0", "docs/first.md:0:1: not a place"),
    ("docs/frist.md:3", "docs/frist.md:3: no chapter or module of this book; did you mean docs/first.md?"),
    ("docs/first.md:1", "docs/first.md:1: not a line of code that is tangled"),
    ("/etc/passwd:1", "/etc/passwd:1: no chapter or module of this book"),
])
def test_where_explains_a_place_that_it_does_not_know(book, lit, place, message):
    result = lit(book, "where", place)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.startswith(message)


@pytest.mark.parametrize(("text", "refused"), [
    ("if TYPE_CHECKING:\n    from small.second import FOUR\n", False),
    ("if typing.TYPE_CHECKING:\n    from small.second import *\n", False),
    ("if TYPE_CHECKING:\n    ONE = 1\nelse:\n    from small.second import FOUR\n", True),
    ("if not TYPE_CHECKING:\n    from small.second import FOUR\n", True),
    ("if TYPE_CHECKING:\n    ONE = 1\nfrom small.second import FOUR\n", True),
])
def test_only_an_import_that_never_runs_may_name_a_later_chapter(book, lit, text, refused):
    page = book / "docs/first.md"
    page.write_text(page.read_text().replace("ONE = 1\n", text))
    result = lit(book, "tangle")
    assert ("imports small.second, which comes later" in result.stdout + result.stderr) == refused
    assert result.returncode == refused


def test_an_import_that_never_runs_still_needs_a_chapter(book, lit):
    page = book / "docs/first.md"
    page.write_text(page.read_text().replace("ONE = 1\n", "if TYPE_CHECKING:\n    from small.nowhere import FOUR\n"))
    result = lit(book, "tangle")
    assert "imports small.nowhere, which no chapter makes" in result.stdout + result.stderr
