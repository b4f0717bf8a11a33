"""The L2 penalty: its gradient, its step, and the minimum of a penalised bowl."""

import numpy as np

from lit.numerics import Array, real_arrays, require_real


def require_strength(function: str, alpha: float) -> None:
    """Return nothing if alpha is a finite number of at least 0. Raises ValueError, TypeError."""
    require_real(function, alpha=alpha)
    if not (np.ndim(alpha) == 0 and 0 <= alpha < np.inf):
        raise ValueError(f"{function} needs a finite penalty alpha >= 0, got {alpha}")


def l2_penalty(w: Array) -> float:
    """Return half the squared length of the weights.

    Shape: w any. Range: [0, inf].
    Raises: TypeError for what is not real.
    Source: the digest, section 3.6.1
    """
    (w,) = real_arrays("l2_penalty", w=w)
    w = w * 1.0  # a square of integers would wrap round
    return 0.5 * np.vdot(w, w)


def weight_decay_step(w: Array, gradient: Array, step: float, alpha: float) -> Array:
    """Return the weights after one step of gradient descent with an L2 penalty.

    Shape: w and gradient alike.
    Raises: ValueError for a negative or infinite alpha; TypeError for what is not real.
    Source: the digest, section 3.6.1
    """
    require_real("weight_decay_step", w=w, gradient=gradient, step=step)
    require_strength("weight_decay_step", alpha)
    return (1 - step * alpha) * w - step * gradient


def l2_minimum(H: Array, w_star: Array, alpha: float) -> np.ndarray:
    """Return the minimum of the bowl with second derivatives H around w_star, plus an L2 penalty.

    Shape: H (n, n) symmetric and positive semidefinite, w_star (n,); result (n,).
    Raises: ValueError for another shape or a negative or infinite alpha.
    Source: the digest, section 3.6.1
    """
    require_real("l2_minimum", H=H, w_star=w_star)
    require_strength("l2_minimum", alpha)
    H, w_star = np.asarray(H, float), np.asarray(w_star, float)
    if H.shape != (*w_star.shape, *w_star.shape) or not np.allclose(H, H.T):
        raise ValueError(f"l2_minimum needs a symmetric H for {w_star.shape} weights, "
                         f"got shape {H.shape}")
    bends, axes = np.linalg.eigh(H)
    bends = np.maximum(bends, 0)
    share = np.divide(bends, bends + alpha, out=np.ones_like(bends), where=bends + alpha > 0)
    return axes @ (share * (axes.T @ w_star))
