"""Cut a formula into signs; what is not on the book's list is an error with its column."""

import re
from typing import NamedTuple

from lit.engine.formula.spelling import (
    as_in_a_program,
    character_instead,
    command_instead,
    hidden_word,
    word_instead,
)
from lit.engine.text.refusal import Refusal


class FormulaError(ValueError):
    """A formula that the reader refuses: its code, its column, what is wrong, how to mend it."""

    def __init__(self, code: str, column: int, what: str, mend: str) -> None:
        super().__init__(f"column {column}: {what}; {mend}")
        self.code, self.column, self.what, self.mend = code, column, what, mend


class Sign(NamedTuple):
    """A sign of the formula; glued tells that no space stands before it."""

    text: str
    column: int
    glued: bool


GREEK = """alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi
rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega
ell""".split()
FUNCTIONS = {"exp": "exp", "log": "log", "ln": "ln", "tanh": "tanh", "sinh": "sinh", "cosh": "cosh",
             "sin": "sin", "cos": "cos", "tan": "tan", "arctan": "arctan", "det": "det"}
OPERATORS = {"sign": "sign", "sgn": "sign", "erf": "erf", "erfc": "erfc", "tr": "tr",
             "trace": "tr", "Tr": "tr", "diag": "diag"}
RELATIONS = {"=": "=", ":=": "=", "=:": "=", "<": "<", ">": ">", "\\le": "<=", "\\ge": ">=",
             "\\leq": "<=", "\\geq": ">=", "\\ne": "!=", "\\neq": "!=", "\\approx": "~",
             "\\in": "in", "\\sim": "law", "\\to": "to", "\\leftarrow": "step", "\\succeq": "psd",
             "\\succ": "pd"}
STRUCTURE = """frac tfrac dfrac binom sqrt sum prod int lim max min sup inf arg infty cdot odot
times top partial nabla left right lvert rvert lVert rVert lfloor rfloor lceil rceil langle
rangle mid mathbb mathbf mathcal mathrm rm operatorname operatorname* text hat widehat tilde
widetilde bar vec mathsf intercal forall quad qquad begin end iff Leftrightarrow Rightarrow
implies ldots dots cdots Pr""".split()
SPACES = ("\\,", "\\;", "\\:", "\\ ", "~", "\\displaystyle", "\\limits", *(
    f"\\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")))
ALIKE = {"\\tfrac": "\\frac", "\\dfrac": "\\frac", "\\widehat": "\\hat", "\\widetilde": "\\tilde",
         "\\Leftrightarrow": "\\iff", "\\ldots": "\\dots", "\\cdots": "\\dots",
         "\\operatorname*": "\\operatorname", "\\textrm": "\\text", "\\boldsymbol": "\\mathbf",
         "\\bm": "\\mathbf",
         "\\Vert": "\\|", "\\rightarrow": "\\to", "\\leqslant": "\\le", "\\geqslant": "\\ge",
         "\\coloneqq": ":=",
         "\\triangleq": "="}
SPLIT = {"\\argmin": ("\\arg", "\\min"), "\\argmax": ("\\arg", "\\max")}
KNOWN = {f"\\{name}" for name in [*GREEK, *FUNCTIONS,
                                  *STRUCTURE]} | set(RELATIONS) | set(ALIKE) | set(SPLIT) | {
"\\{", "\\}", "\\|", "\\\\", *SPACES}


BLANK = re.compile(r"[^\S \n]|\u200b")
TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|:=|=:|[A-Za-z]|\S", re.S)


MOST_DIGITS = 60


def signs(tex: str) -> list[Sign]:
    """Return the Signs of tex, with an empty one at the end. Raises FormulaError."""
    if match := BLANK.search(tex):
        raise FormulaError("E001", match.start() + 1,
                           f"the character U+{ord(match[0]):04X} is not in the book's LaTeX",
                           "type a plain space")
    found, end = [], 0
    for match in TOKEN.finditer(tex):
        text, column, glued = match[0], match.start() + 1, end == match.start()
        in_script = len(found) > 1 and found[-2].text in ("_", "^")
        if text[0].isdigit() and found and found[-1].text[0].isdigit() and not in_script:
            raise FormulaError("E003", column, "two numbers side by side",
                               "write \\cdot between them, or one number")
        if text[0].isdigit() and len(text) > MOST_DIGITS:
            raise FormulaError("E006", column, f"a number of {len(text)} digits",
                               "write it as a power, or a letter for it")
        end = match.end()
        if text == "\\!" and tex[end:].lstrip().startswith("\\top"):
            continue
        check_known(text, column)
        if text not in SPACES:
            parts = SPLIT.get(text, (ALIKE.get(text, text),))
            found += [Sign(part, column, glued) for part in parts]
    check_spelling(tex)
    return [*found, Sign("", len(tex) + 1, False)]


def check_spelling(tex: str) -> None:
    """Raise a FormulaError at a word, or at what is spelled as in a program."""
    if typed := as_in_a_program(tex):
        at, text, mend = typed
        raise FormulaError("E004", at + 1, f"{text} is spelled as in a program", mend)
    if hidden := hidden_word(tex):
        at, word = hidden
        raise FormulaError("E005", at + 1, f"{word} is a product of letters here",
                           word_instead(word, KNOWN))


def check_known(text: str, column: int) -> None:
    """Raise a FormulaError for a sign that is not on the list."""
    command = len(text) > 1 and text[0] == "\\"
    if text in KNOWN or not command and text.isascii() and text not in "%#$@\"?`":
        return
    what = f"the command {text}" if command else f"the character U+{ord(text):04X}"
    mend = command_instead(text, KNOWN - set(RELATIONS)) if command else character_instead(text)
    raise FormulaError("E002" if command else "E001", column,
                       f"{what} is not in the book's LaTeX", mend)


REFUSALS = {
    "E001": Refusal("a character that is not in the book's LaTeX", "x = 2 − y", "x = 2 - y",
            "A Unicode minus, a Cyrillic letter or a hard space looks like a plain one and is "
            "another. The message says what to type."),
    "E002": Refusal("a command that is not in the book's LaTeX", r"x \phantom{+ 1} = y",
            "x + 1 = y",
            "Commands that hide, move or colour signs would let the page show something else "
            "than what is checked; of the others there are too many, and the message says what "
            "the book has in their place."),
    "E003": Refusal("two numbers side by side", "1 2 = x", "12 = x",
            "On the page a space between digits is hardly seen: a product to one reader, one "
            "number to the next."),
    "E006": Refusal("a number of more than 60 digits", "x = " + "9" * 61, "x = 10^{61} - 1",
            "Nobody reads it, and nothing that a formula says needs it."),
    "E004": Refusal("a number or relation that is spelled as in a program", "x = 1e-3",
            "x = 10^{-3}",
            "The page shows e - 3, which is 2.718 less 3; and it shows no <= at all."),
    "E005": Refusal("a word in plain letters", "x = log(y)", r"x = \log(y)",
            "Letters side by side are factors: with l, o and g declared, this would be a "
            "product of five."),
}
