"""What happens far out, between whole numbers, and behind steep functions."""

import pytest

from lit.engine.formula.notation import read
from lit.engine.formula.problem import Context
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.values import ElaborationError
from lit.engine.judge.check import check

NOTATION = r"""
x, y, t, \mu : real | numbers
r, \sigma : positive | positive numbers
k : integer | a whole number
n : dimension | a size
A : matrix n n | a matrix
S : matrix n n positive-definite | a matrix
X : random normal(\mu, \sigma^2) | a random number
f : function | a function
"""


def status(tex):
    context = Context(read(NOTATION))
    return check(parse(tex, context.notation), context).status


@pytest.mark.parametrize("tex", [
    r"\ln \ln(r + 3) < 4", r"\ln \ln(r + 3) < 6", r"x^2 < 10^{40}", r"\sqrt{|x|} < 10^{20}", r"\ln r < 300",
    r"k^2 - 101 k + 2550 > 0", r"k^2 - 1001 k + 250500 > 0", r"k^2 \ne 1764",
    r"\mathbb{E}\left[e^{t X}\right] = \exp\left(\mu t + \frac{1}{2} \sigma^2 t^2\right) (1 + 10^{-30})"])
def test_false_in_a_place_that_is_hard_to_meet(tex):
    assert status(tex) == "refuted"


@pytest.mark.parametrize("tex", [
    r"k^2 - 101 k + 2550 \ge 0", r"\frac{x}{1 + |x|} < 1", r"\tanh x \le 1",
    r"\mathbb{E}\left[e^{t X}\right] = \exp\left(\mu t + \frac{1}{2} \sigma^2 t^2\right)"])
def test_true_there_too(tex):
    assert status(tex) in ("proved", "tested")


@pytest.mark.parametrize(("tex", "told"), [
    (r"\frac{1}{\infty} = 0", "infinity is no number"), (r"e^{-\infty} = 0", "infinity is no number"),
    (r"\infty + 1 = x", "infinity is no number"), (r"x = O(1)", "an error term"), (r"|A| \ge 0", "a square matrix between bars"),
    (r"9^{9^{9}} = x", "a number with more than"), (r"x^2 = 10^{10^{10}}", "a number with more than"), (r"A^{101} = A", "a product of more than"),
    (r"10000000! = x", "more digits than")])
def test_what_means_nothing_or_too_much_is_refused(tex, told):
    with pytest.raises(ElaborationError, match=told):
        status(tex)


def test_the_inverse_of_an_inverse_keeps_nobody_waiting():
    assert status(r"(S^{-1})^{-1} = S") == "proved-for-sizes"
