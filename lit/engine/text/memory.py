"""Remember the blocks of chapters that did not change."""

import hashlib
import marshal
import os
import sys

from lit.engine.text import chapter as parser
from lit.engine.text.chapter import Block, Chapter, Section, check_syntax, decode, parse

PLACE = ".lit/chapters"
TEXT = Block._fields.index("text")


def remember(chapter, data):
    """Return what to keep of a chapter and the bytes that it was parsed from."""
    blocks = [(*block[:TEXT], block.text if block.indent else None, *block[TEXT + 1:])
              for block in chapter.blocks]
    return checksum(data), blocks, [tuple(section) for section in chapter.sections]


def recall(memory, path, data):
    """Return the Chapter at path with these bytes: from memory, or else parsed, and then kept there.

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
              Block(*block[:TEXT], text[block[4]:block[5]], *block[TEXT + 1:]) for block in known[1]]
    return Chapter(path, text, tuple(blocks), tuple([Section(*section) for section in known[2]]))


def version():
    """Return what the memory depends on besides the chapters: Python and the parser."""
    with open(parser.__file__, "rb") as file:
        return sys.version, checksum(file.read())


def load(root):
    """Return the memory of the book in root; empty where there is none, or an outdated one."""
    try:
        with open(os.path.join(root, PLACE), "rb") as file:
            written, memory = marshal.loads(file.read())  # load() would ask for each byte
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return memory if written == version() else {}


def save(root, memory):
    """Keep memory for the next run; the folder .lit exists, and its lock is held."""
    place = os.path.join(root, PLACE)
    with open(f"{place}.new", "wb") as file:
        file.write(marshal.dumps((version(), memory)))
    os.replace(f"{place}.new", place)


def checksum(data):
    """Return the SHA-256 of data."""
    return hashlib.sha256(data).digest()
