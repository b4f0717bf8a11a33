"""Losses for numbers, laws and labels."""

from collections.abc import Callable

import numpy as np

from lit.activations.sigmoid_and_tanh import sigmoid
from lit.likelihood.conditional import as_pairs
from lit.likelihood.conditional import mean_squared_error as mean_squared_error
from lit.likelihood.maximum_likelihood import kl_divergence as kl_divergence
from lit.numerics import Array, real_arrays, somewhere


def mean_absolute_error(y: Array, a: Array) -> float:
    """Return the mean absolute error of the outputs a for the targets y.

    Shape: both the same. Unit: of the targets. Range: [0, inf).
    Raises: ValueError for other shapes; TypeError for what is not real.
    Source: the slides, "Other loss functions"
    """
    y, a = as_pairs("mean_absolute_error", y, a)
    return np.mean(np.abs(y - a))


def mean_squared_log_error(y: Array, a: Array) -> float:
    """Return the mean squared difference of the logarithms of one plus target and output.

    Shape: both the same. Range: [0, inf).
    Raises: ValueError for other shapes, or a number of -1 or less; TypeError for what is not real.
    Source: the slides, "Other loss functions"
    """
    y, a = as_pairs("mean_squared_log_error", y, a)
    if somewhere(y <= -1) or somewhere(a <= -1):
        raise ValueError("mean_squared_log_error needs targets and outputs above -1")
    return np.mean((np.log1p(y) - np.log1p(a)) ** 2)


def mean_absolute_percentage_error(y: Array, a: Array) -> float:
    """Return the mean absolute error in per cent of the targets.

    Shape: both the same. Unit: per cent. Range: [0, inf).
    Raises: ValueError for other shapes, or a target of zero; TypeError for what is not real.
    Source: the slides, "Other loss functions"
    """
    y, a = as_pairs("mean_absolute_percentage_error", y, a)
    if somewhere(np.equal(y, 0)):
        raise ValueError("mean_absolute_percentage_error needs targets other than zero")
    return 100 * np.mean(np.abs((y - a) / y))


def hinge(labels: Array, outputs: Array) -> Array:
    """Return the hinge loss of each output for its label.

    Shape: labels and outputs broadcast. Range: [0, inf).
    Raises: ValueError for labels other than -1 and 1; TypeError for what is not real.
    Source: the slides, "Other loss functions"
    """
    labels, outputs = real_arrays("hinge", labels=labels, outputs=outputs)
    if somewhere(np.not_equal(np.abs(labels), 1)):
        raise ValueError("hinge needs labels -1 and 1")
    # A product of small integers would wrap round.
    return np.maximum(0, 1 - labels * (outputs * 1.0))


def hinge_derivative(labels: Array, outputs: Array) -> Array:
    """Return the derivative of the hinge loss in each output; zero at the kink.

    Shape: labels and outputs broadcast. Range: {-1, 0, 1}.
    Source: the slides, "Other loss functions"
    """
    labels, outputs = real_arrays("hinge_derivative", labels=labels, outputs=outputs)
    return np.where(labels * (outputs * 1.0) < 1, -1.0 * labels, 0)


SLOPES = {
    "sigmoid, cross-entropy": lambda z, y: sigmoid(z) - y,
    "sigmoid, squares": lambda z, y: (sigmoid(z) - y) * sigmoid(z) * sigmoid(-z),
    "linear, hinge": lambda z, y: hinge_derivative(2 * y - 1, z),
    "linear, squares": lambda z, y: z - (2 * y - 1),
}


def mistakes(slope: Callable, X: Array, y: Array, start: Array, rate: float,
             steps: int) -> np.ndarray:
    """Return the share of wrong answers of one neuron after each of some steps down the slope.

    Shape: X (m, n), y (m,) zeros and ones, start (n,); result (steps,).
    Source: the slides, "Choosing the kind of loss function"
    """
    w, wrong = np.array(start, float), []
    for _ in range(steps):
        z = X @ w
        wrong.append(np.mean((z > 0) != (y == 1)))
        w -= rate * X.T @ slope(z, y) / len(y)
    return np.array(wrong)
