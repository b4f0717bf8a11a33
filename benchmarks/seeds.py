"""Verify the whole book under 20 different seeds, and print every formula that fails under one.

Usage: python benchmarks/seeds.py [NUMBER]
"""

import sys
import time
from functools import partial

from lit.engine.text.book import open_book
from lit.engine.judge.statement import verify_block
from lit.engine.judge.verdict import FORMULAS
from lit.engine.judge.verify import shared


def judged_with(book, seed, chapter, block):
    """Return the Result of a formula under a seed."""
    return verify_block(book, chapter, block, seed)


def main():
    """Print one line a seed, with its failures."""
    book, number = open_book("."), int(sys.argv[1]) if len(sys.argv) > 1 else 20
    tasks = [(chapter, block) for chapter in book.chapters for block in chapter.blocks if block.kind in FORMULAS]
    total = 0
    for seed in range(101, 101 + number):
        start = time.perf_counter()
        failed = [result for result in shared(partial(judged_with, book, seed), tasks) if result.status == "failed"]
        print(f"seed {seed}: {len(tasks)} formulas, {len(failed)} failed, {time.perf_counter() - start:.1f} s", flush=True)
        for result in failed:
            print(f"  {result.path}:{result.line}: {result.label}")
        total += len(failed)
    print(f"{number} seeds, {total} false alarms")
    return 1 if total else 0


if __name__ == "__main__":
    raise SystemExit(main())
