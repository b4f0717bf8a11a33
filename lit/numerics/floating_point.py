"""Floating point: how many units in the last place lie between numbers, and what rounding loses."""

from collections.abc import Callable

import numpy as np

from lit.numerics import Array, require_real


def rank(x: Array) -> Array:
    """Return the rank of each float among all of its format; the zeros have rank 2**(bits - 1).

    Source: docs/numerics/floating_point.md#code-floating-point
    """
    unsigned = np.dtype(f"u{x.dtype.itemsize}")
    zero = unsigned.type(2 ** (8 * unsigned.itemsize - 1))
    bits = x.view(unsigned)
    size = bits & (zero - unsigned.type(1))
    return np.where(bits < zero, zero + size, zero - size)


def ulp_distance(a: Array, b: Array) -> Array:
    """Return how many steps, from one float to the next, lead from a to b.

    Shape: a and b are arrays or numbers that broadcast; so is the result.
    Unit: floats of the wider format of both; integers count as doubles.
    Range: whole numbers, exact up to 2**53; infinity comes next to the largest; NaN with NaN.
    Raises: TypeError where a or b is not real, or has more than 64 bits.
    Source: docs/numerics/floating_point.md#code-ulp-distance
    """
    require_real("ulp_distance", a=a, b=b)
    kind = np.maximum(a, b).dtype
    kind = kind if kind.kind == "f" else np.dtype(float)
    if kind.itemsize > 8:
        raise TypeError(f"ulp_distance needs at most 64 bits, got dtype {kind}")
    a, b = np.positive(a, dtype=kind), np.positive(b, dtype=kind)
    one, two = rank(a), rank(b)
    steps = (np.maximum(one, two) - np.minimum(one, two)).astype(float)
    return np.where(np.isnan(a) | np.isnan(b), np.nan, steps)[()]


def condition_number(function: Callable, derivative: Callable, x: Array) -> Array:
    """Return by which factor the function enlarges a small relative error of x.

    Shape: x is an array of any shape, or a number; so is the result.
    Range: 0 or more; infinite where function(x) is 0, NaN where x is 0 as well.
    Raises: TypeError where x is not real.
    Source: docs/numerics/floating_point.md#def-condition-number
    """
    require_real("condition_number", x=x)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.abs(np.multiply(x, np.divide(derivative(x), function(x))))


def two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """Return the rounded sum of a and b, and its error: together they are a + b exactly.

    Shape: a and b are arrays or numbers that broadcast; both results have that shape.
    Range: exact unless the sum overflows; then the error is NaN.
    Raises: TypeError where a or b is not real.
    Source: docs/numerics/floating_point.md#code-two-sum
    """
    require_real("two_sum", a=a, b=b)
    with np.errstate(over="ignore", invalid="ignore"):
        total = np.add(a, b)
        arrived = total - a
        return total, (a - (total - arrived)) + (b - arrived)
