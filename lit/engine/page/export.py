"""The book as one file: PDF for paper, EPUB for reading devices, made from the pages of the built
site.
"""

import datetime
import functools
import html
import html.parser
import io
import os
import posixpath
import re
import shutil
import uuid
import zipfile
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

from lit.engine.page.report import address
from lit.engine.text.book import Book, module_path, open_book, read_bytes, read_nav
from lit.engine.text.chapter import ChapterError
from lit.engine.text.files import write
from lit.engine.text.new import assets
from lit.engine.text.origin import defined
from lit.engine.text.tangle import module_name

VOID = {"br", "hr", "img", "input", "wbr", "col"}
MIXED = ("viewBox", "clipPath", "preserveAspectRatio", "clipPathUnits", "textLength",
         "lengthAdjust",
         "markerWidth", "markerHeight", "refX", "refY", "gradientUnits", "linearGradient")
SPELT = {name.lower(): name for name in MIXED}


class ArticleReader(html.parser.HTMLParser):
    """Reads the article of a page into `tree`, which stays None if there is none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder, self.open = ElementTree.TreeBuilder(), []
        self.tree: ElementTree.Element | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; one that has no content is closed at once."""
        if self.tree is None and (self.open or tag == "article"):
            names = {SPELT.get(name, name): value or "" for name, value in attrs}
            self.builder.start(SPELT.get(tag, tag), names)
            if tag in VOID:
                self.builder.end(tag)
            else:
                self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those inside it that were left open."""
        while tag in self.open:
            last = self.open.pop()
            self.builder.end(SPELT.get(last, last))
            if not self.open:
                self.tree = self.builder.close()
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        """Keep the text inside the article."""
        if self.open:
            self.builder.data(data)


def read_article(text: str) -> ElementTree.Element:
    """Return the tree of the article in a page of the site."""
    reader = ArticleReader()
    reader.feed(text)
    if reader.tree is None:
        raise ValueError("a page of the site holds no article")
    reader.tree.tag, reader.tree.attrib = "section", {}
    return reader.tree


def drop(tree: ElementTree.Element, unwanted: Callable) -> None:
    """Remove from tree each element for which unwanted is true; the text behind it stays."""
    for parent in tree.iter():
        for child in [one for one in parent if unwanted(one)]:
            at = list(parent).index(child)
            before = parent[at - 1] if at else None
            if before is not None:
                before.tail = (before.tail or "") + (child.tail or "")
            else:
                parent.text = (parent.text or "") + (child.tail or "")
            parent.remove(child)


class Page(NamedTuple):
    """A page: its chapter's path, a name without slashes, its title, its tree, and whether it opens
    or fills a part.
    """

    path: str
    name: str
    title: str
    tree: ElementTree.Element
    level: int


def read_pages(book: Book, site: str) -> list[Page]:
    """Return the Pages of the book from the site in the folder site.

    Raises ChapterError where it is not built.
    """
    texts, found = {chapter.path: chapter.text for chapter in book.chapters}, []
    paths = [f"{book.docs}/{page}" for page in read_nav(book.root)]
    for path in (path for path in paths if "\n::: " not in texts[path]):
        place = os.path.join(site, address(book, path), "index.html")
        if not os.path.exists(place):
            raise ChapterError(place, 1, "the page is not built", "build the site first: make book")
        tree = read_article(read_bytes(place).decode())
        drop(tree, lambda one: one.get("class") in ("headerlink", "lit-along"))
        title = " ".join("".join(next(tree.iter("h1")).itertext()).split())
        part = f"{posixpath.dirname(path)}/index.md"
        level = 1 if part in paths and path != part and path.count("/") > 1 else 0
        found.append(Page(path, address(book, path).strip("/").replace("/", "-") or "home", title,
                          tree, level))
    return found


def find_targets(book: Book, pages: list[Page]) -> tuple[dict, dict]:
    """Return {address on the site: page's name} and {dotted name: (page's name, id)} of what can be
    linked.
    """
    names = {page.path: page.name for page in pages}
    addresses = {f"/{address(book, path)}": name for path, name in names.items()}
    objects = {}
    for chapter in (one for one in book.chapters if one.path in names):
        module = module_name(module_path(book, chapter.path))
        objects[module] = (names[chapter.path], "")
        for block in (one for one in chapter.blocks if one.kind == "code"):
            objects |= {f"{module}.{name}": (names[chapter.path], block.id)
                        for name in defined(block.text)}
    return addresses, objects


def goal(book: Book, page: Page, href: str, targets: tuple[dict, dict],
         ids: dict) -> tuple[str, str] | None:
    """Return (page's name, id) of what href on page leads to.

    None where it leads out of the book.
    """
    addresses, objects = targets
    place, fragment = urldefrag(urljoin(f"/{address(book, page.path)}", href))
    place, fragment = unquote(place).removesuffix("index.html"), unquote(fragment)
    if place in addresses:
        name = addresses[place]
        return (name, fragment if fragment in ids[name] else "")
    while fragment and fragment not in objects:
        fragment = fragment.rpartition(".")[0]
    return objects.get(fragment)


def relink(book: Book, pages: list[Page], write_link: Callable) -> None:
    """Rewrite the links of all pages: write_link(name, id) gives the new address of a place in the
    book.
    """
    targets = find_targets(book, pages)
    ids = {page.name: {one.get("id") for one in page.tree.iter()} for page in pages}
    for page in pages:
        for one in list(page.tree.iter("a")) + list(page.tree.iter("autoref")):
            href = one.attrib.pop("href", "")
            found = (None
                     if re.match(r"[a-z]+:", href) or not href
                     else goal(book, page, href, targets, ids))
            if found:
                kept = {key: one.attrib[key] for key in ("id", "class") if one.get(key)}
                one.attrib = {"href": write_link(*found)} | kept
            elif href.startswith(("http:", "https:", "mailto:")):
                one.set("href", href)
            else:
                one.tag = "span"
                one.attrib = {key: one.attrib[key] for key in ("id", "class") if one.get(key)}


def sections(page: Page) -> list[tuple[str, str]]:
    """Return (id, words) of the sections of a page."""
    return [(one.attrib["id"], " ".join("".join(one.itertext()).split()))
            for one in page.tree.iter("h2") if one.get("id")]


def contents(pages: list[Page], write_link: Callable) -> ElementTree.Element:
    """Return the table of contents as a nested list: parts, chapters, sections."""
    top = ElementTree.Element("ol")
    for page in pages:
        level = top
        if page.level and len(top):
            below = top[-1].find("ol")
            level = ElementTree.SubElement(top[-1], "ol") if below is None else below
        item = entry(level, page.title, write_link(page.name, ""))
        if page.level and sections(page):
            inner = ElementTree.SubElement(item, "ol")
            for name, words in sections(page):
                entry(inner, words, write_link(page.name, name))
    return top


def entry(level: ElementTree.Element, words: str, href: str) -> ElementTree.Element:
    """Add an item with a link to a list, and return it."""
    item = ElementTree.SubElement(level, "li")
    ElementTree.SubElement(item, "a", href=href).text = words
    return item


def about(book: Book) -> tuple[str, str, str, str]:
    """Return (title, description, language, identifier) of the book."""
    text = read_bytes(os.path.join(book.root, "mkdocs.yml")).decode()
    said = dict(re.findall(r"^(site_name|site_description): *['\"]?(.*?)['\"]?$", text, re.M))
    title = said.get("site_name", book.package)
    identifier = uuid.uuid5(uuid.NAMESPACE_DNS, title)
    return title, said.get("site_description", ""), "en", f"urn:uuid:{identifier}"


def moment() -> datetime.datetime:
    """Return the time of the export; SOURCE_DATE_EPOCH sets it, for the same bytes each time."""
    set_to = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.datetime.now(datetime.UTC)
    return datetime.datetime.fromtimestamp(int(set_to), datetime.UTC) if set_to else now


XHTML = "http://www.w3.org/1999/xhtml"
EPUB_KINDS = {"math": "mathml", "svg": "svg"}


def page_text(language: str, title: str, body: ElementTree.Element, head: str = "") -> str:
    """Return an XHTML page with the element body."""
    inner = ElementTree.tostring(body, encoding="unicode", short_empty_elements=True)
    inner = re.sub(r"<(a|code|div|em|li|ol|p|pre|span|strong|td|th|ul)((?: [^<>]*)?) />",
                   r"<\1\2></\1>", inner)
    return (f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="{XHTML}" '
            f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" '
            f'xml:lang="{language}">\n<head><title>{escape(title)}'
            f'</title><link rel="stylesheet" href="style.css"/>{head}</head>\n'
            f'<body>{inner}</body>\n</html>\n')


def escape(words: str) -> str:
    """Return words with the characters escaped that XML reserves."""
    return html.escape(words, quote=False).replace('"', "&quot;")


@functools.cache
def palette() -> dict[str, str]:
    """Return {CSS variable: colour} of the light palette, for readers that know no variables."""
    style = read_bytes(os.path.join(assets(), "konspekt.css")).decode()
    named = dict(reversed(re.findall(r"(--lit-\w+): (#\w+)", style)))
    return named | {"--md-default-fg-color": "currentColor", "--md-default-bg-color": "#ffffff",
                    "--md-default-fg-color--lighter": "#b0b6bf"}


def tidy(tree: ElementTree.Element) -> None:
    """Fit a page's tree for an EPUB: MathML only, plain colours, and no attributes for browsers."""
    drop(tree, lambda one: one.get("class") in ("katex-html", "lit-tools"))
    for one in tree.iter():
        for key in [key for key in one.attrib if key.startswith("data-")
                    or key in ("tabindex", "onclick", "download")]:
            del one.attrib[key]
        for key, value in one.attrib.items():
            one.attrib[key] = re.sub(r"var\((--[\w-]+)\)", lambda match: palette()[match[1]], value)
        if one.tag == "style" and one.text:
            one.text = re.sub(r"var\((--[\w-]+)\)", lambda match: palette()[match[1]], one.text)
        if one.tag == "svg":
            one.set("xmlns", "http://www.w3.org/2000/svg")
        # XHTML wants the caption first or last.
        elif one.tag == "figure" and one[-1].tag == "details":
            one[:] = sorted(one, key=lambda part: part.tag == "figcaption")
        elif one.tag == "math":
            one.set("alttext", next((part.text for part in one.iter("annotation")), "") or "")
        elif one.tag == "details":
            one.set("open", "open")


CONTAINER = ('<?xml version="1.0"?>\n<container version="1.0" '
             'xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
             '<rootfiles><rootfile full-path="book/package.opf" '
             'media-type="application/oebps-package+xml"/>'
             "</rootfiles></container>\n")


def epub_files(book: Book, pages: list[Page]) -> dict[str, str]:
    """Return {path: text} of an EPUB 3 of pages, in the order in which they are packed."""
    title, *_, language, _ = about(book)
    link = lambda name, part: f"{name}.xhtml#{part}" if part else f"{name}.xhtml"  # noqa: E731
    relink(book, pages, link)
    for page in pages:
        tidy(page.tree)
    files = {"META-INF/container.xml": CONTAINER, "book/package.opf": package(book, pages)}
    nav = ElementTree.Element("nav", {"epub:type": "toc"})
    ElementTree.SubElement(nav, "h1").text = title
    nav.append(contents(pages, link))
    files["book/nav.xhtml"] = page_text(language, title, nav)
    files["book/style.css"] = read_bytes(os.path.join(assets(), "epub.css")).decode()
    for page in pages:
        files[f"book/{page.name}.xhtml"] = page_text(language, page.title, page.tree)
    return files


def package(book: Book, pages: list[Page]) -> str:
    """Return the list of an EPUB's files, with what they hold and in which order they are read."""
    title, description, language, identifier = about(book)
    items, spine = "", ""
    for page in pages:
        kinds = " ".join(kind for tag, kind in EPUB_KINDS.items()
                         if page.tree.find(f".//{tag}") is not None)
        kinds = f' properties="{kinds}"' if kinds else ""
        items += (f'<item id="{page.name}" href="{page.name}.xhtml" '
                  f'media-type="application/xhtml+xml"{kinds}/>\n')
        spine += f'<itemref idref="{page.name}"/>'
    return ('<?xml version="1.0" encoding="utf-8"?>\n<package '
            'xmlns="http://www.idpf.org/2007/opf" version="3.0" '
            f'unique-identifier="id" xml:lang="{language}">\n<metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<dc:identifier id="id">{identifier}</dc:identifier>'
            f'<dc:title>{escape(title)}</dc:title>'
            f"<dc:language>{language}</dc:language>"
            f"<dc:description>{escape(description)}</dc:description>"
            f'<meta property="dcterms:modified">{moment():%Y-%m-%dT%H:%M:%SZ}</meta></metadata>\n'
            '<manifest>'
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
            f'<item id="style" href="style.css" media-type="text/css"/>\n{items}</manifest>\n'
            f'<spine><itemref idref="nav"/>{spine}</spine>\n</package>\n')


def write_epub(root: str, path: str, site: str) -> int:
    """Write the book in root as an EPUB to path; return the number of its pages.

    Raises ChapterError.
    """
    book = open_book(root)
    pages = read_pages(book, site)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"mimetype": "application/epub+zip", **epub_files(book, pages)}.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    put(path, packed.getvalue())
    return len(pages)


def put(path: str, data: bytes) -> None:
    """Write data to path, all or nothing."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    write(f"{path}.{os.getpid()}", data)
    os.replace(f"{path}.{os.getpid()}", path)


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
