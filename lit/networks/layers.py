"""Dense layers, networks of them, and how many parameters they have."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from lit.activations.relu import relu
from lit.activations.sigmoid_and_tanh import sigmoid
from lit.networks.neuron import threshold
from lit.numerics import Array, require_real

DIRECTIONS = np.radians([90.0, 210.0, 330.0])
THREE_WAYS = np.stack([np.cos(DIRECTIONS), np.sin(DIRECTIONS)])


def dense(x: Array, W: Array, b: Array, activation: Callable | None = None) -> Array:
    """Return activation(x W + b), the outputs of one layer, for a row x or each row of x.

    Shape: x (d,) or (..., d), W (d, H), b (H,); the result (H,) or (..., H).
    Raises: ValueError where the shapes do not fit, TypeError where a number is not real.
    Source: docs/networks/layers.md#thm-layers-matrix
    """
    require_real("dense", x=x, W=W, b=b)
    inputs, weights, biases = np.shape(x), np.shape(W), np.shape(b)
    if len(weights) != 2 or inputs[-1:] != weights[:1] or biases != weights[1:]:
        raise ValueError(f"dense needs x (..., d), W (d, H) and b (H,), got {inputs}, "
                         f"{weights} and {biases}")
    sums = np.matmul(x, W) + b
    return sums if activation is None else activation(sums)


def forward(x: Array, layers: list[tuple]) -> Array:
    """Return the outputs of a network for a row x, or for each row of x.

    layers are triples (W, b, activation), the first of them next to the features.
    Source: docs/networks/layers.md#thm-layers-two-matrix
    """
    for W, b, activation in layers:
        x = dense(x, W, b, activation)
    return x


def dense_parameters(k: int, l: int) -> int:
    """Return how many weights and biases a layer from k to l numbers has.

    Source: docs/networks/layers.md#def-layers-count
    """
    return k * l + l


def network_parameters(sizes: Sequence[int]) -> int:
    """Return how many weights and biases a network has whose sizes run from features to outputs.

    Source: docs/networks/layers.md#def-layers-count
    """
    return sum(dense_parameters(k, l) for k, l in pairwise(sizes))
