"""Parse a chapter into its blocks and sections, with line numbers."""

import re
import symtable
from typing import NamedTuple


class ChapterError(Exception):
    """A mistake of the author's, as one line: `path:line: what; how to mend it`."""

    def __init__(self, path, line, what, mend):
        super().__init__(f"{path}:{line}: {what}; {mend}")
        self.path, self.line, self.what, self.mend = str(path), line, what, mend


class Block(NamedTuple):
    """A fenced block that the engine knows: its kind is the first word of its id.

    text is the body without its indent; start and end are where the body lies in the chapter.
    """

    kind: str
    id: str
    lang: str
    line: int
    start: int
    end: int
    text: str
    fence: str
    indent: str
    keys: dict


class Section(NamedTuple):
    """A heading, with the id and keys of its attribute list, if it has one."""

    level: int
    title: str
    line: int
    id: str
    keys: dict


class Chapter(NamedTuple):
    """A parsed chapter: path relative to the book's root, text, blocks and sections in order."""

    path: str
    text: str
    blocks: tuple
    sections: tuple


KINDS = {
    "code": ("python", (), ("item",)),
    "def": ("math", (), ("item", "uses", "code", "alive")),
    "thm": ("math", (), ("item", "uses", "sharp", "cite", "sizes", "alive")),
    "err": ("math", (), ("item", "uses", "corrects")),
    "twin": ("python", ("of",), ("uses",)),
    "proof": ("python", ("proves",), ("uses",)),
    "test": ("python", (), ("item", "uses")),
    "figure": ("python", ("alt",), ("item", "slider")),
    "check": ("pycon", (), ("item",)),
    "answer": ("python", (), ()),
}
BARE = ("pycon", "notation")  # languages that the engine reads without a header
NAMED = ("python", "math")  # languages that must have one


HEADER = re.compile(r"(\w*) +\{#(([a-z]+)(?:-[a-z0-9]+)+)((?: +[a-z]+=\"[^\"]*\")*) *\} *")
KEY = re.compile(r"([a-z]+)=\"([^\"]*)\"")
FENCED = re.compile(r"\n( *)(```+|~~~+)([^\n`]*)((?s:.*?)\n)\1\2(?![^\n])")
FENCE = re.compile(r"\n *(`{3,}|~{3,})([^\n]*)")
HEADING = re.compile(r"\n(#{1,6}) ([^\n]+)")
HEADING_ID = re.compile(r"(.*?)\s*\{ *#([\w-]+)((?: +[a-z]+=\"[^\"]*\")*) *\}\s*")


def nearest(word, words):
    """Return `did you mean …?` with the closest of words, or the list of all."""
    import difflib  # only after a mistake: its import would cost each run a few milliseconds

    close = difflib.get_close_matches(word, list(words), 1)
    return f"did you mean {close[0]}?" if close else f"use one of {', '.join(sorted(words))}"


def read_header(path, line, info):
    """Return (lang, kind, id, keys) of a fence's info string; kind and id are "" where it has none."""
    match = HEADER.fullmatch(info)
    if match:
        lang, name, kind, keys = match.groups()
        if not keys and KINDS.get(kind, ())[:2] == (lang, ()):
            return lang, kind, name, {}
        pairs = KEY.findall(keys)
        check_header(path, line, lang, kind, [key for key, _ in pairs])
        return lang, kind, name, dict(pairs)
    lang = info.split(" ", 1)[0]
    if "{" in info:
        mend = 'write ```LANG {#kind-slug key="value"} with a-z, 0-9 and - in the id'
        raise ChapterError(path, line, f"cannot read the header {info.strip()!r}", mend)
    if lang in NAMED:
        mend = f"write ```{lang} {{#{'code' if lang == 'python' else 'thm'}-…}}, or show it as ```text"
        raise ChapterError(path, line, f"a {lang} block without a name", mend)
    return lang, "", "", {}


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


ODD = bytes([*range(10), *range(11, 32), 127])


def decode(path, data):
    """Return the text of a file's bytes. Raises ChapterError where it is not clean UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ChapterError(path, line, "not UTF-8", "save the file as UTF-8") from None
    if len(data.translate(None, ODD)) == len(data) and "\ufeff" not in text:
        return text
    at = re.search("[\0-\x09\x0b-\x1f\x7f\ufeff]", text)
    line = text.count("\n", 0, at.start()) + 1
    what, mend = {
        "\t": ("a tab", "write spaces (in a string: \\t)"),
        "\r": ("a carriage return (CRLF line ends?)", "save the file with LF line ends"),
    }.get(at[0], (f"the invisible character U+{ord(at[0]):04X}", "delete it"))
    raise ChapterError(path, line, what, mend)


def check_body(path, line, fence, body):
    """Raise ChapterError where a line of body closes the block for some renderers but not for all."""
    for match in FENCE.finditer(body) if fence[:3] in body else ():
        if match[1].startswith(fence) and not match[2].strip():
            line += body.count("\n", 0, match.start() + 1)
            what = f"this line closes the block on some sites only: it opened with {fence}"
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


def make_block(path, line, match):
    """Return the Block of a match of FENCED, or None if the engine has no use for it."""
    indent, fence, info, body = match.groups()
    lang, kind, name, keys = read_header(path, line, info)
    check_body(path, line, fence, body)
    if not kind and lang not in BARE:
        return None
    if indent and kind == "code":
        raise ChapterError(path, line, "a code block inside a list or an admonition",
                           "move it to the left margin")
    start, end = match.span(4)
    text = dedent(path, line, body[1:], indent) if indent else body[1:]
    return Block(kind, name, lang, line, start, end - 1, text, fence, indent, keys)


def parse(path, text):
    """Return the Chapter in text. Raises ChapterError at the first mistake."""
    blocks, prose, line, at, resumed = [], [], 0, 0, 0
    shifted = "\n" + text
    for match in FENCED.finditer(shifted):
        start = match.start()
        line += shifted.count("\n", at, start + 1)
        at = start + 1
        check_prose(path, shifted, resumed, start)
        block = make_block(path, line, match)
        if block:
            blocks.append(block)
        prose.append((resumed, start))
        resumed = match.end()
    prose.append((resumed, len(shifted)))
    check_prose(path, shifted, resumed, len(shifted))
    check_comments(path, shifted, prose)
    check_displays(path, shifted, prose)
    return Chapter(path, text, tuple(blocks), find_sections(shifted, prose))


def find_sections(shifted, prose):
    """Return the Sections of the headings in the stretches prose of the shifted text."""
    sections, line, at, stretch = [], 0, 0, iter(prose)
    start, end = next(stretch)
    for match in HEADING.finditer(shifted):
        while match.start() > end:
            start, end = next(stretch)
        if start <= match.start() < end:
            line += shifted.count("\n", at, match.start() + 1)
            at = match.start() + 1
            title = HEADING_ID.fullmatch(match[2]) if "{" in match[2] else None
            name, keys = (title[2], dict(KEY.findall(title[3]))) if title else ("", {})
            title = title[1] if title else match[2].strip()
            sections.append(Section(len(match[1]), title, line, name, keys))
    return tuple(sections)


def check_prose(path, shifted, start, end):
    """Raise ChapterError for a fence between start and end that opens no block."""
    if shifted.find("```", start, end) < 0 and shifted.find("~~~", start, end) < 0:
        return
    for match in re.finditer(r"\n([^\n`~]*)(```+|~~~+)([^\n]*)", shifted[start:end]):
        line = shifted.count("\n", 0, start + match.start() + 1)
        if match[1].strip() and re.match(r"\w* *\{#", match[3]):
            raise ChapterError(path, line, "a block that does not begin its line",
                               "give its fence a line of its own, outside lists and quotations")
        if not match[1].strip() and "`" not in match[3]:
            raise ChapterError(path, line, "this fence is never closed",
                               f"add a line {match[1]}{match[2]}")


def check_displays(path, shifted, prose):
    """Raise ChapterError for a displayed formula outside a fence."""
    if "$$" not in shifted and "\\[" not in shifted:
        return
    for start, end in prose:
        words = re.sub(r"`[^`\n]*`", lambda code: " " * len(code[0]), shifted[start:end])
        match = re.search(r"\$\$|\\\[", words)
        if match:
            line = shifted.count("\n", 0, start + match.start() + 1)
            raise ChapterError(path, line, f"a displayed formula between {match[0]} has no kind",
                               "put it in a fence, ```math {#thm-…}")


def check_comments(path, shifted, prose):
    """Raise ChapterError for a block inside an HTML comment."""
    for start, end in prose if "<!--" in shifted else ():
        opened = shifted.rfind("<!--", start, end)
        if opened > shifted.rfind("-->", start, end) and end < len(shifted):
            raise ChapterError(path, shifted.count("\n", 0, opened + 1),
                               "a block inside an HTML comment, which no reader sees",
                               "take the block out of the comment, or delete it")


def check_syntax(chapter):
    """Raise ChapterError at the first block that is not whole Python statements."""
    for block in chapter.blocks:
        if block.kind == "code":
            try:
                symtable.symtable(block.text, chapter.path, "exec")
            except SyntaxError as error:
                line = block.line + min(error.lineno or 1, block.text.count("\n") or 1)
                raise ChapterError(chapter.path, line, f"{block.id} is not Python: {error.msg}",
                                   "each block holds whole statements") from None
