"""Kernels, and a support vector machine fitted by sequential minimal optimisation."""

from typing import NamedTuple

import numpy as np

from lit.numerics import Array, require_real


def polynomial_kernel(X: Array, Z: Array, degree: int) -> np.ndarray:
    """Return the polynomial kernel of all pairs of rows.

    Shape: X (m, n), Z (k, n); result (m, k). degree a positive whole number.
    Raises: ValueError for another degree; TypeError for what is not real.
    Source: B. Boser, I. Guyon, V. Vapnik, A training algorithm for optimal margin classifiers, 1992
    """
    require_real("polynomial_kernel", X=X, Z=Z)
    if degree != int(degree) or degree < 1:
        raise ValueError(f"polynomial_kernel needs a positive whole degree, got {degree}")
    return (1 + np.asarray(X, float) @ np.asarray(Z, float).T) ** int(degree)


def polynomial_kernel_2(x: Array, z: Array) -> float:
    """Return the polynomial kernel of degree 2 of two inputs (n,)."""
    return polynomial_kernel(np.atleast_2d(x), np.atleast_2d(z), 2)[0, 0]


def rbf_kernel(X: Array, Z: Array, width: float) -> np.ndarray:
    """Return the kernel exp(-|x - z|^2 / (2 width^2)) of all pairs of rows.

    Shape: X (m, n), Z (k, n); result (m, k). Range: [0, 1].
    Raises: ValueError unless width is positive.
    Source: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 5.7.2
    """
    require_real("rbf_kernel", X=X, Z=Z, width=width)
    if not width > 0:
        raise ValueError(f"rbf_kernel needs a positive width, got {width}")
    X, Z = np.asarray(X, float), np.asarray(Z, float)
    squares = np.sum(X * X, axis=1)[:, None] - 2 * X @ Z.T + np.sum(Z * Z, axis=1)
    return np.exp(-np.maximum(squares, 0) / (2 * width**2))


class Svm(NamedTuple):
    """Coefficients (m,) with their labels' signs, the bias, the violation left, and the number of
    steps.
    """

    alpha: np.ndarray
    bias: float
    violation: float
    steps: int


def barred(condition: Array) -> np.ndarray:
    """Return 0 where the condition holds and minus infinity elsewhere, to be added before a maximum
    is sought.
    """
    return np.where(condition, 0.0, -np.inf)


def checked_problem(gram: Array, labels: Array, C: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the kernel matrix and the labels as doubles. Raises ValueError, TypeError."""
    require_real("fit_svm", gram=gram, labels=labels, C=C)
    gram, labels = np.asarray(gram, float), np.asarray(labels, float)
    if set(labels.tolist()) != {-1, 1} or gram.shape != (len(labels), len(labels)) or not C > 0:
        raise ValueError("fit_svm needs labels +1 and -1, a square kernel matrix for them, "
                         "and C > 0")
    if not np.isfinite(gram).all():
        raise ValueError("fit_svm needs a finite kernel matrix")
    return gram, labels


def fit_svm(gram: Array, labels: Array, C: float, tolerance: float = 1e-10,
            most: int = 100_000) -> Svm:
    """Return the Svm for a kernel matrix, labels +1 and -1, and a bound C on each coefficient.

    Shape: gram (m, m) symmetric, labels (m,).
    Raises: ValueError for labels other than +1 and -1 or only one class, another shape, or C <= 0;
        RuntimeError if it has not settled after `most` steps.
    Source: R.-E. Fan, P.-H. Chen, C.-J. Lin, Working set selection using second order information,
    2005
    """
    gram, labels = checked_problem(gram, labels, C)
    low, high = np.where(labels > 0, 0.0, -C), np.where(labels > 0, C, 0.0)
    bends = np.maximum(np.diag(gram)[:, None] + np.diag(gram) - 2 * gram, 1e-12)
    alpha, score = np.zeros(len(labels)), labels.copy()
    rises, falls = barred(alpha < high), barred(alpha > low)
    for step in range(most):
        i = int(np.argmax(score + rises))
        gap = score[i] - score + falls
        violation = float(np.max(gap))
        if violation <= tolerance:
            free = (alpha > low) & (alpha < high)
            bias = np.mean(score[free]) if free.any() else score[i] - violation / 2
            return Svm(alpha, float(bias), violation, step)
        j = int(np.argmax(np.maximum(gap, 0) ** 2 / bends[i]))
        up, down = high[i] - alpha[i], alpha[j] - low[j]
        move = min(gap[j] / bends[i, j], up, down)
        alpha[i] = high[i] if move == up else alpha[i] + move
        alpha[j] = low[j] if move == down else alpha[j] - move
        score -= move * (gram[i] - gram[j])
        for k in (i, j):
            rises[k], falls[k] = barred(alpha[k] < high[k]), barred(alpha[k] > low[k])
    raise RuntimeError(f"fit_svm: a violation of {violation:.3g} is left after {most} steps")
