"""Swish, SiLU and Mish: inputs that pass a smooth gate of their own, and their slopes."""

import numpy as np

from lit.activations.sigmoid_and_tanh import real_argument, small_power
from lit.numerics import Array, require_real

FAR = 1e150
NOTHING_LEFT = 24000.0  # from here on exp(-x) is zero, even in extended precision


@real_argument
def swish(x: Array, beta: Array = 1.0) -> Array:
    """Return x * sigmoid(beta * x) for each element of x.

    Shape: x any shape, beta a number or one a unit; the result as NumPy broadcasts.
    Range: -0.2785 / beta or more for positive beta; beta is 0, or of a size from 1e-140 to 1e140.
    Raises: TypeError where x or beta is not real.
    Source: docs/activations/swish.md#def-swish
    """
    require_real("swish", beta=beta)
    near = np.clip(x, -FAR, FAR)
    t = np.multiply(beta, near)
    h = small_power(t / 2)
    return np.where(t < 0, near * h / (1 + h * h) * h, x / (1 + h * h))


@real_argument
def silu(x: Array) -> Array:
    """Return x * sigmoid(x) for each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.2785 or more; equal to x to the last bit from x = 37 on.
    Raises: TypeError where x is not real.
    Source: docs/activations/swish.md#def-silu
    """
    h = small_power(x / 2)
    return (np.maximum(x, 0) + np.clip(x, -FAR, 0) * h * h) / (1 + h * h)


SILU_ROOT = (-1.2784645427610737, -1.0946994183093437e-16)


@real_argument
def silu_derivative(x: Array) -> Array:
    """Return the slope of silu at each element of x, with full precision at its root too.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.0998 to 1.0998; its root is at -1.2785.
    Raises: TypeError where x is not real.
    Source: docs/activations/swish.md#thm-silu-turn
    """
    near = np.clip(x, -NOTHING_LEFT, NOTHING_LEFT)
    h = small_power(near / 2)
    t = np.minimum(near, 0) - SILU_ROOT[0] - SILU_ROOT[1]
    left = h * (t - (1 + SILU_ROOT[0]) * np.expm1(t)) * h
    return np.where(x < 0, left, 1 + h * h * (1 + near)) / (1 + h * h) ** 2


@real_argument
def swish_derivative(x: Array, beta: Array = 1.0) -> Array:
    """Return the slope of swish in x at each element of x.

    Shape: x any shape, beta a number or one a unit; the result as NumPy broadcasts.
    Range: -0.0998 to 1.0998; beta is 0, or of a size from 1e-140 to 1e140.
    Raises: TypeError where x or beta is not real.
    Source: docs/activations/swish.md#thm-swish-slope
    """
    require_real("swish_derivative", beta=beta)
    return silu_derivative(np.multiply(beta, np.clip(x, -FAR, FAR)))


@real_argument
def swish_sharpness_gradient(x: Array, beta: Array = 1.0) -> Array:
    """Return the derivative of swish in beta at each element of x.

    Shape: x any shape, beta a number or one a unit; the result as NumPy broadcasts.
    Range: 0 or more; beta is 0, or of a size from 1e-140 to 1e140.
    Raises: TypeError where x or beta is not real.
    Source: docs/activations/swish.md#thm-swish-sharpness-gradient
    """
    require_real("swish_sharpness_gradient", beta=beta)
    near = np.clip(x, -FAR, FAR)
    h = small_power(np.multiply(beta, near) / 2)
    return (near * h / (1 + h * h)) ** 2


@real_argument
def mish(x: Array) -> Array:
    """Return x * tanh(log(1 + exp(x))) for each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.3089 or more; equal to x to the last bit from x = 19 on.
    Raises: TypeError where x is not real.
    Source: docs/activations/swish.md#thm-mish-fraction
    """
    h = small_power(x / 2)
    e = h * h
    left = np.clip(x, -FAR, 0) * h * ((e + 2) / (e * (e + 2) + 2)) * h
    return np.where(x < 0, left, x * ((1 + 2 * e) / (1 + 2 * e * (1 + e))))


MISH_ROOT = (-1.1924312145154952, -4.8484829848031044e-17)
POWER_AT_ROOT = 0.3034825352815289


@real_argument
def mish_derivative(x: Array) -> Array:
    """Return the slope of mish at each element of x, with full precision at its root too.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.1126 to 1.0885; its root is at -1.1924.
    Raises: TypeError where x is not real.
    Source: docs/activations/swish.md#thm-mish-slope
    """
    near = np.clip(x, -NOTHING_LEFT, NOTHING_LEFT)
    h = small_power(near / 2)
    e, t = h * h, np.minimum(near, 0) - MISH_ROOT[0] - MISH_ROOT[1]
    e1, rise = POWER_AT_ROOT, POWER_AT_ROOT * np.expm1(t)
    factor = e * e + e * e1 + e1 * e1 + 4 * (e + e1) + 6 + 4 * MISH_ROOT[0]
    left = h * (rise * factor + 4 * t * (1 + e)) / (e * (e + 2) + 2) ** 2 * h
    top = 1 + e * (4 + e * (6 + 4 * e + 4 * near * (1 + e)))
    return np.where(x < 0, left, top / (1 + 2 * e * (1 + e)) ** 2)
