"""Losses for numbers, laws and labels."""

import numpy as np

from lit.activations.sigmoid_and_tanh import sigmoid
from lit.likelihood.conditional import mean_squared_error as mean_squared_error
from lit.likelihood.maximum_likelihood import kl_divergence as kl_divergence
from lit.numerics import require_real


def require_pairs(function, y, a):
    """Return y and a as arrays of one shape that is not empty. Raises ValueError, TypeError."""
    require_real(function, y=y, a=a)
    y, a = np.asarray(y), np.asarray(a)
    if y.shape != a.shape or y.size == 0:
        raise ValueError(f"{function} needs as many outputs as targets, got shapes {y.shape} and {a.shape}")
    return y, a


def mean_absolute_error(y, a):
    """Return the mean absolute error of the outputs a for the targets y.

    Shape: both the same. Unit: of the targets. Range: [0, inf).
    Raises: ValueError for other shapes; TypeError for what is not real.
    Source: the lecture on neural networks, other losses
    """
    y, a = require_pairs("mean_absolute_error", y, a)
    return np.mean(np.abs(y - a))


def mean_squared_log_error(y, a):
    """Return the mean squared difference of the logarithms of one plus target and output.

    Shape: both the same. Range: [0, inf).
    Raises: ValueError for other shapes, or a number of -1 or less; TypeError for what is not real.
    Source: the lecture on neural networks, other losses
    """
    y, a = require_pairs("mean_squared_log_error", y, a)
    if np.any(y <= -1) or np.any(a <= -1):
        raise ValueError("mean_squared_log_error needs targets and outputs above -1")
    return np.mean((np.log1p(y) - np.log1p(a)) ** 2)


def mean_absolute_percentage_error(y, a):
    """Return the mean absolute error in per cent of the targets.

    Shape: both the same. Unit: per cent. Range: [0, inf).
    Raises: ValueError for other shapes, or a target of zero; TypeError for what is not real.
    Source: the lecture on neural networks, other losses
    """
    y, a = require_pairs("mean_absolute_percentage_error", y, a)
    if np.any(y == 0):
        raise ValueError("mean_absolute_percentage_error needs targets other than zero")
    return 100 * np.mean(np.abs((y - a) / y))


def hinge(labels, outputs):
    """Return the hinge loss of each output for its label.

    Shape: labels and outputs broadcast. Range: [0, inf).
    Raises: ValueError for labels other than -1 and 1; TypeError for what is not real.
    Source: the lecture on neural networks, other losses
    """
    require_real("hinge", labels=labels, outputs=outputs)
    if not np.all(np.abs(labels) == 1):
        raise ValueError("hinge needs labels -1 and 1")
    return np.maximum(0, 1 - np.asarray(labels) * outputs)


def hinge_derivative(labels, outputs):
    """Return the derivative of the hinge loss in each output; zero at the kink.

    Shape: labels and outputs broadcast. Range: {-1, 0, 1}.
    Source: the lecture on neural networks, other losses
    """
    return np.where(np.asarray(labels) * outputs < 1, -np.asarray(labels), 0)


SLOPES = {
    "sigmoid, cross-entropy": lambda z, y: sigmoid(z) - y,
    "sigmoid, squares": lambda z, y: (sigmoid(z) - y) * sigmoid(z) * sigmoid(-z),
    "linear, hinge": lambda z, y: hinge_derivative(2 * y - 1, z),
    "linear, squares": lambda z, y: z - (2 * y - 1),
}


def mistakes(slope, X, y, start, rate, steps):
    """Return the share of wrong answers of one neuron after each of some steps down the slope.

    Shape: X (m, n), y (m,) zeros and ones, start (n,); result (steps,).
    Source: the lecture on neural networks, choice of the loss
    """
    w, wrong = np.array(start, float), []
    for _ in range(steps):
        z = X @ w
        wrong.append(np.mean((z > 0) != (y == 1)))
        w -= rate * X.T @ slope(z, y) / len(y)
    return np.array(wrong)
