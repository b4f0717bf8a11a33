"""Whatever an author does on both sides, with git in between and kills in the middle, no text disappears.

LIT_HISTORIES=500 python -m pytest tests/engine/text/test_history.py   tries more, and longer ones.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lit.engine.text.book import open_book
from lit.engine.text.chapter import ChapterError
from lit.engine.text.stitch import stitch
from lit.engine.text.tangle import check, tangle

KILLER = Path(__file__).with_name("killer.py")
HISTORIES = int(os.environ.get("LIT_HISTORIES", "12"))
PAGE = '''# Page

```python {#code-head}
"""A module."""

HEAD = 1
```

Words.

```python {#code-middle}
def middle():
    return 2
```

```python {#code-last}
LAST = 3
```
'''
CHAPTER, MODULE = "docs/page.md", "small/page.py"
WAYS = {"lit stitch --force": (stitch, True), "lit tangle --force": (tangle, True), "lit stitch": (stitch, False),
        "lit tangle": (tangle, False)}
MARKS = re.compile(r"^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|).*\n", re.M)


class History(RuleBasedStateMachine):
    """A book of one chapter in a repository. Each edit leaves a mark T_n, and is asked for by it."""

    @initialize()
    def begin(self):
        self.home = Path(tempfile.mkdtemp())
        self.root, self.made, self.gone = self.home / "a", 0, set()
        (self.root / "docs").mkdir(parents=True)
        (self.root / CHAPTER).write_text(PAGE)
        (self.root / "mkdocs.yml").write_text("site_name: small\nnav:\n  - page.md\n")
        (self.root / "pyproject.toml").write_text('[project]\nname = "small"\nversion = "1"\n\n[tool.lit]\npackage = "small"\n')
        (self.root / ".gitignore").write_text(".lit/\n__pycache__/\n")
        tangle(str(self.root))
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-qm", "begin")

    def teardown(self):
        shutil.rmtree(self.home, ignore_errors=True)

    def git(self, *arguments):
        """Return whether git did it."""
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]
        return subprocess.run(["git", *who, *arguments], cwd=self.root, capture_output=True).returncode == 0

    def marks(self):
        """Return the marks of all edits that stand somewhere: in the chapter, the module, or a kept copy."""
        kept = (self.root / ".lit" / "kept").rglob("*") if (self.root / ".lit" / "kept").exists() else ()
        places = [self.root / CHAPTER, self.root / MODULE, *(path for path in kept if path.is_file())]
        return set(re.findall(r"T_\d+", " ".join(path.read_text() for path in places if path.exists()))) - self.gone

    def new(self):
        self.made += 1
        return f"T_{self.made}"

    @rule(block=st.integers(0, 3))
    def edit_the_chapter(self, block):
        path = self.root / CHAPTER
        text, mark = path.read_text(), self.new()
        ends = [match.start() for match in re.finditer(r"^```\n", text, re.M)] + [len(text)]
        at = ends[min(block, len(ends) - 1)]
        line = f"{mark} = 0\n" if at < len(text) else f"\nWords {mark}.\n"
        path.write_text(text[:at] + line + text[at:])

    @rule(place=st.integers(0, 3))
    def edit_the_module(self, place):
        path = self.root / MODULE
        if not path.exists():
            return
        text, mark = path.read_text(), self.new()
        starts = [match.start() for match in re.finditer(r"^(HEAD|def |LAST|T_)", text, re.M)] + [len(text)]
        at = starts[min(place, len(starts) - 1)]
        path.write_text(text[:at] + f"{mark} = 0\n" + ("\n\n" if text[at:].startswith("def ") else "") + text[at:])

    @rule(side=st.sampled_from((CHAPTER, MODULE)), which=st.integers(0, 5))
    def take_an_edit_back(self, side, which):
        path = self.root / side
        lines = path.read_text().splitlines(keepends=True) if path.exists() else []
        marked = [k for k, line in enumerate(lines) if re.match(r"T_\d+ = 0\n", line)]
        if marked:
            k = marked[which % len(marked)]
            self.gone.add(lines.pop(k).split()[0])
            path.write_text("".join(lines))

    def run(self, command, force):
        """Run a command; return the mistakes that it tells."""
        before = self.marks()
        try:
            command(str(self.root), force=force)
            told = []
        except ExceptionGroup as group:
            told = [str(error) for error in group.exceptions]
        except ChapterError as error:
            told = [str(error)]
        assert before <= self.marks(), f"{command.__name__} lost {before - self.marks()}"
        return told

    def settled(self, command, force=False):
        """Run a command, and each way out that a refusal names, until none is left."""
        for _ in range(6):
            told = self.run(command, force)
            if not told:
                return
            if any("unresolved merge" in one or "<<<<<<<" in one for one in told):
                self.resolve()
                command, force = tangle, False
                continue
            if any("delete .lit/journal" in one for one in told):
                (self.root / ".lit" / "journal").unlink()
                continue
            ways = [way for way in WAYS if any(way in one for one in told)]
            assert ways, f"no way out of {told}"
            command, force = WAYS[ways[0]]
        raise AssertionError(f"going round in circles: {told}")

    def resolve(self):
        """Take both sides of what git could not merge."""
        path = self.root / CHAPTER
        path.write_text(MARKS.sub("", path.read_text()))

    @rule(command=st.sampled_from((tangle, stitch)), force=st.sampled_from((False, False, False, True)))
    def run_a_command(self, command, force):
        self.run(command, force)

    @rule(command=st.sampled_from((tangle, stitch)))
    def follow_the_ways_out(self, command):
        self.settled(command)

    @rule(command=st.sampled_from(("tangle", "stitch")), step=st.integers(1, 40), edit=st.booleans())
    def kill_a_command(self, command, step, edit):
        before = self.marks()
        subprocess.run([sys.executable, KILLER, str(step), command], cwd=self.root, capture_output=True, timeout=60)
        if edit and (self.root / MODULE).exists():
            with open(self.root / MODULE, "a") as module:
                mark = self.new()
                module.write(f"{mark} = 0\n")
            before.add(mark)
        told = self.run(tangle, False)
        assert before <= self.marks(), f"a killed {command} lost {before - self.marks()}; {told}"

    @rule()
    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-qm", "work")

    @rule(name=st.sampled_from(("one", "two")))
    def branch(self, name):
        self.git("checkout", "-q", "-b", name)

    @rule(name=st.sampled_from(("main", "one", "two")))
    def check_out(self, name):
        self.git("checkout", "-q", name)

    @rule(name=st.sampled_from(("main", "one", "two")))
    def merge(self, name):
        clean = not subprocess.run(["git", "status", "--porcelain"], cwd=self.root, capture_output=True).stdout
        if clean and not self.git("merge", "-q", "--no-edit", name):
            self.resolve()
            self.settled(tangle)
            self.commit()

    @precondition(lambda self: len(list(self.home.iterdir())) < 4)
    @rule()
    def clone(self):
        self.commit()
        other = self.home / f"c{len(list(self.home.iterdir()))}"
        if subprocess.run(["git", "clone", "-q", str(self.root), str(other)], capture_output=True).returncode == 0:
            self.root = other

    @invariant()
    def every_side_can_be_settled(self):
        """Settle a copy of the book: a chapter and a module that agree, and nothing is lost."""
        if not hasattr(self, "root") or self.made % 4:
            return
        here, there = self.root, self.home / "copy"
        before = self.marks()
        shutil.copytree(here, there, symlinks=True)
        try:
            self.root = there
            self.settled(stitch)
            self.settled(tangle)
            assert before <= self.marks(), f"settling lost {before - self.marks()}"
            assert not check(open_book(str(there)))
        finally:
            self.root = here
            shutil.rmtree(there)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=HISTORIES, stateful_step_count=14 if HISTORIES < 50 else 40, deadline=None,
                                suppress_health_check=list(HealthCheck))
