"""Tests of lit.numerics.stable that no reader of the chapter needs."""

import dask.array as dask
import mpmath
import numpy as np
import pytest
import scipy.special as special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lit.numerics.floating_point import ulp_distance
from lit.numerics.stable import log1mexp, logsumexp, xlogy

LARGEST, SMALLEST = np.finfo(float).max, np.nextafter(0.0, 1.0)
LOGS = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=6)


def units(value, exact, size=0.0):
    """Return the distance of value from exact, in units in the last place of the larger of exact and size."""
    return float(abs(mpmath.mpf(float(value)) - exact) / np.spacing(max(abs(float(exact)), abs(size))))


def exact_logsumexp(x):
    *others, largest = sorted(mpmath.mpf(float(t)) for t in x)
    return largest + mpmath.log1p(mpmath.fsum(mpmath.exp(t - largest) for t in others))


def near_the_traps(random):
    """Return numbers around the places where shifting, not shifting and ties can go wrong."""
    tiny = random.choice([-1, 1]) * 10 ** random.uniform(-16, -1)
    others = -np.exp(random.uniform(-3, 3.6, random.integers(1, 5)))
    largest = random.choice([tiny, random.uniform(-1.2, 1.2), random.normal() * 100])
    return np.concatenate([[largest], largest + others, [largest] * random.integers(0, 2)])


@pytest.mark.parametrize("seed", range(3))
def test_logsumexp_agrees_with_60_digits_within_3_units(seed):
    random = np.random.default_rng(seed)
    with mpmath.workdps(60):
        for _ in range(300):
            x = random.permutation(near_the_traps(random))
            assert units(logsumexp(x), exact_logsumexp(x), np.max(x)) <= 3


@given(LOGS)
def test_logsumexp_is_right_for_any_logarithms(x):
    with mpmath.workdps(60):
        scale = max(abs(max(x)), 1e-290)
        assert units(logsumexp(x), exact_logsumexp(x), scale) <= 3


@given(LOGS, st.floats(-1e3, 1e3))
def test_a_shift_of_all_is_a_shift_of_logsumexp(x, c):
    x = np.array(x)
    assert abs(logsumexp(x + c) - c - logsumexp(x)) <= 1e-12


@given(LOGS)
def test_logsumexp_is_a_soft_maximum(x):
    slack = 4 * np.spacing(abs(max(x)) + 1)
    assert max(x) <= logsumexp(x) + slack
    assert logsumexp(x) <= max(x) + np.log(len(x)) + slack


def test_logsumexp_agrees_with_scipy_along_any_axis():
    x = np.random.default_rng(0).normal(size=(2, 3, 4)) * 10
    for axis in (None, 0, 1, 2, -1, (0, 2), (0, 1, 2), ()):
        for keepdims in (False, True):
            ours = logsumexp(x, axis=axis, keepdims=keepdims)
            wanted = special.logsumexp(x, axis=axis, keepdims=keepdims)
            assert np.shape(ours) == np.shape(wanted)
            np.testing.assert_allclose(ours, wanted, rtol=1e-15, atol=1e-15)


@pytest.mark.parametrize(
    ("x", "wanted"),
    [
        ([-np.inf], -np.inf),
        ([-np.inf, -np.inf], -np.inf),
        ([-np.inf, 3.0], 3.0),
        ([np.inf, 0.0], np.inf),
        ([np.inf, np.inf, 0.5], np.inf),
        ([np.inf, -np.inf, LARGEST], np.inf),
        ([LARGEST, -LARGEST], LARGEST),
        ([LARGEST, LARGEST], LARGEST),
        ([-LARGEST, -LARGEST, -np.inf], -LARGEST),
        ([0.0, -LARGEST, 0.0], np.log(2)),
        ([0.0, -1e308], 0.0),
        ([SMALLEST, -1e6], SMALLEST),
        ([1e-8], 1e-8),
        ([-1e-8], -1e-8),
        ([np.nan, 1.0], np.nan),
        ([np.nan, np.inf], np.nan),
        ([np.nan, -np.inf], np.nan),
    ],
)
def test_logsumexp_at_the_ends(x, wanted):
    assert np.array_equal(logsumexp(x), wanted, equal_nan=True)


@given(st.floats(allow_nan=False))
def test_one_number_is_its_own_logsumexp(x):
    assert ulp_distance(logsumexp([x]), x) <= 1 or abs(x) < 1e-300


def test_a_row_with_nan_leaves_the_others_alone():
    x = np.array([[0.0, 0.0], [np.nan, 0.0], [np.inf, 1.0], [-np.inf, -np.inf]])
    found = logsumexp(x, axis=1)
    assert found[0] == np.log(2) and np.isnan(found[1])
    assert found[2] == np.inf and found[3] == -np.inf


def test_nothing_adds_up_to_zero_whose_logarithm_is_minus_infinity():
    assert logsumexp([]) == -np.inf
    assert logsumexp(np.zeros((3, 0)), axis=1).tolist() == [-np.inf] * 3
    assert logsumexp(np.zeros((3, 0)), axis=0).shape == (0,)
    assert logsumexp(np.zeros((0, 2), np.float32), axis=0, keepdims=True).dtype == np.float32


def test_numbers_integers_and_booleans_count_as_doubles():
    assert logsumexp(3) == 3.0
    for x in ([0, 0], [False, False], np.zeros(2, np.int8)):
        assert logsumexp(x) == np.log(2) and logsumexp(x).dtype == np.float64


def test_single_precision_is_computed_in_double_and_rounded_once():
    x = np.random.default_rng(0).normal(size=(50, 7)).astype(np.float32)
    found = logsumexp(x, axis=1)
    assert found.dtype == np.float32
    assert np.array_equal(found, logsumexp(x.astype(float), axis=1).astype(np.float32))
    assert log1mexp(-np.abs(x)).dtype == xlogy(x, np.exp(x)).dtype == np.float32
    assert xlogy(x.astype(float), np.exp(x)).dtype == np.float64


def test_an_axis_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="axis 2 is out of bounds"):
        logsumexp(np.zeros((2, 3)), axis=2)


def test_log1mexp_agrees_with_60_digits_within_2_units():
    random = np.random.default_rng(0)
    x = np.concatenate([-(10 ** random.uniform(-300, 2.84, 500)), -np.log(2) + random.normal(size=500) * 1e-3])
    with mpmath.workdps(400):
        for z, value in zip(x, log1mexp(x)):
            assert units(value, mpmath.log(-mpmath.expm1(mpmath.mpf(z)))) <= 2


def test_log1mexp_at_the_ends():
    x = [0.0, -0.0, -np.inf, -1000.0, -SMALLEST, -LARGEST, 1e-300, 1.0, np.inf, np.nan]
    found = log1mexp(x)
    assert found[:4].tolist() == [-np.inf, -np.inf, 0.0, 0.0]
    assert found[4] == pytest.approx(-744.4400719213812, rel=1e-15) and found[5] == 0.0
    assert np.isnan(found[6:]).all()


@given(st.floats(-700, -1e-15))
def test_log1mexp_is_its_own_inverse_where_the_digits_allow_it(x):
    back = log1mexp(log1mexp(x))
    condition = abs(log1mexp(x)) * np.exp(log1mexp(x) - x) / abs(x)
    assert abs(back / x - 1) <= 1e-15 * (2 + 2 * condition)


@given(arrays(float, 6), arrays(float, 6))
def test_xlogy_agrees_with_scipy(x, y):
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(xlogy(x, y), special.xlogy(x, y), rtol=1e-15, atol=0)


def test_xlogy_agrees_with_60_digits_within_2_units():
    random = np.random.default_rng(0)
    x = random.normal(size=500) * 10.0 ** random.integers(-5, 5, 500)
    y = np.concatenate([10 ** random.uniform(-300, 300, 250), 1 + random.normal(size=250) * 1e-6])
    with mpmath.workdps(60):
        for one, two, value in zip(x, y, xlogy(x, y)):
            assert units(value, mpmath.mpf(one) * mpmath.log(mpmath.mpf(two))) <= 2


def test_nothing_takes_no_logarithm():
    assert xlogy(0, [0.0, -1.0, np.inf, 5.0]).tolist() == [0.0] * 4
    assert np.isnan(xlogy([0.0, 1.0, np.nan], [np.nan, -1.0, 1.0])).all()
    assert xlogy(np.zeros((2, 1)), np.ones(3)).shape == (2, 3)


@pytest.mark.parametrize("function", [logsumexp, log1mexp])
@pytest.mark.parametrize(("x", "dtype"), [(1j, "complex128"), ("one", "<U3"), ([None], "object")])
def test_what_is_not_real_is_refused(function, x, dtype):
    with pytest.raises(TypeError, match=f"^{function.__name__} needs real x, got dtype {dtype}$"):
        function(x)


def test_xlogy_names_the_argument_that_is_not_real():
    with pytest.raises(TypeError, match="^xlogy needs real y, got dtype complex128$"):
        xlogy(1.0, 1j)


def test_dask_arrays_stay_lazy():
    x = np.random.default_rng(0).normal(size=(8, 5))
    lazy = dask.from_array(x, chunks=(3, 5))
    for found, wanted in (
        (logsumexp(lazy, axis=1), logsumexp(x, axis=1)),
        (logsumexp(lazy), logsumexp(x)),
        (log1mexp(-abs(lazy)), log1mexp(-abs(x))),
        (xlogy(lazy, x**2), xlogy(x, x**2)),
    ):
        assert isinstance(found, dask.Array)
        np.testing.assert_allclose(found.compute(), wanted, rtol=1e-15)
