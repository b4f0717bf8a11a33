"""Tests of lit.numerics.gradient_check that no reader of the chapter needs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lit.activations.sigmoid_and_tanh import sigmoid, sigmoid_derivative
from lit.numerics.gradient_check import (
    STEP, central_difference_gradient, complex_step_gradient, gradient_error,
)

BOTH = pytest.mark.parametrize("gradient", [central_difference_gradient, complex_step_gradient])
VECTORS = arrays(float, 4, elements=st.floats(-1e3, 1e3))


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def rosenbrock_gradient(x):
    gradient = np.zeros_like(x)
    gradient[:-1] = -400 * x[:-1] * (x[1:] - x[:-1] ** 2) - 2 * (1 - x[:-1])
    gradient[1:] += 200 * (x[1:] - x[:-1] ** 2)
    return gradient


@pytest.mark.parametrize("seed", range(5))
def test_both_find_the_gradient_of_rosenbrocks_valley(seed):
    x = np.random.default_rng(seed).normal(size=6)
    assert gradient_error(complex_step_gradient(rosenbrock, x), rosenbrock_gradient(x)) < 1e-14
    assert gradient_error(central_difference_gradient(rosenbrock, x), rosenbrock_gradient(x)) < 1e-8


@pytest.mark.parametrize("x", [-20.0, -1.0, 0.0, 0.3, 5.0])
def test_the_complex_step_has_all_digits_of_the_function(x):
    for f, slope in ((np.exp, np.exp), (np.sin, np.cos), (np.sinh, np.cosh), (lambda t: t**3, lambda t: 3 * t**2)):
        assert complex_step_gradient(f, x) == pytest.approx(slope(x), rel=1e-15, abs=0)
    assert complex_step_gradient(sigmoid.__wrapped__, x) == pytest.approx(sigmoid_derivative(x), rel=1e-14)


@given(st.floats(-1e6, 1e6), st.floats(-10, 10), st.floats(-10, 10))
def test_the_central_difference_of_a_parabola_has_rounding_errors_only(x, a, b):
    found = central_difference_gradient(lambda t: a * t**2 + b * t, x)
    scale = abs(a) * max(1.0, abs(x)) + abs(b) + 1e-300
    assert abs(found - (2 * a * x + b)) <= 1e-9 * scale


@given(st.floats(1.0, 1e100), st.sampled_from([1, -1]))
def test_the_step_grows_with_the_place(x, sign):
    assert central_difference_gradient(lambda t: t**2, sign * x) == pytest.approx(2 * sign * x, rel=1e-9)


def test_the_default_step_is_near_the_best_one():
    x = np.linspace(-2, 2, 41)
    errors = {factor: max(abs(central_difference_gradient(np.exp, t, STEP * factor) / np.exp(t) - 1) for t in x)
              for factor in (1e-2, 1, 1e2)}
    assert errors[1] < 2e-10 < min(errors[1e-2], errors[1e2])


@BOTH
@pytest.mark.parametrize("shape", [(), (1,), (0,), (3,), (2, 3), (2, 1, 2)])
def test_the_gradient_has_the_shape_of_its_place(gradient, shape):
    x = np.random.default_rng(0).normal(size=shape)
    weights = np.arange(x.size, dtype=float).reshape(shape)
    found = gradient(lambda t: np.sum(weights * t), x)
    assert np.shape(found) == shape and found.dtype == np.float64
    np.testing.assert_allclose(found, weights, rtol=1e-9, atol=1e-9)


@BOTH
def test_the_place_is_left_as_it_was_and_may_hold_integers(gradient):
    x = np.array([1, 2, 3])
    assert gradient(lambda t: np.sum(t**2), x) == pytest.approx([2.0, 4.0, 6.0], rel=1e-9)
    assert x.tolist() == [1, 2, 3]


@BOTH
def test_a_value_in_an_array_of_length_one_is_a_number(gradient):
    assert gradient(lambda t: np.sum(t, keepdims=True), np.zeros((2, 2))).tolist() == [[1, 1], [1, 1]]


@BOTH
def test_more_than_one_value_is_refused(gradient):
    with pytest.raises(ValueError, match=rf"^{gradient.__name__} needs f to return one number, got shape \(3,\)$"):
        gradient(lambda t: t * 2, np.zeros(3))


@BOTH
def test_a_place_that_is_not_real_is_refused(gradient):
    with pytest.raises(TypeError, match=f"^{gradient.__name__} needs real x, got dtype complex128$"):
        gradient(np.sum, np.array([1j]))


def test_a_complex_value_has_no_central_difference():
    with pytest.raises(TypeError, match="^central_difference_gradient needs real f, got dtype complex128$"):
        central_difference_gradient(lambda t: t * 1j, 1.0)


@pytest.mark.parametrize("f", [np.abs, np.real, lambda t: np.abs(t) ** 2, lambda t: 1.0])
def test_a_function_that_loses_the_imaginary_part_is_refused(f):
    with pytest.raises(TypeError, match="^complex_step_gradient needs f to answer complex x with a complex number"):
        complex_step_gradient(f, 1.0)


def test_guarded_functions_say_that_they_do_not_take_the_complex_step():
    with pytest.raises(TypeError, match="^sigmoid needs real x, got dtype complex128$"):
        complex_step_gradient(sigmoid, 1.0)


@given(VECTORS, VECTORS)
def test_the_error_is_symmetric_and_between_0_and_2(one, two):
    error = gradient_error(one, two)
    assert error == gradient_error(two, one) and 0 <= error <= 2 + 1e-15
    assert gradient_error(one, one) == 0.0
    longer = max(np.linalg.norm(one), np.linalg.norm(two))
    if longer > 1e-100:
        assert error == pytest.approx(np.linalg.norm(one - two) / longer, rel=1e-12, abs=1e-15)


@given(VECTORS, st.floats(0.0, 1.0))
def test_a_factor_shows_as_what_it_lacks_to_one(one, factor):
    if np.linalg.norm(one) > 1e-200:
        assert gradient_error(one, factor * one) == pytest.approx(1 - factor, abs=1e-14)


def test_the_error_at_the_ends():
    assert gradient_error(0.0, 0.0) == gradient_error([], []) == 0.0
    assert gradient_error([1e300, -1e300], [-1e300, 1e300]) == pytest.approx(2.0)
    assert gradient_error(1e-310, 2e-310) == pytest.approx(0.5, rel=1e-10)
    assert gradient_error(0.0, 5e-324) == 1.0
    for bad in (np.nan, np.inf):
        assert np.isnan(gradient_error([1.0, bad], [1.0, bad]))


def test_gradients_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match=r"^gradient_error needs equal shapes, got \(3,\) and \(3, 1\)$"):
        gradient_error(np.zeros(3), np.zeros((3, 1)))
    with pytest.raises(TypeError, match="^gradient_error needs real two, got dtype complex128$"):
        gradient_error(1.0, 1j)
