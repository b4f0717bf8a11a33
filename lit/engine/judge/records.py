"""Read lists of records from YAML files, and tell what is wrong with them at their lines."""

import functools
import os
import re
from typing import Any

from lit.engine.text.book import Book, read_bytes
from lit.engine.text.chapter import ChapterError

CONTRACT, CONTENTS = "inventory.yaml", "contents.yaml"


LINES = "lines, as in 12-14 or 3,7-9"
MISTAKE = {"kind?": str, "whose?": str, "document?": str, "line": LINES, "section?": str,
           "wrong?": str, "right?": str,
           "says?": str, "shown?": str, "textbook?": str, "correction?": str, "nature?": str,
           "also?": list}
SHAPES = {
    CONTRACT: {"id": str, "title?": str, "kind?": str, "statement_en?": str, "erratum?": [MISTAKE],
               "source?": [{"doc": str, "lines": LINES}]},
    CONTENTS: {"document": str, "name": str, "copy?": str, "what?": str,
               "sections": [{"title": str, "lines": LINES, "level": int, "number?": str}]},
}
NAMES = {str: "a text", int: "a whole number", list: "a list", dict: "a record"}


def misshapen(value: Any, shape: Any, where: str) -> str | None:
    """Return what is wrong with a value that should have a shape, in words; None if nothing is."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return f"{where} is no record of key: value"
        return next(filter(None, (key_fault(value, key, part) for key, part in shape.items())),
                    None)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{where} is no list"
        return next(filter(None, (misshapen(part, shape[0], f"a part of {where}")
                                  for part in value)), None)
    if shape == LINES:
        if re.fullmatch(r"\d+(-\d+)?(,\d+(-\d+)?)*", str(value)):
            return None
        return f"{where} is not {LINES}"
    return None if isinstance(value, shape) else f"{where} is not {NAMES[shape]}"


def key_fault(record: dict, key: str, shape: Any) -> str | None:
    """Return what is wrong with one key of a record, or None."""
    name, optional = key.rstrip("?"), key.endswith("?")
    if name not in record:
        return None if optional else f"{name}: is missing"
    return misshapen(record[name], shape, f"{name}:")


def records(book: Book, name: str) -> list[dict]:
    """Return the list in a YAML file of the book's chapters; empty where there is no such file.

    Raises ChapterError.
    """
    path = os.path.join(book.root, book.docs, name)
    if os.path.exists(path):
        return parsed(path, f"{book.docs}/{name}", os.stat(path).st_mtime_ns)
    return []


@functools.lru_cache(8)
def parsed(path: str, name: str, changed: int) -> list[dict]:
    """Return the list in a YAML file that is called name; changed is when it was written.

    Raises ChapterError.
    """
    import yaml  # an extra: only a book with a contract needs it

    loader, data = getattr(yaml, "CSafeLoader", yaml.SafeLoader), read_bytes(path)
    try:
        found = yaml.load(data, loader) or []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ChapterError(name, mark.line + 1 if mark else 1,
                           "not YAML: "
                           f"{getattr(error, 'problem', None) or 'a character that no text holds'}",
                           "put the value in quotation marks, or mend its indent") from None
    except (RecursionError, ValueError):
        raise ChapterError(name, 1, "not YAML that can be read",
                           "nest it less deeply, and write no dates") from None
    if not isinstance(found, list):
        raise ChapterError(name, 1, "no list of records", "begin each record with a dash: - id: …")
    seen: set[str] = set()
    for number, record in enumerate(found):
        key = next(iter(SHAPES[os.path.basename(name)]))
        fault = misshapen(record, SHAPES[os.path.basename(name)], "this")
        if not fault and record[key] in seen:
            fault = f"{key}: {record[key]} stands above already"
        if fault:
            line = yaml.compose(data, loader).value[number].start_mark.line + 1
            raise ChapterError(name, line, f"a record with a mistake: {fault}", "mend it")
        seen.add(record[key])
    return found
