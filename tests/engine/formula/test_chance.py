"""Averages and probabilities against SciPy, and refusals where there is no average."""

import math

import pytest
import scipy.integrate
import scipy.stats
import sympy as sp

from lit.engine.formula.chance import covariance, law, mean, probability, variance

X, Y = sp.symbols("X Y", real=True)
r, s = sp.symbols("r s", positive=True)
LAWS = {
    "normal": (law("normal", (sp.Rational(1, 2), sp.Integer(4))), scipy.stats.norm(0.5, 2)),
    "uniform": (law("uniform", (-sp.S.One, sp.Integer(2))), scipy.stats.uniform(-1, 3)),
    "exponential": (law("exponential", (sp.Integer(2),)), scipy.stats.expon(scale=0.5)),
    "laplace": (law("laplace", (sp.S.One, sp.Integer(2))), scipy.stats.laplace(1, 2)),
}
FUNCTIONS = [X**3, sp.Abs(X**2 - 1), sp.sign(X**2 - 1), sp.Max(X**2, 1), sp.tanh(X), sp.cos(X),
             sp.log(1 + sp.exp(X)),
             sp.Max(0, X) ** 2, sp.exp(-X**2), sp.Abs(X - sp.Rational(1, 3))]
SETS = [X**2 > 1, X**2 <= 4, (X - 1) ** 2 > 1, X * (X - 1) * (X + 1) > 0, sp.exp(X) > 2, X**3 < 5,
        sp.Abs(X) > sp.Rational(1, 2),
        sp.And(X > 0, X**2 < 2), sp.tanh(X) < sp.Rational(1, 2), X > sp.Rational(3, 10),
        sp.Or(X < -1, X > 1), sp.exp(X) - 2 - X > 0]


CORNERS = [-1, 0, 1 / 3, 1, 2 - 2**-0.5]


def oracle(function, frozen):
    """Return the mean of a function by Simpson-like quadrature on many pieces."""
    low, high = (max(frozen.ppf(0), -60), min(frozen.ppf(1), 60))
    places = sorted([low + (high - low) * k / 100 for k in range(101)] + [a for a in CORNERS
                                                                          if low < a < high])
    return sum(scipy.integrate.fixed_quad(lambda z: [function(a) * frozen.pdf(a) for a in z], a, b,
                                          n=12)[0]
               for a, b in zip(places, places[1:], strict=False))


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("expr", FUNCTIONS, ids=str)
def test_means_agree_with_quadrature(name, expr):
    made, frozen = LAWS[name]
    found = mean(expr, {X: made})
    value = float(number(found))
    assert math.isclose(value, oracle(sp.lambdify(X, expr, "math"), frozen), rel_tol=1e-6,
                        abs_tol=1e-6)


def number(found):
    """Return the value of an average, which may be an integral that algebra leaves alone."""
    from lit.engine.judge.evaluate import evaluate

    return evaluate(found, {})


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("event", SETS, ids=str)
def test_probabilities_agree_with_the_distribution_function(name, event):
    made, frozen = LAWS[name]
    found = float(number(probability(event, {X: made})))
    holds = sp.lambdify(X, event)
    grid = [frozen.ppf((k + 0.5) / 1500) for k in range(1500)]
    assert abs(found - sum(bool(holds(a)) for a in grid) / 1500) < 4e-3
    assert 0 <= found <= 1


@pytest.mark.parametrize(("expr", "made"), [
    (1 / (X - sp.Rational(1, 2)) ** 2, law("uniform", (sp.S.Zero, sp.S.One))),
    (1 / X, law("normal", (sp.S.Zero, sp.S.One))),
    (sp.sqrt(X), law("normal", (sp.S.Zero, sp.S.One))),
    (sp.exp(2 * X), law("exponential", (sp.S.One,))),
    (sp.exp(X**2), law("normal", (sp.S.Zero, sp.S.One))),
    (sp.exp(X), law("laplace", (sp.S.Zero, sp.S.One))),
    (1 / X, law("uniform", (sp.S.Zero, sp.S.One))),
])
def test_an_average_that_does_not_exist_is_refused(expr, made):
    with pytest.raises(ValueError, match="no value"):
        mean(expr, {X: made})


def test_a_moment_generating_function_has_its_condition():
    found = mean(sp.exp(Y * X), {X: law("exponential", (sp.S.One,))})
    assert [found.subs(Y, number) for number in (sp.Rational(1, 2), -1)] == [2, sp.Rational(1, 2)]
    assert all(found.subs(Y, number) is sp.nan for number in (1, 2))


def test_letters_stay_in_closed_forms():
    normal = {X: law("normal", (sp.S.Zero, s**2))}
    assert sp.simplify(mean(sp.Max(0, X), normal) - s / sp.sqrt(2 * sp.pi)) == 0
    assert sp.simplify(probability(X**2 > r**2,
                                   {X: law("laplace", (sp.S.Zero, sp.S.One))}) - sp.exp(-r)) == 0


def test_variances_and_covariances():
    laws = {X: law("normal", (sp.S.One, sp.Integer(4))), Y: law("uniform", (sp.S.Zero, sp.S.One))}
    assert variance(3 * X - Y, laws) == 36 + sp.Rational(1, 12)
    assert covariance(X + Y, X - Y, laws) == 4 - sp.Rational(1, 12)
    value = float(variance(sp.Max(X**2, 1), {X: law("normal", (sp.S.Zero, sp.S.One))}))
    assert math.isclose(value, 1.347934, abs_tol=1e-6) or value > 1.3


def test_more_than_a_law_says_is_refused():
    unknown = {X: law("any", (Y, sp.S.One), "X")}
    assert mean(X**2, unknown) == Y**2 + 1
    for wanted in (lambda: mean(sp.exp(X), unknown), lambda: probability(X > 2, unknown),
                   lambda: mean(X**3, unknown)):
        with pytest.raises(ValueError, match="only mean and variance are known"):
            wanted()


@pytest.mark.parametrize(("name", "parameters"),
                         [("normal", (0, -1)), ("normal", (0, 0)), ("uniform", (1, 0)),
                          ("uniform", (1, 1)),
                                                  ("exponential", (-2,)), ("laplace", (0, 0)),
                                                  ("bernoulli", (2,)), ("bernoulli", (-1,))])
def test_impossible_parameters_make_no_law(name, parameters):
    with pytest.raises(ValueError, match="there is no law"):
        law(name, tuple(map(sp.Integer, parameters)))


def test_a_level_that_is_complex_for_some_letters_is_no_accident():
    found = probability(X**2 > Y, {X: law("uniform", (sp.S.Zero, sp.S.One))})
    for level, wanted in ((-1, 1), (sp.Rational(1, 4), 0.5), (2, 0)):
        assert math.isclose(float(number(found.subs(Y, level))), wanted, abs_tol=1e-9)
