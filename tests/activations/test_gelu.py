"""Tests of lit.activations.gelu that no reader of the chapter needs."""

import mpmath
import numpy as np
import pytest
import scipy.stats
from guarded import Guarded, bare
from ulp import errors, points

from lit.activations.gelu import gelu, gelu_derivative


def exact(x):
    return x * mpmath.ncdf(x) if x > -60 else mpmath.mpf(0)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_values_agree_with_60_digits(dtype):
    tail = np.random.default_rng(4).uniform(-39, 9, 1000).astype(dtype)
    normal, subnormal = errors(gelu, exact, np.concatenate([points(dtype), tail]))
    assert normal.max() <= 8 and subnormal.max() <= 2


def test_the_slope_agrees_with_60_digits_up_to_its_root():
    x = np.concatenate([np.linspace(-40, 40, 401), np.random.default_rng(5).normal(size=400)])
    with mpmath.workdps(60):
        truth = [mpmath.ncdf(one) + one * mpmath.npdf(one) for one in map(mpmath.mpf, x)]
        assert max(abs(float(t - mpmath.mpf(float(v)))) for t, v in zip(truth, gelu_derivative(x))) < 4e-16


def test_values_agree_with_scipy():
    x = np.linspace(-8, 8, 1001)
    np.testing.assert_allclose(gelu(x), x * scipy.stats.norm.cdf(x), rtol=1e-13)


@pytest.mark.filterwarnings("error")
def test_infinity_has_the_limit_and_nan_stays_nan():
    assert gelu(np.array([-np.inf, np.inf])).tolist() == [0.0, np.inf]
    assert gelu_derivative(np.array([-np.inf, np.inf])).tolist() == [0.0, 1.0]
    assert np.isnan(gelu(np.nan)) and np.isnan(gelu_derivative(np.nan))


@pytest.mark.parametrize("function", [gelu, gelu_derivative])
def test_arrays_of_other_libraries_pass_through(function):
    x = np.linspace(-40, 10, 101)
    assert np.array_equal(bare(function(Guarded(x))), function(x))
