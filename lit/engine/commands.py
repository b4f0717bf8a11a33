"""What each command of `lit` calls, and what it prints."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from lit.engine.text.book import Book, open_book
from lit.engine.text.chapter import ChapterError


def show(findings: Sequence, as_json: bool) -> int:
    """Print findings; return the exit code, 1 if there are any."""
    if as_json:
        import json

        keys = ("path", "line", "what", "mend", "code")
        print(json.dumps([{key: getattr(error, key) for key in keys} for error in findings]))
    else:
        for error in findings:
            print(with_code(str(error), error.code))
    return 1 if findings else 0


def with_code(line: str, code: str) -> str:
    """Return a finding's line, on a terminal with its code."""
    return f"{line} [{code}]" if code and sys.stdout.isatty() else line


def run_tangle(args: argparse.Namespace) -> int:
    """Regenerate the package from the chapters."""
    from lit.engine.text.tangle import check, tangle

    gc.disable()  # a book of blocks holds no cycles, and searching it for them takes its time
    if args.check:
        return show(check(open_book(args.root)), args.json)
    written = tangle(args.root, args.force)
    say(args, f"{sum(not path.startswith('.lit/') for path in written)} modules written", written)
    return 0


def run_stitch(args: argparse.Namespace) -> int:
    """Carry edits of modules back into the chapters."""
    from lit.engine.text.stitch import stitch

    changed, empty = stitch(args.root, args.dry_run, args.force)
    say(args, f"{len(changed)} chapters {'would change' if args.dry_run else 'changed'}", changed)
    for place in empty:
        say(args, f"{place} is empty now; delete the block and mend its words")
    return 0


def say(args: argparse.Namespace, summary: str, found: object = ()) -> None:
    """Print what was found or done, a line each, then the summary; as JSON, what was found alone.
    """
    if args.json:
        import json

        print(json.dumps(found))
    else:
        print("\n".join([*(found if isinstance(found, list) else ()), summary]))


def run_where(args: argparse.Namespace) -> int:
    """Print the line of the package for a line of the book, or the other way round."""
    from lit.engine.text.where import counterpart, split_place

    path, line = split_place(args.root, args.place)
    path, line, name = counterpart(open_book(args.root), path, line)
    say(args, f"{path}:{line} {name}", {"path": path, "line": line, "id": name})
    return 0


def run_verify(args: argparse.Namespace) -> int:
    """Check the displayed formulas: all, or those with the given ids."""
    from collections import Counter

    from lit.engine.judge.verify import verify, verify_without_code

    if args.mutants:
        return run_mutants(args)
    if args.verbose and args.ids:
        show_stages(args)
    bar = progress() if sys.stderr.isatty() and not args.json else None
    book = open_book(args.root)
    if args.no_code:
        results = verify_without_code(book, args.ids, args.jobs, args.seconds)
    else:
        results = verify(book, args.ids, args.jobs, bar, args.seconds)
    failed = [result for result in results if result.status == "failed"]
    errors = words_checked(book) if not args.ids else []
    if not args.json:
        for told in dict.fromkeys(with_code(f"{result.path}:{result.line}: {result.label}",
                                            result.code)
                                  for result in failed):
            print(told)  # once, however many formulas one mistake in the notation spoils
        show(errors, False)
    count = Counter(result.status for result in results)
    counts = ", ".join(f"{n} {status}" for status, n in count.most_common())
    say(args, f"{len(results)} formulas{': ' if counts else ''}{counts}",
        [result._asdict() for result in results] if args.json else ())
    return 1 if failed or errors else 0


def words_checked(book: Book) -> list[ChapterError]:
    """Return a ChapterError for each mistake in what the book says of the notes and of itself."""
    from lit.engine.judge.citation import check_citations
    from lit.engine.judge.contract import check_contract
    from lit.engine.judge.ledger import check_ledger, check_unchecked
    from lit.engine.judge.printed import check_printed

    return [error for check in (check_contract, check_printed, check_citations, check_ledger,
                                check_unchecked)
            for error in check(book)]


def show_stages(args: argparse.Namespace) -> None:
    """Print what each stage makes of the formulas with the given ids."""
    from lit.engine.judge.trace import trace

    book = open_book(args.root)
    for chapter in book.chapters:
        for block in chapter.blocks:
            if block.id in args.ids:
                for name, lines in trace(book, chapter, block):
                    print(f"{name:18} {f'{chr(10):20}'.join(lines)}")
                print()


def run_mutants(args: argparse.Namespace) -> int:
    """Spoil the formulas, and print the spoilt copies that no check refuses."""
    from lit.engine.judge.mutate import spoil_book

    found = spoil_book(open_book(args.root), args.ids, args.jobs)
    alive = sum(len(spoilt.alive) for *_, spoilt in found)
    for chapter, block, spoilt in found if not args.json else ():
        for kind, tex in spoilt.alive:
            print(f"{chapter.path}:{block.line}: {block.id}: nobody notices {tex} ({kind}); "
                  "sharpen the statement, or say why in alive=")
    made, killed, explained = (sum(getattr(spoilt, name) for *_, spoilt in found) for name in
                               ("made", "killed", "explained"))
    say(args, f"{made} mutants made, {killed} killed, {explained} explained, {alive} alive",
        [spoilt._asdict() for *_, spoilt in found] if args.json else ())
    return 1 if alive else 0


def progress() -> Callable:
    """Return a function that counts results on the terminal's last line."""
    seen = []

    def show_count(result: Any) -> None:
        seen.append(result)
        print(f"\r{len(seen)} checked, {result.id[:50]:<50}", end="\r", file=sys.stderr, flush=True)

    return show_count


def run_ledger(args: argparse.Namespace) -> int:
    """Say of every item of the notes where it is treated, and with what verdict."""
    from collections import Counter

    from lit.engine.judge.ledger import ledger

    rows = ledger(open_book(args.root))
    lines = [f"{row['id']:<36} {row['status']:<17} {', '.join(row['where'])}" for row in rows]
    count = Counter(row["status"] for row in rows)
    summary = f"{len(rows)} items: " + ", ".join(f"{n} {status}"
                                                 for status, n in count.most_common())
    say(args, summary, rows if args.json else lines)
    return 0


def run_explain(args: argparse.Namespace) -> int:
    """Tell more of a mistake by its code; without one, list all codes."""
    from lit.engine.page.refusals import REFUSALS, explanation, table

    code = args.code.upper()
    if code and code not in REFUSALS:
        print(f"no mistake has the code {code}; lit explain lists all codes", file=sys.stderr)
        return 2
    told = {name: REFUSALS[name]._asdict() for name in ([code] if code else REFUSALS)}
    say(args, explanation(code) if code else table().rstrip("\n"), told)
    return 0


def run_notation(args: argparse.Namespace) -> int:
    """Propose a notation for the letters that a chapter's formulas use and nobody declares."""
    from lit.engine.formula.notation import read
    from lit.engine.formula.proposal import proposed
    from lit.engine.judge.verdict import involved

    book, path = open_book(args.root), os.path.relpath(args.file, args.root)
    chapter = next((one for one in book.chapters if one.path == path.replace(os.sep, "/")), None)
    if chapter is None:
        raise ChapterError(path, 1, "this is no chapter of the book", "name a file in nav")
    known, lines = {}, list[str]()
    for other in involved(book, chapter):
        for block in (one for one in other.blocks if one.lang == "notation"):
            known |= read(block.text, other.path, block.line)
    for block in (one for one in chapter.blocks if one.lang == "math"):
        new = proposed(block.text.rstrip("\n"), known)
        known |= read("\n".join(new))
        lines += new
    if lines and not args.json:
        print("\n".join(["```notation", *lines, "```"]))
    else:
        say(args, "every letter is declared", lines)
    return 0


def run_answer(args: argparse.Namespace) -> int:
    """Check your own answer to an exercise of the book."""
    from lit.engine.judge.answer import judge

    try:
        verdict, told = judge(args.root, args.exercise, args.file, args.seconds)
    except (ChapterError, ExceptionGroup) as error:
        show(getattr(error, "exceptions", [error]), args.json)
        return 2
    say(args, told, {"exercise": args.exercise, "right": verdict == "right", "told": told})
    return 0 if verdict == "right" else 1


def run_watch(args: argparse.Namespace) -> int:
    """Tangle and verify on each save until interrupted or terminated."""
    import signal
    import threading

    from lit.engine.judge.watch import verify_anew, watch

    def report(result: Any) -> None:
        if isinstance(result, ExceptionGroup):
            show(result.exceptions, args.json)
            sys.stdout.flush()
            return
        say(args, f"{len(result)} modules written", result)
        sys.stdout.flush()
        verify_anew(args.root, *["--json"] * args.json)

    stop = threading.Event()
    # A shell's background job is deaf to interrupts.
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        watch(args.root, report, (open_book(args.root).docs,), stop)
    except KeyboardInterrupt:
        pass  # in the middle of a report; between two of them, watch ends by itself
    return 0


def run_new(args: argparse.Namespace) -> int:
    """Begin a new chapter."""
    from lit.engine.text.new import new_chapter

    say(args, "now write it", [new_chapter(args.root, args.name)])
    return 0


def run_init(args: argparse.Namespace) -> int:
    """Begin a new book."""
    from lit.engine.text.new import init

    files, steps = init(args.folder, args.package)
    say(args, "\n".join(["now:", *(f"    {step}" for step in steps)]), files)
    return 0


def run_notebooks(args: argparse.Namespace) -> int:
    """Write each chapter as a Jupyter notebook."""
    from lit.engine.page.notebook import write_notebooks

    written = write_notebooks(args.root, args.folder)
    say(args, f"{len(written)} notebooks written", written)
    return 0


def run_epub(args: argparse.Namespace) -> int:
    """Write the built site as an EPUB."""
    from lit.engine.page.epub import write_epub

    say(args, f"{write_epub(args.root, args.file, args.site)} pages in {args.file}")
    return 0


def run_pdf(args: argparse.Namespace) -> int:
    """Print the built site as one PDF, with a headless Chromium."""
    from lit.engine.page.pdf import write_pdf

    say(args, f"{write_pdf(args.root, args.file, args.site)} pages of the site in {args.file}")
    return 0
