"""The logistic sigmoid and the hyperbolic tangent, with their slopes."""

from collections.abc import Callable
from functools import wraps

import numpy as np

from lit.numerics import Array, require_real
from lit.numerics.stable import widened


def real_argument(formula: Callable) -> Callable:
    """Return formula behind a guard: real x only, computed in double precision or better.

    Raises: TypeError where x is complex, text or an object.
    Source: docs/activations/sigmoid_and_tanh.md#code-sigmoid-and-tanh
    """

    @wraps(formula)
    def guarded(x: Array, *parameters: Array, **named: Array) -> Array:
        x = x if hasattr(x, "dtype") else np.array(x)
        require_real(formula.__name__, x=x)
        if type(x) is np.ndarray and x.size > BLOCK and all(map(np.isscalar,
                                                                (*parameters, *named.values()))):
            return in_blocks(formula, x, parameters, named)
        return in_double(formula, x, parameters, named)

    return guarded


def in_double(formula: Callable, x: Array, parameters: tuple, named: dict) -> Array:
    """Return the values of a formula, computed in double precision or better and rounded once to
    the width of x.
    """
    x, narrow = widened(x)
    value = formula(x, *parameters, **named)
    # A number for a number.
    return value if value.ndim and value.dtype == narrow else np.positive(value, dtype=narrow)


BLOCK = 8192


def in_blocks(formula: Callable, x: Array, parameters: tuple, named: dict) -> np.ndarray:
    """Return the values of a formula of single numbers, computed block by block.

    Shape: x is a NumPy array of any shape and layout; so is the result.
    """
    x = x if x.flags.forc else np.ascontiguousarray(x)
    values: np.ndarray = np.empty_like(x, dtype=widened(x[:0])[1])
    source, goal = x.ravel(order="K"), values.ravel(order="K")
    for start in range(0, x.size, BLOCK):
        goal[start:start + BLOCK] = in_double(formula, source[start:start + BLOCK], parameters,
                                              named)
    return values


def small_power(x: Array) -> Array:
    """Return exp(-|x|) for each element of x. Range: 0 to 1."""
    return np.exp(np.minimum(x, 0) - np.maximum(x, 0))


@real_argument
def sigmoid(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)) for each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 to 1; exactly 1 from x = 37 on, exactly 0 from x = -746 down.
    Raises: TypeError where x is not real.
    Source: docs/activations/sigmoid_and_tanh.md#def-sigmoid
    """
    small = small_power(x)
    return np.maximum(small, x >= 0) / (1 + small)


@real_argument
def sigmoid_derivative(x: Array) -> Array:
    """Return the slope of the sigmoid at each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 to 1/4, its value at 0; exactly 0 beyond |x| = 746.
    Raises: TypeError where x is not real.
    Source: docs/activations/sigmoid_and_tanh.md#thm-sigmoid-derivative
    """
    s = sigmoid(-np.abs(x))
    return s * (1 - s)


@real_argument
def log_sigmoid(x: Array) -> Array:
    """Return log(sigmoid(x)) for each element of x, with full precision at both ends.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 or less; equal to x to the last bit from x = -37 down.
    Raises: TypeError where x is not real.
    Source: docs/activations/sigmoid_and_tanh.md#def-sigmoid
    """
    return np.minimum(x, 0) - np.log1p(small_power(x))


@real_argument
def tanh(x: Array) -> Array:
    """Return the hyperbolic tangent of each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: -1 to 1, which it is exactly from |x| = 20 on.
    Raises: TypeError where x is not real.
    Source: docs/activations/sigmoid_and_tanh.md#def-tanh
    """
    return np.tanh(x)


FLAT_FROM = 6000.0


@real_argument
def tanh_derivative(x: Array) -> Array:
    """Return the slope of tanh at each element of x.

    Shape: x is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 to 1, its value at 0; exactly 0 beyond |x| = 374.
    Raises: TypeError where x is not real.
    Source: docs/activations/sigmoid_and_tanh.md#thm-tanh-derivative
    """
    s = sigmoid(-2 * np.minimum(np.abs(x), FLAT_FROM))
    return 4 * s * (1 - s)
