"""Code blocks and figures with their captions, and links from names to their reference."""

import ast
import functools
import html
import os
import re

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from lit.engine.judge.answer import exercise_of
from lit.engine.judge.execute import line_in
from lit.engine.judge.frames import frames, read_slider
from lit.engine.page.current import Page, WeaveError
from lit.engine.page.live import LIVE
from lit.engine.page.report import link
from lit.engine.page.slider import control
from lit.engine.text.book import Book, module_of, module_path
from lit.engine.text.chapter import Block, Chapter, ChapterError
from lit.engine.text.tangle import module_text


FORMAT = HtmlFormatter(cssclass="highlight", wrapcode=True)
CAPTIONS = {"test": "Experiment", "check": "Check", "answer": "Answer", "twin": "Twin of",
            "proof": "Proof of"}


def weave_code(page: Page, source: str, language: str, name: str) -> str:
    """Return a highlighted block with its caption; a figure as its picture."""
    code = highlight(source, get_lexer_by_name(language), FORMAT)
    code = code.replace("<div ", "<div data-search-exclude ", 1)
    if name not in page.blocks:
        return f'<div class="lit-block">{code}</div>'
    book, (chapter, block) = page.book, page.blocks[name]
    if block.kind == "figure":
        return weave_figure(book, chapter, block, code)
    if block.kind not in ("proof", "twin"):  # there, sigma and tanh are SymPy's
        code = link_names(code, names(module_text(chapter),
                                      module_of(book, chapter.path), book.package))
    goal = block.keys.get("proves") or block.keys.get("of")
    if block.kind == "code":
        path = module_path(book, chapter.path)
        caption = f'<autoref identifier="{module_of(book, chapter.path)}" optional>{path}</autoref>'
    else:
        aim = f' <a href="#{goal}">{goal.partition("-")[2].replace("-", " ")}</a>' if goal else ""
        caption = CAPTIONS[block.kind] + aim
    runs = (f' data-runs="{link(book, chapter.path, f"{book.docs}/{LIVE}")}"'
            if runs_alone(book, block) else "")
    below = weave_how(chapter, block) if block.kind == "check" else ""
    head = f'<p class="lit-caption" data-search-exclude>{caption}</p>'
    kind = f"lit-block lit-{block.kind}"
    return f'<div class="{kind}" id="{name}"{runs}>{head}{code}{below}</div>'


BROWSER = {"sympy", "mpmath", "fractions", "itertools", "functools", "math"}


def runs_alone(book: Book, block: Block) -> bool:
    """Return whether a block is a proof that a browser can run, and the site has what it takes."""
    has_python = os.path.isdir(os.path.join(book.root, book.docs, LIVE))
    return block.kind == "proof" and has_python and needs(block.text) <= BROWSER


def needs(code: str) -> set[str]:
    """Return the names of the packages that a block imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
    return found


def weave_how(chapter: Chapter, block: Block) -> str:
    """Return the line that says how to check one's own answer to a check- block."""
    command = f"<code>lit check {exercise_of(chapter, block)} FILE</code>"
    return f'<p class="lit-how" data-search-exclude>Your own answer: {command}</p>'


LEGIBLE = 0.7  # pixels to a point: labels of 12 points are at least 8.4 pixels high


def weave_figure(book: Book, chapter: Chapter, block: Block, code: str) -> str:
    """Return the picture of a figure- block, with what there is to see in words, and its code
    folded.
    """
    try:
        svgs, slider = frames(book, chapter, block), read_slider(chapter, block)
    except ChapterError as error:
        raise WeaveError(error) from None
    except Exception as error:  # whatever the chapter's own code raises
        raise WeaveError(ChapterError(chapter.path, line_in(chapter, error, block.line),
                                      f"{block.id} cannot be drawn: {error}",
                                      "mend the block")) from error
    alt = html.escape(block.keys["alt"], quote=True)
    svg = svgs[slider.still if slider else 0]
    width = re.search(r'viewBox="0 0 ([\d.]+)', svg)
    least = LEGIBLE * float(width[1]) if width else 0.0
    moved = control(chapter, block, svgs) if slider else ""
    how = ('<p class="lit-caption">for '
           f'{html.escape(block.keys["slider"].split("|")[0].strip())}</p>'
           if slider else "")
    svg = svg.replace("<svg ",
                      f'<svg role="img" aria-label="{alt}" style="min-width: {least:.0f}px" ', 1)
    return (f'<figure class="lit-figure" id="{block.id}"><div class="lit-picture" tabindex="0" '
            'role="group" '
            f'aria-label="Figure">{svg}</div>{moved}'
            f"<details><summary>How this figure is drawn</summary>{how}{code}</details>"
            f"<figcaption>{alt}</figcaption></figure>")


@functools.lru_cache(8)
def names(text: str | None, module: str, package: str) -> dict[str, str]:
    """Return {name: dotted path} of the package's functions and classes that the text of a module
    knows.
    """
    found = {}
    for node in ast.walk(ast.parse(text)) if text else ():
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = f"{module}.{node.name}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package):
            found.update({alias.asname or alias.name: f"{node.module}.{alias.name}"
                          for alias in node.names})
    return found


NAME = re.compile(r'(?<!<span class="o">\.</span>)<span class="(n|nf|nc)">(\w+)</span>')


def link_names(code: str, found: dict) -> str:
    """Return highlighted code with each name in found as a link to its reference."""
    def link(match: re.Match) -> str:
        path = found.get(match[2])
        inner = f'<autoref identifier="{path}" optional>{match[2]}</autoref>' if path else match[2]
        return f'<span class="{match[1]}">{inner}</span>'

    return NAME.sub(link, code)
