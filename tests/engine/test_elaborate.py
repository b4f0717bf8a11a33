"""Tests of values, shapes, slopes and limits: what means nothing is refused with a sentence."""

import pytest
import sympy as sp

from lit.engine.elaborate import entry_of, indexed, limit, one_sided
from lit.engine.values import (
    ElaborationError, Identity, Matrix, divided, elementwise, inverse, plus, raised, same_shape,
    slope, times, transposed,
)

X = sp.Symbol("x", real=True)
T = sp.Symbol("t", positive=True)
W = Matrix(2, 3, sp.symbols("W1:7", real=True))
V = Matrix(2, 1, sp.symbols("v1:3", real=True))


def test_missing_transpose_is_explained_in_the_authors_words():
    with pytest.raises(ElaborationError, match="W is 2×3, x is a column of 2: a transpose is missing"):
        times(W, V, ("W", "x"))
    assert times(transposed(W), V).shape == (3, 1)


def test_number_plus_matrix_is_refused_and_zero_is_not():
    with pytest.raises(ElaborationError, match="is I missing"):
        plus(sp.S.One, W)
    assert plus(sp.S.Zero, W) == W


def test_identity_takes_the_size_that_it_meets():
    square = times(W, transposed(W))
    assert plus(square, Identity(T)) == square + T * sp.eye(2)
    with pytest.raises(ElaborationError, match="is I meant"):
        plus(W, Identity())


def test_inner_product_is_a_number():
    assert times(transposed(V), V) == V[0] ** 2 + V[1] ** 2


def test_inverse_of_letters_times_matrix_is_the_identity():
    square = Matrix([[T, X], [X, T + X**2]])
    assert (inverse(square) * square).applyfunc(sp.cancel) == sp.eye(2)


@pytest.mark.parametrize("wrong", [
    lambda: raised(W, sp.Integer(2), "W"), lambda: divided(sp.S.One, V, "x"),
    lambda: same_shape(W, V, ("left", "right")), lambda: same_shape(W, sp.S.One, ("left", "right")),
    lambda: elementwise(sp.Add, [W, V]), lambda: indexed(V, [3], "v"), lambda: indexed(X, [1], "x"),
    lambda: indexed(W, [1], "W"), lambda: entry_of((1, 2), 0, "x"),
])
def test_what_means_nothing_is_refused(wrong):
    with pytest.raises(ElaborationError, match="[a-z]"):
        wrong()


def test_functions_of_numbers_act_on_each_entry():
    assert elementwise(sp.exp, [V]) == V.applyfunc(sp.exp)


def test_slope_of_a_hinge_is_undefined_at_its_corner():
    hinge = slope(sp.Max(0, X), X)
    assert [hinge.subs(X, at) for at in (-1, 0, 1)] == [0, sp.nan, 1]


def test_slope_of_a_squared_hinge_exists_everywhere():
    assert [slope(sp.Max(0, X) ** 2, X).subs(X, at) for at in (-1, 0, 1)] == [0, 0, 2]


def test_one_sided_slopes_of_a_hinge():
    hinge = sp.Max(0, X)
    assert one_sided(hinge, X, sp.S.Zero, upward=True) == 1
    assert one_sided(hinge, X, sp.S.Zero, upward=False) == 0


def test_limits_from_both_sides_must_agree():
    assert limit(sp.sign(X), X, sp.S.Zero) is sp.nan
    assert limit(sp.Abs(X), X, sp.S.Zero) == 0
    assert limit(sp.sign(X), X, sp.S.Zero, "-") == -1
    assert limit(X - sp.Max(0, X - 3), X, sp.oo) == 3
