"""Remember the blocks of chapters that did not change."""

import hashlib
import sys
from types import ModuleType

from lit.engine.text import chapter as parser
from lit.engine.text import prose
from lit.engine.text.chapter import Block, Chapter, Section, check_syntax, decode, parse
from lit.engine.text.state import STATE, read_state, write_state

PLACE = f"{STATE}/chapters"
TEXT = Block._fields.index("text")


def remember(chapter: Chapter, data: bytes) -> list:
    """Return what to keep of a chapter and the bytes that it was parsed from."""
    blocks = [(*block[:TEXT], block.text if block.indent else None, *block[TEXT + 1:])
              for block in chapter.blocks]
    return [checksum(data), blocks, [tuple(section) for section in chapter.sections]]


def recall(memory: dict, path: str, data: bytes) -> Chapter:
    """Return the Chapter at path with these bytes: from memory, or else parsed, and then kept
    there.

    Raises ChapterError for its first mistake; mistakes are not remembered.
    """
    known = memory.get(path)
    if known is None or known[0] != checksum(data):
        chapter = parse(path, decode(path, data))
        check_syntax(chapter)
        memory[path] = remember(chapter, data)
        return chapter
    text = data.decode("utf-8")
    blocks = [Block(*block) if block[TEXT] is not None else
              Block._make((*block[:TEXT], text[block[4]:block[5]], *block[TEXT + 1:]))
              for block in known[1]]
    return Chapter(path, text, tuple(blocks), tuple([Section(*section) for section in known[2]]))


def version() -> list:
    """Return what the memory depends on besides the chapters: Python and the parser."""
    return [sys.version, *[checksum(source(module)) for module in (parser, prose)]]


def source(module: ModuleType) -> bytes:
    """Return the bytes of a module's file."""
    with open(str(module.__file__), "rb") as file:
        return file.read()


def load(root: str) -> dict:
    """Return the memory of the book in root; empty where there is none, or an outdated one."""
    written, memory = read_state(root, PLACE) or (None, {})
    return memory if written == version() else {}


def save(root: str, memory: dict) -> None:
    """Keep memory for the next run."""
    write_state(root, PLACE, (version(), memory))


def checksum(data: bytes) -> str:
    """Return the SHA-256 of data, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
