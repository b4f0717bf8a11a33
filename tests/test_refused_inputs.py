"""Inputs that gave a wrong number without a word: now each gives the right one, or a sentence."""

import dask.array as da
import numpy as np
import pytest

from lit.activations.maxout import maxout
from lit.estimation.estimators import exact_moments
from lit.estimation.intervals import normal_cdf
from lit.estimation.validation import cross_validate, k_folds
from lit.likelihood.conditional import normal_log_likelihood
from lit.training.gradient_descent import squared_error_gradient


def test_maxout_of_dask_sums_over_the_features():
    W, b = np.array([[[1.0], [0.0]], [[0.0], [1.0]]]), np.zeros((2, 1))
    x = np.random.default_rng(0).normal(size=(3, 5, 2))
    np.testing.assert_allclose(np.asarray(maxout(da.from_array(x), W, b)), maxout(x, W, b))
    assert np.asarray(maxout(da.from_array(x[0, :1]), W, b)) == x[0, 0].max()


def test_each_output_may_have_a_spread_of_its_own():
    y, at, sigma = np.array([1.0, 2.0]), np.array([1.5, 1.0]), np.array([1.0, 2.0])
    alone = [normal_log_likelihood(y[k:k + 1], at[k:k + 1], sigma[k]) for k in (0, 1)]
    assert normal_log_likelihood(y, at, sigma) == pytest.approx(sum(alone), rel=1e-15)


@pytest.mark.parametrize(("call", "what"), [
    (lambda: normal_log_likelihood(np.ones(3), np.ones((3, 1)), 1.0), "normal_log_likelihood needs y and prediction"),
    (lambda: normal_log_likelihood(np.ones(3), np.ones(3), np.ones(2)), "normal_log_likelihood needs y and prediction"),
    (lambda: k_folds(5, 2.5), "k_folds needs a whole k"),
    (lambda: exact_moments(sum, [0, 1], [1.5, -0.5], 3), "exact_moments needs a probability of at least 0"),
    (lambda: squared_error_gradient(np.eye(2), np.ones((2, 1)), np.zeros(2)), "squared_error_gradient needs X"),
    (lambda: cross_validate(lambda X, y: lambda x: x[:, 0], lambda p, y: 1.0, np.ones((6, 1)), np.ones(6), 3),
     "cross_validate needs a loss for each example"),
])
def test_what_does_not_fit_is_refused(call, what):
    with pytest.raises(ValueError, match=what):
        call()


def test_the_distribution_function_of_nothing_is_nothing():
    assert normal_cdf([]).shape == (0,)
