"""The support vector machine beside its conditions of a minimum, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lit.geometry.kernels import fit_svm, polynomial_kernel, rbf_kernel

EYE, SIGNS = np.eye(4), np.array([1, -1, 1, -1])


@given(st.integers(0, 10_000), st.sampled_from([0.1, 1.0, 100.0]))
def test_the_conditions_of_the_minimum_hold(seed, C):
    random = np.random.default_rng(seed)
    X, labels = random.normal(size=(30, 2)), np.where(np.arange(30) % 2, 1, -1)
    gram = rbf_kernel(X, X, 1.0)
    fit = fit_svm(gram, labels, C, tolerance=1e-9)
    assert abs(fit.alpha.sum()) < 1e-9 * C * 30 and np.all(fit.alpha * labels >= 0) and np.all(np.abs(fit.alpha) <= C)
    margin = labels * (gram @ fit.alpha + fit.bias)
    inside = (np.abs(fit.alpha) > 0) & (np.abs(fit.alpha) < C)
    assert np.all(np.abs(margin[inside] - 1) < 1e-6)
    assert np.all(margin[fit.alpha == 0] > 1 - 1e-6) and np.all(margin[np.abs(fit.alpha) == C] < 1 + 1e-6)


@pytest.mark.parametrize("call, error, told", [
    (lambda: fit_svm(EYE, np.ones(4), 1.0), ValueError, r"labels \+1 and -1"),
    (lambda: fit_svm(EYE, np.array([0, 1, 0, 1]), 1.0), ValueError, r"labels \+1 and -1"),
    (lambda: fit_svm(EYE[:3], SIGNS, 1.0), ValueError, "a square kernel matrix"),
    (lambda: fit_svm(EYE, SIGNS, 0.0), ValueError, "C > 0"),
    (lambda: fit_svm(EYE * np.nan, SIGNS, 1.0), ValueError, "a finite kernel matrix"),
    (lambda: fit_svm(EYE * 1j, SIGNS, 1.0), TypeError, "fit_svm needs real gram"),
    (lambda: fit_svm(EYE, SIGNS, 1.0, most=1), RuntimeError, "is left after 1 steps"),
    (lambda: rbf_kernel(EYE, EYE, 0.0), ValueError, "a positive width"),
    (lambda: polynomial_kernel(EYE, EYE, 1.5), ValueError, "a positive whole degree"),
])
def test_bad_input_is_refused_with_what_was_needed(call, error, told):
    with pytest.raises(error, match=told):
        call()
