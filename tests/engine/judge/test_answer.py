"""`lit check` as a reader meets it: right, wrong, broken, endless, misused."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXERCISES = '''
## Exercises

### Exercise: three times {#exercise-three-times}

```pycon {#check-triple}
>>> triple(double(1))
6
>>> [triple(n)
...  for n in (0, 1)]
[0, 3]
```

### Exercise: two checks {#exercise-half}

```pycon {#check-half}
>>> half(4)
2.0
```

```pycon {#check-half-of-one}
>>> half(1)
0.5
```
'''


@pytest.fixture
def check(book, lit, tmp_path):
    """Return a function that checks an answer's text from an empty folder: check(exercise, text, *arguments)."""
    page = book / "docs/first.md"
    page.write_text(page.read_text() + EXERCISES)
    lit(book, "tangle")
    empty = tmp_path / "empty"
    empty.mkdir()

    def run(exercise, text, *arguments):
        (empty / "mine.py").write_text(text)
        return lit(empty, "check", exercise, "mine.py", "--root", book, *arguments)

    return run


@pytest.mark.parametrize("name", ["exercise-three-times", "check-triple"])
def test_a_right_answer_is_right_by_either_name(check, name):
    result = check(name, "def triple(x):\n    return double(x) + x\n")
    assert (result.returncode, result.stdout, result.stderr) == (0, "right: docs/first.md:27 check-triple\n", "")


def test_a_wrong_answer_shows_the_line_with_what_was_wanted_and_what_came(check):
    result = check("exercise-three-times", "def triple(x):\n    return 6\n")
    assert result.returncode == 1
    assert result.stdout == ("docs/first.md:30: >>> [triple(n)\n...  for n in (0, 1)]\n"
                             "wanted: [0, 3]\ngot:    [6, 6]\n")


def test_an_exercise_with_two_checks_needs_both(check):
    half = "def half(x):\n    return x // 2 * 1.0\n"
    assert check("check-half", half).returncode == 0
    result = check("exercise-half", half)
    assert (result.returncode, result.stdout) == (1, "docs/first.md:43: >>> half(1)\nwanted: 0.5\ngot:    0.0\n")


def test_a_traceback_is_cut_to_the_readers_file(check):
    result = check("exercise-three-times", "import json\n\n\ndef triple(x):\n    return json.loads('[')\n")
    assert result.returncode == 1
    assert "docs/first.md:28: >>> triple(double(1))" in result.stdout
    assert 'File "mine.py", line 5, in triple' in result.stdout and "JSONDecodeError" in result.stdout
    assert "decoder.py" not in result.stdout and "doctest" not in result.stdout


def test_an_answer_that_forgets_the_function_is_told_its_name(check):
    assert "define triple in mine.py" in check("exercise-three-times", "tripel = 1\n").stdout


@pytest.mark.parametrize(("text", "told"), [
    ("def triple(x) return 3", 'File "mine.py", line 1'),
    ("import sys\nsys.exit(0)", "SystemExit: 0"),
    ("import os\nos._exit(0)", "Python ended with code 0 before the check was through"),
    ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "Python ended with code -11"),
    ("input()", "EOFError"),
    ("def triple(x): return triple(x)", "RecursionError"),
])
def test_nothing_that_ends_python_passes_for_an_answer(check, text, told):
    result = check("exercise-three-times", text)
    assert result.returncode == 1
    assert told in result.stdout
    assert result.stdout.count("\n") < 50


def test_an_endless_answer_is_ended_with_all_that_it_started(check, tmp_path):
    sign = tmp_path / "alive"
    text = ("import subprocess, sys, time\n"
            f"subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(2.5); open(\"{sign}\", \"w\")'])\n"
            "while True:\n    time.sleep(1)\n")
    begin = time.monotonic()
    result = check("exercise-three-times", text, "--seconds", "1")
    assert (result.returncode, result.stdout) == (1, "mine.py: not done after 1 seconds; ask for more with --seconds\n")
    time.sleep(max(0, begin + 4 - time.monotonic()))
    assert not sign.exists()


def test_what_the_answer_prints_is_not_taken_for_the_verdict(check):
    result = check("exercise-three-times", "print('right: nothing')\ndef triple(x):\n    print(1)\n    return 3 * x\n", "--json")
    assert json.loads(result.stdout)["right"] is False
    assert "right: nothing" in result.stderr


def test_a_file_beside_the_answer_can_be_imported_and_shadows_nothing(check, tmp_path):
    (tmp_path / "empty/mine_too.py").write_text("FACTOR = 3\n")
    (tmp_path / "empty/doctest.py").write_text("raise RuntimeError\n")
    command = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); from lit.engine.cli import main; "
               "sys.exit(main())", "check", "check-triple", "mine.py", "--root", tmp_path / "book"]
    (tmp_path / "empty/mine.py").write_text("from mine_too import FACTOR\n\n\ndef triple(x):\n    return FACTOR * x\n")
    result = subprocess.run(command, cwd=tmp_path / "empty", capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_main_blocks_do_not_run_and_classes_work(check):
    text = ("import dataclasses, pickle\n\n\n@dataclasses.dataclass\nclass Point:\n    x: int\n\n\n"
            "def triple(x):\n    return 3 * pickle.loads(pickle.dumps(Point(x))).x\n\n\n"
            "if __name__ == '__main__':\n    raise RuntimeError\n")
    assert check("exercise-three-times", text).returncode == 0


@pytest.mark.parametrize(("arguments", "told"), [
    (("exercise-three-tims", "mine.py"), "exercise-three-tims:1: no exercise of this book; did you mean exercise-three-times?"),
    (("exercise-three-times", "yours.py"), "yours.py:1: no such file; name the Python file with your answer"),
    (("exercise-three-times", "."), ".:1: no such file; name the Python file with your answer"),
])
def test_misuse_is_told_and_is_no_wrong_answer(check, book, lit, arguments, told):
    check("exercise-three-times", "")
    result = lit(book.parent / "empty", "check", *arguments, "--root", book)
    assert (result.returncode, result.stdout) == (2, told + "\n")


def test_without_a_book_the_reader_is_told_how_to_name_it(lit, tmp_path):
    result = lit(tmp_path, "check", "exercise-relu", "mine.py")
    assert result.returncode == 2
    assert result.stdout.startswith("mkdocs.yml:1: no book in .: mkdocs.yml is missing;") and "--root" in result.stdout


def test_a_book_that_was_not_tangled_is_misuse(check, book):
    (book / "small/first.py").unlink()
    result = check("exercise-three-times", "def triple(x):\n    return 3 * x\n")
    assert result.returncode == 2
    assert "docs/first.md:3: its code needs small/first, which is not there yet; run lit tangle\n" == result.stdout


@pytest.mark.parametrize(("code", "told"), [
    ("import nosuchlibrary", "docs/first.md:1: the code of docs/first.md needs nosuchlibrary, which is not installed; install it\n"),
    ("1 / 0", "docs/first.md:4: the chapter's code fails: division by zero; mend the code\n")])
def test_a_chapter_whose_code_fails_is_misuse(check, book, code, told):
    for file, line in (("docs/first.md", 3), ("small/first.py", 0)):
        lines = (book / file).read_text().split("\n")
        (book / file).write_text("\n".join([*lines[:line], code, *lines[line:]]))
    result = check("exercise-three-times", "def triple(x):\n    return 3 * x\n")
    assert (result.returncode, result.stdout) == (2, told)


def test_the_books_own_answers_pass_by_way_of_the_command(lit, tmp_path):
    text = (ROOT / "docs/activations/softplus.md").read_text()
    body = text.split("```python {#answer-softplus-inverse}\n")[1].split("    ```\n")[0]
    (tmp_path / "mine.py").write_text("\n".join(line[4:] for line in body.split("\n")))
    assert lit(tmp_path, "check", "exercise-softplus-inverse", "mine.py", "--root", ROOT).returncode == 0


def test_checking_writes_nothing_into_the_book(check, book, snapshot):
    check("exercise-three-times", "")
    before = snapshot(book), sorted(path.name for path in (book / ".lit").iterdir())
    check("exercise-three-times", "def triple(x):\n    return 3 * x\n")
    assert (snapshot(book), sorted(path.name for path in (book / ".lit").iterdir())) == before
