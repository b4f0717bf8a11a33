"""Parse a chapter into its blocks and sections, with line numbers."""

import re
import warnings
from collections.abc import Iterable
from typing import NamedTuple

from lit.engine.text.prose import fenceless, spanless, unseen


def shortened(text: str, most: int = 600) -> str:
    """Return text without its middle where it is longer than anybody reads."""
    return text if len(text) <= most else f"{text[:most // 2]} … {text[-most // 2:]}"


class ChapterError(Exception):
    """A mistake of the author's, as one line: `path:line: what; how to mend it`.

    Where the line has no room for all, its code leads to a Refusal.
    """

    def __init__(self, path: str, line: int, what: str, mend: str, code: str = "") -> None:
        what, mend = shortened(what), shortened(mend)
        super().__init__(f"{path}:{line}: {what}; {mend}")
        self.path, self.line, self.what, self.mend, self.code = str(path), line, what, mend, code


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
    "code": ("python", (), ("item", "about")),
    "def": ("math", (), ("item", "about", "uses", "code", "alive")),
    "thm": ("math", (), ("item", "about", "uses", "sharp", "cite", "sizes", "alive")),
    "err": ("math", (), ("about", "uses", "corrects", "from")),
    "twin": ("python", ("of",), ("uses",)),
    "proof": ("python", ("proves",), ("uses",)),
    "test": ("python", (), ("item", "about", "uses")),
    "figure": ("python", ("alt",), ("item", "about", "slider")),
    "check": ("pycon", (), ("item", "about")),
    "answer": ("python", (), ()),
}
BARE = ("pycon", "notation")  # languages that the engine reads without a header
NAMED = ("python", "math")  # languages that must have one


HEADER = re.compile(r"(\w*) +\{#(([a-z]+)(?:-[a-z0-9]+)+)((?: +[a-z]+=\"[^\"]*\")*) *\} *")
KEY = re.compile(r"([a-z]+)=\"([^\"]*)\"")
HEADING = re.compile(r"\n(#{1,6}) ([^\n]+)")
HEADING_ID = re.compile(r"\{ *#([\w-]+)((?: +[a-z]+=\"[^\"]*\")*) *\} *$")
PLAIN = re.compile(r"[\w+#.-]*(?: +\w+=\"[^\"]*\")* *")
LIKE = re.compile(r"(?i)[\s.]*(?:i?py|\w*python|doctest|sage|jupyter|math|asciimath|notation"
                  r"|(?:la|xe|ka)?tex\b)")


def nearest(word: str, words: Iterable[str]) -> str:
    """Return `did you mean …?` with the closest of words, or the list of all."""
    import difflib  # only after a mistake: its import would cost each run a few milliseconds

    close = difflib.get_close_matches(word, list(words), 1)
    return f"did you mean {close[0]}?" if close else f"use one of {', '.join(sorted(words))}"


def read_header(path: str, line: int, info: str) -> tuple[str, str, str, dict]:
    """Return (lang, kind, id, keys) of a fence's info string; kind and id may be ""."""
    match = HEADER.fullmatch(info)
    if match:
        lang, name, kind, keys = match.groups()
        if not keys and KINDS.get(kind, ())[:2] == (lang, ()):
            return lang, kind, name, {}
        pairs = KEY.findall(keys)
        check_header(path, line, lang, kind, [key for key, _ in pairs])
        return lang, kind, name, dict(pairs)
    lang = info.split(" ", 1)[0]
    if lang in BARE and PLAIN.fullmatch(info):
        return lang, "", "", {}
    if "{" in info or not PLAIN.fullmatch(info.lstrip()):
        mend = 'write ```LANG {#kind-slug key="value"} with a-z, 0-9 and - in the id'
        raise ChapterError(path, line, f"cannot read the header {info.strip()[:60]!r}", mend,
                           "E301")
    if lang in NAMED:
        kind = "code" if lang == "python" else "thm"
        mend = f"write ```{lang} {{#{kind}-…}}, or show it as ```text"
        raise ChapterError(path, line, f"a {lang} block without a name", mend, "E302")
    if LIKE.match(info):
        mend = "write ```pycon, ```python {#…}, ```math {#…}, ```notation or ```text"
        what = f"a block of {info.strip()[:60]} would be shown, and nothing checks it"
        raise ChapterError(path, line, what, mend, "E303")
    return lang, "", "", {}


def check_header(path: str, line: int, lang: str, kind: str, keys: list[str]) -> None:
    """Raise ChapterError unless lang and keys are those that KINDS allows for kind."""
    if kind not in KINDS:
        raise ChapterError(path, line, f"unknown kind {kind}-", nearest(kind, KINDS), "E304")
    wanted, required, optional = KINDS[kind]
    if lang != wanted:
        what = f"a {kind}- block is written in {wanted}, not {lang or 'no language'}"
        raise ChapterError(path, line, what, f"write ```{wanted} {{#{kind}-…}}", "E305")
    for key in keys:
        if key not in required + optional:
            mend = nearest(key, required + optional)
            raise ChapterError(path, line, f"unknown key {key}", mend, "E306")
        if keys.count(key) > 1:
            raise ChapterError(path, line, f"the key {key} stands twice", "leave one of the two",
                               "E307")
    for key in required:
        if key not in keys:
            raise ChapterError(path, line, f"a {kind}- block needs {key}=", f'add {key}="…"',
                               "E308")


ODD = bytes([*range(10), *range(11, 32), 127])
HIDDEN = re.compile("[\0-\x09\x0b-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def decode(path: str, data: bytes) -> str:
    """Return the text of a file's bytes. Raises ChapterError where it is not clean UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ChapterError(path, line, "not UTF-8", "save the file as UTF-8", "E310") from None
    if len(data.translate(None, ODD)) == len(data) and (text.isascii() or not HIDDEN.search(text)):
        return text
    at = HIDDEN.search(text)
    if at is None:
        return text
    line = text.count("\n", 0, at.start()) + 1
    what, mend = {
        "\t": ("a tab", "write spaces (in a string: \\t)"),
        "\r": ("a carriage return (CRLF line ends?)", "save the file with LF line ends"),
    }.get(at[0], (f"the invisible character U+{ord(at[0]):04X}", "delete it"))
    raise ChapterError(path, line, what, mend, "E310")


FENCE = re.compile(r"\n([ \d>*+.)|:-]*|\[\^[^\]\n]*\]: *)(`{3,}|~{3,})([^\n]*)")


def opens(path: str, line: int, match: re.Match) -> bool:
    """Return whether a match of FENCE opens a block. Raises ChapterError where in doubt."""
    prefix, fence, info = match.groups()
    inline = fence[0] == "`" and "`" in info
    if prefix.strip(" ") and not inline:
        raise ChapterError(path, line, "a block that does not begin its line",
                           "give its fence a line of its own, outside lists and quotations",
                           "E311")
    if inline and not prefix.strip(" "):
        what = "code in a line that begins like a fence"
        raise ChapterError(path, line, what, "put a word before it", "E312")
    return not inline


def closes(path: str, line: int, match: re.Match, opening: re.Match) -> bool:
    """Return whether a match of FENCE closes the block that opening began.

    Raises ChapterError where only some sites think so.
    """
    prefix, fence, info = match.groups()
    if not fence.startswith(opening[2]) or info.strip(" ") or prefix.strip(" "):
        return False
    if match[0] != f"\n{opening[1]}{opening[2]}":
        what = f"this line closes the block on some sites only: it opened with {opening[2][:9]}"
        mend = "close it with the same fence, or open it with a longer one"
        raise ChapterError(path, line, what, mend, "E313")
    return True


def dedent(path: str, line: int, text: str, indent: str) -> str:
    """Return text without indent on each line. Raises ChapterError where a line has less."""
    if not indent:
        return text
    lines = text.split("\n")
    for number, content in enumerate(lines, line + 1):
        if content.strip() and not content.startswith(indent):
            raise ChapterError(path, number, "this line leaves its block to the left",
                               f"indent it by {len(indent)} spaces like its fence", "E314")
    return "\n".join(content[len(indent):] for content in lines)


def make_block(path: str, line: int, shifted: str, opening: re.Match, end: int) -> Block | None:
    """Return the Block from a match of FENCE to the offset end; None if it is only shown."""
    indent, fence, info = opening.groups()
    lang, kind, name, keys = read_header(path, line, info)
    start, text = opening.end(), shifted[opening.end() + 1:end + 1]
    text = dedent(path, line, text, indent) if indent else text
    if not kind and lang not in BARE:
        check_shown(path, line, text)
        return None
    if indent and kind == "code":
        raise ChapterError(path, line, "a code block inside a list or an admonition",
                           "move it to the left margin", "E315")
    return Block(kind, name, lang, line, start, end, text, fence, indent, keys)


def check_shown(path: str, line: int, text: str) -> None:
    """Raise ChapterError where the text of a block that nobody runs holds an example."""
    place = re.search(r"^ *>>> ", text, re.M) if ">>> " in text and "```" not in text else None
    if place:
        line += 1 + text.count("\n", 0, place.start())
        mend = "write it in a ```pycon block"
        raise ChapterError(path, line, "an example that is never run", mend, "E316")


def parse(path: str, text: str) -> Chapter:
    """Return the Chapter in text. Raises ChapterError at the first mistake."""
    shifted = "\n" + text
    merge = shifted.find("\n<<<<<<< ")
    if merge >= 0:
        mend = "choose one of the two sides, and delete the marks"
        what = "an unresolved merge (<<<<<<<)"
        raise ChapterError(path, line_at(shifted, merge), what, mend, "E317")
    blocks, prose = split(path, shifted)
    hidden = unseen(shifted, prose)
    if hidden:
        at, what, mend = hidden
        raise ChapterError(path, line_at(shifted, at), what, mend, "E318")
    return Chapter(path, text, tuple(blocks), find_sections(shifted, prose))


def line_at(shifted: str, offset: int) -> int:
    """Return the line of the chapter for an offset in the shifted text."""
    return shifted.count("\n", 0, offset + (shifted[offset] == "\n"))


def split(path: str, shifted: str) -> tuple[list[Block], list[tuple[int, int]]]:
    """Return (blocks, [(start, end)] of the prose between all fences). Raises ChapterError."""
    blocks, prose, line, at, resumed, opening, opened = [], [], 0, 0, 0, None, 0
    for match in FENCE.finditer(shifted):
        start = match.start()
        line += shifted.count("\n", at, start + 1)
        at = start + 1
        if opening is None:
            if opens(path, line, match):
                opening, opened = match, line
                prose.append((resumed, match.start(2)))
        elif closes(path, line, match, opening):
            block = make_block(path, opened, shifted, opening, start)
            if block:
                blocks.append(block)
            opening, resumed = None, match.end()
    if opening:
        mend = f"add a line {opening[1]}{opening[2][:80]}"
        raise ChapterError(path, opened, "this fence is never closed", mend, "E319")
    return blocks, [*prose, (resumed, len(shifted))]


def find_sections(shifted: str, prose: list) -> tuple[Section, ...]:
    """Return the Sections of the headings in the stretches prose of the shifted text."""
    sections, line, at, stretch = [], 0, 0, iter(prose)
    start, end = next(stretch)
    for match in HEADING.finditer(shifted):
        while match.start() > end:
            start, end = next(stretch)
        if start <= match.start() < end:
            line += shifted.count("\n", at, match.start() + 1)
            at = match.start() + 1
            found = HEADING_ID.search(match[2]) if "{" in match[2] else None
            name, keys = (found[1], dict(KEY.findall(found[2]))) if found else ("", {})
            title = match[2][:found.start() if found else None].strip()
            sections.append(Section(len(match[1]), title, line, name, keys))
    return tuple(sections)


def words(text: str) -> str:
    """Return the text of a chapter with its blocks and code spans blanked."""
    shifted = "\n" + text
    return spanless(fenceless(shifted, split("", shifted)[1]))[1:]


CODING = re.compile(r"(?:[^\n]*\n)?[ \f]*#[^\n]*?coding[:=] *(?!utf-?8\b)", re.I)


def check_syntax(chapter: Chapter) -> None:
    """Raise ChapterError at the first block that is not whole Python statements."""
    code = [block for block in chapter.blocks if block.kind == "code"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for block in code:
            check_block(chapter.path, block, first=block is code[0])


def check_block(path: str, block: Block, first: bool) -> None:
    """Raise ChapterError unless block is whole statements; first: its module begins with it."""
    mend = "each block holds whole statements"
    try:
        compile(block.text, path, "exec", dont_inherit=True)
        wrong, line = None, 1
    except (RecursionError, MemoryError):
        wrong, line = "nested too deeply for Python to read", 1
        mend = "write it in smaller statements"
    except (SyntaxError, ValueError) as error:
        wrong, line = f"not Python: {getattr(error, 'msg', error)}", getattr(error, "lineno", 1)
    if not wrong and first and CODING.match(block.text):
        wrong, mend = "in another encoding than it says", "delete the line that names an encoding"
    elif not wrong and not first and re.search(r"^from __future__ import", block.text, re.M):
        wrong = "too late for an import from __future__"
        mend = "put it into the chapter's first code block"
    if wrong:
        line = block.line + min(line or 1, block.text.count("\n") or 1)
        raise ChapterError(path, line, f"{block.id} is {wrong}", mend, "E320")
