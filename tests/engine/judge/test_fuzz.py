"""Random formulas get a verdict or one clear sentence: benchmarks/fuzz.py looks for more, for as long as one likes."""

import pytest
from fuzz import NOTATION, main, outcome

from lit.engine.formula.notation import read


@pytest.mark.parametrize("seed", [4, 6, 7])
def test_random_formulas_meet_words_only(seed, capsys):
    assert main(40, seed) == 0, capsys.readouterr().out


ODD = [r"O(x^2) = n", r"k \approx O(y) \quad \text{for } x \ne y", r"\arg\min_x (p) = x \quad \text{for } x \ne y",
       r"\|I\|_F \succeq 0.5", r"\binom{x^2}{I} = k", r"\lim_{x \to 0} (I) \ge x", r"p > \nabla f(I)", r"0 \ne \langle 1, I \rangle",
       r"\det(q) = 1", r"A = v", r"v + 1 = w", r"f = g", r"\sum_i x_i = 1", r"r^{(i)} = r", r"x \in [y, x] \iff y \in A"]


@pytest.mark.parametrize("tex", ODD)
def test_what_means_nothing_is_refused(tex):
    assert outcome(tex, read(NOTATION))[0] in ("refused", "unreadable")
