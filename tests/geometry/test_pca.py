"""Principal components of tables that are not NumPy's, and what is refused."""

import dask.array as dask
import numpy as np
import pytest

from lit.geometry.pca import pca, reconstruct, transform

X = np.random.default_rng(0).normal(size=(500, 6)) @ np.random.default_rng(1).normal(size=(6, 6)) + 10


@pytest.mark.parametrize("rows", [500, 137, 20])
def test_a_tall_dask_table_has_the_same_components_however_it_is_cut(rows):
    ours, theirs = pca(X), pca(dask.from_array(X, chunks=(rows, 6)))
    for one, two in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-10, atol=1e-12)
    coordinates = transform(theirs, dask.from_array(X, chunks=(rows, 6)))
    assert isinstance(coordinates, dask.Array)
    np.testing.assert_allclose(coordinates.compute(), transform(ours, X), atol=1e-9)
    np.testing.assert_allclose(reconstruct(ours, transform(ours, X)), X, rtol=1e-12)


def test_the_order_of_rows_and_the_layout_do_not_matter():
    shuffled = X[np.random.default_rng(2).permutation(500)]
    for other in (shuffled, np.asfortranarray(X)):
        for one, two in zip(pca(X), pca(other), strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("table, error", [
    (np.ones((1, 3)), ValueError), (np.ones(3), ValueError), (np.full((3, 2), np.nan), ValueError),
    (np.ones((3, 2), complex), TypeError), ([["a", "b"], ["c", "d"]], TypeError), (np.ones((0, 2)), ValueError),
])
def test_what_is_no_table_of_points_is_refused_by_name(table, error):
    with pytest.raises(error, match="pca needs"):
        pca(table)


@pytest.mark.parametrize("k", [0, 7, -1])
def test_an_impossible_number_of_axes_is_refused(k):
    with pytest.raises(ValueError, match="pca needs 1 <= k <= 6"):
        pca(X, k)
