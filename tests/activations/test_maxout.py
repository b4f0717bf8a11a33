"""Tests of lit.activations.maxout that no reader of the chapter needs."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.gaussian_process.kernels import RBF

from lit.activations.leaky_relu import generalised_relu
from lit.activations.maxout import low_rank, maxout, radial_unit

RANDOM = np.random.default_rng(20261121)


@pytest.mark.parametrize("shape", [(), (6,), (2, 3), (0,)])
@pytest.mark.parametrize("pieces", [1, 2, 5])
def test_maxout_is_the_loop_over_pieces(shape, pieces):
    x, W, b = RANDOM.normal(size=(*shape, 4)), RANDOM.normal(size=(pieces, 4, 3)), RANDOM.normal(size=(pieces, 3))
    value = maxout(x, W, b)
    assert value.shape == (*shape, 3)
    loop = [[max(row @ W[j, :, u] + b[j, u] for j in range(pieces)) for u in range(3)] for row in x.reshape(-1, 4)]
    np.testing.assert_allclose(value.reshape(-1, 3), np.reshape(loop, (-1, 3)), rtol=1e-12, atol=1e-13)


@given(st.floats(-1e6, 1e6), st.floats(0, 1))
def test_two_pieces_are_a_unit_with_a_leak(z, slope):
    W = np.array([[[1.0]], [[slope]]])
    assert maxout(np.array([z]), W, np.zeros((2, 1)))[0] == generalised_relu(z, slope)


@given(st.floats(0, 1))
def test_maxout_is_convex(t):
    W, b = RANDOM.normal(size=(3, 4, 5)), RANDOM.normal(size=(3, 5))
    x, y = RANDOM.normal(size=(2, 4))
    chord = (1 - t) * maxout(x, W, b) + t * maxout(y, W, b)
    assert np.all(maxout((1 - t) * x + t * y, W, b) <= chord + 1e-13)


@pytest.mark.parametrize(
    "shapes", [((2,), (2, 1, 1), (2, 1)), ((1,), (1, 1), (1,)), ((1,), (2, 1, 1), (1,)), ((1,), (0, 1, 1), (0, 1)), ((), (2, 1, 1), (2, 1))]
)
def test_shapes_that_do_not_fit_are_refused(shapes):
    with pytest.raises(ValueError, match=r"^maxout needs x \(\.\.\., n\), W \(k, n, p\) and b \(k, p\) with k > 0, got "):
        maxout(*map(np.ones, shapes))


def test_nan_is_handed_on():
    assert np.isnan(maxout(np.array([np.nan]), np.ones((2, 1, 1)), np.zeros((2, 1)))).all()
    assert np.isnan(radial_unit([np.nan, 0.0], [0.0, 0.0], 1.0))


@pytest.mark.parametrize("q", [1, 3, 5])
def test_low_rank_is_the_nearest_product(q):
    W = RANDOM.normal(size=(7, 5))
    U, V = low_rank(W, q)
    assert U.shape == (7, q) and V.shape == (q, 5)
    least = np.linalg.norm(np.linalg.svd(W, compute_uv=False)[q:])
    assert np.linalg.norm(W - U @ V) == pytest.approx(least, rel=1e-12, abs=1e-13)
    for _ in range(50):
        other = (U + 0.1 * RANDOM.normal(size=U.shape)) @ (V + 0.1 * RANDOM.normal(size=V.shape))
        assert np.linalg.norm(W - other) >= least


@pytest.mark.parametrize("q", [0, 3, -1])
def test_a_rank_out_of_range_is_refused(q):
    with pytest.raises(ValueError, match=r"^low_rank needs W \(n, p\) and q in \[1, min\(n, p\)\], got \(2, 4\) and "):
        low_rank(np.ones((2, 4)), q)


def test_radial_units_agree_with_scikit_learn():
    x, centre = RANDOM.normal(size=(50, 3)), RANDOM.normal(size=3)
    oracle = RBF(length_scale=0.7 / np.sqrt(2))(x, centre[None])[:, 0]
    np.testing.assert_allclose(radial_unit(x, centre, 0.7), oracle, rtol=1e-12)


@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(0.5, 100))
def test_radial_units_agree_with_50_digits(x, centre, width):
    with mpmath.workdps(50):
        square = ((mpmath.mpf(x) - mpmath.mpf(centre)) / mpmath.mpf(width)) ** 2
        exact = float(mpmath.exp(-square))
    assert radial_unit([x], [centre], width) == pytest.approx(exact, rel=4e-16 * (4 + 2 * float(square)), abs=1e-320)


def test_a_tiny_width_is_no_trap():
    assert radial_unit([0.0], [0.0], 1e-200) == 1.0
    assert radial_unit([1e-200], [0.0], 1e-200) == pytest.approx(np.exp(-1), rel=1e-15)


@pytest.mark.parametrize("width", [0.0, -1.0, np.nan])
def test_a_width_that_is_none_is_refused(width):
    with pytest.raises(ValueError, match="^radial_unit needs a positive width, got "):
        radial_unit([0.0], [0.0], width)


def test_what_is_not_real_is_refused():
    with pytest.raises(TypeError, match="^maxout needs real b, got dtype complex128$"):
        maxout(np.ones(1), np.ones((2, 1, 1)), 1j * np.ones((2, 1)))
    with pytest.raises(TypeError, match="^low_rank needs real W, got dtype object$"):
        low_rank(np.array([[None]]), 1)
    with pytest.raises(TypeError, match="^radial_unit needs real centre, got dtype <U1$"):
        radial_unit([0.0], ["0"], 1.0)
