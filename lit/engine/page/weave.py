"""Weave: from chapters to pages, as an extension of Python-Markdown."""

import base64
import functools
import html
import os
import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from lit.engine.judge.contract import items
from lit.engine.page.current import BeginPage, Page, WeaveError
from lit.engine.page.errata import weave_errata
from lit.engine.page.formulas import typeset, weave_math, weave_notation
from lit.engine.page.front import weave_count, weave_pair
from lit.engine.page.listing import weave_code
from lit.engine.page.report import (
    link, weave_bibliography, weave_contents, weave_ledger, weave_measured,
)
from lit.engine.text.book import Book, module_of, module_path
from lit.engine.text.chapter import Chapter, ChapterError
from lit.engine.text.tangle import module_text


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
        module = module_of(book, chapter.path)
        code = f' · its code: <autoref identifier="{module}" optional>{path}</autoref>'
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
