"""Print how long `lit verify` takes: cold, unchanged, after one changed chapter, and a statement's median.

Usage: python benchmarks/verify.py [CHAPTER]

All figures are ratios to the import of SymPy, measured in the same run.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from shutil import copytree, ignore_patterns

ROOT = Path(__file__).resolve().parents[1]


def seconds(*command, folder):
    """Return how long a command takes. Raises CalledProcessError if it fails."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def main():
    """Print the figures."""
    chapter = sys.argv[1] if len(sys.argv) > 1 else "docs/activations/relu.md"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "book")
        copytree(ROOT, copy, ignore=ignore_patterns(".git", ".venv", "site", ".lit", "node_modules"))
        verify = (sys.executable, "-m", "lit", "verify")
        floor = min(seconds(sys.executable, "-c", "import sympy", folder=copy) for _ in range(3))
        cold = seconds(*verify, folder=copy)
        unchanged = min(seconds(*verify, folder=copy) for _ in range(3))
        page, changed = copy / chapter, {}
        for kind, what in (("thm", "a statement"), ("def", "the first definition")):
            header = rf"(\n```math \{{#{kind}-[^\n]*\n)"
            page.write_text(re.sub(header, r"\1 ", page.read_text(encoding="utf-8"), count=1), encoding="utf-8")
            changed[f"{what} of {Path(chapter).stem} changed"] = seconds(*verify, folder=copy)
        kept = json.loads((copy / ".lit/verdicts.json").read_text(encoding="utf-8"))
    each = [verdict["seconds"] for verdict in kept.values()]
    print(f"{'import of SymPy':<40} {floor:6.2f} s")
    for name, value in {"cold": cold, "unchanged": unchanged, **changed}.items():
        print(f"{name:<40.60} {value:6.2f} s, {value / floor:5.2f} imports")
    print(f"{len(each)} statements: median {1000 * statistics.median(each):.0f} ms, "
          f"mean {1000 * statistics.mean(each):.0f} ms, longest {1000 * max(each):.0f} ms")


if __name__ == "__main__":
    main()
