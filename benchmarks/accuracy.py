"""How many units in the last place the functions are wrong, at worst: python benchmarks/accuracy.py [SEED [JSON]]

The truth is mpmath at 60 digits; the inputs are drawn afresh, over the whole range of doubles.
SciPy, PyTorch and JAX are measured at the same points. Only results that are normal doubles count.
"""

import os
import sys
import warnings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import mpmath
import numpy as np
import report
import scipy.special

from lit.activations.elu import elu, elu_derivative, selu
from lit.activations.gelu import gelu
from lit.activations.sigmoid_and_tanh import log_sigmoid, sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lit.activations.softplus import softplus
from lit.activations.swish import mish, mish_derivative, silu, silu_derivative
from lit.numerics.stable import kl_div, logsumexp
from lit.outputs.softmax import log_softmax, softmax, softmax_jacobian

TINY, HUGE = mpmath.mpf(2) ** -1022, mpmath.mpf(2) ** 1024
with mpmath.workdps(60):
    ALPHA, SCALE = mpmath.mpf("1.6732632423543772848170429916717"), mpmath.mpf("1.0507009873554804934193349852946")
GOALS = {"sigmoid": 3, "log_sigmoid": 2, "tanh": 2, "softplus": 2, "elu": 1, "selu": 2, "silu": 4, "mish": 5, "gelu": 8,
         "sigmoid_derivative": 4, "tanh_derivative": 4, "silu_derivative": 6, "mish_derivative": 8, "elu_derivative": 1,
         "softmax": 4, "log_softmax": 3, "logsumexp": 3, "softmax_diagonal": 4, "kl_div": 5}


def power(x):
    """Return exp(x) at 60 digits; what is too small for any double may be zero."""
    return mpmath.exp(x) if x > -100_000 else mpmath.mpf(0)


def gate(x):
    """Return the sigmoid, to as many digits as there are."""
    return 1 / (1 + power(-x)) if x > 0 else power(x) / (1 + power(x))


def mish_gate(x):
    """Return tanh(softplus(x)), as a fraction without cancellation."""
    p, q = power(min(x, 0)), power(-max(x, 0))
    return p * (p + 2 * q) / (p * (p + 2 * q) + 2 * q * q)


def mish_slope(x):
    """Return the slope of mish."""
    q = power(-abs(x))
    up = 2 * q * (1 + q) / (1 + 2 * q * (1 + q)) ** 2 * 2 if x > 0 else 0
    if x > 0:
        return mish_gate(x) + x * up * q
    return mish_gate(x) + x * 4 * q * (1 + q) / (q * (q + 2) + 2) ** 2


TRUTH = {
    "sigmoid": gate, "log_sigmoid": lambda x: min(x, 0) - mpmath.log1p(power(-abs(x))), "tanh": mpmath.tanh,
    "softplus": lambda x: max(x, 0) + mpmath.log1p(power(-abs(x))),
    "elu": lambda x: x if x > 0 else mpmath.expm1(max(x, -1000)),
    "selu": lambda x: SCALE * (x if x > 0 else ALPHA * mpmath.expm1(max(x, -1000))),
    "silu": lambda x: x * gate(x), "mish": lambda x: x * mish_gate(x),
    "gelu": lambda x: x * mpmath.ncdf(max(x, -60)) if x > -60 else mpmath.mpf(0),
    "sigmoid_derivative": lambda x: gate(x) * gate(-x), "tanh_derivative": lambda x: 4 * gate(2 * x) * gate(-2 * x),
    "silu_derivative": lambda x: gate(x) * (1 + x * gate(-x)), "mish_derivative": mish_slope,
    "elu_derivative": lambda x: mpmath.mpf(1) if x > 0 else power(x),
}
OURS = {"sigmoid": sigmoid, "log_sigmoid": log_sigmoid, "tanh": tanh, "softplus": softplus, "elu": elu, "selu": selu,
        "silu": silu, "mish": mish, "gelu": gelu, "sigmoid_derivative": sigmoid_derivative,
        "tanh_derivative": tanh_derivative, "silu_derivative": silu_derivative, "mish_derivative": mish_derivative,
        "elu_derivative": lambda x: elu_derivative(x, at_zero=1.0)}


def points(random, count):
    """Return doubles of all sizes: near zero, in the tails, around the roots of the slopes, huge, any bits."""
    signs = random.choice([-1.0, 1.0], count)
    bits = random.integers(0, 2**63, count).view(np.float64) * signs
    roots = random.choice([-1.2784645427610738, -1.1924312145154953], count)
    drawn = [random.normal(0, 3, 2 * count), random.uniform(-750, 750, count), random.uniform(-40, 40, count),
             signs * 10 ** random.uniform(-308, 2, count), roots * (1 + signs * 10 ** random.uniform(-16, -1, count)),
             bits[np.isfinite(bits)], [0.0, -0.0, 1e-300, -1e-300, -709.0, 709.0, -36.5, 36.5]]
    return np.concatenate(drawn)


def logit_rows(random, count):
    """Return rows of five logits: alike, far apart, with ties, and huge."""
    scale = 10 ** random.uniform(-3, 2.8, (count, 1))
    rows = random.normal(0, 1, (count, 5)) * scale
    rows[::7, 1] = rows[::7, 0]
    return rows - np.where(random.random((count, 1)) < 0.5, np.max(rows, axis=1, keepdims=True), 0)


def units(value, exact, floor=0):
    """Return the error in units in the last place of the exact value, or of floor if that is larger; None if no normal double."""
    size = max(abs(exact), abs(floor))
    if not TINY <= size < HUGE:
        return None
    if not np.isfinite(value):
        return float("inf")
    return float(mpmath.ldexp(abs(mpmath.mpf(float(value)) - exact), 53 - mpmath.frexp(size)[1]))


def worst(values, exact, floors=None):
    """Return the largest error of the values, in units in the last place."""
    floors = [0] * len(exact) if floors is None else floors
    found = [units(*three) for three in zip(np.ravel(values), exact, floors)]
    return max(error for error in found if error is not None)


def rows_truth(rows):
    """Return the exact softmax, log-softmax, logsumexp and diagonal of softmax's Jacobian, flat, with floors."""
    found = {name: ([], []) for name in ("softmax", "log_softmax", "logsumexp", "softmax_diagonal")}
    for row in rows:
        exact = [mpmath.mpf(float(x)) for x in row]
        top = max(exact)
        powers = [power(x - top) for x in exact]
        others = [sum(powers[:k] + powers[k + 1:]) for k in range(len(row))]  # 60 digits do not hold 1 + 1e-300
        total, rest = sum(powers), mpmath.log1p(others[exact.index(top)])
        for k, x in enumerate(exact):
            found["softmax"][0].append(powers[k] / total)
            found["log_softmax"][0].append(x - top - rest)
            found["softmax_diagonal"][0].append(powers[k] * others[k] / total**2)
        found["logsumexp"][0].append(top + rest)
        found["logsumexp"][1].append(top)
    return {name: (exact, floors or None) for name, (exact, floors) in found.items()}


def peers():
    """Return {library: {name: function of a NumPy array}} of what is installed."""
    special = scipy.special
    found = {"SciPy": {"sigmoid": special.expit, "log_sigmoid": special.log_expit,
                       "elu": getattr(special, "elu", None), "softplus": getattr(special, "softplus", None),
                       "softmax": lambda x: special.softmax(x, axis=-1), "kl_div": special.kl_div,
                       "log_softmax": lambda x: special.log_softmax(x, axis=-1),
                       "logsumexp": lambda x: special.logsumexp(x, axis=-1)}}
    try:
        import torch
        f = torch.nn.functional
        of = {"sigmoid": torch.sigmoid, "log_sigmoid": f.logsigmoid, "tanh": torch.tanh, "softplus": f.softplus, "elu": f.elu,
              "selu": f.selu, "silu": f.silu, "mish": f.mish, "gelu": f.gelu, "softmax": lambda x: f.softmax(x, -1),
              "log_softmax": lambda x: f.log_softmax(x, -1), "logsumexp": lambda x: torch.logsumexp(x, -1)}

        def slope(one):
            def run(x):
                inside = torch.tensor(x, requires_grad=True)
                one(inside).sum().backward()
                return inside.grad.numpy()
            return run

        found["torch"] = {name: (lambda one: lambda x: one(torch.tensor(x)).numpy())(one) for name, one in of.items()}
        found["torch"] |= {f"{name}_derivative": slope(of[name]) for name in ("sigmoid", "tanh", "silu", "mish", "elu")}
    except ImportError:
        pass
    try:
        import jax
        jax.config.update("jax_enable_x64", True)
        nn = jax.nn
        of = {"sigmoid": nn.sigmoid, "log_sigmoid": nn.log_sigmoid, "tanh": jax.numpy.tanh, "softplus": nn.softplus,
              "elu": nn.elu, "selu": nn.selu, "silu": nn.silu, "mish": nn.mish,
              "gelu": lambda x: nn.gelu(x, approximate=False), "softmax": nn.softmax, "log_softmax": nn.log_softmax,
              "logsumexp": lambda x: nn.logsumexp(x, axis=-1)}
        found["jax"] = {name: (lambda one: lambda x: np.asarray(one(x)))(one) for name, one in of.items()}
        found["jax"] |= {f"{name}_derivative": (lambda one: lambda x: np.asarray(jax.vmap(jax.grad(one))(x)))(of[name])
                         for name in ("sigmoid", "tanh", "silu", "mish", "elu")}
    except ImportError:
        pass
    return {library: {name: one for name, one in functions.items() if one} for library, functions in found.items()}


def measure(seed, count=2000, others=True):
    """Return {function: {library: largest error}} at about 8 times count points."""
    random, libraries = np.random.default_rng(seed), {"lit": OURS} | (peers() if others else {})
    table = {}
    with mpmath.workdps(60), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        x = points(random, count)
        for name, truth in TRUTH.items():
            exact = [truth(mpmath.mpf(float(one))) for one in x]
            table[name] = {library: worst(functions[name](x), exact)
                           for library, functions in libraries.items() if name in functions}
        rows = logit_rows(random, count)
        ours = {"softmax": softmax, "log_softmax": log_softmax, "logsumexp": lambda x: logsumexp(x, axis=-1),
                "softmax_diagonal": lambda x: np.diagonal(softmax_jacobian(x), axis1=-2, axis2=-1)}
        for name, (exact, floors) in rows_truth(rows).items():
            table[name] = {library: worst(functions[name](rows), exact, floors)
                           for library, functions in ({**libraries, "lit": ours}).items() if name in functions}
        a = 10 ** random.uniform(-300, 300, 2 * count)
        b = np.concatenate([a[:count] * (1 + 10 ** random.uniform(-16, 1, count)), a[count:] * 10 ** random.uniform(-3, 3, count)])
        exact = [x * mpmath.log(x / y) - x + y for x, y in ((mpmath.mpf(float(u)), mpmath.mpf(float(v))) for u, v in zip(a, b))]
        table["kl_div"] = {library: worst(one(a, b), exact)
                           for library, one in {"lit": kl_div, "SciPy": scipy.special.kl_div}.items() if library in libraries}
    return table


def told(error):
    """Return an error as the table shows it."""
    return "no digit" if error and error > 1e15 else error


def main(seed=None, path=None):
    """Print the table, and write it to a JSON file if one is named."""
    seed = int(seed or np.random.SeedSequence().entropy % 10**9)
    table = measure(seed)
    libraries = ["lit", "SciPy", "torch", "jax"]
    print(f"seed {seed}\n{'function':20} {'goal':>5} " + " ".join(f"{name:>9}" for name in libraries))
    for name, found in table.items():
        cells = " ".join(f"{found[one]:9.3g}" if one in found else f"{'–':>9}" for one in libraries)
        print(f"{name:20} {GOALS[name]:5} {cells}" + ("  missed" if found["lit"] > GOALS[name] else ""))
    if path:
        rows = [[name, GOALS[name], *(told(found.get(one)) for one in libraries), "missed" if found["lit"] > GOALS[name] else "met"]
                for name, found in table.items()]
        report.write(path, report.about(f"seed {seed}"), ["function", "goal", *libraries, "verdict"], rows)


if __name__ == "__main__":
    main(*sys.argv[1:3])
