"""Say what to write in place of a sign, command or word that the book's LaTeX has not got."""

import difflib
import re
import unicodedata


ELSEWHERE = {
    "\\to": "rightarrow longrightarrow longmapsto mapsto", "\\leftarrow": "gets longleftarrow",
    "<": "lt", ">": "gt", "\\le": "leqslant leqq", "\\ge": "geqslant geqq", "\\ne": "not",
    "\\Rightarrow": "Longrightarrow", "\\iff": "Longleftrightarrow", "\\top": "intercal",
    "\\lvert … \\rvert": "vert abs", "\\lVert … \\rVert": "Vert norm", "\\|": "parallel",
    "\\mathbf{…}": "boldsymbol bm textbf pmb mathsf vec", "\\bar{…}": "overline underline",
    "\\operatorname{…}": "textrm mathop mathit textit textsf", "\\mathcal{…}": "mathscr",
    "\\hat{…}": "check", "\\frac{…}{…}": "cfrac over", "\\binom{…}{…}": "tbinom dbinom choose",
    "* in a script, or \\cdot between factors": "ast star bullet", "=": "equiv triangleq coloneqq",
    "= c \\cdot … with a letter c that you declare": "propto",
    "two statements, one with + and one with -": "pm mp",
    "an inequality, or the set that holds it": "notin", "f(g(x))": "circ",
    "(x_1, \\dots, x_n) for the whole column": "vdots", "each row of the matrix": "ddots",
    "\\max_{…} or \\arg\\max_{…}": "underset argmax argmin",
    "the relation alone, and its reason in the text": "stackrel overset",
    "the formula without it": "underbrace overbrace boxed label tag nonumber phantom color "
                              "textcolor mathstrut ! hspace vspace kern raise rule",
    "the formula itself in its place": "def newcommand",
    "\\frac{\\ln x}{\\ln 10}": "lg", "\\frac{1}{\\cos(x)}": "sec", "\\frac{1}{\\sin(x)}": "csc",
    "\\frac{1}{\\tan(x)}": "cot", "\\tanh(x)": "th", "\\cosh(x)": "ch", "\\sinh(x)": "sh",
    "x - n \\lfloor x / n \\rfloor": "mod bmod pmod",
    "the real and the imaginary part as letters of their own": "Re Im",
    "an inequality for each set": "cap cup subset subseteq setminus emptyset varnothing",
    "an integral for each letter, or \\int_{a}^{b}": "iint iiint oint",
    "the two sides the other way round, with \\Rightarrow": "Leftarrow impliedby Longleftarrow",
    "the opposite relation": "neg lnot", "two conditions with a comma between them": "land wedge",
    "two statements": "lor vee lessgtr", "the value that there is": "exists nexists",
    "an inequality with the bound that you mean": "ll gg lesssim gtrsim prec asymp",
    "= or \\approx": "simeq cong doteq", "\\succeq 0 behind the difference of the two": "preceq",
    "\\to 0^+ or \\to 0^- for the side of a limit": "downarrow uparrow searrow nearrow",
    "an inequality for all large n": "limsup liminf", "the angle in radians": "degree",
}
INSTEAD = {f"\\{name}": f"write {mend}"
           for mend, names in ELSEWHERE.items() for name in names.split()}


def command_instead(command: str, known: set[str]) -> str:
    """Return what to write in place of a command that is none of the known ones."""
    if command in INSTEAD:
        return INSTEAD[command]
    if not command[1:].isalpha():
        return "write the formula without it"
    named = f"write \\operatorname{{{command[1:]}}} for a function of that name"
    close = difflib.get_close_matches(command, sorted(known), 1, 0.87)
    return f"did you mean {close[0]}? or {named}" if close else named


CHARACTERS = {
    "−": "-", "–": "-", "—": "-", "×": "\\cdot", "·": "\\cdot", "⋅": "\\cdot", "∗": "\\cdot",
    "÷": "/", "≤": "\\le", "≥": "\\ge", "≠": "\\ne", "≈": "\\approx", "∞": "\\infty", "∈": "\\in",
    "→": "\\to", "⇒": "\\Rightarrow", "⇔": "\\iff", "∑": "\\sum", "∏": "\\prod", "∫": "\\int",
    "∂": "\\partial", "∇": "\\nabla", "√": "\\sqrt{…}", "²": "^2", "³": "^3", "½": "\\frac12",
    "′": "'", "‖": "\\|", "…": "\\dots", "⊤": "^{\\top}", "ᵀ": "^{\\top}", "±": "two statements",
    "∼": "\\sim", "¬": "the opposite relation", "∀": "\\forall", "°": "the angle in radians",
    "%": "the formula without it, for it hides the rest of the line",
    "$": "the formula without it, since its fence makes it a formula",
    "?": "what stands there, or nothing", "@": "\\cdot, or nothing, between two matrices",
    "#": "the formula without it", '"': "a prime ' or nothing", "`": "a prime ' or nothing",
}


def character_instead(character: str) -> str:
    """Return what to write in place of a character that is not in the book's LaTeX."""
    name = unicodedata.name(character, "")
    plain = unicodedata.normalize("NFKC", character)
    if character in CHARACTERS:
        return f"write {CHARACTERS[character]}"
    if match := re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)", name):
        greek = match[2].lower().replace("lamda", "lambda")
        return f"write \\{greek if match[1] == 'SMALL' else greek.capitalize()}"
    if plain.isascii() and plain.isalnum():
        style = "\\mathbb" if "DOUBLE-STRUCK" in name else ""
        return f"write {style}{{{plain}}}" if style else f"write {plain}"
    return "type it anew with a Latin keyboard"


STYLED = re.compile(r"(?:\\(?:operatorname\*?|mathrm|mathbf|mathcal|mathbb|text|begin|end|hat|bar"
                    r"|tilde|widehat|widetilde)\s*|_\s*)\{[^{}]*\}|\\rm\s+[A-Za-z]+")
WORD = re.compile(r"(?<![\\A-Za-z])(?:[A-Za-z]{3,}|pi|mu|nu|xi|ln|lg|tr|Re|Im|pm|if|in|is|or|to|of"
                  r"|on|no|so|id)(?![A-Za-z])")
SPEECH = {"and": "\\text{ and }", "for": "\\text{for }", "if": "\\text{if }", "in": "\\in",
          "where": "\\text{where }", "when": "\\text{when }", "with": "\\text{with }", "to": "\\to",
          "otherwise": "\\text{otherwise}", "abs": "\\lvert … \\rvert", "sqrt": "\\sqrt{…}",
          "floor": "\\lfloor … \\rfloor", "ceil": "\\lceil … \\rceil", "argmin": "\\arg\\min",
          "argmax": "\\arg\\max", "infinity": "\\infty", "integral": "\\int",
          "mod": "x - n \\lfloor x / n \\rfloor", "or": "two statements"}


def hidden_word(tex: str) -> tuple[int, str] | None:
    """Return where a word in plain letters stands, and the word."""
    match = WORD.search(STYLED.sub(lambda styled: " " * len(styled[0]), tex))
    return (match.start(), match[0]) if match else None


def word_instead(word: str, known: set[str]) -> str:
    """Return what to write in place of a word in plain letters."""
    if word in SPEECH:
        return f"write {SPEECH[word]}"
    command = f"\\{word}" if f"\\{word}" in known else f"\\operatorname{{{word}}}"
    return f"write {command}, or {' '.join(word)} for a product"


SCIENTIFIC = re.compile(r"(\d+(?:\.\d+)?)\s*[eE]([+-]?\d+)(?![.\d])")
ZEROS = re.compile(r"(?<![\d.])0\d+")
PROGRAMS = {"<=": "\\le", ">=": "\\ge", "=<": "\\le", "!=": "\\ne", "==": "=", "->": "\\to",
            "=>": "\\Rightarrow", "...": "\\dots", "**": "^{…}"}
PROGRAM = re.compile("|".join(map(re.escape, PROGRAMS)))


def as_in_a_program(tex: str) -> tuple[int, str, str] | None:
    """Return where a number or relation is spelled as in a program, it, and what to write."""
    if match := SCIENTIFIC.search(tex):
        power = f"10^{{{int(match[2])}}}"
        factor = "" if float(match[1]) == 1 else f"{match[1]} \\cdot "
        return match.start(), match[0], f"write {factor}{power}"
    if match := ZEROS.search(tex):
        return match.start(), match[0], "write one number, with no comma or space in it"
    if match := PROGRAM.search(tex):
        return match.start(), match[0], f"write {PROGRAMS[match[0]]}"
    return None
