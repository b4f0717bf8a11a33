"""Find a place where a statement is false by a decision procedure, and look whether it is one."""

from fractions import Fraction
from typing import TypeAlias

import sympy as sp

from lit.engine.formula.claim import Case, Problem
from lit.engine.formula.space import Domain, Space
from lit.engine.judge.walk import CannotEvaluate
from lit.engine.judge.refute import Counterexample, counterexample, false_at, letters_of
from lit.engine.judge.relation import conditions_on, relation
from lit.engine.judge.solver import model
from lit.engine.judge.tree import letters_in, name_of

Number: TypeAlias = Fraction | sp.Expr


def exact(value: Fraction | tuple) -> Number:
    """Return a number of a model: a fraction, or a root of a polynomial."""
    if isinstance(value, Fraction):
        return value
    coefficients, index = value
    terms = [sp.Rational(x.numerator, x.denominator) for x in coefficients[::-1]]
    polynomial = sp.Poly(terms, sp.Dummy("x"))
    root = polynomial.real_roots(multiple=False)[index - 1][0]
    return Fraction(int(root.p), int(root.q)) if root.is_Rational else root


def from_functions(values: dict, space: Space) -> dict:
    """Return {letter: number} for letters of whose exponential, logarithm or cosine a model speaks.
    """
    found = {}
    for letter in space.domains:
        for kind, inverse in (("exp", sp.log), ("log", sp.exp), ("angle", sp.acos)):
            if (kind, name_of(letter)) in values:
                x, unit, *sine = values[kind, name_of(letter)]
                made = inverse(sp.sympify(exact(x)))
                below = bool(sine) and sp.sympify(exact(*sine)) <= 0
                found[letter] = unit * (2 * sp.pi - made if below else made)
    return found


def lives_in(x: Number, home: Domain) -> bool:
    """Return whether a number lies in a domain; none that is no fraction lies in a whole one."""
    return (isinstance(x, Fraction) or not home.whole and not home.values) and bool(x in home)


def places(case: Case, space: Space) -> list[dict]:
    """Return places of a space at which, by the decision procedure, a case may be false."""
    found = []
    for given, then in [(case.given, case.then)] + [(case.then, case.given)] * case.both:
        known, denial = list(map(relation, given)), ("not", ("and", *map(relation, then)))
        used = letters_in((denial, *known))
        values = model([*known, *conditions_on(space, used)], denial)
        if values is not None:
            plain = {letter: exact(values.get(name_of(letter), Fraction(1)))
                     for letter in space.domains}
            found += [plain, plain | from_functions(values, space)]
    return [at for at in found if all(lives_in(x, space.domains[name]) for name, x in at.items())]


def calculated(problem: Problem) -> Counterexample | None:
    """Return a counterexample at a place that was calculated, or None."""
    for case in problem.cases:
        if not isinstance(case, Case):
            continue
        try:
            for at in places(case, letters_of(case, problem.space)):
                if false_at(case, at):
                    return counterexample(case, at)
        except CannotEvaluate:
            continue  # a function of which nothing is known has no value at a place
    return None
