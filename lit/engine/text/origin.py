"""Tell which section of which chapter defines each object of the package."""

import ast
import functools

from lit.engine.text.book import module_of, open_book


@functools.cache
def origins(root: str = ".") -> dict[str, dict]:
    """Return {dotted path: {chapter, section, url, id}} of what the book's code blocks define."""
    book, found = open_book(root), {}
    for chapter in book.chapters:
        module = module_of(book, chapter.path)
        url = chapter.path.removeprefix(f"{book.docs}/").removesuffix(".md").removesuffix("index")
        for block in chapter.blocks:
            if block.kind == "code":
                section = [part.title for part in chapter.sections if part.line < block.line]
                place = {"chapter": chapter.sections[0].title, "section": section[-1],
                         "id": block.id,
                         "url": f"{url}/".lstrip("/")}
                found |= {f"{module}.{name}": place for name in defined(block.text)}
    return found


def defined(text: str) -> list[str]:
    """Return the names that the top-level statements of text define."""
    names = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return names
