"""Chapters as Jupyter notebooks, which run from top to bottom."""

import ast
import doctest
import json
import os
import posixpath
from typing import Any, NamedTuple

from lit.engine.judge.frames import read_slider
from lit.engine.page.cell_names import (
    local_bodies, meanings, missing, names_bound, names_used, preface, without_known,
)
from lit.engine.page.cell_words import display, has_notebook, prose, table
from lit.engine.text.book import Book, module_of, module_path, open_book, read_bytes
from lit.engine.text.chapter import Block, Chapter, ChapterError
from lit.engine.text.files import write


class Draft(NamedTuple):
    """A cell to be: kind is markdown or code, world is code, pycon or alone; want is a doctest's
    answer.
    """

    id: str
    kind: str
    source: str
    world: str = ""
    tags: tuple = ()
    want: doctest.Example | None = None


def notebook(book: Book, chapter: Chapter) -> str:
    """Return the text of the chapter's notebook; the same bytes for the same chapter."""
    cells = [finish_cell(draft) for draft in bring_back(book, chapter, drafts(book, chapter))]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells,
             "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
             "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def finish_cell(draft: Draft) -> dict:
    """Return the cell of a draft as nbformat 4.5 has it."""
    cell: dict = {"cell_type": draft.kind, "id": draft.id[:64], "metadata": {},
            "source": draft.source.strip("\n").splitlines(keepends=True)}
    if draft.tags:
        cell["metadata"]["tags"] = list(draft.tags)
    if "answer" in draft.tags:
        cell["metadata"]["jupyter"] = {"source_hidden": True}
    if draft.kind == "code":
        outputs = [] if draft.want is None else [output(draft.source, draft.want)]
        cell |= {"execution_count": None, "outputs": outputs}
    return cell


NOTE = ("*A chapter as a notebook. It needs the book's package, `{}`, and runs from top to bottom: "
        "where a cell uses "
        "a name that has come to mean something else, its first lines bring the name back.*")


def drafts(book: Book, chapter: Chapter) -> list[Draft]:
    """Return the chapter's cells in order, none of them depending on another's text."""
    found, at, inside = [], 0, False
    for block in chapter.blocks:
        start = chapter.text.rfind("\n", 0, max(block.start - 1, 0)) + 1
        words, inside = prose(book, chapter, chapter.text[at:start], inside)
        found += [Draft(f"text-{len(found)}", "markdown", words)] if words else []
        found += block_drafts(book, chapter, block)
        at = chapter.text.find("\n", block.end + 1)
        at = len(chapter.text) if at < 0 else at + 1
    words, _ = prose(book, chapter, chapter.text[at:], inside)
    found += [Draft(f"text-{len(found)}", "markdown", words)] if words else []
    return [found[0]._replace(source=add_note(book, found[0].source)), *found[1:]]


def add_note(book: Book, words: str) -> str:
    """Return words with the note about notebooks below their title."""
    title, _, rest = words.partition("\n")
    return f"{title}\n\n{NOTE.format(book.package)}\n{rest}"


CAPTIONS = {"test": "Experiment", "proof": "Proof of", "twin": "Twin of"}
CANVAS = """import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")

"""


def block_drafts(book: Book, chapter: Chapter, block: Block) -> list[Draft]:
    """Return the cells of one block."""
    if block.lang in ("math", "notation"):
        shown = table(block.text) if block.lang == "notation" else display(block)
        return [Draft(block.id or f"notation-{block.line}", "markdown", shown)]
    if block.kind in ("check", "answer"):
        return exercise(chapter, block)
    if block.lang == "pycon":
        doctests = [other for other in chapter.blocks if other.lang == "pycon"]
        return doctest_drafts(block, f"doctest-{1 + doctests.index(block)}")
    if block.kind == "figure":
        seen = Draft(f"seen-in-{block.id}", "markdown", f"*{block.keys['alt']}*")
        source = notch(chapter, block) + CANVAS + silent(block.text)
        return [Draft(block.id, "code", source, "alone"), seen]
    if block.kind == "code":
        return [Draft(block.id, "code",
                      f"# {module_path(book, chapter.path)}\n{silent(block.text)}", "code")]
    goal = block.keys.get("proves") or block.keys.get("of") or ""
    caption = f"{CAPTIONS[block.kind]} {goal.partition('-')[2].replace('-', ' ')}".strip()
    return [Draft(block.id, "code", f"# {caption}\n{block.text}", "alone")]


def notch(chapter: Chapter, block: Block) -> str:
    """Return the line that sets the name of a figure's slider to the value of its still picture, if
    it has one.
    """
    slider = read_slider(chapter, block)
    if slider is None:
        return ""
    first, *_, last = slider.values
    value = slider.values[slider.still]
    return f"{slider.name} = {value}  # {slider.label}: try {first} to {last}\n"


def silent(source: str) -> str:
    """Return source with a semicolon behind a last expression, whose value Jupyter would print."""
    last = ast.parse(source).body[-1]
    return source.rstrip("\n") + ";\n" if isinstance(last, ast.Expr) else source


def doctest_drafts(block: Block, name: str) -> list[Draft]:
    """Return the cells of a doctest: each ends where the page shows an answer."""
    found, source = [], ""
    examples = doctest.DocTestParser().get_examples(block.text)
    for example in examples:
        source += shown(example) if example.want else example.source
        if example.want or example is examples[-1]:
            tags = ("raises-exception",) if example.exc_msg else ()
            found.append(Draft(f"{name}-{len(found) + 1}", "code", source, "pycon", tags,
                               example if example.want else None))
            source = ""
    return found


def shown(example: doctest.Example) -> str:
    """Return the source of an example whose answer Jupyter shows: one inside a `with` needs to be
    told.
    """
    last = ast.parse(example.source).body[-1]
    answer = last.body[-1] if isinstance(last, ast.With) else None
    if example.exc_msg or not isinstance(answer, ast.Expr):
        return example.source
    answer.value = ast.Call(ast.Name("display"), [answer.value], [])
    return ast.unparse(last) + "\n"


def output(source: str, example: doctest.Example) -> dict:
    """Return what a doctest's cell puts out, as nbformat has it."""
    last = ast.parse(source).body[-1]
    if example.exc_msg:
        name, _, message = example.exc_msg.strip().partition(": ")
        return {"output_type": "error", "ename": name.rpartition(".")[2], "evalue": message,
                "traceback": [example.exc_msg.strip()]}
    if isinstance(last, ast.For) or "print(" in example.source[:6]:
        return {"output_type": "stream", "name": "stdout",
                "text": example.want.splitlines(keepends=True)}
    data = {"data": {"text/plain": example.want.rstrip("\n").splitlines(keepends=True)},
            "metadata": {}}
    if isinstance(last, ast.With):
        return data | {"output_type": "display_data"}
    return data | {"output_type": "execute_result", "execution_count": None}


def exercise(chapter: Chapter, block: Block) -> list[Draft]:
    """Return the cells of a check or an answer."""
    slug = block.id.partition("-")[2]
    other = {"check": "answer", "answer": "check"}[block.kind]
    pair = next((one for one in chapter.blocks if one.id == f"{other}-{slug}"), None)
    if block.kind == "check":
        names = sorted(names_bound(pair.text) & names_used(assertions(block))) if pair else []
        stub = f"# Your answer: define {' and '.join(names)}." if names else "# Your answer."
        check = f"# The check. It fails until the work is done.\n{assertions(block)}"
        return [Draft(f"try-{slug}", "code", stub, "alone"),
                Draft(block.id, "code", check, "alone", ("raises-exception",))]
    again = f"# The check again, with the answer.\n{assertions(pair)}" if pair else ""
    return [Draft(block.id, "code", f"# The answer\n{block.text}", "alone", ("answer",)),
            *([Draft(f"again-{slug}", "code", again, "answered")] if pair else [])]


def assertions(block: Block) -> str:
    """Return a check's doctest as plain code that asserts each answer."""
    parts = []
    for example in doctest.DocTestParser().get_examples(block.text):
        source, want = example.source.rstrip("\n"), example.want.strip()
        try:
            ast.literal_eval(want or "None")
        except (SyntaxError, ValueError):
            source, want = f"repr(({source}))", repr(want)
        parts.append(assertion(source, want) if want else source)
    return "\n".join(parts) + "\n"


def assertion(source: str, want: str) -> str:
    """Return the statement that source has the value want, with brackets where Python needs them.
    """
    def fold(expression: str) -> str:
        alone = ast.dump(ast.parse(expression.strip(), mode="eval").body)
        if alone in ast.dump(ast.parse(f"{expression} == 0", mode="eval").body):
            return expression
        return f"({expression})"

    if want == "True":
        return f"assert {fold(source)} is True"
    return f"assert {fold(source)} == {fold(want)}"


def bring_back(book: Book, chapter: Chapter, cells: list[Draft]) -> list[Draft]:
    """Return the cells, with first lines that bring back the names that they need."""
    module = module_of(book, chapter.path)
    home = meanings("".join(block.text for block in chapter.blocks if block.kind == "code"), module)
    home |= {"__file__": f"from {module} import __file__"} if home else {}
    now, told, bodies, own, answer, finished = {}, {}, {}, set(), set(), []
    for cell in cells:
        if cell.kind == "code":
            meant = told if cell.world == "pycon" else home
            new = meanings(cell.source, module if cell.world == "code" else "")
            source = without_known(cell.source, now, own) if cell.world == "pycon" else cell.source
            told |= {name: new[name] for name in new if cell.world == "pycon"
                     and now.get(name) == new[name]}
            needs = names_used(source) - (answer if cell.world == "answered" else set())
            lines = missing(needs, meant, now, bodies)
            own = (own - set(lines) - set(new)) | (set(new) if cell.world == "code" else set())
            bodies = {name: body for name, body in bodies.items() if name not in lines | new}
            bodies |= local_bodies(source, meant)
            answer = set(new) if "answer" in cell.tags else answer
            now |= lines | new
            told |= new if cell.world == "pycon" else {}
            cell = cell._replace(source=preface(lines, source))
        finished.append(cell)
    return [cell for cell in finished if cell.source.strip()]


def notebooks(book: Book) -> dict[str, str]:
    """Return {path: text} of the notebooks of the book; paths relative to the folder of all."""
    return {chapter.path.removeprefix(f"{book.docs}/").removesuffix(".md")
            + ".ipynb": notebook(book, chapter)
            for chapter in book.chapters if has_notebook(chapter)}


def write_notebooks(root: str, folder: str) -> list[str]:
    """Write all notebooks below folder; return the paths written.

    Raises ChapterError for one that was changed.
    """
    found = {os.path.join(folder, path): text.encode()
             for path, text in notebooks(open_book(root)).items()}
    there = [path for path in found if os.path.exists(path)]
    for path in there:
        if read_bytes(path) != found[path]:
            raise ChapterError(path, 1,
                               "the file exists, and was run, changed or made from another text",
                               "move it away, or name another folder")
    for path in found.keys() - set(there):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write(f"{path}.{os.getpid()}", found[path])
        os.replace(f"{path}.{os.getpid()}", path)
    return sorted(found.keys() - set(there))


def on_files(files: Any, config: Any) -> Any:
    """Add the notebooks to the files of the site."""
    from mkdocs.structure.files import File

    from lit.engine.page.current import current_book  # whose mistakes MkDocs prints as one line

    book = current_book(os.path.dirname(config.config_file_path))
    for path, text in notebooks(book).items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Return the page with a link to its notebook below the title, if it has one."""
    path = page.file.src_uri.removesuffix(".md") + ".ipynb"
    if page.is_homepage or files.get_file_from_path(path) is None:
        return html
    goal = posixpath.relpath(path, page.file.url or ".")
    link = f'<p class="lit-along"><a href="{goal}" download>This chapter as a notebook</a></p>'
    return html.replace("</h1>", f"</h1>\n{link}", 1)
