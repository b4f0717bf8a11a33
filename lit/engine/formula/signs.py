"""Cut a formula into signs; what is not on the book's list is an error with its column."""

import re
from typing import NamedTuple

from lit.engine.text.chapter import nearest


class FormulaError(ValueError):
    """A formula that the parser does not read: its column, what is wrong, how to mend it."""

    def __init__(self, column, what, mend):
        super().__init__(f"column {column}: {what}; {mend}")
        self.column, self.what, self.mend = column, what, mend


class Sign(NamedTuple):
    """A sign of the formula; glued tells that no space stands before it."""

    text: str
    column: int
    glued: bool


GREEK = """alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell""".split()
FUNCTIONS = {"exp": "exp", "log": "log", "ln": "ln", "tanh": "tanh", "sinh": "sinh", "cosh": "cosh", "sin": "sin",
             "cos": "cos", "tan": "tan", "arctan": "arctan", "det": "det"}
OPERATORS = {"sign": "sign", "sgn": "sign", "erf": "erf", "erfc": "erfc", "tr": "tr", "diag": "diag"}
RELATIONS = {"=": "=", ":=": "=", "=:": "=", "<": "<", ">": ">", "\\le": "<=", "\\ge": ">=", "\\leq": "<=",
             "\\geq": ">=", "\\ne": "!=", "\\neq": "!=", "\\approx": "~", "\\in": "in", "\\sim": "law",
             "\\to": "to", "\\leftarrow": "step", "\\succeq": "psd", "\\succ": "pd"}
STRUCTURE = """frac tfrac dfrac binom sqrt sum prod int lim max min sup inf arg infty cdot odot times top partial
nabla left right lvert rvert lVert rVert langle rangle mid mathbb mathbf mathcal mathrm rm operatorname text hat
widehat tilde widetilde bar forall quad qquad begin end iff Leftrightarrow Rightarrow implies ldots dots cdots Pr""".split()
SPACES = ("\\,", "\\;", "\\:", "\\ ", "~", "\\displaystyle", "\\limits", "\\big", "\\Big", "\\bigl", "\\bigr",
          "\\Bigl", "\\Bigr")
ALIKE = {"\\tfrac": "\\frac", "\\dfrac": "\\frac", "\\widehat": "\\hat", "\\widetilde": "\\tilde",
         "\\Leftrightarrow": "\\iff", "\\ldots": "\\dots", "\\cdots": "\\dots"}
KNOWN = {f"\\{name}" for name in [*GREEK, *FUNCTIONS, *STRUCTURE]} | set(RELATIONS) | {
    "\\{", "\\}", "\\|", "\\\\", *SPACES}


WORDS = re.compile(r"(?<![\\A-Za-z{])(?:a?sin|cos|tanh?|log|ln|exp|max|min|det|arg|sign|sgn|lim|Var|Cov|[A-Za-z]{4,})"
                   r"(?![A-Za-z}])")
SPELLED = re.compile(r"\\(?:operatorname|mathrm|text|begin|end|mathbb)\s*\{[^}]*\}|\\rm\s+[A-Za-z]+")


def check_words(tex):
    """Raise a FormulaError at a word that is not set as one."""
    hidden = SPELLED.sub(lambda match: "{" + " " * (len(match[0]) - 2) + "}", tex)
    if match := WORDS.search(hidden):
        raise FormulaError(match.start() + 1, f"{match[0]} is a product of letters here",
                           f"write \\{match[0]} or \\operatorname{{{match[0]}}}")


BLANK = re.compile(r"[^\S \n]|\u200b")
TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|:=|=:|[A-Za-z]|\S", re.S)


def signs(tex):
    """Return the Signs of tex, with an empty one at the end. Raises FormulaError for what is not on the list."""
    if match := BLANK.search(tex):
        raise FormulaError(match.start() + 1, f"the character U+{ord(match[0]):04X} is not in the book's LaTeX",
                           "type a plain space")
    check_words(tex)
    found, end = [], 0
    for match in TOKEN.finditer(tex):
        text, column, glued = match[0], match.start() + 1, end == match.start()
        if text[0].isdigit() and found and found[-1].text[0].isdigit():
            raise FormulaError(column, "two numbers side by side", "write \\cdot between them, or one number")
        end = match.end()
        if text == "\\!" and tex[end:].lstrip().startswith("\\top"):
            continue
        check_known(text, column)
        if text not in SPACES:
            found.append(Sign(ALIKE.get(text, text), column, glued))
    return [*found, Sign("", len(tex) + 1, False)]


def check_known(text, column):
    """Raise a FormulaError for a sign that is not on the list."""
    command = len(text) > 1 and text[0] == "\\"
    if text in KNOWN or not command and text.isascii() and text not in "%#$@\"!?`":
        return
    what = f"the command {text}" if command else f"the character U+{ord(text):04X}"
    mend = "type it anew with a Latin keyboard"
    if command:
        close = nearest(text, KNOWN)
        mend = close if close.startswith("did") else "the grammar of the book's LaTeX lists every command"
    raise FormulaError(column, f"{what} is not in the book's LaTeX", mend)
