"""Spellings that look alike are read alike, and their neighbours that mean something else are not."""

import pytest

from lit.engine.formula.notation import read
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.signs import FormulaError

NOTATION = read(r"""
x, y, z : real | numbers
n : dimension | a size
i, j : index 1..n | places
k : integer | a whole number
u, v, \mathbf{w}, \vec{a} : vector n | columns
A, B, \mathbf{M} : matrix n n | matrices
f, J : function | functions
""")


@pytest.mark.parametrize(("tex", "plain"), [
    (r"\sin{x} = y", r"\sin x = y"), (r"\sin^2{x} = y", r"\sin^2 x = y"), (r"\log{x^2} = y", r"\log x^2 = y"),
    (r"\operatorname{max}(x, y) = z", r"\max(x, y) = z"), (r"\operatorname*{exp}(x) = y", r"\exp(x) = y"),
    (r"\mathrm{min}(x, y) = z", r"\min(x, y) = z"), (r"\text{log}(x) = y", r"\log(x) = y"),
    (r"\operatorname{Tr}(A) = x", r"\operatorname{tr}(A) = x"),
    (r"A^T u = v", r"A^\top u = v"), (r"A^{T} u = v", r"A^\top u = v"), (r"u^{\mathsf T} v = x", r"u^\top v = x"),
    (r"(A B)^T = A", r"(A B)^\top = A"), (r"u^\intercal v = x", r"u^\top v = x"), (r"A^{\mathrm T} = A", r"A^\top = A"),
    (r"A^T_{ij} = x", r"A^\top_{ij} = x"),
    (r"\boldsymbol{w}^T u = x", r"\mathbf{w}^\top u = x"), (r"\bm{w} = u", r"\mathbf{w} = u"), (r"\bm w = u", r"\mathbf{w} = u"),
    (r"\Vert u \Vert = x", r"\|u\| = x"), (r"\left\Vert u \right\Vert_2 = x", r"\|u\|_2 = x"),
    (r"x \geqslant y", r"x \ge y"), (r"x \leqslant y", r"x \le y"), (r"\lim_{x \rightarrow 0} x = y", r"\lim_{x \to 0} x = y"),
    (r"f(x) \coloneqq x", r"f(x) := x"), (r"f(x) \triangleq x", r"f(x) = x"), (r"\argmin_x x^2 = y", r"\arg\min_x x^2 = y"),
    (r"n(n+1) = k", r"n \cdot (n + 1) = k"), (r"1.5 \times 10^{-3} = x", r"1.5 \cdot 10^{-3} = x"),
    (r"w_i = x", r"\mathbf{w}_i = x"), (r"m_{ij} = x", r"\mathbf{M}_{ij} = x"), (r"M_{1, 2} = x", r"\mathbf{M}_{1, 2} = x"),
    (r"u \cdot v = x", r"\langle u, v \rangle = x"), (r"\vec{a} \cdot u = x", r"\langle \vec{a}, u \rangle = x"),
    (r"\frac{\partial u^T A u}{\partial u} = v", r"\frac{\partial (u^\top A u)}{\partial u} = v"),
])
def test_read_alike(tex, plain):
    assert parse(tex, NOTATION) == parse(plain, NOTATION)


@pytest.mark.parametrize("tex", [
    r"\sin{x + y} = z", r"\sin{x} y = z", r"\exp{(x)} y(x + 1) = z", r"x^T = y", r"2^T = y", r"2 \times 3 = x", r"x \times y = z",
    r"10 \times 3 = x", r"n(i) = k", r"u(x + y) = v", r"w = u", r"\log{2 x} = y", r"m = x", r"\frac{d x + y}{dx} = z",
    r"\operatorname{maxi}(x, y) = z", r"x \equiv y", r"x \notin (0, 1)", r"x \pm y = z", r"\vec x = y", r"\boldsymbol{x} = y"])
def test_neighbours_are_refused(tex):
    with pytest.raises(FormulaError):
        parse(tex, NOTATION)


def test_a_declared_t_is_a_power_and_a_declared_word_is_what_it_is_declared_to_be():
    told = read(r"T : integer | a time" + "\n" + r"A : matrix n n | a matrix" + "\nn : dimension | a size\n"
                + r"\operatorname{max} : function | the author's own" + "\nx, y : real | numbers")
    assert parse("A^T = A", told) != parse(r"A^\top = A", told)
    assert parse(r"\operatorname{max}(x) = y", told)


def test_the_sizes_of_a_matrix_are_no_product():
    assert parse(r"A \in \mathbb{R}^{n \times n}", NOTATION) != parse(r"A \in \mathbb{R}^{n}", NOTATION)
