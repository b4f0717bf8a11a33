"""Stitch: carry edits of modules back into the chapters' blocks."""

import ast
import difflib
import re

from lit.engine.text.book import Book, module_path, open_book
from lit.engine.text.chapter import Block, Chapter, ChapterError, check_syntax, decode, parse
from lit.engine.text.files import commit, locked
from lit.engine.text.tangle import (
    RECORD,
    check_imports,
    checksum,
    committed,
    edited,
    first_difference,
    is_generated,
    is_half_merged,
    kept_path,
    module_text,
    orphans,
    read_module,
    read_record,
    spans,
)


def inner_lines(text: str) -> set[int]:
    """Return the lines of text, counted from 0, at which a top-level statement goes on."""
    inner = set()
    for node in ast.parse(text).body:
        first = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", ()))])
        inner.update(range(first, node.end_lineno or first))
    return inner


def borders(chapter: Chapter, old: list[str], new: list[str]) -> dict[int, int]:
    """Return {block's number among the spans: line of new where its border begins}."""
    inner, moved = inner_lines("\n".join(new)), {}
    matcher = difflib.SequenceMatcher(lambda line: not line, old, new, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        moved.update((a + k, b + k) for k in range(size))
    found = {}
    for number, (first, _, _) in enumerate(spans(chapter)):
        one, two = moved.get(first - 3), moved.get(first - 2)
        if number and one is not None and two == one + 1 and not {one, two} & inner:
            found[number] = one
    return found


def pieces(chapter: Chapter, old: list[str], new: list[str]) -> list[str]:
    """Return the new text of each code block that had any, in order; new is a list of lines."""
    count = len(spans(chapter))
    cuts, start = [], 0
    for number, line in borders(chapter, old, new).items():
        if line > start:
            cuts.append((number, line))
            start = line + 2
    while cuts and cuts[-1][1] + 2 >= len(new):
        cuts.pop()
    texts, owner, start = [""] * count, 0, 0
    for number, line in [*cuts, (count, len(new))]:
        texts[owner] = "".join(f"{content}\n" for content in new[start:line])
        owner, start = number, line + 2
    return texts


def replace(text: str, block: Block, body: str) -> str:
    """Return text with block's body replaced, and its fence made longer where body needs it."""
    inside = re.findall(r"^ *(`{3,})", body, re.M)
    fence = max([block.fence, *(run + "`" for run in inside)], key=len)
    opened = text.rfind("\n", 0, block.start - 1) + 1
    header = fence + text[opened + len(block.fence):block.start]
    rest = text[block.end:].removeprefix(block.fence)
    return text[:opened] + header + body + fence + rest


def restitch(chapter: Chapter, module: str) -> str:
    """Return the chapter's text with its code blocks changed so that they tangle to module."""
    old, new = (module_text(chapter) or "").split("\n")[:-1], module.split("\n")[:-1]
    blocks = [block for _, _, block in spans(chapter)]
    if not blocks:
        blocks, texts = [block for block in chapter.blocks if block.kind == "code"][:1], [module]
    else:
        texts = pieces(chapter, old, new)
    text = chapter.text
    for block, body in reversed(list(zip(blocks, texts))):
        if body != block.text:
            text = replace(text, block, body)
    return text


def spaced(chapter: Chapter, module: str) -> str:
    """Return module with two blank lines before the first line of each block that it still has."""
    old, new = (module_text(chapter) or "").split("\n")[:-1], module.split("\n")[:-1]
    inner, moved = inner_lines(module), {}
    matcher = difflib.SequenceMatcher(lambda line: not line, old, new, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        moved.update((a + k, b + k) for k in range(size))
    for first, _, _ in reversed(spans(chapter)[1:]):
        line = moved.get(first - 1)
        if line and new[line] and line not in inner:
            start = line
            while start and not new[start - 1]:
                start -= 1
            new[start:line] = ["", ""]
    return "\n".join([*new, ""])


def normalise(module: str, data: bytes) -> str:
    """Return the text of a module with LF line ends and a final one. Raises ChapterError."""
    text = decode(module, data.replace(b"\r\n", b"\n"))
    text += "\n" if text and not text.endswith("\n") else ""
    try:
        compile(text, module, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise ChapterError(module, error.lineno or 1, f"not Python: {error.msg}",
                           "mend it first") from None
    except (RecursionError, MemoryError):
        raise ChapterError(module, 1, "nested too deeply for Python to read",
                           "mend it first") from None
    return text


def merged(chapter: Chapter, base: Chapter, module: str, place: str) -> str:
    """Return chapter's text with the blocks that changed in module and not in chapter, against
    base.

    place is where the two differ first in the module. Raises ChapterError where both changed one
    block.
    """
    blocks = {block.id: block for block in chapter.blocks if block.kind == "code"}
    old = (module_text(base) or "").split("\n")[:-1]
    before = [block for *_, block in spans(base)]
    text = chapter.text
    for block, wanted in zip(before, pieces(base, old, module.split("\n")[:-1]), strict=True):
        mine = blocks.get(block.id)
        if wanted == block.text or mine and mine.text == wanted:
            continue
        if not mine or mine.text != block.text:
            raise both_edited(chapter, mine.line if mine else 1, place, block.id)
        text = replace(text, place_of(chapter.path, text, block.id), wanted)
    return text


def place_of(path: str, text: str, name: str) -> Block:
    """Return the block called name in a chapter's text."""
    return next(block for block in parse(path, text).blocks if block.id == name)


def both_edited(chapter: Chapter, line: int, place: str, name: str = "") -> ChapterError:
    """Return the ChapterError for an edit on both sides, with the ways out."""
    what = f"{name} was edited here and at {place}" if name else f"edited here and at {place}"
    return ChapterError(chapter.path, line, f"{what} since the last tangle",
                        "undo one of the two; or lit stitch --force takes the module's text, "
                        "lit tangle --force "
                        "the chapter's, and a copy of the other is kept")


def stitch_chapter(book: Book, record: dict, chapter: Chapter, force: bool = False) -> tuple:
    """Return (new Chapter or None, {path: (old, new)}) for one chapter. Raises ChapterError."""
    text, module = module_text(chapter), module_path(book, chapter.path)
    data = None if text is None else read_module(book, module)
    if text is None or data is None or data == text.encode():
        return None, {}
    if is_generated(book, record, module, data):
        return None, {}
    if is_half_merged(data):
        raise ChapterError(module, 1, "an unresolved merge",
                           f"mend {chapter.path}, and run lit tangle")
    wanted, kept = normalise(module, data), {}
    if is_generated(book, record, module, text.encode()):
        new = parse(chapter.path, restitch(chapter, wanted))
        if emptied(chapter, new):
            wanted = spaced(chapter, wanted)
            new = parse(chapter.path, restitch(chapter, wanted))
    elif force:
        new = parse(chapter.path, restitch(chapter, wanted))
        kept = {kept_path(book.root, chapter.path): (None, chapter.text.encode())}
    else:
        base, (line, other) = committed(book, module), first_difference(chapter, text, data)
        if base is None:
            raise both_edited(chapter, line, f"{module}:{other}")
        new = parse(chapter.path, merged(chapter, base, wanted, f"{module}:{other}"))
        wanted = module_text(new) or ""
    check_syntax(new)
    if module_text(new) != wanted:
        raise edited(chapter, text, data, module, True)
    changes = {chapter.path: (chapter.text.encode(), new.text.encode()),
               module: (data, wanted.encode())}
    return new, kept | {path: (old, new) for path, (old, new) in changes.items() if old != new}


def stitch(root: str = ".", dry_run: bool = False, force: bool = False) -> tuple:
    """Carry all edits of modules back; return (paths of changed chapters, places of emptied
    blocks).

    force: whether the module's text counts where both were edited; a copy of the chapter is kept.
    Raises an ExceptionGroup of ChapterErrors, and then has written nothing.
    """
    with locked(root):
        book = open_book(root)
        record, changes, mistakes, chapters, empty = read_record(root), {}, [], [], []
        for chapter in book.chapters:
            try:
                new, change = stitch_chapter(book, record, chapter, force)
            except ChapterError as error:
                mistakes.append(error)
                continue
            chapters.append(new or chapter)
            changes |= change
            empty += ([f"{new.path}:{block.line} {block.id}" for block in emptied(chapter, new)]
                      if new else [])
        made = {module_path(book, chapter.path) for chapter in book.chapters
                if module_text(chapter) is not None}
        orphans(book, record, made, {}, mistakes)
        mistakes += check_imports(book._replace(chapters=tuple(chapters)))
        if mistakes:
            raise ExceptionGroup("mistakes", mistakes)
        if not dry_run:
            commit(root, changes | recorded(book, record, changes))
        chapters = [path for path in changes if path.endswith(".md")]
        return [path for path in chapters if not path.startswith(".lit/")], empty


def recorded(book: Book, record: dict, changes: dict) -> dict:
    """Return the change of the record that goes with changes of modules."""
    new = record | {path: checksum(data) for path, (_, data) in changes.items()
                    if path.endswith(".py")}
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(new.items())).encode()
    old = read_module(book, RECORD)
    return {RECORD: (old, lines)} if changes and old != lines else {}


def emptied(chapter: Chapter, new: Chapter) -> list[Block]:
    """Return the code blocks of new that have lost all of the text they had in chapter."""
    had = {block.id for block in chapter.blocks if block.text}
    return [block for block in new.blocks if block.kind == "code" and block.id in had
            and not block.text]
