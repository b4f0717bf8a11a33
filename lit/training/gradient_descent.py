"""Gradient descent: over all examples, over blocks of them, or over one at a time."""

from collections.abc import Callable

import numpy as np

from lit.numerics import Array, require_real


def squared_error_gradient(X: Array, y: Array, w: Array) -> Array:
    """Return the gradient in w of half the mean squared error of X w.

    Shape: X (n, d), y (n,), w (d,); result (d,).
    Raises: ValueError where the shapes do not fit.
    Source: the lecture, "Solving a regression task"
    """
    if np.shape(y) != np.shape(X)[:1] or np.shape(w) != np.shape(X)[1:]:
        raise ValueError("squared_error_gradient needs X (n, d), y (n,) and w (d,), "
                         f"got {np.shape(X)}, {np.shape(y)} "
                         f"and {np.shape(w)}")
    return X.T @ (X @ (w * 1.0) - y) / len(y)


def descend(gradient: Callable, start: Array, examples: int, rate: float, passes: int,
            batch: int | None = None, random: np.random.Generator | None = None) -> np.ndarray:
    """Return the weights after some passes of gradient descent.

    gradient(weights, rows) returns the mean gradient over the examples of those rows.
    Shape: start any; batch is the size of a block, all examples by default.
    Raises: ValueError for a rate that is not positive, no examples, or a batch outside 1..examples.
    Source: the lecture, "Kinds of gradient descent"
    """
    require_real("descend", start=start, rate=rate)
    batch = examples if batch is None else batch
    if not rate > 0 or examples < 1 or not 1 <= batch <= examples:
        raise ValueError(f"descend needs rate > 0 and 1 <= batch <= examples, got {rate}, "
                         f"{batch} and {examples}")
    weights = np.array(start, float)
    for _ in range(passes):
        order = np.arange(examples) if random is None else random.permutation(examples)
        for block in range(0, examples, batch):
            weights = weights - rate * gradient(weights, order[block:block + batch])
    return weights
