"""Figures that move: one picture for each value of a slider."""

import keyword
import re
from decimal import Decimal, DecimalException
from typing import NamedTuple

from lit.engine.judge.draw import figure_svgs
from lit.engine.judge.execute import namespace
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError

MOST = 41  # values: more make a page heavy, and the steps too small to see


class Slider(NamedTuple):
    """A name, its values as text, the place of the still one among them, its label, its unit."""

    name: str
    values: tuple
    still: int
    label: str
    unit: str


SLIDER = re.compile(r"\s*(\w+)\s*:([^|]*)\|\s*([^|]*[^|\s])\s*(?:\|\s*([^|]*[^|\s])\s*)?")


def read_slider(chapter: Chapter, block: Block) -> Slider | None:
    """Return the Slider of a figure- block, or None.

    Raises ChapterError for a key that cannot be read.
    """
    if "slider" not in block.keys:
        return None
    try:
        match = SLIDER.fullmatch(block.keys["slider"])
        if not match:
            raise ValueError("it has no name, values and label", "write NAME : VALUES | LABEL")
        name, values, label, unit = match.groups()
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ValueError(f"{name} is no name in Python", "choose another")
        return Slider(name, *read_values(values), label, unit or "")
    except ValueError as error:
        what, mend = error.args
        raise ChapterError(chapter.path, block.line, f"cannot read the slider: {what}",
                           mend) from None


def read_values(text: str) -> tuple[tuple[str, ...], int]:
    """Return (the values in text as a tuple of texts, the place of the one in brackets).

    Raises ValueError.
    """
    values, still, dots = [], [], False
    for word in text.replace("...", "…").replace("…", " … ").split():
        if word == "…":
            dots = True
            continue
        if re.fullmatch(r"\[.+\]", word):
            word = word[1:-1]
            still.append(word)
        values += between(values, number(word)) if dots else []
        values.append(number(word))
        dots = False
    check_values(values, still, dots)
    return tuple(f"{value.normalize():f}" for value in values), values.index(number(still[0]))


def number(word: str) -> Decimal:
    """Return the number that word is, exactly. Raises ValueError."""
    try:
        value = Decimal(word)
    except DecimalException:
        value = Decimal("nan")
    if not value.is_finite():
        raise ValueError(f"{word} is not a number", "write numbers, and … between them")
    return value


def between(values: list[Decimal], end: Decimal) -> list[Decimal]:
    """Return what … stands for, after values and before end. Raises ValueError."""
    if len(values) < 2:
        raise ValueError("… needs two values before it", "write FIRST SECOND … LAST")
    step = values[-1] - values[-2]
    if not step or (end - values[-1]) % step or (end - values[-1]) / step < 1:
        raise ValueError(f"steps of {step} from {values[-1]} do not hit {end}",
                         "mend the values before and after …")
    return [values[-1] + step * k for k in range(1, min(MOST + 2, int((end - values[-1]) / step)))]


def check_values(values: list[Decimal], still: list[str], dots: bool) -> None:
    """Raise ValueError unless values go up, are neither too few nor too many, and one of them is
    still.
    """
    if dots:
        raise ValueError("nothing follows …", "write the last value")
    if not 2 <= len(values) <= MOST:
        raise ValueError(f"it has {'more than ' * (len(values) > MOST)}{min(len(values), MOST)} "
                         "values",
                         f"give it from 2 to {MOST}")
    if any(one >= two for one, two in zip(values, values[1:])):
        raise ValueError("its values do not go up", "write each once, the least first")
    if len(still) != 1:
        raise ValueError(f"{len(still) or 'none'} of its values stand{'s' * (not still)} in "
                         "brackets",
                         "put the value of the still picture in [ ]")


def frames(book: Book, chapter: Chapter, block: Block) -> list[str]:
    """Return the SVGs of a figure- block, one for each value of its slider.

    Raises what the block raises.
    """
    slider = read_slider(chapter, block)
    if slider is None:
        return figure_svgs(book, chapter, block, [{}])
    if slider.name in {"figure", "axes", *namespace(book, chapter)}:
        raise ChapterError(chapter.path, block.line,
                           f"the slider's {slider.name} has a meaning in this chapter",
                           "choose another name")
    numbers = [float(text) if "." in text else int(text) for text in slider.values]
    svgs = [slim(svg) for svg in figure_svgs(book, chapter, block,
                                             [{slider.name: value} for value in numbers])]
    if len(set(svgs)) == 1:
        raise ChapterError(chapter.path, block.line, f"the slider changes nothing in {block.id}",
                           f"use {slider.name} in the block")
    if len({re.findall(r"<svg[^>]*>", svg)[0] for svg in svgs}) > 1:
        raise ChapterError(chapter.path, block.line, f"the frames of {block.id} differ in size",
                           f"give the figure a size that does not depend on {slider.name}")
    return svgs


def slim(svg: str) -> str:
    """Return svg with coordinates of two decimals, and without ids that matplotlib only counts up.
    """
    def short(path: re.Match) -> str:
        numbers = re.sub(r"-?\d+\.\d+",
                         lambda text: f"{float(text[0]):.2f}".rstrip("0").rstrip("."), path[0])
        return re.sub(r"\s*([A-Zz])\s*", r"\1", numbers)

    svg = re.sub(r'<g id="[^"]*"', "<g", svg).replace("xlink:href", "href")
    return re.sub(r'(?<= d=")[^"]*', short, svg)
