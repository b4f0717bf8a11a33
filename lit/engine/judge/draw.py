"""Draw a chapter's figures as SVG that follows the colours of the page."""

import hashlib
import io
import re
import traceback
from collections.abc import Callable

from lit.engine.judge.execute import execute, namespace, sources
from lit.engine.judge.guard import digest
from lit.engine.judge.process import Done, results
from lit.engine.judge.verify import versions
from lit.engine.text.book import Book, read_bytes
from lit.engine.text.chapter import Block, Chapter, ChapterError
from lit.engine.text.state import STATE, read_state, write_state

COLOURS = {
    "#010203": "var(--md-default-fg-color)",
    "#010204": "var(--md-default-bg-color)",
    "#010205": "var(--md-default-fg-color--lighter)",
    "#010211": "var(--lit-1)",
    "#010212": "var(--lit-2)",
    "#010213": "var(--lit-3)",
    "#010214": "var(--lit-4)",
}
INK, PAPER, FAINT, *CYCLE = COLOURS
DASHES = ["-", (0, (6, 2)), (0, (2, 1.5)), (0, (8, 2, 1.5, 2))]


def style() -> dict:
    """Return matplotlib's settings: stand-in colours, text as text, and the same bytes each time.
    """
    from cycler import cycler

    ink = dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color",
                         "ytick.color"), INK)
    paper = dict.fromkeys(("figure.facecolor", "axes.facecolor", "legend.facecolor"), "none")
    return ink | paper | {
        "axes.prop_cycle": cycler(color=CYCLE, linestyle=DASHES),
        "patch.edgecolor": PAPER,
        "grid.color": FAINT,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "lines.linewidth": 2,
        "font.family": "sans-serif",
        "font.size": 12,
        "svg.fonttype": "none",
        "svg.hashsalt": "lit",
    }


def draw(run: Callable, names: dict) -> str:
    """Return the SVG that run(names) draws on names["figure"], with the page's colours."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context(style()):
        figure = Figure(figsize=(7, 4), layout="constrained")
        FigureCanvasSVG(figure)
        run(names | {"figure": figure, "axes": figure.subplots()})
        picture = io.StringIO()
        figure.savefig(picture, format="svg", metadata={"Date": None, "Creator": None})
    return follow_page(picture.getvalue())


def follow_page(svg: str) -> str:
    """Return svg without its prologue and fixed size, its stand-in colours exchanged for names."""
    svg = svg[svg.index("<svg"):]
    for colour, name in COLOURS.items():
        svg = svg.replace(colour, name)
    svg = re.sub(r"font: ([\d.]+)px 'sans-serif'", r"font: \1px sans-serif", svg)
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.S)
    return re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)


def private_ids(svg: str, name: str) -> str:
    """Return svg with each of its ids, and each reference to one, prefixed by name."""
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', svg)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)


def figure_svgs(book: Book, chapter: Chapter, block: Block, settings: list) -> list:
    """Return the SVGs of a figure- block, one for each dict of names in settings, kept or drawn
    now.

    Raises ChapterError where the block fails.
    """
    place = f"{STATE}/figures/{fingerprint(book, chapter, block, settings)}.json"
    kept = read_state(book.root, place)
    if kept and all(digest(book.root, path) == mark for path, mark in kept["reads"].items()):
        return kept["svgs"]
    # It looks for fonts once, and writes down what it finds.
    import matplotlib.font_manager  # noqa: F401

    (end,) = results(pictures, [(book, chapter, block, settings)], root=book.root)
    if not isinstance(end, Done):
        raise ChapterError(chapter.path, block.line, f"{block.id} {end.why}", "mend the figure")
    line, found = end.result
    if line:
        raise ChapterError(chapter.path, line, f"{block.id} fails: {found}", "mend the figure")
    write_state(book.root, place, {"reads": end.reads, "svgs": found})
    return found


def pictures(book: Book, chapter: Chapter, block: Block, settings: list) -> tuple:
    """Return (0, SVGs), or (line, what went wrong there) where the block fails."""
    try:
        svgs = [draw(lambda names: execute(book, chapter, block, names),
                     namespace(book, chapter) | setting)
                for setting in settings]
    except Exception as error:  # whatever the author's block raises
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
                 if frame.filename.endswith(chapter.path)]
        return (lines or [block.line])[-1], traceback.format_exception_only(error)[-1].strip()
    return 0, [private_ids(svg, block.id) for svg in svgs]


def fingerprint(book: Book, chapter: Chapter, block: Block, settings: list) -> str:
    """Return the checksum of everything that block's pictures depend on, but the files that it
    reads.
    """
    found = hashlib.sha256(f"{block.text}\0{block.id}\0{versions()}\0{settings}".encode())
    for path in [__file__, *sources(book, chapter)]:
        found.update(read_bytes(path))
    return found.hexdigest()[:32]
