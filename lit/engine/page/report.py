"""Fill the pages that report: the ledger with its graph, the documents behind the book, the
bibliography.
"""

import html
import json
import os
import posixpath
import re
from collections import Counter

from lit.engine.judge.contract import documents, items
from lit.engine.judge.ledger import ledger, unchecked
from lit.engine.text.book import Book, read_bytes
from lit.engine.text.chapter import Chapter, ChapterError


def address(book: Book, path: str) -> str:
    """Return the address of a chapter's page, from the root of the site."""
    page = path.removeprefix(f"{book.docs}/").removesuffix(".md")
    return page.removesuffix("index") if page.split("/")[-1] == "index" else f"{page}/"


def link(book: Book, here: str, path: str, name: str = "") -> str:
    """Return the relative address, on the page of the chapter here, of a place in another chapter.
    """
    start = address(book, here) or "."
    found = posixpath.relpath(address(book, path) or ".", start) + "/"
    return f"{found}#{name}" if name else found


WORDS = {"refuted": "refuted, put right", "narrowed": "too wide, narrowed",
         "proved-for-sizes": "proved for sizes",
         "proved-once": "proved once"}


def weave_ledger(book: Book, here: str) -> str:
    """Return the ledger as HTML: counts, a table, and the graph of what rests on what."""
    rows, known = ledger(book), items(book)
    count = Counter(row["status"] for row in rows)
    told = ", ".join(f"{number} {WORDS.get(status, status)}"
                     for status, number in count.most_common())
    body = "".join(ledger_row(book, here, row, known.get(row["id"], {})) for row in rows)
    names = ("Item", "Status", "How, and where")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    loose = unchecked(book)
    listed = "".join(f'<li><a href="{link(book, here, path)}">{path}:{line}</a> '
                     f'<code>{html.escape(tex)}</code></li>'
                     for path, line, tex in loose)
    return (f'<p class="lit-count">{len(rows)} items: {told}.</p><details>'
            f'<summary>{len(loose)} equations in running '
            f"text are not checked</summary><ul>{listed}</ul></details>"
            '<div class="lit-wide" data-search-exclude tabindex="0" role="group" '
            'aria-label="Ledger"><table class="lit-table lit-ledger">'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
            f"<h2 id=\"graph\">What rests on what</h2>{weave_graph(book, here)}")


def ledger_row(book: Book, here: str, row: dict, item: dict) -> str:
    """Return the row of one item."""
    name = html.escape(item.get("title", row["id"].replace("-", " ").capitalize()))
    says = f'<p class="lit-says">{html.escape(row["says"])}</p>' if row["says"] else ""
    wrong = (f' <a href="{link(book, here, f"{book.docs}/errata.md")}">errata</a>'
             if item.get("erratum") else "")
    word = WORDS.get(row["status"], row["status"])
    notes = weave_sources(book, here, row)
    return (f'<tr id="{row["id"]}" data-status="{html.escape(word)}">'
            f'<th scope="row">{name}{says}{notes}</th>'
            f'<td><span class="lit-mark lit-{row["status"]}">{word}</span>{wrong}</td>'
            f"<td>{weave_checks(book, here, row)}</td></tr>")


PROOF = re.compile(r"\bproof-[a-z0-9-]+")


def weave_checks(book: Book, here: str, row: dict) -> str:
    """Return how an item is answered, what else is about it, and the mutants of its answers."""
    lines = [f"{home(book, here, *place)}: {weave_check(book, here, place[0], check)}"
             for place, check in zip(row["places"], row["check"], strict=True)]
    if row["measured"] and row["status"] == "tested":
        lines.append(f"Measured: {html.escape(row['measured'])}")
    if row["cited"]:
        lines.append(f"Source: {html.escape(row['cited'].replace('*', ''))}")
    near = {}
    for place in row["mentioned"]:
        found = home(book, here, *place)
        near.setdefault(found.partition(">")[2], found)
    if near:
        listed = "; ".join(near.values())
        lines.append(f"<details><summary>More about it</summary>{listed}</details>")
    mutants = row["mutants"]
    if mutants["made"]:
        why = f", {mutants['explained']} explained" if mutants["explained"] else ""
        lines.append(f"Mutants: {mutants['killed']} of {mutants['made']} killed{why}")
    return "".join(f"<div>{line}</div>" for line in lines)


def weave_check(book: Book, here: str, path: str, check: str) -> str:
    """Return how a block of the chapter at path was judged; a proof is led to, not named by id."""
    return PROOF.sub(lambda name: f'<a href="{link(book, here, path, name[0])}">its proof</a>',
                     html.escape(check))


def weave_sources(book: Book, here: str, row: dict) -> str:
    """Return the places of an item in the notes, with links to their sections."""
    return "".join(f'<div class="lit-place">{weave_source_line(book, here, one)}</div>'
                   for one in row["notes"])


def weave_source_line(book: Book, here: str, place: dict) -> str:
    """Return one place in the notes: document, section, lines, with a link to the section."""
    goal = link(book, here, f"{book.docs}/notes.md", anchor(place["document"], place["section"]))
    name = place["name"].removeprefix("the ").capitalize() + (f", {place['copy']}" if place["copy"]
                                                              else "")
    lines = str(place["lines"]).replace("-", "–").replace(",", ", ")
    word = "line" if lines.isdigit() else "lines"
    section = html.escape(place["section"])
    return f'{html.escape(name)}, <a href="{goal}">{section}</a>, {word} {lines}'


def home(book: Book, here: str, path: str, name: str) -> str:
    """Return a link to a block or a heading, in the words of its chapter and its heading."""
    chapter = next(one for one in book.chapters if one.path == path)
    line = next((part.line for part in (*chapter.blocks, *chapter.sections) if part.id == name), 1)
    above = [one.title for one in chapter.sections if one.line <= line and one.level > 1]
    words = f"{title(chapter)}, {above[-1]}" if above else title(chapter)
    return f'<a href="{link(book, here, path, name)}">{html.escape(words)}</a>'


def anchor(document: str, section: str) -> str:
    """Return the anchor of a section of a document, on the page of the notes."""
    return f"notes-{document}-" + re.sub(r"\W+", "-", section.casefold()).strip("-")


def weave_contents(book: Book) -> str:
    """Return the sections of all documents as folded lists."""
    body = ""
    for number, document in documents(book).items():
        copy = f", {document['copy']}" if "copy" in document else ""
        seen, rows = set(), ""
        for one in document["sections"]:
            place = anchor(number, one.get("number") or one["title"])
            name = f' id="{place}"' if place not in seen else ""
            seen.add(place)
            words = f"{one['number']} {one['title']}" if "number" in one else one["title"]
            rows += (f'<li{name} class="lit-level-{one["level"]}">{html.escape(words)} '
                     f'<small>lines {one["lines"]}</small></li>')
        head = html.escape(f"{document['name'][:1].upper()}{document['name'][1:]}{copy}: "
                           f"{document['what']}")
        body += f'<details class="lit-document"><summary>{head}</summary><ul>{rows}</ul></details>'
    return body


STEP, LEFT = 26, 300


def dependencies(book: Book) -> tuple[list[Chapter], Counter]:
    """Return {(place of a chapter, place of one it uses): number of uses}, places in reading order.
    """
    chapters = [chapter for chapter in book.chapters
                if any(block.lang == "math" for block in chapter.blocks)]
    home = {block.id: k for k, chapter in enumerate(chapters) for block in chapter.blocks
            if block.id}
    pairs = Counter((k, home[name]) for k, chapter in enumerate(chapters)
                    for block in chapter.blocks
                    for name in block.keys.get("uses", "").split() if name in home
                    and home[name] != k)
    return chapters, pairs


def weave_graph(book: Book, here: str) -> str:
    """Return the graph of chapters as an SVG with links, and the same as a list for those who
    listen.
    """
    chapters, pairs = dependencies(book)
    height = STEP * (len(chapters) + 1)
    names = "".join(f'<a href="{link(book, here, chapter.path)}"><text x="{LEFT - 14}" '
                    f'y="{STEP * (k + 1) + 4}" '
                    f'text-anchor="end">{html.escape(title(chapter))}</text></a>'
                    f'<circle cx="{LEFT}" cy="{STEP * (k + 1)}" r="4"/>'
                    for k, chapter in enumerate(chapters))
    arcs = "".join(arc(one, two, number) for (one, two), number in sorted(pairs.items()))
    listed = "".join(f"<li>{html.escape(title(chapters[one]))} uses "
                     f"{html.escape(title(chapters[two]))} "
                     f"({number} times)</li>" for (one, two), number in sorted(pairs.items()))
    return ('<div class="lit-wide" tabindex="0" role="group" aria-label="Graph"><svg '
            'class="lit-graph" role="group" '
            f'viewBox="0 0 640 {height}" aria-label="Which chapter uses which; '
            'the list below says the same">'
            f"{arcs}{names}</svg></div><details><summary>The same as a list</summary>"
            f"<ul>{listed}</ul></details>")


def arc(one: int, two: int, number: int) -> str:
    """Return the arc between two places; the more uses, the thicker."""
    top, low = sorted((STEP * (one + 1), STEP * (two + 1)))
    bend = LEFT + min(300, (low - top) * 0.8 + 20)
    width = min(6, 1 + number / 3)
    curve = f"M{LEFT} {top} C{bend:.0f} {top} {bend:.0f} {low} {LEFT} {low}"
    return f'<path d="{curve}" stroke-width="{width:.1f}"/>'


def title(chapter: Chapter) -> str:
    """Return the first heading of a chapter."""
    first = next((line for line in chapter.text.split("\n") if line.startswith("# ")), chapter.path)
    return first.lstrip("# ").split(" {")[0]


NAME = r"(?<![\w'’])(?:[^\W\d_]\.[- ]?)*[^\W\d_][\w'’–-]*(?: [^\W_][\w'’–-]*)*"
WORK = re.compile(rf"(?P<authors>{NAME}(?:, {NAME})*), \*(?P<title>[^*]+)\*"
                  r"(?P<rest>, [^*:]*?\b(?:1[5-9]|20)\d\d\)?)")


def works(book: Book) -> dict[str, list]:
    """Return {title: [authors, title, publication, chapters that name it]} of the sources of all
    chapters.
    """
    found = {}
    for chapter in book.chapters:
        _, _, sources = chapter.text.partition("\n## Sources")
        for match in WORK.finditer(" ".join(sources.split())):
            one = found.setdefault(match["title"].lower(),
                                   [match["authors"], match["title"], match["rest"], []])
            one[0] = max(one[0], match["authors"], key=len)
            one[2] = max(one[2], match["rest"], key=len)
            one[3].append(chapter)
    return found


def weave_bibliography(book: Book, here: str) -> str:
    """Return all sources as an HTML list, by the first author's family name and year, with links to
    their chapters.
    """
    def order(work: list) -> tuple[str, str, str]:
        first = work[0].split(",")[0].removesuffix(" and others")
        year = re.search(r"\d{4}\)?$", work[2])
        return first.split(". ")[-1].casefold(), year[0] if year else "", work[1]

    listed = []
    for authors, name, rest, chapters in sorted(works(book).values(), key=order):
        places = ", ".join(f'<a href="{link(book, here, chapter.path)}">'
                           f'{html.escape(title(chapter))}</a>' for chapter in chapters)
        listed.append(f"<li>{html.escape(authors)}, "
                      f"<cite>{html.escape(name)}</cite>{html.escape(rest)}. In: {places}.</li>")
    count = f'<p class="lit-count">{len(listed)} works.</p>'
    return f'{count}<ul class="lit-works">{"".join(listed)}</ul>'


def weave_measured(book: Book, text: str) -> str:
    """Return the HTML table of the benchmark whose JSON file the fence names.

    Raises ChapterError where there is none.
    """
    name = text.strip()
    path = os.path.join(book.root, book.docs, "measured", name)
    if not os.path.exists(path):
        raise ChapterError(f"{book.docs}/measured/{name}", 1, "no such measurement",
                           "run the benchmark that writes it")
    told = json.loads(read_bytes(path))
    head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in told["columns"])
    rows = "".join("<tr>" + "".join(map(measured_cell, row)) + "</tr>" for row in told["rows"])
    label = html.escape(told["told"])
    return ('<div class="lit-wide" tabindex="0" role="group" '
            f'aria-label="{html.escape(name)}"><table class="lit-table">'
            f"<caption>{label}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table></div>")


def measured_cell(value: str | float | None) -> str:
    """Return the cell of a text, of a number (a fraction to three digits), or of nothing."""
    if isinstance(value, (int, float)):
        told = f"{value:,}".replace(",", "\u202f") if isinstance(value, int) else f"{value:.3g}"
        return f'<td class="lit-number">{told}</td>'
    return f"<td>{html.escape(value or '–')}</td>"
