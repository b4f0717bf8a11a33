"""Threshold neurons: logic gates in two layers, Hebb's rule, and Rosenblatt's perceptron."""

from itertools import product

import numpy as np

from lit.networks.neuron import neuron, threshold
from lit.numerics import Array, require_real


def two_layer_gate(table: Array) -> tuple[np.ndarray, np.ndarray]:
    """Return (W, b), hidden neurons one of which fires in each row where the table is true.

    Shape: table (2**n,), rows counted in binary; W (n, k), b (k,) for k ones in it.
    Raises: ValueError unless the table has 2**n entries of 0 or 1.
    Source: W. McCulloch, W. Pitts, 1943
    """
    table = np.asarray(table)
    n = max(table.size.bit_length() - 1, 0)
    if table.shape != (2**n,) or not np.isin(table, (0, 1)).all():
        raise ValueError("two_layer_gate needs a table of 2**n entries 0 or 1, "
                         f"got {table.tolist()}")
    rows = np.array([*product((0, 1), repeat=n)]).reshape(2**n, n)[table == 1]
    return (2.0 * rows - 1).T, 0.5 - rows.sum(axis=1)


def gate(x: Array, W: Array, b: Array) -> np.ndarray:
    """Return the answer of two layers: 1.0 where any hidden neuron fires.

    Shape: x (..., n), W (n, k), b (k,); result (...).
    Source: W. McCulloch, W. Pitts, 1943
    """
    hidden = threshold(np.asarray(x) @ W + b)
    return neuron(hidden, np.ones(W.shape[1]), -0.5, threshold)


def hebb_step(W: Array, x: Array, y: Array, rate: float = 1.0) -> np.ndarray:
    """Return the weights after one pair of activities: those of cells active together have grown.

    Shape: W (n, m), x (n,), y (m,); result (n, m).
    Raises: ValueError if the shapes do not fit; TypeError for what is not real.
    Source: D. Hebb, 1949, in its usual form
    """
    require_real("hebb_step", W=W, x=x, y=y, rate=rate)
    if np.shape(W) != np.shape(x) + np.shape(y) or np.ndim(W) != 2:
        raise ValueError(f"hebb_step needs W (n, m), x (n,) and y (m,), got {np.shape(W)}, "
                         f"{np.shape(x)} and {np.shape(y)}")
    # A product of small integers would wrap round.
    return W + rate * np.outer(np.asarray(x) * 1.0, y)


def perceptron(x: Array, labels: Array, passes: int = 1000) -> tuple[np.ndarray, float, np.ndarray]:
    """Return (w, b, mistakes) of a threshold neuron that corrects itself until it makes no mistake.

    mistakes counts those of each pass; its last entry is 0 if and only if it has learned all.
    Shape: x (n, d), labels (n,) of 0 and 1; w (d,), b a number, mistakes (at most passes,).
    Raises: ValueError if the shapes do not fit or labels are not 0 and 1; TypeError for what is not
    real.
    Source: F. Rosenblatt, Principles of Neurodynamics, 1962
    """
    require_real("perceptron", x=x, labels=labels)
    x, labels = np.asarray(x, float), np.asarray(labels, float)
    if x.ndim != 2 or labels.shape != x.shape[:1] or not np.isin(labels, (0, 1)).all():
        raise ValueError("perceptron needs x (n, d) and n labels 0 or 1, "
                         f"got shapes {x.shape} and {labels.shape}")
    w, b = np.zeros(x.shape[1]), 0.0
    mistakes: list[int] = []
    while len(mistakes) < passes and (not mistakes or mistakes[-1]):
        mistakes.append(0)
        for one, label in zip(x, labels, strict=True):
            error = label - (one @ w + b > 0)
            if error:
                w, b = w + error * one, b + error
                mistakes[-1] += 1
    return w, float(b), np.array(mistakes)
