"""Validation: folds, cross-validation, and leaving one out without fitting again."""

from collections.abc import Callable

import numpy as np

from lit.numerics import Array, require_real


def k_folds(n: int, k: int, random: np.random.Generator | None = None) -> list[np.ndarray]:
    """Return k arrays of indices that part 0..n-1, of sizes that differ by at most 1.

    Without random the folds are runs in order; with a generator they are shuffled.
    Raises: ValueError unless k is whole and 2 <= k <= n.
    Source: the digest, section 2.1
    """
    if not 2 <= k <= n or k != int(k):
        raise ValueError(f"k_folds needs a whole k with 2 <= k <= n, got k = {k} and n = {n}")
    order = np.arange(n) if random is None else random.permutation(n)
    return np.array_split(order, k)


def cross_validate(fit: Callable, loss: Callable, X: Array, y: Array, k: int,
                   random: np.random.Generator | None = None) -> np.ndarray:
    """Return the losses of all examples, each under a model that was fitted without it.

    fit(X, y) returns a function of inputs; loss(prediction, y) returns a loss for each example.
    Shape: X (n, d), y (n,); result (n,), whose mean estimates the error.
    Raises: ValueError unless 2 <= k <= n, if X and y differ in length, or the losses are not one
    for each.
    Source: the digest, section 2.1
    """
    require_real("cross_validate", X=X, y=y)
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ValueError(f"cross_validate needs one y for each row of X, got {len(X)} and {len(y)}")
    found = np.empty(len(y))
    for held in k_folds(len(y), k, random):
        rest = np.setdiff1d(np.arange(len(y)), held)
        losses = loss(fit(X[rest], y[rest])(X[held]), y[held])
        if np.shape(losses) != held.shape:
            raise ValueError("cross_validate needs a loss for each example, "
                             f"got {np.shape(losses)} for {len(held)}")
        found[held] = losses
    return found


def leave_one_out_residuals(X: Array, y: Array) -> np.ndarray:
    """Return the residual of each example under least squares fitted to all others.

    Shape: X (n, d) of rank d < n, y (n,); result (n,).
    Raises: ValueError if an example alone decides a coefficient, so that nothing is left without
    it.
    Source: R. D. Cook, S. Weisberg, Residuals and Influence in Regression, 1982, section 2.2
    """
    require_real("leave_one_out_residuals", X=X, y=y)
    Q, _ = np.linalg.qr(np.asarray(X, float))
    residuals = y - Q @ (Q.T @ y)
    rest = 1 - np.sum(Q * Q, axis=1)
    if np.any(rest < 1e-12):
        raise ValueError(f"leave_one_out_residuals: example {int(np.argmin(rest))} alone decides a "
                         "coefficient")
    return residuals / rest
