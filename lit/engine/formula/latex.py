"""Read the book's LaTeX strictly: a formula becomes a tree, or an error with its column."""

import re
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from lit.engine.formula import syntax as s
from lit.engine.formula.notation import key_of
from lit.engine.formula.signs import FUNCTIONS, GREEK, OPERATORS, RELATIONS, FormulaError, Sign, signs
from lit.engine.text.chapter import nearest


class Place:
    """A place in a list of signs, with the notation that gives the letters their types."""

    def __init__(self, found, notation):
        self.signs, self.at, self.notation = found, 0, notation
        self.bars, self.divided, self.bare, self.listing = 0, False, False, False

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


SEPARATORS = ("\\quad", "\\qquad", ",", "\\\\", ".", ";")
AROUND = re.compile(r"\\begin\{aligned\}|\\end\{aligned\}")


def parse(tex, notation):
    """Return the statements in tex: Chain, Implies or Iff nodes. Raises FormulaError."""
    place = Place(signs(AROUND.sub(lambda match: " " * len(match[0]), tex)), notation)
    found, given = [], []
    while place.next:
        place.skip("&")
        for_all(place)
        if place.next == "\\text" or condition_ahead(place):
            if not found:
                place.fail("a condition without a statement before it", "write the statement first, or a colon")
            found[-1] = under(condition(place), found[-1])
        else:
            made = statement(place)
            if place.skip(":"):
                given.append(made)
                place.skip("\\quad", "\\qquad")
                continue
            found.append(under(given, made))
        given = [] if separated(place) else given
    if not found:
        place.fail("an empty formula", "write a statement")
    check_arrows(found)
    return found


def for_all(place):
    """Step behind *for all i:*, which a free letter means anyway; with a relation it is a condition."""
    start = place.at
    if place.skip("\\forall"):
        name(place)
        if place.skip(":"):
            place.skip("\\quad", "\\qquad")
        else:
            place.at = start + 1


def values_in(tex, notation):
    """Return the values of a list that stands alone, such as the parameters of a law. Raises FormulaError."""
    place = Place(signs(tex), notation)
    found = listed(place)
    if place.next:
        place.fail(f"{place.next} cannot stand here", "separate values by commas")
    return found


def separated(place):
    """Step behind the separators; return whether there was a semicolon."""
    start = place.at
    while place.next in SEPARATORS or joined(place):
        words(place) if place.next == "\\text" else place.take()
    if place.next and place.at == start and place.next != "\\text" and not condition_ahead(place):
        place.fail(f"{place.next} cannot stand here", "separate two statements by \\quad")
    return any(sign.text == ";" for sign in place.signs[start:place.at])


def statement(place):
    """Return a chain, or what chains make of each other."""
    parts = [chain(place)]
    while place.next == "\\iff" or place.next in ("\\quad", "\\qquad") and place.after == "\\iff":
        place.skip("\\quad", "\\qquad")
        place.take("\\iff")
        parts.append(chain(place))
    if len(parts) > 1:
        return s.Iff(tuple(parts))
    place.skip("\\quad", "\\qquad") if place.after in ("\\Rightarrow", "\\implies") else None
    if place.skip("\\Rightarrow", "\\implies"):
        return s.Implies((parts[0],), (chain(place),))
    return parts[0]


CONDITION_WORDS = ("for", "forall", "if", "where", "when", "whenever", "as", "with")


def condition(place):
    """Return the chains of a condition, behind words or in parentheses."""
    if place.next != "\\text":
        place.take("(")
        found = conditions(place)
        place.take(")")
        return found
    word = words(place)
    if word not in CONDITION_WORDS:
        place.fail(f"the words {word!r} say nothing that can be checked", "write \\text{for } and a condition")
    return conditions(place)


def conditions(place):
    """Return the chains of a condition, separated by commas or the word and."""
    found = [chain(place)]
    while place.next == "," and place.after not in ("\\quad", "\\qquad", "") or joined(place):
        place.take(",") if place.next == "," else words(place)
        found.append(chain(place))
    return found


def joined(place):
    """Return whether the word and comes next."""
    return place.next == "\\text" and [sign.text for sign in place.signs[place.at + 2:place.at + 5]] == [*"and"]


def condition_ahead(place):
    """Return whether a parenthesis with a relation in it comes next: no value, so a condition."""
    depth = 0
    for sign in place.signs[place.at:] if place.next == "(" else ():
        depth += (sign.text in ("(", "{", "[", "\\{")) - (sign.text in (")", "}", "]", "\\}"))
        if depth == 0:
            return False
        if depth == 1 and sign.text in RELATIONS:
            return True
    return False


def words(place):
    """Return the words of a \\text{…}."""
    place.take("\\text")
    place.take("{")
    found = ""
    while place.next not in ("}", ""):
        found += place.take()
    place.take("}")
    return found


def under(given, made):
    """Return a statement under conditions."""
    goals = [part for part in given if getattr(part, "ops", ()) == ("to",)]
    rest = tuple(part for part in given if part not in goals)
    for goal in goals:
        made = approached(made, *goal.parts)
    return s.Implies(rest, (made,)) if rest else made


def approached(made, letter, goal):
    """Return a chain in which all that stands before an arrow is taken to its limit."""
    if isinstance(made, s.Chain) and made.ops[-1] == "to":
        parts = [s.Limit(letter, goal.value, goal.side, part) for part in made.parts[:-1]]
        ops = tuple("=" if op == "to" else op for op in made.ops)
        return s.Chain((*parts, made.parts[-1].value), ops)
    if isinstance(made, s.Chain) and goal.value == s.Constant("oo"):
        return s.Chain(tuple(map(far_out, made.parts)), made.ops)
    return made


def far_out(node):
    """Return a sum in which the error term is one for large numbers."""
    if isinstance(node, s.BigO):
        return replace(node, far=True)
    return s.Add(tuple(map(far_out, node.terms))) if isinstance(node, s.Add) else node


def check_arrows(found):
    """Raise a FormulaError where an arrow is left over, because nothing says what goes where."""
    for made in found:
        chains = [made, *getattr(made, "given", ()), *getattr(made, "then", ())]
        if any("to" in getattr(part, "ops", ()) for part in chains):
            raise FormulaError(1, "an arrow, and nothing says what goes where", "add (n \\to \\infty) behind it")


def chain(place):
    """Return the Chain of relations that begins here."""
    parts, ops = [several(place)], []
    while place.next in RELATIONS or place.next == "&" and place.after in RELATIONS:
        place.skip("&")
        op = RELATIONS[place.take()]
        part = BEHIND.get(op, side)(place)
        while place.next == "\\\\" and place.after in ("&", *RELATIONS):
            place.take()
        number = part if isinstance(part, s.Number) else None
        op = "~" if number and number.slack and op == "=" else op
        parts.append(rounded(part) if op == "~" and number and not number.slack else part)
        ops.append(op)
    if not ops:
        place.fail("no relation: this states nothing", "write =, <, \\le, … and the other side")
    return s.Chain(tuple(parts), tuple(ops))


def several(place):
    """Return the first part of a chain; names with commas between them are told at once what they are."""
    start, found = place.at, [side(place)]
    while isinstance(found[-1], s.Name) and place.next == ",":
        place.take(",")
        found.append(side(place) if place.next.isalpha() or place.next[1:].isalpha() else None)
    if len(found) > 1 and isinstance(found[-1], s.Name) and place.next in ("\\in", "\\sim"):
        return s.Several(tuple(found))
    place.at = start
    return side(place)


def rounded(number):
    """Return a decimal with the half unit by which it may have been rounded."""
    digits = len(str(float(number.value)).partition(".")[2])
    return s.Number(number.value, Fraction(1, 2 * 10**digits))


def a_set(place):
    """Return a set: of all real numbers, vectors or matrices, an interval, or some values."""
    if place.next in ("(", "["):
        node = group(place)
        if not isinstance(node, s.Interval):
            place.fail("a value stands where a set was expected", "write [a, b] or \\{a, b\\}")
        return node
    if place.skip("\\{"):
        found = listed(place)
        place.take("\\}")
        return s.Finite(found)
    place.take("\\mathbb")
    field = script_text(place)
    if field not in ("R", "N", "Z"):
        place.fail(f"the set {field} is unknown", "write \\mathbb{R}")
    return s.Numbers(field, sizes(place) if place.skip("^") else ())


def sizes(place):
    """Return the sizes of vectors or matrices of numbers."""
    if not place.skip("{"):
        return (script(place),)
    found = [expression(place)]
    while place.skip("\\times"):
        found.append(expression(place))
    place.take("}")
    return tuple(found)


LAWS = {"N": "normal", "\\mathcal N": "normal", "U": "uniform", "\\mathcal U": "uniform",
        "Bernoulli": "bernoulli", "Exponential": "exponential", "Laplace": "laplace"}


def a_law(place):
    """Return a law: a known one with its parameters, or a declared one by its name."""
    start, key = place.at, spelled(place)
    if key in LAWS and key not in place.notation:
        place.take("(")
        found = listed(place)
        place.take(")")
        return s.Law(LAWS[key], found)
    place.at = start
    place.bare = True
    node = name(place)
    place.bare = False
    return s.Law(node.name, node.args) if isinstance(node, s.Call) else s.Law(getattr(node, "key", ""), ())


def goal(place):
    """Return what a letter goes to, and from which side."""
    place.skip("+")
    from_side = place.after == "^" and place.signs[place.at + 2].text in ("+", "-")
    value = atom(place) if from_side else expression(place)
    return s.Goal(value, place.take("+", "-") if place.skip("^") else "")


BEHIND = {"in": a_set, "law": a_law, "to": goal}


def side(place):
    """Return one side of a relation."""
    depth, bars = 0, 0
    for sign in place.signs[place.at:]:
        depth += (sign.text in ("(", "{", "[", "\\{")) - (sign.text in (")", "}", "]", "\\}"))
        if depth < 0 or depth == 0 and sign.text in ("\\quad", "\\qquad", "", "\\\\", ";", *RELATIONS):
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
        if place.skip("\\dots"):
            place.take("+")
            terms.append(s.Run(terms[-1], product(place)))
            continue
        term = product(place)
        terms.append(s.Neg(term) if minus else term)
        for letter in (bound_at_end(old) for old in terms[:-1]):
            if letter and occurs(term, letter):
                place.fail(f"{letter.key} occurs behind the sum, limit or optimum over it",
                           "put all that belongs to it in parentheses, or take another letter")
    return terms[0] if len(terms) == 1 else s.Add(tuple(terms))


BINDERS = (s.Sum, s.Prod, s.Limit, s.Least, s.ArgOpt, s.Over)


def bound_at_end(term):
    """Return the name that a term's last factor sums or optimises over, or takes to a limit; None if there is none."""
    while isinstance(term, s.Neg | s.Mul):
        term = term.body if isinstance(term, s.Neg) else term.factors[-1]
    return term.variable if isinstance(term, BINDERS) and isinstance(term.variable, s.Name) else None


def occurs(node, name):
    """Return whether a name occurs in node where nothing binds it anew."""
    if isinstance(node, tuple):
        return any(occurs(part, name) for part in node)
    if isinstance(node, s.Name):
        return node == name
    if isinstance(node, BINDERS) and node.variable == name:
        return False
    return hasattr(node, "__dict__") and any(occurs(part, name) for part in vars(node).values())


ENDS = {"", ")", "]", "}", "\\}", "+", "-", "&", "\\\\", ",", ".", ";", ":", "\\quad", "\\qquad", "\\text", "\\iff",
        "\\implies", "\\Rightarrow", "\\rvert", "\\rVert", "\\rangle", "\\right", "\\end", "\\mid", "\\times", *RELATIONS}


def ends(place):
    """Return whether no further factor can follow here."""
    bar = place.next == "|" and place.bars or place.next == "\\|" and (place.bars or place.divided)
    return bool(place.next in ENDS or bar or condition_ahead(place))


def product(place):
    """Return a product of factors."""
    factors = [factor(place)]
    while not ends(place):
        if place.next in ("/", "\\odot"):
            make = {"/": s.Div, "\\odot": s.Hadamard}[place.take()]
            left = factors[0] if len(factors) == 1 else s.Mul(tuple(factors))
            factors = [make(left, factor(place))]
            if place.next not in ("|", "\\odot") and not ends(place):
                place.fail("more than one factor behind a slash or a dot", "use \\frac{…}{…} or parentheses")
            continue
        dot = place.skip("\\cdot")
        if place.next[:1].isdigit() and not dot:
            place.fail("a number behind another factor", "put numbers first, or write \\cdot")
        if place.next == "*":
            place.fail("a star between two factors", "write \\cdot, or nothing")
        factors.append(factor(place))
    return factors[0] if len(factors) == 1 else s.Mul(tuple(factors))


def factor(place):
    """Return an atom with the powers and indices that stand at it."""
    bare = place.next not in ("(", "[", "\\left")
    node = atom(place)
    raised = bare and isinstance(node, s.Pow | s.Transpose)
    while place.next in ("^", "_"):
        if raised:
            place.fail("two scripts on one symbol", "use parentheses")
        mark = place.take()
        if mark == "_":
            node = s.Index(node, tuple(script_list(place)))
        elif place.next == "\\top" or place.next == "{" and place.after == "\\top":
            if script_text(place) != "\\top":
                place.fail("a transpose with something else in its script", "write parentheses: (A^{\\top})^{2}")
            node, raised = s.Transpose(node), True
        else:
            power = script(place)
            whole = isinstance(power, s.Number) and power.value > 0
            if bare and isinstance(node, s.Call) and node.name not in (*FUNCTIONS, "sqrt", "max", "min") and not whole:
                place.fail("a power of a function's value without parentheses", "write (f(x))^{…}")
            node, raised = s.Pow(node, power), True
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
    one = Place([place.signs[place.at], Sign("", place.signs[place.at].column + 1, False)], place.notation)
    node = atom(one)
    place.take()
    return node


def script_list(place):
    """Return the indices in a subscript; letters side by side are indices, not a product."""
    if not place.skip("{"):
        return [script(place)]
    found = side_by_side(expression(place), place)
    while place.skip(","):
        found.append(expression(place))
    place.take("}")
    return found


def side_by_side(node, place):
    """Return a product of index letters as a list of them, and another node as a list of one."""
    parts = list(node.factors) if isinstance(node, s.Mul) else [node]
    letters = all(isinstance(part, s.Name) and place.notation[part.key].type == "index" for part in parts)
    return parts if letters else [node]


def whole_script(place):
    """Return the whole number in a script."""
    text = script_text(place)
    if not text.isdigit():
        place.fail(f"{text} stands where a whole number was expected", "write a number")
    return int(text)


def script_word(place):
    """Return the letters up to a closing brace."""
    word = ""
    while not place.skip("}"):
        word += place.take()
        if place.next == "":
            place.fail("a brace is never closed", "add }")
    return word


def script_text(place):
    """Return the text of a script as it stands, without its braces."""
    if not place.skip("{"):
        return place.take()
    if place.skip("\\rm"):
        return "\\mathrm{" + script_word(place) + "}"
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
    if sign.isalpha() or sign[1:] in GREEK or sign in STYLES:
        return name(place)
    return place.fail(f"{sign or 'the end'} stands where a value was expected", "add what is missing")


def number(place):
    """Return a number; one that goes on in dots is known to half a unit of its last digit."""
    text = place.take()
    glued = place.signs[place.at].glued and place.signs[place.at + 1].glued
    if place.next == "," and glued and not place.listing:
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
    """Return a value in parentheses; with a comma an interval, with dots a column."""
    found = listed(place)
    closed = place.take(")", "]")
    if len(found) == 2 and not isinstance(found[1], s.Run):
        return s.Interval(*found, opened == "(", closed == ")")
    if closed != {"(": ")", "[": "]"}[opened]:
        place.fail("the brackets differ", "use a pair of the same kind")
    return found[0] if len(found) == 1 else s.Array(tuple((part,) for part in found))


def listed(place):
    """Return the values of a list; dots between two of them stand for all in between."""
    kept = place.bars, place.bare, place.listing
    place.bars, place.bare, place.listing = 0, False, True
    found = [argument(place)]
    while place.next in (",", ";", "\\mid") or place.next == "\\|" and place.divided:
        place.take()
        if place.skip("\\dots"):
            place.take(",")
            found.append(s.Run(found[-1], argument(place)))
        else:
            found.append(argument(place))
    place.bars, place.bare, place.listing = kept
    return tuple(found)


def argument(place):
    """Return a value in a list; in P(y = 1 | x) one that is named."""
    node = expression(place)
    return s.Given(node, expression(place)) if place.skip("=") else node


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


def inner(place):
    """Return an inner product."""
    place.take("\\langle")
    left = expression(place)
    place.take(",")
    right = expression(place)
    place.take("\\rangle")
    return s.Inner(left, right)


def norm(place):
    """Return a norm, of the order that its index says; 2 without one."""
    opened = place.take("\\|", "\\lVert")
    place.bars += opened == "\\|"
    node = expression(place)
    place.bars -= opened == "\\|"
    place.take("\\|", "\\rVert")
    if place.skip("_"):
        order = script_text(place)
        if order not in ("1", "2", "F", "\\infty"):
            place.fail(f"the norm of order {order} is unknown", "write 1, 2, F or \\infty")
        return s.Norm(node, int(order) if order.isdigit() else order.strip("\\"))
    return s.Norm(node, 2)


STYLES = ("\\mathbb", "\\hat", "\\tilde", "\\bar", "\\mathbf", "\\mathcal", "\\operatorname", "\\mathrm")


def spelled(place):
    """Return the key of the letter or word that begins here, with its accent or style."""
    sign = place.take()
    return key_of(f"{sign}{{{script_text(place)}}}") if sign in STYLES else sign


def name(place):
    """Return the value or call of a declared name."""
    start = place.at
    key = spelled(place)
    key, groups = marked(place, key)
    if key not in place.notation:
        known = predefined(place, key)
        if known is not None:
            return known
        place.at = start
        place.fail(f"{key} is not declared in the chapter's notation", f"declare it, or {nearest(key, place.notation)}")
    if groups:
        return indexed(s.Name(key), groups)
    if place.notation[key].type == "function":
        return s.Bare(key) if place.bare and place.next not in ("(", "'", "\\left") else call(place, key)
    return plain_name(place, key)


class Mark(NamedTuple):
    """An index or a power behind a letter, with the places of its first sign and behind its last."""

    sign: str
    text: str
    at: int
    end: int


def marked(place, key):
    """Return the declared key of a letter with its marks, and the groups of indices among them."""
    start, marks = place.at, []
    while place.next in ("_", "^") and len(marks) < 2:
        sign, at = place.take(), place.at
        marks.append(Mark(sign, script_text(place), at, place.at))
    for chosen in (marks, marks[::-1], marks[1:], marks[:1]):
        longer = key_of(key + "".join(f"{mark.sign}{{{mark.text}}}" for mark in chosen))
        if chosen and longer in place.notation:
            end = max(mark.end for mark in chosen)
            groups = [indices_at(place, mark.at, mark.end) for mark in marks if mark not in chosen and mark.end < end]
            place.at = end
            return longer, groups
    for k, mark in enumerate(marks):
        longer, at = member(place, key, mark)
        if longer in place.notation:
            starts = [(at, mark.end), *((other.at, other.end) for other in marks[:k])]
            groups = [indices_at(place, *ends) for ends in starts]
            place.at = mark.end
            return longer, groups
    for mark in marks:
        if re.match(r"\*$|\\(?:mathrm|text)\{", mark.text):
            longer = key_of(f"{key}{mark.sign}{{{mark.text}}}")
            place.fail(f"{longer} is not declared in the chapter's notation", "declare it with its mark")
    place.at = start
    return key, []


def member(place, key, mark):
    """Return the key of the family that a marked letter belongs to, and where its indices begin."""
    if mark.sign == "^" and mark.text[:1] == "(" and mark.text[-1:] == ")":
        return f"{key}^()", mark.at + 1
    if mark.sign == "_" and "|" in mark.text:
        bar = next((k for k in range(mark.at, mark.end) if place.signs[k].text == "|"), None)
        if bar is None:
            place.fail(f"the bar in the index of {key} is part of another sign", "write a plain | before the inner indices")
        family = key_of(f"{key}_{{{mark.text.partition('|')[0]}}}")
        if family not in place.notation:
            place.fail(f"{family} is not declared in the chapter's notation", "declare it; behind its bar stand indices")
        return family, bar
    return "", 0


def indices_at(place, at, end):
    """Return the indices that fill the signs from at to end, with or without braces or parentheses around them."""
    place.at, opened = at, ""
    if place.next in ("{", "(", "|"):
        opened = place.take()
        found = side_by_side(expression(place), place)
        while place.skip(","):
            found.append(expression(place))
        if opened == "(":
            place.take(")")
        if place.at < end:
            place.take("}")
    else:
        found = [script(place)]
    if place.at != end:
        place.fail("signs behind an index that belong to none", "mend its braces")
    return tuple(found)


def indexed(node, groups):
    """Return a node with one group of indices after the other."""
    for group_of in groups:
        node = s.Index(node, group_of)
    return node


def predefined(place, key):
    """Return what a letter means that is not declared, or None."""
    if key == "I" and place.next == "\\{":
        return indicator(place)
    if key in ("I", "e", "\\pi"):
        return {"I": s.Eye(), "e": s.Constant("e"), "\\pi": s.Constant("pi")}[key]
    if key in AVERAGES and place.next in ("(", "[", "_", "\\left"):
        return average(place, key)
    if key == "O" and place.skip("("):
        body = expression(place)
        place.take(")")
        return s.BigO(body)
    if key == "\\Phi" and place.next in ("(", "\\left"):
        return call(place, key)
    if key == "\\delta" and place.next == "_":
        place.take()
        found = tuple(script_list(place))
        if len(found) != 2:
            place.fail("Kronecker's delta compares two indices", "write \\delta_{ij}")
        return s.Delta(found)
    return call(place, OPERATORS[key]) if key in OPERATORS else None


def plain_name(place, key):
    """Return a name that is no function; a parenthesis glued to it would look like a call."""
    if place.next == "(" and place.signs[place.at].glued and not condition_ahead(place):
        if place.notation[key].type == "probability":
            place.take("(")
            found = listed(place)
            place.take(")")
            return s.Index(s.Name(key), found)
        if place.notation[key].type not in ("real", "positive"):
            place.fail(f"{key} is no function, and looks like one here", "write \\cdot, or declare it as a function")
    return s.Name(key)


def call(place, key):
    """Return a call of the function called key, with its primes or its power."""
    order, side_of = 0, ""
    while place.skip("'"):
        order += 1
    if order and place.next == "_" and place.after in ("+", "-"):
        place.take("_")
        side_of = place.take()
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
        return s.Prime(key, order, arguments, side_of)
    node = s.Call(key, arguments)
    return s.Pow(node, power) if power else node


def called_with(place, key):
    """Return the arguments of a call."""
    if place.next == "\\left":
        place.take()
        place.take("(")
        found = listed(place)
        place.take("\\right")
        place.take(")")
        return found
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
    start = place.at
    if place.skip("\\mathbb") and script_text(place) == "R" and place.skip(")"):
        return (REAL_LINE,)
    place.at = start
    divided, place.divided = place.divided, double_bars(place) == 1
    found = listed(place)
    place.divided = divided
    place.take(")")
    if place.next == "(" and place.signs[place.at].glued and not condition_ahead(place) and not sum_ahead(place):
        place.fail("a parenthesis right behind a call", "write \\cdot between the factors")
    return found


def sum_ahead(place):
    """Return whether the parentheses that come next hold a sum, which is a factor and no argument."""
    depth = 0
    for sign in place.signs[place.at:]:
        depth += (sign.text in ("(", "[", "{")) - (sign.text in (")", "]", "}"))
        if depth == 0:
            return False
        if depth == 1 and sign.text in ("+", "-"):
            return True
    return False


def double_bars(place):
    """Return how many double bars stand in the parentheses that have just been opened; one alone parts."""
    depth, found = 1, 0
    for sign in place.signs[place.at:]:
        depth += (sign.text in ("(", "[", "{")) - (sign.text in (")", "]", "}"))
        if depth == 0:
            break
        found += sign.text == "\\|" and depth == 1
    return found


REAL_LINE = "the real line"


AVERAGES = ("E", "Var", "Cov", "P")


def average(place, kind):
    """Return an expectation, variance, covariance or probability."""
    law = None
    if place.skip("_"):
        braced = place.skip("{")
        law = drawn(place) if braced else name(place)
        place.take("}") if braced else None
    if kind == "E" and place.next not in ("[", "(", "\\left"):
        return s.Average(kind, law, (single_factor(place),))
    place.skip("\\left")
    opened = place.take("[", "(", "\\{")
    bars, place.bars = place.bars, 0
    bodies = tuple(conditions(place)) if kind == "P" else listed(place)
    place.bars = bars
    place.skip("\\right")
    if place.next == "\\mid":
        place.fail(f"{kind} is not declared in the chapter's notation", "declare a conditional one as a function")
    place.take({"[": "]", "(": ")", "\\{": "\\}"}[opened])
    if len(bodies) != (2 if kind == "Cov" else 1) and kind != "P":
        place.fail(f"{kind} of {len(bodies)} things", "write one, and two for Cov; a condition is a sum of its own")
    return s.Average(kind, law, bodies)


def drawn(place):
    """Return the letter of an average, or the chain that says what law it is drawn from."""
    letter = several(place)
    if not place.skip("\\sim"):
        return letter
    return s.Chain((letter, a_law(place)), ("law",))


def blackboard(place):
    """Return an expectation or a probability in blackboard letters."""
    start = place.at
    place.take("\\mathbb")
    letter = script_text(place)
    if letter in ("E", "P"):
        return average(place, letter)
    if letter == "1" and place.next in ("[", "\\{"):
        return indicator(place)
    place.at = start
    return name(place)


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
    if place.next != "{":
        start = place.at
        node = script(place)
        if place.at != start + 1:
            place.fail("a part of a fraction or root without braces", "put it in braces")
        return node
    place.take("{")
    bars, place.bars = place.bars, 0
    node = expression(place)
    place.bars = bars
    place.take("}")
    return node


def read_derivative(place):
    """Return the derivative whose fraction begins here, or None if it is no derivative."""
    place.take("{")
    if place.next not in ("d", "\\partial"):
        return None
    if place.next in place.notation:
        below = next(k for k in range(place.at, len(place.signs)) if place.signs[k].text in ("}", ""))
        if [sign.text for sign in place.signs[below:below + 3]] == ["}", "{", "d"]:
            place.fail("a fraction that looks like a derivative, where d is a declared letter",
                       "write \\partial, or give the letter another name")
        return None
    sign = place.take()
    order = whole_script(place) if place.skip("^") else 1
    body = None if place.next == "}" else differentiated(place)
    place.take("}")
    place.take("{")
    variables = []
    while place.next == sign:
        place.take()
        powered = place.after == "^" and any(sign.text.isdigit() for sign in place.signs[place.at + 2:place.at + 4])
        letter = atom(place) if powered else factor(place)
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


def differentiated(place):
    """Return what a derivative is taken of: a function may stand without its arguments there."""
    place.bare = True
    node = factor(place)
    place.bare = False
    return node


def gradient(place):
    """Return a gradient (or with a square, a Hessian matrix) by the letter in its index, or at an argument."""
    place.take("\\nabla")
    order = whole_script(place) if place.skip("^") else 1
    if place.skip("_"):
        letter, *more = script_list(place)
        if more:
            place.fail("a gradient by several letters", "write one gradient for each")
        place.bare = True
        body = single_factor(place)
        place.bare = False
        return s.Derivative(body, ((letter, order),))
    node = single_factor(place)
    if not isinstance(node, s.Call):
        place.fail("a gradient, and nothing says by what", "write \\nabla_{w}, or give the function its argument")
    return s.Gradient(node.name, order, node.args)


def slope(place):
    """Return a derivative that is written with a slash."""
    place.take("\\partial")
    body = differentiated(place)
    place.take("/")
    place.take("\\partial")
    return s.Derivative(body, ((factor(place), 1),))


def root(place):
    """Return a square root."""
    place.take("\\sqrt")
    if place.next == "[":
        place.fail("a root of another order", "write a power, x^{1/3}")
    return s.Call("sqrt", (part_of_fraction(place),))


def binomial(place):
    """Return a binomial coefficient."""
    place.take("\\binom")
    return s.Call("binomial", (part_of_fraction(place), part_of_fraction(place)))


def repeated(place):
    """Return a sum or product over an index, of the one term behind it."""
    make = {"\\sum": s.Sum, "\\prod": s.Prod}[place.take("\\sum", "\\prod")]
    place.take("_")
    braced = place.skip("{")
    variables, low, without, high = [name(place)], None, None, None
    if braced:
        while place.skip(","):
            variables.append(name(place))
        low = expression(place) if place.skip("=") else None
        without = expression(place) if place.skip("\\ne", "\\neq") else None
        place.take("}")
    if place.skip("^"):
        high = script(place)
    if (low is None) != (high is None):
        place.fail("a sum with one end", "write both ends, or none")
    node = product(place)
    for variable in reversed(variables):
        node = make(variable, low, high, node, without)
    return node


def integral(place):
    """Return a definite integral, which ends with d and its letter."""
    place.take("\\int")
    place.take("_")
    low = script(place)
    place.take("^")
    high = script(place)
    start = place.at
    end = next((k for k in range(start, len(place.signs) - 1)
                if place.signs[k].text == "d" and place.signs[k + 1].text.lstrip("\\").isalpha()), None)
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
    variable = bars(place) if place.next == "|" else name(place)
    place.take("\\to")
    to = goal(place)
    place.take("}")
    return s.Limit(variable, to.value, to.side, product(place))


def extreme(place):
    """Return the larger or smaller of some values, an optimum over a letter, or one over an index."""
    arg = place.skip("\\arg")
    senses = {"\\max": "max", "\\sup": "max", "\\min": "min", "\\inf": "min"}
    sense = senses[place.take(*senses)]
    place.skip("\\left")
    if not arg and place.next in ("\\{", "("):
        closed = {"\\{": "\\}", "(": ")"}[place.take()]
        found = listed(place)
        place.skip("\\right")
        place.take(closed)
        return s.Call(sense, found)
    place.take("_")
    braced = place.skip("{")
    variable = factor(place) if braced else script(place)
    names = [variable]
    while place.skip(","):
        names.append(factor(place))
    if not all(isinstance(one, s.Name | s.Index) for one in names):
        place.fail("an optimum over what is no letter", "write one letter below it, such as \\max_{z}")
    variable = s.Several(tuple(names)) if len(names) > 1 else variable
    without = expression(place) if braced and place.skip("\\ne", "\\neq") else None
    place.take("}") if braced else None
    if isinstance(variable, s.Name) and place.notation[variable.key].type == "index":
        return s.Over("arg" * arg + sense, variable, without, product(place))
    return (s.ArgOpt if arg else s.Least)(sense, variable, product(place))


def environment(place):
    """Return a distinction of cases or a matrix."""
    place.take("\\begin")
    kind = script_text(place)
    if kind not in ("cases", "pmatrix", "bmatrix"):
        place.fail("only cases, pmatrix and aligned can begin here", "write \\begin{cases} or \\begin{pmatrix}")
    rows = []
    while not place.skip("\\end"):
        rows.append(case(place) if kind == "cases" else row(place))
        place.skip("\\\\")
    if script_text(place) != kind:
        place.fail(f"\\begin{{{kind}}} has another end", f"write \\end{{{kind}}}")
    return s.Cases(tuple(rows)) if kind == "cases" else s.Array(tuple(rows))


def case(place):
    """Return a row of a distinction of cases: its value and its condition."""
    value = expression(place)
    place.skip(",")
    place.take("&")
    word = words(place) if place.next == "\\text" else "if"
    if word not in ("if", "for", "otherwise"):
        place.fail(f"the words {word!r} are no condition", "write \\text{if } or \\text{otherwise}")
    return value, s.Otherwise() if word == "otherwise" else chain(place)


def row(place):
    """Return a row of a matrix."""
    found = [expression(place)]
    while place.skip("&"):
        found.append(expression(place))
    return tuple(found)


def indicator(place):
    """Return an indicator: 1 where the condition in its braces holds."""
    opened = place.take("\\{", "[")
    condition = chain(place)
    place.take({"\\{": "\\}", "[": "]"}[opened])
    return s.Indicator(condition)


ATOMS = {
    "(": group, "[": group, "\\left": sized, "\\mathbb": blackboard, "\\Pr": lambda place: average(place, place.take()[1]),
    "\\langle": inner, "\\binom": binomial, "\\sup": extreme, "\\inf": extreme, "\\partial": slope, "|": bars, "\\|": norm, "\\lVert": norm,
    "\\lvert": paired("\\lvert", "\\rvert", s.Abs), "\\frac": fraction, "\\sqrt": root, "\\sum": repeated,
    "\\prod": repeated, "\\int": integral, "\\lim": limit, "\\max": extreme, "\\min": extreme, "\\arg": extreme,
    "\\nabla": gradient, "\\begin": environment,
    "\\infty": lambda place: (place.take(), s.Constant("oo"))[1],
}
