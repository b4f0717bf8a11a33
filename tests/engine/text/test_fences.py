"""What is code for one reader is code for all: the parser agrees with CommonMark, or refuses."""

import html
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lit.engine.text import chapter
from lit.engine.text.chapter import ChapterError, dedent, parse

EXAMPLES = json.loads(Path(__file__).with_name("commonmark.json").read_text(encoding="utf-8"))["examples"]
COMMONMARK = MarkdownIt("commonmark")
PIECES = ["```", "````", "`````", "~~~", "~~~~", "```text", "````text", "~~~text", "``` text", "```pycon", "`````pycon",
          "```math {#thm-a}", "```python {#code-a}", "    ", "   ", "  ", " ", "> ", "- ", "1. ", "10) ", "* ", "a", "x = 1", ">>> 1",
          "1", "`", "``", "```a```", "# T", "", "", "", "\\", "$$", "---", "***", "===", "|"]


def fences(text):
    """Return [(info, text)] of the fences that the parser reads, or None where it refuses."""
    try:
        parse("a.md", text)
        found = []
        keep = chapter.make_block

        def note(path, line, shifted, opening, end):
            body = shifted[opening.end() + 1:end + 1]
            found.append((opening[3].strip(), dedent(path, line, body, opening[1])))

        chapter.make_block = note
        try:
            chapter.split("a.md", "\n" + text)
        finally:
            chapter.make_block = keep
    except ChapterError:
        return None
    return found


def unindented(text):
    """Return text with lines of blanks empty: how many a list leaves there, no reader sees."""
    return re.sub(r"^ +$", "", text, flags=re.M)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["number"])
def test_example_of_the_specification_is_read_as_it_says_or_refused(example):
    shown = [html.unescape(text) for text in re.findall(r"<pre><code[^>]*>(.*?)</code></pre>", example["html"], re.S)]
    found = fences(example["text"])
    assert found is None or [text for _, text in found] == shown


def test_plain_fences_of_the_specification_are_not_refused():
    read = {example["number"] for example in EXAMPLES if fences(example["text"])}
    assert read >= {119, 120, 122, 123, 129, 130, 140, 141, 142}


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=3).map("".join), max_size=12).map("\n".join))
def test_any_text_is_read_as_another_reader_of_commonmark_reads_it_or_refused(text):
    found = fences(text + "\n")
    if found is not None:
        tokens = [token for token in COMMONMARK.parse(text + "\n") if token.type in ("fence", "code_block")]
        assert [(info, unindented(body)) for info, body in found] == [
            (token.info.strip(), unindented(token.content)) for token in tokens]


SEEN = {
    "closed by three": "````math {#thm-a}\n1 + 1 = 3\n```\n\n```text\n```\n",
    "code closed by three": "````python {#code-b}\nB = 1\n```\n\nWords.\n\n```python {#code-c}\nC = 1\n```\n",
    "in a quotation": "> ```math\n> 1 + 1 = 3\n> ```\n",
    "an example in a quotation": "> ```pycon\n> >>> 1 + 1\n> 3\n> ```\n",
    "in a list": "- ```pycon\n  >>> 1 + 1\n  3\n  ```\n",
    "a footnote": "Words[^1].\n\n[^1]: ```pycon\n    >>> 1 + 1\n    3\n    ```\n",
    "a space": "``` pycon\n>>> 1 + 1\n3\n```\n",
    "a prompt in text": "```text\n>>> 1 + 1\n3\n```\n", "a prompt in no language": "```\n>>> 1 + 1\n3\n```\n",
    "a prompt in words": "Words.\n\n>>> 1 + 1\n3\n",
    **{f"{name} as a language": f"```{name}\n>>> 1 + 1\n3\n```\n" for name in (
        "PYCON", "py", "Python", "python3", "python-repl", "doctest", "PyCon", "ipython", ".pycon", "pycon3")},
    **{f"{name} as a language": f"```{name}\n1 + 1 = 3\n```\n" for name in ("latex", "Math", "tex", "MATH", "katex", " math", ".math")},
    "an indented example": "Words.\n\n    >>> 1 + 1\n    3\n", "indented code": "Words.\n\n    assert 1 + 1 == 3\n",
    "indented after a list": "- Words.\n\n        assert 1 + 1 == 3\n",
    "raw HTML": "<pre>\n>>> 1 + 1\n3\n</pre>\n", "code in HTML": "<p><code>1 + 1 == 3</code></p>\n", "MathML": "<math><mn>1</mn></math>\n",
    "an environment": "\\begin{equation}\n1 + 1 = 3\n\\end{equation}\n", "aligned": "\\begin{align*}1 + 1 &= 3\\end{align*}\n",
    "brackets in HTML": "<div>\n\\[1 + 1 = 3\\]\n</div>\n", "brackets after a code span": "`a` \\[1 + 1 = 3\\] `b`\n",
    "dollars over two code spans": "``a ` b`` $$1 + 1 = 3$$ `c`\n", "a round bracket": "Words \\(1 + 1 = 3\\).\n",
    "a dollar and a backtick": "Words $`1 + 1 = 3`$.\n", "a merge": "<<<<<<< HEAD\nWords.\n=======\nOther words.\n>>>>>>> other\n",
}


@pytest.mark.parametrize("name", SEEN)
def test_what_would_be_shown_and_not_seen_is_refused(book, lit, name):
    page = book / "docs/first.md"
    page.write_text(f"{page.read_text()}\n{SEEN[name]}")
    result = lit(book, "tangle")
    assert (result.returncode, result.stderr) == (1, "")
    assert len(result.stdout.splitlines()) == 1 and result.stdout.startswith("docs/first.md:"), result.stdout
    assert not (book / "small").exists()


HARMLESS = [
    "Words with `$$`, `\\[`, `<pre>` and ``>>> ` `` in them.\n", "A price of 5$ and 6$.\n", "- one\n\n    Words of the item.\n",
    "1. one\n\n   ```pycon\n   >>> 1 + 1\n   2\n   ```\n\n    More of it.\n", "!!! note\n\n    Words.\n\n    ```pycon\n    >>> 1\n    1\n    ```\n\n    Words.\n",
    "Words[^1].\n\n[^1]: A note.\n\n    Its second paragraph.\n", "````text\n```pycon\n>>> 1 + 1\n3\n```\n````\n", "Words with ```x``` in them.\n",
    "A matrix $\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}$.\n", "- one\n    - two\n\n        Words.\n", "~~~sh\nls\n~~~\n",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_shows_nothing_unseen_is_let_in(text):
    parse("a.md", text)


@pytest.mark.parametrize("text", [
    "`" * 80_000, "```text\n" * 20_001, "~" * 80_000, "> " * 40_000, "# A" + " " * 20_000 + "{#a …}", "`a``b" * 16_000,
    "".join("`" * k + " " for k in range(400)), "$$`" * 20_000, "<!--" * 20_000, "[^" * 20_000, "{#a b=\"" * 10_000, "\n    a" * 20_000,
    "```text\na\n```\n<!-- -->\n" * 20_000,
], ids=lambda text: repr(text[:12]))
def test_hostile_text_is_read_or_refused_in_linear_time(text, pace):
    start = time.process_time()
    for page in (text, f"# A\n\n{text}\n"):
        try:
            parse("a.md", page)
        except ChapterError:
            pass
    assert time.process_time() - start < 25 * pace


def test_seed_and_parser_read_the_same_blocks(tmp_path):
    text = ("~~~text\n```python {#code-no}\nNO = 1\n~~~\n\n```python {#code-one}\nONE = 1\n```\n\n"
            "~~~python {#code-two}\nTWO = '''```'''\n~~~\n\n!!! note\n\n    ```text\n    x\n    ```\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text(text)
    seed = Path(__file__).resolve().parents[2] / "seed.py"
    subprocess.run([sys.executable, seed, tmp_path], check=True)
    code = [block.text for block in parse("docs/a.md", text).blocks if block.kind == "code"]
    assert (tmp_path / "lit/a.py").read_text() == "\n\n".join(code) == "ONE = 1\n\n\nTWO = '''```'''\n"
