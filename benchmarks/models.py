"""How long the models take beside scikit-learn and PyTorch, at equal quality: python benchmarks/models.py [JSON]

Each row is one task in one run; the two sides take turns and their medians are compared. Below 1
lit is faster. The quality of both sides stands beside the ratio, because being fast and wrong is easy.
"""

import os
import statistics
import sys
import tempfile
import time
import warnings

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
import report
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import Lasso, Ridge, SGDRegressor
from sklearn.model_selection import KFold, cross_val_score
from sklearn.svm import SVC

from lit.estimation.validation import k_folds
from lit.geometry.kernels import fit_svm, rbf_kernel
from lit.geometry.pca import pca
from lit.regularisation.lasso import alpha_max, duality_gap, lasso
from lit.regularisation.ridge import ridge, ridge_path
from lit.training.digits import begin, learn, loss_and_gradients
from lit.training.large_data import descend_blocks, file_blocks

GOALS = {"pca": 1.0, "ridge": 1.0, "k-fold": 1.0, "mlp epoch": 1.0, "sgd from a file": 1.0, "lasso, easy": 1.5,
         "lasso, hard": 4.0, "svm": 6.0}


def timed(ours, theirs, rounds=7):
    """Return the median times of two calls that take turns, and what they return."""
    results, times = [ours(), theirs()], ([], [])
    for _ in range(rounds):
        for call, found in zip((ours, theirs), times):
            start = time.perf_counter()
            call()
            found.append(time.perf_counter() - start)
    return *map(statistics.median, times), results


def table(seed, m, n):
    """Return a table of correlated columns and a response that hangs on a tenth of them."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(m, n)) + random.normal(size=(m, 1))
    w = np.where(random.random(n) < max(0.1, 3 / n), random.normal(size=n), 0)
    return X, X @ w + random.normal(size=m)


def pca_rows():
    """Yield the rows of the principal components."""
    for m, n in ((200, 50), (2000, 500), (500, 5000)):
        X, _ = table(0, m, n)
        one, two, (found, peer) = timed(lambda: pca(X), lambda: PCA(svd_solver="full").fit(X), 3)
        gap = np.max(np.abs(found.variances - peer.explained_variance_)) / found.variances[0]
        yield "pca", f"{m}×{n}", one, two, f"variances agree to {gap:.0e}"


def ridge_rows():
    """Yield the rows of ridge regression."""
    for m, n in ((200, 50), (2000, 500), (500, 2000)):
        X, y = table(1, m, n)
        one, two, (found, peer) = timed(lambda: ridge(X, y, 3.0), lambda: Ridge(3.0, fit_intercept=False).fit(X, y), 5)
        yield "ridge", f"{m}×{n}", one, two, f"weights agree to {np.max(np.abs(found - peer.coef_)):.0e}"


def fold_scores(X, y, alphas, folds):
    """Return the mean squared error of each fold and strength."""
    found = []
    for held in k_folds(len(y), folds):
        rest = np.setdiff1d(np.arange(len(y)), held)
        weights = ridge_path(X[rest], y[rest], alphas)
        found.append(np.mean((X[held] @ weights.T - y[held, None]) ** 2, axis=0))
    return np.array(found)


def fold_rows():
    """Yield the row of cross-validation over ten strengths."""
    X, y = table(2, 2000, 50)
    alphas = np.logspace(-2, 4, 10)

    def peer():
        return np.transpose([-cross_val_score(Ridge(alpha, fit_intercept=False), X, y, cv=KFold(5),
                                              scoring="neg_mean_squared_error") for alpha in alphas])

    one, two, (found, theirs) = timed(lambda: fold_scores(X, y, alphas, 5), peer, 3)
    yield "k-fold", "2000×50, 5 folds, 10 strengths", one, two, f"errors agree to {np.max(np.abs(found - theirs)):.0e}"


def lasso_rows():
    """Yield the rows of the lasso, by how hard they are."""
    for kind, m, n, share in (("easy", 1000, 100, 0.1), ("easy", 200, 2000, 0.1), ("hard", 500, 5000, 0.01), ("hard", 1000, 1000, 0.01)):
        X, y = table(3, m, n)
        alpha = share * alpha_max(X, y)
        peer = Lasso(alpha, fit_intercept=False, tol=1e-8, max_iter=100_000)
        one, two, (found, theirs) = timed(lambda: lasso(X, y, alpha), lambda: peer.fit(X, y), 3)
        gaps = [duality_gap(X, y, w, alpha) for w in (found.weights, theirs.coef_)]
        yield f"lasso, {kind}", f"{m}×{n} at {share} of the largest", one, two, "gaps {:.0e} and {:.0e}".format(*gaps)


def svm_rows():
    """Yield the rows of the support vector machine, digits 4 against 9 and digits below five against the rest."""
    X, digit = load_digits(return_X_y=True)
    for name, rows, labels in (("4 against 9", np.isin(digit, (4, 9)), np.where(digit == 9, 1, -1)),
                               ("below 5", digit >= 0, np.where(digit < 5, 1, -1))):
        gram, y = rbf_kernel(X[rows], X[rows], 20.0), labels[rows]
        peer = SVC(C=10.0, kernel="precomputed", tol=1e-6)
        one, two, (found, theirs) = timed(lambda: fit_svm(gram, y, 10.0, tolerance=1e-6), lambda: peer.fit(gram, y), 3)
        a = np.zeros(len(y))
        a[theirs.support_] = theirs.dual_coef_[0]
        values = [abs(w) @ np.ones(len(y)) - 0.5 * w @ gram @ w for w in (found.alpha, a)]
        yield "svm", f"{name}, {len(y)} examples", one, two, "objectives {:.6f} and {:.6f}".format(*values)


def mlp_rows():
    """Yield the row of one epoch of a network with two layers, beside PyTorch with one thread."""
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)
    X, y = load_digits(return_X_y=True)
    X = X / 16
    for hidden, batch in ((128, 32), (512, 128)):
        start = begin(np.random.default_rng(0), 64, hidden, 10)
        layers = torch.nn.Sequential(torch.nn.Linear(64, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, 10)).double()
        inputs, labels = torch.tensor(X), torch.tensor(y)

        def load():
            with torch.no_grad():
                for layer, (W, b) in zip((layers[0], layers[2]), (start[:2], start[2:])):
                    layer.weight.copy_(torch.tensor(W.T))
                    layer.bias.copy_(torch.tensor(b))

        def theirs():
            load()
            step = torch.optim.SGD(layers.parameters(), lr=0.1)
            for rows in torch.tensor(np.random.default_rng(1).permutation(len(X))).split(batch):
                step.zero_grad()
                torch.nn.functional.cross_entropy(layers(inputs[rows]), labels[rows]).backward()
                step.step()
            return torch.nn.functional.cross_entropy(layers(inputs), labels).item()

        def ours():
            weights, _ = learn(X, y, start, 0.1, 1, batch, np.random.default_rng(1))
            return loss_and_gradients(X, y, weights)[0]

        one, two, (found, peer) = timed(ours, theirs, 9)
        yield "mlp epoch", f"64–{hidden}–10, blocks of {batch}", one, two, f"losses agree to {abs(found / peer - 1):.0e}"


def file_rows():
    """Yield the row of stochastic descent over a file of 160 megabytes."""
    n, rows, truth = 20, 1_000_000, np.linspace(-1, 1, 20)
    random = np.random.default_rng(5)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "table")
        with open(path, "wb") as file:
            for _ in range(rows // 50_000):
                X = random.normal(size=(50_000, n))
                np.column_stack([X, X @ truth + 0.1 * random.normal(size=50_000)]).tofile(file)

        def slope(w, block):
            return block[:, :n].T @ (block[:, :n] @ w - block[:, n]) / len(block)

        def ours():
            return descend_blocks(slope, np.zeros(n), lambda: file_blocks(path, n + 1, 5000), 0.1, 1)

        def theirs():
            model = SGDRegressor(penalty=None, fit_intercept=False, learning_rate="constant", eta0=1e-4)
            for block in file_blocks(path, n + 1, 5000):
                model.partial_fit(block[:, :n], block[:, n])
            return model.coef_

        one, two, found = timed(ours, theirs, 1)
    away = [np.max(np.abs(w - truth)) for w in found]
    yield "sgd from a file", f"{rows} rows, blocks of 5000", one, two, "errors {:.0e} and {:.0e}".format(*away)


def main(path=None):
    """Print the table, and write it to a JSON file if one is named."""
    warnings.simplefilter("ignore")
    rows = []
    print(f"{'task':16} {'size':34} {'lit, ms':>9} {'ratio':>7}  quality")
    for part in (pca_rows, ridge_rows, fold_rows, lasso_rows, svm_rows, mlp_rows, file_rows):
        for task, size, one, two, quality in part():
            rows.append({"task": task, "size": size, "seconds": one, "ratio": one / two, "goal": GOALS[task], "quality": quality})
            missed = f"  missed: the goal is {GOALS[task]}" if one / two > GOALS[task] else ""
            print(f"{task:16} {size:34} {1e3 * one:9.2f} {one / two:7.2f}  {quality}{missed}", flush=True)
    if path:
        table = [[row["task"], row["size"], 1e3 * row["seconds"], row["ratio"], row["quality"],
                  f"at most {row['goal']}: " + ("met" if row["ratio"] <= row["goal"] else "missed")] for row in rows]
        report.write(path, report.about(), ["task", "size", "lit, ms", "ratio", "quality", "goal"], table)


if __name__ == "__main__":
    main(*sys.argv[1:2])
