"""The L1 penalty, soft thresholding, and the minimum of a penalised bowl."""

import numpy as np

from lit.numerics import Array, real_arrays, require_real
from lit.regularisation.l2 import require_strength


def l1_penalty(w: Array) -> float:
    """Return the sum of the absolute weights.

    Shape: w any. Range: [0, inf].
    Raises: TypeError for what is not real.
    Source: the digest, section 3.6.1
    """
    (w,) = real_arrays("l1_penalty", w=w)
    return np.sum(np.abs(w * 1.0))  # the least integer of a size has no absolute value


def soft_threshold(u: Array, s: Array) -> Array:
    """Return u moved towards zero by s, and zero where it is no further away.

    Shape: u and s broadcast; s is at least 0.
    Raises: ValueError for a negative threshold; TypeError for what is not real.
    Source: the digest, section 3.6.1
    """
    require_real("soft_threshold", u=u, s=s)
    if not np.all(np.asarray(s) >= 0):
        raise ValueError(f"soft_threshold needs a threshold of at least 0, got {s}")
    return np.sign(u) * np.maximum(np.abs(u) - s, 0)


def l1_minimum(bends: Array, w_star: Array, alpha: float) -> Array:
    """Return the minimum of a bowl with axes along the weights, plus an L1 penalty.

    Shape: bends (n,) positive, w_star (n,); result (n,).
    Raises: ValueError for bends that are not positive, or a negative or infinite alpha.
    Source: the digest, section 3.6.1
    """
    require_real("l1_minimum", bends=bends, w_star=w_star)
    require_strength("l1_minimum", alpha)
    if not np.all(np.asarray(bends) > 0):
        raise ValueError("l1_minimum needs positive bends")
    return soft_threshold(np.asarray(w_star, float), alpha / np.asarray(bends, float))
