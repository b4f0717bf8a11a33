"""A small real book to work on, and the command to work on it with."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)  # a busy machine is no mistake
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parents[1]
FIRST = '''# First

```python {#code-first}
"""The first chapter."""

ONE = 1
```

Words between the blocks.

```python {#code-double}
def double(x):
    """Return twice x."""
    return 2 * x
```

```pycon
>>> from small.first import double
>>> double(2)
4
```
'''
SECOND = '''# Second

```python {#code-second}
"""The second chapter."""

from small.first import double

FOUR = double(2)
```
'''


@pytest.fixture(scope="session")
def pace():
    """Return the processor time in seconds of a fixed piece of work, some 0.1: what a test allows is a multiple of it,
    so that a slow machine is no mistake."""
    def work():
        start = time.process_time()
        sum(k * k % 7 for k in range(1_000_000))
        return time.process_time() - start

    return max(work() for _ in range(3))


@pytest.fixture
def book(tmp_path):
    """Return the folder of a book of two chapters that make the package small; not yet tangled."""
    root = tmp_path / "book"
    (root / "docs").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.lit]\npackage = "small"\n')
    (root / "mkdocs.yml").write_text("site_name: Small\nnav:\n  - first.md\n  - second.md\n")
    (root / "docs/first.md").write_text(FIRST)
    (root / "docs/second.md").write_text(SECOND)
    return root


@pytest.fixture
def lit():
    """Return a function that runs the command as a process: lit(root, *arguments) -> CompletedProcess."""
    def run(root, *arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "lit", *map(str, arguments)], cwd=root, text=True, capture_output=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment)

    return run


@pytest.fixture
def snapshot():
    """Return a function that reads every file of a book but the engine's own state."""
    def read(root):
        return {str(path.relative_to(root)): path.read_bytes() for path in sorted(Path(root).rglob("*"))
                if path.is_file() and ".lit" not in path.parts and "__pycache__" not in path.parts}

    return read
