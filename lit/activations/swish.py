"""Swish, SiLU and Mish: inputs that pass a smooth gate of their own, and their slopes."""

import numpy as np

from lit.activations.sigmoid_and_tanh import real_argument
from lit.numerics import require_real

FULL_DIGITS = -700.0  # from here on e**x is a normal double
NOTHING_LEFT = -24000.0  # from here down e**x is zero, even in extended precision


def split_power(x):
    """Return w and tail, both with all their digits, such that w * tail is exp(x), for x <= 0.

    Shape: x is a NumPy, Dask or CuPy array of any shape; so are both results.
    Range: tail is 1 for x >= -700, where w is the power itself.
    Source: docs/activations/swish.md#code-split-power
    """
    low = np.maximum(x, NOTHING_LEFT)
    near = np.maximum(low, FULL_DIGITS)
    return np.exp(near), np.exp(low - near)


FAR = 1e150


@real_argument
def swish(x, beta=1.0):
    """Return x * sigmoid(beta * x) for each element of x.

    Shape: x any shape, beta a number or one a unit; the result as NumPy broadcasts.
    Range: -0.2785 / beta or more for positive beta; beta is 0, or of a size from 1e-140 to 1e140.
    Raises: TypeError where x or beta is not real.
    Source: docs/activations/swish.md#def-swish
    """
    require_real("swish", beta=beta)
    near = np.clip(x, -FAR, FAR)
    t = np.multiply(beta, near)
    w, tail = split_power(np.minimum(t, 0))
    q = np.exp(-np.maximum(t, 0))
    return np.where(t < 0, near, x) * w / (w + q) * tail


@real_argument
def silu(x):
    """Return x * sigmoid(x) for each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.2785 or more; equal to x to the last bit from x = 37 on.
    Raises: TypeError where x is not real.
    Source: docs/activations/swish.md#def-silu
    """
    w, tail = split_power(np.minimum(x, 0))
    q = np.exp(-np.maximum(x, 0))
    return np.maximum(x, -FAR) * w / (w + q) * tail


SILU_ROOT = (-1.2784645427610737, -1.0946994183093437e-16)


@real_argument
def silu_derivative(x):
    """Return the slope of silu at each element of x, with full precision at its root too.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.0998 to 1.0998; its root is at -1.2785.
    Raises: TypeError where x is not real.
    Source: docs/activations/swish.md#thm-silu-turn
    """
    low, high = np.maximum(np.minimum(x, 0), NOTHING_LEFT), np.clip(x, 0, -NOTHING_LEFT)
    (w, tail), q = split_power(low), np.exp(-high)
    t = low - SILU_ROOT[0] - SILU_ROOT[1]
    left = w * (t - (1 + SILU_ROOT[0]) * np.expm1(t))
    return np.where(x < 0, left, 1 + q * (1 + high)) / (1 + w * q) ** 2 * tail


@real_argument
def swish_derivative(x, beta=1.0):
    """Return the slope of swish in x at each element of x.

    Shape: x any shape, beta a number or one a unit; the result as NumPy broadcasts.
    Range: -0.0998 to 1.0998; beta is 0, or of a size from 1e-140 to 1e140.
    Raises: TypeError where x or beta is not real.
    Source: docs/activations/swish.md#thm-swish-slope
    """
    require_real("swish_derivative", beta=beta)
    return silu_derivative(np.multiply(beta, np.clip(x, -FAR, FAR)))


@real_argument
def swish_sharpness_gradient(x, beta=1.0):
    """Return the derivative of swish in beta at each element of x.

    Shape: x any shape, beta a number or one a unit; the result as NumPy broadcasts.
    Range: 0 or more; beta is 0, or of a size from 1e-140 to 1e140.
    Raises: TypeError where x or beta is not real.
    Source: docs/activations/swish.md#thm-swish-sharpness-gradient
    """
    require_real("swish_sharpness_gradient", beta=beta)
    near = np.clip(x, -FAR, FAR)
    t = -np.abs(np.multiply(beta, near))
    w, tail = split_power(t)
    return near * w / (1 + w) * near / (1 + w) * tail


@real_argument
def mish(x):
    """Return x * tanh(log(1 + exp(x))) for each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.3089 or more; equal to x to the last bit from x = 19 on.
    Raises: TypeError where x is not real.
    Source: docs/activations/swish.md#thm-mish-fraction
    """
    w, tail = split_power(np.minimum(x, 0))
    q = np.exp(-np.maximum(x, 0))
    share = w * (w + 2 * q)
    return np.maximum(x, -FAR) * w * (w + 2 * q) / (share + 2 * q * q) * tail


MISH_ROOT = (-1.1924312145154952, -4.8484829848031044e-17)
POWER_AT_ROOT = 0.3034825352815289


@real_argument
def mish_derivative(x):
    """Return the slope of mish at each element of x, with full precision at its root too.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -0.1126 to 1.0885; its root is at -1.1924.
    Raises: TypeError where x is not real.
    Source: docs/activations/swish.md#thm-mish-slope
    """
    low, high = np.maximum(np.minimum(x, 0), NOTHING_LEFT), np.clip(x, 0, -NOTHING_LEFT)
    (w, tail), q = split_power(low), np.exp(-high)
    t = low - MISH_ROOT[0] - MISH_ROOT[1]
    w1, rise = POWER_AT_ROOT, POWER_AT_ROOT * np.expm1(t)
    factor = w * w + w * w1 + w1 * w1 + 4 * (w + w1) + 6 + 4 * MISH_ROOT[0]
    left = w * (rise * factor + 4 * t * (1 + w)) / (w * (w + 2) + 2) ** 2
    top = 1 + q * (4 + q * (6 + 4 * q + 4 * high * (1 + q)))
    return np.where(x < 0, left, top / (1 + 2 * q * (1 + q)) ** 2) * tail
