"""Tests of values, shapes, slopes and limits: what means nothing is refused with a sentence."""

from fractions import Fraction

import pytest
import sympy as sp

from lit.engine.formula.chance import Law
from lit.engine.judge.check import check
from lit.engine.formula.derivative import differentiated, one_sided
from lit.engine.formula.limits import limit
from lit.engine.formula.scope import entry_at, entry_of
from lit.engine.formula.problem import Context
from lit.engine.formula.relations import FormulaError
from lit.engine.formula.space import Domain
from lit.engine.formula.syntax import (
    Abs, Add, ArgOpt, Average, BigO, Call, Cases, Chain, Constant, Derivative, Div, Iff, Image, Implies, Index, Interval,
    Mul, Name, Neg, Norm, Number, Pow, Prime,
)
from lit.engine.formula.table import Table, column, letter
from lit.engine.formula.values import (
    ElaborationError, Identity, Matrix, divided, elementwise, inverse, plus, raised, same_shape,
    slope, times, transposed,
)

X = sp.Symbol("x", real=True)
T = sp.Symbol("t", positive=True)
W = Matrix(2, 3, sp.symbols("W1:7", real=True))
V = Matrix(2, 1, sp.symbols("v1:3", real=True))


def test_missing_transpose_is_explained_in_the_authors_words():
    with pytest.raises(ElaborationError, match="W is 2×3, x is a column of 2: a transpose is missing"):
        times(W, V, ("W", "x"))
    assert times(transposed(W), V).shape == (3, 1)


def test_number_plus_matrix_is_refused_and_zero_is_not():
    with pytest.raises(ElaborationError, match="is I missing"):
        plus(sp.S.One, W)
    assert plus(sp.S.Zero, W) == W


def test_identity_takes_the_size_that_it_meets():
    square = times(W, transposed(W))
    assert plus(square, Identity(T)) == square + T * sp.eye(2)
    with pytest.raises(ElaborationError, match="is I meant"):
        plus(W, Identity())


def test_inner_product_is_a_number():
    assert times(transposed(V), V) == V[0] ** 2 + V[1] ** 2


def test_inverse_of_letters_times_matrix_is_the_identity():
    square = Matrix([[T, X], [X, T + X**2]])
    assert (inverse(square) * square).applyfunc(sp.cancel) == sp.eye(2)


@pytest.mark.parametrize("wrong", [
    lambda: raised(W, sp.Integer(2), "W"), lambda: divided(sp.S.One, V, "x"),
    lambda: same_shape(W, V, ("left", "right")), lambda: same_shape(W, sp.S.One, ("left", "right")),
    lambda: elementwise(sp.Add, [W, V]), lambda: entry_at(V, [3], "v"), lambda: entry_at(X, [1], "x"),
    lambda: entry_at(W, [1], "W"), lambda: entry_of((1, 2), 0, "x"), lambda: raised(sp.E, V), lambda: raised(X, Identity()),
    lambda: same_shape(Identity(), X, ("left", "right")), lambda: differentiated((V, V), X),
])
def test_what_means_nothing_is_refused(wrong):
    with pytest.raises(ElaborationError, match="[a-z]"):
        wrong()


def test_functions_of_numbers_act_on_each_entry():
    assert elementwise(sp.exp, [V]) == V.applyfunc(sp.exp)


def test_slope_of_a_hinge_is_undefined_at_its_corner():
    hinge = slope(sp.Max(0, X), X)
    assert [hinge.subs(X, at) for at in (-1, 0, 1)] == [0, sp.nan, 1]


def test_slope_of_a_squared_hinge_exists_everywhere():
    assert [slope(sp.Max(0, X) ** 2, X).subs(X, at) for at in (-1, 0, 1)] == [0, 0, 2]


def test_one_sided_slopes_of_a_hinge():
    hinge = sp.Max(0, X)
    assert one_sided(hinge, X, sp.S.Zero, upward=True) == 1
    assert one_sided(hinge, X, sp.S.Zero, upward=False) == 0


def test_limits_from_both_sides_must_agree():
    assert limit(sp.sign(X), X, sp.S.Zero) is sp.nan
    assert limit(sp.Abs(X), X, sp.S.Zero) == 0
    assert limit(sp.sign(X), X, sp.S.Zero, "-") == -1
    assert limit(X - sp.Max(0, X - 3), X, sp.oo) == 3


# Formulas as nodes: z is a number, w and v are columns of n = 2, X is an m x n matrix with m = 3.

def n(x):
    return Number(Fraction(x))


Z, ONE, ZERO = Name("z"), n(1), n(0)


def sigma(arg):
    return Call("sigma", (arg,))


def context():
    table = Table(kinds={"sigma": "function", "relu": "function", "z": "scalar"}, sizes={"n": 2, "m": 3})
    table.values["z"] = letter(table, "z", Domain())
    table.values["x"] = letter(table, "x", Domain())
    table.values["a"] = letter(table, "a", Domain())
    table.laws[table.values["x"]] = Law("normal", (sp.S.Zero, sp.S.One))
    found = Context(None, table)
    e = Pow(Constant("e"), Neg(Z))
    found.define(Chain((sigma(Z), Div(ONE, Add((ONE, e)))), ("=",)))
    found.define(Chain((Call("relu", (Z,)), Call("max", (ZERO, Z))), ("=",)))
    return found


def run(*statements, **options):
    return check(list(statements), context(), **options)


def test_a_definition_and_its_derivative_are_read_and_proved():
    right = Mul((sigma(Z), Add((ONE, Neg(sigma(Z))))))
    assert run(Chain((Prime("sigma", 1, (Z,)), right), ("=",))).status == "proved"
    wrong = Mul((sigma(Z), Add((ONE, sigma(Z)))))
    verdict = run(Chain((Prime("sigma", 1, (Z,)), wrong), ("=",)))
    assert str(verdict.counterexample) == "z = 1: left 0.196612, right 1.26551"


def test_a_sharp_bound_must_be_attained():
    def bound(x):
        return Chain((ZERO, Prime("sigma", 1, (Z,)), Div(ONE, n(x))), ("<", "<="))

    assert run(bound(4), sharp="<=").status == "proved"
    assert run(bound(3)).status == "proved"
    assert "not sharp" in str(run(bound(3), sharp="<=").counterexample)


def test_overlapping_cases_are_refuted_and_agreeing_ones_are_not():
    def hinge(border):
        rows = ((Z, Chain((Z, ZERO), (">=",))), (ZERO, Chain((Z, border), ("<=",))))
        return Chain((Call("relu", (Z,)), Cases(rows)), ("=",))

    assert run(hinge(ZERO)).status == "proved"
    assert "two cases apply" in str(run(hinge(ONE)).counterexample)
    assert run(hinge(n(-1))).status == "refuted"


def test_a_chain_whose_first_name_is_a_letter_claims_all_of_its_relations():
    assert run(Chain((Name("a"), sigma(Z)), ("=",))).status == "refuted"
    assert run(Chain((Name("a"), sigma(Z), sigma(Z)), ("=", "="))).status == "refuted"


def test_a_condition_that_nothing_meets_is_vacuous():
    never = Chain((Pow(Z, n(2)), ZERO), ("<",))
    with pytest.raises(FormulaError, match="vacuous"):
        run(Implies((never,), (Chain((Z, ONE), ("=",)),)))


def test_implication_and_equivalence_are_tested_at_their_borders():
    positive, half = Chain((Z, ZERO), (">",)), Chain((sigma(Z), Div(ONE, n(2))), (">",))
    assert run(Iff((positive, half))).status in ("proved", "tested")
    weak = Chain((Z, ZERO), (">=",))
    assert run(Iff((weak, half))).status == "refuted"
    assert run(Implies((positive,), (half,))).status == "proved"


def test_the_values_of_the_sigmoid_fill_the_open_unit_interval():
    assert run(Chain((Image("sigma"), Interval(ZERO, ONE, True, True)), ("=",))).status == "proved"
    assert run(Chain((Image("sigma"), Interval(ZERO, n(2), True, True)), ("=",))).status == "refuted"


def test_an_error_term_has_the_order_it_claims():
    def claim(power):
        right = Add((Z, BigO(Pow(Abs(Z), n(power)))))
        return Chain((Call("tanh", (Z,)), right), ("=",))

    assert run(claim(3)).status == "tested"
    assert run(claim(4)).status == "refuted"


def test_approximately_needs_an_accuracy():
    with pytest.raises(FormulaError, match="≈ needs an accuracy"):
        run(Chain((sigma(ONE), Div(n(731), n(1000))), ("~",)))


def test_mean_and_variance_of_a_hinge_are_exact():
    hinge = Call("relu", (Name("x"),))
    square = Average("E", None, (Pow(hinge, n(2)),))
    rest = Neg(Pow(Average("E", None, (hinge,)), n(2)))
    claim = Chain((Average("Var", None, (hinge,)), Add((square, rest))), ("=",))
    assert run(claim).status == "proved"
    half = Chain((Average("E", None, (hinge,)), Div(ONE, n(2))), ("=",))
    assert run(half).status == "refuted"


def test_a_name_without_meaning_is_explained():
    with pytest.raises(ElaborationError, match="q has no meaning here; declare it or define it"):
        run(Chain((sigma(Name("q")), ONE), ("=",)))


def test_a_derivative_inside_a_function_is_taken_before_its_argument_is_put_in():
    found = context()
    slope_of = Derivative(sigma(Z), ((Z, 1),))
    found.table.kinds["slope"] = "function"
    found.define(Chain((Call("slope", (Z,)), slope_of), ("=",)))
    twice = Mul((n(2), Z))
    claim = Chain((Call("slope", (twice,)), Prime("sigma", 1, (twice,))), ("=",))
    assert check([claim], found).status == "proved"


def test_an_optimum_may_be_stated_for_each_entry():
    found = context()
    found.table.values |= {key: column(found.table, key, 2, Domain()) for key in ("w", "v")}
    found.table.ranges["i"] = (1, "n")
    found.table.shapes |= {"w": ("n",), "v": ("n",)}
    square = Norm(Add((Name("w"), Neg(Name("v")))), 2)
    least = ArgOpt("min", Name("w"), Add((Pow(square, n(2)), Neg(ONE))))
    found.define(Chain((Name("best"), least), ("=",)))
    entry = Index
    claim = Chain((entry(Name("best"), (Name("i"),)), entry(Name("v"), (Name("i"),))), ("=",))
    assert check([claim], found).status == "proved-for-sizes"
    wrong = Chain((entry(Name("best"), (Name("i"),)), ONE), ("=",))
    assert check([wrong], found).status == "refuted"
