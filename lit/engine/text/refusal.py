"""What a message has no room for: the mistake behind a code, an example, and its mend."""

from typing import NamedTuple


class Refusal(NamedTuple):
    """A mistake in a few words, an example of it, the example mended, and why it is one.

    The letters of an example are those of the page on the book's LaTeX, and those in letters;
    before is a definition that stands before it.
    """

    what: str
    example: str
    mended: str
    why: str
    letters: str = ""
    before: str = ""
