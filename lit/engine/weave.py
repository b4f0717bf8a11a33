"""Weave: from chapters to pages, as an extension of Python-Markdown."""

import ast
import functools
import html
import json
import os
import re

import click
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pymdownx.superfences import SuperFencesException

from lit.engine.book import module_path, open_book
from lit.engine.chapter import ChapterError
from lit.engine.new import assets
from lit.engine.report import link, weave_bibliography, weave_errata, weave_ledger
from lit.engine.slider import control, frames, read_slider
from lit.engine.tangle import module_name, module_text
from lit.engine.verify import PLACE, current_verdicts


class Weave(Extension):
    """The book's blocks as HTML. Option `root`: the book's folder, default the current one."""

    def __init__(self, **options):
        self.config = {"root": [".", "the book's folder"]}
        super().__init__(**options)

    def extendMarkdown(self, md):  # noqa: N802
        """Register a fence for each language of the book, and what works on the finished page."""
        weaver = functools.partial(weave_fence, self.getConfig("root"))
        fences = [{"name": name, "class": name, "format": weaver, "validator": keep_keys}
                  for name in ("math", "notation", "python", "pycon", "ledger", "errata", "bibliography")]
        md.registerExtensions(["attr_list", "pymdownx.superfences", "pymdownx.arithmatex"], {
            "pymdownx.superfences": {"custom_fences": fences},
            "pymdownx.arithmatex": {"generic": True, "block_syntax": []},
        })
        md.postprocessors.register(FinishPage(md, self.getConfig("root")), "lit-weave", 0)


def makeExtension(**options):  # noqa: N802
    """Return the extension; Python-Markdown looks for this name."""
    return Weave(**options)


def keep_keys(language, inputs, options, attrs, md):
    """Accept every key of a header; the parser of chapters has already judged them."""
    options.update(inputs)
    return True


class WeaveError(SuperFencesException, click.ClickException):
    """A mistake on a page, as the line that `mkdocs build` prints."""

    def __init__(self, error):
        click.ClickException.__init__(self, str(error))


def current_book(root):
    """Return the Book in root, opened anew if a file of it changed. Raises WeaveError."""
    return remembered_book(root, current_state(root))


def current_state(root):
    """Return the times at which the chapters and the verdicts were last written."""
    pages = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(root, "docs"))
             for name in names if name.endswith(".md")]
    pages.append(os.path.join(root, PLACE))
    return tuple((page, os.stat(page).st_mtime_ns) for page in sorted(pages) if os.path.exists(page))


@functools.lru_cache(1)
def remembered_book(root, state):
    """Return the Book in root, as of state."""
    try:
        return open_book(root)
    except ExceptionGroup as group:
        raise WeaveError("\n".join(map(str, group.exceptions))) from None


@functools.lru_cache(1)
def remembered_verdicts(root, state):
    """Return the verdicts about the book in root, as of state."""
    return current_verdicts(remembered_book(root, state))


def find_block(book, name):
    """Return (chapter, block) of the block called name, or (None, None)."""
    for chapter in book.chapters:
        for block in chapter.blocks:
            if name and block.id == name:
                return chapter, block
    return None, None


@functools.cache
def katex():
    """Return a JavaScript engine with KaTeX in it."""
    from py_mini_racer import MiniRacer

    engine = MiniRacer()
    with open(os.path.join(assets(), "katex", "katex.min.js"), encoding="utf-8") as file:
        engine.eval(file.read())
    return engine


@functools.lru_cache(4096)
def typeset(tex, display):
    """Return the HTML of a formula. Raises ValueError with KaTeX's words where it is not LaTeX."""
    options = {"displayMode": display, "output": "htmlAndMathml", "throwOnError": True, "strict": "error"}
    call = f"""(() => {{ try {{ return ["", katex.renderToString({json.dumps(tex)}, {json.dumps(options)})] }}
        catch (error) {{ return [String(error.message), ""] }} }})()"""
    problem, page = json.loads(katex().eval(f"JSON.stringify({call})"))
    if problem:
        raise ValueError(problem.removeprefix("KaTeX parse error: "))
    return page.replace('<span class="katex-mathml">', '<span class="katex-mathml" data-search-exclude>')


LABELS = {"def": "Definition", "thm": "Statement", "err": "As in the notes: false"}


def weave_math(book, source, name):
    """Return a displayed formula with its label, and the mark that the last run gave it."""
    chapter, block = find_block(book, name)
    try:
        formula = typeset(source, True)
    except ValueError as error:
        place = (chapter.path, block.line) if block else ("a page", 1)
        raise WeaveError(ChapterError(*place, f"not LaTeX: {error}", "mend the formula")) from None
    kind = name.partition("-")[0]
    label = LABELS.get(kind, "Formula")
    mark = weave_mark(book, chapter, block, remembered_verdicts(book.root, current_state(book.root)))
    head = f'<p class="lit-head"><span class="lit-label">{label}</span>{mark}</p>'
    return (f'<div class="lit-formula lit-{kind}" id="{name}">{head}<div class="lit-math" tabindex="0" role="group" '
            f'aria-label="{label}">{formula}</div></div>')


def weave_mark(book, chapter, block, marks):
    """Return the status mark of a formula, or nothing where no run has judged it."""
    if block is None or block.id not in marks:
        return ""
    status, label = html.escape(marks[block.id]["status"]), html.escape(marks[block.id]["label"])
    proof = next((other.id for other in chapter.blocks if block.id in (other.keys.get("proves"), other.keys.get("of"))), "")
    mark = f'<a href="#{proof}">{label}</a>' if proof else label
    pages, item = {page.path for page in book.chapters}, block.keys.get("item", "").partition(" ")[0]
    page = f"{book.docs}/ledger.md"
    row = f' · <a href="{link(book, chapter.path, page, item)}">ledger</a>' if item and page in pages else ""
    return f'<span class="lit-mark lit-{status}">{mark}{row}</span>'


def weave_notation(source):
    """Return the table of a notation fence: each symbol, its meaning and its type."""
    rows = []
    for line in filter(str.strip, source.splitlines()):
        symbols, _, rest = line.partition(":")
        kind, _, meaning = rest.partition("|")
        formula = ", ".join(typeset(symbol.strip(), False) for symbol in split_symbols(symbols))
        cells = f"<td>{html.escape(meaning.strip())}</td><td>{html.escape(kind.strip())}</td>"
        rows.append(f'<tr><td>{formula}</td>{cells}</tr>')
    head = '<tr><th scope="col">Symbol</th><th scope="col">Meaning</th><th scope="col">Type</th></tr>'
    return ('<div class="lit-notation"><table class="lit-table"><caption>Notation of this chapter'
            f"</caption><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></div>")


def split_symbols(text):
    """Return the symbols of a comma-separated list; commas inside braces or brackets stay."""
    return [part for part in re.split(r",(?![^{(\[]*[})\]])", text) if part.strip()]


CAPTIONS = {"test": "Experiment", "check": "Check", "answer": "Answer", "twin": "Twin of", "proof": "Proof of"}


def weave_code(book, source, language, name):
    """Return a highlighted block with its caption; a figure as its picture."""
    code = highlight(source, get_lexer_by_name(language), HtmlFormatter(cssclass="highlight", wrapcode=True))
    chapter, block = find_block(book, name)
    if block is None:
        return f'<div class="lit-block">{code}</div>'
    if block.kind == "figure":
        return weave_figure(book, chapter, block, code)
    if block.kind not in ("proof", "twin"):  # there, sigma and tanh are SymPy's
        code = link_names(code, names(book, chapter))
    goal = block.keys.get("proves") or block.keys.get("of")
    if block.kind == "code":
        path = module_path(book, chapter.path)
        caption = f'<autoref identifier="{module_name(path)}" optional>{path}</autoref>'
    else:
        link = f' <a href="#{goal}">{goal.partition("-")[2].replace("-", " ")}</a>' if goal else ""
        caption = CAPTIONS[block.kind] + link
    return f'<div class="lit-block lit-{block.kind}" id="{name}"><p class="lit-caption">{caption}</p>{code}</div>'


LEGIBLE = 0.7  # pixels to a point: labels of 12 points are at least 8.4 pixels high


def weave_figure(book, chapter, block, code):
    """Return the picture of a figure- block, with what there is to see in words, and its code folded."""
    try:
        svgs, slider = frames(book, chapter, block), read_slider(chapter, block)
    except ChapterError as error:
        raise WeaveError(error) from None
    except Exception as error:  # whatever the chapter's own code raises
        line = next((frame.tb_lineno for frame in walk(error.__traceback__)
                     if frame.tb_frame.f_code.co_filename.endswith(chapter.path)), block.line)
        raise WeaveError(ChapterError(chapter.path, line, f"{block.id} cannot be drawn: {error}",
                                      "mend the block")) from error
    alt = html.escape(block.keys["alt"], quote=True)
    svg = svgs[slider.still if slider else 0]
    least = LEGIBLE * float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
    moved = control(chapter, block, svgs) if slider else ""
    how = f'<p class="lit-caption">for {html.escape(block.keys["slider"].split("|")[0].strip())}</p>' if slider else ""
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{alt}" style="min-width: {least:.0f}px" ', 1)
    return (f'<figure class="lit-figure" id="{block.id}"><div class="lit-picture" tabindex="0" role="group" '
            f'aria-label="Figure">{svg}</div>{moved}<figcaption>{alt}</figcaption>'
            f"<details><summary>How this figure is drawn</summary>{how}{code}</details></figure>")


def walk(frame):
    """Yield the entries of a traceback, innermost first."""
    entries = []
    while frame:
        entries.insert(0, frame)
        frame = frame.tb_next
    yield from entries


def names(book, chapter):
    """Return {name: dotted path} of the package's functions and classes that chapter's code knows."""
    text, found = module_text(chapter), {}
    module = module_name(module_path(book, chapter.path))
    for node in ast.walk(ast.parse(text)) if text else ():
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = f"{module}.{node.name}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(book.package):
            found.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return found


NAME = re.compile(r'(?<!<span class="o">\.</span>)<span class="(n|nf|nc)">(\w+)</span>')


def link_names(code, found):
    """Return highlighted code with each name in found as a link to its reference."""
    def link(match):
        path = found.get(match[2])
        inner = f'<autoref identifier="{path}" optional>{match[2]}</autoref>' if path else match[2]
        return f'<span class="{match[1]}">{inner}</span>'

    return NAME.sub(link, code)


def weave_fence(root, source, language, class_name, options, md, **header):
    """Return the HTML of a fence of one of the book's languages; superfences calls it."""
    book, name = current_book(root), header.get("id_value") or ""
    if language == "math":
        return weave_math(book, source, name)
    if language == "notation":
        return weave_notation(source)
    if language == "ledger":
        return weave_ledger(book, f"{book.docs}/ledger.md")
    if language == "errata":
        return weave_errata(book, f"{book.docs}/errata.md", typeset)
    if language == "bibliography":
        return weave_bibliography(book, f"{book.docs}/bibliography.md")
    return weave_code(book, source, language, name)


SHORT = 30  # a longer formula may have to break at the end of a line


class FinishPage(Postprocessor):
    """Typeset inline formulas, and take the engine's keys out of headings."""

    def __init__(self, md, root):
        super().__init__(md)
        self.root = root

    def run(self, text):
        """Return the page's HTML, finished."""
        text = re.sub(r'(<h[1-6][^>]*?) item="[^"]*"', r"\1", text)
        inline = r'<span class="arithmatex">\\\((.*?)\\\)</span>([.,;:?!)]*)'
        return re.sub(inline, self.formula, text, flags=re.S)

    def formula(self, match):
        """Return the HTML of an inline formula. Raises WeaveError with its place."""
        tex = html.unescape(match[1]).strip()
        try:
            formula = typeset(tex, False)
            return f'<span class="lit-inline">{formula}{match[2]}</span>' if len(tex) < SHORT else formula + match[2]
        except ValueError as error:
            place = find_inline(current_book(self.root), tex)
            raise WeaveError(ChapterError(*place, f"not LaTeX: {error}", "mend the formula")) from None


def find_inline(book, tex):
    """Return (path, line) of the first inline formula tex in the book."""
    for chapter in book.chapters:
        at = chapter.text.find(f"${tex}$")
        if at >= 0:
            return chapter.path, chapter.text.count("\n", 0, at) + 1
    return "a page", 1
