"""Tests of lit.activations.softplus that no reader of the chapter needs."""

import warnings

import dask.array as dask
import mpmath
import numpy as np
import pytest
import scipy.special
from guarded import Guarded, bare
from hypothesis import given
from hypothesis import strategies as st
from ulp import errors, points

from lit.activations.sigmoid_and_tanh import log_sigmoid, sigmoid
from lit.activations.softplus import softplus, softplus_derivative

EXACT = {
    softplus: lambda x: mpmath.log1p(mpmath.exp(x)) if x < 2000 else x,
    softplus_derivative: lambda x: 1 / (1 + mpmath.exp(-x)),
}
GOAL = {softplus: 2, softplus_derivative: 3}
LIMITS = {softplus: (0.0, np.inf), softplus_derivative: (0.0, 1.0)}
every_function = pytest.mark.parametrize("function", list(EXACT), ids=lambda f: f.__name__)
every_width = pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=lambda d: d.__name__)


@every_width
@every_function
def test_values_agree_with_60_digits(function, dtype):
    normal, subnormal = errors(function, EXACT[function], points(dtype))
    assert normal.max() <= GOAL[function] and subnormal.max() <= 2


@every_width
@every_function
def test_infinity_has_the_limit_and_nan_stays_nan(function, dtype):
    value = function(np.array([-np.inf, np.inf, np.nan], dtype))
    assert value.dtype == dtype and tuple(value[:2]) == LIMITS[function] and np.isnan(value[2])


@every_function
def test_no_warning_but_underflow(function):
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        for dtype in (np.float64, np.float32):
            function(np.append(points(dtype), np.array([-np.inf, np.inf, np.nan], dtype)))


def test_softplus_agrees_with_scipy():
    x = points(np.float64)
    np.testing.assert_allclose(softplus(x), scipy.special.softplus(x), rtol=1e-15, atol=1e-323)


@given(st.floats(allow_nan=False))
def test_the_logarithm_of_the_sigmoid_is_a_softplus_turned_twice(x):
    assert log_sigmoid(x) == -softplus(-x)


@given(st.floats(-1e300, 1e300))
def test_softplus_is_above_the_hinge_by_log_2_at_most(x):
    assert 0 <= softplus(x) - max(0.0, x) <= np.log(2) + np.spacing(abs(x))


@given(st.floats(-800, 800), st.floats(-800, 800))
def test_softplus_never_falls_by_more_than_rounding(x, y):
    low, high = softplus(min(x, y)), softplus(max(x, y))
    assert low <= high + 4 * np.spacing(high)


def test_the_slope_agrees_with_the_complex_step():
    x = np.linspace(-300, 300, 601)
    step = softplus.__wrapped__(x + 1e-200j).imag / 1e-200
    near = sigmoid(x) > 1e-100
    np.testing.assert_allclose(step[near], softplus_derivative(x)[near], rtol=2e-15)


@every_function
def test_shapes_numbers_and_integers(function):
    for shape in [(), (0,), (1,), (2, 3), (2, 0, 4)]:
        assert np.shape(function(np.full(shape, 0.5))) == shape
    assert isinstance(function(1), float) and function(True) == function(1.0)
    for kind in ("bool", "int8", "uint64"):
        assert function(np.array([0, 1], kind)).dtype == np.float64
    assert function(np.array([-128], np.int8))[0] == function(-128.0)


@every_function
@pytest.mark.parametrize(("x", "dtype"), [(1j, "complex128"), ("1.0", "<U3"), (None, "object")])
def test_what_is_not_real_is_refused(function, x, dtype):
    with pytest.raises(TypeError, match=f"^{function.__name__} needs real x, got dtype {dtype}$"):
        function(x)


@every_function
def test_arrays_of_other_libraries_pass_through(function):
    x = np.linspace(-30, 30, 61)
    value = function(Guarded(x))
    assert isinstance(value, Guarded)
    np.testing.assert_array_equal(bare(value), function(x))
    lazy = function(dask.from_array(x, chunks=7))
    assert isinstance(lazy, dask.Array)
    np.testing.assert_array_equal(lazy.compute(), function(x))
