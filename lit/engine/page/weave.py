"""Weave: from chapters to pages, as an extension of Python-Markdown."""

import ast
import atexit
import base64
import functools
import html
import json
import os
import re
from collections.abc import Iterator
from types import TracebackType
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import click
from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pymdownx.superfences import SuperFencesException

from lit.engine.judge.answer import exercise_of
from lit.engine.judge.contract import items
from lit.engine.judge.frames import frames, read_slider
from lit.engine.judge.verdict import label
from lit.engine.judge.verify import PLACE, current_verdicts
from lit.engine.page.errata import weave_errata
from lit.engine.page.front import weave_count, weave_pair
from lit.engine.page.report import (
    link, weave_bibliography, weave_contents, weave_ledger, weave_measured,
)
from lit.engine.page.slider import control
from lit.engine.text.book import Book, module_path, open_book
from lit.engine.text.chapter import Block, Chapter, ChapterError
from lit.engine.text.new import assets
from lit.engine.text.tangle import module_name, module_text


LANGUAGES = ("math", "notation", "python", "pycon", "ledger", "errata", "contents", "bibliography",
             "measured", "checked", "count")


class Weave(Extension):
    """The book's blocks as HTML. Option `root`: the book's folder, default the current one."""

    def __init__(self, **options: Any) -> None:
        self.config = {"root": [".", "the book's folder"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register a fence for each language of the book, and what works on the finished page."""
        fences = [{"name": name, "class": name, "format": weave_fence, "validator": keep_keys}
                  for name in LANGUAGES]
        md.registerExtensions(["attr_list", "pymdownx.superfences", "pymdownx.arithmatex"], {
            "pymdownx.superfences": {"custom_fences": fences},
            "pymdownx.arithmatex": {"generic": True, "block_syntax": []},
        })
        md.preprocessors.register(BeginPage(md, self.getConfig("root")), "lit-begin", 1000)
        md.treeprocessors.register(AddSource(md), "lit-source", 0)
        md.postprocessors.register(FinishPage(md), "lit-weave", 0)


def makeExtension(**options: Any) -> Weave:  # noqa: N802
    """Return the extension; Python-Markdown looks for this name."""
    return Weave(**options)


def keep_keys(language: str, inputs: dict, options: dict, attrs: dict, md: Markdown) -> bool:
    """Accept every key of a header; the parser of chapters has already judged them."""
    options.update(inputs)
    return True


class WeaveError(SuperFencesException, click.ClickException):
    """A mistake on a page, as the line that `mkdocs build` prints."""

    def __init__(self, error: object) -> None:
        click.ClickException.__init__(self, str(error))


def current_book(root: str) -> Book:
    """Return the Book in root, opened anew if a file of it changed. Raises WeaveError."""
    return remembered_book(root, current_state(root))


def current_state(root: str) -> tuple:
    """Return the times at which the chapters and the verdicts were last written."""
    pages = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(root, "docs"))
             for name in names if name.endswith(".md")]
    pages.append(os.path.join(root, PLACE))
    return tuple((page, os.stat(page).st_mtime_ns) for page in sorted(pages)
                 if os.path.exists(page))


@functools.lru_cache(1)
def remembered_book(root: str, state: tuple) -> Book:
    """Return the Book in root, as of state."""
    try:
        return open_book(root)
    except ExceptionGroup as group:
        raise WeaveError("\n".join(map(str, group.exceptions))) from None


@functools.lru_cache(1)
def remembered_verdicts(root: str, state: tuple) -> dict:
    """Return the verdicts about the book in root, as of state."""
    return current_verdicts(remembered_book(root, state))


class Page:
    """What is known of the page that is being converted, each thing looked up once and only if
    asked for.
    """

    def __init__(self, root: str, text: str) -> None:
        self.root, self.text = root, text

    @functools.cached_property
    def book(self) -> Book:
        """The Book as it is now. Raises WeaveError."""
        return current_book(self.root)

    @functools.cached_property
    def chapter(self) -> Chapter | None:
        """The chapter that this page is, or None: a docstring, for one, is no chapter."""
        chapters = self.book.chapters if self.text.startswith("# ") else ()
        return next((chapter for chapter in chapters if chapter.text.strip() == self.text), None)

    @functools.cached_property
    def blocks(self) -> dict:
        """{id: (chapter, block)} of the book."""
        return {block.id: (chapter, block) for chapter in self.book.chapters
                for block in chapter.blocks if block.id}

    @functools.cached_property
    def marks(self) -> dict:
        """{id: fields} of the verdicts that rest on the book as it is now."""
        return remembered_verdicts(self.root, current_state(self.root))


class BeginPage(Preprocessor):
    """Put the Page that begins where all that works on it finds it: at md.lit_page."""

    def __init__(self, md: Markdown, root: str) -> None:
        super().__init__(md)
        self.root = root

    def run(self, lines: list[str]) -> list[str]:
        """Return lines as they are."""
        self.md.lit_page = Page(self.root, "\n".join(lines).strip())
        return lines


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
                                      module_name(module_path(book, chapter.path)), book.package))
    goal = block.keys.get("proves") or block.keys.get("of")
    if block.kind == "code":
        path = module_path(book, chapter.path)
        caption = f'<autoref identifier="{module_name(path)}" optional>{path}</autoref>'
    else:
        aim = f' <a href="#{goal}">{goal.partition("-")[2].replace("-", " ")}</a>' if goal else ""
        caption = CAPTIONS[block.kind] + aim
    runs = (f' data-runs="{link(book, chapter.path, f"{book.docs}/{LIVE}")}"'
            if runs_alone(book, block) else "")
    below = weave_how(chapter, block) if block.kind == "check" else ""
    head = f'<p class="lit-caption" data-search-exclude>{caption}</p>'
    kind = f"lit-block lit-{block.kind}"
    return f'<div class="{kind}" id="{name}"{runs}>{head}{code}{below}</div>'


LIVE = "assets/live"
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
        line = next((frame.tb_lineno for frame in walk(error.__traceback__)
                     if frame.tb_frame.f_code.co_filename.endswith(chapter.path)), block.line)
        raise WeaveError(ChapterError(chapter.path, line, f"{block.id} cannot be drawn: {error}",
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
            f'aria-label="Figure">{svg}</div>{moved}<figcaption>{alt}</figcaption>'
            f"<details><summary>How this figure is drawn</summary>{how}{code}</details></figure>")


def walk(frame: TracebackType | None) -> Iterator[TracebackType]:
    """Yield the entries of a traceback, innermost first."""
    entries = []
    while frame:
        entries.insert(0, frame)
        frame = frame.tb_next
    yield from entries


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


def weave_fence(source: str, language: str, class_name: str, options: dict, md: Markdown,
                **header: Any) -> str:
    """Return the HTML of a fence of one of the book's languages; superfences calls it.

    Raises WeaveError.
    """
    name = header.get("id_value") or ""
    try:
        return woven(md.lit_page, language, source, name)
    except ChapterError as error:
        raise WeaveError(error) from None
    except WeaveError:
        raise
    except Exception as error:  # a defect of the engine's own, which must not go unseen either
        raise WeaveError(f"{name or language}: {type(error).__name__}: {error}") from error


def woven(page: Page, language: str, source: str, name: str) -> str:
    """Return the HTML of a fence, by its language.

    Raises ChapterError for one that no run has seen.
    """
    book = page.book
    check_known(page, language, source, name)
    if language == "math":
        return weave_math(page, source, name)
    if language == "notation":
        return weave_notation(source)
    if language == "ledger":
        return weave_ledger(book, f"{book.docs}/ledger.md")
    if language == "errata":
        return weave_errata(book, f"{book.docs}/errata.md", typeset)
    if language == "contents":
        return weave_contents(book)
    if language == "measured":
        return weave_measured(book, source)
    if language == "bibliography":
        return weave_bibliography(book, f"{book.docs}/bibliography.md")
    if language == "count":
        return weave_count(book, page.marks)
    if language == "checked":
        return weave_pair(book, f"{book.docs}/index.md", source, page.marks, typeset)
    return weave_code(page, source, language, name)


CHECKED = ("math", "notation", "python", "pycon")


def check_known(page: Page, language: str, source: str, name: str) -> None:
    """Raise ChapterError for a fence of a checked language that is no block of the page's chapter.
    """
    blocks = page.chapter.blocks if page.chapter else ()
    asked = (language, name, source.strip())
    known = any((block.lang, block.id, block.text.strip()) == asked for block in blocks)
    if language in CHECKED and not known:
        where = page.chapter.path if page.chapter else "a docstring"
        what = f"a block of {language} that no check has seen"
        raise ChapterError(where, 1, what, "begin its line with the fence, or write it in words")


def weave_source(book: Book, chapter: Chapter) -> str:
    """Return the line below a chapter that leads to its source and to its module's reference."""
    path = module_path(book, chapter.path)
    data = base64.b64encode(chapter.text.encode()).decode()
    source = (f'<a download="{os.path.basename(chapter.path)}" '
              f'href="data:text/markdown;charset=utf-8;base64,{data}">'
              f"{chapter.path}</a>")
    code = ""
    if module_text(chapter) is not None:
        code = f' · its code: <autoref identifier="{module_name(path)}" optional>{path}</autoref>'
    return f'<p class="lit-source" data-search-exclude>The source of this page: {source}{code}</p>'


class AddSource(Treeprocessor):
    """Add that line to the end of a chapter with blocks."""

    def run(self, tree: Element) -> None:
        """Add the line to tree."""
        page = self.md.lit_page
        if page.chapter and page.chapter.blocks:
            source = weave_source(page.book, page.chapter)
            SubElement(tree, "p").text = self.md.htmlStash.store(source)


CLAIMING = re.compile(r'<(h[1-6])([^>]*? (?:item|about)="[^"]*"[^>]*)>(.*?</\1>)', re.S)
CLAIM = re.compile(r' (?:item|about)="([^"]*)"')


def weave_claims(page: Page, match: re.Match) -> str:
    """Return a heading without its keys item and about, and below it links to the rows of the
    ledger.
    """
    heading = f"<{match[1]}{CLAIM.sub('', match[2])}>{match[3]}"
    ledger = f"{page.book.docs}/ledger.md"
    if not page.chapter or ledger not in {other.path for other in page.book.chapters}:
        return heading
    known = items(page.book)
    titles = {name: known.get(name, {}).get("title", name)
              for name in " ".join(CLAIM.findall(match[2])).split()}
    rows = ", ".join(f'<a href="{link(page.book, page.chapter.path, ledger, name)}">'
                     f"{html.escape(words)}</a>" for name, words in titles.items())
    return f'{heading}<p class="lit-claims" data-search-exclude>In the ledger: {rows}</p>'


SHORT = 30  # a longer formula may have to break at the end of a line


class FinishPage(Postprocessor):
    """Typeset inline formulas, lead from headings to the ledger and from the page to its source."""

    def run(self, text: str) -> str:
        """Return the page's HTML, finished."""
        text = CLAIMING.sub(functools.partial(weave_claims, self.md.lit_page), text)
        inline = r'<span class="arithmatex">\\\((.*?)\\\)</span>([.,;:?!)]*)'
        return re.sub(inline, self.formula, text, flags=re.S)

    def formula(self, match: re.Match) -> str:
        """Return the HTML of an inline formula. Raises WeaveError with its place."""
        tex = html.unescape(match[1]).strip()
        try:
            formula = typeset(tex, False)
            if len(tex) < SHORT:
                return f'<span class="lit-inline">{formula}{match[2]}</span>'
            return formula + match[2]
        except ValueError as error:
            place = find_inline(self.md.lit_page.book, tex)
            raise WeaveError(ChapterError(*place, f"not LaTeX: {error}",
                                          "mend the formula")) from None


def find_inline(book: Book, tex: str) -> tuple[str, int]:
    """Return (path, line) of the first inline formula tex in the book."""
    for chapter in book.chapters:
        at = chapter.text.find(f"${tex}$")
        if at >= 0:
            return chapter.path, chapter.text.count("\n", 0, at) + 1
    return "a page", 1
