"""Tests of refutation, proof and verdicts: what must be refuted is, and nothing that is true."""

from fractions import Fraction

import mpmath
import pytest
import sympy as sp

from lit.engine.formula.chance import Law, covariance, mean, probability, variance
from lit.engine.formula.claim import Case, Claim, Extremum, Optimum, Order, Problem, Range
from lit.engine.judge.crowd import evaluate_many
from lit.engine.judge.evaluate import EQUAL, compare, evaluate
from lit.engine.judge.extremes import blunt, refute_extremum
from lit.engine.judge.optimum import refute_optimum
from lit.engine.judge.ranges import refute_order, refute_range
from lit.engine.judge.prove import equal, ordered, proved
from lit.engine.judge.refute import refuted
from lit.engine.formula.space import Domain, Group, Space
from lit.engine.judge.sample import points
from lit.engine.formula.values import slope

X, Z = sp.symbols("x z", real=True)
A = sp.Symbol("a", positive=True)
SPACE = Space({X: Domain(), Z: Domain(), A: Domain(low=Fraction(0))})
SEEDS = range(20)


def sigma(z):
    return 1 / (1 + sp.exp(-z))


def softplus(z):
    return sp.log(1 + sp.exp(z))


def one(left, op, right, given=()):
    claims = tuple(Claim(sp.sympify(lhs), rel, sp.sympify(rhs)) for lhs, rel, rhs in given)
    return Problem((Case((Claim(sp.sympify(left), op, sp.sympify(right)),), claims),), SPACE)


TRUE = [
    (sigma(Z), "=", sp.exp(Z) / (1 + sp.exp(Z))),
    (sp.diff(sigma(Z), Z), "=", sigma(Z) * (1 - sigma(Z))),
    (0, "<", sp.diff(sigma(Z), Z)),
    (sp.diff(sigma(Z), Z), "<=", sp.Rational(1, 4)),
    (sp.tanh(Z), "=", 2 * sigma(2 * Z) - 1),
    (softplus(Z) - softplus(-Z), "=", Z),
    (sp.Abs(Z), "=", sp.Max(Z, -Z)),
    (sp.Max(0, Z) + A * sp.Min(0, Z), "=", sp.Piecewise((Z, Z > 0), (A * Z, True))),
    (softplus(Z), ">", sp.Max(0, Z)),
    (softplus(Z) - sp.Max(0, Z), "<=", sp.log(2)),
    (sigma(Z), "<", 1),
    (sp.exp(Z), ">=", 1 + Z),
    (sp.log(A), "<=", A - 1),
    (sp.Min(sp.Max(0, X), 6), "=", sp.Max(0, X) - sp.Max(0, X - 6)),
]


@pytest.mark.parametrize("claim", TRUE, ids=lambda c: f"{c[0]} {c[1]} {c[2]}"[:60])
def test_a_true_relation_is_never_refuted_and_is_proved(claim):
    left, op, right = map(lambda side: sp.sympify(side) if not isinstance(side, str) else side, claim)
    for seed in SEEDS:
        assert refuted(one(*claim), seed)[0] is None
    assert equal(left, right) if op == "=" else ordered(left, op, right)


FALSE = [
    (sigma(Z), "=", sp.exp(-Z) / (1 + sp.exp(Z))),
    (sp.diff(sigma(Z), Z), "<", sp.Rational(1, 4)),
    (sigma(Z), "<", 1 - sp.exp(-600)),
    (sp.log(A), "<", A - 1),
    (sp.log(Z), "=", sp.log(sp.Abs(Z))),
    (slope(sp.Max(0, Z), Z), "=", sp.Piecewise((1, Z > 0), (0, True))),
    (slope(sp.Max(0, Z), Z), "=", sp.Heaviside(Z, sp.Rational(1, 2))),
    (sp.sign(Z), "=", sp.Piecewise((1, Z >= 0), (-1, True))),
    (sp.Max(0, X - A), "=", sp.Piecewise((X - A, X > A), (A, sp.Eq(X, A)), (0, True))),
    (softplus(Z), "=", softplus(Z) + sp.Integer(10) ** -12),
]


@pytest.mark.parametrize("claim", FALSE, ids=lambda c: f"{c[0]} {c[1]} {c[2]}"[:60])
def test_a_false_relation_is_refuted_whatever_the_seed(claim):
    assert all(refuted(one(*claim), seed)[0] for seed in SEEDS)


def test_the_counterexample_is_a_small_whole_number_where_there_is_one():
    found, _ = refuted(one(sigma(Z), "=", sp.tanh(Z)), 0)
    assert str(found) == "z = 1: left 0.731059, right 0.761594"


def test_saturated_sigmoid_stays_below_one():
    assert compare(sigma(Z), sp.S.One, {Z: Fraction(700)}) == -1


def test_cancellation_costs_digits_and_not_truth():
    huge = sp.exp(Z)
    left = sp.Add(sp.Add(huge, 1), -sp.exp(Z + X), evaluate=False)
    assert compare(left, sp.Rational(1, 2), {Z: Fraction(700), X: Fraction(0)}) == 1


@pytest.mark.parametrize("exponent", [1, 7, 20, 90, 300])
@pytest.mark.parametrize("start", range(1, 40, 3))
def test_fractions_that_share_all_their_digits_are_told_apart(start, exponent):
    at = {A: Fraction(7919 * start + 1, start + 1) ** exponent}
    middle = (2 * A - 1) / A**2
    for ladder in ((40, 120, 480, 2000), EQUAL):
        assert compare(2 / (A + 1), middle, at, ladder) == -1
        assert compare(middle, 2 / (A - 1), at, ladder) == -1
        assert compare(middle, 2 / A - 1 / A**2, at, ladder) == 0


def test_logarithm_near_one_is_as_rough_as_its_argument():
    b, h = sp.Rational(700), sp.Rational(1, 10**8)
    left = sp.log(X / (X - h)) - sp.log((X + h) / X)
    assert compare(left, -sp.log(1 - h**2 / X**2), {X: Fraction(1 + b)}, EQUAL) == 0
    assert compare(left, -sp.log(1 - 2 * h**2 / X**2), {X: Fraction(1 + b)}, EQUAL) == -1


def test_undefined_spreads_through_conditions():
    expr = sp.Piecewise((1, sp.log(Z) > 0), (0, True))
    assert mpmath.isnan(evaluate(expr, {Z: Fraction(-1)}))
    assert evaluate_many([expr], {Z: __import__("numpy").array([-1.0])})[0][0] != 0


def test_heaviside_has_no_value_at_zero_of_its_own():
    assert mpmath.isnan(evaluate(sp.Heaviside(Z, sp.nan), {Z: Fraction(0)}))
    assert mpmath.isnan(evaluate(slope(sp.Max(0, Z), Z), {Z: Fraction(0)}))


def test_slope_exists_where_both_sides_meet_smoothly():
    elu = sp.Piecewise((Z, Z > 0), (A * (sp.exp(Z) - 1), True))
    assert evaluate(slope(elu, Z), {Z: Fraction(0), A: Fraction(1)}) == 1
    assert mpmath.isnan(evaluate(slope(elu, Z), {Z: Fraction(0), A: Fraction(2)}))


def test_points_meet_thresholds_exactly_and_on_both_sides():
    found = points(SPACE, [X - 1 / A], 3)
    gaps = [place[X] - 1 / place[A] for place in found]
    assert 0 in gaps and Fraction(1, 1000) in gaps and Fraction(-1, 1000) in gaps


def test_tied_letters_keep_their_tie():
    p = sp.symbols("p1:4", positive=True)
    q = sp.symbols("q1:5", real=True)
    space = Space(dict.fromkeys((*p, *q), Domain()),
                  (Group("simplex", p), Group("orthogonal", q, (2, 2))))
    for place in points(space, (), 1):
        assert sum(place[name] for name in p) == 1
        turn = sp.Matrix(2, 2, [sp.Rational(place[name].numerator, place[name].denominator) for name in q])
        assert turn.T * turn == sp.eye(2)


def test_conditions_are_respected():
    assert refuted(one(sp.Abs(Z), "=", Z, [(Z, ">", 0)]), 0)[0] is None
    assert refuted(one(sp.Abs(Z), "=", Z, [(Z, ">", -1)]), 0)[0]
    assert refuted(one(Z**3, "=", 8, [(Z, "=", 2)]), 0)[0] is None


def test_equivalence_is_decided_at_its_border():
    true = Case((Claim(Z**2, "<", sp.S.One),), (Claim(sp.Abs(Z), "<", sp.S.One),), both=True)
    false = Case((Claim(Z**2, "<", sp.S.One),), (Claim(sp.Abs(Z), "<=", sp.S.One),), both=True)
    assert refuted(Problem((true,), SPACE), 0)[0] is None
    assert refuted(Problem((false,), SPACE), 0)[0]


def test_a_bound_of_a_third_is_not_sharp_where_a_quarter_is():
    gap = sp.diff(sigma(Z), Z)
    assert blunt(Claim(gap, "<=", sp.Rational(1, 4)), SPACE, 0) is None
    assert "0.0833333" in str(blunt(Claim(gap, "<=", sp.Rational(1, 3)), SPACE, 0))
    assert blunt(Claim(sigma(Z), "<", sp.S.One), SPACE, 0) is None


def test_soft_threshold_is_the_minimum_and_its_mutant_is_not():
    w, b = sp.symbols("w b", real=True)
    space = Space({w: Domain(), b: Domain(), A: Domain(low=Fraction(0))})
    objective = (w - b) ** 2 / 2 + A * sp.Abs(w)
    place = sp.sign(b) * sp.Max(sp.Abs(b) - A, 0)
    assert refute_optimum(Optimum(objective, (w,), (place,)), space, 0) is None
    wrong = sp.sign(b) * sp.Max(sp.Abs(b) - A / 2, 0)
    assert refute_optimum(Optimum(objective, (w,), (wrong,)), space, 0)


def test_least_value_of_swish_is_known_to_ten_decimals():
    swish, digits = X * sigma(X), sp.Rational(2784645428, 10**10)
    half = Fraction(1, 2 * 10**10)
    assert refute_extremum(Extremum(swish, (X,), -digits, "min", half), SPACE, 0) is None
    near = Extremum(swish, (X,), -digits - sp.Rational(2, 10**10), "min", half)
    assert refute_extremum(near, SPACE, 0)


def test_range_is_refuted_by_an_end_that_is_missed():
    unit = sp.Interval.open(0, 1)
    assert refute_range(Range(sigma(Z), Z, unit), SPACE, 0) is None
    assert refute_range(Range(sigma(Z) / 2, Z, unit), SPACE, 0)


def test_rate_of_three_is_told_from_rate_of_two():
    cube = Order(sp.tanh(X) - X, sp.Abs(X) ** 3, (X,))
    fourth = Order(sp.tanh(X) - X, X**4, (X,))
    assert refute_order(cube, SPACE, 0) is None
    assert refute_order(fourth, SPACE, 0)


NORMAL = Law("normal", (sp.S.Zero, sp.S.One))


def test_moments_of_the_hinge_under_a_normal_law():
    assert sp.simplify(mean(sp.Max(0, Z), {Z: NORMAL}) - 1 / sp.sqrt(2 * sp.pi)) == 0
    assert sp.simplify(variance(sp.Max(0, Z), {Z: NORMAL}) - (sp.pi - 1) / (2 * sp.pi)) == 0


def test_nested_mean_and_variance_do_not_confuse_their_variables():
    y = sp.Symbol("y", real=True)
    inner = mean(sp.Max(Z, 0) * y, {Z: NORMAL})
    assert sp.simplify(variance(inner, {y: NORMAL}) - 1 / (2 * sp.pi)) == 0


def test_mean_of_elu_agrees_with_quadrature():
    elu = sp.Piecewise((Z, Z > 0), (sp.exp(Z) - 1, True))
    exact = mean(elu, {Z: NORMAL})
    with mpmath.workdps(30):
        bell = lambda t: mpmath.npdf(t) * (t if t > 0 else mpmath.expm1(t))  # noqa: E731
        assert abs(mpmath.quad(bell, [-20, 0, 20]) - exact.evalf(30)) < 1e-20


def test_mean_of_independent_numbers_has_a_variance_over_n():
    numbers = sp.symbols("L1:4", real=True)
    mu, v = sp.Symbol("mu", real=True), sp.Symbol("v", positive=True)
    laws = dict.fromkeys(numbers, Law("unknown", ("L", mu, v)))
    assert sp.expand(variance(sp.Add(*numbers) / 3, laws) - v / 3) == 0
    assert sp.expand(covariance(numbers[0], numbers[1], laws)) == 0


def test_finite_laws_are_enumerated():
    die = Law("die", values=tuple(map(sp.Integer, range(1, 7))), weights=(sp.Rational(1, 6),) * 6)
    assert variance(X, {X: die}) == sp.Rational(35, 12)
    assert probability(X > 4, {X: die}) == sp.Rational(1, 3)


def variants(expr):
    """Yield what a slip of the pen makes of the top of an expression."""
    if expr.is_Rational:
        yield from (expr + 1, -expr, expr / 2)
    elif expr.is_Symbol:
        yield from (name for name in (X, Z, A) if name != expr)
        yield -expr
    elif isinstance(expr, sp.Add | sp.Mul):
        for part in expr.args:
            yield expr.func(*[other for other in expr.args if other != part])
            yield expr.func(*[-other if other == part else other for other in expr.args])
    elif isinstance(expr, sp.Max | sp.Min):
        yield (sp.Min if isinstance(expr, sp.Max) else sp.Max)(*expr.args)
    elif isinstance(expr, sp.exp | sp.log | sp.tanh | sp.Abs):
        yield expr.args[0]
        yield expr.func(-expr.args[0])


def mutants(expr):
    """Yield an expression with one slip anywhere in it."""
    yield from variants(expr)
    if isinstance(expr, sp.Piecewise):
        for i, (value, condition) in enumerate(expr.args):
            for other in mutants(value):
                yield sp.Piecewise(*expr.args[:i], (other, condition), *expr.args[i + 1:])
        return
    for i, part in enumerate(expr.args):
        for other in mutants(part):
            yield expr.func(*expr.args[:i], other, *expr.args[i + 1:])


TURNED = {"=": ("!=", "<"), "<": (">", ">="), "<=": (">", ">=", "<"), ">": ("<", "<="),
          ">=": ("<", "<=", ">")}

@pytest.mark.parametrize("claim", TRUE, ids=lambda c: f"{c[0]} {c[1]} {c[2]}"[:60])
def test_every_slip_in_a_true_relation_is_refuted_or_provably_still_true(claim):
    left, op, right = sp.sympify(claim[0]), claim[1], sp.sympify(claim[2])
    made = [(left, op, other) for other in dict.fromkeys(mutants(right))]
    made += [(other, op, right) for other in dict.fromkeys(mutants(left))]
    made += [(left, turned, right) for turned in TURNED[op]]
    killed, survivors = 0, []
    for one_side, relation, other in made:
        if (one_side, relation, other) == (left, op, right):
            continue
        if sp.nan in (one_side, other) or one_side.has(sp.zoo, sp.I) or other.has(sp.zoo, sp.I):
            continue
        if refuted(one(one_side, relation, other), 0)[0]:
            killed += 1
        elif not proved(one_side, relation, other):
            survivors.append(f"{one_side} {relation} {other}")
    assert killed >= 3
    assert not survivors


@pytest.mark.parametrize("seed", SEEDS)
def test_an_extreme_value_is_tried_at_both_signs_of_what_it_hangs_on(seed):
    bell = sigma(Z) * (1 - sigma(Z))
    assert refute_extremum(Extremum(sp.Abs(X) * bell, (Z,), X / 4, "max"), SPACE, seed) is not None
    assert refute_extremum(Extremum(sp.Abs(X) * bell, (Z,), sp.Abs(X) / 4, "max"), SPACE, seed) is None


def test_a_bound_is_sharp_only_where_its_conditions_hold():
    given = (Claim(Z, ">=", sp.Integer(2)),)
    assert blunt(Claim(Z**2, ">=", sp.Integer(2)), SPACE, 0, given) is not None
    assert blunt(Claim(Z**2, ">=", sp.Integer(4)), SPACE, 0, given) is None
    assert blunt(Claim(Z**2, ">=", sp.Integer(0)), SPACE, 0) is None


def test_an_interval_of_integers_has_only_integers():
    from lit.engine.formula.notation import read
    from lit.engine.formula.table import table_of
    found = points(Space(table_of(read("t : integer [0, 1] | a bit")).domains), (), 0, 40)
    assert {value for place in found for value in place.values()} == {0, 1}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_condition_that_is_an_equation_is_solved_and_not_hoped_for(seed):
    step = [(X, "=", Z - Z * A * X)]
    assert refuted(one(X * (1 + 2 * A), "=", Z, step), seed)[0] is not None
    assert refuted(one(X * (1 + A * Z), "=", Z, step), seed)[0] is None
    share = [(X, "=", (A - Z) / (A + Z))]
    found, spoke = refuted(one(A * (1 - X), "=", Z * (1 + X), share), seed)
    assert found is None and spoke >= 10
    assert refuted(one(A * (1 - X), "=", Z * (1 + Z), share), seed)[0] is not None
