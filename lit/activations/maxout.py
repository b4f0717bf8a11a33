"""Units that learn their shape, layers without a bend, and units that listen to one place."""

import numpy as np

from lit.numerics import Array, require_real


def maxout(x: Array, W: Array, b: Array) -> Array:
    """Return the outputs of a layer of maxout units for the input x, or for each row of x.

    Shape: x (n,) or (..., n), W (k, n, p), b (k, p) for k pieces; the result (p,) or (..., p).
    Raises: ValueError where the shapes do not fit, TypeError where one of them is not real.
    Source: docs/activations/maxout.md#def-maxout
    """
    require_real("maxout", x=x, W=W, b=b)
    inputs, weights, biases = np.shape(x), np.shape(W), np.shape(b)
    fits = len(weights) == 3 and weights[0] > 0 and inputs[-1:] == weights[1:2]
    if not fits or biases != weights[::2]:
        needed = "x (..., n), W (k, n, p) and b (k, p) with k > 0"
        raise ValueError(f"maxout needs {needed}, got {inputs}, {weights} and {biases}")
    return np.max(np.tensordot(x, W, axes=([len(inputs) - 1], [1])) + b, axis=-2)


def low_rank(W: Array, q: int) -> tuple[np.ndarray, np.ndarray]:
    """Return U and V with q columns and q rows whose product is as near to W as possible.

    Shape: W (n, p); U (n, q) and V (q, p). Near means: in the sum of squares of all entries.
    Raises: ValueError where q is not from 1 to the smaller side, TypeError where W is not real.
    Source: docs/activations/maxout.md#thm-two-matrices
    """
    require_real("low_rank", W=W)
    if np.ndim(W) != 2 or not 1 <= q <= min(np.shape(W)):
        raise ValueError("low_rank needs W (n, p) and q in [1, min(n, p)], "
                         f"got {np.shape(W)} and {q}")
    left, singular, right = np.linalg.svd(W, full_matrices=False)
    root = np.sqrt(singular[:q])
    return left[:, :q] * root, root[:, None] * right[:q]


def radial_unit(x: Array, centre: Array, width: float) -> Array:
    """Return exp(-d**2) with d the distance of x from the centre, measured in widths.

    Shape: x (n,) or (..., n), centre (n,), width a number; the result () or (...).
    Range: 0 to 1, its value at the centre.
    Raises: ValueError where width is not positive, TypeError where an argument is not real.
    Source: docs/activations/maxout.md#def-bump
    """
    require_real("radial_unit", x=x, centre=centre, width=width)
    if not width > 0:
        raise ValueError(f"radial_unit needs a positive width, got {width}")
    distance = np.divide(np.subtract(x, centre), width)
    return np.exp(-np.sum(distance * distance, axis=-1))
