"""The notation table refuses what it would otherwise read as less than its author meant."""

import pytest

from lit.engine.text.chapter import ChapterError
from lit.engine.formula.notation import read


@pytest.mark.parametrize("line, told", [
    ("s : real {-1, 1} | a label", "{-1, 1} is no interval; write real (0, 1)"),
    ("s : positive n | a number", "n is no interval"),
    ("x : vector n m | a point", "a vector takes nothing more than n; delete m"),
    ("n : dimension 3 | how many", "a dimension takes nothing more than its name; delete 3"),
    ("x : vector | a point", "a vector needs 1 size"),
    ("A : matrix n n symetric | a table", "unknown form symetric"),
    ("i : index n | a place", "an index needs its range"),
])
def test_what_a_type_does_not_take_is_an_error_and_not_ignored(line, told):
    with pytest.raises(ChapterError) as error:
        read(line, "docs/a.md", 1)
    assert str(error.value).startswith("docs/a.md:2: ") and told in str(error.value)
