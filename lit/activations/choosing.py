"""The activations of this part side by side: their slopes, their statistics, one task."""

from typing import Callable, NamedTuple

import numpy as np

from lit.activations.elu import elu, elu_derivative, relu6, relu6_derivative, selu, selu_derivative
from lit.activations.leaky_relu import generalised_relu_derivative, leaky_relu
from lit.activations.relu import relu, relu_derivative
from lit.activations.sigmoid_and_tanh import sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lit.activations.softplus import softplus, softplus_derivative
from lit.activations.swish import mish, mish_derivative, silu, silu_derivative


class Activation(NamedTuple):
    """A function of one number and its slope."""

    function: Callable
    slope: Callable


ACTIVATIONS = {
    "identity": Activation(np.positive, np.ones_like),
    "sigmoid": Activation(sigmoid, sigmoid_derivative),
    "tanh": Activation(tanh, tanh_derivative),
    "relu": Activation(relu, relu_derivative),
    "leaky": Activation(leaky_relu, generalised_relu_derivative),
    "relu6": Activation(relu6, relu6_derivative),
    "softplus": Activation(softplus, softplus_derivative),
    "silu": Activation(silu, silu_derivative),
    "mish": Activation(mish, mish_derivative),
    "elu": Activation(elu, elu_derivative),
    "selu": Activation(selu, selu_derivative),
}


class Statistics(NamedTuple):
    """What an activation does to standard normal inputs, on average."""

    mean: float
    mean_square: float
    mean_slope: float
    flat: float
    zeros: float


def statistics(activation: Activation, points: int = 20_000, reach: float = 8.0) -> Statistics:
    """Return the Statistics of an activation for standard normal inputs.

    Range: right to four decimals; beyond reach lies a mass of 1e-15.
    Source: docs/activations/choosing.md#code-statistics
    """
    z = (np.arange(points) + 0.5) * (2 * reach / points) - reach
    weight = np.exp(-z * z / 2)
    weight = weight / np.sum(weight)
    y, slope = activation.function(z), activation.slope(z)
    columns = (y, y * y, slope, np.abs(slope) < 0.05, y == 0.0)
    return Statistics(*(float(np.sum(weight * column)) for column in columns))


def trained(x: np.ndarray, labels: np.ndarray, activation: Activation, seed: int,
            hidden: tuple[int, ...] = (32, 32), epochs: int = 15, rate: float = 0.1,
            batch: int = 50) -> list:
    """Return the weights and biases, layer by layer, of a network trained to tell classes.

    Shape: x (n, d), labels (n,) whole numbers from 0; weights (inputs, outputs) of each layer.
    Source: docs/activations/choosing.md#code-trained
    """
    random, truth = np.random.default_rng(seed), np.eye(np.max(labels) + 1)[labels]
    sizes = (x.shape[1], *hidden, truth.shape[1])
    layers = [[random.normal(size=(n, m)) / np.sqrt(n), np.zeros(m)]
              for n, m in zip(sizes, sizes[1:])]
    for _ in range(epochs):
        order = random.permutation(len(x))
        for rows in np.split(order, range(batch, len(order), batch)):
            sums, signals = passed(x[rows], layers, activation)
            shares = np.exp(sums[-1] - np.max(sums[-1], axis=1, keepdims=True))
            back = (shares / np.sum(shares, axis=1, keepdims=True) - truth[rows]) / len(rows)
            for k in range(len(layers) - 1, -1, -1):
                W, b = layers[k]
                layers[k] = [W - rate * signals[k].T @ back, b - rate * np.sum(back, axis=0)]
                back = back @ W.T * activation.slope(sums[k - 1]) if k else None
    return layers


def passed(x: np.ndarray, layers: list, activation: Activation) -> tuple[list, list]:
    """Return the sums in each layer, and what went into each layer, for the rows of x."""
    sums, signals = [], [x]
    for W, b in layers:
        sums.append(signals[-1] @ W + b)
        signals.append(activation.function(sums[-1]))
    return sums, signals


def accuracy(x: np.ndarray, labels: np.ndarray, layers: list, activation: Activation) -> float:
    """Return the share of the rows of x whose largest output is that of their label."""
    return float(np.mean(np.argmax(passed(x, layers, activation)[0][-1], axis=1) == labels))
