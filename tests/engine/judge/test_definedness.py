"""Where one side of a statement has no value and the other has one, it is false."""

import pytest

from lit.engine.formula.notation import read
from lit.engine.formula.problem import Context
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.values import ElaborationError
from lit.engine.judge.check import check

LETTERS = """x, y, h : real | numbers
p : positive | a positive number
a : nonnegative | zero or more
k : integer | a whole number
q : real [0, 1] | a share
n : dimension | a size
i : index 1..n | places
v, w : vector n | columns
A, B : matrix n n | matrices
S : matrix n n positive-definite | a matrix
f, g : function | functions of which nothing is known
"""


def verdict(tex, before=()):
    """Return the status of a statement, and the words of its counterexample."""
    notation = read(LETTERS)
    context = Context(notation)
    for definition in before:
        context.define(parse(definition, notation)[0])
    found = check(parse(tex, notation), context)
    return found.status, str(found.counterexample or "")


HOLES = [
    (r"\frac{x}{x} = 1", "x = 0", "a denominator is 0"),
    (r"\frac{x^2 - 2}{x^2 - 2} = 1", "x = ", "a denominator is 0"),
    (r"\frac{x - \sqrt{3}}{x - \sqrt{3}} = 1", "x = sqrt(3)", "a denominator is 0"),
    (r"\frac{x^5 - x - 1}{x^5 - x - 1} = 1", "x = 1.167", "a denominator is 0"),
    (r"\frac{(x - 17)^2}{x - 17} = x - 17", "x = 17", "a denominator is 0"),
    (r"\frac{x^2 - y^2}{x - y} = x + y", "x = ", "a denominator is 0"),
    (r"\frac{x^2 + y^2 - 1}{x^2 + y^2 - 1} = 1", "x = ", "a denominator is 0"),
    (r"\frac{k}{k} = 1", "k = 0", "a denominator is 0"),
    (r"\frac{1 - q}{1 - q} = 1", "q = 1", "a denominator is 0"),
    (r"\left(\frac{1}{x}\right)^0 = 1", "x = 0", "a denominator is 0"),
    (r"0 \cdot \ln(x) = 0", "x = ", "the logarithm of a number that is not positive"),
    (r"\ln(x^2) = 2 \ln(x)", "x = ", "the logarithm of a number that is not positive"),
    (r"\sqrt{x} \sqrt{x} = x", "x = ", "the root of a negative number"),
    (r"\sqrt{a} \cdot a^{-\frac{1}{2}} = 1", "a = 0", "0 has no negative power"),
    (r"0^x = 0 \quad \text{for } x < 0", "x = ", "0 has no negative power"),
    (r"\tan(x) \cos(x) = \sin(x)", "x = ", "the tangent of an odd multiple"),
    (r"\frac{\|v\|}{\|v\|} = 1", "v_1 = 0", "a denominator is 0"),
    (r"\frac{\|v - w\|}{\|v - w\|} = 1", "v_1 = ", "a denominator is 0"),
    (r"\sum_i \frac{v_i}{v_i} = n", "v_1 = ", "a denominator is 0"),
    (r"(A^{-1})^{-1} = A", "A_11 = ", "a singular matrix has no inverse"),
    (r"A^{-1} A B = B", "A_11 = ", "a singular matrix has no inverse"),
    (r"\frac{d}{dx} \ln(x) = \frac{1}{x}", "x = ", "the logarithm of a number that is not positive"),
    (r"\frac{d}{da} (\sqrt{a})^2 = 1", "a = 0", "the root of a negative number"),
    (r"\frac{x - 1}{x - 1} = 1 \quad \text{for } x > 0", "x = 1", "a denominator is 0"),
    (r"\lim_{h \to 0} \frac{\ln(x + h) - \ln(x)}{h} = \frac{1}{x}", "x = ", ""),
    (r"\begin{cases} \frac{x}{x} & \text{if } x < 1 \\ 1 & \text{otherwise} \end{cases} = 1", "x = 0",
     "a denominator is 0"),
]


@pytest.mark.parametrize(("tex", "where", "why"), HOLES)
def test_a_side_without_a_value_refutes(tex, where, why):
    status, words = verdict(tex)
    assert status == "refuted"
    assert where in words and "no value" in words and why in words


SOUND = [
    r"\frac{x}{x} = 1 \quad \text{for } x \ne 0", r"\frac{p}{p} = 1", r"\sqrt{x^2} = |x|",
    r"\frac{x^2 - y^2}{x - y} = x + y \quad \text{for } x \ne y", r"\ln(x^2) = 2 \ln|x|",
    r"\sqrt{a} \sqrt{a} = a", r"\frac{2 - \cos(x)}{2 - \cos(x)} = 1", r"\frac{2 k + 1}{2 k + 1} = 1",
    r"\frac{d}{dp} \ln(p) = \frac{1}{p}", r"x = e^{\ln(x)} \quad \text{for } x > 0", r"S^{-1} S B = B",
    r"\frac{1}{x} = x^{-1}", r"(A B)^{-1} = B^{-1} A^{-1}", r"\sqrt{1 - q^2}^2 = 1 - q^2",
    r"\lim_{h \to 0} \frac{(x + h)^2 - x^2}{h} = 2 x", r"\ln(p^x) = x \ln(p)",
    r"\begin{cases} \frac{x}{x} & \text{if } x \ne 0 \\ 1 & \text{otherwise} \end{cases} = 1",
]


@pytest.mark.parametrize("tex", SOUND)
def test_what_is_needed_and_implied_does_no_harm(tex):
    status, words = verdict(tex)
    assert status.startswith("proved"), words


def test_a_hole_in_a_definition_is_a_hole_in_what_uses_it():
    notation = LETTERS
    letters = read(notation)
    context = Context(letters)
    context.define(parse(r"f(x) = \frac{x^2}{x}", letters)[0])
    assert check(parse("f(x) = x", letters), context).status == "refuted"
    assert check(parse("f(p) = p", letters), context).status == "proved"


@pytest.mark.parametrize("tex", [r"\frac{dy}{dx} = 2 \frac{dy}{dx}", r"\frac{d y}{dx} = 0", r"\nabla_v x = \nabla_w x",
                                 r"\frac{\partial x}{\partial v_i} = 0", r"\frac{d^2 y}{d x^2} = y"])
def test_a_derivative_by_a_letter_on_which_nothing_depends_is_refused(tex):
    with pytest.raises(ElaborationError, match="nothing says how .* depends on"):
        verdict(tex)


def test_the_derivative_of_a_number_is_0():
    assert verdict(r"\frac{d}{dx} 5 = 0")[0] == "proved"


@pytest.mark.parametrize(("tex", "wanted"), [
    (r"-1 \in \mathbb{N}", "refuted"), (r"\frac{1}{2} \in \mathbb{Z}", "refuted"), (r"2 k \in \mathbb{Z}", "proved"),
    (r"\ln(x) \in \mathbb{R}", "refuted"), (r"\ln(p) \in \mathbb{R}", "proved"), (r"3 \in \mathbb{N}", "proved"),
    (r"e^x \in [0, 1]", "refuted"), (r"x^2 \in [0, \infty)", "proved"), (r"2 k + \frac{1}{2} \in \mathbb{Z}", "refuted"),
])
def test_membership(tex, wanted):
    assert verdict(tex)[0] == wanted


@pytest.mark.parametrize("tex", [r"g(A) B = B g(A)", r"f(A) g(A) = g(A) f(A)", r"g(A v) w^\top = w^\top g(A v)", r"w^\top g(v) = g(v) w^\top",
                                 r"2 g(A) B g(B) = 2 g(A) g(B) B"])
def test_an_unknown_function_of_a_matrix_has_no_place_in_a_product_of_matrices(tex):
    with pytest.raises(ElaborationError, match="nothing says whether an unknown function of a (matrix|vector) is a number or a (matrix|column)"):
        verdict(tex)


@pytest.mark.parametrize("tex", [r"g(A) < g(A) + 1", r"x g(A) = g(A) x", r"2 g(A) = g(A) \cdot 2", r"g(v) A w = A w g(v)"])
def test_an_unknown_function_of_a_matrix_stands_beside_numbers(tex):
    assert verdict(tex)[0].startswith("proved")


def test_a_derivative_by_a_matrix_with_tied_entries_is_refused():
    with pytest.raises(ElaborationError, match="among all matrices or among its like"):
        verdict(r"\frac{\partial \det(S)}{\partial S} = S")
