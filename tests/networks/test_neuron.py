"""Tests of lit.networks.neuron that no reader of the chapter needs."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from lit.networks.neuron import (
    ANSCOMBE, BELGIUM, LINEAR, LOGISTIC, POISSON, SHUTTLE, fit, means_apart, neuron, newton_step, threshold,
)

DATA = [(LINEAR, ANSCOMBE), (LOGISTIC, SHUTTLE), (POISSON, BELGIUM)]


@pytest.mark.parametrize("lead", [(), (1,), (4,), (2, 3), (0,)])
def test_a_neuron_is_a_loop_over_features(lead):
    random = np.random.default_rng(0)
    x, w, b = random.integers(-9, 9, (*lead, 3)), random.integers(-9, 9, 3), 4
    y = neuron(x, w, b, threshold)
    assert np.shape(y) == lead
    for place in np.ndindex(*lead):
        assert y[place] == (sum(int(w[j]) * int(x[place][j]) for j in range(3)) + b > 0)


def test_the_threshold_is_silent_at_both_zeros_and_fires_just_above():
    assert threshold([0.0, -0.0, np.nextafter(0.0, 1.0), -1e-300, np.inf, -np.inf]).tolist() == [0, 0, 1, 0, 1, 0]


@pytest.mark.parametrize(
    ("x", "w", "b"), [(2.0, [1.0], 0.0), ([1.0, 2.0], [1.0], 0.0), ([1.0], [[1.0]], 0.0), ([1.0], [1.0], [0.0])],
)
def test_a_neuron_says_which_shapes_it_needs(x, w, b):
    with pytest.raises(ValueError, match=r"^neuron needs x \(\.\.\., d\), w \(d,\) and a number b, got "):
        neuron(x, w, b, threshold)


@pytest.mark.parametrize("call", [
    lambda: neuron(np.ones(2) * 1j, np.ones(2), 0.0, threshold),
    lambda: threshold("no"),
    lambda: fit(LINEAR, np.ones((2, 1)) * 1j, np.ones(2)),
    lambda: means_apart(np.ones((2, 1)), np.array([0, 1j])),
])
def test_what_is_not_real_is_refused(call):
    with pytest.raises(TypeError, match="needs real"):
        call()


@pytest.mark.parametrize(("regression", "data"), DATA)
def test_a_fit_solves_its_equations_with_50_digits(regression, data):
    """The gradient, by exact arithmetic from the fitted weights, vanishes to the last digits of a double."""
    activation = {id(LINEAR): lambda z: z, id(LOGISTIC): lambda z: 1 / (1 + mpmath.exp(-z)), id(POISSON): mpmath.exp}[id(regression)]
    w, b = fit(regression, *data)
    with mpmath.workdps(50):
        errors = [activation(mpmath.mpf(float(w[0])) * x + b) - float(y) for (x,), y in zip(data[0].tolist(), data[1], strict=True)]
        slopes = [abs(sum(errors)), abs(sum(error * x for error, (x,) in zip(errors, data[0].tolist(), strict=True)))]
    scale = np.sum(np.abs(data[1])) * np.max(data[0])
    assert max(slopes) < 1e-11 * scale


@pytest.mark.parametrize(("regression", "data"), DATA)
def test_a_fit_agrees_with_a_general_minimiser(regression, data):
    x, y = data[0] / 10, data[1]
    w, b = fit(regression, x, y)
    found = optimize.minimize(lambda v: regression.loss(x @ v[:1] + v[1], y), [*w * 0.9, b * 0.9], tol=1e-12, method="Nelder-Mead")
    assert np.allclose(found.x, [*w, b], rtol=1e-5)


@pytest.mark.parametrize(("regression", "data"), DATA)
def test_the_answers_have_the_mean_of_the_responses(regression, data):
    w, b = fit(regression, *data)
    answers = neuron(data[0], w, b, regression.activation)
    assert np.mean(answers) == pytest.approx(np.mean(data[1]), rel=1e-10)


@given(st.floats(1e-3, 1e3), st.floats(-100, 100))
def test_predictions_do_not_depend_on_the_unit_of_a_feature(unit, zero):
    x, y = SHUTTLE
    first, second = fit(LOGISTIC, x, y), fit(LOGISTIC, (x - 70) * unit + zero, y)
    before = neuron(x, *first, LOGISTIC.activation)
    assert np.allclose(neuron((x - 70) * unit + zero, *second, LOGISTIC.activation), before, atol=1e-7)


@pytest.mark.parametrize(("regression", "data"), DATA)
def test_the_activation_is_the_derivative_of_the_potential_and_the_slope_its_own(regression, data):
    z, step = np.linspace(-3, 3, 13), 1e-6
    for function, derivative in ((regression.potential, regression.activation), (regression.activation, regression.slope)):
        assert np.allclose((function(z + step) - function(z - step)) / (2 * step), derivative(z), atol=1e-8)


def test_a_feature_given_twice_shares_its_weight():
    x, y = SHUTTLE
    w, b = fit(LOGISTIC, x, y)
    twice, c = fit(LOGISTIC, np.hstack([x, x]), y)
    assert twice == pytest.approx([w[0] / 2, w[0] / 2], rel=1e-6) and c == pytest.approx(b, rel=1e-6)


def test_counts_in_the_millions_are_reached_from_zero():
    w, b = fit(POISSON, np.zeros((3, 1)), np.array([1e6, 2e6, 3e6]))
    assert w.tolist() == [0.0] and b == pytest.approx(np.log(2e6), rel=1e-12)


@pytest.mark.parametrize(
    ("regression", "y"), [(LOGISTIC, [0, 0, 1]), (LOGISTIC, [1, 1, 1]), (LOGISTIC, [0, 1, 1]), (POISSON, [0, 0, 0]), (POISSON, [0, 0, 5])],
)
def test_where_no_weights_are_best_none_are_returned(regression, y):
    with pytest.raises(ArithmeticError, match="^fit found no best weights"):
        fit(regression, np.array([[0.0], [1.0], [2.0]]), np.array(y))


def test_no_step_raises_the_loss():
    x, y = np.column_stack([BELGIUM[0], np.ones(13)]), BELGIUM[1]
    weights = np.array([0.0, 0.0])
    for _ in range(20):
        moved = weights + newton_step(POISSON, x, y, weights)
        assert POISSON.loss(x @ moved, y) <= POISSON.loss(x @ weights, y) + 1e-6
        weights = moved


@pytest.mark.parametrize(("x", "y"), [(np.ones(3), np.ones(3)), (np.ones((3, 1)), np.ones(2)), (np.ones((0, 1)), np.ones(0))])
def test_a_fit_says_which_shapes_it_needs(x, y):
    with pytest.raises(ValueError, match=r"^fit needs x \(n, d\) and y \(n,\) with n > 0, got "):
        fit(LINEAR, x, y)


def test_the_boundary_between_two_means_is_half_way():
    w, b = means_apart(np.array([[0.0, 0.0], [2.0, 0.0], [4.0, 4.0]]), np.array([0, 0, 1]))
    assert (w @ (1.0, 0.0) + b, w @ (4.0, 4.0) + b) == (-12.5, 12.5)
    with pytest.raises(ValueError, match="^means_apart needs"):
        means_apart(np.ones((2, 1)), np.array([1, 1]))


def test_shared_ends_are_no_overlap_and_one_example_on_the_wrong_side_is():
    x = np.array([[0.0], [0.0], [1.0], [1.0]])
    with pytest.raises(ArithmeticError):
        fit(LOGISTIC, x, np.array([0, 1, 1, 1]))
    w, b = fit(LOGISTIC, np.vstack([x, [[1000.0]]]), np.array([0, 1, 1, 0, 1]))
    assert np.isfinite([*w, b]).all()


@pytest.mark.parametrize(("regression", "y"), [(LOGISTIC, [-1, 1, -1, 1]), (LOGISTIC, [1, 2, 1, 2]), (POISSON, [-1, 2, 3, 4]),
                                               (LINEAR, [1, np.nan, 2, 3]), (LINEAR, [1, np.inf, 2, 3])])
def test_a_response_that_cannot_be_is_refused_at_once(regression, y):
    with pytest.raises(ValueError, match=r"^fit needs (responses in \[|finite)"):
        fit(regression, np.arange(4.0)[:, None], y)


@pytest.mark.parametrize("offset", [0.0, 1e4, 1e8, 1.7e9])
def test_a_feature_far_from_zero_has_the_same_slope(offset):
    w, _ = fit(LINEAR, np.arange(5.0)[:, None] + offset, 2 * np.arange(5.0))
    assert abs(w[0] - 2) < 1e-12
    w, b = fit(LOGISTIC, SHUTTLE[0] + offset, SHUTTLE[1])
    assert abs(w[0] + 0.2321627) < 1e-6 and abs(b + w[0] * offset - 15.0429) < 1e-2
