"""Tests of lit.activations.swish that no reader of the chapter needs."""

import warnings

import dask.array as dask
import mpmath
import numpy as np
import pytest
from guarded import Guarded, bare
from hypothesis import given
from hypothesis import strategies as st
from ulp import errors, points

from lit.activations.relu import relu
from lit.activations.swish import (
    MISH_ROOT,
    POWER_AT_ROOT,
    SILU_ROOT,
    mish,
    mish_derivative,
    silu,
    silu_derivative,
    swish,
    swish_derivative,
    swish_sharpness_gradient,
)


def gate(x):
    return 1 / (1 + mpmath.exp(-x))


def mish_gate(x):
    return 1 - 2 / ((1 + mpmath.exp(x)) ** 2 + 1) if x > -100 else mpmath.exp(x) - mpmath.exp(2 * x) / 2


def mish_slope(x):
    inside = mpmath.exp(x) * (mpmath.exp(x) + 2)
    return inside / (inside + 2) + x * 4 * mpmath.exp(x) * (mpmath.exp(x) + 1) / (inside + 2) ** 2


EXACT = {
    silu: lambda x: x * gate(x),
    swish: lambda x: x * gate(x),
    mish: lambda x: x * mish_gate(x),
    silu_derivative: lambda x: gate(x) + x * gate(x) * gate(-x),
    swish_derivative: lambda x: gate(x) + x * gate(x) * gate(-x),
    swish_sharpness_gradient: lambda x: x * x * gate(x) * gate(-x),
    mish_derivative: mish_slope,
}
GOAL = {silu: 4, swish: 4, mish: 5, silu_derivative: 6, swish_derivative: 6}
GOAL |= {swish_sharpness_gradient: 6, mish_derivative: 8}
LIMITS = {f: (0.0, np.inf) for f in (silu, swish, mish)}
LIMITS |= {f: (0.0, 1.0) for f in (silu_derivative, swish_derivative, mish_derivative)}
LIMITS |= {swish_sharpness_gradient: (0.0, 0.0)}
every_function = pytest.mark.parametrize("function", list(EXACT), ids=lambda f: f.__name__)
every_width = pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=lambda d: d.__name__)


@every_width
@every_function
def test_values_agree_with_60_digits_at_the_roots_too(function, dtype):
    x = points(dtype, SILU_ROOT[0], MISH_ROOT[0])
    normal, subnormal = errors(function, EXACT[function], x)
    assert normal.max() <= GOAL[function] and subnormal.max() <= 2


def test_the_roots_are_roots_to_thirty_digits():
    with mpmath.workdps(60):
        for (high, low), slope in ((SILU_ROOT, EXACT[silu_derivative]), (MISH_ROOT, mish_slope)):
            root = mpmath.findroot(slope, high)
            assert abs(mpmath.mpf(high) + mpmath.mpf(low) - root) < 1e-31
        assert POWER_AT_ROOT == float(mpmath.exp(root))


@every_width
@every_function
def test_infinity_has_the_limit_and_nan_stays_nan(function, dtype):
    value = function(np.array([-np.inf, np.inf, np.nan], dtype))
    assert value.dtype == dtype and tuple(value[:2]) == LIMITS[function] and np.isnan(value[2])


@every_function
def test_no_warning_but_underflow(function):
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        for dtype in (np.float64, np.float32, np.longdouble):
            function(np.append(points(dtype) if dtype != np.longdouble else np.linspace(-3e4, 3e4, 99, dtype=dtype),
                               np.array([-np.inf, np.inf, np.nan], dtype)))


@pytest.mark.parametrize("beta", [-1e10, -1.0, 0.0, 1e-100, 0.5, 1e10, 1e140])
def test_any_sharpness_has_its_limits_without_warning(beta):
    x = np.array([-np.inf, -1e308, -1.0, 0.0, 1.0, 1e308, np.inf])
    with np.errstate(all="raise", under="ignore"):
        value, slope = swish(x, beta), swish_derivative(x, beta)
        assert np.isfinite(slope).all() and np.isfinite(swish_sharpness_gradient(x[1:-1], 1 + abs(beta))).all()
    if beta == 0:
        np.testing.assert_array_equal(value, x / 2)
    else:
        np.testing.assert_array_equal(value[[0, -1]], [0.0, np.inf] if beta > 0 else [-np.inf, 0.0])


@given(st.floats(-700, 700), st.floats(-20, 20))
def test_swish_is_its_formula(x, beta):
    with mpmath.workdps(60):
        exact = mpmath.mpf(x) * gate(mpmath.mpf(x) * mpmath.mpf(beta))
        allowed = (abs(x * beta) + 8) * 2.0**-52
        assert abs(mpmath.mpf(float(swish(x, beta))) - exact) <= allowed * abs(exact) + 1e-307


@given(st.floats(-1e300, 1e300))
def test_the_mirror_images_make_a_line(x):
    assert silu(x) - silu(-x) == pytest.approx(x, rel=1e-15, abs=1e-300)


@given(st.floats(-1e300, 1e300))
def test_both_lie_between_the_dip_and_the_hinge(x):
    assert -0.2784645427610738 - 1e-15 <= silu(x) <= relu(x) and -0.3088434130173 <= mish(x) <= relu(x)


@pytest.mark.parametrize(("function", "slope"), [(silu, silu_derivative), (mish, mish_derivative)])
def test_slopes_agree_with_central_differences(function, slope):
    x, h = np.linspace(-9, 9, 241), 6e-6
    difference = (function(x + h) - function(x - h)) / (2 * h)
    assert np.linalg.norm(difference - slope(x)) <= 1e-9 * np.linalg.norm(slope(x))


def test_the_slope_in_the_sharpness_agrees_with_central_differences():
    x, beta, h = np.linspace(-6, 6, 241), np.array([[-1.0], [0.0], [0.7], [3.0]]), 6e-6
    difference = (swish(x, beta + h) - swish(x, beta - h)) / (2 * h)
    gradient = swish_sharpness_gradient(x, beta)
    assert np.linalg.norm(difference - gradient) <= 1e-8 * np.linalg.norm(gradient)


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


@pytest.mark.parametrize("function", [swish, swish_derivative, swish_sharpness_gradient])
def test_a_sharpness_that_is_not_real_is_refused(function):
    with pytest.raises(TypeError, match=f"^{function.__name__} needs real beta, got dtype complex128$"):
        function(1.0, 1j)


@every_function
def test_arrays_of_other_libraries_pass_through(function):
    x = np.linspace(-30, 30, 61)
    value = function(Guarded(x))
    assert isinstance(value, Guarded)
    np.testing.assert_array_equal(bare(value), function(x))
    lazy = function(dask.from_array(x, chunks=7))
    assert isinstance(lazy, dask.Array)
    np.testing.assert_array_equal(lazy.compute(), function(x))
