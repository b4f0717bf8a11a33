"""Principal components, by the singular value decomposition of the centred table."""

from typing import NamedTuple

import numpy as np

from lit.numerics import Array, real_arrays, somewhere


class Axes(NamedTuple):
    """Principal axes: the mean (n,), the axes (n, k) as columns, and the variances (k,) along them,
    falling.
    """

    mean: np.ndarray
    axes: np.ndarray
    variances: np.ndarray


def as_points(function: str, X: Array) -> Array:
    """Return X as a table of at least two finite points. Raises ValueError, TypeError."""
    (X,) = real_arrays(function, X=X)
    if X.ndim != 2 or X.shape[0] < 2 or somewhere(~np.isfinite(X)):
        raise ValueError(f"{function} needs a finite table of at least two rows, "
                         f"got shape {X.shape}")
    return X * 1.0


def covariance_of_centred(X: Array) -> Array:
    """Return the covariance matrix of points whose mean has been subtracted.

    Shape: X (m, n), m >= 2; result (n, n).
    Raises: ValueError for fewer than two points or what is not finite.
    Source: the digest, section 2.8
    """
    X = as_points("covariance_of_centred", X)
    return X.T @ X / (len(X) - 1)


def triangle(table: Array) -> Array:
    """Return a small table with the singular values and right singular vectors of a tall one.

    Shape: table (m, n), m >= n, of NumPy or of Dask in blocks of whole rows; result (n, n).
    Source: A. Benson, D. Gleich, J. Demmel, Direct QR factorizations for tall-and-skinny matrices,
    2013
    """
    if isinstance(table, np.ndarray):
        return np.linalg.qr(table, mode="r")
    recipe: Array = np.linalg.qr(table)[1]
    return recipe.compute()


def singular_values_and_rows(table: Array) -> tuple[Array, Array]:
    """Return the singular values (r,) of a table (m, n) and its right singular vectors as rows (r,
    n).
    """
    m, n = table.shape
    if m > 2 * n or not isinstance(table, np.ndarray):
        table = triangle(table)
    turn = None
    if n > 2 * m:
        turn, small = np.linalg.qr(table.T)
        table = small.T
    _, values, rows = np.linalg.svd(table, full_matrices=False)
    return values, rows if turn is None else rows @ turn.T


def pca(X: Array, k: int | None = None) -> Axes:
    """Return the first k principal Axes of the points in the rows of X; all of them by default.

    Shape: X (m, n), m >= 2, of NumPy, or of Dask with m >= n; axes (n, k) with k at most the
    smaller of m and n.
    Raises: ValueError for fewer than two points, what is not finite, or another k.
    Source: the digest, section 2.8; G. Golub, C. Van Loan, Matrix Computations, section 8.6
    """
    X = as_points("pca", X)
    most = min(X.shape)
    if k is not None and not 1 <= k <= most:
        raise ValueError(f"pca needs 1 <= k <= {most} for a table of shape {X.shape}, got {k}")
    mean = X.mean(axis=0)
    mean = mean.compute() if hasattr(mean, "compute") else mean
    values, rows = singular_values_and_rows(X - mean)
    axes = rows[:k].T
    axes = axes * np.sign(axes[np.argmax(np.abs(axes), axis=0), np.arange(axes.shape[1])])
    return Axes(mean, axes, values[:k] ** 2 / (X.shape[0] - 1))


def transform(found: Axes, X: Array) -> Array:
    """Return the coordinates of the points in the rows of X along the axes; shape (m, k)."""
    (X,) = real_arrays("transform", X=X)
    return (X - found.mean) @ found.axes


def reconstruct(found: Axes, Z: Array) -> Array:
    """Return the points with the coordinates Z along the axes, (m, n): the nearest ones in their
    span.
    """
    return Z @ found.axes.T + found.mean
