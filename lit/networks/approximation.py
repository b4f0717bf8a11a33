"""Approximation by two layers: by hand, by steps, by chance, and by training."""

from collections.abc import Callable

import numpy as np

from lit.activations.sigmoid_and_tanh import sigmoid
from lit.networks.layers import dense, forward
from lit.networks.neuron import threshold
from lit.numerics import Array

LARGEST_SLOPE = 9.495575439  # of target, between 0 and 1
SLIDE = np.array([[0.35, 0.8], [0.7, -0.8], [0.7, 1.5], [0.0, 0.4], [0.35, -0.4]])
SPREAD = 60.0  # of the weights that are drawn by chance


def target(x: Array) -> Array:
    """Return the lecture's function, which is to be approximated between 0 and 1.

    Shape: that of x.
    Source: docs/networks/approximation.md#def-approximation-target
    """
    x = np.asarray(x, float)
    return 0.2 + 0.4 * x**2 + 0.3 * x * np.sin(15 * x) + 0.1 * np.cos(50 * x)


def step_network(cuts: Array, weights: Array, bias: float = 0.0) -> list[tuple]:
    """Return the layers of a network whose thresholds switch at cuts and are added with weights.

    Shape: cuts and weights (H,).
    Raises: ValueError where their lengths differ.
    Source: docs/networks/approximation.md#approximation-switch
    """
    cuts, weights = np.asarray(cuts, float), np.asarray(weights, float)
    if cuts.ndim != 1 or cuts.shape != weights.shape:
        raise ValueError("step_network needs as many weights as cuts, "
                         f"got {weights.shape} and {cuts.shape}")
    return [(np.ones((1, len(cuts))), -cuts, threshold), (weights[:, None], np.array([bias]), None)]


def slide_network(neurons: int = 5) -> list[tuple]:
    """Return the layers of the lecture's network after its first few neurons.

    Source: docs/networks/approximation.md#approximation-by-hand
    """
    return step_network(*SLIDE[:neurons].T)


def staircase(cuts: Array, heights: Array) -> list[tuple]:
    """Return the layers of a network that has these heights before, between and behind the cuts.

    Shape: cuts (N - 1,), heights (N,).
    Raises: ValueError where there is not one height more than cuts.
    Source: docs/networks/approximation.md#thm-approximation-lifts
    """
    return step_network(cuts, np.diff(heights), heights[0])


def midpoint_staircase(f: Callable, N: int) -> list[tuple]:
    """Return the layers of a staircase of N equal steps, each as high as f is in its middle.

    Source: docs/networks/approximation.md#thm-approximation-bound
    """
    return staircase(np.arange(1, N) / N, f((np.arange(N) + 0.5) / N))


def random_network(x: Array, y: Array, H: int, seed: int,
                   activation: Callable = sigmoid) -> list[tuple]:
    """Return the layers of a network with H neurons drawn at random, and fitted weights for their
    outputs.

    Shape: x (n, d) in the unit cube, y (n,).
    Source: docs/networks/approximation.md#approximation-cybenko
    """
    d, random = np.shape(x)[1], np.random.default_rng(seed)
    W, centres = SPREAD / d**2 * random.normal(size=(d, H)), random.random(size=(H, d))
    first = (W, -np.sum(W.T * centres, axis=1), activation)
    v = np.linalg.lstsq(dense(x, *first), y)[0]
    return [first, (v[:, None], np.zeros(1), None)]


def largest_error(layers: list[tuple], x: Array, y: Array) -> float:
    """Return the largest distance of a network with one output from y at the points x.

    Shape: x (n, d), y (n,).
    Source: docs/networks/approximation.md#approximation-cybenko
    """
    return np.max(np.abs(forward(x, layers)[:, 0] - y))


def fit_network(x: Array, y: Array, H: int, steps: int = 150) -> list[tuple]:
    """Return the layers of a network with H sigmoids (tanh), fitted to y by Levenberg and
    Marquardt.

    Shape: x and y (n,).
    Source: docs/networks/approximation.md#approximation-trained
    """
    ones, w = np.ones((len(x), 1)), np.full(H, 2.0 * H)
    b = -w * (np.arange(H) + 0.5) / H
    v = np.linalg.lstsq(np.hstack([np.tanh(np.outer(x, w) + b), ones]), y)[0]
    penalty, cost = 1.0, np.inf
    trial = np.concatenate([w, b, v])
    for _ in range(steps):
        w, b, v = trial[:H], trial[H:2 * H], trial[2 * H:]
        u = np.tanh(np.outer(x, w) + b)
        residual = y - u @ v[:-1] - v[-1]
        better = residual @ residual < cost
        penalty *= 1 / 3 if better else 4
        if better:
            p, kept, cost, slope = trial, residual, residual @ residual, (1 - u**2) * v[:-1]
            J = np.hstack([slope * x[:, None], slope, u, ones])
        trial = p + np.linalg.solve(J.T @ J + penalty * np.eye(len(p)), J.T @ kept)
    return [(p[None, :H], p[H:2 * H], np.tanh), (p[2 * H:-1, None], p[-1:], None)]
