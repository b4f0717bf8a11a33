"""A block that cheats or does harm fails with its line, and no other verdict changes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lit.engine.judge.process import Done, End, results

ROOT = Path(__file__).resolve().parents[3]
BODIES = {
    "exit": "import sys\nsys.exit(0)", "quit": "raise SystemExit", "os-exit": "import os\nos._exit(0)",
    "os-exit-seven": "import os\nos._exit(7)", "abort": "import os\nos.abort()", "loop": "while True:\n    pass",
    "sleep": "import time\ntime.sleep(10**6)", "fork": "import os\nos.fork()", "forks": "import os\ntry:\n    os.fork()\nexcept Exception:\n    pass",
    "kill": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "kill-parent": "import os\nos.kill(os.getppid(), 9)",
    "program": "import subprocess\nsubprocess.run(['true'])", "shell": "import os\nos.system('true')",
    "simplify": "import sympy\nsympy.simplify = lambda *a, **k: sympy.S.Zero", "cancel": "import sympy\nsympy.cancel = sympy.simplify",
    "equal": "import sympy\nsympy.Expr.__eq__ = lambda a, b: True", "numpy": "import numpy\nnumpy.allclose = lambda *a, **k: True",
    "isclose": "import math\nmath.isclose = lambda *a, **k: True", "length": "import builtins\nbuiltins.len = lambda x: 0",
    "engine": "import lit.engine.judge.check as c\nc.check = None", "verdict": "import lit.engine.judge.statement as s\ns.Result = dict",
    "memory": "x = [bytearray(2**28) for _ in range(100)]", "large": "x = bytearray(2**40)", "print": "while True:\n    print('x' * 100000)",
    "chapter": "open('docs/page.md', 'a').write('x')", "module": "import os\nos.remove('small/page.py')", "folder": "import os\nos.mkdir('docs/more')",
    "home": "import os\nopen(os.path.expanduser('~/.konspekt'), 'w')", "hush": "try:\n    open('docs/page.md', 'w')\nexcept BaseException:\n    pass",
    "machine": "import socket\nsocket.socket().connect(('127.0.0.1', 9))", "deep": "def f():\n    f()\nf()",
}
LEAKS = {
    "away": "import os\nos.chdir('/')\nassert 1 + x - x == 1", "seed": "import numpy, random\nnumpy.random.seed(0)\nrandom.seed(0)\nassert 1 + x - x == 1",
    "words": "print('x' * 1000)\nassert 1 + x - x == 1", "close": "import sys\nsys.stdout.close()\nassert 1 + x - x == 1",
    "atexit": "import atexit, os\natexit.register(os._exit, 3)\nassert 1 + x - x == 1",
}


def blocks(name, body):
    """Return a statement and the proof of it that runs body."""
    head = "import sympy as sp\n\nx = sp.Symbol('x')\n"
    return (f"```math {{#thm-{name}}}\n(x + 1)^2 = x^2 + 2 x + 1\n```\n\n"
            f"```python {{#proof-{name} proves=\"thm-{name}\"}}\n{head}{body}\n```\n\n")


@pytest.fixture
def page(book, lit):
    """Return the chapter, which has one statement without a proof; it is to be filled and tangled."""
    (book / "mkdocs.yml").write_text("nav:\n  - page.md\n")
    for name in ("first", "second"):
        (book / f"docs/{name}.md").unlink()
    path = book / "docs/page.md"
    path.write_text("# Page\n\n```notation\nx : real | a number\n```\n\n```python {#code-page}\nPAGE = 1\n```\n\n"
                    "```math {#thm-root}\n\\sqrt{x^2} = |x|\n```\n\n")
    return path


def verdicts(book, lit, *options):
    """Return ({id: result}, the run) of `lit verify --json`."""
    run = lit(book, "verify", "--json", *options)
    assert "Traceback" not in run.stderr, run.stderr
    return {one["id"]: one for one in json.loads(run.stdout)}, run


def test_thirty_bodies_that_cheat_fail_with_their_line_and_change_no_other_verdict(book, lit, page, snapshot):
    plain = page.read_text()
    lit(book, "tangle")
    alone = verdicts(book, lit)[0]["thm-root"]
    page.write_text(plain + "".join(blocks(name, body) for name, body in BODIES.items()))
    lit(book, "tangle")
    before, lines = snapshot(book), page.read_text().splitlines()
    found, run = verdicts(book, lit, "--seconds", "10")
    assert run.returncode == 1 and snapshot(book) == before and len(BODIES) >= 30
    assert found["thm-root"]["status"] == alone["status"] and found["thm-root"]["label"] == alone["label"]
    for name in BODIES:
        one = found[f"thm-{name}"]
        assert one["status"] == "failed", (name, one)
        assert one["path"] == "docs/page.md" and f"#proof-{name} " in "".join(lines[one["line"] - 1:one["line"] + 9]) or (
            f"#proof-{name} " in "".join(lines[one["line"] - 9:one["line"]])), (name, one)
    assert not Path(os.path.expanduser("~/.konspekt")).exists()


def test_what_a_block_leaves_behind_reaches_no_other(book, lit, page):
    page.write_text(page.read_text() + "".join(blocks(name, body) for name, body in LEAKS.items()))
    lit(book, "tangle")
    found, run = verdicts(book, lit)
    assert {one["status"] for one in found.values()} <= {"proved", "argued", "proved once"}, found
    assert (book / ".lit/verdicts.json").exists() and run.returncode == 0
    assert not list(Path("/.lit").glob("*"))


def test_no_code_of_the_book_is_run_without_leave(book, lit, page):
    page.write_text(page.read_text().replace("PAGE = 1", "open('/tmp/konspekt-ran', 'w')") + blocks("ran", "open('ran', 'w')"))
    lit(book, "tangle")
    found, run = verdicts(book, lit, "--no-code")
    assert run.returncode == 0 and found["thm-ran"]["status"] != "failed"
    assert not (book / "ran").exists() and not Path("/tmp/konspekt-ran").exists() and not (book / ".lit/verdicts.json").exists()


def test_verdict_rests_on_every_file_that_was_read(book, lit, page):
    (book / "data").mkdir()
    (book / "data/d.txt").write_text("1 2 3")
    (book / "helper.py").write_text("K = 2\n")
    page.write_text(page.read_text() + blocks("data", "assert open('data/d.txt').read() == '1 2 3'\nassert x - x == 0")
                    + blocks("helper", "import helper\nassert helper.K == 2\nassert x - x == 0")
                    + blocks("listed", "import os\nassert os.listdir('data') == ['d.txt']\nassert x - x == 0")
                    + blocks("absent", "import os\ntry:\n    open('more.txt')\nexcept FileNotFoundError:\n    pass\nassert x - x == 0"))
    lit(book, "tangle")
    assert lit(book, "verify").returncode == 0
    for path, new, name in (("data/d.txt", "1 2 4", "data"), ("helper.py", "K = 50\n", "helper"), ("data/more.txt", "", "listed")):
        (book / path).write_text(new)
        result = lit(book, "verify")
        assert result.returncode == 1 and f"proof-{name} fails" in result.stdout, result.stdout
    kept = json.loads((book / ".lit/verdicts.json").read_text())
    assert kept["thm-absent"]["reads"]["more.txt"] is None


@pytest.mark.parametrize("broken", ["[]", "null", '"x"', '{"thm-root": 5}', "[" * 100_000, "{}", '{"thm-root": {"status": "proved"}}', "\0"])
def test_verdicts_that_cannot_be_believed_are_made_anew(book, lit, page, broken):
    lit(book, "tangle")
    (book / ".lit/verdicts.json").write_text(broken)
    assert verdicts(book, lit)[1].returncode == 0


def test_verdict_that_was_edited_by_hand_is_not_believed(book, lit, page):
    page.write_text(page.read_text().replace("|x|", "x"))
    lit(book, "tangle")
    assert lit(book, "verify").returncode == 1
    place = book / ".lit/verdicts.json"
    kept = json.loads(place.read_text())
    kept["thm-root"] |= {"status": "proved", "label": "proved"}
    place.write_text(json.dumps(kept))
    assert lit(book, "verify").returncode == 1


def test_interrupt_is_one_line_leaves_nobody_behind_and_keeps_what_was_done(book, page, lit):
    page.write_text(page.read_text() + blocks("slow", "import time\ntime.sleep(60)"))
    lit(book, "tangle")
    with subprocess.Popen([sys.executable, "-m", "lit", "verify"], cwd=book, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}, start_new_session=True) as run:
        time.sleep(8)
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(run.pid)], capture_output=True, text=True).stdout.split()
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=20)
    assert (run.returncode, out, err) == (130, "", "interrupted; what was verified is kept\n") and children
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert "thm-root" in json.loads((book / ".lit/verdicts.json").read_text())


def ending(how):
    """Come to the end that how names."""
    if how == "exit":
        sys.exit(3)
    if how == "die":
        os._exit(4)
    return how


def test_results_come_in_order_whatever_becomes_of_the_others():
    found = list(results(ending, [("a",), ("exit",), ("b",), ("die",), ("c",)], jobs=2))
    assert [end.result if isinstance(end, Done) else end.why for end in found] == [
        "a", "calls sys.exit()", "b", "ends Python with code 4", "c"]
    assert isinstance(found[1], End)
