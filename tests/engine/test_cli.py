"""The command as a user meets it: exit codes, --root, --json, new, init, watch."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lit.engine.cli import main
from lit.engine.text import first_pages

ROOT = Path(__file__).resolve().parents[2]


def test_exit_codes(book, lit):
    assert lit(book, "tangle").returncode == 0
    (book / "docs/first.md").write_text("```python {#code-a}\n")
    assert lit(book, "tangle").returncode == 1
    misuse = lit(book, "tanlge")
    assert misuse.returncode == 2 and "invalid choice: 'tanlge'" in misuse.stderr and misuse.stdout == ""
    assert lit(book).returncode == 2
    assert lit(book, "--help").returncode == 0


def test_root_works_from_elsewhere(book, lit, tmp_path):
    for command in (["tangle"], ["tangle", "--check"], ["stitch"], ["new", "part/third"]):
        result = lit(tmp_path, *command, "--root", book)
        assert result.returncode == 0, result.stdout
    assert "not found" not in lit(tmp_path, "tangle").stdout
    assert lit(tmp_path, "tangle").stdout.startswith("mkdocs.yml:1: no book in .: mkdocs.yml is missing; go to")


def test_json_is_for_machines(book, lit):
    assert json.loads(lit(book, "tangle", "--json").stdout) == ["small/first.py", "small/second.py"]
    (book / "docs/first.md").write_text("```python {#code-a}\n")
    found = json.loads(lit(book, "tangle", "--check", "--json").stdout)
    assert found == [{"path": "docs/first.md", "line": 1, "what": "this fence is never closed", "mend": "add a line ```", "code": "E319"}]


def test_new_chapter_is_complete_and_last_in_nav(book, lit):
    (book / "mkdocs.yml").write_text("nav:\n  - first.md\n  - second.md  # the last\n\ntheme: material  # kept\n")
    assert lit(book, "new", "part/third").stdout == "docs/part/third.md\nnow write it\n"
    assert (book / "mkdocs.yml").read_text() == (
        "nav:\n  - first.md\n  - second.md  # the last\n  - part/third.md\n\ntheme: material  # kept\n")
    assert lit(book, "tangle").returncode == 0
    assert (book / "small/part/third.py").exists()


@pytest.mark.parametrize(("name", "message"), [
    ("first", "docs/first.md:1: the chapter exists; choose another name"),
    ("Third", "Third:1: not a chapter's name"), ("../third", "../third:1: not a chapter's name"),
    ("a-b", "a-b:1: not a chapter's name"),
])
def test_new_chapter_with_a_bad_name_is_refused(book, lit, snapshot, name, message):
    before = snapshot(book)
    result = lit(book, "new", name)
    assert (result.returncode, result.stdout.startswith(message)) == (1, True)
    assert snapshot(book) == before


def printed_steps(told):
    """Return the commands that lit init tells its user to run."""
    return [line.strip() for line in told.partition("now:\n")[2].splitlines()]


def test_new_book_tangles_tests_and_builds_with_the_printed_steps(lit, tmp_path):
    steps = printed_steps(lit(tmp_path, "init", "my notes").stdout)
    assert steps[0] == 'cd "my notes"' and steps[1].endswith("-m venv .venv") and "pip install" in steps[2]
    book = tmp_path / "my notes"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    told = []
    for step in steps[3:]:  # what is installed stands in for what the second and third step would install
        words = step.split()
        program = words[1:] if words[0].endswith("python") else ["-m", "lit", *words[1:]]
        done = subprocess.run([sys.executable, *program], cwd=book, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, f"{step}: {done.stdout}{done.stderr}"
        told.append(done.stdout)
    assert told[1] == "3 formulas: 2 proved, 1 defined\n" and "7 passed" in told[2]
    assert lit(book, "tangle", "--check").stdout == ""
    assert "lit-slider" in (book / "site/first/index.html").read_text()
    assert (book / "site/assets/katex/katex.min.css").exists()
    for name in ("Makefile", ".gitlab-ci.yml", ".github/workflows/check.yml"):
        assert "{" not in (book / name).read_text().replace("${{ matrix.os }}", "").replace("{python-version", "")


@pytest.mark.parametrize(("mistake", "told"), list(zip(first_pages.MISTAKES, first_pages.TOLD, strict=True)),
                         ids=[what for what, *_ in first_pages.MISTAKES])
def test_the_page_on_mistakes_says_what_is_said(lit, tmp_path, mistake, told):
    lit(tmp_path, "init", "notes")
    book, (_, before, after, command) = tmp_path / "notes", mistake
    assert lit(book, "tangle").returncode == 0 and told in (book / "docs/errors.md").read_text()
    page = book / "docs/first.md"
    assert page.read_text().count(before) == 1
    page.write_text(page.read_text().replace(before, after))
    assert lit(book, command).stdout.splitlines()[0] == told


def test_a_book_that_was_not_tangled_is_told_so_and_not_that_its_formulas_are_strange(lit, tmp_path):
    lit(tmp_path, "init", "notes")
    told = lit(tmp_path / "notes", "verify").stdout.splitlines()
    assert told[0] == "docs/first.md:9: its code needs notes, which is not there yet; run lit tangle"
    assert lit(tmp_path / "notes", "tangle").returncode == 0
    assert lit(tmp_path / "notes", "verify").stdout == "3 formulas: 2 proved, 1 defined\n"


@pytest.mark.parametrize(("code", "told"), [
    ("least = 1 / 0", "docs/first.md:{line}: the chapter's code fails: division by zero; mend the code"),
    ("from math import nosuch", "docs/first.md:{line}: the chapter's code fails: cannot import name 'nosuch'"),
    ("import nosuchlibrary", "docs/first.md:15: def-bowl is not judged: the code of docs/first.md needs nosuchlibrary")])
def test_code_that_fails_is_told_at_its_line_and_not_at_the_formula(lit, tmp_path, code, told):
    lit(tmp_path, "init", "notes")
    page = tmp_path / "notes/docs/first.md"
    lines = page.read_text().split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("```python {#code-")) + 1
    page.write_text("\n".join([*lines[:at], code, *lines[at:]]))
    assert lit(tmp_path / "notes", "tangle").returncode == 0
    assert lit(tmp_path / "notes", "verify").stdout.startswith(told.format(line=at + 1))


def test_a_package_in_src_with_modules_of_its_own_takes_in_chapters(lit, tmp_path, snapshot):
    (tmp_path / "src/foo").mkdir(parents=True)
    (tmp_path / "src/foo/__init__.py").write_text("")
    (tmp_path / "src/foo/core.py").write_text("TWO = 2\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "foo"\n')
    (tmp_path / "Makefile").write_text("mine:\n")
    before = snapshot(tmp_path)
    assert lit(tmp_path, "init", ".").returncode == 0
    after = snapshot(tmp_path)
    assert all(after[path] == data for path, data in before.items() if path != "pyproject.toml")
    assert after["pyproject.toml"].startswith(before["pyproject.toml"])
    page = tmp_path / "docs/first.md"
    page.write_text(page.read_text().replace('"""A bowl."""', '"""A bowl."""\n\nfrom foo.core import TWO')
                    .replace("** 2 + 2", "** 2 + TWO"))
    assert lit(tmp_path, "tangle").stdout == "src/foo/first.py\n1 modules written\n"
    assert lit(tmp_path, "tangle", "--check").stdout == ""
    assert lit(tmp_path, "verify").stdout == "3 formulas: 2 proved, 1 defined\n"
    tests = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "lit.engine.judge.run", "docs"], cwd=tmp_path,
                           capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert "7 passed" in tests.stdout, tests.stdout
    line = page.read_text().splitlines().index("    return a * (x - 1) ** 2 + TWO") + 1
    assert lit(tmp_path, "where", f"docs/first.md:{line}").stdout == "src/foo/first.py:8 code-bowl\n"
    page.write_text(page.read_text().replace("foo.core", "foo.cor"))
    assert "imports foo.cor, which no chapter makes" in lit(tmp_path, "tangle").stdout


def test_a_book_may_be_called_anything_and_its_package_something_else(lit, tmp_path):
    for folder, options, package in (("Моя книга", [], "book"), ("7", [], "book_7"), ("lit", ["--package", "mine"], "mine")):
        assert lit(tmp_path, "init", folder, *options).returncode == 0
        assert f'package = "{package}"' in (tmp_path / folder / "pyproject.toml").read_text()
        assert lit(tmp_path / folder, "tangle").returncode == 0
    assert "cannot name the book's package" in lit(tmp_path, "init", "lit2", "--package", "lit").stdout
    assert "cannot name the book's package" in lit(tmp_path, "init", "other", "--package", "numpy").stdout


def test_new_book_never_writes_over_a_file(lit, tmp_path, snapshot):
    (tmp_path / "notes/docs").mkdir(parents=True)
    (tmp_path / "notes/docs/index.md").write_text("# Mine\n")
    before = snapshot(tmp_path)
    result = lit(tmp_path, "init", "notes")
    assert (result.returncode, "notes/docs/index.md:1: the file exists" in result.stdout) == (1, True)
    assert snapshot(tmp_path) == before


def heard():
    """Return the signals that a child of this process will not ignore: a background job ignores interrupts."""
    return [signal.SIGTERM] + [signal.SIGINT] * (signal.getsignal(signal.SIGINT) is not signal.SIG_IGN)


@pytest.mark.parametrize("stop", heard(), ids=lambda one: one.name)
def test_watch_tangles_and_verifies_on_each_save_and_outlives_mistakes(book, stop):
    page, module = book / "docs/first.md", book / "small/first.py"
    command = [sys.executable, "-m", "lit", "watch"]

    def wait(condition):
        end = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < end
            time.sleep(0.05)

    with subprocess.Popen(command, cwd=book, stdout=subprocess.PIPE, text=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}) as watcher:
        wait(module.exists)
        time.sleep(1)
        good = page.read_text()
        page.write_text(good.replace("2 * x", "2 *"))
        time.sleep(1.5)
        page.write_text(good.replace("2 * x", "7 * x"))
        wait(lambda: "7 * x" in module.read_text())
        page.write_text(page.read_text() + "\n```math {#thm-sum}\n1 + 1 = 3\n```\n")
        line = page.read_text().count("\n") - 2
        wait(lambda: "thm-sum" in (book / ".lit/verdicts.json").read_text())
        watcher.send_signal(stop)
        told = watcher.communicate(timeout=20)[0]
    assert "docs/first.md:14: code-double is not Python" in told
    assert f"docs/first.md:{line}: thm-sum is false: left 2, right 3" in told
    assert told.count("modules written") >= 2 and watcher.returncode == 0


def test_console_of_another_encoding_and_a_closed_pipe_are_no_crash(book, lit):
    (book / "docs/first.md").write_text("```math {#thm-ж}\n```\n")
    result = lit(book, "tangle", PYTHONIOENCODING="cp1252")
    assert (result.returncode, result.stderr) == (1, "") and "\\u0436" in result.stdout
    done = subprocess.run(f"{sys.executable} -m lit --help | true", shell=True, cwd=book, capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert "Traceback" not in done.stderr


def test_clone_with_windows_line_ends_tangles(lit, tmp_path):
    assert lit(tmp_path, "init", "notes").returncode == 0
    who = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=true"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"], ["clone", "-q", ".", "../clone"]):
        subprocess.run([*who, *arguments], cwd=tmp_path / "notes", check=True, capture_output=True)
    assert lit(tmp_path / "clone", "tangle").returncode == 0


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_json_is_clean_whatever_the_book_prints_however_processes_start(book, lit, start):
    page = book / "docs/first.md"
    page.write_text(page.read_text() + "\n```notation\nx : real | a number\n```\n\n```math {#thm-two}\n(x + 1)^2 = x^2 + 2 x + 1\n```\n\n"
                    "```python {#proof-two proves=\"thm-two\"}\nimport os\nprint('spam')\nos._exit(0)\n```\n")
    page.write_text(page.read_text().replace("ONE = 1", "ONE = 1\nprint('hello')"))
    lit(book, "tangle")
    result = lit(book, "verify", "--json", LIT_START=start)
    (found,) = json.loads(result.stdout)
    assert result.returncode == 1 and found["label"].startswith("proof-two ends Python with code 0; mend it"), found


def test_a_notation_is_proposed_for_letters_that_nobody_declares(book, capsys):
    chapter = book / "docs/first.md"
    chapter.write_text("# First\n\n```notation\nx : real | a number\n```\n\n```math {#thm-first}\nf(x) + y = y + f(x)\n```\n\n"
                       "```math {#thm-second}\n\\sum_{i=1}^{n} v_i y = y \\sum_{i=1}^{n} v_i\n```\n")
    lines = ["y : real | a number", "f : function | a function of a real number", "n : dimension | a size",
             "i : index 1..n | the index of a sum", "v : vector n | a column"]
    assert main(["notation", str(chapter), "--root", str(book)]) == 0
    assert capsys.readouterr().out == "\n".join(["```notation", *lines, "```", ""])
    chapter.write_text(chapter.read_text().replace("x : real | a number\n", "x : real | a number\n" + "\n".join(lines) + "\n"))
    assert main(["notation", str(chapter), "--root", str(book)]) == 0
    assert capsys.readouterr().out == "every letter is declared\n"
    assert main(["verify", "--no-code", "--root", str(book)]) == 0
    assert main(["notation", str(book / "docs/none.md"), "--root", str(book)]) == 1
