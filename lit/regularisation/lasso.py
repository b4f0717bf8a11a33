"""LASSO: exact steps for guessed signs on a working set, with the duality gap as certificate."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lit.numerics import Array
from lit.regularisation.l2 import require_strength
from lit.regularisation.ridge import as_table


class Lasso(NamedTuple):
    """Weights (n,), the objective there, the duality gap, and the number of working sets."""

    weights: np.ndarray
    objective: float
    gap: float
    rounds: int


def lasso_objective(X: Array, y: Array, w: Array, alpha: float) -> float:
    """Return half the mean squared error plus alpha times the sum of the absolute weights.

    Shape: X (m, n), y (m,), w (n,).
    Source: the digest, section 3.6.1
    """
    e = y - X @ w
    return float(e @ e / (2 * len(y)) + alpha * np.sum(np.abs(w)))


def duality_gap(X: Array, y: Array, w: Array, alpha: float) -> float:
    """Return how far the objective at w is from its least value at most.

    Shape: X (m, n), y (m,), w (n,). Range: [0, inf) up to rounding.
    Source: S.-J. Kim et al., An interior-point method for large-scale l1-regularized least squares,
    2007
    """
    m, e = len(y), y - X @ w
    largest = np.max(np.abs(X.T @ e), initial=0.0) / m
    u = e / m * min(1.0, alpha / largest if largest > 0 else 1.0)
    return lasso_objective(X, y, w, alpha) - float(u @ y - m * (u @ u) / 2)


def alpha_max(X: Array, y: Array) -> float:
    """Return the least strength for which all weights are zero.

    Shape: X (m, n), y (m,).
    Source: R. Tibshirani et al., Strong rules for discarding predictors, 2012
    """
    X, y = as_table("alpha_max", X, y)
    return float(np.max(np.abs(X.T @ y), initial=0.0) / len(y))


def downhill(part: Array, slope: Array) -> tuple[np.ndarray, bool]:
    """Return the way from here to the minimum of a bowl, or one that goes down without end and
    whether it is such.

    Shape: part (k, k) symmetric without negative eigenvalues, slope (k,), how the bowl falls here;
    result (k,).
    """
    bends, axes = np.linalg.eigh(part)
    flat = bends <= len(bends) * np.finfo(float).eps * max(bends[-1], 0)
    along = axes.T @ slope
    if np.linalg.norm(along[flat]) > 1e-9 * np.linalg.norm(slope):
        return axes[:, flat] @ along[flat], True
    return axes[:, ~flat] @ (along[~flat] / bends[~flat]), False


def towards(gram: Array, target: Array, w: Array, signs: np.ndarray,
            alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Return (weights, signs) at the minimum for the signs, less those that changed on the way."""
    w, signs = w.copy(), signs.copy()
    while len(seen := np.flatnonzero(signs)):
        here, part, right = w[seen], gram[np.ix_(seen, seen)], target[seen] - alpha * signs[seen]
        way, far = downhill(part, right - part @ here)
        wrong = (here + way) * signs[seen] <= 0 if not far else way * signs[seen] < 0
        if not wrong.any():
            w[seen] = here + way
            break
        share = np.where(wrong, -here / np.where(way == 0, 1, way), np.inf)
        w[seen] = here + share.min() * way
        gone = seen[share <= share.min()]
        w[gone] = signs[gone] = 0
    return w, signs


def solve_set(gram: Array, target: Array, w: Array, alpha: float) -> np.ndarray:
    """Return the weights that minimise 1/2 w'gram w - target'w + alpha |w|_1, starting from w."""
    def cost(w: Array) -> float:
        return w @ (gram @ w) / 2 - target @ w + alpha * np.sum(np.abs(w))

    entering = max(1, len(w) // 6)
    w, signs = towards(gram, target, w, np.sign(w), alpha)
    while True:
        slope = target - gram @ w
        excess = np.where(signs == 0, np.abs(slope) - alpha, 0)
        worst = np.argsort(-excess)[:entering]
        worst = worst[excess[worst] > 1e-12 * alpha]
        if not len(worst):
            return w
        guess = signs.copy()
        guess[worst] = np.sign(slope[worst])
        there, found = towards(gram, target, w, guess, alpha)
        if cost(there) < cost(w):
            w, signs = there, found
        elif entering == 1:
            return w
        else:
            entering = max(1, entering // 4)


def refined(X: Array, y: Array, w: Array, alpha: float) -> np.ndarray:
    """Return the weights after one more step for the same signs, with residuals instead of products
    of features.

    Shape: X (m, n), y (m,), w (n,); result (n,).
    """
    seen = np.flatnonzero(w)
    if not len(seen):
        return w
    part, m = X[:, seen], len(y)
    way, far = downhill(part.T @ part / m,
                        part.T @ (y - part @ w[seen]) / m - alpha * np.sign(w[seen]))
    found = w.copy()
    found[seen] += way
    return w if far or np.any(found * w < 0) else found


def lasso(X: Array, y: Array, alpha: float, tolerance: float = 1e-10, start: Array | None = None,
          most: int = 60) -> Lasso:
    """Return the Lasso whose duality gap is at most tolerance times the objective at zero.

    Shape: X (m, n), y (m,); start (n,) or None for zero weights.
    Raises: ValueError for shapes that do not fit, no examples, what is not finite, a negative
    alpha, or most < 1;
        RuntimeError if the gap is still larger after `most` working sets, as it is for alpha = 0.
    Source: H. Lee, A. Battle, R. Raina, A. Y. Ng, Efficient sparse coding algorithms, 2006 (signs);
        M. Massias, A. Gramfort, J. Salmon, Celer, 2018 (working sets)
    """
    X, y = as_table("lasso", X, y)
    require_strength("lasso", alpha)
    m, n = X.shape
    if m == 0 or most < 1:
        raise ValueError("lasso needs an example and a working set, "
                         f"got {m} examples and most = {most}")
    w = np.zeros(n) if start is None else np.array(start, float)
    goal, size = tolerance * max(y @ y / (2 * m), np.finfo(float).tiny), 50
    for rounds in range(1, most + 1):
        correlation = np.abs(X.T @ (y - X @ w)) / m
        correlation[w != 0] = np.inf
        size = min(n, max(size, 2 * np.count_nonzero(w)))
        chosen = np.sort(np.argsort(-correlation)[:size])
        part = X[:, chosen]
        inner = refined(part, y, solve_set(part.T @ part / m, part.T @ y / m, w[chosen], alpha),
                        alpha)
        w = np.zeros(n)
        w[chosen] = inner
        gap = duality_gap(X, y, w, alpha)
        if gap <= goal:
            return Lasso(w, lasso_objective(X, y, w, alpha), gap, rounds)
        size *= 2
    raise RuntimeError(f"lasso: the gap is {gap:.3g} after {most} working sets, "
                       f"and {goal:.3g} was asked for")


def lasso_path(X: Array, y: Array, alphas: Sequence[float]) -> np.ndarray:
    """Return the weights for each of the strengths, in the given order; each starts from the one
    before.

    Shape: X (m, n), y (m,), alphas (k,) best falling; result (k, n).
    Raises: as lasso does.
    Source: J. Friedman, T. Hastie, R. Tibshirani, Regularization paths by coordinate descent, 2010
    """
    path: list[np.ndarray] = []
    for alpha in alphas:
        path.append(lasso(X, y, alpha, start=path[-1] if path else None).weights)
    return np.array(path)
