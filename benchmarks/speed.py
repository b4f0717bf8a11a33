"""How long the activations take beside SciPy, PyTorch and JAX, in one run: python benchmarks/speed.py [JSON]

The figures are ratios: the median time of lit's function over that of the other library, for
arrays of doubles that are already there. The runs are interleaved, so that all meet the same
machine. Below 1 lit is faster.
"""

import os
import statistics
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import report
import scipy.special

from lit.activations.elu import elu
from lit.activations.relu import relu
from lit.activations.sigmoid_and_tanh import log_sigmoid, sigmoid, tanh
from lit.activations.softplus import softplus
from lit.activations.swish import mish, silu

SIZES = (1_000, 100_000, 10_000_000)
SECONDS = 0.6  # for each function, size and library
FUNCTIONS = {"sigmoid": sigmoid, "log_sigmoid": log_sigmoid, "tanh": tanh, "relu": relu, "softplus": softplus,
             "elu": elu, "silu": silu, "mish": mish}
SCIPY = {"sigmoid": scipy.special.expit, "log_sigmoid": scipy.special.log_expit,
         "softplus": getattr(scipy.special, "softplus", None)}
GOALS = {"softplus": 1.6, "tanh": 1.6, "elu": 1.6, "sigmoid": 5, "silu": 8, "mish": 8}  # against torch, 1 thread, 1e5


def torch_peers(x):
    """Return {(library, function): a call without arguments} of PyTorch with one thread and with two."""
    try:
        import torch
    except ImportError:
        return {}
    functional = torch.nn.functional
    known = {"sigmoid": torch.sigmoid, "log_sigmoid": functional.logsigmoid, "tanh": torch.tanh, "relu": torch.relu,
             "softplus": functional.softplus, "elu": functional.elu, "silu": functional.silu, "mish": functional.mish}
    inside = torch.from_numpy(x)

    def call(function, threads):
        def run():
            torch.set_num_threads(threads)
            function(inside)
        return run

    return {(f"torch, {n} thread{'s' * (n > 1)}", name): call(one, n) for name, one in known.items() for n in (1, 2)}


def jax_peers(x):
    """Return {(library, function): a call without arguments} of JAX, compiled."""
    try:
        import jax
    except ImportError:
        return {}
    jax.config.update("jax_enable_x64", True)
    nn = jax.nn
    known = {"sigmoid": nn.sigmoid, "log_sigmoid": nn.log_sigmoid, "tanh": jax.numpy.tanh, "relu": nn.relu,
             "softplus": nn.softplus, "elu": nn.elu, "silu": nn.silu, "mish": nn.mish}
    inside = jax.numpy.asarray(x)
    return {("jax", name): (lambda f: lambda: f(inside).block_until_ready())(jax.jit(one)) for name, one in known.items()}


def timed(calls, seconds):
    """Return the median time of each call; the calls take turns."""
    for call in calls:
        call()
    start = time.perf_counter()
    for call in calls:
        call()
    rounds = max(5, int(len(calls) * seconds / max(time.perf_counter() - start, 1e-6)))
    found = [[] for _ in calls]
    for _ in range(min(rounds, 2000)):
        for call, times in zip(calls, found):
            begin = time.perf_counter()
            call()
            times.append(time.perf_counter() - begin)
    return [statistics.median(times) for times in found]


def measure(sizes=SIZES, seconds=SECONDS):
    """Return a list of rows: function, size, seconds, and the ratio to each library."""
    rows = []
    for size in sizes:
        x = np.random.default_rng(1).normal(0, 3, size)
        peers = {("SciPy", name): (lambda f: lambda: f(x))(one) for name, one in SCIPY.items() if one}
        peers |= torch_peers(x) | jax_peers(x)
        for name, ours in FUNCTIONS.items():
            others = {library: call for (library, function), call in peers.items() if function == name}
            first, *rest = timed([lambda: ours(x), *others.values()], seconds)
            rows.append({"function": name, "size": size, "seconds": first,
                         "ratios": {library: first / other for library, other in zip(others, rest)}})
    return rows


def main(path=None):
    """Print the table, and write it to a JSON file if one is named."""
    rows = measure()
    libraries = ["SciPy", "torch, 1 thread", "torch, 2 threads", "jax"]
    print(f"{'function':12} {'size':>9} {'ns each':>8} " + " ".join(f"{name:>16}" for name in libraries))
    for row in rows:
        cells = " ".join(f"{row['ratios'][name]:16.2f}" if name in row["ratios"] else f"{'–':>16}" for name in libraries)
        print(f"{row['function']:12} {row['size']:9} {1e9 * row['seconds'] / row['size']:8.2f} {cells}")
        if verdict(row):
            print(f"    {verdict(row)}")
    if path:
        table = [[row["function"], row["size"], 1e9 * row["seconds"] / row["size"], *(row["ratios"].get(one) for one in libraries),
                  verdict(row)] for row in rows]
        report.write(path, report.about(), ["function", "elements", "ns each", *libraries, "goal"], table)


def verdict(row):
    """Return what became of the goal of a row, if it has one."""
    goal, ratio = GOALS.get(row["function"]), row["ratios"].get("torch, 1 thread")
    if row["size"] != 100_000 or not goal or not ratio:
        return None
    return f"at most {goal}: " + ("met" if ratio <= goal else "missed")


if __name__ == "__main__":
    main(*sys.argv[1:2])
