"""Parse a chapter into its blocks and sections, with line numbers."""

import re
from dataclasses import dataclass, field


class ChapterError(Exception):
    """A mistake of the author's, as one line: `path:line: what; how to mend it`."""

    def __init__(self, path, line, what, mend):
        super().__init__(f"{path}:{line}: {what}; {mend}")
        self.path, self.line, self.what, self.mend = str(path), line, what, mend


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block that the engine knows: its kind is the first word of its id."""

    kind: str
    id: str
    lang: str
    line: int
    start: int
    end: int
    text: str
    fence: str = "```"
    indent: str = ""
    keys: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, with the id and keys of its attribute list, if it has one."""

    level: int
    title: str
    line: int
    id: str = ""
    keys: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A parsed chapter: path relative to the book's root, text, blocks and sections in order."""

    path: str
    text: str
    blocks: tuple
    sections: tuple


KINDS = {
    "code": ("python", (), ("item",)),
    "def": ("math", (), ("item", "uses", "code")),
    "thm": ("math", (), ("item", "uses", "sharp", "cite", "sizes", "alive")),
    "err": ("math", (), ("item", "uses", "corrects")),
    "twin": ("python", ("of",), ("uses",)),
    "proof": ("python", ("proves",), ("uses",)),
    "test": ("python", (), ("item", "uses")),
    "figure": ("python", ("alt",), ("item",)),
    "check": ("pycon", (), ("item",)),
    "answer": ("python", (), ()),
}
BARE = ("pycon", "notation")  # languages that the engine reads without a header
NAMED = ("python", "math")  # languages that must have one


HEADER = re.compile(r"(\w*) +\{#([a-z]+)-([a-z0-9]+(?:-[a-z0-9]+)*)((?: +[a-z]+=\"[^\"]*\")*) *\}")
KEY = re.compile(r"([a-z]+)=\"([^\"]*)\"")
LINE = re.compile(r"^( *)(`{3,}|~{3,})(.*)$|^(#{1,6}) (.+)$", re.M)
HEADING_ID = re.compile(r"(.*?)\s*\{ *#([\w-]+)((?: +[a-z]+=\"[^\"]*\")*) *\}\s*")


def nearest(word, words):
    """Return `did you mean …?` with the closest of words, or the list of all."""
    import difflib  # only after a mistake: its import would cost each run a few milliseconds

    close = difflib.get_close_matches(word, list(words), 1)
    return f"did you mean {close[0]}?" if close else f"use one of {', '.join(sorted(words))}"


def read_header(path, line, info):
    """Return (lang, kind, slug, keys) of a fence's info string; kind is "" where there is none."""
    lang = re.match(r"\w*", info)[0]
    if "{" not in info:
        if lang in NAMED:
            example = "code" if lang == "python" else "thm"
            what = f"a {lang} block without a name"
            raise ChapterError(path, line, what, f"write ```{lang} {{#{example}-…}}, or show it as ```text")
        return lang, "", "", {}
    match = HEADER.fullmatch(info.rstrip())
    if not match:
        mend = 'write ```LANG {#kind-slug key="value"} with a-z, 0-9 and - in the id'
        raise ChapterError(path, line, f"cannot read the header {info.strip()!r}", mend)
    lang, kind, slug, keys = match.groups()
    keys = KEY.findall(keys)
    check_header(path, line, lang, kind, [key for key, _ in keys])
    return lang, kind, slug, dict(keys)


def check_header(path, line, lang, kind, keys):
    """Raise ChapterError unless lang and keys are those that KINDS allows for kind."""
    if kind not in KINDS:
        raise ChapterError(path, line, f"unknown kind {kind}-", nearest(kind, KINDS))
    wanted, required, optional = KINDS[kind]
    if lang != wanted:
        what = f"a {kind}- block is written in {wanted}, not {lang or 'no language'}"
        raise ChapterError(path, line, what, f"write ```{wanted} {{#{kind}-…}}")
    for key in keys:
        if key not in required + optional:
            raise ChapterError(path, line, f"unknown key {key}", nearest(key, required + optional))
        if keys.count(key) > 1:
            raise ChapterError(path, line, f"the key {key} stands twice", "leave one of the two")
    for key in required:
        if key not in keys:
            raise ChapterError(path, line, f"a {kind}- block needs {key}=", f'add {key}="…"')


ODD = re.compile("[\0-\x08\x0b-\x1f\x7f\ufeff]")


def decode(path, data):
    """Return the text of a file's bytes. Raises ChapterError where it is not clean UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ChapterError(path, line, "not UTF-8", "save the file as UTF-8") from None
    if "\t" not in text and not ODD.search(text):
        return text
    at = re.search(r"[\t\r]", text) or ODD.search(text)
    line = text.count("\n", 0, at.start()) + 1
    what, mend = {
        "\t": ("a tab", "write spaces (in a string: \\t)"),
        "\r": ("a carriage return (CRLF line ends?)", "save the file with LF line ends"),
    }.get(at[0], (f"the invisible character U+{ord(at[0]):04X}", "delete it"))
    raise ChapterError(path, line, what, mend)


def closes(path, line, opening, match):
    """Return whether match closes the fence opening. Raises ChapterError where renderers differ."""
    indent, fence, info = match[1], match[2], match[3]
    if fence[0] != opening[2][0] or len(fence) < len(opening[2]) or info.strip():
        return False
    if (indent, fence, info) == (opening[1], opening[2], ""):
        return True
    if len(indent) - len(opening[1]) > 3:
        return False
    what = f"this line closes the block on some sites only: it opened with {opening[2]}"
    raise ChapterError(path, line, what, "close it with the same fence, or open it with a longer one")


def dedent(path, line, text, indent):
    """Return text without indent on each line. Raises ChapterError where a line has less."""
    if not indent:
        return text
    lines = text.split("\n")
    for number, content in enumerate(lines, line + 1):
        if content.strip() and not content.startswith(indent):
            raise ChapterError(path, number, "this line leaves its block to the left",
                               f"indent it by {len(indent)} spaces like its fence")
    return "\n".join(content[len(indent):] for content in lines)


def make_block(path, text, line, opening, end):
    """Return the Block between an opening fence and the offset end of its body, or None."""
    lang, kind, slug, keys = read_header(path, line, opening[3])
    if not kind and lang not in BARE:
        return None
    indent, start = opening[1], min(opening.end() + 1, end)
    if indent and kind == "code":
        raise ChapterError(path, line, "a code block inside a list or an admonition",
                           "move it to the left margin")
    body = dedent(path, line, text[start:end], indent)
    name = f"{kind}-{slug}" if kind else ""
    return Block(kind, name, lang, line, start, end, body, opening[2], indent, keys)


def parse(path, text):
    """Return the Chapter in text. Raises ChapterError at the first mistake."""
    blocks, sections, prose = [], [], []
    opening, opened, line, at, resumed = None, 0, 1, 0, 0
    for match in LINE.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        if opening is None and match[4]:
            sections.append(make_section(line, match[4], match[5]))
        elif opening is None:
            opening, opened = match, line
            prose.append((resumed, match.start()))
        elif not match[4] and closes(path, line, opening, match):
            block = make_block(path, text, opened, opening, at)
            blocks += [block] if block else []
            opening, resumed = None, match.end()
    if opening is not None:
        raise ChapterError(path, opened, "this fence is never closed", f"add a line {opening[2]}")
    prose.append((resumed, len(text)))
    check_prose(path, text, prose)
    return Chapter(path, text, tuple(blocks), tuple(sections))


def make_section(line, marks, title):
    """Return the Section of a heading line."""
    match = HEADING_ID.fullmatch(title)
    if not match:
        return Section(len(marks), title.strip(), line)
    return Section(len(marks), match[1], line, match[2], dict(KEY.findall(match[3])))


STRAY = re.compile(r"^[^\n`]*[^\s`][^\n`]*`{3,}\w* *\{#", re.M)


def check_prose(path, text, prose):
    """Raise ChapterError for a block hidden in a list mark, a quotation or a comment."""
    for match in STRAY.finditer(text):
        if any(start <= match.start() < end for start, end in prose):
            line = text.count("\n", 0, match.start()) + 1
            raise ChapterError(path, line, "a block that does not begin its line",
                               "give its fence a line of its own, outside lists and quotations")
    for start, end in prose if "<!--" in text else ():
        if text.rfind("<!--", start, end) > text.rfind("-->", start, end) and end < len(text):
            line = text.count("\n", 0, text.rfind("<!--", start, end)) + 1
            raise ChapterError(path, line, "a block inside an HTML comment, which no reader sees",
                               "take the block out of the comment, or delete it")
