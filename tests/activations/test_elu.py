"""Tests of lit.activations.elu that no reader of the chapter needs."""

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

from lit.activations.elu import (
    SELU_ALPHA,
    SELU_FLOOR,
    SELU_LAMBDA,
    elu,
    elu_derivative,
    relu6,
    relu6_derivative,
    selu,
    selu_derivative,
)

with mpmath.workdps(60):
    FIRST, SECOND = (mpmath.exp(k * k / 2) * mpmath.erfc(k / mpmath.sqrt(2)) for k in (mpmath.mpf(1), mpmath.mpf(2)))
    A = mpmath.sqrt(2 / mpmath.pi) / (1 - FIRST)
    S = mpmath.sqrt(2 / (1 + A**2 * (1 - 2 * FIRST + SECOND)))
EXACT = {
    elu: lambda x: x if x > 0 else mpmath.expm1(x),
    elu_derivative: lambda x: mpmath.mpf(1) if x > 0 else mpmath.exp(x),
    selu: lambda x: S * (x if x > 0 else A * mpmath.expm1(x)),
    selu_derivative: lambda x: S if x > 0 else S * A * mpmath.exp(x),
    relu6: lambda x: min(max(x, mpmath.mpf(0)), mpmath.mpf(6)),
}
GOAL = {elu: 1, elu_derivative: 1, selu: 2, selu_derivative: 2, relu6: 0}
LIMITS = {elu: (-1.0, np.inf), elu_derivative: (0.0, 1.0), relu6: (0.0, 6.0)}
LIMITS |= {selu: (-SELU_FLOOR, np.inf), selu_derivative: (0.0, SELU_LAMBDA)}
every_function = pytest.mark.parametrize("function", list(EXACT), ids=lambda f: f.__name__)
every_width = pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=lambda d: d.__name__)


@every_width
@every_function
def test_values_agree_with_60_digits(function, dtype):
    normal, subnormal = errors(function, EXACT[function], points(dtype))
    assert normal.max() <= GOAL[function] and subnormal.max() <= 2


def test_the_constants_are_the_nearest_doubles():
    assert (SELU_ALPHA, SELU_LAMBDA, SELU_FLOOR) == (float(A), float(S), float(S * A))


def test_elu_agrees_with_scipy():
    x = points(np.float64)
    oracle = np.where(x > 0, x, scipy.special.boxcox(np.exp(np.minimum(x, 0)), 1.0))
    far = (x > 0) | (x < -0.1)
    np.testing.assert_allclose(elu(x)[far], oracle[far], rtol=1e-14)


@every_width
@every_function
def test_infinity_has_the_limit_and_nan_stays_nan(function, dtype):
    value = function(np.array([-np.inf, np.inf, np.nan], dtype))
    expected = np.array(LIMITS[function], dtype)
    assert value.dtype == dtype and np.array_equal(value[:2], expected) and np.isnan(value[2])


@every_function
def test_no_warning_but_underflow(function):
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        for dtype in (np.float64, np.float32):
            x = points(dtype)
            function(np.append(x[np.abs(x) < np.finfo(dtype).max / 2], np.array([-np.inf, np.inf, np.nan], dtype)))


@given(st.floats(-1e300, 1e300), st.floats(0, 100))
def test_elu_is_continuous_and_above_its_floor(x, alpha):
    assert elu(x, alpha) >= -alpha and elu(0.0, alpha) == 0.0
    assert abs(elu(np.nextafter(0, -1), alpha)) <= 1e-300
    assert elu(x, alpha) == pytest.approx(x if x > 0 else alpha * np.expm1(x), rel=1e-15, abs=1e-300)


@given(st.floats(-700, -1e-3), st.floats(1e-3, 100))
def test_the_slope_is_the_height_above_the_floor(x, alpha):
    assert elu_derivative(x, alpha) == pytest.approx(elu(x, alpha) + alpha, abs=1e-15 * alpha)


@given(st.floats(0, 5), st.floats(0, 1))
def test_the_slope_at_zero_is_the_declared_mean(alpha, at_zero):
    assert elu_derivative(0.0, alpha, at_zero) == pytest.approx(at_zero + (1 - at_zero) * alpha, rel=1e-15)
    mean = at_zero * SELU_LAMBDA + (1 - at_zero) * SELU_FLOOR
    assert selu_derivative(-0.0, at_zero) == pytest.approx(mean, rel=1e-15)


@pytest.mark.parametrize(("function", "slope"), [(elu, elu_derivative), (selu, selu_derivative)])
def test_slopes_agree_with_central_differences_away_from_the_joint(function, slope):
    h = 6e-6
    x = np.concatenate([np.linspace(-9, -0.1, 90), np.linspace(0.1, 9, 90)])
    difference = (function(x + h) - function(x - h)) / (2 * h)
    assert np.linalg.norm(difference - slope(x)) <= 1e-9 * np.linalg.norm(slope(x))


def test_the_slope_of_relu6_is_a_box_with_its_conventions_at_the_ends():
    x = np.array([-np.inf, -1.0, 0.0, 1e-300, 3.0, 6.0, 7.0, np.inf])
    assert relu6_derivative(x, 0.25).tolist() == [0.0, 0.0, 0.25, 1.0, 1.0, 0.75, 0.0, 0.0]
    assert np.isnan(relu6_derivative(np.nan)) and relu6_derivative(np.float32(3)).dtype == np.float32
    with pytest.raises(TypeError, match="^relu6_derivative needs real z, got dtype complex128$"):
        relu6_derivative(1j)


def test_each_unit_has_its_own_depth():
    x, depths = np.array([[-2.0, -2.0], [3.0, -4.0]]), np.array([0.5, 2.0])
    for function in (elu, elu_derivative):
        loop = [[float(function(x[i, j], depths[j])) for j in range(2)] for i in range(2)]
        assert function(x, depths).tolist() == loop


@pytest.mark.parametrize("function", [elu_derivative, selu_derivative])
@pytest.mark.parametrize("at_zero", [-0.1, 1.1, np.nan])
def test_a_convention_outside_of_the_fan_is_refused(function, at_zero):
    with pytest.raises(ValueError, match=r"needs at_zero in \[0, 1\], got "):
        function(1.0, at_zero=at_zero)


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
    with pytest.raises(TypeError, match=f"^{function.__name__} needs real [xz], got dtype {dtype}$"):
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
