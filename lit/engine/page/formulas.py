"""Typeset formulas with their marks, and the table of a chapter's notation."""

import atexit
import functools
import html
import json
import os
import re
from typing import Any

from lit.engine.judge.verdict import label
from lit.engine.page.current import Page, WeaveError
from lit.engine.page.report import link
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError
from lit.engine.text.new import assets


@functools.cache
def katex() -> Any:
    """Return a JavaScript engine with KaTeX in it."""
    from py_mini_racer import MiniRacer

    engine = MiniRacer()
    # A process that ended with it open hung for good, one time in three.
    atexit.register(engine.close)
    with open(os.path.join(assets(), "katex", "katex.min.js"), encoding="utf-8") as file:
        engine.eval(file.read())
    return engine


@functools.lru_cache(4096)
def typeset(tex: str, display: bool) -> str:
    """Return the HTML of a formula. Raises ValueError with KaTeX's words where it is not LaTeX."""
    options = {"displayMode": display, "output": "htmlAndMathml", "throwOnError": True,
               "strict": "error"}
    arguments = f"{json.dumps(tex)}, {json.dumps(options)}"
    call = f"""(() => {{ try {{ return ["", katex.renderToString({arguments})] }}
        catch (error) {{ return [String(error.message), ""] }} }})()"""
    problem, page = json.loads(katex().eval(f"JSON.stringify({call})"))
    if problem:
        raise ValueError(problem.removeprefix("KaTeX parse error: "))
    return page.replace('<span class="katex-mathml">',
                        '<span class="katex-mathml" data-search-exclude>')


def weave_math(page: Page, source: str, name: str) -> str:
    """Return a displayed formula with its label, and the mark that the last run gave it."""
    chapter, block = page.blocks.get(name, (None, None))
    try:
        formula = typeset(source, True)
    except ValueError as error:
        path, line = (chapter.path, block.line) if block else ("a page", 1)
        mistake = ChapterError(path, line, f"not LaTeX: {error}", "mend the formula")
        raise WeaveError(mistake) from None
    what = label(block) if block else "Formula"
    mark = weave_mark(page.book, chapter, block, page.marks)
    words = f'<span class="lit-label">{what}</span>'
    head = f'<p class="lit-head" data-search-exclude>{words}{mark}</p>'
    return (f'<div class="lit-formula lit-{name.partition("-")[0]}" id="{name}">{head}<div '
            'class="lit-math" tabindex="0" role="group" '
            f'aria-label="{what}">{formula}</div></div>')


def weave_mark(book: Book, chapter: Chapter, block: Block | None, marks: dict) -> str:
    """Return the status mark of a formula, or nothing where no run has judged it."""
    if block is None or block.id not in marks:
        return ""
    status, verdict = html.escape(marks[block.id]["status"]), html.escape(marks[block.id]["label"])
    proof = next((other.id for other in chapter.blocks
                  if block.id in (other.keys.get("proves"), other.keys.get("of"))), "")
    mark = f'<a href="#{proof}">{verdict}</a>' if proof else verdict
    pages = {page.path for page in book.chapters}
    item = (block.keys.get("item") or block.keys.get("about", "")).partition(" ")[0]
    page = f"{book.docs}/ledger.md"
    row = (f' · <a href="{link(book, chapter.path, page, item)}">ledger</a>'
           if item and page in pages else "")
    return f'<span class="lit-mark lit-{status}">{mark}{row}</span>'


def weave_notation(source: str) -> str:
    """Return the table of a notation fence: each symbol, its meaning and its type."""
    rows = []
    for line in filter(str.strip, source.splitlines()):
        symbols, _, rest = line.partition(":")
        kind, _, meaning = rest.partition("|")
        formula = ", ".join(typeset(symbol.strip(), False) for symbol in split_symbols(symbols))
        cells = f"<td>{html.escape(meaning.strip())}</td><td>{html.escape(kind.strip())}</td>"
        rows.append(f'<tr><td>{formula}</td>{cells}</tr>')
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Symbol", "Meaning", "Type"))
    head = f"<tr>{head}</tr>"
    return ('<div class="lit-notation"><table class="lit-table"><caption>Notation of this chapter'
            f"</caption><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></div>")


def split_symbols(text: str) -> list[str]:
    """Return the symbols of a comma-separated list; commas inside braces or brackets stay."""
    return [part for part in re.split(r",(?![^{(\[]*[})\]])", text) if part.strip()]
