"""Print how soon a chapter is ready in a real browser, and how much it transfers, beside a plain page of Material.

Usage: python benchmarks/page.py [CHAPTER ...]      (after make book; needs Debian's chromium)

The plain page has the chapter's words and code, with the signs of a formula as words, and nothing else of this book:
Material with highlighted code and as many other pages in its navigation, all of them empty. Both are loaded in turn
from localhost, with an empty cache; ready is DOMContentLoaded. Transfer is what a server that compresses would send:
texts by gzip, fonts as they are.
"""

import functools
import gzip
import http.server
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
LOADS = 15
PLAIN = """site_name: Plain
theme: {name: material, font: false, features: [content.code.copy, navigation.tabs, navigation.footer, toc.follow]}
plugins: [search]
markdown_extensions: [attr_list, admonition, tables, pymdownx.highlight, pymdownx.superfences, pymdownx.details]
nav:
"""
TEXTS = (".html", ".css", ".js", ".svg", ".json", "/")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that does not print each request."""

    def log_message(self, *words):
        """Print nothing."""


def plain(text):
    """Return a chapter's text without what is special about this book: formulas as words, code as code."""
    text = re.sub(r"```(?:math|notation)[^\n]*\n(.*?)```", lambda match: re.sub(r"\W+", " ", match[1]), text, flags=re.S)
    text = re.sub(r"```(python|pycon)[^\n]*", r"```\1", text)
    text = re.sub(r"\$([^$]+)\$", lambda match: re.sub(r"\W+", " ", match[1]), text)
    return re.sub(r" *\{ *#[^}\n]*\}", "", text)


def build_plain(folder, chapters):
    """Build a site of plain pages; return its folder."""
    settings = Path(ROOT, "mkdocs.yml").read_text(encoding="utf-8")
    nav = settings.partition("\nnav:\n")[2].partition("\ntheme:")[0]
    for path in re.findall(r"[\w/]+\.md", nav):
        text = Path(ROOT, "docs", path).read_text(encoding="utf-8")
        page = Path(folder, "docs", path)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(plain(text) if path.removesuffix(".md") in chapters else text.partition("\n")[0], encoding="utf-8")
    Path(folder, "mkdocs.yml").write_text(PLAIN + nav, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, check=True, capture_output=True)
    return Path(folder, "site")


def serve(folder):
    """Serve a folder on localhost; return the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def load(browser, address, folder):
    """Load a page with an empty cache; return (milliseconds until it is ready, bytes that a server would send)."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab, asked = context.new_page(), []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(address, wait_until="load")
    ready = tab.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    tab.wait_for_timeout(100)
    context.close()
    size = 0
    for path in {url.split("/", 3)[3].partition("?")[0] for url in asked if url.startswith("http")}:
        file = Path(folder, path, "index.html") if path.endswith("/") or not path else Path(folder, path)
        data = file.read_bytes() if file.exists() else b""
        size += len(gzip.compress(data, 6) if f"/{path}".endswith(TEXTS) else data)
    return ready, size


def main():
    """Print a table: ready and transfer of each chapter, and the ratio to the plain page."""
    chapters = sys.argv[1:] or ["activations/relu", "likelihood/maximum_likelihood", "regularisation/l2"]
    program = shutil.which("chromium") or shutil.which("google-chrome")
    print(f"{'chapter':<34} {'ready, ms':>10} {'x plain':>8} {'transfer, kB':>13} {'plain, kB':>10}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        sites = (ROOT / "site", build_plain(folder, chapters))
        homes = [serve(site) for site in sites]
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for chapter in chapters:
            runs = [[load(browser, f"{home}{chapter}/", site) for home, site in zip(homes, sites, strict=True)]
                    for _ in range(LOADS)]
            ours, theirs = (statistics.median(run[k][0] for run in runs) for k in (0, 1))
            print(f"{chapter:<34} {ours:>10.0f} {ours / theirs:>8.2f} {runs[-1][0][1] / 1000:>13.0f} {runs[-1][1][1] / 1000:>10.0f}")
        browser.close()


if __name__ == "__main__":
    main()
