"""Ridge regression: by the singular values, for one strength or for many."""

from collections.abc import Sequence

import numpy as np

from lit.numerics import Array, require_real
from lit.regularisation.l2 import require_strength


def as_table(function: str, X: Array, y: Array) -> tuple[np.ndarray, np.ndarray]:
    """Return X and y as arrays of doubles that fit together. Raises ValueError, TypeError."""
    require_real(function, X=X, y=y)
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"{function} needs X (m, n) and y (m,), got {X.shape} and {y.shape}")
    if not (np.isfinite(X).all() and np.isfinite(y).all()):
        raise ValueError(f"{function} needs finite X and y")
    return X, y


def ridge_path(X: Array, y: Array, alphas: Sequence[float]) -> np.ndarray:
    """Return the ridge weights for each of the strengths, without an intercept.

    Shape: X (m, n), y (m,), alphas (k,); result (k, n). For alpha = 0 the shortest least squares
    weights.
    Raises: ValueError for shapes that do not fit, what is not finite, or a negative alpha.
    Source: T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, section
    3.4.1
    """
    X, y = as_table("ridge_path", X, y)
    for alpha in alphas:
        require_strength("ridge_path", alpha)
    U, values, Vt = np.linalg.svd(X, full_matrices=False)
    seen = values > values.max(initial=0.0) * max(X.shape) * np.finfo(float).eps
    rotated = U.T @ y
    share = np.zeros((len(alphas), len(values)))
    with np.errstate(over="ignore"):  # a quotient that is too large leaves a share of zero
        share[:, seen] = 1 / (values[seen] + np.asarray(alphas, float)[:, None] / values[seen])
    return share * rotated @ Vt


HARMLESS = 1e6  # a loss of six digits in the equations


def ridge(X: Array, y: Array, alpha: float) -> np.ndarray:
    """Return the ridge weights for one strength, without an intercept.

    Shape: X (m, n), y (m,); result (n,).
    Raises: ValueError for shapes that do not fit, what is not finite, or a negative alpha.
    Source: the digest, section 3.6.1
    """
    X, y = as_table("ridge", X, y)
    require_strength("ridge", alpha)
    wide = X.shape[1] > X.shape[0]
    gram = X @ X.T if wide else X.T @ X
    if np.trace(gram) >= HARMLESS * alpha:
        return ridge_path(X, y, [alpha])[0]
    gram[np.diag_indices(len(gram))] += alpha
    return X.T @ np.linalg.solve(gram, y) if wide else np.linalg.solve(gram, X.T @ y)


def ridge_with_bias(X: Array, y: Array, alpha: float) -> tuple[np.ndarray, float]:
    """Return (weights, bias), of which only the weights are penalised.

    Shape: X (m, n), y (m,); result (n,) and a number.
    Raises: ValueError for shapes that do not fit, what is not finite, or a negative alpha.
    Source: the digest, section 3.6.1
    """
    X, y = as_table("ridge_with_bias", X, y)
    centre, level = X.mean(axis=0), y.mean()
    weights = ridge(X - centre, y - level, alpha)
    return weights, float(level - centre @ weights)
