"""Each function is within its goal, in units in the last place, at points drawn from a fixed seed."""

import accuracy
import pytest


@pytest.fixture(scope="module")
def table():
    return accuracy.measure(seed=20261121, count=300, others=False)


@pytest.mark.parametrize("name", accuracy.GOALS)
def test_the_largest_error_is_within_its_goal(table, name):
    assert table[name]["lit"] <= accuracy.GOALS[name]


def test_the_measure_sees_an_error_of_the_textbook_form(monkeypatch):
    monkeypatch.setitem(accuracy.OURS, "softplus", lambda x: accuracy.np.log(1 + accuracy.np.exp(x)))
    assert accuracy.measure(seed=1, count=30, others=False)["softplus"]["lit"] > 1e6
