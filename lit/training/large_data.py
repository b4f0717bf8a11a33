"""Training on more data than the memory holds: from files, and on clusters, block by block."""

import os
from collections.abc import Callable, Iterator

import numpy as np

from lit.numerics import Array, require_real


def file_blocks(path: str, columns: int, rows: int) -> Iterator[np.ndarray]:
    """Yield the table in a file of doubles in blocks of at most so many rows.

    Shape: each block (rows, columns); the last one may be shorter.
    Raises: ValueError where the file holds no whole number of rows, or rows or columns is below 1.
    Source: docs/training/large_data.md#code-large-data
    """
    size = os.path.getsize(path)
    if rows < 1 or columns < 1 or size % (8 * columns):
        needed = f"whole rows of {columns} doubles, in blocks of 1 row or more"
        raise ValueError(f"file_blocks needs {needed}, "
                         f"got {size} bytes in {path} and blocks of {rows}")
    with open(path, "rb") as file:
        while (block := np.fromfile(file, np.float64, rows * columns)).size:
            yield block.reshape(-1, columns)


def descend_blocks(gradient: Callable, start: Array, blocks: Callable, rate: float,
                   passes: int) -> np.ndarray:
    """Return the weights after some passes over the blocks, with a step after each of them.

    gradient(weights, block) returns the mean gradient over a block; blocks() begins a new pass.
    Shape: start any; the result is alike.
    Raises: ValueError for a rate that is not positive; TypeError for a start that is not real.
    Source: the digest, section 2.9; the lecture, "Mini-batch gradient descent"
    """
    require_real("descend_blocks", start=start, rate=rate)
    if not rate > 0:
        raise ValueError(f"descend_blocks needs a rate above 0, got {rate}")
    weights = np.array(start, float)
    for _ in range(passes):
        for block in blocks():
            weights = weights - rate * gradient(weights, block)
    return weights


def joined_gradient(gradient: Callable, weights: Array, blocks: Callable) -> Array:
    """Return the mean gradient over all examples, from one pass over the blocks.

    Shape: that of weights. Raises: ValueError without blocks.
    Source: docs/training/large_data.md#def-joined
    """
    total, seen = 0.0, 0
    for block in blocks():
        total, seen = total + len(block) * gradient(weights, block), seen + len(block)
    if not seen:
        raise ValueError("joined_gradient needs at least one example")
    return total / seen


def descend_lazily(gradient: Callable, start: Array, rate: float, steps: int) -> np.ndarray:
    """Return the weights after some steps down a gradient that is a Dask array.

    gradient(weights) returns the recipe of the gradient over all examples.
    Shape: start any; the result is alike.
    Raises: ValueError for a rate that is not positive; TypeError for a start that is not real.
    Source: docs/training/large_data.md#code-descend-lazily
    """
    require_real("descend_lazily", start=start, rate=rate)
    if not rate > 0:
        raise ValueError(f"descend_lazily needs a rate above 0, got {rate}")
    weights = np.array(start, float)
    for _ in range(steps):
        weights = weights - rate * gradient(weights).compute()
    return weights
