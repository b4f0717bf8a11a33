"""A slider on the page: only what differs between its frames, and the control that moves them."""

import html
import json
import re
from collections.abc import Sequence
from xml.etree import ElementTree

from lit.engine.judge.frames import read_slider
from lit.engine.text.chapter import Block, Chapter


def changes(svgs: list[str], still: int) -> list[list]:
    """Return [[number of an element of svgs[still], attribute or "" for its inside, [its value in
    each]], …].
    """
    trees = [ElementTree.fromstring(svg) for svg in svgs]
    numbers = {node: number for number, node in enumerate(trees[still].iter())}
    found = []

    def compare(nodes: Sequence[ElementTree.Element]) -> None:
        own = numbers[nodes[still]]
        if len({(tuple(map(shape, node)), (node.text or "").strip()) for node in nodes}) > 1:
            found.append([own, "", [inside(node) for node in nodes]])
        else:
            for group in zip(*nodes, strict=True):
                compare(group)
        for name in nodes[still].keys():
            values = [node.get(name) for node in nodes]
            if len(set(values)) > 1:
                found.append([own, name, values])

    compare(trees)
    return found


def shape(node: ElementTree.Element) -> tuple:
    """Return what must agree between two elements before their attributes can be compared."""
    return node.tag, tuple(sorted(node.keys()))


def inside(node: ElementTree.Element) -> str:
    """Return what stands between the tags of an element."""
    text = "".join([node.text or "", *(ElementTree.tostring(child, "unicode") for child in node)])
    return re.sub(r"(</?)ns\d+:", r"\1", re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)).strip()


def control(chapter: Chapter, block: Block, svgs: list[str]) -> str:
    """Return the HTML of a moving figure's control, with what differs between its frames svgs."""
    slider, name = read_slider(chapter, block), f"{block.id}-slider"
    if slider is None:
        return ""
    told = [f"{text.replace('-', '−')} {slider.unit}".strip() for text in slider.values]
    now, last = html.escape(told[slider.still], quote=True), len(told) - 1
    data = {"told": told, "changes": changes(svgs, slider.still)}
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (f'<div class="lit-slider"><label for="{name}">{html.escape(slider.label)}</label>'
            f'<output for="{name}" aria-live="off">{now}</output>'
            f'<input type="range" id="{name}" min="0" max="{last}" value="{slider.still}" '
            'autocomplete="off" '
            f'aria-valuetext="{now}">'
            '<button type="button" aria-label="Play" title="Play">▶</button>'
            f'<script type="application/json">{packed}</script></div>')
