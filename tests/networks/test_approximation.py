"""Tests of lit.networks.approximation that no reader of the chapter needs."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import curve_fit, linprog, minimize_scalar

from lit.networks.approximation import (
    LARGEST_SLOPE,
    fit_network,
    forward,
    largest_error,
    midpoint_staircase,
    random_network,
    slide_network,
    staircase,
    step_network,
    target,
)

CUTS = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8, unique=True).map(sorted)


def test_the_largest_slope_is_that_of_40_digits():
    with mpmath.workdps(40):
        def f(x):
            return (mpmath.mpf(2) + 4 * x**2 + 3 * x * mpmath.sin(15 * x) + mpmath.cos(50 * x)) / 10

        place = mpmath.findroot(lambda x: mpmath.diff(f, x, 2), 0.848285)
        assert abs(abs(mpmath.diff(f, place)) - LARGEST_SLOPE) < 1e-9
    best = min(minimize_scalar(lambda x: -abs((target(x + 1e-6) - target(x - 1e-6)) / 2e-6), (a, a + 0.02)).fun
               for a in np.linspace(0.01, 0.97, 49))
    assert np.isclose(-best, LARGEST_SLOPE, atol=1e-6)


def test_errors_on_the_slide_agree_with_quadrature():
    def rms(heights):
        pieces = zip((0, 0.35, 0.7), (0.35, 0.7, 1), heights, strict=True)
        return np.sqrt(sum(quad(lambda x, c=c: (target(x) - c) ** 2, a, b)[0] for a, b, c in pieces))

    means = [quad(target, a, b)[0] / (b - a) for a, b in ((0, 0.35), (0.35, 0.7), (0.7, 1))]
    assert np.allclose(means, [0.1972, 0.3466, 0.5284], atol=5e-5)
    errors = rms((0.4, 0.8, 1.5)), rms((0, 0, 0)), rms(means)
    assert np.allclose(errors, [0.6294, 0.4075, 0.1631], atol=5e-5)


@given(CUTS, st.data())
def test_a_staircase_has_its_heights(cuts, data):
    heights = np.array(data.draw(st.lists(st.integers(-50, 50), min_size=len(cuts) + 1, max_size=len(cuts) + 1)), float)
    layers = staircase(cuts, heights)
    at = forward(np.array(cuts)[:, None], layers)[:, 0]
    behind = forward(np.nextafter(cuts, np.inf)[:, None], layers)[:, 0]
    assert np.array_equal(at, heights[:-1]) and np.array_equal(behind, heights[1:])


def test_switches_are_strict_to_the_last_bit():
    layers = step_network([0.35], [0.8])
    x = [[np.nextafter(0.35, 0)], [0.35], [np.nextafter(0.35, 1)]]
    assert forward(x, layers)[:, 0].tolist() == [0.0, 0.0, 0.8]


@pytest.mark.parametrize("N", [1, 2, 7, 64, 333])
@pytest.mark.parametrize("seed", range(3))
def test_the_promise_holds_for_other_functions(N, seed):
    random = np.random.default_rng(seed)
    waves, sizes = random.integers(1, 20, 4), random.normal(size=4)
    x = np.linspace(0, 1, 5001)[:, None]
    error = largest_error(midpoint_staircase(lambda x: np.sin(np.multiply.outer(x, waves)) @ sizes, N), x,
                          np.sin(x * waves) @ sizes)
    assert error <= np.sum(waves * np.abs(sizes)) / (2 * N)


def test_a_line_meets_the_promise_exactly():
    x = np.linspace(0, 1, 4097)[:, None]
    assert largest_error(midpoint_staircase(lambda x: 3 * x, 16), x, 3 * x[:, 0]) == 3 / 32


def test_no_parabola_comes_nearer_to_a_cube_than_one_in_32():
    x = np.linspace(0, 1, 401)
    powers = np.column_stack([x**2, x, x**0])
    rows = np.vstack([np.column_stack([sign * powers, -np.ones(401)]) for sign in (1, -1)])
    found = linprog([0, 0, 0, 1], A_ub=rows, b_ub=np.concatenate([x**3, -(x**3)]), bounds=(None, None))
    assert np.isclose(found.fun, 1 / 32, rtol=1e-9)
    assert np.allclose(found.x[:3], [3 / 2, -9 / 16, 1 / 32], atol=1e-7)


@pytest.mark.parametrize("seed", range(4))
def test_random_networks_are_reproducible_and_best_in_their_last_layer(seed):
    random = np.random.default_rng(seed)
    x, y = random.random((50, 2)), random.normal(size=50)
    layers, again = random_network(x, y, 6, seed), random_network(x, y, 6, seed)
    assert np.array_equal(layers[1][0], again[1][0])
    hidden = forward(x, layers[:1])
    residual = y - forward(x, layers)[:, 0]
    assert np.allclose(hidden.T @ residual, 0, atol=1e-9)


def test_fitted_networks_agree_with_scipy_where_the_optimum_is_plain():
    x = np.linspace(0, 1, 60)
    y = 0.3 + 2 * np.tanh(4 * x - 1.5)
    (W, b, _), (v, a, _) = fit_network(x, y, 1)
    theirs = curve_fit(lambda x, w, b, v, a: a + v * np.tanh(w * x + b), x, y, [2, -1, 1, 0])[0]
    assert np.allclose([W[0, 0], b[0], v[0, 0], a[0]], theirs, rtol=1e-6)


def test_training_never_makes_it_worse():
    x = np.linspace(0, 1, 101)
    costs = [np.sum((forward(x[:, None], fit_network(x, target(x), 8, steps))[:, 0] - target(x)) ** 2)
             for steps in (1, 5, 20, 80)]
    assert costs == sorted(costs, reverse=True) and costs[-1] < 0.5 * costs[0]


def test_the_slide_stops_anywhere():
    assert [len(slide_network(count)[0][1]) for count in range(1, 6)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("cuts", "weights"), [([0.1, 0.2], [1.0]), ([[0.1]], [[1.0]]), (0.1, 1.0)])
def test_cuts_and_weights_must_fit(cuts, weights):
    with pytest.raises(ValueError, match="step_network needs as many weights as cuts"):
        step_network(cuts, weights)
