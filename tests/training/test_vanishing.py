"""Tests of lit.training.vanishing that no reader of the chapter needs."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lit.training.backpropagation import IDENTITY, RELU, SIGMOID, TANH
from lit.training.vanishing import chain_gradients, noisy, passes, three_layers

MODERATE = st.floats(-5, 5)
LAYERS = st.lists(st.tuples(MODERATE, MODERATE), min_size=1, max_size=6)


def last_value(x, weights, biases, moved=None, by=0):
    value = mpmath.mpf(x)
    for k, (w, b) in enumerate(zip(weights, biases, strict=True)):
        value = 1 / (1 + mpmath.exp(-(w * value + b + (by if k == moved else 0))))
    return value


@given(MODERATE, LAYERS)
def test_chain_gradients_agree_with_differences_at_60_digits(x, layers):
    weights, biases = map(np.array, zip(*layers, strict=True))
    found = chain_gradients(x, weights, biases)
    with mpmath.workdps(60):
        step = mpmath.mpf(10) ** -20
        for k in range(len(layers)):
            above, below = (last_value(x, weights, biases, k, by) for by in (step, -step))
            assert abs(found[k] - (above - below) / (2 * step)) <= 1e-12 * abs(found[k]) + 1e-30


@given(LAYERS)
def test_chain_gradients_never_pass_the_product_of_quarters_and_weights(layers):
    weights, biases = map(np.array, zip(*layers, strict=True))
    depth = np.arange(len(layers), 0, -1)
    behind = np.append(np.cumprod(np.abs(weights[:0:-1]))[::-1], 1.0)
    assert np.all(np.abs(chain_gradients(0.3, weights, biases)) <= 0.25**depth * behind * (1 + 1e-12))


def test_chain_gradients_scale_with_the_slope_of_the_cost():
    once = chain_gradients(0.3, [1.0, -2.0], [0.1, 0.2], bend=TANH)
    assert chain_gradients(0.3, [1.0, -2.0], [0.1, 0.2], -4.0, TANH).tolist() == (-4 * once).tolist()


def test_chain_gradients_of_no_layers_are_none():
    assert chain_gradients(0.3, [], []).shape == (0,)


@pytest.mark.parametrize("biases", [[], [0.0], [[0.0, 0.0]], 0.0])
def test_chain_gradients_need_a_bias_for_each_weight(biases):
    with pytest.raises(ValueError, match="one bias for each weight"):
        chain_gradients(0.0, [1.0, 1.0], biases)
    with pytest.raises(TypeError, match="real weights"):
        chain_gradients(0.0, [1j], [0.0])


@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("bend", [SIGMOID, TANH, RELU, IDENTITY])
def test_passes_agree_with_differences_in_each_sum(bend, skip):
    random = np.random.default_rng(5)
    x, back = random.normal(size=(2, 2, 8))
    weights = [random.normal(size=(8, 8)) / 2 for _ in range(3)]
    values, signals = passes(x, weights, bend, back, skip)

    def cost(layer, place, by):
        value = x
        for k, W in enumerate(weights):
            sums = value @ W
            if k == layer:
                sums[place] += by
            value = bend.value(sums) + (value if skip else 0)
        return np.sum(back * value)

    assert np.isclose(cost(9, (0, 0), 0), np.sum(back * values[-1]), rtol=1e-13)
    for layer, signal in enumerate(signals):
        for place in np.ndindex(2, 8):
            slope = (cost(layer, place, 1e-6) - cost(layer, place, -1e-6)) / 2e-6
            assert abs(slope - signal[place]) < 1e-7


def test_passes_take_layers_of_different_width_and_leave_their_arguments_alone():
    x, back = np.ones((2, 3)), np.ones((2, 1))
    values, signals = passes(x, [np.ones((3, 5)), np.ones((5, 1))], IDENTITY, back)
    assert [v.shape for v in values] == [s.shape for s in signals] == [(2, 5), (2, 1)]
    assert np.all(x == 1) and np.all(back == 1)


def test_three_layers_pass_one_half_on_and_turn_around_with_any_sign():
    x = np.linspace(-3, 3, 7)
    assert three_layers(0.0, 4.0, 6.0) == 0.5
    assert np.allclose(three_layers(x, -4.0, 6.0), 1 - three_layers(x, 4.0, 6.0), atol=1e-15)
    assert np.allclose(three_layers(-x, 4.0, 6.0), three_layers(x, -4.0, 6.0), atol=1e-15)


@pytest.mark.parametrize(("eta", "step", "gamma"), [(0.01, 0, 0.55), (1.0, 99, 0.55), (0.3, 8, 1.0)])
def test_noise_has_the_variance_of_its_schedule(eta, step, gamma):
    draws = noisy(np.zeros(100_000), step, eta, np.random.default_rng(6), gamma)
    assert np.var(draws) == pytest.approx(eta / (1 + step) ** gamma, rel=0.03)


def test_noise_of_variance_zero_is_none_and_the_gradient_is_left_alone():
    gradient = np.array([1.0, -2.0])
    assert noisy(gradient, 4, 0.0, np.random.default_rng(0)).tolist() == [1.0, -2.0]
    noisy(gradient, 4, 1.0, np.random.default_rng(0))
    assert gradient.tolist() == [1.0, -2.0]
    with pytest.raises(ValueError, match="step >= 0"):
        noisy(gradient, -1, 1.0, np.random.default_rng(0))
