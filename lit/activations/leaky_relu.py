"""Relatives of the rectified linear unit with a slope on the left: absolute, leaky, parametric."""

import numpy as np

from lit.numerics import Array, require_real
from lit.activations.relu import relu_derivative


def generalised_relu(z: Array, alpha: Array) -> Array:
    """Return z where it is positive, and alpha * z elsewhere.

    Shape: z any shape, alpha a number or one slope a unit; the result as NumPy broadcasts.
    Range: correctly rounded; NaN where z is NaN. The slopes have to be finite.
    Raises: TypeError where z or alpha is not real.
    Source: docs/activations/leaky_relu.md#def-generalised-relu
    """
    require_real("generalised_relu", z=z, alpha=alpha)
    below = np.where(np.equal(alpha, 0), 0.0, np.minimum(z, 0.0))
    return np.maximum(z, 0.0) + np.multiply(alpha, below)


def generalised_relu_derivative(z: Array, alpha: Array = 0.01, at_zero: float = 0.0) -> Array:
    """Return 1 where z is positive, alpha where it is negative, a mean of both where it is 0.

    Shape: z any shape, alpha a number or one slope a unit; the result as NumPy broadcasts.
    Range: between alpha and 1; at 0 it is at_zero + (1 - at_zero) * alpha.
    Raises: TypeError where z or alpha is not real, ValueError where at_zero is outside [0, 1].
    Source: docs/activations/leaky_relu.md#leaky-corner
    """
    require_real("generalised_relu_derivative", z=z, alpha=alpha)
    right = relu_derivative(z, at_zero)
    return right + np.multiply(alpha, 1.0 - right)


def absolute_rectification(z: Array) -> Array:
    """Return the generalised ReLU with slope -1, which is the size of z.

    Shape: z is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 or more; exact, NaN where z is NaN.
    Raises: TypeError where z is not real.
    Source: docs/activations/leaky_relu.md#thm-absolute
    """
    require_real("absolute_rectification", z=z)
    return generalised_relu(z, -1.0)


def leaky_relu(z: Array, slope: float = 0.01) -> Array:
    """Return z where it is positive, and slope * z elsewhere, for one small fixed slope.

    Shape: z is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: correctly rounded; NaN where z is NaN.
    Raises: TypeError where z is not real, ValueError where slope is outside [0, 1].
    Source: docs/activations/leaky_relu.md#def-leaky-relu
    """
    require_real("leaky_relu", z=z, slope=slope)
    if not 0 <= slope <= 1:
        raise ValueError(f"leaky_relu needs slope in [0, 1], got {slope}")
    return generalised_relu(z, slope)


def prelu(z: Array, slope: Array) -> Array:
    """Return z where it is positive, and slope * z elsewhere, for slopes that are learnt.

    Shape: z (..., m), slope a number or (m,), one for each unit; the result (..., m).
    Range: correctly rounded; NaN where z is NaN. The slopes have to be finite.
    Raises: TypeError where z or slope is not real.
    Source: docs/activations/leaky_relu.md#def-prelu
    """
    require_real("prelu", z=z, slope=slope)
    return generalised_relu(z, slope)


def prelu_slope_gradient(z: Array) -> Array:
    """Return the derivative of prelu in its slope at each element of z, which is min(0, z).

    Shape: z is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 or less; exact, NaN where z is NaN.
    Raises: TypeError where z is not real.
    Source: docs/activations/leaky_relu.md#thm-prelu-slope-gradient
    """
    require_real("prelu_slope_gradient", z=z)
    return np.minimum(z, 0.0)
