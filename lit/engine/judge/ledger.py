"""Say of every item of the notes where the book treats it, and with what verdict."""

import os
import re

from lit.engine.judge.verdict import FORMULAS
from lit.engine.judge.verify import current_verdicts
from lit.engine.text.book import read_bytes
from lit.engine.text.chapter import ChapterError, words

CONTRACT, MUTANTS = "inventory.yaml", ".lit/mutants.json"
COUNTS = ("made", "killed", "explained")
RANK = ("failed", "missing", "unjudged", "told", "tested", "cited", "defined", "proved-for-sizes", "proved", "refuted")


def claims(book):
    """Return {item: [claim]}; a claim is a dictionary of id, where, status, uses and seconds."""
    verdicts, spoilt, found = current_verdicts(book), current_verdicts(book, MUTANTS, "judge/mutate"), {}
    for chapter in book.chapters:
        for part in (*chapter.blocks, *chapter.sections):
            verdict = verdicts.get(part.id, {})
            kind = getattr(part, "kind", "")
            status = verdict.get("status", "unjudged") if kind in FORMULAS else "tested" if kind else "told"
            claim = {"id": part.id, "kind": kind, "where": f"{chapter.path}:{part.line}", "status": status,
                     "check": verdict.get("label", kind or "told"), "seconds": verdict.get("seconds", 0.0),
                     "uses": part.keys.get("uses", "").split(), "place": (chapter.path, part.id),
                     "mutants": {name: spoilt.get(part.id, {}).get(name, 0) for name in COUNTS}}
            for item in part.keys.get("item", "").split():
                found.setdefault(item, []).append(claim)
    return found


def status_of(parts):
    """Return the status of an item from its claims."""
    formulas = [part["status"] for part in parts if part["kind"] in ("def", "thm")]
    if formulas:
        return min(formulas, key=RANK.index)
    return max([part["status"] for part in parts], key=RANK.index, default="missing")


def ledger(book):
    """Return a list of dictionaries, one for each item of the contract or of the book, in order."""
    claimed, known = claims(book), contract(book)
    rows = []
    for item in [*known, *(item for item in claimed if item not in known)]:
        parts = claimed.get(item, [])
        rows.append({"id": item, "status": status_of(parts), "where": [part["where"] for part in parts],
                     "check": [f"{part['id']}: {part['check']}" for part in parts],
                     "uses": sorted({name for part in parts for name in part["uses"]}),
                     "places": [part["place"] for part in parts],
                     "mutants": {name: sum(part["mutants"][name] for part in parts) for name in COUNTS},
                     "seconds": round(sum(part["seconds"] for part in parts), 3)})
    return rows


def contract(book):
    """Return the ids of the items that the book has promised to treat, in order."""
    path = os.path.join(book.root, book.docs, CONTRACT)
    if not os.path.exists(path):
        return []
    import yaml  # an extra: only the ledger reads the contract

    return [item["id"] for item in yaml.load(read_bytes(path), getattr(yaml, "CSafeLoader", yaml.SafeLoader))]


INLINE = re.compile(r"(?<!\\)\$(?!\s)((?:\\.|[^\\$])+?)(?<!\s)\$", re.S)
STATES = re.compile(r"=|<|>|\\(?:le|ge|leq|geq|ne|neq|approx|equiv)(?![A-Za-z])")
CASE = re.compile(r"[-|\w\\^*{}()]+\s*(?:=|<|>|\\\w+)\s*-?[\w./\\{}]+")


def unchecked(book):
    """Return [(path, line, tex)] of the equations in running text that state something."""
    found = []
    for chapter in book.chapters:
        text = "" if chapter.path.startswith(f"{book.docs}/engine/") else words(chapter.text)
        for match in INLINE.finditer(text):
            tex = " ".join(match[1].split())
            if STATES.search(tex) and not CASE.fullmatch(tex):
                found.append((chapter.path, text.count("\n", 0, match.start()) + 1, tex))
    return found


KNOWN = "unchecked.txt"


def check_unchecked(book):
    """Return a ChapterError for each equation in the text that is not on the book's list; shorten the list."""
    place = os.path.join(book.root, book.docs, KNOWN)
    if not os.path.exists(place):
        return []
    listed = read_bytes(place).decode().splitlines()
    now = [f"{path}: {tex}" for path, _, tex in unchecked(book)]
    kept = [line for line in listed if line in now]
    if kept != listed:
        with open(place, "w", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in kept))
    return [ChapterError(path, line, f"nobody checks ${tex}$", "put it in a math fence, or say it in words")
            for path, line, tex in unchecked(book) if f"{path}: {tex}" not in listed]
