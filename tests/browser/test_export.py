"""The built site as an EPUB and as a PDF: complete, well-formed, and with links that lead somewhere."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from lit.engine.page.epub import write_epub
from lit.engine.page.pdf import write_pdf

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"


@pytest.fixture(scope="module")
def epub(tmp_path_factory, site):
    path = tmp_path_factory.mktemp("epub") / "book.epub"
    write_epub(str(ROOT), str(path), str(SITE))
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def test_the_epub_begins_with_its_type_and_holds_only_well_formed_pages(epub):
    first = epub.infolist()[0]
    assert first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
    assert epub.read("mimetype") == b"application/epub+zip"
    pages = [name for name in epub.namelist() if name.endswith((".xhtml", ".opf", ".xml"))]
    for name in pages:
        ElementTree.fromstring(epub.read(name))
    assert len(pages) > 50 and any(b"<math " in epub.read(name) or b":math" in epub.read(name) for name in pages)


def test_each_link_of_the_epub_leads_somewhere(epub):
    ids = {name: set(re.findall(rb'\bid="([^"]+)"', epub.read(name))) for name in epub.namelist() if name.endswith(".xhtml")}
    for name in ids:
        for href in re.findall(rb'<(?:\w+:)?a [^>]*?href="([^"]+)"', epub.read(name)):
            target, _, anchor = href.decode().partition("#")
            if re.match(r"(https?|mailto):", target):
                continue
            goal = (Path(name).parent / target).as_posix() if target else name
            assert goal in ids and (not anchor or anchor.encode() in ids[goal]), f"{name}: {href}"


@pytest.mark.slow
def test_the_pdf_has_contents_and_its_links_lead_into_it(tmp_path, site):
    write_pdf(str(ROOT), str(tmp_path / "book.pdf"), str(SITE))
    reader = PdfReader(tmp_path / "book.pdf")
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert len(reader.pages) > 200 and {"Numerics", "Activations", "Training"} <= set(titles)
    places = reader.named_destinations
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    inner = [link["/Dest"] for link in links if link.get("/Subtype") == "/Link" and "/Dest" in link]
    assert len(inner) > 1000 and all(str(one).lstrip("/") in {name.lstrip("/") for name in places} for one in inner)
