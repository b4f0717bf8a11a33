"""Checking gradients: slopes from values of the function alone, to compare a formula with."""

from collections.abc import Callable

import numpy as np

from lit.numerics import Array, require_real

STEP = float(np.cbrt(np.finfo(float).eps))


def single(function: str, value: Array) -> np.ndarray:
    """Return value as an array without axes. Raises ValueError where it is no single number."""
    value = np.array(value)
    if value.size != 1:
        raise ValueError(f"{function} needs f to return one number, got shape {value.shape}")
    return value.reshape(())


def central_difference_gradient(f: Callable, x: Array, step: float = STEP) -> Array:
    """Return the gradient of f at x, from two values of f for each entry of x.

    Shape: x is a NumPy array of any shape, or a number, and f returns a number; the result as x.
    Unit: step is a share of each entry of x, and absolute for entries below 1 in size.
    Range: about ten digits of the largest entry, where f is smooth.
    Raises: TypeError where x or f(x) is not real, ValueError where f(x) is no single number.
    Source: docs/numerics/gradient_check.md#best-step
    """
    name = "central_difference_gradient"
    require_real(name, x=x)
    x = np.array(x, dtype=float)
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[place] += step * max(1.0, abs(x[place]))
        behind[place] -= step * max(1.0, abs(x[place]))
        high, low = single(name, f(ahead)), single(name, f(behind))
        require_real(name, f=high)
        gradient[place] = (high - low) / (ahead[place] - behind[place])
    return gradient[()]


def complex_step_gradient(f: Callable, x: Array, step: float = 1e-200) -> Array:
    """Return the gradient of f at x, from one complex value of f for each entry of x.

    Shape: x is a NumPy array of any shape, or a number, and f returns a number; the result as x.
    Range: as many digits as the derivative has, computed with the same operations as f.
    Raises: TypeError where x is not real or f returns a real number, ValueError where f(x) is
        no single number.
    Source: docs/numerics/gradient_check.md#complex-step
    """
    name = "complex_step_gradient"
    require_real(name, x=x)
    x = np.array(x, dtype=complex)
    gradient = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        aside = x.copy()
        aside[place] += 1j * step
        value = single(name, f(aside))
        if value.dtype.kind != "c":
            needed = "f to answer complex x with a complex number"
            raise TypeError(f"{name} needs {needed}, got dtype {value.dtype}")
        gradient[place] = value.imag / step
    return gradient[()]


def gradient_error(one: Array, two: Array) -> float:
    """Return the length of the difference of two gradients, as a share of the longer one.

    Shape: one and two are arrays of the same shape, or numbers; the result is a number.
    Range: 0, also for two zeros, to 2, for opposite ones; NaN where an entry is not finite.
    Raises: TypeError where one or two is not real, ValueError where the shapes differ.
    Source: docs/numerics/gradient_check.md#code-gradient-error
    """
    require_real("gradient_error", one=one, two=two)
    shapes = np.shape(one), np.shape(two)
    if shapes[0] != shapes[1]:
        raise ValueError(f"gradient_error needs equal shapes, got {shapes[0]} and {shapes[1]}")
    pair = np.array([one, two], dtype=float).reshape(2, -1)
    if not np.all(np.isfinite(pair)):
        return np.nan
    pair = pair / max(np.max(np.abs(pair), initial=0.0), np.finfo(float).tiny)
    length = max(np.linalg.norm(pair[0]), np.linalg.norm(pair[1]))
    return float(np.linalg.norm(pair[0] - pair[1]) / length) if length else 0.0
