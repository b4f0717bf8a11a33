"""Tests of lit.activations.choosing that no reader of the chapter needs."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm
from sklearn.neural_network import MLPClassifier

from lit.activations.choosing import ACTIVATIONS, Activation, accuracy, passed, statistics, trained

every_activation = pytest.mark.parametrize("name", list(ACTIVATIONS))


@every_activation
def test_statistics_agree_with_adaptive_quadrature(name):
    unit, slope = ACTIVATIONS[name]
    found = statistics(ACTIVATIONS[name])

    def average(f):
        return sum(quad(lambda z: float(f(z)) * norm.pdf(z), *ends)[0] for ends in ((-9, 0), (0, 6), (6, 9)))

    assert found.mean == pytest.approx(average(unit), abs=1e-4)
    assert found.mean_square == pytest.approx(average(lambda z: unit(z) ** 2), abs=1e-4)
    assert found.mean_slope == pytest.approx(average(slope), abs=1e-4)


@every_activation
def test_the_slope_belongs_to_the_function(name):
    unit, slope = ACTIVATIONS[name]
    z, h = np.concatenate([np.linspace(-9, -0.1, 200), np.linspace(0.1, 5.9, 200), np.linspace(6.1, 9, 50)]), 6e-6
    assert np.max(np.abs((unit(z + h) - unit(z - h)) / (2 * h) - slope(z))) < 1e-9


@pytest.mark.parametrize("name", ["tanh", "softplus", "mish"])
def test_one_step_of_training_goes_down_the_numerical_gradient(name):
    random = np.random.default_rng(3)
    x, labels, activation, rate = random.normal(size=(12, 4)), np.arange(12) % 3, ACTIVATIONS[name], 1e-3

    def cost(layers):
        out = passed(x, layers, activation)[0][-1]
        return np.mean(np.log(np.sum(np.exp(out), axis=1)) - out[np.arange(12), labels])

    start = trained(x, labels, activation, 0, hidden=(5, 6), epochs=0)
    step = trained(x, labels, activation, 0, hidden=(5, 6), epochs=1, rate=rate, batch=12)
    for k, (before, after) in enumerate(zip(start, step)):
        for which in (0, 1):
            gradient = (before[which] - after[which]) / rate
            for place in list(np.ndindex(gradient.shape))[::3]:
                moved = []
                for h in (6e-6, -6e-6):
                    layers = [[W.copy(), b.copy()] for W, b in start]
                    layers[k][which][place] += h
                    moved.append(cost(layers))
                assert gradient[place] == pytest.approx((moved[0] - moved[1]) / 1.2e-5, abs=1e-8)


def test_the_network_passes_signals_as_scikit_learn_does():
    random = np.random.default_rng(4)
    x, labels = random.normal(size=(60, 4)), np.arange(60) % 3
    peer = MLPClassifier((5,), activation="tanh", max_iter=5, random_state=0)
    with pytest.warns(match="Maximum iterations"):
        peer.fit(x, labels)
    layers = list(zip(peer.coefs_, peer.intercepts_))
    assert accuracy(x, labels, layers, ACTIVATIONS["tanh"]) == pytest.approx(peer.score(x, labels))


def test_training_is_repeatable_and_learns_what_needs_a_bend():
    random = np.random.default_rng(5)
    x = random.uniform(-1, 1, size=(400, 2))
    labels = (x[:, 0] * x[:, 1] > 0).astype(int)
    scores = {}
    for name in ("identity", "relu", "tanh"):
        layers = trained(x, labels, ACTIVATIONS[name], 0, hidden=(16,), epochs=150, rate=0.5)
        again = trained(x, labels, ACTIVATIONS[name], 0, hidden=(16,), epochs=150, rate=0.5)
        assert all(np.array_equal(one, two) for pair in zip(layers, again) for one, two in zip(*pair))
        scores[name] = accuracy(x, labels, layers, ACTIVATIONS[name])
    assert scores["identity"] < 0.7 and scores["relu"] > 0.9 and scores["tanh"] > 0.9


def test_an_activation_of_ones_own_fits_in():
    flat = statistics(Activation(np.zeros_like, np.zeros_like))
    assert flat == (0.0, 0.0, 0.0, pytest.approx(1.0), pytest.approx(1.0))
