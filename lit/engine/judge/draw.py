"""Draw a chapter's figures as SVG that follows the colours of the page."""

import hashlib
import io
import json
import os
import re

from lit.engine.judge.execute import execute, namespace, sources
from lit.engine.text.book import read_bytes

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


def style():
    """Return matplotlib's settings: stand-in colours, text as text, and the same bytes each time."""
    from cycler import cycler

    ink = dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK)
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


def draw(run, names):
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


def follow_page(svg):
    """Return svg without its prologue and fixed size, its stand-in colours exchanged for names."""
    svg = svg[svg.index("<svg"):]
    for colour, name in COLOURS.items():
        svg = svg.replace(colour, name)
    svg = re.sub(r"font: ([\d.]+)px 'sans-serif'", r"font: \1px sans-serif", svg)
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.S)
    return re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)


def private_ids(svg, name):
    """Return svg with each of its ids, and each reference to one, prefixed by name."""
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', svg)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)


def figure_svgs(book, chapter, block, settings):
    """Return the SVGs of a figure- block, one for each dict of names in settings, kept or drawn now.

    Raises: what the block raises.
    """
    mark = fingerprint(book, chapter, block, settings)
    place = os.path.join(book.root, ".lit", "figures", f"{mark}.json")
    if os.path.exists(place):
        return json.loads(read_bytes(place))
    svgs = [draw(lambda names: execute(book, chapter, block, names), namespace(book, chapter) | setting)
            for setting in settings]
    svgs = [private_ids(svg, block.id) for svg in svgs]
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(f"{place}.{os.getpid()}", "w", encoding="utf-8") as file:
        json.dump(svgs, file)
    os.replace(f"{place}.{os.getpid()}", place)
    return svgs


def fingerprint(book, chapter, block, settings):
    """Return the checksum of everything that block's pictures depend on."""
    import matplotlib

    digest = hashlib.sha256(f"{block.text}\0{block.id}\0{matplotlib.__version__}\0{settings}".encode())
    for path in [__file__, *sources(book, chapter)]:
        digest.update(read_bytes(path))
    return digest.hexdigest()[:32]
