"""Tell the reference of each object which section of which chapter defines it."""

import ast
import functools
import re

import griffe

from lit.engine.book import module_path, open_book
from lit.engine.tangle import module_name


@functools.cache
def origins(root="."):
    """Return {dotted path: {chapter, section, url, id}} of what the book's code blocks define."""
    book, found = open_book(root), {}
    for chapter in book.chapters:
        module = module_name(module_path(book, chapter.path))
        url = chapter.path.removeprefix(f"{book.docs}/").removesuffix(".md").removesuffix("index")
        for block in chapter.blocks:
            if block.kind == "code":
                section = [part.title for part in chapter.sections if part.line < block.line]
                place = {"chapter": chapter.sections[0].title, "section": section[-1], "id": block.id,
                         "url": f"{url}/".lstrip("/")}
                found |= {f"{module}.{name}": place for name in defined(block.text)}
    return found


def defined(text):
    """Return the names that the top-level statements of text define."""
    names = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return names


FIELD = re.compile(r"^(Shape|Unit|Range|Raises|Source): ", re.M)


def listed(docstring):
    """Return a docstring with its lines Shape, Unit, Range and Raises as a list."""
    head, *fields = re.split(r"\n(?=(?:Shape|Unit|Range|Raises|Source): )", docstring)
    lines = [FIELD.sub(r"- **\1:** ", line.strip()) for line in fields if not line.startswith("Source: docs/")]
    return "\n".join([head.strip(), "", *lines])


class Origin(griffe.Extension):
    """Add `extra["lit"]` to each object that a chapter defines, and list what its docstring says."""

    def on_object(self, *, obj, **rest):
        """Griffe calls this for each object, once it is complete."""
        if obj.path in origins():
            obj.extra["lit"] = origins()[obj.path]
        if obj.docstring:
            obj.docstring.value = listed(obj.docstring.value)
