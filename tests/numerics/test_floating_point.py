"""Tests of lit.numerics.floating_point that no reader of the chapter needs."""

import math
import sys
from fractions import Fraction

import dask.array as dask
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lit.numerics.floating_point import condition_number, two_sum, ulp_distance

LARGEST, SMALLEST = np.finfo(float).max, np.nextafter(0.0, 1.0)
FLOATS = st.floats(allow_nan=False)


@given(FLOATS, FLOATS, FLOATS)
def test_the_distance_is_a_metric_along_a_line(a, b, c):
    low, middle, high = sorted((a, b, c))
    assert ulp_distance(a, b) == ulp_distance(b, a) >= 0
    assert (ulp_distance(a, b) == 0) == (a == b)
    total = ulp_distance(low, middle) + ulp_distance(middle, high)
    assert math.isclose(ulp_distance(low, high), total, rel_tol=4e-16)


@given(FLOATS, st.integers(0, 50))
def test_the_distance_counts_the_steps_to_the_next_float(a, steps):
    b = math.nextafter(a, math.inf, steps=steps) if sys.version_info >= (3, 12) else a
    for _ in range(steps if b == a else 0):
        b = math.nextafter(b, math.inf)
    assert ulp_distance(a, b) == steps or b == math.inf


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_distance_is_counted_in_the_format_of_its_arguments(dtype):
    one = np.array([1.0, -1.0, 0.0], dtype)
    beside = np.nextafter(one, np.array(np.inf, dtype))
    assert ulp_distance(one, beside).tolist() == [1.0, 1.0, 1.0]
    assert ulp_distance(one[:1], dtype(2.0))[0] == 2.0 ** np.finfo(dtype).nmant


def test_the_wider_format_counts():
    assert ulp_distance(np.float32(1), np.nextafter(1.0, 2.0)) == 1.0
    assert ulp_distance(np.array([1.0], np.float32), 2.0) == 2.0**23
    assert ulp_distance(1, 2) == ulp_distance(True, 2.0) == ulp_distance(np.int8(1), 2) == 2.0**52


def test_the_whole_line_is_longer_than_any_whole_number_of_63_bits():
    assert ulp_distance(-np.inf, np.inf) == 2.0 * (2047 * 2**52)
    assert ulp_distance(LARGEST, np.inf) == 1.0 and ulp_distance(-SMALLEST, SMALLEST) == 2.0
    assert ulp_distance(0.0, -0.0) == 0.0


def test_nan_is_at_no_distance():
    assert np.isnan(ulp_distance([np.nan, 1.0, np.nan], [1.0, np.nan, np.nan])).all()


def test_the_distance_broadcasts_and_takes_empty_arrays():
    assert ulp_distance(np.zeros((3, 1)), np.zeros(2)).shape == (3, 2)
    assert ulp_distance(np.zeros(0), 1.0).shape == (0,)
    assert isinstance(ulp_distance(1.0, 2.0), np.float64)


@pytest.mark.parametrize("a", [1j, "one", None])
def test_what_is_not_real_has_no_distance(a):
    with pytest.raises(TypeError, match="^ulp_distance needs real b, got dtype "):
        ulp_distance(1.0, a)


@pytest.mark.skipif(np.finfo(np.longdouble).nmant == 52, reason="long doubles are doubles here")
def test_a_format_of_more_than_64_bits_is_refused():
    with pytest.raises(TypeError, match="^ulp_distance needs at most 64 bits, got dtype "):
        ulp_distance(np.longdouble(1), 2.0)


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_two_sum_is_exact(a, b):
    total, error = map(float, two_sum(a, b))
    assert total == a + b
    assert Fraction(total) + Fraction(error) == Fraction(a) + Fraction(b)
    assert total == 0 or abs(error) <= math.ulp(total) / 2


def test_two_sum_is_exact_in_single_precision_too():
    random = np.random.default_rng(2)
    a, b = (random.normal(size=200) * 2.0 ** random.integers(-20, 20, 200) for _ in range(2))
    a, b = a.astype(np.float32), b.astype(np.float32)
    total, error = two_sum(a, b)
    assert total.dtype == error.dtype == np.float32
    assert [Fraction(float(x)) + Fraction(float(y)) for x, y in zip(a, b)] == [
        Fraction(float(x)) + Fraction(float(y)) for x, y in zip(total, error)]


def test_the_error_of_an_overflow_is_nan():
    total, error = two_sum([1e308, np.inf], [1e308, 1.0])
    assert np.isinf(total).all() and np.isnan(error).all()


@given(st.floats(1e-3, 1e3), st.floats(-5, 5))
def test_the_condition_of_a_power_is_its_exponent(x, a):
    found = condition_number(lambda t: t**a, lambda t: a * t ** (a - 1), x)
    assert found == pytest.approx(abs(a), rel=1e-12)


def test_the_condition_number_forecasts_how_an_error_of_the_input_grows():
    x, share = np.array([0.5, 2.0, 30.0, 600.0]), 1e-9
    for function, slope in ((np.exp, np.exp), (np.sin, np.cos), (np.log, lambda t: 1 / t)):
        grown = np.abs(function(x * (1 + share)) / function(x) - 1) / share
        np.testing.assert_allclose(grown, condition_number(function, slope, x), rtol=1e-5)


def test_the_condition_number_stays_in_range_and_has_its_limits_at_zeros():
    assert condition_number(np.exp, np.exp, 709.0) == 709.0
    assert condition_number(np.log, lambda x: 1 / x, 1.0) == np.inf
    assert condition_number(np.exp, np.exp, 0.0) == 0.0
    assert np.isnan(condition_number(np.sin, np.cos, 0.0))


def test_dask_arrays_stay_lazy():
    a = np.linspace(-1, 1, 11)
    lazy = dask.from_array(a, chunks=4)
    found = ulp_distance(lazy, a + 1e-12)
    assert isinstance(found, dask.Array)
    assert np.array_equal(found.compute(), ulp_distance(a, a + 1e-12))
    assert all(isinstance(part, dask.Array) for part in two_sum(lazy, 1.0))
