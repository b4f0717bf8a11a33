"""Verify a book's displayed formulas, and keep the verdicts for its pages."""

import functools
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

from lit.engine.judge.execute import sources
from lit.engine.judge.guard import digest
from lit.engine.judge.process import SECONDS, Done, results
from lit.engine.judge.verdict import FORMULAS, Result, involved
from lit.engine.text.book import Book, read_bytes
from lit.engine.text.chapter import Block, Chapter, ChapterError, nearest
from lit.engine.text.state import replace, seal

PLACE = ".lit/verdicts.json"


ENGINE = os.path.dirname(os.path.dirname(__file__))
IMPORT = re.compile(rb"^from lit\.engine\.([\w.]+) import (\([^)]*\)|[\w, ]+)", re.M)


@functools.cache
def engine_checksum(entry: str = "judge/statement") -> str:
    """Return the checksum of the engine's modules that a verdict depends on: entry and all that it
    imports.
    """
    texts, open_ones = {}, [entry]
    while open_ones:
        name = open_ones.pop()
        texts[name] = read_bytes(os.path.join(ENGINE, f"{name}.py"))
        open_ones += [other for other in engine_imports(texts[name]) if other not in texts]
    return hashlib.sha256(b"".join(texts[name] for name in sorted(texts))).hexdigest()


def engine_imports(text: bytes) -> list[str]:
    """Return the modules of the engine that the bytes of one of them import, as paths without an
    ending.
    """
    found = []
    for module, names in IMPORT.findall(text):
        place = module.decode().replace(".", "/")
        inside = [f"{place}/{name}" for name in re.findall(r"\w+", names.decode())]
        found += [path for path in (place, *inside)
                  if os.path.isfile(os.path.join(ENGINE, f"{path}.py"))]
    return found


def bases(book: Book, chapter: Chapter, engine: str) -> dict[str, str]:
    """Return {id: checksum of all that the verdict about that formula rests on} for a chapter's
    formulas.
    """
    given = checksum(engine, [block for other in involved(book, chapter) for block in other.blocks
                              if block.lang == "notation" or block.kind == "def"])
    code = b"".join(map(read_bytes, sources(book, chapter))).hex()
    found = {}
    for block in chapter.blocks:
        if block.kind in FORMULAS:
            helpers = [other for other in chapter.blocks
                       if block.id in (other.keys.get("of"), other.keys.get("proves"))]
            users = [other for other in chapter.blocks if block.kind == "def"
                     and block.id in other.keys.get("uses", "").split()]
            runs = code if helpers or "code" in block.keys else ""
            found[block.id] = checksum(given + runs, [block, *helpers, *users])
    return found


def checksum(start: str, blocks: Iterable[Block]) -> str:
    """Return the checksum of a text and of the blocks."""
    parts = (f"{block.id}\0{sorted(block.keys.items())}\0{block.text}" for block in blocks)
    return hashlib.sha256("\0".join([start, *parts]).encode()).hexdigest()


BEARS = re.compile(r"(sympy|mpmath|numpy|scipy|matplotlib|python_flint|gmpy2|z3_solver|cvc5|pandas"
                   r"|scikit_learn|networkx|statsmodels|torch|jax)-([^-]+)\.dist-info")


@functools.cache
def versions() -> str:
    """Return the versions of Python and of the libraries that a verdict may rest on."""
    found = {sys.version}
    for folder in sys.path:
        names = os.listdir(folder) if os.path.isdir(folder) else ()
        found.update(match[0] for match in map(BEARS.fullmatch, names) if match)
    return "\0".join(sorted(found))


PAUSE = 2  # seconds between two writes of what is known


def verify(book: Book, ids: Sequence[str] = (), jobs: int | None = None,
           report: Callable | None = None, seconds: float = SECONDS) -> list[Result]:
    """Return the Results of the book's formulas, or of those in ids; verdicts are kept in .lit/.

    report is called with each new Result. Raises ChapterError for an id that does not exist.
    """
    tasks = formulas(book, ids)
    kept, now = load_verdicts(book.root), current_bases(book)
    fresh = [task for task in tasks if not is_settled(kept, now, task[1].id, book.root)]
    found, last = judged(book, fresh, jobs, seconds), time.monotonic()
    try:
        for result, reads in found:
            kept[result.id] = result._asdict() | {"basis": now[result.id], "reads": reads}
            if report:
                report(result)
            if time.monotonic() > last + PAUSE:
                keep_verdicts(book.root, kept)
                last = time.monotonic()
    finally:
        found.close()
        fail_with_grounds(kept, now)
        keep_verdicts(book.root, {name: kept[name] for name in now if name in kept})
    told = [Result(*(kept[block.id][field] for field in Result._fields)) for _, block in tasks]
    return [result if result.status == "failed"
            else result._replace(path=chapter.path, line=block.line)
            for result, (chapter, block) in zip(told, tasks, strict=True)]


def fail_with_grounds(kept: dict, now: dict) -> None:
    """Enter into the kept verdicts that what rests on a formula that fails, as the book is now, has
    no verdict.
    """
    failed = [name for name, one in kept.items() if one["status"] == "failed"
              and one["basis"] == now.get(name)]
    while failed:
        ground = failed.pop()
        for name, one in kept.items():
            if ground in one.get("uses", ()) and one["status"] != "failed":
                one.update(status="failed",
                           label=f"{name} is not judged: {ground} fails; mend that first")
                failed.append(name)


def formulas(book: Book, ids: Sequence[str] = ()) -> list:
    """Return [(chapter, block)] of the book's formulas, or of those in ids. Raises ChapterError."""
    tasks = [(chapter, block) for chapter in book.chapters for block in chapter.blocks
             if block.kind in FORMULAS]
    names = [block.id for _, block in tasks]
    for name in ids:
        if name not in names:
            raise ChapterError("docs", 1, f"no formula {name}", nearest(name, names))
    return [(chapter, block) for chapter, block in tasks if not ids or block.id in ids]


def current_bases(book: Book, entry: str = "judge/statement") -> dict[str, str]:
    """Return {id: checksum of what its verdict rests on} for all formulas, by the engine's module
    entry.
    """
    engine = f"{engine_checksum(entry)}\0{versions()}"
    return {name: found for chapter in book.chapters
            for name, found in bases(book, chapter, engine).items()}


def is_current(kept: dict, now: dict, name: str, root: str = ".") -> bool:
    """Return whether a verdict was kept that rests on the book as it is."""
    verdict = kept.get(name, {})
    return (verdict.get("basis") == now[name]
            and all(digest(root, path) == mark for path, mark in verdict.get("reads", {}).items()))


def is_settled(kept: dict, now: dict, name: str, root: str = ".") -> bool:
    """Return whether a verdict need not be found again; a failure is looked at again, for its line.
    """
    return is_current(kept, now, name, root) and kept[name].get("status") != "failed"


def verify_without_code(book: Book, ids: Sequence[str] = (), jobs: int | None = None,
                        seconds: float = SECONDS) -> list:
    """Return the Results of the book's formulas, or of those in ids, with no code of the book run.
    """
    chapters = [chapter._replace(blocks=tuple(
        block._replace(keys={key: word for key, word in block.keys.items() if key != "code"})
        for block in chapter.blocks if block.kind not in ("twin", "proof")))
                for chapter in book.chapters]
    bare = book._replace(chapters=tuple(chapters))
    return [result for result, _ in judged(bare, formulas(bare, ids), jobs, seconds)]


def judged(book: Book, tasks: list, jobs: int | None,
           seconds: float = SECONDS) -> Generator[tuple[Result, dict], None, None]:
    """Yield (Result, {path: checksum} of what was read for it) of tasks in order."""
    if not tasks:
        return
    # SymPy: a second, and only where it is needed.
    from lit.engine.judge.statement import verify_block

    work = functools.partial(verify_block, book)
    for task, end in zip(tasks, ends(work, tasks, jobs, seconds, book.root), strict=True):
        if isinstance(end, Done):
            sys.stderr.write(end.printed)
            yield end.result, end.reads
        else:
            path, line, name = end.block or (task[0].path, task[1].line, task[1].id)
            yield Result(task[1].id, "failed", f"{name} {end.why}; mend it", path, line, 0.0), {}


def ends(work: Callable, tasks: list, jobs: int | None, seconds: float = SECONDS,
         root: str = ".") -> Iterator:
    """Yield what became of work(*task) for each of the tasks, which begin with a chapter and a
    block.
    """
    return results(work, tasks, jobs or os.cpu_count() or 1, runs_code, seconds, root)


def runs_code(chapter: Chapter, block: Block, *rest: object) -> bool:
    """Return whether judging a formula runs what the chapter's author has written."""
    return "code" in block.keys or any(
        block.id in (other.keys.get("of"), other.keys.get("proves")) for other in chapter.blocks)


def shared(work: Callable, tasks: list, jobs: int | None = None) -> Iterator:
    """Yield work(*task) for each of the tasks, in order.

    Raises ChapterError where a block ends Python.
    """
    for task, end in zip(tasks, ends(work, tasks, jobs), strict=True):
        if not isinstance(end, Done):
            path, line, name = end.block or (task[0].path, task[1].line, task[1].id)
            raise ChapterError(path, line, f"{name} {end.why}", "mend it")
        yield end.result


def load_verdicts(root: str, place: str = PLACE) -> dict[str, dict]:
    """Return the verdicts of earlier runs, {id: fields}; those without a right seal are left out.
    """
    try:
        found = json.loads(read_bytes(os.path.join(root, place)))
    except (OSError, ValueError, RecursionError):
        return {}
    sealed = found.items() if isinstance(found, dict) else ()
    return {name: {key: value for key, value in fields.items() if key != "seal"}
            for name, fields in sealed if isinstance(fields, dict)
            and fields.get("seal") and fields["seal"] == verdict_seal(place, name, fields)}


def verdict_seal(place: str, name: str, fields: dict) -> str | None:
    """Return the seal of a verdict."""
    words = {key: value for key, value in fields.items() if key != "seal"}
    return seal(f"{place} {name}", json.dumps(words, sort_keys=True).encode())


def current_verdicts(book: Book, place: str = PLACE,
                     entry: str = "judge/statement") -> dict[str, dict]:
    """Return {id: fields} of the kept verdicts that rest on the book as it is now."""
    kept = load_verdicts(book.root, place)
    now = current_bases(book, entry) if kept else {}
    return {name: kept[name] for name in now if is_current(kept, now, name, book.root)}


def keep_verdicts(root: str, verdicts: dict, place: str = PLACE) -> None:
    """Write the verdicts where the pages and the next run find them. Raises ChapterError."""
    sealed = {name: fields | {"seal": verdict_seal(place, name, fields)}
              for name, fields in verdicts.items()}
    data = json.dumps(sealed, ensure_ascii=False, indent=1, sort_keys=True).encode()
    if not all(fields["seal"] for fields in sealed.values()):
        raise ChapterError(place, 1, "cannot be sealed: this user has no folder for the key",
                           "set XDG_STATE_HOME to a folder that you may write in")
    if not replace(os.path.join(root, place), data):
        raise ChapterError(place, 1, "cannot be written", "free some space, or allow writing there")
