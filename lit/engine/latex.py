"""Read the book's LaTeX strictly: a formula becomes a tree, or an error with its column."""

import re
from fractions import Fraction
from typing import NamedTuple

from lit.engine import syntax as s
from lit.engine.chapter import nearest
from lit.engine.notation import key_of


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
RELATIONS = {"=": "=", "<": "<", ">": ">", "\\le": "<=", "\\ge": ">=", "\\leq": "<=", "\\geq": ">=", "\\ne": "!=",
             "\\neq": "!=", "\\approx": "~"}
STRUCTURE = """frac tfrac dfrac sqrt sum prod int lim max min arg to infty cdot top partial nabla left right big
Big bigl bigr Bigl Bigr lvert rvert lVert rVert langle rangle mathbb mathbf mathcal mathrm
operatorname text hat tilde bar quad qquad begin end iff Rightarrow implies ldots dots limits
displaystyle""".split()
SPACES = ("\\,", "\\;", "\\:", "\\ ", "~", "\\displaystyle", "\\limits", "\\big", "\\Big", "\\bigl", "\\bigr",
          "\\Bigl", "\\Bigr")
KNOWN = {f"\\{name}" for name in [*GREEK, *FUNCTIONS, *STRUCTURE]} | set(RELATIONS) | {
    "\\{", "\\}", "\\|", "\\\\", *SPACES}
WORDS = re.compile(r"(?<![\\A-Za-z{])(?:a?sin|cos|tanh?|log|ln|exp|max|min|det|arg|sign|sgn|lim|Var|[A-Za-z]{4,})"
                   r"(?![A-Za-z}])")
BLANK = re.compile(r"[^\S \n]|\u200b")
TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|[A-Za-z]|[-+*/=<>()\[\]{}|,.;:^_'&~!]|\S", re.S)


def signs(tex):
    """Return the Signs of tex. Raises FormulaError for what is not on the list."""
    found, end = [], 0
    if match := BLANK.search(tex):
        raise FormulaError(match.start() + 1, f"the character U+{ord(match[0]):04X} is not in the book's LaTeX",
                           "type a plain space")
    if match := WORDS.search(re.sub(r"\\(?:operatorname|mathrm|text|begin|end|mathbb)\s*\{[^}]*\}",
                                    lambda m: "{" + " " * (len(m[0]) - 2) + "}", tex)):
        raise FormulaError(match.start() + 1, f"{match[0]} is a product of letters here",
                           f"write \\{match[0]} or \\operatorname{{{match[0]}}}")
    for match in TOKEN.finditer(tex):
        text, column = match[0], match.start() + 1
        if text not in KNOWN and (len(text) > 1 and text[0] == "\\" or not text.isascii() or text in "%#$@\"!;:*`?"):
            what = f"the character U+{ord(text):04X}" if len(text) == 1 else f"the command {text}"
            mend = "type it anew with a Latin keyboard" if len(text) == 1 else nearest(text, KNOWN)
            raise FormulaError(column, f"{what} is not in the book's LaTeX", mend)
        glued = end == match.start()
        number = text[0].isdigit() and found and found[-1].text[0].isdigit()
        if number:
            raise FormulaError(column, "two numbers side by side", "write \\cdot between them, or one number")
        end = match.end()
        if text not in SPACES:
            found.append(Sign("\\frac" if text in ("\\tfrac", "\\dfrac") else text, column, glued))
    return [*found, Sign("", len(tex) + 1, False)]


class Place:
    """A place in a list of signs, with the notation that gives the letters their types."""

    def __init__(self, found, notation):
        self.signs, self.at, self.notation, self.bars = found, 0, notation, 0

    @property
    def next(self):
        """Return the text of the next sign; empty at the end."""
        return self.signs[self.at].text

    @property
    def after(self):
        """Return the text of the sign behind the next one; empty behind the end."""
        return self.signs[min(self.at + 1, len(self.signs) - 1)].text

    def take(self, *wanted):
        """Return the next sign and step behind it. Raises FormulaError if it is none of wanted."""
        sign = self.signs[self.at]
        if wanted and sign.text not in wanted:
            self.fail(f"{sign.text or 'the end'} stands where {' or '.join(wanted)} was expected", "mend the formula")
        self.at += sign.text != ""
        return sign.text

    def skip(self, *wanted):
        """Return whether the next sign is one of wanted, and step behind it if so."""
        found = self.next in wanted and self.next != ""
        self.at += found
        return found

    def fail(self, what, mend):
        """Raise a FormulaError at the next sign."""
        raise FormulaError(self.signs[self.at].column, what, mend)


SEPARATORS = ("\\quad", "\\qquad", ",", "\\\\", ".")


def parse(tex, notation):
    """Return the statements in tex: Chain, Implies or Iff nodes. Raises FormulaError."""
    tex = re.sub(r"\\begin\{aligned\}|\\end\{aligned\}", lambda m: " " * len(m[0]), tex)
    place, found = Place(signs(tex), notation), []
    while True:
        place.skip("&")
        if place.next == "\\text":
            word = words(place)
            if word not in ("for", "if", "where") or not found:
                place.fail(f"the words {word!r} say nothing that can be checked", "write \\text{for } and a condition")
            found[-1] = s.Implies(tuple(conditions(place)), (found[-1],))
        elif place.next:
            found.append(statement(place))
        if place.next == "":
            if not found:
                place.fail("an empty formula", "write a statement")
            return found
        if not any([place.skip(*SEPARATORS) for _ in range(3)]):
            place.fail(f"{place.next} cannot stand here", "separate two statements by \\quad")


def statement(place):
    """Return a chain, or what two chains make of each other."""
    first = chain(place)
    place.skip("\\quad", "\\qquad") if place.after in ("\\iff", "\\Rightarrow", "\\implies") else None
    if place.skip("\\iff"):
        return s.Iff((first, chain(place)))
    if place.skip("\\Rightarrow", "\\implies"):
        return s.Implies((first,), (chain(place),))
    return first


def conditions(place):
    """Return the chains of a condition, separated by commas."""
    found = [chain(place)]
    while place.next == "," and place.after not in ("\\quad", "\\qquad", ""):
        place.take(",")
        found.append(chain(place))
    return found


def words(place):
    """Return the words of a \\text{…}."""
    place.take("\\text")
    place.take("{")
    found = ""
    while place.next not in ("}", ""):
        found += place.take()
    place.take("}")
    return found


def chain(place):
    """Return the Chain of relations that begins here."""
    parts, ops = [side(place)], []
    while place.next in RELATIONS or place.next == "&" and place.after in RELATIONS:
        place.skip("&")
        op = RELATIONS[place.take()]
        part = side(place)
        while place.next == "\\\\" and place.after in ("&", *RELATIONS):
            place.take()
        number = part if isinstance(part, s.Number) else None
        op = "~" if number and number.slack and op == "=" else op
        parts.append(rounded(part) if op == "~" and number and not number.slack else part)
        ops.append(op)
    if not ops:
        place.fail("no relation: this states nothing", "write =, <, \\le, … and the other side")
    return s.Chain(tuple(parts), tuple(ops))


def rounded(number):
    """Return a decimal with the half unit by which it may have been rounded."""
    digits = len(str(float(number.value)).partition(".")[2])
    return s.Number(number.value, Fraction(1, 2 * 10**digits))


def side(place):
    """Return one side of a relation."""
    depth, bars = 0, 0
    for sign in place.signs[place.at:]:
        depth += (sign.text in ("(", "{", "[", "\\{")) - (sign.text in (")", "}", "]", "\\}"))
        if depth < 0 or depth == 0 and sign.text in ("\\quad", "\\qquad", "", "\\\\", *RELATIONS):
            break
        bars += sign.text == "|" and depth == 0
    if bars > 2:
        place.fail("more than two bars, and nothing tells which make a pair", "write \\lvert and \\rvert")
    return expression(place)


def expression(place):
    """Return a sum of terms."""
    terms = [s.Neg(product(place)) if place.skip("-") else product(place)]
    while place.next in ("+", "-"):
        minus = place.take() == "-"
        if place.next in ("+", "-"):
            place.fail("two signs in a row", "use parentheses")
        term = product(place)
        terms.append(s.Neg(term) if minus else term)
        sums = [part for old in terms[:-1] for part in (old, getattr(old, "body", None))]
        bound = [part.variable.key for part in sums if isinstance(part, s.Sum | s.Prod)]
        if any(mentions(term, key) for key in bound):
            place.fail(f"{bound[0]} occurs behind its sum", "put what is summed in parentheses")
    return terms[0] if len(terms) == 1 else s.Add(tuple(terms))


def mentions(node, key):
    """Return whether the name key occurs in node."""
    if isinstance(node, tuple):
        return any(mentions(part, key) for part in node)
    if isinstance(node, s.Name):
        return node.key == key
    return hasattr(node, "__dict__") and any(mentions(part, key) for part in vars(node).values())


ENDS = {"", ")", "]", "}", "\\}", "+", "-", "&", "\\\\", ",", ".", "\\quad", "\\qquad", "\\text", "\\iff", "\\implies",
        "\\Rightarrow", "\\rvert", "\\rVert", "\\rangle", "\\right", "\\end", *RELATIONS}


def product(place):
    """Return a product of factors."""
    factors = [factor(place)]
    while place.next not in ENDS and not (place.next in ("|", "\\|") and place.bars):
        if place.skip("/"):
            top = factors[0] if len(factors) == 1 else s.Mul(tuple(factors))
            factors = [s.Div(top, factor(place))]
            if place.next not in ENDS | {"|"}:
                place.fail("more than one factor behind a slash", "write \\frac{…}{…}")
            continue
        dot = place.skip("\\cdot")
        if not dot and place.next.isdigit() or not dot and place.next[0].isdigit():
            place.fail("a number behind another factor", "put numbers first, or write \\cdot")
        factors.append(factor(place))
    return factors[0] if len(factors) == 1 else s.Mul(tuple(factors))


def factor(place):
    """Return an atom with the powers and indices that stand at it."""
    bare = place.next not in ("(", "[", "\\left")
    node = atom(place)
    while place.next in ("^", "_"):
        if isinstance(node, s.Pow | s.Transpose):
            place.fail("two scripts on one symbol", "use parentheses")
        mark = place.take()
        if mark == "_":
            node = s.Index(node, tuple(script_list(place)))
        elif place.next == "\\top" or place.next == "{" and place.after == "\\top":
            script_text(place)
            node = s.Transpose(node)
        else:
            if bare and isinstance(node, s.Call) and node.name not in (*FUNCTIONS, "sqrt", "max", "min"):
                place.fail("a power of a function's value without parentheses", "write (f(x))^{2}")
            node = s.Pow(node, script(place))
    if place.next == "'":
        place.fail("a prime on something that is no function", "write \\frac{d}{dz}, or declare the function")
    return node


def script(place):
    """Return the expression in a script. Raises FormulaError where braces are missing."""
    if place.skip("{"):
        node = expression(place)
        place.take("}")
        return node
    if len(place.next) > 1 and place.next[0].isdigit():
        place.fail(f"only the first digit of {place.next} is in the script", f"write {{{place.next}}}")
    if place.next in ENDS or place.next in ("\\frac", "\\sqrt"):
        place.fail("a script that is not one sign", "put it in braces")
    return atom(place)


def script_list(place):
    """Return the indices in a subscript."""
    if not place.skip("{"):
        return [script(place)]
    found = [expression(place)]
    while place.skip(","):
        found.append(expression(place))
    place.take("}")
    return found


def whole_script(place):
    """Return the whole number in a script."""
    text = script_text(place)
    if not text.isdigit():
        place.fail(f"{text} stands where a whole number was expected", "write a number")
    return int(text)


def script_text(place):
    """Return the text of a script as it stands, without its braces."""
    if not place.skip("{"):
        return place.take()
    text, depth = "", 1
    while depth:
        sign = place.take()
        if not sign:
            place.fail("a brace is never closed", "add }")
        depth += (sign == "{") - (sign == "}")
        text += sign if depth else ""
    return text


def atom(place):
    """Return the atom that begins here."""
    sign = place.next
    if sign in ATOMS:
        return ATOMS[sign](place)
    if sign[:1].isdigit():
        return number(place)
    if sign[1:] in FUNCTIONS and sign[0] == "\\":
        return call(place, FUNCTIONS[place.take()[1:]])
    if sign.isalpha() or sign[1:] in GREEK or sign in ("\\hat", "\\tilde", "\\bar", "\\mathbf", "\\mathcal"):
        return name(place)
    return place.fail(f"{sign or 'the end'} stands where a value was expected", "add what is missing")


def number(place):
    """Return a number; one that goes on in dots is known to half a unit of its last digit."""
    text = place.take()
    if place.next == "," and place.signs[place.at].glued and place.signs[place.at + 1].glued:
        if place.after[:1].isdigit():
            place.fail("a comma inside a number", "write a decimal point, or a space behind the comma")
    value = Fraction(text)
    if place.skip("\\ldots", "\\dots"):
        half = Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
        return s.Number(value + half, half)
    return s.Number(value)


def group(place):
    """Return what stands in parentheses: a value, or an open interval."""
    return bracketed(place, place.take("(", "["))


def bracketed(place, opened):
    """Return a value in parentheses, or an interval if a comma parts it."""
    bars, place.bars = place.bars, 0
    node = expression(place)
    if place.skip(","):
        high = expression(place)
        closed = place.take(")", "]")
        node = s.Interval(node, high, opened == "(", closed == ")")
    else:
        place.take({"(": ")", "[": "]"}[opened])
    place.bars = bars
    return node


def sized(place):
    """Return what stands between \\left and \\right."""
    place.take("\\left")
    opened = place.take("(", "[", "|")
    if opened == "|":
        bars, place.bars = place.bars, 0
        node = s.Abs(expression(place))
        place.bars = bars
        place.take("\\right")
        place.take("|")
        return node
    bars, place.bars = place.bars, 0
    node = expression(place)
    place.take("\\right")
    place.take(")", "]")
    place.bars = bars
    return node


def bars(place):
    """Return an absolute value between bars of one height."""
    place.take("|")
    place.bars += 1
    node = expression(place)
    place.bars -= 1
    place.take("|")
    return s.Abs(node)


def paired(opened, closed, make):
    """Return a reader of what stands between two different signs."""
    def read(place):
        place.take(opened)
        node = expression(place)
        place.take(closed)
        return make(node)

    return read


def norm(place):
    """Return a norm, of the order that its index says; 2 without one."""
    opened = place.take("\\|", "\\lVert")
    place.bars += opened == "\\|"
    node = expression(place)
    place.bars -= opened == "\\|"
    place.take("\\|", "\\rVert")
    if place.skip("_"):
        return s.Norm(node, script_text(place) if place.next == "F" else whole_script(place))
    return s.Norm(node, 2)


def name(place):
    """Return the value or call of a declared name."""
    start = place.at
    key = spelled(place)
    for mark in ("_", "^"):
        if place.next == mark:
            here = place.at
            place.take()
            longer = key_of(f"{key}{mark}{{{script_text(place)}}}")
            if longer in place.notation:
                key = longer
            else:
                place.at = here
    if key == "I" and key not in place.notation and place.next == "\\{":
        return indicator(place)
    if key == "e" and key not in place.notation:
        return s.Constant("e")
    if key == "I" and key not in place.notation:
        return s.Eye()
    if key == "\\pi" and key not in place.notation:
        return s.Constant("pi")
    if key not in place.notation:
        place.at = start
        place.fail(f"{key} is not declared in the chapter's notation", f"declare it, or {nearest(key, place.notation)}")
    return call(place, key) if place.notation[key].type == "function" else plain_name(place, key)


def spelled(place):
    """Return the key of the letter that begins here, with its accent or style."""
    sign = place.take()
    if sign not in ("\\hat", "\\tilde", "\\bar", "\\mathbf", "\\mathcal"):
        return sign
    return key_of(f"{sign}{{{script_text(place)}}}")


def plain_name(place, key):
    """Return a name that is no function; a parenthesis glued to it would look like a call."""
    if place.next == "(" and place.signs[place.at].glued and place.notation[key].type not in ("real", "positive"):
        place.fail(f"{key} is no function, and looks like one here", "write \\cdot, or declare it as a function")
    return s.Name(key)


def call(place, key):
    """Return a call of the function called key, with its primes or its power."""
    order = 0
    while place.skip("'"):
        order += 1
    power = None
    if place.next == "^" and not order:
        place.take()
        power = script(place)
        whole = isinstance(power, s.Number) and power.value > 0
        if key not in FUNCTIONS.values() or not whole:
            place.fail(f"a power between {key} and its argument could be an inverse", "write (f(x))^{2}")
    arguments = called_with(place, key)
    if arguments == (REAL_LINE,):
        return s.Image(key)
    if order:
        return s.Prime(key, order, arguments)
    node = s.Call(key, arguments)
    return s.Pow(node, power) if power else node


def called_with(place, key):
    """Return the arguments of a call."""
    if place.next == "\\left":
        return (sized(place),)
    if place.next == "(":
        return image_or_arguments(place)
    if key not in FUNCTIONS.values():
        place.fail(f"the function {key} stands without its argument", f"write {key}(…)")
    argument = factor(place)
    if place.next not in ENDS | {"/", "|"} and not place.bars:
        place.fail(f"nothing tells where the argument of {key} ends", "put it in parentheses")
    return (argument,)


def image_or_arguments(place):
    """Return the arguments in parentheses; the real line stands for all of them at once."""
    place.take("(")
    if place.next == "\\mathbb":
        place.take()
        if script_text(place) != "R":
            place.fail("only the real line can be an argument", "write \\mathbb{R}")
        place.take(")")
        return (REAL_LINE,)
    bars, place.bars = place.bars, 0
    found = [expression(place)]
    while place.skip(","):
        found.append(expression(place))
    place.take(")")
    place.bars = bars
    if place.next == "(" and place.signs[place.at].glued:
        place.fail("a parenthesis right behind a call", "write \\cdot between the factors")
    return tuple(found)


REAL_LINE = "the real line"


def fraction(place):
    """Return a quotient or a derivative."""
    place.take("\\frac")
    start = place.at
    derivative = read_derivative(place) if place.next == "{" else None
    if derivative:
        return derivative
    place.at = start
    if place.next.isdigit() and len(place.next) == 2:
        return s.Div(*(s.Number(Fraction(digit)) for digit in place.take()))
    return s.Div(part_of_fraction(place), part_of_fraction(place))


def part_of_fraction(place):
    """Return the upper or lower part of a fraction: what is in braces, or one sign."""
    if place.next.isdigit() and len(place.next) == 1:
        return number(place)
    if place.next != "{" and place.next in place.notation:
        return name(place)
    place.take("{")
    bars, place.bars = place.bars, 0
    node = expression(place)
    place.bars = bars
    place.take("}")
    return node


def read_derivative(place):
    """Return the derivative whose fraction begins here, or None if it is no derivative."""
    place.take("{")
    if place.next not in ("d", "\\partial") or place.next in place.notation:
        return None
    sign = place.take()
    order = whole_script(place) if place.skip("^") else 1
    body = None if place.next == "}" else factor(place)
    place.take("}")
    place.take("{")
    variables = []
    while place.next == sign:
        place.take()
        letter = atom(place) if place.after == "^" else factor(place)
        variables.append((letter, whole_script(place) if place.skip("^") else 1))
    place.take("}")
    if sum(count for _, count in variables) != order:
        place.fail("the orders above and below differ", "write the same order in both")
    return s.Derivative(body if body is not None else single_factor(place), tuple(variables))


def single_factor(place):
    """Return the one factor that an operator works on. Raises FormulaError if more could be meant."""
    body = factor(place)
    if place.next not in ENDS and not (place.next == "|" and place.bars):
        place.fail("nothing tells where the operator ends", "put what it works on in parentheses")
    return body


def gradient(place):
    """Return a gradient with respect to the letter in its index."""
    place.take("\\nabla")
    place.take("_")
    (letter,) = script_list(place)
    return s.Derivative(single_factor(place), ((letter, 1),))


def root(place):
    """Return a square root."""
    place.take("\\sqrt")
    place.take("{")
    node = expression(place)
    place.take("}")
    return s.Call("sqrt", (node,))


def repeated(place):
    """Return a sum or product over an index, of the one term behind it."""
    make = {"\\sum": s.Sum, "\\prod": s.Prod}[place.take("\\sum", "\\prod")]
    place.take("_")
    braced = place.skip("{")
    variable, low, high = name(place), None, None
    if braced:
        low = expression(place) if place.skip("=") else None
        place.take("}")
    if place.skip("^"):
        high = script(place)
    if (low is None) != (high is None):
        place.fail("a sum with one end", "write both ends, or none")
    return make(variable, low, high, product(place))


def integral(place):
    """Return a definite integral, which ends with d and its letter."""
    place.take("\\int")
    place.take("_")
    low = script(place)
    place.take("^")
    high = script(place)
    start = place.at
    end = next((k for k in range(start, len(place.signs) - 1)
                if place.signs[k].text == "d" and place.signs[k + 1].text.isalpha()), None)
    if end is None or "d" in place.notation:
        place.fail("an integral without its d", "end it with \\, dz")
    inner = Place([*place.signs[start:end], Sign("", place.signs[end].column, False)], place.notation)
    body = expression(inner)
    inner.take("")
    place.at = end + 1
    return s.Integral(name(place), low, high, body)


def limit(place):
    """Return a limit of the one term behind it."""
    place.take("\\lim")
    place.take("_")
    place.take("{")
    variable = name(place)
    place.take("\\to")
    place.skip("+")
    to, side_of = s.Neg(atom(place)) if place.skip("-") else atom(place), ""
    if place.skip("^"):
        side_of = place.take("+", "-")
    place.take("}")
    return s.Limit(variable, to, side_of, product(place))


def extreme(place):
    """Return the larger or smaller of some values, or an optimum over a letter."""
    arg = place.skip("\\arg")
    sense = place.take("\\max", "\\min")[1:]
    if not arg and place.next in ("\\{", "("):
        closed = {"\\{": "\\}", "(": ")"}[place.take()]
        found = [expression(place)]
        while place.skip(","):
            found.append(expression(place))
        place.take(closed)
        return s.Call(sense, tuple(found))
    place.take("_")
    (variable,) = script_list(place)
    return (s.ArgOpt if arg else s.Least)(sense, variable, product(place))


def cases(place):
    """Return a distinction of cases."""
    place.take("\\begin")
    if script_text(place) != "cases":
        place.fail("only cases and aligned can begin here", "write \\begin{cases}")
    rows = []
    while not place.skip("\\end"):
        value = expression(place)
        place.skip(",")
        place.take("&")
        word = words(place) if place.next == "\\text" else "if"
        if word not in ("if", "for", "otherwise"):
            place.fail(f"the words {word!r} are no condition", "write \\text{if } or \\text{otherwise}")
        rows.append((value, s.Otherwise() if word == "otherwise" else chain(place)))
        place.skip("\\\\")
    script_text(place)
    return s.Cases(tuple(rows))


def indicator(place):
    """Return an indicator: 1 where the condition in its braces holds."""
    place.take("\\{")
    condition = chain(place)
    place.take("\\}")
    return s.Indicator(condition)


def operator(place):
    """Return what a name in words stands for: a function, declared or known."""
    place.take("\\operatorname", "\\mathrm")
    word = script_text(place)
    if word in place.notation or word in OPERATORS:
        return call(place, OPERATORS.get(word, word) if word not in place.notation else word)
    return place.fail(f"{word} is not declared in the chapter's notation", "declare it as a function")


ATOMS = {
    "(": group, "[": group, "\\left": sized, "|": bars, "\\|": norm, "\\lVert": norm,
    "\\lvert": paired("\\lvert", "\\rvert", s.Abs), "\\frac": fraction, "\\sqrt": root, "\\sum": repeated,
    "\\prod": repeated, "\\int": integral, "\\lim": limit, "\\max": extreme, "\\min": extreme, "\\arg": extreme,
    "\\nabla": gradient, "\\begin": cases, "\\operatorname": operator, "\\mathrm": operator,
    "\\infty": lambda place: (place.take(), s.Constant("oo"))[1],
}
