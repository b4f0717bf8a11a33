"""Tangle and verify whenever a chapter is saved."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from threading import Event

from lit.engine.text.tangle import tangle


def watch(root: str, report: Callable, folders: Sequence[str] = ("docs",),
          stop: Event | None = None) -> None:
    """Call report with the result of tangling, now and after each change, until interrupted.

    report takes the list of written modules, or the ExceptionGroup of mistakes.
    Raises ImportError where watchfiles is missing.
    """
    import watchfiles  # an extra: reading and tangling do without it

    paths = [os.path.join(root, folder) for folder in (*folders, "mkdocs.yml")]
    report(attempt(root))
    for _ in watchfiles.watch(*paths, stop_event=stop, debounce=200, step=20,
                              raise_interrupt=False):
        report(attempt(root))


def verify_anew(root: str, *options: str) -> None:
    """Run lit verify on the book in root; it prints what it finds."""
    subprocess.run([sys.executable, "-m", "lit", "verify", "--root", root, *options],
                   start_new_session=True,
                   check=False)  # so that an interrupt is for this process alone


def attempt(root: str) -> list[str] | ExceptionGroup:
    """Return what tangle returns, or the ExceptionGroup that it raises."""
    try:
        return tangle(root)
    except ExceptionGroup as mistakes:
        return mistakes
