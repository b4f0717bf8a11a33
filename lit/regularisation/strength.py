"""Choosing the strength of a penalty: training, leave-one-out and test error of ridge regression.
"""

from collections.abc import Sequence

import numpy as np

from lit.numerics import Array
from lit.regularisation.l2 import require_strength
from lit.regularisation.ridge import as_table, ridge_path


def ridge_residuals(X: Array, y: Array, alphas: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return (residuals, leverages) of ridge regression with a bias that is not penalised.

    A residual over one minus its leverage is the residual of the model fitted without that example.
    Shape: X (m, n), y (m,), alphas (k,); both results (k, m). Range: leverages [1/m, 1).
    Raises: ValueError for shapes that do not fit, what is not finite, or an alpha that is not
    positive.
    Source: G. Golub, M. Heath, G. Wahba, Generalized cross-validation, 1979
    """
    X, y = as_table("ridge_residuals", X, y)
    for alpha in alphas:
        require_strength("ridge_residuals", alpha)
    if not np.all(np.asarray(alphas) > 0):
        raise ValueError(f"ridge_residuals needs positive strengths, got {alphas}")
    U, values, _ = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    share = values**2 / (values**2 + np.asarray(alphas, float)[:, None])
    centred = y - y.mean()
    return centred - share * (U.T @ centred) @ U.T, 1 / len(y) + share @ (U * U).T


def strength_curves(X: Array, y: Array, X_new: Array, y_new: Array,
                    alphas: Sequence[float]) -> np.ndarray:
    """Return the training, leave-one-out and test error of ridge regression for each strength.

    Shape: X (m, n), y (m,), X_new (q, n), y_new (q,), alphas (k,); result (k, 3). Unit: that of y,
    squared.
    Raises: ValueError for shapes that do not fit, what is not finite, or an alpha that is not
    positive.
    Source: docs/regularisation/strength.md#thm-ridge-leave-one-out
    """
    residuals, leverages = ridge_residuals(X, y, alphas)
    X_new, y_new = as_table("strength_curves", X_new, y_new)
    weights = ridge_path(X - np.mean(X, axis=0), y - np.mean(y), alphas)
    new = y_new - np.mean(y) - weights @ (X_new - np.mean(X, axis=0)).T
    return np.stack([np.mean(errors**2, axis=1)
                     for errors in (residuals, residuals / (1 - leverages), new)], axis=1)


def patients(m: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return (X, y, X_new, y_new): m diabetes patients drawn at random, and all the others.

    Shape: X (m, 10), y (m,), X_new (442 - m, 10), y_new (442 - m,).
    Source: B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least angle regression, 2004
    """
    from sklearn.datasets import load_diabetes  # type: ignore[import-untyped]  # an extra

    X, y = load_diabetes(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(y))
    drawn, others = order[:m], order[m:]
    return X[drawn], y[drawn], X[others], y[others]
