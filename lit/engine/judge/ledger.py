"""Say of every item of the notes where the book answers it, and with what verdict."""

import re
from collections.abc import Iterable

from lit.engine.judge.contract import bounds, documents, items, nature, section_at, section_name
from lit.engine.judge.verdict import FORMULAS
from lit.engine.judge.verify import current_verdicts
from lit.engine.text.book import Book
from lit.engine.text.chapter import ChapterError, nearest, words

MUTANTS = ".lit/mutants.json"
COUNTS = ("made", "killed", "explained")
HOW = {"": "in words", "test": "an experiment", "check": "an exercise",
       "figure": "a figure", "code": "code"}


def claims(book: Book) -> dict[str, list[dict]]:
    """Return {item: [claim]}: what makes it, where, with what status, and whether it answers."""
    verdicts, spoilt, found = (
        current_verdicts(book),
        current_verdicts(book, MUTANTS, "judge/mutate"),
        {},
    )
    for chapter in book.chapters:
        for part in (*chapter.blocks, *chapter.sections):
            verdict = verdicts.get(part.id, {})
            kind = getattr(part, "kind", "")
            status = (
                verdict.get("status", "unjudged")
                if kind in FORMULAS
                else "tested"
                if kind
                else "told"
            )
            claim = {
                "id": part.id,
                "kind": kind,
                "where": f"{chapter.path}:{part.line}",
                "status": status,
                "check": verdict.get("label", HOW.get(kind, "not judged yet")),
                "seconds": verdict.get("seconds", 0.0),
                "uses": list(verdict.get("uses") or part.keys.get("uses", "").split()),
                "place": (chapter.path, part.id),
                "mutants": {name: spoilt.get(part.id, {}).get(name, 0) for name in COUNTS},
            }
            for key in ("item", "about"):
                for item in part.keys.get(key, "").split():
                    found.setdefault(item, []).append(claim | {"answers": key == "item"})
    return found


RANK = (
    "failed",
    "missing",
    "unjudged",
    "mentioned",
    "told",
    "cited",
    "tested",
    "argued",
    "defined",
    "proved-once",
    "proved-for-sizes",
    "proved",
)
CEILING = {"fact": "tested", "claim-in-prose": "tested", "question": "tested", "figure": "tested"}
POOR = ("failed", "missing", "unjudged")
WRONG = {"formula": "refuted", "claim": "refuted", "overclaim": "narrowed"}


def weakest(statuses: Iterable[str]) -> str:
    """Return the status that claims least."""
    return min(statuses, key=RANK.index)


def status_of(item: dict, parts: list[dict]) -> str:
    """Return the status of an item of the contract from the claims about it."""
    wrong = verdict_on_notes(item, parts)
    if wrong:
        return wrong
    answers = [part["status"] for part in parts if part["answers"]]
    if not answers:
        return "mentioned" if parts else "missing"
    if item.get("cited"):
        return weakest(["cited", *(status for status in answers if status in POOR)])
    return weakest([*answers, CEILING.get(item.get("kind", ""), "proved")])


def verdict_on_notes(item: dict, parts: list[dict]) -> str:
    """Return refuted or narrowed where the notes are wrong and the book shows it; else nothing."""
    told = {part["id"]: part["status"] for part in parts}
    for kind in WRONG:
        for mistake in item.get("erratum", ()):
            if nature(mistake) == kind and (
                kind != "overclaim" or item.get("kind") != "definition"
            ):
                shown = [
                    told.get(name, "missing") for name in mistake.get("shown", "").split()
                ] or ["missing"]
                poor = [status for status in shown if status in POOR]
                return weakest(poor) if poor else WRONG[kind]
    return ""


def ledger(book: Book) -> list[dict]:
    """Return a list of dictionaries, one for each item of the contract or of the book, in order."""
    claimed, known = claims(book), items(book)
    rows = []
    for name in [*known, *(name for name in claimed if name not in known)]:
        item, parts = known.get(name, {}), claimed.get(name, [])
        answers = [part for part in parts if part["answers"]]
        rows.append(
            {
                "id": name,
                "status": status_of(item, parts),
                "says": item.get("statement_en", ""),
                "notes": places_in_notes(book, item),
                "where": [part["where"] for part in parts],
                "check": [part["check"] for part in answers],
                "measured": item.get("measured", ""),
                "cited": item.get("cited", ""),
                "uses": sorted({name for part in parts for name in part["uses"]}),
                "places": [part["place"] for part in answers],
                "mentioned": [part["place"] for part in parts if not part["answers"]],
                "mutants": {
                    name: sum(part["mutants"][name] for part in answers) for name in COUNTS
                },
                "seconds": round(sum(part["seconds"] for part in parts), 3),
            }
        )
    return rows


def places_in_notes(book: Book, item: dict) -> list[dict]:
    """Return the places where an item stands in the notes: document, name, copy, section, lines."""
    known, found = documents(book), []
    for source in item.get("source", ()):
        document = known.get(source["doc"])
        section = document and section_at(document, bounds(str(source["lines"]).split(",")[0])[0])
        if document and section:
            found.append(
                {
                    "document": source["doc"],
                    "name": document["name"],
                    "copy": document.get("copy", ""),
                    "section": section_name(section),
                    "lines": source["lines"],
                }
            )
    return found


def measured_by(parts: list[dict]) -> list[str]:
    """Return the experiments that answer an item."""
    return [part["id"] for part in parts if part["answers"] and part["kind"] == "test"]


def check_ledger(book: Book) -> list[ChapterError]:
    """Return a ChapterError for each tested item that does not say how, and each unknown item."""
    known, found = items(book), []
    for name, parts in claims(book).items() if known else ():
        path, line = parts[0]["where"].rsplit(":", 1)
        if name not in known:
            found.append(
                ChapterError(
                    path, int(line), f"no item {name} in the contract", nearest(name, known)
                )
            )
        elif (
            measured_by(parts)
            and status_of(known[name], parts) == "tested"
            and not known[name].get("measured")
        ):
            found.append(
                ChapterError(
                    path,
                    int(line),
                    f"{name} is tested, and nobody says how",
                    "add measured: to the contract",
                )
            )
    return found


INLINE = re.compile(r"(?<!\\)\$(?!\s)((?:\\.|[^\\$])+?)(?<!\s)\$", re.S)
STATES = re.compile(
    r"=|<|>|≤|≥|≠|≈|\\(?:le|ge|leq|geq|leqslant|geqslant|lt|gt|ll|gg|ne|neq|approx|equiv|simeq"
    r"|cong|propto|iff|implies|Rightarrow|Leftrightarrow)(?![A-Za-z])")
LETTER = (r"(?:\\mathbf\{\w\}|\\(?!pi\b)[a-z]+|(?!e\b)[A-Za-z])"
          r"(?:_\{?[\w,]+\}?|\^\{\(\w+\)\}|\^\d)?'*")
CASE = re.compile(
    rf"(?:-?{LETTER}|\|{LETTER}\||\\\|{LETTER}\\\|(?:_\w)?)\s*"
    r"(?:=|<|>|\\(?:le|ge|leq|geq|ne|neq|ll|gg)\b)\s*-?[\w./\\{}]+")


def unchecked(book: Book) -> list[tuple[str, int, str]]:
    """Return [(path, line, tex)] of the equations in running text that state something."""
    found = []
    for chapter in book.chapters:
        text = "" if chapter.path.startswith(f"{book.docs}/engine/") else words(chapter.text)
        for match in INLINE.finditer(text):
            tex = " ".join(match[1].split())
            if STATES.search(tex) and not CASE.fullmatch(tex):
                found.append((chapter.path, text.count("\n", 0, match.start()) + 1, tex))
    return found


def check_unchecked(book: Book) -> list:
    """Return a ChapterError for each equation in the text that states something."""
    return [ChapterError(path, line, f"nobody checks ${tex}$",
                         "put it in a math fence, or say it in words")
            for path, line, tex in unchecked(book)]
