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


def mixed_tables(count, seed=0):
    """Yield (X, y) of six sorts, many of them with more features than examples, or with features that repeat."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        sort, m, n = random.integers(6), random.integers(2, 31), random.integers(2, 61)
        few = max(1, n // 3)
        table = {
            0: lambda: random.standard_normal((m, n)), 1: lambda: random.integers(-1, 2, (m, n)).astype(float),
            2: lambda: random.standard_normal((m, few))[:, random.integers(0, few, n)],
            3: lambda: np.vander(np.linspace(-1, 1, m), n), 4: lambda: (random.random((m, n)) < 0.15).astype(float),
            5: lambda: random.standard_normal((m, n)) * 10.0 ** random.integers(-3, 4, n),
        }[int(sort)]()
        yield table, random.standard_normal(m)


def test_the_lasso_reaches_its_gap_on_a_thousand_mixed_problems():
    tried = 0
    for table, y in mixed_tables(210):
        top = alpha_max(table, y)
        for share in (0.5, 0.1, 0.01, 1e-3, 1e-4) if top else ():
            found = lasso(table, y, share * top)
            assert found.gap <= 1e-10 * (y @ y) / (2 * len(y))
            tried += 1
    assert tried > 1000


def test_three_signs_and_two_examples():
    found = lasso(np.array([[-0.6, 0.6, 1.0], [1.0, 1.8, -0.4]]), np.array([0.5, -0.4]), 0.035)
    np.testing.assert_allclose(found.weights, [-0.24376731, 0, 0.29847645], atol=1e-8)


@pytest.mark.parametrize("problem", [(np.zeros((0, 2)), np.zeros(0), 0.1), (np.eye(2), np.ones(2), 0.1, 1e-10, None, 0)])
def test_a_lasso_of_nothing_is_refused(problem):
    with pytest.raises(ValueError, match="^lasso needs an example and a working set"):
        lasso(*problem)


@pytest.mark.parametrize("scale", [0.0, 1e-170, 1e-100, 1e150])
def test_ridge_without_a_penalty_has_the_shortest_weights_at_every_scale(scale):
    table, y = np.arange(6.0).reshape(3, 2), np.array([1.0, 2, 3])
    wanted = np.linalg.pinv(table) @ y / scale if scale else np.zeros(2)
    np.testing.assert_allclose(ridge(table * scale, y, 0), wanted, rtol=1e-10)
