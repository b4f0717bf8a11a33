"""The site as its readers meet it: offline, by day and by night, on a phone, without JavaScript."""

import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest

HERE = Path(__file__).parent
SITE = HERE.parents[1] / "site"
PAGES = sorted(str(path.parent.relative_to(SITE)) + "/" for path in SITE.rglob("index.html"))
PAGES = ["" if page == "./" else page for page in PAGES]
PARTS = ("numerics", "estimation", "likelihood", "geometry", "activations", "networks", "outputs", "training",
         "regularisation")
CHAPTERS = [page for page in PAGES if page.count("/") == 2 and page.startswith(PARTS)]
DRAWN = [page for page in CHAPTERS if "{#figure-" in Path(SITE.parent, "docs", f"{page[:-1]}.md").read_text(encoding="utf-8")]
EACH_PAGE = pytest.mark.parametrize("page", PAGES)
SHIFT = """new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())
    if (!entry.hadRecentInput) sum += entry.value; }).observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 400); })"""


def test_the_site_has_its_pages():
    assert {"", "activations/relu/", "engine/text/tangle/", "api/activations/"} <= set(PAGES)


@pytest.fixture
def watched(tab):
    """Yield the tab, and fail if a page asks another host for something or reports an error."""
    asked, errors = [], []
    listeners = {"request": lambda request: asked.append(request.url),
                 "console": lambda message: errors.append(message.text) if message.type == "error" else None,
                 "pageerror": lambda error: errors.append(str(error))}
    for event, listener in listeners.items():
        tab.on(event, listener)
    yield tab
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []
    assert errors == []


@EACH_PAGE
def test_a_page_is_offline_keeps_still_and_is_accessible_by_day_and_by_night(watched, site, page):
    watched.set_viewport_size({"width": 1280, "height": 900})
    watched.emulate_media(color_scheme="light")
    watched.goto(site + page)
    assert watched.evaluate(SHIFT) < 0.01
    watched.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    watched.add_style_tag(content="* { content-visibility: visible !important }")  # all of the page as the reader gets to it
    watched.add_script_tag(path=HERE / "axe.min.js")
    for scheme in ("light", "dark"):
        watched.emulate_media(color_scheme=scheme)
        palette = {"light": "default", "dark": "slate"}[scheme]
        watched.wait_for_function("p => document.body.dataset.mdColorScheme === p", arg=palette)
        found = watched.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
        told = [(rule["id"], node["html"][:200], node["failureSummary"][:300])
                for rule in found for node in rule["nodes"]]
        assert told == [], f"{scheme}: {told}"


@EACH_PAGE
def test_a_page_does_not_scroll_sideways_on_a_phone(tab, site, page):
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(site + page)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    widths = tab.evaluate("[...document.querySelectorAll('.lit-math')].map(box => box.clientWidth)")
    assert all(width > 200 for width in widths), "a formula has no room beside its label"


@pytest.mark.parametrize("page", CHAPTERS)
def test_formulas_and_figures_are_there_without_javascript(browser, site, page):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site + page)
    source = Path(SITE.parent, "docs", page.rstrip("/") + ".md").read_text(encoding="utf-8")
    assert tab.locator(".lit-formula .katex-html").count() == len(re.findall(r"\n *```math \{", source))
    assert tab.locator("body").get_attribute("data-md-color-scheme") == "default"
    assert tab.locator("figure.lit-figure > figcaption:not(:last-child)").count() == 0  # HTML wants it last
    assert tab.locator("figure.lit-figure svg[role=img]").count() == source.count("\n```python {#figure-")
    assert tab.locator("svg[role=img]:not([aria-label])").count() == 0
    assert "$" not in tab.locator("article p").first.inner_text()
    context.close()


@pytest.mark.parametrize("page", DRAWN)
def test_a_figure_follows_the_palette(browser, site, page):
    colours = {}
    for scheme in ("light", "dark"):
        tab = browser.new_page(color_scheme=scheme)
        tab.goto(site + page)
        text = tab.locator("figure.lit-figure svg text").first
        colours[scheme] = text.evaluate("node => getComputedStyle(node).fill")
        tab.close()
    assert colours["light"] != colours["dark"]


def test_every_link_and_anchor_leads_somewhere():
    ids, broken = {}, []
    for path in SITE.rglob("*.html"):
        ids[path] = set(re.findall(r'\bid="([^"]+)"', path.read_text(encoding="utf-8")))
    for path, page in ((path, path.read_text(encoding="utf-8")) for path in ids if path.name == "index.html"):
        here = "/" + str(path.parent.relative_to(SITE)).strip(".") + "/"
        for link in re.findall(r'<a [^>]*?href="([^"]+)"', page):
            if re.match(r"(https?|mailto|data):", link):
                continue
            target, anchor = urldefrag(urljoin(here.replace("//", "/"), link))
            goal = SITE / unquote(target).lstrip("/")
            goal = goal / "index.html" if goal.is_dir() else goal
            if not goal.exists() or (anchor and goal in ids and unquote(anchor) not in ids[goal]):
                broken.append((here, link))
    assert broken == []


def test_the_search_finds_a_function(browser, site):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(site)
    tab.locator("input.md-search__input").click()
    tab.locator("input.md-search__input").press_sequentially("sigmoid")  # Material listens to keys
    tab.locator(".md-search-result__item a").first.wait_for(timeout=60_000)
    assert "igmoid" in tab.locator(".md-search-result__list").inner_text()
    tab.close()


def test_a_function_leads_to_its_reference_and_back(browser, site):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(site + "activations/relu/")
    tab.locator("#code-relu .highlight a", has_text=re.compile("^relu$")).first.click()
    tab.wait_for_url("**/api/activations/#lit.activations.relu.relu")
    tab.locator(".lit-origin a[href$='#code-relu']").first.click()
    tab.wait_for_url("**/activations/relu/#code-relu")
    tab.close()
