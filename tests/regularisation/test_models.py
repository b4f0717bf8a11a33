"""Ridge and lasso: their two ways agree, hard problems, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lit.regularisation.l1 import soft_threshold
from lit.regularisation.lasso import alpha_max, duality_gap, lasso
from lit.regularisation.ridge import ridge, ridge_path

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(40, 6)), RANDOM.normal(size=40)


@pytest.mark.parametrize("shape", [(40, 6), (6, 40), (20, 20), (1, 3), (3, 1)])
@pytest.mark.parametrize("alpha", [1e-12, 1e-3, 1.0, 1e6])
def test_equations_and_singular_values_give_the_same_weights(shape, alpha):
    random = np.random.default_rng(sum(shape))
    table, y = random.normal(size=shape), random.normal(size=shape[0])
    np.testing.assert_allclose(ridge(table, y, alpha), ridge_path(table, y, [alpha])[0], rtol=1e-8, atol=1e-12)


def test_a_table_of_condition_1e8_loses_no_digits_to_its_square():
    random = np.random.default_rng(3)
    U, V = np.linalg.qr(random.normal(size=(50, 5)))[0], np.linalg.qr(random.normal(size=(5, 5)))[0]
    truth, values = random.normal(size=5), np.logspace(0, -8, 5)
    table = U * values @ V.T
    weights = ridge(table, table @ truth, 1e-26)
    np.testing.assert_allclose(weights, truth, rtol=1e-6)


@given(st.integers(0, 1000), st.floats(0.05, 0.9))
def test_the_lasso_is_certified_by_its_gap(seed, share):
    random = np.random.default_rng(seed)
    table, y = random.normal(size=(20, 12)), random.normal(size=20)
    alpha = share * alpha_max(table, y)
    found = lasso(table, y, alpha)
    assert 0 <= duality_gap(table, y, found.weights, alpha) + 1e-15 and found.gap <= 1e-10 * (y @ y)
    assert np.all(lasso(table, y, 1.0001 * alpha_max(table, y)).weights == 0)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_soft_thresholding_shrinks_by_the_threshold_or_to_zero(u, s):
    found = soft_threshold(u, s)
    assert found == -soft_threshold(-u, s) and abs(found) == max(abs(u) - s, 0)


@pytest.mark.parametrize("call, told", [
    (lambda: ridge(X, Y[:-1], 1.0), "ridge needs X"), (lambda: ridge(X, Y, -1.0), "ridge"),
    (lambda: ridge(X * np.nan, Y, 1.0), "finite"), (lambda: lasso(X, Y, -1.0), "lasso"),
    (lambda: lasso(X, Y * np.inf, 1.0), "finite"), (lambda: soft_threshold(1.0, -1.0), "soft_threshold"),
])
def test_bad_input_is_refused_by_name(call, told):
    with pytest.raises(ValueError, match=told):
        call()


@pytest.mark.parametrize("function", [ridge, lasso])
def test_what_is_not_real_is_refused(function):
    with pytest.raises(TypeError, match=f"{function.__name__} needs real X"):
        function(X + 1j, Y, 1.0)
