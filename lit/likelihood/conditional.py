"""Conditional likelihood: the normal model of regression, and what its likelihood is."""

import math

import numpy as np

from lit.numerics import require_real


def require_spread(function, sigma):
    """Return nothing if sigma is positive and finite. Raises ValueError, TypeError."""
    require_real(function, sigma=sigma)
    if not np.all((np.asarray(sigma) > 0) & np.isfinite(sigma)):
        raise ValueError(f"{function} needs a positive, finite sigma, got {sigma}")


def normal_density(y, mean, sigma):
    """Return the density at y of the normal law with that mean and standard deviation.

    Shape: y, mean and sigma broadcast. Unit: one over that of y. Range: [0, inf).
    Raises: ValueError unless sigma is positive and finite.
    Source: the digest, section 2.10
    """
    require_real("normal_density", y=y, mean=mean)
    require_spread("normal_density", sigma)
    return np.exp(-0.5 * ((y - mean) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi))


def normal_log_likelihood(y, prediction, sigma):
    """Return the log-likelihood of the outputs y under normal laws around the predictions.

    Shape: y and prediction (m,); a number.
    Raises: ValueError unless sigma is positive and finite.
    Source: the digest, section 2.10
    """
    require_real("normal_log_likelihood", y=y, prediction=prediction)
    require_spread("normal_log_likelihood", sigma)
    z = (np.asarray(y, float) - prediction) / sigma
    return float(-0.5 * np.sum(z * z) - z.size * (math.log(sigma) + 0.5 * math.log(2 * math.pi)))


def mean_squared_error(y, prediction):
    """Return the mean of the squared errors, in the squared unit of y.

    Shape: y and prediction alike, at least one entry.
    Raises: ValueError if the shapes differ or nothing is there.
    Source: the digest, section 2.10
    """
    require_real("mean_squared_error", y=y, prediction=prediction)
    y, prediction = np.asarray(y, float), np.asarray(prediction, float)
    if y.shape != prediction.shape or y.size == 0:
        raise ValueError(f"mean_squared_error needs two arrays alike, got {y.shape} and {prediction.shape}")
    return float(np.mean((y - prediction) ** 2))
