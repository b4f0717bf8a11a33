"""The command `lit`: its arguments, its exit codes, and its answer to errors of the system."""

import argparse
import os
import sys
from collections.abc import Callable

from lit.engine.commands import (
    run_answer, run_epub, run_explain, run_init, run_ledger, run_new, run_notation, run_notebooks,
    run_pdf, run_stitch, run_tangle, run_verify, run_watch, run_where, show,
)
from lit.engine.text.chapter import ChapterError


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    root = argparse.ArgumentParser(add_help=False)
    root.add_argument("--root", default=".", metavar="DIR",
                      help="the book's folder (default: here)")
    root.add_argument("--json", action="store_true", help="print for machines")
    main = argparse.ArgumentParser(prog="lit", description="A book that is its own package.")
    commands = main.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable) -> argparse.ArgumentParser:
        words = str(run.__doc__).splitlines()[0]
        made = commands.add_parser(name, parents=[root], help=words, description=words)
        made.set_defaults(run=run)
        return made

    add_both_ways(command("tangle", run_tangle), command("stitch", run_stitch))
    command("where", run_where).add_argument("place", metavar="FILE:LINE")
    add_verifying(command("verify", run_verify))
    checking = command("check", run_answer)
    checking.add_argument("exercise", metavar="ID", help="exercise-… or check-…, as on the page")
    checking.add_argument("file", metavar="FILE", help="your answer, in Python")
    add_seconds(checking, "time limit")
    explaining = command("explain", run_explain)
    explaining.add_argument("code", nargs="?", default="", metavar="CODE", help="such as E036")
    command("notation", run_notation).add_argument("file", metavar="FILE", help="a chapter")
    command("ledger", run_ledger)
    command("watch", run_watch)
    command("new", run_new).add_argument("name", metavar="PART/CHAPTER")
    beginning = command("init", run_init)
    beginning.add_argument("folder", metavar="DIR")
    beginning.add_argument("--package", default="", metavar="NAME", help="the package's name")
    command("notebooks", run_notebooks).add_argument("folder", metavar="DIR")
    for name, run in (("epub", run_epub), ("pdf", run_pdf)):
        exporting = command(name, run)
        exporting.add_argument("file", metavar="FILE")
        exporting.add_argument("--site", default="site", metavar="DIR",
                               help="the built site (default: site)")
    return main


def add_both_ways(tangling: argparse.ArgumentParser, stitching: argparse.ArgumentParser) -> None:
    """Add the arguments of the two commands that carry text from one side to the other."""
    tangling.add_argument("--check", action="store_true", help="only say what differs")
    stitching.add_argument("--dry-run", action="store_true", help="only say what would change")
    tangling.add_argument("--force", action="store_true",
                          help="write over modules that were edited; a copy is kept")
    stitching.add_argument("--force", action="store_true",
                           help="take the module's text where both were edited; a copy is kept")


def add_verifying(verifying: argparse.ArgumentParser) -> None:
    """Add the arguments of verify."""
    verifying.add_argument("ids", nargs="*", metavar="ID", help="formulas to check (default: all)")
    verifying.add_argument("-v", "--verbose", action="store_true",
                           help="show each stage of the formulas with these ids")
    verifying.add_argument("--mutants", action="store_true",
                           help="spoil each formula, and see who notices")
    verifying.add_argument("--jobs", type=int, metavar="N",
                           help="processes (default: one a processor)")
    add_seconds(verifying, "time limit for each formula")
    verifying.add_argument("--no-code", action="store_true",
                           help="judge the formulas alone; run nothing that the author wrote")


def add_seconds(command: argparse.ArgumentParser, words: str) -> None:
    """Add a time limit to a command."""
    command.add_argument("--seconds", type=float, default=60, metavar="N",
                         help=f"{words} (default: 60)")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 clean, 1 findings, 2 misuse."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    args = parser().parse_args(arguments)
    try:
        return run(args)
    except BrokenPipeError:  # who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("interrupted; what was verified is kept", file=sys.stderr)
        return 130


def run(args: argparse.Namespace) -> int:
    """Run the command that args name; return its exit code."""
    try:
        code = args.run(args)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        raise
    except ChapterError as error:
        return show([error], args.json)
    except ExceptionGroup as group:
        if not all(isinstance(error, ChapterError) for error in group.exceptions):
            raise
        return show(group.exceptions, args.json)
    except ImportError as error:
        print(f"{error}; install it: pip install 'konspekt[dev]'", file=sys.stderr)
        return 2
    except OSError as error:
        return show([refusal(error, args.root)], args.json)


def refusal(error: OSError, root: str) -> ChapterError:
    """Return the finding for an error of the operating system's."""
    path = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else root
    inside = os.path.relpath(path, root)
    what = f"the system refuses ({error.strerror or type(error).__name__})"
    return ChapterError(path if inside.startswith("..") else inside, 1, what,
                        "mend that, and run it again")
