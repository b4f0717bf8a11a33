"""Exponential units: ELU, SELU with its two constants, and the hinge with a ceiling."""

import numpy as np

from lit.activations.relu import relu_derivative
from lit.activations.sigmoid_and_tanh import real_argument
from lit.numerics import Array, require_real


@real_argument
def elu(x: Array, alpha: Array = 1.0) -> Array:
    """Return x where it is positive, and alpha * (exp(x) - 1) elsewhere.

    Shape: x any shape, alpha a number or one depth a unit; the result as NumPy broadcasts.
    Range: -alpha or more, which it is exactly from x = -38 down.
    Raises: TypeError where x or alpha is not real.
    Source: docs/activations/elu.md#def-elu
    """
    require_real("elu", alpha=alpha)
    return np.maximum(x, 0) + np.multiply(alpha, np.expm1(np.minimum(x, 0)))


@real_argument
def elu_derivative(x: Array, alpha: Array = 1.0, at_zero: float = 0.0) -> Array:
    """Return 1 where x is positive, alpha * exp(x) where it is negative, a mean of both at 0.

    Shape: x any shape, alpha a number or one depth a unit; the result as NumPy broadcasts.
    Range: between 0 and the larger of alpha and 1; at 0 it is at_zero + (1 - at_zero) * alpha.
    Raises: TypeError where x or alpha is not real, ValueError where at_zero is outside [0, 1].
    Source: docs/activations/elu.md#thm-elu-slope
    """
    require_real("elu_derivative", alpha=alpha)
    right = relu_derivative(x, at_zero)
    return right + np.multiply(alpha, np.exp(np.minimum(x, 0)) * (1 - right))


SELU_ALPHA = 1.6732632423543772
SELU_LAMBDA = 1.0507009873554805
SELU_FLOOR = 1.7580993408473768  # lambda times alpha, rounded once


@real_argument
def selu(x: Array) -> Array:
    """Return the scaled exponential unit of each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -1.7581 or more; inf, with NumPy's overflow warning, where 1.0507 * x is no double.
    Raises: TypeError where x is not real.
    Source: docs/activations/elu.md#def-selu
    """
    return SELU_LAMBDA * np.maximum(x, 0) + SELU_FLOOR * np.expm1(np.minimum(x, 0))


@real_argument
def selu_derivative(x: Array, at_zero: float = 0.0) -> Array:
    """Return the slope of selu at each element of x; at 0 a mean of 1.7581 and 1.0507.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 to 1.7581; at_zero is the weight of the right slope.
    Raises: TypeError where x is not real, ValueError where at_zero is outside [0, 1].
    Source: docs/activations/elu.md#def-selu
    """
    right = relu_derivative(x, at_zero)
    return SELU_LAMBDA * right + SELU_FLOOR * (np.exp(np.minimum(x, 0)) * (1 - right))


def relu6(z: Array) -> Array:
    """Return min(max(0, z), 6) for each element of z.

    Shape: z is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 to 6; exact, NaN where z is NaN.
    Raises: TypeError where z is not real.
    Source: docs/activations/elu.md#def-relu-six
    """
    require_real("relu6", z=z)
    return np.minimum(np.maximum(z, 0.0), 6.0)


def relu6_derivative(z: Array, at_zero: float = 0.0) -> Array:
    """Return 1 where z is between 0 and 6, 0 outside, at_zero at 0 and 1 - at_zero at 6.

    Shape: z is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 to 1; NaN where z is NaN.
    Raises: TypeError where z is not real, ValueError where at_zero is outside [0, 1].
    Source: docs/activations/elu.md#thm-relu-six
    """
    require_real("relu6_derivative", z=z)
    return relu_derivative(z, at_zero) - relu_derivative(np.subtract(z, 6.0), at_zero)
