"""Tests of lit.activations.sigmoid_and_tanh that no reader of the chapter needs."""

import math
import pickle
import warnings

import dask.array as dask
import mpmath
import numpy as np
import pytest
import scipy.special
from guarded import Guarded, bare
from hypothesis import given
from hypothesis import strategies as st

from lit.activations.sigmoid_and_tanh import (
    log_sigmoid,
    sigmoid,
    sigmoid_derivative,
    tanh,
    tanh_derivative,
)

FUNCTIONS = [sigmoid, log_sigmoid, tanh, sigmoid_derivative, tanh_derivative]
EXACT = {
    sigmoid: lambda x: 1 / (1 + mpmath.exp(-x)),
    log_sigmoid: lambda x: -mpmath.log1p(mpmath.exp(-x)) if x > -2000 else x,
    tanh: lambda x: mpmath.tanh(x) if abs(x) < 2000 else mpmath.sign(x),
    sigmoid_derivative: lambda x: mpmath.exp(-abs(x)) / (1 + mpmath.exp(-abs(x))) ** 2,
    tanh_derivative: lambda x: 4 * mpmath.exp(-2 * abs(x)) / (1 + mpmath.exp(-2 * abs(x))) ** 2,
}
GOAL = {sigmoid: 3, log_sigmoid: 2, tanh: 2, sigmoid_derivative: 4, tanh_derivative: 4}
SUBNORMAL_GOAL = 2
LIMITS = {  # at minus infinity and at infinity
    sigmoid: (0.0, 1.0),
    log_sigmoid: (-np.inf, 0.0),
    tanh: (-1.0, 1.0),
    sigmoid_derivative: (0.0, 0.0),
    tanh_derivative: (0.0, 0.0),
}

finite = st.floats(allow_nan=False, allow_infinity=False)
every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
every_width = pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=lambda d: d.__name__)


def points(dtype):
    """Return about 1500 points: the ends, the tails where results are subnormal, and the middle."""
    info, random = np.finfo(dtype), np.random.default_rng(20261121)
    with np.errstate(under="ignore"):
        edge = float(-np.log(info.smallest_subnormal))
    ends = [0.0, 1e-8, 0.01, 0.5, 1.0, 36.0, 37.0, 709.8, 710.0, edge, edge + 1]
    ends += [float(info.max), float(info.tiny), float(info.smallest_subnormal)]
    sides = [
        random.uniform(-edge - 5, edge + 5, 400),
        random.normal(0, 3, 400),
        random.choice([-1, 1], 200) * 10.0 ** random.uniform(np.log10(info.tiny), 1, 200),
        random.choice([-1, 1], 200) * random.uniform(0.94 * edge, edge + 1, 200),
        random.choice([-1, 1], 200) * random.uniform(0.94 * edge / 2, edge / 2 + 1, 200),
    ]
    return np.concatenate([ends, np.negative(ends), *sides]).astype(dtype)


def errors(function, x):
    """Return (exact values, errors in units in the last place) at 60 digits."""
    info = np.finfo(x.dtype)
    value = function(x)
    assert value.dtype == x.dtype
    with mpmath.workdps(60):
        exact = [EXACT[function](mpmath.mpf(float(each))) for each in x]
        powers = [max(mpmath.frexp(each)[1] - 1, info.minexp) for each in exact]
        gaps = [abs(mpmath.mpf(float(v)) - e) for v, e in zip(value, exact)]
        units = [float(mpmath.ldexp(gap, int(info.nmant - p))) for gap, p in zip(gaps, powers)]
    return np.array([abs(float(each)) for each in exact]), np.array(units)


@every_width
@every_function
def test_values_agree_with_60_digits(function, dtype):
    exact, units = errors(function, points(dtype))
    assert units[exact >= np.finfo(dtype).tiny].max() <= GOAL[function]


@every_width
@every_function
def test_subnormal_values_agree_with_60_digits(function, dtype):
    exact, units = errors(function, points(dtype))
    subnormal = exact < np.finfo(dtype).tiny
    assert np.sum(subnormal & (exact > 0)) > 0
    assert units[subnormal].max() <= SUBNORMAL_GOAL


def test_single_precision_is_rounded_once():
    x = np.linspace(-30, 30, 5001, dtype=np.float32)
    wide = x.astype(np.float64)
    np.testing.assert_array_equal(sigmoid(x), sigmoid(wide).astype(np.float32))
    np.testing.assert_array_equal(log_sigmoid(x), log_sigmoid(wide).astype(np.float32))


@pytest.mark.parametrize(
    ("function", "oracle"),
    [
        (sigmoid, scipy.special.expit),
        (log_sigmoid, scipy.special.log_expit),
        (tanh, np.vectorize(math.tanh)),
    ],
)
def test_values_agree_with_scipy_and_the_standard_library(function, oracle):
    x = points(np.float64)
    x = x[x > -709]  # SciPy's expit is 0 where the sigmoid is subnormal
    np.testing.assert_allclose(function(x), oracle(x), rtol=2e-15, atol=0)


@every_function
def test_no_warning_but_underflow(function):
    x = np.append(points(np.float64), [-np.inf, np.inf, np.nan])
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        function(x)
        function(np.append(points(np.float32), np.float32([-np.inf, np.inf, np.nan])))


@every_width
@every_function
def test_infinity_has_the_limit_and_nan_stays_nan(function, dtype):
    value = function(np.array([-np.inf, np.inf, np.nan], dtype))
    assert tuple(value[:2]) == LIMITS[function]
    assert np.isnan(value[2])


@every_function
def test_the_shape_is_kept(function):
    for shape in [(), (0,), (1,), (5,), (0, 3), (2, 3, 4)]:
        assert np.shape(function(np.full(shape, 0.5))) == shape
    strided = np.arange(24.0).reshape(4, 6)[::2, ::-3]
    np.testing.assert_array_equal(function(strided), function(strided.copy()))


@every_function
def test_the_argument_is_left_alone(function):
    x = np.linspace(-3, 3, 7)
    function(x)
    np.testing.assert_array_equal(x, np.linspace(-3, 3, 7))


@every_function
@pytest.mark.parametrize("kind", ["bool", "int8", "uint8", "int64", "uint64"])
def test_integers_are_promoted_to_double(function, kind):
    x = np.array([0, 1, 1]).astype(kind)
    value = function(x)
    assert value.dtype == np.float64
    np.testing.assert_array_equal(value, function(x.astype(np.float64)))


@every_function
def test_the_least_integer_does_not_wrap_round(function):
    for kind in ("int8", "int64"):
        least = np.iinfo(kind).min
        assert function(np.array([least], kind))[0] == function(float(least))


@every_function
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_the_width_is_kept(function, dtype):
    assert function(np.ones(3, dtype)).dtype == dtype
    assert function(dtype(1)).dtype == dtype


@every_function
def test_numbers_and_lists_are_taken(function):
    assert isinstance(function(1), float) and isinstance(function(1.0), float)
    assert function(True) == function(1) == function(1.0)
    assert function([0, 1]).tolist() == [function(0.0), function(1.0)]


@every_function
@pytest.mark.parametrize(
    ("x", "dtype"),
    [
        (1j, "complex128"),
        (np.ones(2, np.complex64), "complex64"),
        ("1.0", "<U3"),
        (None, "object"),
        (np.array([1.0, 2.0], object), "object"),
        (np.datetime64("2026-11-21"), r"datetime64\[D\]"),
    ],
)
def test_what_is_not_real_is_refused(function, x, dtype):
    with pytest.raises(TypeError, match=f"^{function.__name__} needs real x, got dtype {dtype}$"):
        function(x)


@given(finite)
def test_sigmoid_is_symmetric(x):
    assert abs(sigmoid(x) + sigmoid(-x) - 1) <= 2.0**-52


@given(finite)
def test_tanh_is_odd_and_the_slopes_are_even(x):
    assert tanh(-x) == -tanh(x)
    assert sigmoid_derivative(-x) == sigmoid_derivative(x)
    assert tanh_derivative(-x) == tanh_derivative(x)


@given(finite)
def test_values_stay_in_their_ranges(x):
    assert 0 <= sigmoid(x) <= 1 and -1 <= tanh(x) <= 1 and log_sigmoid(x) <= 0
    assert 0 <= sigmoid_derivative(x) <= 0.25 and 0 <= tanh_derivative(x) <= 1


@given(st.floats(-760, 40), st.floats(-760, 40))
def test_sigmoid_never_falls_by_more_than_rounding(x, y):
    low, high = sigmoid(min(x, y)), sigmoid(max(x, y))
    assert low <= high + 4 * np.spacing(high)


@given(st.floats(-700, 700))
def test_the_logarithm_is_the_logarithm(x):
    assert np.exp(log_sigmoid(x)) == pytest.approx(sigmoid(x), rel=2e-13, abs=0)


@given(st.floats(-350, 350))
def test_the_slope_of_tanh_is_four_slopes_of_the_sigmoid(x):
    assert tanh_derivative(x) == pytest.approx(4 * sigmoid_derivative(2 * x), rel=2e-15, abs=0)


@pytest.mark.parametrize(
    ("function", "slope"), [(sigmoid, sigmoid_derivative), (tanh, tanh_derivative)]
)
def test_slopes_agree_with_central_differences(function, slope):
    x, h = np.linspace(-6, 6, 241), 6e-6
    difference = (function(x + h) - function(x - h)) / (2 * h)
    assert np.linalg.norm(difference - slope(x)) <= 1e-9 * np.linalg.norm(slope(x))


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (sigmoid, sigmoid_derivative),
        (tanh, tanh_derivative),
        (log_sigmoid, lambda x: sigmoid(-x)),
    ],
)
def test_slopes_agree_with_the_complex_step(function, slope):
    x, h = np.linspace(-300, 300, 601), 1e-200
    step = function.__wrapped__(x + 1j * h).imag / h
    near = slope(x) > 1e-100
    np.testing.assert_allclose(step[near], slope(x)[near], rtol=2e-15)


@every_function
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64])
def test_arrays_of_other_libraries_pass_through(function, dtype):
    x = np.arange(-3, 4).astype(dtype)
    value = function(Guarded(x))
    assert isinstance(value, Guarded)
    np.testing.assert_array_equal(bare(value), function(x))


@every_function
def test_dask_arrays_stay_lazy(function):
    for dtype in (np.float64, np.float32, np.int64):
        x = np.arange(-30, 30).astype(dtype)
        value = function(dask.from_array(x, chunks=7))
        assert isinstance(value, dask.Array) and value.dtype == function(x).dtype
        np.testing.assert_array_equal(value.compute(), function(x))


@every_function
def test_functions_travel_to_other_processes(function):
    assert pickle.loads(pickle.dumps(function)) is function


@every_function
def test_docstrings_say_where_the_formula_is(function):
    assert "Source: docs/activations/sigmoid_and_tanh.md#" in function.__doc__


@pytest.mark.parametrize("layout", [
    lambda x: x, np.asfortranarray, lambda x: x[::2, ::-1], lambda x: x.T, lambda x: x.reshape(4, -1, 25).transpose(1, 2, 0),
    lambda x: x.astype(">f8"), lambda x: x.astype(np.float32), lambda x: np.broadcast_to(x[0], x.shape),
], ids="rows columns strides turned three foreign single repeated".split())
@every_function
def test_large_arrays_of_any_layout_have_the_values_of_their_elements(function, layout):
    x = layout(np.random.default_rng(3).normal(0, 20, (200, 400)))
    value = function(x)
    assert value.shape == x.shape and value.dtype == x.dtype.newbyteorder("=")
    assert np.array_equal(value[::7, ::11], function(x[::7, ::11]))
