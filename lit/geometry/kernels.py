"""Kernels, and a support vector machine fitted by sequential minimal optimisation."""

from typing import NamedTuple

import numpy as np

from lit.numerics import require_real


def polynomial_kernel(X, Z, degree):
    """Return the polynomial kernel of all pairs of rows.

    Shape: X (m, n), Z (k, n); result (m, k). degree a positive whole number.
    Raises: ValueError for another degree; TypeError for what is not real.
    Source: the digest, section 2.7
    """
    require_real("polynomial_kernel", X=X, Z=Z)
    if degree != int(degree) or degree < 1:
        raise ValueError(f"polynomial_kernel needs a positive whole degree, got {degree}")
    return (1 + np.asarray(X, float) @ np.asarray(Z, float).T) ** int(degree)


def polynomial_kernel_2(x, z):
    """Return the polynomial kernel of degree 2 of two inputs (n,)."""
    return polynomial_kernel(np.atleast_2d(x), np.atleast_2d(z), 2)[0, 0]


def rbf_kernel(X, Z, width):
    """Return the kernel exp(-|x - z|^2 / (2 width^2)) of all pairs of rows.

    Shape: X (m, n), Z (k, n); result (m, k). Range: [0, 1].
    Raises: ValueError unless width is positive.
    Source: the digest, section 2.7
    """
    require_real("rbf_kernel", X=X, Z=Z, width=width)
    if not width > 0:
        raise ValueError(f"rbf_kernel needs a positive width, got {width}")
    X, Z = np.asarray(X, float), np.asarray(Z, float)
    squares = np.sum(X * X, axis=1)[:, None] - 2 * X @ Z.T + np.sum(Z * Z, axis=1)
    return np.exp(-np.maximum(squares, 0) / (2 * width**2))


class Svm(NamedTuple):
    """Coefficients (m,) with their labels' signs, the bias, the violation left, and the number of steps."""

    alpha: np.ndarray
    bias: float
    violation: float
    steps: int


def best_pair(Q, gradient, a, labels, C):
    """Return (i, j, violation): the pair with the largest fall of the objective, by second order."""
    up = np.where(labels > 0, a < C, a > 0)
    down = np.where(labels > 0, a > 0, a < C)
    score = -labels * gradient
    i = int(np.argmax(np.where(up, score, -np.inf)))
    gap = score[i] - score
    bend = np.maximum(Q[i, i] + np.diag(Q) - 2 * labels[i] * labels * Q[i], 1e-12)
    gain = np.where(down & (gap > 0), gap**2 / bend, -np.inf)
    return i, int(np.argmax(gain)), float(score[i] - np.min(np.where(down, score, np.inf)))


def fit_svm(gram, labels, C, tolerance=1e-10, most=100_000):
    """Return the Svm for a kernel matrix, labels +1 and -1, and a bound C on each coefficient.

    Shape: gram (m, m) symmetric, labels (m,).
    Raises: ValueError for labels other than +1 and -1 or only one class, another shape, or C <= 0;
        RuntimeError if it has not settled after `most` steps.
    Source: R.-E. Fan, P.-H. Chen, C.-J. Lin, Working set selection using second order information, 2005
    """
    require_real("fit_svm", gram=gram, labels=labels, C=C)
    gram, labels = np.asarray(gram, float), np.asarray(labels)
    if set(labels.tolist()) != {-1, 1} or gram.shape != (len(labels), len(labels)) or not C > 0:
        raise ValueError("fit_svm needs labels +1 and -1, a square kernel matrix for them, and C > 0")
    Q, a, gradient = gram * np.outer(labels, labels), np.zeros(len(labels)), -np.ones(len(labels))
    for step in range(most):
        i, j, violation = best_pair(Q, gradient, a, labels, C)
        if violation <= tolerance:
            free = (a > 0) & (a < C)
            score = -labels * gradient
            return Svm(a * labels, float(np.mean(score[free]) if free.any() else score[i] - violation / 2), violation, step)
        bend = max(Q[i, i] + Q[j, j] - 2 * labels[i] * labels[j] * Q[i, j], 1e-12)
        length = (-labels[i] * gradient[i] + labels[j] * gradient[j]) / bend
        room = (C - a[i] if labels[i] > 0 else a[i]), (a[j] if labels[j] > 0 else C - a[j])
        length = min(length, *room)
        for place, sign in ((i, labels[i]), (j, -labels[j])):
            new = min(max(a[place] + sign * length, 0.0), C)
            gradient += Q[place] * (new - a[place])
            a[place] = new
    raise RuntimeError(f"fit_svm: a violation of {violation:.3g} is left after {most} steps")
