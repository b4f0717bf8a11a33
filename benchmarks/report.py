"""What the benchmarks share: the words about the run, and the file that a page of the book shows."""

import json
import os
import platform
import sys

VERSIONS = ("numpy", "scipy", "sklearn", "torch", "jax")


def about(*more):
    """Return the machine and the versions of what is loaded, after more words."""
    loaded = [f"{name} {sys.modules[name].__version__}" for name in VERSIONS if name in sys.modules]
    return ", ".join([*more, f"{platform.machine()} with {os.cpu_count()} cores", f"Python {platform.python_version()}", *loaded])


def write(path, told, columns, rows):
    """Write a table of texts and numbers, for a page of the book."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
        file.write(f'{{"told": {json.dumps(told)},\n "columns": {json.dumps(columns)},\n "rows": [\n  {lines}]}}\n')
