"""Tangle a book's docs/ into its package with no part of lit: the seed of the engine.

Usage: python tests/seed.py [ROOT]    (writes ROOT/lit/**/*.py from ROOT/docs/**/*.md)
"""

import re
import sys
from pathlib import Path

HEAD = re.compile(r"(`{3,}|~{3,})python \{#code-[a-z0-9-]+[^}]*\}")


def tangle(text):
    """Return the module that a chapter's code blocks make, or None if it has none."""
    blocks, fence, body = [], None, None
    for line in text.split("\n"):
        if fence is None and line.startswith(("```", "~~~")):
            fence, head = re.match("`+|~+", line)[0], HEAD.fullmatch(line)
            body = [] if head else None
        elif fence and line == fence:
            if body is not None:
                blocks.append("".join(body))
            fence = body = None
        elif body is not None:
            body.append(line + "\n")
    return "\n\n".join(filter(None, blocks)) if blocks else None


if __name__ == "__main__":
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    for page in sorted((root / "docs").rglob("*.md")):
        module = tangle(page.read_text(encoding="utf-8"))
        if module is not None:
            path = root / "lit" / page.relative_to(root / "docs").with_suffix(".py")
            path = path.with_name(path.name.replace("index.py", "__init__.py"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(module.encode())
