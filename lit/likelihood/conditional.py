"""Conditional likelihood: the normal model of regression, and what its likelihood is."""

import math

import numpy as np

from lit.numerics import Array, real_arrays, somewhere


def as_spread(function: str, sigma: Array) -> np.ndarray:
    """Return sigma as an array, if it is positive and finite. Raises ValueError, TypeError."""
    (sigma,) = real_arrays(function, sigma=sigma)
    if somewhere(~((sigma > 0) & np.isfinite(sigma))):
        raise ValueError(f"{function} needs a positive, finite sigma, got {sigma}")
    return sigma * 1.0  # the logarithm of a small integer would be a half-precision number


def normal_density(y: Array, mean: Array, sigma: Array) -> Array:
    """Return the density at y of the normal law with that mean and standard deviation.

    Shape: y, mean and sigma broadcast. Unit: one over that of y. Range: [0, inf).
    Raises: ValueError unless sigma is positive and finite.
    Source: the digest, section 2.10
    """
    y, mean = real_arrays("normal_density", y=y, mean=mean)
    sigma = as_spread("normal_density", sigma)
    return np.exp(-0.5 * ((y * 1.0 - mean) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi))


def normal_log_likelihood(y: Array, prediction: Array, sigma: Array) -> float:
    """Return the log-likelihood of the outputs y under normal laws around the predictions.

    Shape: y and prediction (m,), sigma a number or (m,); a number.
    Raises: ValueError unless the shapes fit and sigma is positive and finite.
    Source: the digest, section 2.10
    """
    y, prediction = real_arrays("normal_log_likelihood", y=y, prediction=prediction)
    sigma = as_spread("normal_log_likelihood", sigma)
    if y.shape != prediction.shape or sigma.shape not in ((), y.shape):
        raise ValueError("normal_log_likelihood needs y and prediction (m,) and sigma of one "
                         "number or (m,), got "
                         f"{y.shape}, {prediction.shape} and {sigma.shape}")
    z = (y * 1.0 - prediction) / sigma
    return -np.sum(0.5 * z * z + np.log(sigma) + 0.5 * math.log(2 * math.pi))


def as_pairs(function: str, y: Array, a: Array) -> tuple[Array, Array]:
    """Return y and a as arrays of floats, of one shape that is not empty.

    Raises ValueError, TypeError.
    """
    y, a = real_arrays(function, y=y, a=a)
    if y.shape != a.shape or 0 in y.shape:
        raise ValueError(f"{function} needs as many outputs as targets, "
                         f"got shapes {y.shape} and {a.shape}")
    return y * 1.0, a * 1.0  # a difference of unsigned integers would wrap round


def mean_squared_error(y: Array, prediction: Array) -> float:
    """Return the mean of the squared errors, in the squared unit of y.

    Shape: y and prediction alike, at least one entry.
    Raises: ValueError if the shapes differ or nothing is there.
    Source: the digest, section 2.10
    """
    y, prediction = as_pairs("mean_squared_error", y, prediction)
    return np.mean((y - prediction) ** 2)
