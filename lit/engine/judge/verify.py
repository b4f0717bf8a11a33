"""Verify a book's displayed formulas, and keep the verdicts for its pages."""

import concurrent.futures
import functools
import hashlib
import json
import multiprocessing
import os
import re

from lit.engine.judge.execute import sources
from lit.engine.judge.verdict import FORMULAS, Result, involved
from lit.engine.text.book import read_bytes
from lit.engine.text.chapter import ChapterError, nearest

PLACE = ".lit/verdicts.json"


ENGINE = os.path.dirname(os.path.dirname(__file__))
IMPORT = re.compile(rb"^from lit\.engine\.([\w.]+) import (\([^)]*\)|[\w, ]+)", re.M)


@functools.cache
def engine_checksum(entry="judge/statement"):
    """Return the checksum of the engine's modules that a verdict depends on: entry and all that it imports."""
    texts, open_ones = {}, [entry]
    while open_ones:
        name = open_ones.pop()
        texts[name] = read_bytes(os.path.join(ENGINE, f"{name}.py"))
        open_ones += [other for other in engine_imports(texts[name]) if other not in texts]
    return hashlib.sha256(b"".join(texts[name] for name in sorted(texts))).hexdigest()


def engine_imports(text):
    """Return the modules of the engine that the bytes of one of them import, as paths without an ending."""
    found = []
    for module, names in IMPORT.findall(text):
        place = module.decode().replace(".", "/")
        inside = [f"{place}/{name}" for name in re.findall(r"\w+", names.decode())]
        found += [path for path in (place, *inside) if os.path.isfile(os.path.join(ENGINE, f"{path}.py"))]
    return found


def bases(book, chapter, engine):
    """Return {id: checksum of all that the verdict about that formula rests on} for a chapter's formulas."""
    given = checksum(engine, [block for other in involved(book, chapter) for block in other.blocks
                              if block.lang == "notation" or block.kind == "def"])
    code = b"".join(map(read_bytes, sources(book, chapter))).hex()
    found = {}
    for block in chapter.blocks:
        if block.kind in FORMULAS:
            helpers = [other for other in chapter.blocks if block.id in (other.keys.get("of"), other.keys.get("proves"))]
            users = [other for other in chapter.blocks if block.kind == "def" and block.id in other.keys.get("uses", "").split()]
            runs = code if helpers or "code" in block.keys else ""
            found[block.id] = checksum(given + runs, [block, *helpers, *users])
    return found


def checksum(start, blocks):
    """Return the checksum of a text and of the blocks."""
    parts = (f"{block.id}\0{sorted(block.keys.items())}\0{block.text}" for block in blocks)
    return hashlib.sha256("\0".join([start, *parts]).encode()).hexdigest()


def verify(book, ids=(), jobs=None, report=None):
    """Return the Results of the book's formulas, or of those in ids; verdicts are kept in .lit/.

    report is called with each new Result. Raises ChapterError for an id that does not exist.
    """
    tasks = [(chapter, block) for chapter in book.chapters for block in chapter.blocks if block.kind in FORMULAS]
    names = [block.id for _, block in tasks]
    for name in ids:
        if name not in names:
            raise ChapterError("docs", 1, f"no formula {name}", nearest(name, names))
    tasks = [(chapter, block) for chapter, block in tasks if not ids or block.id in ids]
    kept, now = load_verdicts(book.root), current_bases(book)
    fresh = [task for task in tasks if not is_current(kept, now, task[1].id)]
    for result in judged(book, fresh, jobs):
        kept[result.id] = result._asdict() | {"basis": now[result.id]}
        if report:
            report(result)
    keep_verdicts(book.root, {name: kept[name] for name in names if name in kept})
    results = [Result(*(kept[block.id][field] for field in Result._fields)) for _, block in tasks]
    return [result if result.status == "failed" else result._replace(path=chapter.path, line=block.line)
            for result, (chapter, block) in zip(results, tasks, strict=True)]


def current_bases(book, entry="judge/statement"):
    """Return {id: checksum of what its verdict rests on} for all formulas of the book, by the engine's module entry."""
    engine = engine_checksum(entry)
    return {name: found for chapter in book.chapters for name, found in bases(book, chapter, engine).items()}


def is_current(kept, now, name):
    """Return whether a verdict was kept that rests on the book as it is; a failure is looked at again, for its line."""
    return kept.get(name, {}).get("basis") == now[name] and kept[name].get("status") != "failed"


def judged(book, tasks, jobs):
    """Yield the Results of tasks in order, from several processes where that pays."""
    if not tasks:
        return
    from lit.engine.judge.statement import verify_block  # SymPy: a second, and only where it is needed

    yield from shared(functools.partial(verify_block, book), tasks, jobs)


def shared(work, tasks, jobs=None):
    """Yield work(*task) for each of the tasks, in order, from several processes where that pays."""
    jobs = min(jobs or os.cpu_count() or 1, len(tasks) // 16)
    if jobs < 2:
        yield from (work(*task) for task in tasks)
        return
    fork = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(jobs, mp_context=fork) as pool:
        yield from pool.map(work, *zip(*tasks))


def load_verdicts(root, place=PLACE):
    """Return the verdicts of earlier runs, {id: fields}; empty where there are none."""
    try:
        return json.loads(read_bytes(os.path.join(root, place)))
    except (OSError, ValueError):
        return {}


def current_verdicts(book, place=PLACE, entry="judge/statement"):
    """Return {id: fields} of the kept verdicts that rest on the book as it is now."""
    kept = load_verdicts(book.root, place)
    now = current_bases(book, entry) if kept else {}
    return {name: kept[name] for name, basis in now.items() if kept.get(name, {}).get("basis") == basis}


def keep_verdicts(root, verdicts, place=PLACE):
    """Write the verdicts where the pages and the next run find them."""
    place = os.path.join(root, place)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(f"{place}.new", "w", encoding="utf-8") as file:
        json.dump(verdicts, file, ensure_ascii=False, indent=1, sort_keys=True)
    os.replace(f"{place}.new", place)
