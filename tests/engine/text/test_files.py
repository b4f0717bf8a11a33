"""Writes are all or nothing: whatever kills them, and however many run at once."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KILLER = Path(__file__).with_name("killer.py")


def killed(root, step, *command):
    """Run command in root and kill it before its step-th touch of the disk; return whether it was."""
    done = subprocess.run([sys.executable, KILLER, str(step), *command], cwd=root, capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode in (0, -signal.SIGKILL), done.stdout + done.stderr
    return done.returncode != 0


def edit_chapters(book):
    """Change both chapters, so that tangling has two modules to write."""
    for name, old, new in (("first", "ONE = 1", "ONE = 1.0"), ("second", "double(2)", "double(2.0)")):
        page = book / f"docs/{name}.md"
        page.write_text(page.read_text().replace(old, new))


def edit_modules(book):
    """Change both modules, so that stitching has two chapters to write."""
    for name, old, new in (("first", "ONE = 1", "ONE = 1.0"), ("second", "double(2)", "double(2.0)")):
        module = book / f"small/{name}.py"
        module.write_text(module.read_text().replace(old, new))


@pytest.mark.parametrize(("command", "edit"), [("tangle", edit_chapters), ("stitch", edit_modules)])
@pytest.mark.parametrize("twice", [False, True], ids=["once", "and again while it recovers"])
def test_killed_at_any_step_leaves_no_torn_file_and_the_next_run_recovers(
        book, lit, snapshot, tmp_path, command, edit, twice):
    lit(book, "tangle")
    edit(book)
    old = snapshot(book)
    done = tmp_path / "done"
    shutil.copytree(book, done)
    assert lit(done, command).returncode == 0
    new = snapshot(done)
    assert old != new
    step, kept_old, made_new = 0, 0, 0
    while True:
        step += 1
        trial = tmp_path / f"trial{step}"
        shutil.copytree(book, trial)
        if not killed(trial, step, command):
            break
        assert all(data in (old.get(path), new.get(path)) for path, data in snapshot(trial).items())
        if twice:
            killed(trial, 1 + step % 7, command)
            assert all(data in (old.get(path), new.get(path)) for path, data in snapshot(trial).items())
        left, begun = snapshot(trial), (trial / ".lit/journal").exists()
        assert begun or left in (old, new)
        kept_old, made_new = kept_old + (left == old), made_new + begun
        recovering = lit(trial, "stitch", "--dry-run")
        assert recovering.returncode == 0, recovering.stdout
        assert snapshot(trial) == (new if begun else left)
        assert not (trial / ".lit/journal").exists() and not (trial / ".lit/stage").exists()
        assert lit(trial, command).returncode == 0
        assert snapshot(trial) == new
        shutil.rmtree(trial)
    assert step > 15 and kept_old and made_new


def test_two_runs_at_once_wait_for_each_other(book, lit, snapshot):
    command = [sys.executable, "-m", "lit", "tangle"]
    runs = [subprocess.Popen(command, cwd=book, stdout=subprocess.PIPE, text=True,
                             env=os.environ | {"PYTHONPATH": str(ROOT)}) for _ in range(4)]
    told = [run.communicate(timeout=60)[0] for run in runs]
    assert [run.returncode for run in runs] == [0] * 4
    assert sorted(line.splitlines()[-1] for line in told) == ["0 modules written"] * 3 + ["2 modules written"]
    assert lit(book, "tangle", "--check").returncode == 0


def test_run_that_holds_the_lock_is_waited_for_and_its_death_frees_it(book):
    program = "import time\nfrom lit.engine.text.files import locked\nwith locked('.'):\n    time.sleep(60)"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", program], cwd=book, env=environment) as holder:
        while not (book / ".lit/lock").exists():
            time.sleep(0.05)
        time.sleep(0.2)
        with subprocess.Popen([sys.executable, "-m", "lit", "tangle"], cwd=book, env=environment) as waiter:
            time.sleep(1)
            assert waiter.poll() is None and not (book / "small").exists()
            holder.kill()
            assert waiter.wait(timeout=30) == 0
    assert (book / "small/first.py").exists()


def test_full_disk_changes_nothing_and_says_so(book, lit, snapshot):
    lit(book, "tangle")
    page = book / "docs/first.md"
    page.write_text(page.read_text().replace("ONE = 1", f"ONE = '{'1' * 9000}'"))
    before = snapshot(book)

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run([sys.executable, "-m", "lit", "tangle"], cwd=book, capture_output=True, text=True,
                          preexec_fn=little_room, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 1
    assert done.stdout.startswith("small/first.py:1: cannot be written (File too large); nothing was changed; free")
    assert snapshot(book) == before and not (book / ".lit/stage").exists()
    assert lit(book, "tangle").returncode == 0


def test_read_only_module_is_refused_even_for_root(book, lit, snapshot):
    lit(book, "tangle")
    edit_chapters(book)
    (book / "small/second.py").chmod(0o444)
    before = snapshot(book)
    result = lit(book, "tangle")
    assert (result.returncode, result.stdout.splitlines()) == (
        1, ["small/second.py:1: the file is read-only; allow writing: chmod u+w small/second.py"])
    assert snapshot(book) == before


def test_read_only_folder_is_refused_even_for_root(book, lit, snapshot):
    (book / "small").mkdir()
    (book / "small").chmod(0o555)
    result = lit(book, "tangle")
    (book / "small").chmod(0o755)
    assert result.returncode == 1
    assert result.stdout.startswith("small/first.py:1: small is not a folder to write in; make it")
    assert list((book / "small").iterdir()) == []


def test_link_that_leads_out_of_the_book_is_not_followed(book, lit, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (book / "small").symlink_to(tmp_path / "elsewhere")
    result = lit(book, "tangle")
    assert result.returncode == 1
    assert "small/first.py:1: a symbolic link leads out of the book" in result.stdout
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_folder_in_the_place_of_a_module_is_told(book, lit):
    (book / "small/first.py").mkdir(parents=True)
    result = lit(book, "tangle")
    assert result.returncode == 1
    assert result.stdout.startswith("small/first.py:1: ") and "Traceback" not in result.stderr


def test_renamed_chapter_takes_its_module_along(book, lit):
    lit(book, "tangle")
    (book / "docs/second.md").rename(book / "docs/third.md")
    (book / "mkdocs.yml").write_text("nav:\n  - first.md\n  - third.md\n")
    assert "small/second.py:1: its chapter is gone" in lit(book, "tangle", "--check").stdout
    assert lit(book, "tangle").returncode == 0
    assert sorted(path.name for path in (book / "small").glob("*.py")) == ["first.py", "third.py"]


def interrupted(book, lit):
    """Return a copy of the book in which a stitch of two chapters was killed after its first move."""
    lit(book, "tangle")
    edit_modules(book)
    for step in range(12, 80):
        trial = book.with_name(f"trial{step}")
        shutil.copytree(book, trial)
        killed(trial, step, "stitch")
        if (trial / ".lit/journal").exists() and "ONE = 1.0" in (trial / "docs/first.md").read_text():
            return trial
        shutil.rmtree(trial)
    raise AssertionError("no step lies between the two moves")


def test_edit_between_a_kill_and_the_recovery_is_never_lost(book, lit):
    book = interrupted(book, lit)
    page = book / "docs/second.md"
    text = page.read_text() + "\nA day's work.\n"
    page.write_text(text)
    before = {path: path.read_bytes() for path in book.rglob("*.md")}
    result = lit(book, "tangle")
    assert (result.returncode, result.stderr) == (1, "")
    told = "docs/second.md:1: changed after a run that was to write it had been interrupted; move it"
    assert result.stdout.startswith(told)
    assert {path: path.read_bytes() for path in book.rglob("*.md")} == before
    page.rename(book / "mine.md")
    assert lit(book, "stitch", "--dry-run").returncode == 0
    assert "double(2.0)" in page.read_text() and (book / "mine.md").read_text() == text


NOTHING = "0" * 64


@pytest.mark.parametrize("journal", [
    "0 - {new} ../victim.txt\n", "- {old} - ../victim.txt\n", "0 - {new} {out}/victim.txt\n", "0 - {new} docs/../../victim.txt\n",
    "0 - {new} link/victim.txt\n", "0 ../victim.txt\n", "", "\n", "\0\1\2", "0 - {new} docs/a.md", "- - - docs/first.md\n",
    "7 - {new} docs/a.md\n", "0 - " + NOTHING + " docs/a.md\n", "- {old} - docs/first.md\n", "0 {old} {new} docs/first.md\n",
])
def test_hostile_journal_reaches_nothing(book, lit, tmp_path, journal):
    import hashlib

    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    (book / "link").symlink_to(tmp_path)
    (book / ".lit/stage").mkdir(parents=True)
    (book / ".lit/stage/0").write_text("theirs")
    marks = {name: hashlib.sha256(data).hexdigest() for name, data in (("old", b"mine"), ("new", b"theirs"))}
    (book / ".lit/journal").write_text(journal.format(out=tmp_path, **marks))
    first = (book / "docs/first.md").read_bytes()
    result = lit(book, "tangle")
    assert (result.returncode, result.stderr, len(result.stdout.splitlines())) == (1, "", 1), result.stdout
    assert victim.read_text() == "mine" and (book / "docs/first.md").read_bytes() == first
    if ".lit/journal" in result.stdout:
        (book / ".lit/journal").unlink()
        shutil.rmtree(book / ".lit/stage")
        (book / "link").unlink()
        assert lit(book, "tangle").returncode == 0


def test_move_that_the_system_refuses_leaves_all_as_it_was(book, snapshot, monkeypatch):
    from lit.engine.text import files
    from lit.engine.text.chapter import ChapterError

    before, real = snapshot(book), os.replace

    def refuse(source, target):
        if str(target).endswith("second.md") and "back" not in str(source):
            raise PermissionError(1, "Operation not permitted", target)
        real(source, target)

    changes = {f"docs/{name}.md": ((book / f"docs/{name}.md").read_bytes(), b"new") for name in ("first", "second")}
    changes["docs/third.md"] = (None, b"new")
    with files.locked(str(book)):
        monkeypatch.setattr(os, "replace", refuse)
        with pytest.raises(ChapterError, match="docs/second.md:1: cannot be written .Operation not permitted.; nothing was changed"):
            files.commit(str(book), changes)
        assert snapshot(book) == before and not (book / ".lit/journal").exists()
        monkeypatch.setattr(os, "replace", real)
        files.commit(str(book), changes)
    assert (book / "docs/second.md").read_bytes() == b"new"
