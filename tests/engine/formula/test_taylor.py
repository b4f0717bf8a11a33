"""Limits with functions of which nothing is known but that they are smooth."""

import pytest

from lit.engine.formula.notation import read
from lit.engine.formula.problem import Context
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.values import ElaborationError
from lit.engine.judge.check import check

NOTATION = "x, h : real | numbers\nf, g : function | smooth functions\n"


def status(tex):
    context = Context(read(NOTATION))
    return check(parse(tex, context.notation), context).status


@pytest.mark.parametrize("tex", [
    r"f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}", r"f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x - h)}{2 h}",
    r"f''(x) = \lim_{h \to 0} \frac{f(x + h) + f(x - h) - 2 f(x)}{h^2}", r"\lim_{h \to 0} f(x + h) = f(x)",
    r"\lim_{h \to 0} \frac{f(x + h) g(x + h) - f(x) g(x)}{h} = f(x) g'(x) + g(x) f'(x)",
    r"\lim_{h \to 0} \frac{f(x^2 + h) - f(x^2)}{h} = f'(x^2)"])
def test_what_holds_for_every_smooth_function(tex):
    assert status(tex) == "proved"


@pytest.mark.parametrize("tex", [
    r"f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x - h)}{h}", r"f'(x) = \lim_{h \to 0} \frac{f(x + 2 h) - f(x)}{h}",
    r"f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{|h|}", r"f''(x) = \lim_{h \to 0} \frac{f(x + h) - 2 f(x)}{h^2}",
    r"\lim_{h \to 0} \frac{f(x + h) g(x + h) - f(x) g(x)}{h} = f'(x) g'(x)", r"\lim_{h \to 0} f(x + h) = g(x)"])
def test_what_does_not(tex):
    assert status(tex) == "refuted"


@pytest.mark.parametrize("tex", [
    r"\lim_{x \to \infty} f(x) = 0", r"\lim_{h \to 0} \frac{f(x + h) - f(x)}{h^7} h^6 = f'(x) + h",
    r"\lim_{h \to 0} \frac{f(x + h) - f(x) - h f'(x) - \frac{1}{2} h^2 f''(x)}{h^{20}} = 0"])
def test_what_taylors_theorem_does_not_settle_is_refused_or_refuted(tex):
    try:
        assert status(tex) == "refuted"
    except ElaborationError as error:
        assert "this limit could not be taken" in str(error)
