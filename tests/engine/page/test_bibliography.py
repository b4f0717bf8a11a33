"""The bibliography: names are read whole, whatever stands in them."""

from types import SimpleNamespace

import pytest

from lit.engine.page.report import works


def authors(source):
    """Return the authors of the one work in a list of sources."""
    chapter = SimpleNamespace(text=f"# A\n\n## Sources\n\n{source}\n")
    ((found, *_),) = works(SimpleNamespace(chapters=[chapter])).values()
    return found


@pytest.mark.parametrize("names", [
    "M. O'Neill", "M. O’Neill", "J. Devlin, M.-W. Chang", "C.-J. Lin", "A. Y. Ng", "É. d'Alembert", "F. Azevedo and others", "Student",
])
def test_names_are_read_whole(names):
    assert authors(f"The digest, section 2.2. {names}, *A title*, A Journal 12 (1999).") == names
    assert authors(f"1. {names}, *A title*, 1999: what for.") == names
