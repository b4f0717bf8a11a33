"""Sizes: a statement with dimensions is tried at several, and one that holds at some only is refuted."""

import pytest

from lit.engine.formula.reader.statements import parse
from lit.engine.formula.notation import read
from lit.engine.formula.problem import Context
from lit.engine.formula.relations import FormulaError
from lit.engine.formula.values import ElaborationError
from lit.engine.judge.check import check
from lit.engine.judge.sizes import assignments, problems

NOTATION = r"""
n, m, k : dimension | sizes
i, j : index 1..n | places
v, w : vector n | columns
A : matrix n n | a matrix
W : matrix m n | a matrix
Q : matrix m n orthogonal | a matrix
p : probability n | probabilities
u : vector 2 | a column of two
B : matrix 2 2 | a matrix of two rows
x : real | a number
f : function | a function
"""


def context(*definitions, notation=NOTATION):
    found = Context(read(notation))
    for tex in definitions:
        found.define(parse(tex, found.notation)[0])
    return found


def verdict(tex, *definitions, notation=NOTATION):
    found = context(*definitions, notation=notation)
    return check(parse(tex, found.notation), found)


@pytest.mark.parametrize("tex, size", [
    (r"\det(2 A) = 4 \det(A)", "n = 3"),
    (r"\det(3 A) = 3^2 \det(A)", "n = 3"),
    (r"\sum_{i=1}^{n} i^2 = n^2 + 1", "n = 3"),
    (r"2^n = n^2", "n = 3"),
    (r"n \ge 2", "n = 1"),
    (r"\sum_i w_i = w_1 + w_2", "n = 3"),
    (r"v^\top w = v_1 w_1 + v_2 w_2", "n = 3"),
    (r"\max_i p_i < 1", "n = "),
    (r"(n - 1) (n - 2) (n - 3) (n - 4) (n - 5) (n - 8) = 0", "n = 6"),
    (r"n \ne 17", "n = 17"),
    (r"n < 50", "n = 50"),
    (r"m \le n", "m = 3, n = 2"),
    (r"m \ge n", "m = 2, n = 3"),
    (r"m \ne n", "m = 2, n = 2"),
    (r"\operatorname{tr}(A) = A_{1, 1} + A_{n, n}", "n = "),
])
def test_what_holds_at_some_sizes_only_is_refuted_by_naming_one(tex, size):
    found = verdict(tex)
    assert found.status == "refuted"
    assert str(found.counterexample).startswith(size)


@pytest.mark.parametrize("tex", [
    r"\det(2 A) = 2^n \det(A)", r"\sum_{i=1}^{n} i^2 = \frac{n (n + 1) (2 n + 1)}{6}", r"2^n > n",
    r"\sum_{i=1}^{2} w_i = w_1 + w_2", r"(A v)^\top w = v^\top A^\top w", r"Q^\top Q = I",
])
def test_what_holds_at_every_size_is_proved_for_two_of_them_at_least(tex):
    found = verdict(tex)
    assert found.status == "proved-for-sizes"
    assert "2" in found.how and "3" in found.how


def test_a_mark_names_the_sizes_that_were_proved_and_those_that_were_tested():
    assert verdict(r"v^\top w = w^\top v").how == "proved for n = 2, 3; tested for n = 1, 4, 5, 8"


def test_a_condition_on_a_size_leaves_out_the_others():
    assert verdict(r"n \ge 3: \quad \sum_{i=1}^{n} i > 5").how.startswith("proved for n = 3, 4, 5, 6")
    with pytest.raises(FormulaError, match="vacuous"):
        verdict(r"n \ge 1000: \quad \sum_{i=1}^{n} i > 5")


def test_a_fixed_index_moves_the_smallest_size():
    assert verdict(r"w_3 - w_3 = 0").how.startswith("proved for n = 3, 4")
    assert verdict(r"f(w) = w_1 w_3", r"f(w) = w_1 w_3").status == "proved-for-sizes"
    assert verdict(r"w_1 w_3 = w_1 w_2").status == "refuted"


def test_leaving_sizes_out_hides_no_mistake():
    with pytest.raises(ElaborationError, match="n = 3: index 3 of u is outside of 1..2"):
        verdict(r"\sum_{i=1}^{n} u_i = u_1 + u_2")
    with pytest.raises(ElaborationError, match="n = 3: "):
        verdict(r"w^\top u = w_1 u_1 + w_2 u_2")
    with pytest.raises(ElaborationError, match="index 3 of w is outside of 1..2"):
        verdict(r"w_{n+1} = w_{n+1} + 0")
    with pytest.raises(ElaborationError, match="a transpose is missing"):
        verdict(r"W v = v^\top W")


def test_columns_are_orthonormal_only_where_they_can_be():
    assert {tuple(problem.sizes.values()) for problem in problems(parse(r"Q^\top Q = I", read(NOTATION)), context())
            if problem.sizes["m"] < problem.sizes["n"]} == set()
    with pytest.raises(ElaborationError, match="at least as many rows as columns"):
        verdict(r"R^\top R = I", notation="R : matrix 2 3 orthogonal | a matrix")


def test_a_literal_size_is_a_size():
    assert verdict(r"\nabla f(u) = u + u", r"f(u) = u^\top u").status == "proved"
    assert verdict(r"\det(B - x I) = x^2 - x \operatorname{tr}(B) + \det(B)").status == "proved"
    assert verdict(r"u^\top u = u_1^2").status == "refuted"


@pytest.mark.parametrize("line", ["M : matrix 500 500 | large", "s : vector 1000000 | long", "M : matrix 1 401 | wide",
                                  "x^{(i)} : data 1000 1000 | many"])
def test_a_size_that_is_too_large_is_refused_in_a_line(line):
    with pytest.raises(ElaborationError, match="entries, and each is a letter here"):
        context(notation=line)


def test_a_sum_that_is_too_long_is_refused_in_a_line():
    with pytest.raises(ElaborationError, match="1000000000000 terms are more than"):
        verdict(r"\sum_{i=1}^{1000000000000} i = 5")


@pytest.mark.parametrize("names", [("n",), ("m", "n"), ("k", "m", "n"), ("h", "k", "m", "n")])
def test_sizes_differ_in_both_orders_and_meet_one(names):
    found = assignments(names)
    for one in names:
        assert any(sizes[one] == 1 for sizes in found[2:]) or len(names) > 3
        for other in names:
            if one < other:
                assert found[0][one] < found[0][other] and found[1][one] > found[1][other]
    assert all(size >= 1 for sizes in found for size in sizes.values())
