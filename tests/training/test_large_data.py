"""Training on tables larger than the memory that it may use: a file under a limit, and a real cluster."""

import subprocess
import sys
from pathlib import Path

import dask.array
import numpy as np
import pytest
from dask.distributed import Client, LocalCluster

from lit.training.gradient_descent import squared_error_gradient
from lit.training.large_data import descend_blocks, descend_lazily, file_blocks, joined_gradient

ROOT = Path(__file__).resolve().parents[2]
LIMITED = """
import resource, sys
import numpy as np
from lit.training.large_data import descend_blocks, file_blocks
resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv[2]),) * 2)
try:
    np.fromfile(sys.argv[1])
except MemoryError:
    print("too large")
def slope(w, block):
    return block[:, :7].T @ (block[:, :7] @ w - block[:, 7]) / len(block)
print(*descend_blocks(slope, np.zeros(7), lambda: file_blocks(sys.argv[1], 8, 10_000), 0.1, 1).round(2))
"""


def test_a_file_larger_than_the_memory_limit_is_learnt_from(tmp_path):
    random, truth, path = np.random.default_rng(0), np.arange(1.0, 8.0), tmp_path / "table"
    with path.open("wb") as file:
        for _ in range(40):
            X = random.normal(size=(100_000, 7))
            np.column_stack([X, X @ truth]).tofile(file)
    limit = 160 << 20
    assert path.stat().st_size > limit
    told = subprocess.run([sys.executable, "-c", LIMITED, path, str(limit)], cwd=ROOT, capture_output=True, text=True,
                          env={"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}, check=False)
    assert told.stdout == "too large\n1.0 2.0 3.0 4.0 5.0 6.0 7.0\n", told.stderr


def test_a_cluster_of_processes_learns_from_a_table_larger_than_all_its_memory():
    truth, rows = np.array([2.0, -1.0, 0.5, 3.0]), 8_000_000
    random = dask.array.random.default_rng(0)
    X = random.normal(size=(rows, 4), chunks=(200_000, 4))
    with LocalCluster(n_workers=1, threads_per_worker=2, memory_limit="240MiB", dashboard_address=None) as cluster, Client(cluster):
        assert X.nbytes > 240 << 20
        w = descend_lazily(lambda w: squared_error_gradient(X, X @ truth, w), np.zeros(4), 0.9, 3)
    np.testing.assert_allclose(w, truth, atol=0.01)


@pytest.mark.parametrize("rows", [1, 3, 1000])
def test_the_gradient_does_not_depend_on_the_blocks(rows):
    table = np.random.default_rng(1).normal(size=(97, 4))
    found = joined_gradient(lambda w, block: squared_error_gradient(block[:, :3], block[:, 3], w), np.ones(3),
                            lambda: (table[start:start + rows] for start in range(0, 97, rows)))
    np.testing.assert_allclose(found, squared_error_gradient(table[:, :3], table[:, 3], np.ones(3)), rtol=1e-12)


@pytest.mark.parametrize("call, told", [
    (lambda path: list(file_blocks(path, 3, 10)), "whole rows of 3 doubles, .* got 64 bytes"),
    (lambda path: list(file_blocks(path, 8, 0)), "blocks of 1 row or more, .* and blocks of 0"),
    (lambda path: descend_blocks(lambda w, b: w, [1.0], lambda: [], 0.0, 1), "a rate above 0"),
    (lambda path: descend_lazily(lambda w: w, [1.0], -1.0, 1), "a rate above 0"),
    (lambda path: joined_gradient(lambda w, b: w, [1.0], lambda: []), "at least one example"),
])
def test_bad_input_is_refused_with_what_was_needed(tmp_path, call, told):
    np.arange(8.0).tofile(tmp_path / "table")
    with pytest.raises(ValueError, match=told):
        call(tmp_path / "table")
