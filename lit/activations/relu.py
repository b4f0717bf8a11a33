"""The rectified linear unit, its slope, a layer of such units, and one unit in training."""

from collections.abc import Callable

import numpy as np

from lit.numerics import Array, require_real


def relu(z: Array) -> Array:
    """Return max(0, z) for each element of z.

    Shape: z is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 or more; exact, NaN where z is NaN.
    Raises: TypeError where z is not real.
    Source: docs/activations/relu.md#def-relu
    """
    require_real("relu", z=z)
    return np.maximum(z, 0.0)


def relu_derivative(z: Array, at_zero: float = 0.0) -> Array:
    """Return the slope of relu at each element of z, and at_zero where z is zero.

    Shape: z is a NumPy, Dask or CuPy array of any shape, or a number; so is the result.
    Range: 0 or 1, or at_zero, which lies in [0, 1]; NaN where z is NaN.
    Raises: TypeError where z is not real, ValueError where at_zero is outside [0, 1].
    Source: docs/activations/relu.md#relu-kink
    """
    require_real("relu_derivative", z=z)
    if not 0 <= at_zero <= 1:
        raise ValueError(f"relu_derivative needs at_zero in [0, 1], got {at_zero}")
    return np.heaviside(z, at_zero)


def relu_layer(x: Array, W: Array, b: Array) -> Array:
    """Return the outputs of a layer of units for the input x, or for each row of x.

    Shape: x (n,) or (..., n), W (n, m), b (m,); the result (m,) or (..., m).
    Raises: ValueError where the shapes do not fit, TypeError where one of them is not real.
    Source: docs/activations/relu.md#def-relu-layer
    """
    require_real("relu_layer", x=x, W=W, b=b)
    inputs, weights, biases = np.shape(x), np.shape(W), np.shape(b)
    if len(weights) != 2 or inputs[-1:] != weights[:1] or biases != weights[1:]:
        needed = "x (..., n), W (n, m) and b (m,)"
        raise ValueError(f"relu_layer needs {needed}, got {inputs}, {weights} and {biases}")
    return relu(np.matmul(x, W) + b)


def train_unit(x: Array, y: Array, start: Array, learning_rate: float, steps: int,
               unit: Callable = relu, derivative: Callable = relu_derivative) -> np.ndarray:
    """Return the weight and bias of one unit, from start on, after each step of descent.

    The cost is the mean square of unit(w * x + b) - y, and derivative is the slope of unit.
    Shape: x and y (n,), start (2,); the result (steps + 1, 2), its first row the start.
    Source: docs/activations/relu.md#relu-dying
    """
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        z = path[-1][0] * x + path[-1][1]
        signal = 2 * (unit(z) - y) * derivative(z)
        path.append(path[-1] - learning_rate * np.array([np.mean(signal * x), np.mean(signal)]))
    return np.array(path)
