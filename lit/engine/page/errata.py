"""Show the mistakes of the notes, of their textbook and of the scanner, with what refutes them."""

import functools
import html
import posixpath
import re
from collections.abc import Callable
from typing import Any

from lit.engine.judge.contract import bounds, documents, errata, items
from lit.engine.judge.verify import current_verdicts
from lit.engine.page.report import anchor, home, link, title
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter

LISTS = (
    ("author", "notes", "Mistakes of the notes"),
    ("textbook", "textbook", "Mistakes that stand in the textbook already"),
    ("scanner", "scans", "Slips of the scanner"),
)


def weave_errata(book: Book, here: str, typeset: Callable) -> str:
    """Return the three lists of mistakes as HTML, with contents before them."""
    told = [(name, mistake) for name, mistakes in errata(book).items() for mistake in mistakes]
    page = Page(book, here, typeset)
    lists = [
        (key, heading, [one for one in told if one[1]["whose"] == whose])
        for whose, key, heading in LISTS
    ]
    contents = "".join(
        f'<li><a href="#{key}">{heading}</a>: {len(some)}</li>'
        for key, heading, some in lists
        if some
    )
    body = "".join(
        f'<h2 id="{key}">{heading}</h2>'
        + (weave_scans(page, some) if key == "scans" else weave_parts(page, key, some))
        for key, heading, some in lists
        if some
    )
    return f'<ul class="lit-contents">{contents}</ul>{body}'


class Page:
    """What weaving a mistake needs: the page, how to typeset, and where each block and item is."""

    def __init__(self, book: Book, here: str, typeset: Callable) -> None:
        self.book, self.here, self.typeset = book, here, typeset
        self.items, self.documents, self.verdicts = (
            items(book),
            documents(book),
            current_verdicts(book),
        )
        self.homes: dict[str, tuple[Chapter, Any]] = {}
        self.treats: dict[str, Chapter] = {}
        for chapter in book.chapters:
            for part in (*chapter.blocks, *chapter.sections):
                self.homes.setdefault(part.id, (chapter, part))
                for key in ("item", "about"):
                    for item in part.keys.get(key, "").split():
                        self.treats.setdefault(item, chapter)


def weave_parts(page: Page, key: str, told: list) -> str:
    """Return mistakes grouped by the parts of the book, with links to the parts before them."""
    parts = {}
    for name, mistake in told:
        chapter = page.treats.get(name)
        parts.setdefault(part_of(page.book, chapter), []).append((name, mistake))
    order = sorted(parts, key=lambda part: part[0])
    jumps = " · ".join(
        f'<a href="#{key}-{slug}">{html.escape(words)}</a> {len(parts[rank, slug, words])}'
        for rank, slug, words in order
    )
    body = "".join(
        f'<h3 id="{key}-{slug}">{html.escape(words)}</h3>'
        + "".join(weave_mistake(page, name, mistake) for name, mistake in parts[rank, slug, words])
        for rank, slug, words in order
    )
    return f'<p class="lit-jumps">{jumps}</p>{body}'


def part_of(book: Book, chapter: Chapter | None) -> tuple[int, str, str]:
    """Return (rank, name, title) of the part of the book that a chapter belongs to."""
    folder = posixpath.dirname(chapter.path) if chapter else ""
    for rank, other in enumerate(book.chapters):
        if folder and folder != book.docs and other.path == f"{folder}/index.md":
            return rank, posixpath.basename(folder), title(other)
    return len(book.chapters), "front", "Front and back matter"


def weave_mistake(page: Page, name: str, mistake: dict) -> str:
    """Return one mistake: its place, what stands there, what is wrong and what is right."""
    unique = f"{name}-{errata(page.book)[name].index(mistake) + 1}"
    item = page.items[name]
    seen = f"<p>{stands(mistake)}</p>{weave_printed(page, mistake)}"
    words = f"<p>{html.escape(mistake['wrong'])}</p>"
    source = (
        f'<p class="lit-place">In the textbook: {html.escape(mistake["textbook"])}.</p>'
        if "textbook" in mistake
        else ""
    )
    doubt = (
        '<p class="lit-place">It may be the scanner’s slip.</p>'
        if mistake.get("maybe_scan")
        else ""
    )
    return (
        f'<section class="lit-erratum" id="{unique}">'
        f'<h4>{html.escape(item.get("title", item["id"]))}</h4>'
        f'<p class="lit-place">{weave_place(page, mistake)}</p>{seen}{words}{source}{doubt}'
        f"{weave_right(page, mistake)}{weave_shown(page, mistake)}</section>"
    )


def stands(mistake: dict) -> str:
    """Return the words before what stands in the notes."""
    says = html.escape(mistake.get("says", ""))
    if "printed" not in mistake:
        return f'<span class="lit-label">It says:</span> {says}.'
    return f'<span class="lit-label">Printed:</span> {says}'.rstrip()


def weave_printed(page: Page, mistake: dict) -> str:
    """Return the formulas as they are printed, typeset; nothing where there are words only."""
    printed = mistake.get("printed", "")
    tex = r" \qquad ".join(printed) if isinstance(printed, list) else printed
    return weave_display(page, tex, "As printed") if tex else ""


def weave_display(page: Page, tex: str, words: str) -> str:
    """Return a displayed formula that can be scrolled."""
    formula = page.typeset(tex, True)
    return f'<div class="lit-math" tabindex="0" role="group" aria-label="{words}">{formula}</div>'


def weave_right(page: Page, mistake: dict) -> str:
    """Return what is right, as a formula or in words."""
    if "right" in mistake:
        formula = weave_display(page, mistake["right"], "What is right")
        return f'<p class="lit-label">Right:</p>{formula}'
    words = html.escape(mistake["correction"].rstrip("."))
    return f'<p><span class="lit-label">Right:</span> {words}.</p>'


def weave_place(page: Page, mistake: dict) -> str:
    """Return where a mistake stands: document, section and line, with a link to the section."""
    document = page.documents[mistake["document"]]
    first, last = bounds(mistake["line"])
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    copy = f" ({document['copy']})" if "copy" in document else ""
    section = mistake["section"]
    named = f"section {section}" if re.fullmatch(r"[\d.]+", section) else f"“{section}”"
    goal = link(
        page.book, page.here, f"{page.book.docs}/notes.md", anchor(mistake["document"], section)
    )
    also = "".join(f"; also {elsewhere(page, place)}" for place in mistake.get("also", ()))
    name = document["name"]
    return (
        html.escape(f"{name[:1].upper()}{name[1:]}{copy}, ")
        + f'<a href="{goal}">{html.escape(named)}</a>, {lines}{also}'
    )


def elsewhere(page: Page, place: str) -> str:
    """Return a second place of a mistake, `001:76`, in words."""
    number, _, lines = place.partition(":")
    document, (first, last) = page.documents[number], bounds(lines)
    told = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"{told} of the {document['copy']}" if "copy" in document else told


OWN = "As a formula of this book: false"
ORIGINAL = ("The two together: false", "In the letters of the chapter: false")


def weave_shown(page: Page, mistake: dict) -> str:
    """Return the false formulas that the run refuted, and links to all that shows a mistake."""
    names = [name for name in mistake.get("shown", "").split() if name in page.homes]
    formulas = "".join(
        weave_false(page, *page.homes[name], mistake) for name in names if name.startswith("err-")
    )
    places = [(page.homes[name][0].path, name) for name in names]
    links = {}
    for place in places:
        found = home(page.book, page.here, *place)
        links.setdefault(found.partition(">")[2], found)
    where = f'<p class="lit-place">In the book: {", ".join(links.values())}.</p>' if links else ""
    return formulas + where


def weave_false(page: Page, chapter: Chapter, block: Block, mistake: dict) -> str:
    """Return what refutes a false formula, and the formula where it is not the one printed."""
    verdict = page.verdicts.get(block.id, {}).get("label", "")
    goal = link(page.book, page.here, chapter.path, block.id)
    found = "Not judged yet.</a>"
    if verdict:
        found = f"It fails</a>{weave_counterexample(page.typeset, verdict)}"
    fails = f'<p class="lit-fails"><a href="{goal}">{found}</p>'
    if "from" in block.keys and "letters" not in mistake and isinstance(mistake["printed"], str):
        return fails
    words = ORIGINAL[bool("letters" in mistake)] if "from" in block.keys else OWN
    head = f'<p class="lit-head" data-search-exclude><span class="lit-label">{words}</span></p>'
    formula = weave_display(page, block.text, words)
    return f'<div class="lit-formula lit-err">{head}{formula}{fails}</div>'


LETTER = r"[A-Za-z]\w*(?:\(\d+\))?"
POINT = re.compile(rf"({LETTER}) = (-?[\w.+-]+)")
NUMBERS = re.compile(rf"(?:\b({LETTER}) = )?"
                     r"(?<![\w.])(-?\d[\d.]*(?:e[+-]?\d+)?)(?![\w.]*[A-Za-z(])")
GREEK = (
    "alpha",
    "beta",
    "gamma",
    "delta",
    "varepsilon",
    "epsilon",
    "eta",
    "theta",
    "lambda",
    "mu",
    "sigma",
    "tau",
    "phi",
    "psi",
    "Sigma",
)
MOST = 4


def weave_counterexample(typeset: Callable, verdict: str) -> str:
    """Return the place where a formula fails as HTML, from the text of its verdict."""
    place, _, values = verdict.removeprefix("refuted: ").rpartition(": ")
    letters = [f"{lettered(one[1])} = {tidy(one[2])}" for one in POINT.finditer(place)]
    shown = letters if len(letters) <= MOST + 1 else letters[:MOST]
    more = f" and {len(letters) - MOST} more numbers" if len(letters) > len(shown) else ""
    where = f" for {', '.join(typeset(tex, False) for tex in shown)}{more}" if letters else ""
    numbers = NUMBERS.sub(functools.partial(weave_number, typeset), html.escape(values))
    numbers = numbers.replace("left ", "the left side is ", 1)
    return f"{where}: {numbers.replace(', right ', ', the right side ', 1)}."


def weave_number(typeset: Callable, match: re.Match) -> str:
    """Return a number of a verdict, with its letter if it has one, typeset."""
    letter = f"{lettered(match[1])} = " if match[1] else ""
    return typeset(letter + tidy(match[2]), False)


def lettered(name: str) -> str:
    """Return the LaTeX of a letter as a verdict writes it: x_12, hat_theta, x(1)."""
    base, _, count = name.partition("(")
    words = base.split("_")
    hat = words[0] == "hat" and len(words) > 1
    head, *below = words[1:] if hat else words
    head = f"\\{head}" if head in GREEK else head
    head = f"\\hat{{{head}}}" if hat else head
    head += f"_{{{' '.join(below)}}}" if below else ""
    return f"{head}^{{({count[:-1]})}}" if count else head


def tidy(number: str) -> str:
    """Return the LaTeX of a number with at most six digits that count; other text upright."""
    try:
        short = f"{float(number):.6g}"
    except ValueError:
        return rf"\text{{{number}}}"
    base, mark, power = short.partition("e")
    return rf"{base} \cdot 10^{{{int(power)}}}" if mark else base


def weave_scans(page: Page, told: list) -> str:
    """Return the table of what a scanner misread."""
    rows = "".join(weave_scan(page, mistake) for _, mistake in told)
    names = ("Place, and what happened", "The scan reads", "It means")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        '<div class="lit-wide" tabindex="0" role="group" aria-label="Slips of the scanner">'
        '<table class="lit-table lit-scans">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def weave_scan(page: Page, mistake: dict) -> str:
    """Return the row of one slip of the scanner."""
    cells = [f'{weave_place(page, mistake)}'
             f'<p class="lit-place">{html.escape(mistake["wrong"])}</p>']
    for formula, words in (("printed", "says"), ("right", "correction")):
        tex = formula in mistake
        cells.append(page.typeset(mistake[formula], False) if tex else html.escape(mistake[words]))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
