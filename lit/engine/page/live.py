"""What a page asks of the engine in the reader's browser, and the files that bring it there."""

import contextlib
import io
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lit.engine.formula.claim import Case, Claim
from lit.engine.formula.patience import within
from lit.engine.formula.problem import Context, problem_of
from lit.engine.formula.proposal import proposed
from lit.engine.judge.execute import NotInstalled
from lit.engine.judge.proof import Proof, argues, chained, chains, run_proof, shown_claims
from lit.engine.judge.statement import for_sizes, prepared, statements
from lit.engine.judge.trace import trace
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError, parse


RIGHT, RAN, WRONG = "right", "ran", "wrong"
SECONDS = 60


def with_text(book: Book, name: str, text: str) -> tuple[Book, Chapter, Block]:
    """Return the book with another text in the block of this id, its chapter, and the block."""
    chapter, block = next((chapter, block) for chapter in book.chapters for block in chapter.blocks
                          if block.id == name)
    other = block._replace(text=text)
    changed = chapter._replace(blocks=tuple(other if one is block else one
                                            for one in chapter.blocks))
    return book._replace(chapters=tuple(changed if one is chapter else one
                                        for one in book.chapters)), changed, other


def proof_told(book: Book, name: str, text: str) -> dict[str, str]:
    """Return the judgement of a proof- block with another text: its state (right, ran or wrong),
    what is told of it in a line, and what it printed.
    """
    book, chapter, block = with_text(book, name, text)
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            state, told = within(SECONDS, shown_by, book, chapter, block,
                                 otherwise=(WRONG, f"nothing came out in {SECONDS} seconds"))
    except ChapterError as error:
        line = error.line - block.line
        state, told = WRONG, f"{f'line {line}: ' if line > 0 else ''}{error.what}"
    except NotInstalled as error:
        state, told = RAN, str(error)
    return {"state": state, "told": told, "printed": printed.getvalue()[-10_000:]}


def shown_by(book: Book, chapter: Chapter, block: Block) -> tuple[str, str]:
    """Return (state, words) of what a proof shows of its statement. Raises ChapterError."""
    proof = run_proof(book, chapter, block)
    goal = next(one for one in chapter.blocks if one.id == block.keys["proves"])
    _, context = prepared(book, chapter)
    problem = problem_of(statements(chapter, goal, context.notation), context)
    number = sum(len(case.then) if isinstance(case, Case) else 1 for case in problem.cases)
    with contextlib.redirect_stdout(io.StringIO()):  # the steps are asked for twice
        goes = all(leads_somewhere(proof, claim, context) for _, claim in chained(problem))
    if goes and proof.steps and len(shown_claims(proof, problem, context, 0)) == number:
        return RIGHT, (f"its steps lead from one side of {goal.id} to the other"
                       f"{for_sizes(problem)}")
    if copies := argues(proof, goal, problem, context, 0):
        return RIGHT, f"its argument holds for {goal.id}, and fails for {copies} false copies"
    return RAN, only_ran(proof, goal)


def leads_somewhere(proof: Proof, claim: Claim, context: Context) -> bool:
    """Return whether the steps of a proof have an expression between the sides of a claim."""
    return any(step != claim.left and step != claim.right
               for chain in chains(proof, claim, context) for step in chain)


def only_ran(proof: Proof, goal: Block) -> str:
    """Return what is told of a proof that ran and was not seen to show its statement."""
    if proof.held:
        number = f"{proof.held} assertion{'s' * (proof.held > 1)} held"
        return f"{number}; whether that shows {goal.id} is for you to judge"
    return f"it ran, and its steps do not join the sides of {goal.id}"


NAME = "thm-yours"
YOURS = "# Yours\n\n```notation\n%s\n```\n\n```math {#" + NAME + "}\n%s\n```\n"
STATES = {"failed": WRONG, "tested": RAN}


def formula_told(latex: str, notation: str) -> dict[str, Any]:
    """Return the judgement of a reader's formula: its state (right, ran or wrong), the verdict in
    a line, and the stages as (name, lines): how it was read, where it has a value, what it claims.
    """
    text = YOURS % (notation.strip(), latex.strip())
    try:
        chapter = parse("yours.md", text)
        if [one.id for one in chapter.blocks[1:]] != [NAME] or not latex.strip():
            raise ChapterError("yours.md", 1, "one formula, please", "leave out the backticks")
        stages = trace(Book(".", ".", "yours", (chapter,)), chapter, chapter.blocks[1])
    except ChapterError as error:
        return {"state": WRONG, "told": f"{error.what}; {error.mend}", "stages": []}
    status, _, label = stages[-1][1][0].partition(": ")
    if (lacks := f"{NAME} is not judged: ") in label:
        status, label = "tested", f"not judged here: {label.replace(lacks, '').split(';')[0]}"
    told = re.sub(rf"\b{NAME}:?(?= )", "the formula", label)
    told = told.replace("the formula column", "column")
    told = told.replace("the chapter's notation", "the list")
    return {"state": STATES.get(status, RIGHT), "told": told,
            "stages": [(name, lines) for name, lines in stages[1:-1] if name != "stops"]}


def notation_told(latex: str) -> str:
    """Return a proposal for the notation of a reader's formula, a line a letter."""
    return "\n".join(proposed(latex.strip()))


ENGINE, BOOK = "engine.zip", "book.zip"
LIVE = "assets/live"
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def archive(files: dict[str, bytes]) -> bytes:
    """Return a zip of files, the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for path, data in sorted(files.items()):
            into.writestr(zipfile.ZipInfo(path, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def below(root: str, folder: str, ending: str) -> Iterator[str]:
    """Yield the paths, relative to root, of the files in a folder whose names have this ending."""
    for place, folders, names in os.walk(os.path.join(root, folder)):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        for name in names:
            if name.endswith(ending):
                yield os.path.relpath(os.path.join(place, name), root).replace(os.sep, "/")


def archives(root: str, docs: str) -> dict[str, bytes]:
    """Return {name: bytes} of the two archives."""
    home = str(Path(__file__).resolve().parents[3])
    engine = [path for path in below(home, "lit/engine", ".py")
              if not path.startswith("lit/engine/page/") or path.endswith("/live.py")]
    book = [*below(root, docs, ".md"), "mkdocs.yml", "pyproject.toml"]

    def read(place: str, paths: list[str], more: dict[str, bytes]) -> bytes:
        found = {}
        for path in paths:
            with open(os.path.join(place, path), "rb") as file:
                found[path] = file.read()
        return archive(found | more)

    rooms = {"lit/__init__.py": b"", "lit/engine/page/__init__.py": b""}
    return {ENGINE: read(home, engine, rooms),
            BOOK: read(root, book, {})}


def on_files(files: Any, config: Any) -> Any:
    """Add the archives to the files of a site that has a Python of its own; MkDocs calls it."""
    from mkdocs.structure.files import File

    if os.path.isdir(os.path.join(config.docs_dir, LIVE)):
        root = os.path.dirname(config.config_file_path)
        for name, data in archives(root, os.path.relpath(config.docs_dir, root)).items():
            files.append(File.generated(config, f"{LIVE}/{name}", content=data))
    return files


ROOM = re.compile(r'<div class="lit-judge".*?></div>')


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Return the page; where the site has no Python, it says so in the judge's place."""
    if os.path.isdir(os.path.join(config.docs_dir, LIVE)):
        return html
    return ROOM.sub('<p>This copy of the site was built without a Python of its '
                    "own; <code>make live</code> adds it.</p>", html)
