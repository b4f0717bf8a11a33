"""Points: they lie in their space, meet their conditions, and find what a draw of numbers does not."""

import random
from fractions import Fraction

import mpmath
import pytest
import sympy as sp

from lit.engine.formula.notation import read
from lit.engine.formula.problem import Context, problem_of
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.space import Domain
from lit.engine.formula.table import table_of
from lit.engine.judge.check import check
from lit.engine.judge.choose import tied_points
from lit.engine.judge.evaluate import evaluate
from lit.engine.judge.refute import holds
from lit.engine.judge.roots import Root, solved, zeros_along
from lit.engine.judge.sample import pattern_points, points

NOTATION = r"""
n : dimension | sizes
i : index 1..n | places
v, w : vector n | columns
A : matrix n n | a matrix
C : matrix n n symmetric | a matrix
S : matrix n n positive-definite | a matrix
Q : matrix n n orthogonal | a matrix
p, q : probability n | probabilities
x, y, z : real | numbers
r, s : positive | positive numbers
h : nonnegative | a number
u : real (0, 1) | a share
k : integer | a whole number
"""
X, Y = sp.symbols("x y", real=True)


def verdict(tex):
    found = Context(read(NOTATION))
    return check(parse(tex, found.notation), found)


@pytest.mark.parametrize("tex", [
    r"x^2 + y^2 = 25 \Rightarrow x y \in \{0, 12, -12\}", r"x^2 + 3 y^2 = 7 \Rightarrow |y| \le 1.5",
    r"\|w\|_2 = 1 \Rightarrow \|w\|_1 = 1", r"v^\top v = 4 \Rightarrow v_1 v_2 = 0", r"\sin(x) = \frac{1}{2} \Rightarrow x < 2",
    r"e^x = 7 \Rightarrow x < 1.9", r"x y = 1 \Rightarrow x + y \ge 2", r"x^2 = 9 \Rightarrow x = 3",
    r"\det(A) = 0 \Rightarrow A_{1, 1} = 0", r"w^\top w = 1 \Rightarrow w^\top C w \le 100",
    r"x^3 - x = 0 \Rightarrow x \ge 0", r"x^2 + y^2 + z^2 = 3 \Rightarrow x + y + z < 3", r"r + \ln(r) = 2 \Rightarrow r > 2",
])
def test_a_false_statement_under_an_equation_is_refuted_at_a_solution(tex):
    assert verdict(tex).status == "refuted"


@pytest.mark.parametrize("tex", [
    r"x^2 + y^2 = 25 \Rightarrow x y \le 12.5", r"\|w\|_2 = 1 \Rightarrow \|w\|_1 \ge 1", r"x^2 = 9 \Rightarrow |x| = 3",
    r"\sin(x) = \frac{1}{2} \Rightarrow \cos(x)^2 = \frac{3}{4}", r"e^x = 7 \Rightarrow x = \ln(7)",
    r"x^2 + y^2 + z^2 = 3 \Rightarrow x + y + z \le 3", r"r s = 1 \Rightarrow r + s \ge 2",
    r"\det(A) = 0 \Rightarrow \det(2 A) = 0", r"x^2 = 2 \iff |x| = \sqrt{2}", r"e^x > 5 \iff x > \ln(5)",
])
def test_a_true_statement_under_an_equation_is_tested_at_its_solutions(tex):
    assert verdict(tex).status != "refuted"


@pytest.mark.parametrize("tex", [
    r"x^2 \ne 2", r"\sin(x) < 1", r"x^3 - x - 1 \ne 0", r"(x - 40) (x - 40.01) \ge 0", r"\ln(1 + r) < 25",
    r"(\ln(r) - 3)^2 > 0", r"|x - 31| + |y - 47| > 0", r"(x^2 + y^2 - 10)^2 > 0", r"x^6 - x^5 \ge -0.0669",
    r"\cosh(x) \le 2 \iff |x| < \ln(2 + \sqrt{3})", r"\max\{0, x - 5000\} = 0", r"k \ne 23", r"I\{k = 91\} = 0", r"r > 10^{-9}",
    r"u (1 - u) < \frac{1}{4}", r"h > 0", r"x^2 - 2 x y + y^2 > 0", r"e^{-|x|} > 10^{-400}",
])
def test_the_place_where_a_claim_turns_false_is_found(tex):
    assert verdict(tex).status == "refuted"


@pytest.mark.parametrize("tex", [
    r"x^2 \ne -2", r"\sin(x) \le 1", r"(\ln(r) - 3)^2 \ge 0", r"(x - 40) (x - 40.01) \ge -\frac{1}{40000}",
    r"u (1 - u) \le \frac{1}{4}", r"h \ge 0", r"\tanh(r + 80) < 1", r"x + e^{-2000} > x", r"\sqrt{10^{40} + 1} > 10^{20}",
    r"\ln(1 + e^x) > x", r"e^{-r} > 0", r"2 k \ne 23",
])
def test_what_is_true_at_its_edge_is_no_false_alarm(tex):
    assert verdict(tex).status != "refuted"


@pytest.mark.parametrize("tex", [
    r"\prod_i p_i > 0", r"\sum_i p_i^2 < 1", r"\sum_i |p_i - q_i| < 2", r"p^\top q > 0", r"p_i \ge 0.02", r"\det(A) \ne 0",
    r"\|v\| > 0", r"\det(S) > 10^{-6}", r"\operatorname{tr}(C) \le 500", r"A^\top A = A A^\top", r"A = A^\top",
    r"\det(Q) = 1", r"Q_{1, 1} > -1", r"S_{1, 1} < 50", r"v^\top w \ne 0",
])
def test_probabilities_may_be_0_and_matrices_singular(tex):
    assert verdict(tex).status == "refuted"


@pytest.mark.parametrize("tex", [r"\sqrt{10^{40} + 1} = 10^{20}", r"x + e^{-2000} = x", r"\tanh(r + 300) = 1"])
def test_a_tiny_difference_is_a_difference(tex):
    assert verdict(tex).status == "refuted"


@pytest.mark.parametrize("seed", range(3))
def test_every_point_lies_in_its_space(seed):
    space = table_of(read(NOTATION)).space()
    for place in points(space, [X**2 - 2], seed, 12) + pattern_points(space, random.Random(seed)):
        assert set(place) == set(space.domains)
        for group in space.groups:
            values = [place[letter] for letter in group.letters]
            if group.kind == "simplex":
                assert sum(values) == 1 and min(values) >= 0
                continue
            matrix = sp.Matrix(*group.shape, [sp.Rational(x.numerator, x.denominator) for x in values])
            if group.kind == "orthogonal":
                assert matrix.T * matrix == sp.eye(group.shape[1])
            else:
                assert matrix == matrix.T and all(matrix[:k, :k].det() > 0 for k in range(1, matrix.rows + 1))
        for letter, home in space.domains.items():
            grouped = any(letter in group.letters for group in space.groups)
            assert grouped or not isinstance(place[letter], Fraction) or place[letter] in home


@pytest.mark.parametrize("tex", [
    r"x^2 + y^2 = 25 \Rightarrow x = y", r"\sin(x y) = \frac{1}{3} \Rightarrow x = y", r"r s = 1 \Rightarrow r = s",
    r"\|v\| = 1 \Rightarrow v_1 = 0", r"e^x + y = 3 \Rightarrow x = y",
])
@pytest.mark.parametrize("seed", range(2))
def test_a_tied_point_meets_the_equations_and_its_domains(tex, seed):
    found = Context(read(NOTATION))
    problem = problem_of(parse(tex, found.notation), found)
    (case, *_) = problem.cases
    places = tied_points(case, problem.space, seed)
    assert len(places) > 4
    for place in places:
        assert all(holds(claim, place) for claim in case.given)
        assert all(float(x) > 0 for letter, x in place.items() if letter.is_positive)


def test_a_root_has_as_many_digits_as_are_asked_for():
    (root,) = zeros_along(sp.exp(X) - 5, X, Domain())
    assert isinstance(root, Root)
    with mpmath.workdps(500):
        assert abs(evaluate(X, {X: root}, 500) - mpmath.log(5)) < mpmath.mpf(10) ** -498
    assert zeros_along(X**2 - 9, X, Domain()) == [-3, 3]
    assert not any(isinstance(x, Root) for x in zeros_along(1 / X, X, Domain()))
    assert zeros_along(X**2 - 2, X, Domain(low=Fraction(0))) != zeros_along(X**2 - 2, X, Domain())


def test_equations_in_several_letters_are_solved_together():
    one, two = solved((X**2 + Y**2 - 5, X - Y**3 + 3), (X, Y), [1.5, 1.7])
    at = {X: one, Y: two}
    assert abs(evaluate(X**2 + Y**2 - 5, at, 100)) < mpmath.mpf(10) ** -98
    assert solved((X**2 + 1,), (X,), [0.3]) is None
    assert solved((X - Y, 2 * X - 2 * Y), (X, Y), [1.0, 2.0]) is None


@pytest.mark.parametrize("tex", [
    r"\min_x e^x = 0", r"\max_x \tanh(x) = 1", r"\min_r r = 0", r"\min_r \frac{1}{r} = 0", r"\max_u u = 1",
    r"\min_x (e^x + e^{2 x}) = 0", r"\arg\max_x \cos(x) = 0", r"\arg\min_x (x^2 - 1)^2 = 1",
    r"\arg\min_x e^{-x} = 700", r"\arg\min_v (v_1 - v_2)^2 = 0 w", r"\arg\max_x (x^3 - 3 x) = -1",
    r"\arg\min_x (x^2 - 2 \sqrt{2} x) \approx 1.42", r"\arg\min_k (k - 3)^2 (k - 5)^2 = 3", r"\arg\min_r (r + 1)^2 = -1",
])
def test_an_extreme_value_is_attained_and_its_place_the_only_one(tex):
    assert verdict(tex).status == "refuted"


@pytest.mark.parametrize("tex", [
    r"\inf_x e^x = 0", r"\sup_x \tanh(x) = 1", r"\inf_r r = 0", r"\min_h h = 0", r"\max_r r e^{-r} = e^{-1}",
    r"\min_x (x^4 - x^2) = -\frac{1}{4}", r"\min_x |x - 3| = 0", r"\arg\min_x (x - 3)^2 = 3", r"\arg\min_k (k - 3)^2 = 3",
    r"\arg\min_x (x^2 - 2 \sqrt{2} x) \approx 1.414", r"\min_{x, y} (x + y - 1)^2 = 0", r"\min_x (x - 100)^2 = 0",
])
def test_a_true_extreme_is_no_false_alarm(tex):
    assert verdict(tex).status != "refuted"


@pytest.mark.parametrize("tex", [
    r"\sin(4 x) + \sin(3 x) = 0 \Rightarrow \sin\left(\frac{7 x}{2}\right) = 0",
    r"\cos(5 x) = \cos(2 x) \Rightarrow \sin\left(\frac{3 x}{2}\right) = 0",
    r"y \sin(5 x) = y \sin(4 x) \Rightarrow y \cos\left(\frac{9 x}{2}\right) = 0"])
def test_every_kind_of_solution_of_a_condition_is_met(tex):
    assert verdict(tex).status == "refuted"
