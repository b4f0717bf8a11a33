"""Time `lit tangle` against Entangled and against a floor that only reads and writes the same files.

Usage: python benchmarks/tangle.py [--entangled PROGRAM] [--runs 5] [--sizes 10 100 1000]

Each program runs as a whole process on generated books of 300-line chapters, on a memory
file system where there is one; the programs take turns, and the minimum of the runs counts.
Entangled is asked for by `pip install entangled-cli`; without it only the floor is compared.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINES = 300
FLOOR = """
import os, pathlib, sys
for page in pathlib.Path("docs").rglob("*.md"):
    text = page.read_bytes().decode()
    goal = pathlib.Path("floor", *page.parts[1:]).with_suffix(".py")
    goal.parent.mkdir(parents=True, exist_ok=True)
    source = pathlib.Path("answer", *page.parts[1:]).with_suffix(".py")
    goal.write_bytes(source.read_bytes() if source.exists() else text.encode())
"""
CODE = '''def function_{k}(x, y=1.0):
    """Return x scaled by y and shifted by {k}.

    Shape: x is an array of any shape, or a number; so is the result.
    Source: docs/part/chapter.md#code-{slug}
    """
    scaled = x * y
    shifted = scaled + {k}
    return np.maximum(shifted, 0.0) - np.minimum(scaled, 0.0)
'''
PROOF = '''import sympy as sp

x, y = sp.symbols("x y", real=True)
claim = (x + y) ** 2
assert sp.expand(claim - x**2 - 2 * x * y - y**2) == {k} - {k}
'''
PROSE = "A sentence of the chapter that says why the next block stands here, and what it rests on.\n"


def chapter(number, entangled=False):
    """Return the text of a chapter of LINES lines with 21 blocks, as the style asks for: 10 to 25."""
    head = f'"""Chapter {number}."""\n\nimport numpy as np\n'
    parts, target = [f"# Chapter {number}\n\n{PROSE * 4}\n"], f"lit/part{number % 20}/chapter_{number}.py"
    for k in range(5):
        slug = f"c{number}-{k}"
        header = f"``` {{.python #c{number}{f' file={target}' if k == 0 else ''}}}" if entangled else f"```python {{#code-{slug}}}"
        parts.append(f"## Section {k}\n\n{PROSE * 6}\n```math {{#thm-{slug}}}\n(x + y)^2 = x^2 + 2 x y + y^2\n```\n\n")
        parts.append(f'```python {{#proof-{slug} proves="thm-{slug}"}}\n{PROOF.format(k=k)}```\n\n')
        parts.append(f"{PROSE * 2}\n{header}\n{head if k == 0 else CODE.format(k=k, slug=slug)}```\n\n")
        parts.append(PROSE * 9 + f"\n```pycon\n>>> 1 + {k}\n{1 + k}\n```\n\n")
    text = "".join(parts)
    if entangled:  # its parser wants attributes in its own form, and has no use for the others
        text = text.replace("```math {#", "``` {.math #").replace("```python {#proof", "``` {.python #proof")
    return text + PROSE * (LINES - text.count("\n"))


def write_book(folder, size, entangled=False):
    """Write a book of size chapters into folder."""
    nav = ["site_name: Benchmark\nnav:\n"]
    for number in range(size):
        page = Path(folder, "docs", f"part{number % 20}", f"chapter_{number}.md")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(chapter(number, entangled), encoding="utf-8")
        nav.append(f"  - part{number % 20}/chapter_{number}.md\n")
    Path(folder, "mkdocs.yml").write_text("".join(nav), encoding="utf-8")
    Path(folder, "entangled.toml").write_text('version = "2.0"\nwatch_list = ["docs/**/*.md"]\nannotation = "naked"\n')


def run(command, folder):
    """Return (seconds, peak memory in MB) of command as a whole process in folder."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env=os.environ | {"PYTHONPATH": str(ROOT)})
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{errors.decode()[-2000:]}")
    return seconds, usage.ru_maxrss / 1024


def clear(folder):
    """Take folder back to the state before its first tangle."""
    for name in ("lit", "floor", ".lit", ".entangled"):
        shutil.rmtree(Path(folder, name), ignore_errors=True)


def edit(folder, count):
    """Change a line of code in one chapter; count makes each edit another."""
    page = Path(folder, "docs/part0/chapter_0.md")
    text = page.read_text(encoding="utf-8").split("scaled = x * y")[0]
    rest = page.read_text(encoding="utf-8")[len(text) + len("scaled = x * y"):].split("\n", 1)[1]
    page.write_text(f"{text}scaled = x * y * {float(count)}\n{rest}", encoding="utf-8")


def measure(size, runs, entangled, where):
    """Return {what: [(seconds, MB)]} for books of size chapters."""
    lit = [sys.executable, "-m", "lit", "tangle"]
    floor = [sys.executable, "-c", FLOOR]
    results = {name: [] for name in ("floor", "clean", "nothing to do", "one edited", "Entangled")}
    with tempfile.TemporaryDirectory(dir=where) as folder:
        ours, theirs = Path(folder, "ours"), Path(folder, "theirs")
        write_book(ours, size)
        write_book(theirs, size, entangled=True)
        run(lit, ours)
        shutil.move(ours / "lit", ours / "answer")
        for count in range(runs):
            clear(ours)
            results["floor"].append(run(floor, ours))
            clear(ours)
            results["clean"].append(run(lit, ours))
            results["nothing to do"].append(run(lit, ours))
            edit(ours, count + 2)
            results["one edited"].append(run(lit, ours))
            if entangled:
                clear(theirs)
                results["Entangled"].append(run([entangled, "tangle"], theirs))
        if entangled:
            made = sum(1 for _ in Path(theirs, "lit").rglob("*.py"))
            if made != size:
                sys.exit(f"Entangled made {made} of {size} modules: no comparison")
    return results


def main():
    """Print a table of minima and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entangled", default="entangled", help="the program to compare with")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    args = parser.parse_args()
    entangled = shutil.which(args.entangled)  # it runs in other folders, so its path may not depend on this one
    entangled = os.path.abspath(entangled) if entangled else None
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    print(f"{'chapters':>8}  {'what':<14} {'seconds':>8} {'x floor':>8} {'x Entangled':>12} {'peak MB':>8}")
    for size in args.sizes:
        results = measure(size, args.runs, entangled, where)
        best = {name: min(runs) for name, runs in results.items() if runs}
        for name, (seconds, _) in best.items():
            memory = max(megabytes for _, megabytes in results[name])
            peer = f"{seconds / best['Entangled'][0]:12.3f}" if "Entangled" in best else f"{'-':>12}"
            print(f"{size:>8}  {name:<14} {seconds:8.3f} {seconds / best['floor'][0]:8.2f} {peer} {memory:8.1f}")


if __name__ == "__main__":
    main()
