"""Books that a stranger made to break things: each is refused in a line or read as it is, soon, and nothing leaves the book."""

import os
import re

import pytest

from lit.engine.cli import main

SOON = 60  # times the pace of the machine: some five seconds
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi"))
CODE = "# First\n\n```python {#code-first}\n%s\n```\n"
MATH = "# First\n\n```notation\nx, y : real | numbers\nk : integer | a whole number\nn : dimension | a size\n" \
       "i : index 1..n | places\nv : vector n | a column\nf : function | a function\n```\n\n```math {#thm-first}\n%s\n```\n"

CHAPTERS = {
    "empty": b"", "a mark of byte order": "\ufeff# First\n".encode(), "zeros": b"\0" * 100, "no text": bytes(range(256)) * 9,
    "old line ends": b"# First\r\rWords.\r", "backticks": b"`" * 80_000, "fences": b"```python {#code-a}\n" * 20_000,
    "open fences": b"```\n````\n`````\n" * 3_000, "quotes in quotes": b"> " * 20_000 + b"x\n", "lists in lists":
    b"".join(b"  " * k + b"- x\n" for k in range(500)), "one long line": b"x" * 2_000_000, "brackets": b"[" * 50_000,
    "tags": b"<div>" * 20_000, "stars": b"*a _b " * 20_000, "a front matter that grows": b"---\n" + BOMB.encode() + b"---\n# First\n",
    "an id that climbs": b"```python {#code-../../first}\nx = 1\n```\n", "an id with a line end": b"```python {#code-a\n}\nx = 1\n```\n",
    "an id twice": b"```python {#code-a}\nx = 1\n```\n\n```python {#code-a}\ny = 1\n```\n", "keys": b"```python {#code-a " + b'x="1" ' * 5_000 + b"}\n```\n",
    "a key without an end": b'```python {#code-a of="}\nx = 1\n```\n', "right to left": "# \u202efirst\u202c\n\n```python {#code-\u202ea}\nx = 1\n```\n".encode(),
    "notation without an end": b"```notation\nx : real\n", "notation of nonsense": b"```notation\n: : :\n| | |\n```\n",
    "a notation of many letters": b"```notation\n" + b"".join(b"x_{%d} : real | a number\n" % k for k in range(3_000)) + b"```\n",
}
CODES = {
    "a tab": "if 1:\n\tpass", "a zero": "x = '\0'", "parentheses": "(" * 5_000, "nested": "x = " + "[" * 3_000 + "]" * 3_000,
    "an open string": '"""', "names": "def class(): pass", "minus": "-" * 20_000 + "1", "a long sum": "x = " + "+".join(["1"] * 20_000),
    "an import upwards": "from ... import os", "an import of nothing": "from small.nothing import x", "an import of itself":
    "import small.first", "a future": "x = 1\nfrom __future__ import annotations", "two lines in one": "x = 1; y = 2", "an encoding":
    "# -*- coding: utf-16 -*-\nx = 1", "a form feed": "\f\nx = 1", "a semicolon": ";", "a return": "return 1", "an await": "await x",
}
FORMULAS = [
    "{" * 5_000, "}" * 5_000, "\\frac" * 3_000, "\\frac{1}{" * 2_000 + "x" + "}" * 2_000, "9^{9^{9^{9}}} = 1", "x^{10^{9}} = 1",
    "10^{10^{10}} = x", "1000000! = 1", "\\sum_{i=1}^{n} i^{1000} = 1", "\\sum_{k=1}^{10^{9}} k = 1", "\\prod_{k=1}^{10^{6}} k = 1",
    "f(x) = f(f(x))", "f(x) = f(x + 1) + f(x)", "x = " + " + ".join(["x"] * 3_000), "x = " + "-" * 3_000 + "x", "|" * 3_000, "x" * 3_000,
    "(" * 3_000 + "x" + ")" * 3_000 + " = x", "\\left(" * 1_000, "x^" * 1_000 + "x", "x_" * 1_000 + "x", "\\sqrt" * 2_000, "&" * 1_000,
    "\\\\" * 2_000, "\\begin{cases}" * 200, "\\begin{pmatrix} 1 \\end{pmatrix} = x", "\\int_0^1 " * 50 + "x dx = 1", "\\lim_{x \\to 0} " * 50 + "x = 0",
    "\\min_x " * 50 + "x = 0", "\\frac{d}{dx} " * 60 + "x = 0", "x'" + "'" * 500 + " = 0", "f" + "'" * 200 + "(x) = 0", "v_{10^9} = 1",
    "v_{i+1} = v_i", "\\|" * 500, "\\text{" + "a" * 50_000 + "}", "\\text{if} = \\text{then}", "\\input{/etc/passwd}", "\\write18{ls}", "\\def\\x{\\x}\\x = 1",
    "\\newcommand{\\a}{\\a\\a} \\a", "\u202ex = 1", "х = 1", "x = 1\u0000", "x == 1", "x := 1", "lambda x: x", "__import__('os').system('ls') = 1",
    "\\operatorname{__class__}(x) = 1", "\\operatorname{eval}(x) = 1", "\\mathrm{exec}(x) = x", "x.y = 1", "[x for x in y] = 1", "\\infty^\\infty = x",
    "0^0^0 = x", "\\frac{0}{0} = \\frac{0}{0}", "1e400 = x", "0.%s1 = x" % ("0" * 5_000), "%s = x" % ("9" * 20_000), "x \\ne x \\ne x", "= = =", "<", "\\Rightarrow",
    "x = y \\Rightarrow " * 200 + "x = y", "\\tag{" * 100, "$x$", "%", "#", "~", "", " ", "\\", "\\quad" * 5_000, "\\color{red} x = 1", "\\href{javascript:alert(1)}{x} = 1",
]
NAMES = ["con.md", "CON.md", "nul.md", "-x.md", "--help.md", "a b.md", "class.md", "None.md", "os.md", "numpy.md", "sympy.md", "small.md", "é.md", "имя.md",
         "a\nb.md", "..md", ".md", "a.b.md", "FIRST.md", "first.py.md", "__init__.md", "__main__.md", "a;b.md", "$(ls).md", "'.md", '".md', "a" * 200 + ".md", "1.md", "\u202ea.md",
         "\udcff.md", "test.md", "site.md", "lit.md", "code.md", "pip.md"]
SETTINGS = {
    "mkdocs.yml": ["", "[]", "5", "nav: 5\n", "nav:\n  - ../../etc/passwd\n", "nav:\n  - /etc/passwd\n", "nav: {a: b}\n", "docs_dir: /etc\n", "docs_dir: ..\n", "docs_dir: 5\n",
                   BOMB, "nav: !!python/object/apply:os.system ['ls']\n", "nav:\n" + "  - first.md\n" * 20_000, "\0", "nav:\n\t- first.md\n", "nav:\n  - a: " + "[" * 3_000, "\ufeffnav:\n  - first.md\n",
                   "site_name: [\n", "nav:\n  - missing.md\n", "nav:\n  - first.md\n  - first.md\n", "- - - -\n", "nav: &a [*a]\n", "docs_dir: ''\n", "nav:\n  - .\n"],
    "pyproject.toml": ["", "[tool.lit]\npackage = \"../x\"\n", "[tool.lit]\npackage = \"/tmp/x\"\n", "[tool.lit]\npackage = \"os\"\n", "[tool.lit]\npackage = \"a.b\"\n", "[tool.lit]\npackage = \"\"\n",
                       "[tool.lit]\npackage = 5\n", "[tool.lit]\npackage = [\n", "tool = 5\n", "[tool]\nlit = 5\n", "\0", "[tool.lit]\npackage = \"docs\"\n", "[tool.lit]\npackage = \".git\"\n",
                       "[tool.lit]\npackage = \"class\"\n", "[tool.lit]\npackage = \"a b\"\n", "[tool.lit]\npackage = \"" + "a" * 5_000 + "\"\n", "[tool.lit]\nnothing = 1\n",
                       "[tool.lit]\npackage = \"small\"\npackage = \"small\"\n", "a = " + "[" * 3_000, "[tool.lit]\npackage = \"sympy\"\n"],
    "docs/inventory.yaml": ["[]", "5", "items: 5\n", "items: [5]\n", BOMB, "!!python/object/apply:os.system ['ls']\n", "items:\n  - id: ../../x\n", "items:\n  - {id: 5, says: []}\n", "\0",
                            "items:\n  - id: a\n  - id: a\n", "errata: 5\nitems: []\n", "items: " + "[" * 3_000, "documents: {a: /etc/passwd}\nitems: []\n", "items:\n  - id: <script>\n    says: <script>\n",
                            "- {id: a, title: b, erratum: [{line: x}]}\n", "- {id: a, title: b}\n- {id: a, title: b}\n", "- {id: a, title: 2020-01-01}\n", "- {id: a, title: b, erratum: 5}\n"],
}
STATES = {
    "tangled": [b"\0" * 99, b"x  ../../out.py\n", b"0" * 64 + b"  small/first.py\n", b"\xff" * 9_999], "chapters": [b"", b"\0", b"{}", b"[" * 99_999, b"\x80\x04cos\nsystem\n(S'ls'\ntR."],
    "verdicts.json": [b"", b"5", b"[" * 99_999, b'{"thm-first": {}}', b'{"a": "' + b"x" * 99_999], "journal": [b"", b"x", b"0 - " + b"0" * 64 + b" ../out.txt\n", b"- " + b"0" * 64 + b" - /etc/hosts\n",
                                                                                                            b"0 - - small/first.py\n", b"\xff\xfe"],
    "lock": [b"x"], "figures": [b"x"], "stage": [b"x"], "kept": [b"x"],
}
COMMANDS = (["tangle"], ["tangle", "--check"], ["stitch"])
ALL = (*COMMANDS, ["verify", "--no-code"], ["ledger"])


def seconds():
    """Return the time of the processor that this process and those it waited for have taken."""
    return sum(os.times()[:4])


def held(capfd, pace, root, commands=COMMANDS):
    """Run commands on a book and hold each to its promise; the book lies alone in its folder."""
    beside = sorted(os.listdir(root.parent))
    for command in commands:
        start = seconds()
        try:
            code = main([*command, "--root", str(root)])
        except SystemExit as end:
            code = end.code
        took, told = seconds() - start, "".join(capfd.readouterr())
        assert code in (0, 1, 2), (command, code)
        assert "Traceback" not in told and not re.search(r"\b(Type|Key|Value|Attribute|Recursion|Memory|Unicode|Index)Error\b", told), told[-500:]
        if code == 1:
            assert all(len(line) < 2_000 for line in told.splitlines()), (command, max(map(len, told.splitlines())))
            assert len(told.splitlines()) <= 12, (command, told[:500])
        assert took < SOON * pace, (command, took, pace)
    assert sorted(os.listdir(root.parent)) == beside


@pytest.mark.parametrize("text", CHAPTERS.values(), ids=CHAPTERS)
def test_chapters(book, capfd, pace, text):
    (book / "docs/first.md").write_bytes(text)
    (book / "docs/second.md").write_text("# Second\n")
    held(capfd, pace, book, ALL)


@pytest.mark.parametrize("text", CODES.values(), ids=CODES)
def test_code(book, capfd, pace, text):
    (book / "docs/first.md").write_text(CODE % text)
    (book / "docs/second.md").write_text("# Second\n")
    held(capfd, pace, book)


@pytest.mark.parametrize("formula", FORMULAS, ids=range(len(FORMULAS)))
def test_formulas(book, capfd, pace, formula):
    (book / "docs/first.md").write_text(MATH % formula, errors="surrogateescape")
    (book / "docs/second.md").write_text("# Second\n")
    held(capfd, pace, book, [["verify", "--no-code"]])


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names(book, capfd, pace, name):
    (book / "docs" / name).write_text(CODE % "x = 1")
    held(capfd, pace, book)


@pytest.mark.parametrize(("path", "text"), [(path, text) for path, texts in SETTINGS.items() for text in texts], ids=lambda part: part[:12] if "." in part[:20] else None)
def test_settings(book, capfd, pace, path, text):
    (book / path).write_text(text)
    held(capfd, pace, book, ALL if "inventory" in path else COMMANDS)


@pytest.mark.parametrize(("name", "data"), [(name, data) for name, found in STATES.items() for data in found], ids=lambda part: part if isinstance(part, str) else None)
def test_state(book, capfd, pace, name, data):
    held(capfd, pace, book, [["tangle"], ["verify", "--no-code"]])
    for path in (book / ".lit").glob(name):
        path.rename(book / "away") if path.is_dir() else path.unlink()
    (book / ".lit" / name).write_bytes(data)
    held(capfd, pace, book, ALL)


@pytest.mark.parametrize("name", ["lit", "stage", "kept", "tangled", "chapters", "verdicts.json", "journal", "lock", "figures"])
def test_state_that_leads_away(book, capfd, pace, tmp_path, name):
    outside = tmp_path / "outside"
    outside.mkdir()
    if name == "lit":
        (book / ".lit").symlink_to(outside)
    else:
        (book / ".lit").mkdir()
        (book / ".lit" / name).symlink_to(outside if name in ("stage", "kept", "figures") else outside / "file")
    held(capfd, pace, book)
    assert not list(outside.iterdir())


@pytest.mark.parametrize("sort", ["loop", "dangling", "device", "pipe", "folder", "socket"])
def test_no_files(book, capfd, pace, sort):
    path = book / "docs/first.md"
    path.unlink()
    {"loop": lambda: path.symlink_to(path), "dangling": lambda: path.symlink_to("nowhere"), "device": lambda: path.symlink_to("/dev/zero"),
     "pipe": lambda: os.mkfifo(path), "folder": path.mkdir, "socket": lambda: os.mknod(path, 0o140600)}[sort]()
    held(capfd, pace, book)
