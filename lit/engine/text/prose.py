"""Find what a page would show as code or formula outside of its fences."""

import re

DEEP = ("\n    ", ">     ", "-     ", "*     ", "+     ", ".     ", ")     ")
SIGNS = (*DEEP, "$$", "\\[", "\\(", "\\begin{", "$`", "<!--", ">>> ", "<")
RARE = ("\\", "$", "<", ">", "    ")  # each sign holds one of these, which are found at once
DISPLAYS = r"equation|align|alignat|gather|multline|flalign|eqnarray|displaymath|math|split|dmath"
RAW = ("pre|code|samp|kbd|tt|xmp|listing|plaintext|math|script|style|textarea|iframe|object|embed"
       "|svg")
DISPLAY = re.compile(rf"\$\$|\\\[|\\begin\{{(?:{DISPLAYS})\*?\}}")
DOLLARS = re.compile(r"(?<![`\\])\$`[^`\n]+`\$(?!`)")
FORBIDDEN = (
    (DISPLAY, "a displayed formula between {0} has no kind",
     "put it in a fence, ```math {#thm-…}"),
    (re.compile(r"\\\("), "a formula between {0} is seen by no check",
     "write it between two dollars, or in a math fence"),
    (re.compile(rf"(?i)<(?:{RAW})\b"), "{0}…> would show what nothing checks",
     "write a fence, or `code` between backticks"),
    (re.compile(r"\n[ >*+-]*>>> "), "an example that is never run", "write it in a ```pycon block"),
)


def unseen(shifted: str, prose: list) -> tuple | None:
    """Return (offset, what, mend) of something that would be shown and not checked, or None.

    shifted is a chapter's text behind one end of line, prose the stretches of it between fences.
    """
    joined = "".join([shifted[start:end] for start, end in prose])
    if not any(sign in joined for sign in RARE) or not any(sign in joined for sign in SIGNS):
        return None
    fenced = fenceless(shifted, prose)
    plain = spanless(fenced)
    dollars = DOLLARS.search(fenced) if "$`" in joined else None
    if dollars:
        return dollars.start(), "a formula between $` is seen by no check", "write $…$"
    for pattern, what, mend in FORBIDDEN:
        found = pattern.search(plain)
        if found:
            return found.start(), what.format(found[0].strip()), mend
    return (commented(shifted, prose) if "<!--" in joined else None) or indented(plain)


def commented(shifted: str, prose: list) -> tuple | None:
    """Return (offset, what, mend) of a comment that is open where a block begins, or None."""
    for start, end in prose:
        opened = shifted.rfind("<!--", start, end)
        if opened > shifted.rfind("-->", start, end) and end < len(shifted):
            return (opened, "a block inside an HTML comment, which no reader sees",
                    "take the block out of the comment, or delete it")
    return None


def fenceless(shifted: str, prose: list) -> str:
    """Return the shifted text with its blocks blanked; an x stands where a fence begins."""
    parts, resumed = [], 0
    for start, end in prose:
        blank = [" " * len(content) for content in shifted[resumed:start].split("\n")]
        blank[0] = blank[0] and "x" + blank[0][1:]
        parts += ["\n".join(blank), shifted[start:end]]
        resumed = end
    return "".join(parts)


def spanless(text: str) -> str:
    """Return text with its code spans written as underscores."""
    parts = re.split(r"(\n *\n)", text)
    return "".join([blank_spans(part) if "`" in part else part for part in parts])


def blank_spans(text: str) -> str:
    """Return a paragraph with its code spans written as underscores."""
    runs = [(run.start(), run.end()) for run in re.finditer(r"(?<!\\)`+", text)]
    partner, seen = {}, {}
    for start, end in reversed(runs):
        partner[start], seen[end - start] = seen.get(end - start), (start, end)
    parts, at = [], 0
    for start, _ in runs:
        pair = partner[start]
        if start >= at and pair:
            end = pair[1]
            parts += [text[at:start], re.sub(r"[^\n]", "_", text[start:end])]
            at = end
    return "".join([*parts, text[at:]])


HOLDER = re.compile(
    r" *(?:((?:[*+-]|\d{1,9}[.)]) {1,4}(?! |$))|!!!|\?\?\?|===|\[\^[^\]]*\]:|: )")
MARKED = re.compile(r" *(?:>|[*+-]|\d{1,9}[.)])(?: ?>| (?:[*+-]|\d{1,9}[.)])(?= ))* {5}")


def indented(plain: str) -> tuple | None:
    """Return (offset, what, mend) of a line that its indent makes code, or None."""
    offset, holders = 0, [(0, 3)]  # from which indent to which each part holds lines
    for content in plain.split("\n") if any(sign in plain for sign in DEEP) else ():
        depth = len(content) - len(content.lstrip(" "))
        if depth < len(content):
            while depth < holders[-1][0]:
                holders.pop()
            if depth > holders[-1][1] or MARKED.match(content):
                return (offset, "code that is marked by its indent alone",
                        "write a fence: ```text, ```pycon or ```python {#…}; or indent it less")
            holder = HOLDER.match(content)
            if holder:
                inside = len(holder[0]) if holder[1] else depth + 4
                holders.append((inside, inside + 3))
        offset += len(content) + 1
    return None
