"""The parser reads a formula exactly as it is displayed, or refuses it: it never guesses."""

import pytest
import sympy as sp

from lit.engine.formula import syntax as s
from lit.engine.formula.scope import scalar
from lit.engine.formula.problem import Context
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.signs import FormulaError
from lit.engine.formula.notation import read

NOTATION = read(r"""
x, y, z, a, b, c, d_0 : real | numbers
\alpha : positive | a slope
\hat{\theta}, \theta : real | an estimate and the truth
n : dimension | a size
i, j : index 1..n | places
u, v, w^* : vector n | columns
x^{(i)} : data n | a family
A : matrix n n | a square matrix
f, g, \sigma : function | functions
\operatorname{ReLU} : function | the hinge
""")
REFUSED = {
    "an exponent of two digits without braces": ("x^10 = y", "only the first digit of 10 is in the script; write {10}"),
    "an index of two digits without braces": ("u_12 = y", "only the first digit of 12"),
    "a digit behind a script": ("x^1 0 = y", "a number behind another factor"),
    "digits side by side": ("1 2 = x", "two numbers side by side"),
    "a number behind a factor": ("x 2 = y", "a number behind another factor"),
    "a comma for a decimal point": ("x = 3,14", "a comma inside a number"),
    "a space for thousands": (r"x = 10\,000", "two numbers side by side"),
    "negative space": (r"x \! = y", r"the command \! is not in the book's LaTeX"),
    "a phantom": (r"x = \phantom{-} y", r"the command \phantom is not"),
    "a colour": (r"x = {\color{white} -} y", r"the command \color is not"),
    "colour of text": (r"x = \textcolor{white}{-} y", r"the command \textcolor is not"),
    "a comment": ("x = y % + 1", "the character U+0025"),
    "a macro of one's own": (r"\def\y{1} x = \y", r"the command \def is not"),
    "a new command": (r"\newcommand{\y}{1} x = \y", "not in the book's LaTeX"),
    "a Cyrillic letter": ("х = y", "the character U+0445 is not in the book's LaTeX; type it anew"),
    "a full-width letter": ("ｘ = y", "the character U+FF58 is not in the book's LaTeX; write x"),
    "a Unicode minus": ("x = −y", "the character U+2212"),
    "a Unicode times": ("x = y × z", "the character U+00D7"),
    "a zero-width space": ("x = \u200by", "the character U+200B"),
    "a non-breaking space": ("x =\u00a0y", "the character U+00A0"),
    "a Greek letter typed": ("α = y", "the character U+03B1"),
    "a combining mark": ("x\u0338 = y", "the character U+0338"),
    "a function's name in letters": ("log x = y", "log is a product of letters here; write \\log"),
    "a word in letters": ("ReLU(x) = y", "ReLU is a product of letters here"),
    "another word": ("x = max(y, z)", "max is a product of letters here"),
    "an inverse or a reciprocal": (r"\sigma^{-1}(x) = y", "could be an inverse"),
    "a power of a declared function": (r"\sigma^{2}(x) = y", "could be an inverse"),
    "two factors behind a slash": ("x = a / b c", "more than one factor behind a slash"),
    "two slashes": ("x = a / b / c", "more than one factor behind a slash"),
    "another end": (r"x = \begin{cases} y & \text{if } y > 0 \\ 0 & \text{otherwise} \end{x ases}", "has another end"),
    "two exponents": ("x^{2}^{3} = y", "two scripts on one symbol"),
    "a tower without braces": ("x^2^3 = y", "two scripts on one symbol"),
    "a prime on a number": ("x' = y", "a prime on something that is no function"),
    "an undeclared letter": ("q = y", "q is not declared in the chapter's notation"),
    "an undeclared accent": (r"\hat{x} = y", "is not declared in the chapter's notation"),
    "an undeclared word": (r"\operatorname{RelU}(x) = y", "RelU is not declared"),
    "a call behind a call": ("f(x)(y) = z", "a parenthesis right behind a call"),
    "a function without its argument": ("f = y", "the function f stands without its argument"),
    "an argument without an end": (r"\sin x y = z", "nothing tells where the argument of sin ends"),
    "a power and no parentheses": (r"\sin^2 x y = z", "nothing tells where the argument of sin ends"),
    "four bars": ("|x|y|z| = a", "nothing tells which bars make a pair"),
    "two bars on either side": ("||u|| = x", r"look like a norm; write \| … \|"),
    "two indices": ("A_{1}_{2} = x", "two scripts on one symbol"),
    "a relation in brackets": ("[x > 0] = y", r"a relation in brackets, which is no value; write I\{…\}"),
    "a sum over a condition": (r"\sum_{i < j} u_i = x", "a sum over a condition"),
    "a fraction without its lower part": (r"\frac{x} = y", "without one of its parts"),
    "a variance without brackets": (r"\operatorname{Var} x = y", r"write \operatorname{Var}[…]"),
    "an operator over nothing": (r"\max x = y", r"write below it the letter that it runs over"),
    "a value at a place": (r"f(x)|_{x=0} = y", "write the value in its place, as in f(0)"),
    "an interval of another country": (r"x \in ]0, 1[", "write ( for an open end"),
    "a half of the numbers": (r"x \in \mathbb{R}^+", r"write (0, \infty)"),
    "an integral over two letters": (r"\iint x \, dx \, dy = z", "write an integral for each letter"),
    "a prime for a transpose": ("A' u = v", r"write ^{\top} for a transpose"),
    "another equation": (r"\begin{equation} x = y \end{equation}", "leave it out, for the fence displays the formula"),
    "two laws between two bars": ("f(x || y) = z", r"a bar without its partner; write \| for two bars"),
    "three bars": ("|x| - |y = a", "a bar without its partner"),
    "bars in parentheses that could pair twice": ("2 (|x| y |z|) = a", "nothing tells which bars make a pair"),
    "an open bar": ("|x = y", "a bar without its partner"),
    "a sized bar that nothing closes": (r"\left| x = y", r"a \left without its \right"),
    "a sized bracket that nothing closes": (r"\left( x) = y", r"a \left without its \right"),
    "a right without its left": (r"(x \right) = y", r"\right without its bracket or its partner"),
    "an open parenthesis": ("(x + y = z", "a ( that nothing closes; close the bracket with )"),
    "a closed parenthesis": ("x) = y", "a ) that closes nothing"),
    "brackets that do not match": ("(x] = y", "the brackets differ"),
    "an open brace": (r"\frac{x}{y = z", "a { that nothing closes; close the bracket with }"),
    "a fraction of three digits without braces": (r"\frac123 x = y", "only the first digit of 123"),
    "a root of two digits without braces": (r"\sqrt 23 = x", "only the first digit of 23"),
    "a root of a call without braces": (r"\sqrt f(x) = x", "stands without its argument"),
    "a fraction of a call without braces": (r"\frac f(x) y = z", "stands without its argument"),
    "a letter with an index as one part": (r"\frac u_1 y = z", "_ stands where a value was expected"),
    "an arrow that leads nowhere": (r"f(x) \to 1", "nothing says what goes where"),
    "a star between columns": ("u * v = u", r"a star between what has entries"),
    "a star before a matrix": ("x * A u = v", r"write \odot for the one, nothing for the other"),
    "letters in plain type": ("Var[x] = y", "Var is a product of letters"),
    "a conditional expectation": (r"\mathbb{E}[x \mid y] = z", "E of 2 things"),
    "a set that is none": (r"x \in (y)", "a value stands where a set was expected"),
    "a vector that looks like a function": ("u(x) = y", "u is no function, and looks like one here"),
    "a struck relation": (r"x \not= y", r"the command \not is not"),
    "no relation": ("x + y", "no relation: this states nothing"),
    "an empty formula": ("", "an empty formula"),
    "a relation without a side": ("x =", "the end stands where a value was expected"),
    "two signs": ("x = y + - z", "two signs in a row"),
    "words that hide a sign": (r"x = y \text{ minus } z", r"the words 'minus' say nothing"),
    "a condition in other words": (r"x = y \quad \text{usually } x > 0", "say nothing that can be checked"),
    "an operator that works on two": (r"\frac{d}{dx} f(x) g(x) = y", "nothing tells where the operator ends"),
    "orders that differ": (r"\frac{d^{2}}{dx} f(x) = y", "the orders above and below differ"),
    "a sum whose index runs on": (r"\sum_{i=1}^{n} u_i + v_i = x", "i occurs behind the sum, limit or optimum over it"),
    "a sum with a factor whose index runs on": (r"2 \sum_{i=1}^{n} u_i - v_i = x", "i occurs behind the sum"),
    "a limit whose letter runs on": (r"\lim_{x \to 0} x + x^2 = y", "x occurs behind the sum, limit or optimum over it"),
    "an optimum whose letter runs on": (r"\max_{x} x - x^2 = y", "x occurs behind the sum, limit or optimum over it"),
    "an optimum over a number": (r"\max_{3} x = y", "an optimum over what is no letter"),
    "an optimum over a power": (r"\min_{x^{2}} x = y", "an optimum over what is no letter"),
    "a place of nothing": (r"\arg x = y", r"x stands where \max or \sup or \min or \inf was expected"),
    "a transpose and a number": (r"A^{\top 3} u = v", "a transpose with something else in its script"),
    "a transpose of a transpose in one script": (r"A^{\top \top} u = v", "a transpose with something else in its script"),
    "an index with a second end": (r"x^{(i) )} = y", "a ) that closes nothing"),
    "a member with a number in one script": (r"x^{(i) 2} = y", "a number behind another factor"),
    "a root of another order": (r"\sqrt[3]{x} = y", "a root of another order; write a power"),
    "a sine with an index": (r"\sin_{2} x = y", r"\sin with an index; write \log_{2} for a base"),
    "a delta of one index": (r"\delta_{i} = x", "Kronecker's delta compares two indices"),
    "a maximum in braces that nobody sees": (r"\max{x, y} = z", "{ stands where _ was expected"),
    "a sum with one end": (r"\sum_{i=1} u_i = x", "a sum with one end"),
    "an argument that is a set": (r"f(\mathbb{N}) = x", "is not declared"),
    "an integral without d": (r"\int_{0}^{1} x = y", "an integral without its d"),
    "a dollar sign": ("$x = y$", "the character U+0024"),
    "an ampersand in a line": ("x & y = z", "no relation: this states nothing"),
    "a factorial of a number with a fraction": ("x! = y", "a factorial of what is no size, index or whole"),
    "a factorial of a half": ("0.5! = y", "a factorial of what is no size, index or whole"),
    "a number as in a program": ("x = 1e-3 y", "1e-3 is spelled as in a program; write 10^{-3}"),
    "a decimal as in a program": ("x = 2.5E+6", r"write 2.5 \cdot 10^{6}"),
    "a small number without a sign": ("x = 4e3", r"write 4 \cdot 10^{3}"),
    "thousands in a list": ("f(10,000) = y", "000 is spelled as in a program"),
    "a mixed number": (r"x = 2\frac12 y", r"write \frac{5}{2} for the sum, or \cdot between them"),
    "a mixed number with spaces": (r"x = 3 \frac{1}{4}", r"write \frac{13}{4} for the sum"),
    "a period in parentheses": ("x = 1.54(3)", "a number alone in brackets behind a factor; write \\cdot 3"),
    "an index behind a root": (r"\sqrt{x}[3] = y", "a number alone in brackets"),
    "a relation as in a program": ("x <= y", r"<= is spelled as in a program; write \le"),
    "another one": ("x != y", r"!= is spelled as in a program; write \ne"),
    "three dots as in a program": ("x_1 + ... + x_n = y", r"write \dots"),
    "a word of three letters": ("abs(x) = y", r"abs is a product of letters here; write \lvert … \rvert"),
    "a word between statements": ("x = y and y = z", r"and is a product of letters here; write \text{ and }"),
    "a word for a letter": ("x = 2 pi y", r"pi is a product of letters here; write \pi, or p i for a product"),
    "a word behind a letter": ("x = zpi", "zpi is a product of letters"),
    "a word that has a command": ("sup = x", r"write \sup"),
    "a word without one": ("gcd(x, y) = z", r"write \operatorname{gcd}"),
    "a word in braces": (r"e^{sec} = x", "sec is a product of letters"),
    "not in": (r"x \notin y", "write an inequality, or the set that holds it"),
    "equivalent": (r"x \equiv y", "; write ="),
    "another arrow": (r"f(x) \mapsto y", r"; write \to"),
    "plus or minus": (r"x = \pm y", "write two statements"),
    "a command that is far from all": (r"\relu(x) = y", r"write \operatorname{relu} for a function of that name"),
    "a transpose by the letter T": ("x^T = y", r"write ^{\top} for a transpose"),
    "another transpose by the letter T": (r"x^{\mathrm{T}} = y", r"write ^{\top} for a transpose"),
    "an index of a matrix in three digits": ("A_{123} = x", "nothing tells where one ends; write A_{i, j}"),
    "an index of a matrix with a nought": ("A_{10} = x", "nothing tells where one ends; write A_{i, j}"),
    "a member of no family": ("y^{(i)} = x", "the mark (i) belongs to a family that nobody has declared"),
    "a cross": (r"2 \times 3 = x", r"no relation: this states nothing; write \cdot"),
    "braces that group": ("{x} = y", "write parentheses, for braces cannot be seen"),
    "a decimal without its nought": ("x = .5", "write 0 before a decimal point"),
    "two arguments of one that takes one": (r"\exp(x, y) = z", "exp of 2 values; write one"),
    "an integral without ends": (r"\int x \, dx = y", "an integral without its ends"),
    "a Greek letter of another keyboard": ("Σ = y", r"write \Sigma"),
    "a relation of another keyboard": ("x ≤ y", r"write \le"),
    "a script of another keyboard": ("x² = y", "write ^2"),
    "an at sign": ("x @ y = z", "the character U+0040"),
    "a subscript of a letter that is no name": (r"x_{\max} = y", "stands where"),
    "an environment": (r"\begin{matrix} x \end{matrix} = y", "matrix is none of cases, aligned, pmatrix and bmatrix"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_column_and_a_proposal(name):
    tex, message = REFUSED[name]
    with pytest.raises(FormulaError) as error:
        parse(tex, NOTATION)
    assert message in str(error.value), str(error.value)
    assert 1 <= error.value.column <= len(tex) + 1 and error.value.mend


X, Y, Z, A_, B, C = sp.symbols("x y z a b c", real=True)
READ = {
    "a star between numbers": ("x * y", X * Y),
    "a star behind a norm": (r"\|u\| * x - x \|u\|", sp.S.Zero),
    "a logarithm to a base": (r"\log_2 x", sp.log(X) / sp.log(2)),
    "a logarithm to a base in braces": (r"\log_{10}(x + y)", sp.log(X + Y) / sp.log(10)),
    "a plus before a number": ("x - y \\cdot (+3)", X - 3 * Y),
    "marks that look alike in either order": ("u^2_1 - u_1^2", sp.S.Zero),
    "the ends of a sum in either order": (r"\sum^{3}_{i=1} i", sp.Integer(6)),
    "the ends of an integral in either order": (r"\int^1_0 x \, dx", sp.Rational(1, 2)),
    "an integral of nothing but its d": (r"\int_0^7 dx", sp.Integer(7)),
    "a number behind the end of an integral": (r"\int_0^1 2 x \, dx", sp.S.One),
    "an upright d": (r"\int_0^1 x \, \mathrm{d}x", sp.Rational(1, 2)),
    "an integral in an integral": (r"\int_0^1 \int_0^2 x y \, dx \, dy", sp.Integer(1)),
    "an integral in parentheses": (r"\int_0^1 (\int_0^2 (x + y) \, dx) \, dy", sp.Integer(3)),
    "cases that end in commas": (r"\begin{cases} 1, & x > 0, \\ 0, & \text{otherwise.} \end{cases}",
                                 sp.Piecewise((1, X > 0), (0, True))),
    "a side in braces": (r"\lim_{x \to 0^{+}} \frac{|x|}{x}", sp.S.One),
    "a derivative by the letter in its index": (r"\partial_x (x^2 y)", 2 * X * Y),
    "a word in text that is declared": (r"\text{ReLU}(x) - \operatorname{ReLU}(x)", sp.S.Zero),
    "entries of a matrix by a comma": ("A_{1,2} - A_{1, 2}", sp.S.Zero),
    "entries of a matrix by two digits": ("A_{12} - A_{1, 2}", sp.S.Zero),
    "a sign before a power": ("-x^2", -X**2),
    "a power of a sum": ("(x + y)^{2}", (X + Y) ** 2),
    "a tower with braces": ("x^{2^{3}}", X**8),
    "a fraction": (r"\frac{x}{y z}", X / (Y * Z)),
    "a fraction of two digits": (r"\tfrac12 x", X / 2),
    "a fraction with one brace": (r"\frac1{x + y}", 1 / (X + Y)),
    "a limit at plus infinity": (r"\lim_{x \to +\infty} \frac1x", sp.S.Zero),
    "a slash and a product above": ("a b / c", A_ * B / C),
    "differences from the left": ("a - b - c", A_ - B - C),
    "a dot": (r"2 \cdot 3 x", 6 * X),
    "juxtaposed parentheses": ("x (y + z)", X * (Y + Z)),
    "bars": ("|x - y| z", sp.Abs(X - Y) * Z),
    "sized bars": (r"\left|x\right|", sp.Abs(X)),
    "the order of a norm behind its power": (r"\|u\|^2_1 - \|u\|_1^2", sp.S.Zero),
    "an indicator by its index": (r"\mathbb{1}_{x > 0}", sp.Piecewise((1, X > 0), (0, True))),
    "sized bars side by side": (r"\left|x\right| \left|y\right|", sp.Abs(X) * sp.Abs(Y)),
    "bars side by side": ("|x| |y|", sp.Abs(X) * sp.Abs(Y)),
    "bars around a sum's terms": ("|x + y| - |x| - |y|", sp.Abs(X + Y) - sp.Abs(X) - sp.Abs(Y)),
    "bars in bars": ("||x| - |y||", sp.Abs(sp.Abs(X) - sp.Abs(Y))),
    "bars in sized bars": (r"\left| |x| - |y| \right|", sp.Abs(sp.Abs(X) - sp.Abs(Y))),
    "sized double bars": (r"\left\|u\right\| - \|u\|", sp.S.Zero),
    "nested absolute values": (r"\lvert \lvert x \rvert - y \rvert", sp.Abs(sp.Abs(X) - Y)),
    "a square of a sine": (r"\sin^{2}(x)", sp.sin(X) ** 2),
    "a logarithm without parentheses": (r"\ln x + y", sp.log(X) + Y),
    "an exponential": ("e^{-x}", sp.exp(-X)),
    "decimals": ("0.25 x", X / 4),
    "an exact root": (r"\sqrt{2} x", sp.sqrt(2) * X),
    "the larger": (r"\max\{0, x\}", sp.Max(0, X)),
    "a derivative": (r"\frac{d}{dx} \sin(x)", sp.cos(X)),
    "a derivative inside the fraction": (r"\frac{d \sin(x)}{dx}", sp.cos(X)),
    "a second derivative": (r"\frac{d^{2}}{dx^{2}} \sin(x)", -sp.sin(X)),
    "a partial derivative": (r"\frac{\partial}{\partial x} (x^{2} y)", 2 * X * Y),
    "a limit": (r"\lim_{x \to 0} \frac{\sin(x)}{x}", sp.S.One),
    "a limit from the left": (r"\lim_{x \to 0^-} \frac{|x|}{x}", -sp.S.One),
    "an integral": (r"\int_{0}^{1} x^{2} \, dx", sp.Rational(1, 3)),
    "a sum of whole numbers": (r"\sum_{i=1}^{3} i^{2}", sp.Integer(14)),
    "a product": (r"\prod_{i=1}^{4} i", sp.Integer(24)),
    "cases": (r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", sp.Piecewise((1, X > 0), (0, True))),
    "an indicator": (r"I\{x > 0\}", sp.Piecewise((1, X > 0), (0, True))),
    "an accent": (r"\hat\theta - \theta", sp.Symbol("hat_theta", real=True) - sp.Symbol("theta", real=True)),
}


@pytest.mark.parametrize("name", READ)
def test_read_exactly_as_displayed(name):
    tex, wanted = READ[name]
    (statement,) = parse(f"{tex} = 0", NOTATION)
    found = scalar(statement.parts[0], Context(NOTATION).scope())
    difference = sp.piecewise_fold(found - wanted)
    at = {letter: value for letter, value in zip(sorted(difference.free_symbols, key=str), (1.7, -0.6, 2.3), strict=False)}
    assert sp.simplify(difference) == 0 or abs(sp.N(difference.subs(at))) < 1e-12, found


def test_statements_chains_and_conditions():
    assert len(parse(r"x = 1,\qquad y = 2, \quad z = 3", NOTATION)) == 3
    first, second = parse(r"0 < x \le 1 \quad y = x \quad \text{for } x > 0, y > 0", NOTATION)
    assert first.ops == ("<", "<=")
    assert type(second).__name__ == "Implies" and len(second.given) == 2
    (iff,) = parse(r"x > 0 \iff -x < 0", NOTATION)
    assert type(iff).__name__ == "Iff"
    (aligned,) = parse("\\begin{aligned} x &= y \\\\ &= z \\end{aligned}", NOTATION)
    assert aligned.ops == ("=", "=")


def test_decimals_that_go_on_are_known_to_half_a_unit():
    (chain,) = parse(r"x = 1.66 \ldots", NOTATION)
    assert chain.ops == ("~",)
    assert float(chain.parts[1].value) == pytest.approx(1.665) and float(chain.parts[1].slack) == pytest.approx(0.005)
    (near,) = parse(r"x \approx 0.25", NOTATION)
    assert float(near.parts[1].slack) == pytest.approx(0.005)


def test_negative_decimals_are_known_to_half_a_unit_as_well():
    (goes_on,) = parse(r"x = -1.41\ldots", NOTATION)
    assert goes_on.ops == ("~",)
    assert float(goes_on.parts[1].value) == pytest.approx(-1.415) and float(goes_on.parts[1].slack) == pytest.approx(0.005)
    (near,) = parse(r"x \approx -0.25", NOTATION)
    assert float(near.parts[1].value) == -0.25 and float(near.parts[1].slack) == pytest.approx(0.005)


def test_a_list_of_conditions_stands_together_before_a_colon():
    (bounded,) = parse(r"x \in (0, 1), y \in (0, 1): \quad x y < 1", NOTATION)
    assert [chain.ops for chain in bounded.given] == [("in",), ("in",)]
    first, second = parse(r"x = y, \quad y > 0: \quad z = 1", NOTATION)
    assert first.ops == ("=",) and len(second.given) == 1


def test_a_word_may_end_in_a_digit_however_it_is_set():
    letters = read(r"x : real | a number" + "\n" + r"\operatorname{ReLU6} : function | a hinge with a lid")
    ((one, two),) = [chain.parts for chain in parse(r"\text{ReLU6}(x) = \mathrm{ReLU6}(x)", letters)]
    assert one == two == s.Call("ReLU6", (s.Name("x"),))


def test_a_prime_that_is_declared_belongs_to_the_name():
    letters = read("x, x' : real | a number and the next one")
    ((one, two),) = [chain.parts for chain in parse("x' = x", letters)]
    assert (one, two) == (s.Name("x'"), s.Name("x"))


def test_a_factorial_counts_and_a_word_in_text_is_no_name_unless_declared():
    ((one, _),) = [chain.parts for chain in parse("(n - 2)! = x", NOTATION)]
    assert one == s.Call("factorial", (s.Add((s.Name("n"), s.Neg(s.Number(2)))),))
    with pytest.raises(FormulaError, match="a condition without a statement before it"):
        parse(r"\text{GELU}(x) = y", NOTATION)


def test_a_power_of_a_power_in_parentheses_is_one():
    ((one, _),) = [chain.parts for chain in parse(r"(x^2)^3 = \left(x^{2}\right)^3", NOTATION)]
    assert one == s.Pow(s.Pow(s.Name("x"), s.Number(2)), s.Number(3))


@pytest.mark.parametrize("tex", ["w^*_i = w_i^*", "w_{i}^{*} = w_i^*", "w^{*}_{i} = w_i^*"])
def test_marks_of_a_name_may_stand_in_either_order_and_keep_their_index(tex):
    ((one, two),) = [chain.parts for chain in parse(tex, NOTATION)]
    assert one == two == s.Index(s.Name("w^*"), (s.Name("i"),))
