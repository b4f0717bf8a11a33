"""Stable evaluation: logarithms of sums and differences that keep their digits."""

import numpy as np

from lit.numerics import Array, real_arrays, require_real

LN2 = np.log(2.0)


def widened(x: Array) -> tuple[Array, type]:
    """Return x in double precision or better, and the format in which results are handed back.

    Source: docs/numerics/stable.md#code-stable
    """
    x = x if hasattr(x, "dtype") else np.array(x)
    wide = np.result_type(x.dtype, np.float64)
    # A type, and not the byte order of a file.
    narrow = x.dtype.type if x.dtype.kind == "f" else wide.type
    return x if x.dtype == wide else np.positive(x, dtype=wide.type), narrow


def logsumexp(x: Array, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Array:
    """Return the logarithm of the sum of exp(x) along an axis, or over all of x.

    Shape: that of x without the axis (an int, several, or None for all), or with length 1 there.
    Range: within 3 units in the last place of itself or of the largest x, whichever is larger,
        and a few more for ten thousands of numbers along any but the last axis;
        -inf for no numbers at all or for nothing but -inf, inf with inf, NaN with NaN.
    Raises: TypeError where x is not real.
    Source: docs/numerics/stable.md#def-logsumexp
    """
    require_real("logsumexp", x=x)
    x, narrow = widened(x)
    if x.size == 0:
        return np.sum(x, axis=axis, keepdims=keepdims, dtype=narrow) - narrow(np.inf)
    with np.errstate(over="ignore", invalid="ignore"):
        largest = np.max(x, axis=axis, keepdims=True)
        small, top = np.abs(largest) < 1, np.equal(x, largest)
        shift = np.where(small, 0, largest)
        first = np.where(small, np.expm1(largest), 0)
        ties = (np.sum(top, axis=axis, keepdims=True) - 1) * (1 + first)
        others = np.sum(np.where(top, 0, np.exp(x - shift)), axis=axis, keepdims=True)
        value = shift + np.log1p(first + (ties + others))
        return np.sum(value, axis=axis, keepdims=keepdims, dtype=narrow)


def log1mexp(x: Array) -> Array:
    """Return log(1 - exp(x)) for each element of x.

    Shape: x is an array of any shape, or a number; so is the result.
    Range: 0 or less, within 2 units in the last place; -inf at 0, NaN above it.
    Raises: TypeError where x is not real.
    Source: docs/numerics/stable.md#def-log1mexp
    """
    require_real("log1mexp", x=x)
    x, narrow = widened(x)
    with np.errstate(all="ignore"):
        near, far = np.log(-np.expm1(x)), np.log1p(-np.exp(x))
        return np.positive(np.where(x > -LN2, near, far), dtype=narrow)


def xlogy(x: Array, y: Array) -> Array:
    """Return x * log(y) for each pair of elements, and 0 where x is 0.

    Shape: x and y are arrays or numbers that broadcast; so is the result.
    Range: within 2 units in the last place; NaN with NaN, and for y < 0 unless x is 0.
    Raises: TypeError where x or y is not real.
    Source: docs/numerics/stable.md#thm-nothing
    """
    require_real("xlogy", x=x, y=y)
    (x, one), (y, two) = widened(x), widened(y)
    with np.errstate(all="ignore"):
        asked = np.where(np.equal(x, 0) & np.equal(y, y), 1, y)
        return np.positive(x * np.log(asked), dtype=np.result_type(one, two))


# Of the inverse hyperbolic tangent; enough for |r| <= 1/2.
SERIES = [1 / k for k in range(53, 1, -2)]


def kl_div(x: Array, y: Array) -> Array:
    """Return x * log(x / y) - x + y for each pair of elements, with full precision where they are
    close.

    Shape: x and y are arrays or numbers that broadcast; so is the result.
    Range: 0 or more, within 5 units in the last place; y where x is 0, inf where only y is; NaN
    below 0.
    Raises: TypeError where x or y is not real.
    Source: docs/numerics/stable.md#thm-kl-term-in-r
    """
    x, y = real_arrays("kl_div", x=x, y=y)
    (x, one), (y, two) = widened(x), widened(y)
    with np.errstate(all="ignore"):
        r = (x - y) / (x + y)
        rest = 0.0
        for coefficient in SERIES:
            rest = coefficient + rest * (r * r)
        near = r * (x - y) + 2 * x * r * (r * r) * rest
        ratio = x / y
        logs = np.where((ratio > 1e-300) & (ratio < 1e300), np.log(ratio), np.log(x) - np.log(y))
        far = np.where(np.equal(x, 0) & (y >= 0), y, x * logs - x + y)
        return np.positive(np.where(np.abs(r) < 0.5, near, far), dtype=np.result_type(one, two))
