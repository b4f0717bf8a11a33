"""The book as an EPUB, for reading devices."""

import functools
import io
import os
import re
import zipfile
from xml.etree import ElementTree

from lit.engine.page.export import (
    Page, about, contents, drop, escape, moment, put, read_pages, relink,
)
from lit.engine.text.book import Book, open_book, read_bytes
from lit.engine.text.new import assets


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
