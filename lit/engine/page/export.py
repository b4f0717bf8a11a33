"""The pages of the built site as trees, with links that work inside one file."""

import datetime
import html.parser
import os
import posixpath
import re
import uuid
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

from lit.engine.page.report import address
from lit.engine.text.book import Book, module_of, read_bytes, read_nav
from lit.engine.text.chapter import ChapterError
from lit.engine.text.files import write
from lit.engine.text.origin import defined

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
        module = module_of(book, chapter.path)
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


def escape(words: str) -> str:
    """Return words with the characters escaped that XML reserves."""
    return html.escape(words, quote=False).replace('"', "&quot;")


def put(path: str, data: bytes) -> None:
    """Write data to path, all or nothing."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    write(f"{path}.{os.getpid()}", data)
    os.replace(f"{path}.{os.getpid()}", path)
