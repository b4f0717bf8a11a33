"""GELU: inputs that pass if they exceed a standard normal number, and its slope."""

import numpy as np

from lit.activations.sigmoid_and_tanh import real_argument
from lit.numerics import Array

FARTHEST = 40.0  # from here on the tail is zero, in double precision
SQUARES = ((np.arange(13) + 0.5) / 2) ** 2
WEIGHTS = np.exp(-SQUARES)


def tail_ratio(t: Array) -> Array:
    """Return exp(t * t / 2) times the normal distribution function at -t, for 0 <= t <= 40.

    Shape: t is an array of any shape, or a number; so is the result. Range: 1/2 to 0.00996,
    falling.
    Source: C. Chiarella, A. Reichel, On the evaluation of integrals related to the error function,
    1968
    """
    z, square = t / np.sqrt(2), t * t / 2
    total = sum(float(weight) / (square + float(point)) for weight, point in zip(WEIGHTS, SQUARES))
    near = np.minimum(z, 2 * np.pi)
    pole = np.exp(near * near) / (1 + np.exp(4 * np.pi * near))
    return z / (2 * np.pi) * total + np.where(z < 2 * np.pi, pole, 0)


def root_of_bell(t: Array) -> Array:
    """Return exp(-t * t / 4) for |t| <= 40, with all its digits.

    Source: docs/activations/gelu.md#thm-split-square
    """
    s = np.rint(t * 2.0**20) / 2.0**20
    return np.exp(-s * s / 4) * np.exp(-(t - s) * (t + s) / 4)


@real_argument
def gelu(x: Array) -> Array:
    """Return x times the standard normal distribution function, for each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.17 or more, within 8 units in the last place; equal to x to the last bit from x = 9
    on.
    Raises: TypeError where x is not real.
    Source: D. Hendrycks, K. Gimpel, Gaussian error linear units (GELUs), 2016
    """
    t = np.minimum(np.abs(x), FARTHEST)
    root, ratio = root_of_bell(t), tail_ratio(t)
    left = root * (np.maximum(x, -FARTHEST) * ratio) * root
    return np.where(x < 0, left, x * (1 - root * ratio * root))


@real_argument
def gelu_derivative(x: Array) -> Array:
    """Return the slope of gelu at each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.13 to 1.13, within 4e-16 of the exact slope; its root is at -0.7518.
    Raises: TypeError where x is not real.
    Source: docs/activations/gelu.md#thm-gelu-slope
    """
    t = np.minimum(np.abs(x), FARTHEST)
    root, ratio = root_of_bell(t), tail_ratio(t)
    left = root * (ratio - t / np.sqrt(2 * np.pi)) * root
    return np.where(x < 0, left, 1 - left)
