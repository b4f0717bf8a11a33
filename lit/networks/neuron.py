"""One neuron, and the three regressions that it is."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lit.activations.sigmoid_and_tanh import sigmoid, sigmoid_derivative
from lit.activations.softplus import softplus
from lit.numerics import Array, require_real


def neuron(x: Array, w: Array, b: Array, activation: Callable) -> Array:
    """Return what a neuron answers to each object: its activation at the weighted sum plus the
    bias.

    Shape: x (..., d), w (d,), b a number; result (...).
    Raises: ValueError if the shapes do not fit; TypeError for what is not real.
    Source: the lecture, "Model of a neuron"
    """
    require_real("neuron", x=x, w=w, b=b)
    x, w = np.asarray(x), np.asarray(w)
    if x.ndim < 1 or w.shape != x.shape[-1:] or np.ndim(b) != 0:
        raise ValueError(f"neuron needs x (..., d), w (d,) and a number b, got {x.shape}, "
                         f"{w.shape} and {np.shape(b)}")
    return activation(x @ w + b)


def threshold(z: Array) -> np.ndarray:
    """Return 1.0 where z is positive and 0.0 elsewhere: the activation that fires or does not.

    Shape: any. Raises: TypeError for what is not real.
    Source: the lecture, "The artificial neuron"
    """
    require_real("threshold", z=z)
    return (np.asarray(z) > 0).astype(float)


def means_apart(x: Array, labels: Array) -> tuple[np.ndarray, float]:
    """Return (w, b), the neuron whose boundary lies half-way between the means of two classes.

    Shape: x (n, d), labels (n,) with both 0 and 1; result ((d,), number).
    Raises: ValueError if a class is missing; TypeError for what is not real.
    Source: R. Fisher, Annals of Eugenics 7 (1936), with equal spreads
    """
    require_real("means_apart", x=x, labels=labels)
    x, labels = np.asarray(x), np.asarray(labels)
    if x.ndim != 2 or {*labels.tolist()} != {0, 1}:
        raise ValueError("means_apart needs x (n, d) and labels 0 and 1, "
                         f"got {x.shape} and {set(labels.tolist())}")
    no, yes = x[labels == 0].mean(axis=0), x[labels == 1].mean(axis=0)
    return yes - no, float((no - yes) @ (no + yes) / 2)


class Regression(NamedTuple):
    """An activation, its slope, the function whose derivative it is, and the ends of the possible
    responses.
    """

    activation: Callable
    slope: Callable
    potential: Callable
    least: float = -np.inf
    greatest: float = np.inf

    def loss(self, z: Array, y: Array) -> float:
        """Return the sum of A(z) - y z over all examples; infinite where it overflows."""
        with np.errstate(over="ignore", invalid="ignore"):
            total = np.sum(self.potential(z) - y * z)
        return float(total) if np.isfinite(total) else np.inf


LINEAR = Regression(lambda z: z, np.ones_like, lambda z: 0.5 * z * z)
LOGISTIC = Regression(sigmoid, sigmoid_derivative, softplus, 0, 1)
POISSON = Regression(np.exp, np.exp, np.exp, 0)


HALVINGS = 1100  # from the largest double to the smallest


def newton_step(regression: Regression, design: Array, y: Array, weights: Array) -> np.ndarray:
    """Return the change of the weights that Newton's method makes, halved until the loss does not
    rise.

    Shape: design (n, d), y (n,), weights (d,); result (d,).
    Raises: ArithmeticError where no step that is long enough to change the weights lowers the loss.
    Source: Nelder and Wedderburn, 1972
    """
    z = design @ weights
    root = np.sqrt(regression.slope(z))
    lacks = (y - regression.activation(z)) / root
    step = np.linalg.lstsq(root[:, None] * design, lacks, rcond=None)[0]
    before = regression.loss(z, y)
    slack = 1e-12 * (1 + np.sum(np.abs(regression.potential(z))))
    for _ in range(HALVINGS):
        if regression.loss(design @ (weights + step), y) <= before + slack:
            return step
        step = step / 2
    raise ArithmeticError("fit: no step lowers the loss")


def has_best(regression: Regression, design: Array, weights: Array, least: float = 1e-10) -> bool:
    """Return whether the examples at which the activation has a slope determine the weights.

    Shape: design (n, d), weights (d,). Range: True or False.
    Source: A. Albert, J. Anderson, Biometrika 71 (1984)
    """
    counted = regression.slope(design @ weights) > least
    return bool(np.linalg.matrix_rank(design[counted]) == np.linalg.matrix_rank(design))


def fit(regression: Regression, x: Array, y: Array, steps: int = 100) -> tuple[np.ndarray, float]:
    """Return (w, b), the neuron of this regression under which the responses are most probable.

    Shape: x (n, d), y (n,); result ((d,), number). Range: y in [0, 1] for LOGISTIC, in [0, inf) for
    POISSON.
    Raises: ValueError if the shapes do not fit, or for what is not finite or no possible response;
        ArithmeticError where no weights are best.
    Source: Nelder and Wedderburn, 1972
    """
    require_real("fit", x=x, y=y)
    x, y = np.asarray(x, float), np.asarray(y, float)
    if x.ndim != 2 or y.shape != x.shape[:1] or y.size == 0:
        raise ValueError(f"fit needs x (n, d) and y (n,) with n > 0, got {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("fit needs finite x and y")
    if y.min() < regression.least or y.max() > regression.greatest:
        raise ValueError(f"fit needs responses in [{regression.least:g}, "
                         f"{regression.greatest:g}] for this "
                         f"activation, got {y.min():g} to {y.max():g}")
    centre = x.mean(axis=0)  # features far from zero would hide the column of ones
    design = np.column_stack([x - centre, np.ones(len(x))])
    weights = np.zeros(design.shape[1])
    for _ in range(steps):
        step = newton_step(regression, design, y, weights)
        weights = weights + step
        if np.max(np.abs(design @ step)) <= 1e-8 * (1 + np.max(np.abs(design @ weights))):
            if has_best(regression, design, weights):
                return weights[:-1], float(weights[-1] - centre @ weights[:-1])
            break
    raise ArithmeticError("fit found no best weights: are the classes separable, "
                          "or all counts of a side zero?")


ANSCOMBE = (
    np.array([[10.0], [8], [13], [9], [11], [14], [6], [4], [12], [7], [5]]),
    np.array([8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]),
)
SHUTTLE = (
    np.array([53.0, 57, 58, 63, 66, 67, 67, 67, 68, 69, 70, 70, 70, 70, 72, 73, 75, 75, 76, 76, 78,
              79, 81])[:, None],
    np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
)
BELGIUM = (
    np.arange(1.0, 14.0)[:, None],
    np.array([12, 14, 33, 50, 67, 74, 123, 141, 165, 204, 253, 246, 240]),
)
