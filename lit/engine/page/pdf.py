"""The book as a PDF, for paper: the pages of the site, printed by a browser."""

import io
import os
import re
import shutil
from typing import Any
from urllib.parse import urldefrag
from xml.etree import ElementTree

from lit.engine.page.export import (
    Page, about, contents, escape, moment, put, read_pages, relink, sections,
)
from lit.engine.text.book import Book, open_book, read_bytes
from lit.engine.text.chapter import ChapterError


PRINT = """
@page { size: A4; margin: 20mm 18mm 22mm;
        @bottom-center { content: counter(page); font: 9pt sans-serif; } }
html, body { font-size: 100%; background: #fff; height: auto; } body { display: block; }
.md-typeset { font-size: 10pt; line-height: 1.5; max-width: none; }
.md-typeset h1 { margin-top: 0; }
.lit-page { break-before: page; } h2, h3, h4, summary, .lit-caption { break-after: avoid; }
.lit-formula, .lit-picture, tr { break-inside: avoid; }
.md-typeset pre > code { white-space: pre-wrap; font-size: 8.5pt; }
.lit-wide, .lit-math, .lit-notation, .lit-picture, .md-typeset pre > code { overflow: visible; }
.md-typeset .lit-ledger :is(td, th[scope=row]) { min-width: 0; white-space: normal; }
.md-typeset .lit-ledger :is(td, th[scope=row]) { overflow-wrap: anywhere; }
.lit-contents ol { list-style: none; margin: 0; }
.katex-mathml, .lit-tools, .md-clipboard { display: none; }
"""


def whole_page(book: Book, pages: list[Page], site: str) -> str:
    """Return one HTML page that holds the contents and all pages."""
    title, description, language, _ = about(book)
    link = lambda name, part: f"#{name}--{part}" if part else f"#{name}"  # noqa: E731
    relink(book, pages, link)
    front = read_bytes(os.path.join(site, "index.html")).decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', front)
    styles = "".join(f'<link rel="stylesheet" href="/{one.removeprefix("./")}">' for one in sheets)
    body = [f"<h1>{escape(title)}</h1><p>{escape(description)}</p>",
            html_text(contents(pages, link))]
    for page in pages:
        rename_ids(page)
        body.append(html_text(page.tree))
    return (f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
            f'<title>{escape(title)}</title>{styles}'
            f'<style>{PRINT}</style></head>'
            '<body data-md-color-scheme="default" data-md-color-primary="custom">'
            '<main class="md-typeset">'
            f'<section class="lit-contents">{"".join(body[:2])}</section>'
            f'{"".join(body[2:])}</main></body></html>')


def rename_ids(page: Page) -> None:
    """Put the page's name in front of its ids, those inside figures excepted, and open what is
    folded.
    """
    within = {inner for svg in page.tree.iter("svg") for inner in svg.iter()}
    for one in page.tree.iter():
        if one.get("id") and one not in within:
            one.set("id", f"{page.name}--{one.get('id')}")
        if one.tag == "details":
            one.set("open", "")
    page.tree.attrib = {"id": page.name, "class": "lit-page"}


def html_text(tree: ElementTree.Element) -> str:
    """Return tree as HTML."""
    return ElementTree.tostring(tree, encoding="unicode", method="html", short_empty_elements=False)


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
         "--no-first-run"]
HOST = "http://book.invalid/"


def print_page(text: str, site: str) -> bytes:
    """Return the PDF of an HTML page whose stylesheets lie in the folder site.

    Raises ChapterError without a browser.
    """
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which,
                                    ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise ChapterError(site, 1, "there is no browser to print it",
                           "install one: apt-get install chromium")

    def answer(route: Any) -> None:
        path = os.path.join(site, urldefrag(route.request.url)[0].removeprefix(HOST))
        if route.request.url == HOST:
            route.fulfill(body=text, content_type="text/html; charset=utf-8")
        elif route.request.url.startswith(HOST) and os.path.isfile(path):
            route.fulfill(path=path)
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        tab = browser.new_page(color_scheme="light")
        tab.route("**/*", answer)
        tab.goto(HOST, timeout=600_000)
        tab.evaluate("document.fonts.ready")
        data = tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
        browser.close()
    return data


def finish_pdf(book: Book, pages: list[Page], data: bytes) -> bytes:
    """Return the PDF with bookmarks for parts, chapters and sections, and with its title."""
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(data))
    places = reader.named_destinations
    writer = PdfWriter(clone_from=reader)
    part = None
    for page in pages:
        chapter = bookmark(writer, reader, places, page.name, page.title,
                           part if page.level else None)
        part = part if page.level else chapter
        for name, words in sections(page) if page.level else ():  # those that the contents lead to
            bookmark(writer, reader, places, name, words, chapter)
    title, description, *_ = about(book)
    date = f"{moment():D:%Y%m%d%H%M%SZ}"
    writer.add_metadata({"/Title": title, "/Subject": description, "/CreationDate": date,
                         "/ModDate": date})
    finished = io.BytesIO()
    writer.write(finished)
    return finished.getvalue()


def bookmark(writer: Any, reader: Any, places: dict, name: str, words: str, parent: Any) -> Any:
    """Add a bookmark to the place called name below parent, and return it."""
    from pypdf.generic import Fit

    place = places[f"/{name}" if f"/{name}" in places else name]
    return writer.add_outline_item(title=words,
                                   page_number=reader.get_destination_page_number(place),
                                   parent=parent,
                                   fit=Fit.xyz(left=place.left, top=place.top))


def write_pdf(root: str, path: str, site: str) -> int:
    """Write the book in root as a PDF to path; return the number of its pages.

    Raises ChapterError.
    """
    book = open_book(root)
    pages = read_pages(book, site)
    put(path, finish_pdf(book, pages, print_page(whole_page(book, pages, site), site)))
    return len(pages)
