"""Tests of lit.networks.layers that no reader of the chapter needs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neural_network import MLPRegressor

from lit.activations.relu import relu
from lit.networks.layers import THREE_WAYS, dense, forward, network_parameters

SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=5)


def network(sizes, seed=0, activation=np.tanh):
    random = np.random.default_rng(seed)
    return [(random.normal(size=(k, l)), random.normal(size=l), activation)
            for k, l in zip(sizes[:-1], sizes[1:], strict=True)]


def test_forward_agrees_with_scikit_learn():
    random = np.random.default_rng(0)
    x, y = random.normal(size=(30, 4)), random.normal(size=(30, 2))
    model = MLPRegressor(hidden_layer_sizes=(7, 5), activation="relu", max_iter=2, solver="sgd", random_state=0)
    with pytest.warns(UserWarning, match="Maximum iterations"):
        model.fit(x, y)
    bends = (relu, relu, None)
    layers = list(zip(model.coefs_, model.intercepts_, bends, strict=True))
    assert np.allclose(forward(x, layers), model.predict(x), rtol=1e-12, atol=1e-14)
    assert network_parameters([4, 7, 5, 2]) == sum(part.size for part in model.coefs_ + model.intercepts_)


@given(SIZES)
def test_the_count_is_the_size_of_all_arrays(sizes):
    assert network_parameters(sizes) == sum(W.size + b.size for W, b, _ in network(sizes))


@given(SIZES, st.integers(0, 99))
def test_layers_without_a_bend_are_affine(sizes, seed):
    layers = network(sizes, seed, None)
    x, y = np.random.default_rng(seed + 1).normal(size=(2, sizes[0]))
    middle = forward((x + y) / 2, layers)
    scale = max(1.0, np.max(np.abs(forward([x, y], layers))))
    assert np.allclose(middle, (forward(x, layers) + forward(y, layers)) / 2, atol=1e-12 * scale)


@pytest.mark.parametrize("shape", [(3,), (0, 3), (2, 3), (2, 5, 3)])
def test_any_number_of_leading_axes_goes_through(shape):
    layers = network([3, 4, 2])
    x = np.random.default_rng(1).normal(size=shape)
    found = forward(x, layers)
    assert found.shape == shape[:-1] + (2,)
    for place in np.ndindex(shape[:-1]):
        assert np.allclose(found[place], forward(x[place], layers), rtol=1e-12)


def test_a_network_without_layers_is_the_identity():
    assert forward([1.0, 2.0], []) == [1.0, 2.0]


def test_the_three_ways_add_up_to_nothing():
    assert np.allclose(THREE_WAYS.sum(axis=1), 0, atol=1e-15)
    assert np.allclose(np.linalg.norm(THREE_WAYS, axis=0), 1, rtol=1e-15)


@pytest.mark.parametrize(("x", "W", "b"), [
    (np.ones(2), np.ones((3, 4)), np.ones(4)),
    (np.ones(3), np.ones((3, 4)), np.ones(3)),
    (np.ones(3), np.ones((3, 4)), np.ones((1, 4))),
    (np.ones(3), np.ones((3, 4)), 1.0),
    (np.ones(3), np.ones(3), np.ones(3)),
    (1.0, np.ones((1, 4)), np.ones(4)),
])
def test_shapes_that_do_not_fit_are_refused(x, W, b):
    with pytest.raises(ValueError, match="dense needs"):
        dense(x, W, b)


def test_complex_numbers_are_refused():
    with pytest.raises(TypeError, match="dense needs real W"):
        dense(np.ones(2), np.ones((2, 2)) * 1j, np.ones(2))
