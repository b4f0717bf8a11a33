"""Experiments with chance, repeated many times, on as many processes as there are."""

from collections.abc import Callable

import numpy as np


def simulate(experiment: Callable, repetitions: int, seed: int = 0, batch: int = 1000,
             jobs: int = 1) -> np.ndarray:
    """Return the results of all repetitions of a random experiment, the same for any number of
    jobs.

    experiment(random, count) returns count results, along the first axis.
    Shape: (repetitions, ...).
    Raises: ValueError for fewer than one repetition, or a batch below 1.
    Source: docs/estimation/simulation.md#code-simulation
    """
    if repetitions < 1 or batch < 1:
        raise ValueError("simulate needs at least one repetition and a batch of at least 1, "
                         f"got {repetitions} and {batch}")
    counts = [min(batch, repetitions - start) for start in range(0, repetitions, batch)]
    streams = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(len(counts)))
    if jobs == 1:
        return np.concatenate([experiment(*task) for task in zip(streams, counts)])
    from joblib import Parallel, delayed  # an extra: one job does without it

    return np.concatenate(Parallel(n_jobs=jobs)(delayed(experiment)(*task)
                                                for task in zip(streams, counts)))
