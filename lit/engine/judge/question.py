"""What the decision procedure Z3 is asked: variables, and the facts that it is told about them."""

import importlib.util
from fractions import Fraction
from typing import Any

MISSING = "" if importlib.util.find_spec("z3") else "z3 is not installed"
ZERO, UNIT = (0, 1), (1, 1)


class Question:
    """What Z3 is asked: the facts so far, and a variable for each independent part that was met.

    units says for each exponential or angle into how many equal parts it is cut; wanted, into how
    many it must be. path holds the conditions of the case that is being described.
    """

    def __init__(self, units: dict):
        import z3

        self.z3, self.facts, self.known, self.units, self.wanted = z3, [], {}, units, dict(units)
        self.pairs, self.path, self.exponents, self.logarithms = {}, (), {}, {}

    def variable(self, key: Any) -> tuple[Any, bool]:
        """Return the variable of an independent part, and whether it is new."""
        new = key not in self.known
        if new:
            self.known[key] = self.z3.Real(f"v{len(self.known)}")
        return self.known[key], new

    def need(self, condition: Any) -> None:
        """Take a condition as true in the present case, since the formula has a value."""
        case = self.z3.And(*self.path)
        self.facts.append(self.z3.Implies(case, condition) if self.path else condition)

    def real(self, x: Any) -> Any:
        """Return a number in Z3's form."""
        return self.z3.RealVal(x) if isinstance(x, int) else x

    def compared(self, op: str, left: tuple, right: tuple) -> Any:
        """Return Z3's form of a relation between two fractions."""
        gap = left[0] * right[1] - right[0] * left[1]
        if op not in ("=", "!="):
            gap = gap * left[1] * right[1]
        gap, zero = self.real(gap), self.real(0)
        return {"=": gap == zero, "!=": gap != zero, "<": gap < zero, "<=": gap <= zero,
                ">": gap > zero, ">=": gap >= zero}[op]

    def chosen(self, condition: Any, one: tuple, two: tuple) -> tuple:
        """Return the fraction that is one where a condition holds, and else two."""
        return tuple(x if x is y or isinstance(x, int) and isinstance(y, int) and x == y
                     else self.z3.If(condition, self.real(x), self.real(y))
                     for x, y in zip(one, two, strict=True))


def within(variable: Any, x: float, ask: Question) -> Any:
    """Return that a variable is a number that is known to 14 digits."""
    width = abs(Fraction(x)) / 10**14
    return ask.z3.And(variable > ask.z3.RealVal(str(Fraction(x) - width)),
                      variable < ask.z3.RealVal(str(Fraction(x) + width)))


def alike(one: tuple, two: tuple, left: tuple, right: tuple, ask: Question) -> list:
    """Return that fractions one and two are ordered as left and right are."""
    return [ask.compared(op, one, two) == ask.compared(op, left, right) for op in (">", "=")]


def exponential_facts(u: Any, exponent: tuple, ask: Question) -> list:
    """Return what Z3 is told about u = e^m, by itself and beside what it knows already."""
    top, bottom = exponent
    found = [u > 0, ask.compared(">=", (u - 1, 1), exponent),
             ask.compared("<=", (u - 1, 1), (top * u, bottom)),
             *alike((u, 1), UNIT, exponent, ZERO, ask)]
    for other, (one, below) in ask.exponents.items():
        found += alike((u, 1), (other, 1), exponent, (one, below), ask)
        found += alike((u * other, 1), UNIT, exponent, (-one, below), ask)
    for made, argument in ask.logarithms.items():
        found += alike((made, 1), exponent, argument, (u, 1), ask)
    ask.exponents[u] = exponent
    return found


def logarithm_facts(made: Any, argument: tuple, ask: Question) -> list:
    """Return what Z3 is told about log A for positive A, by itself and beside what it knows."""
    top, bottom = argument
    above, quotient = ask.compared(">=", argument, UNIT), (2 * (top - bottom), top + bottom)
    found = [*nearly(made, argument, ask), *alike((made, 1), ZERO, argument, UNIT, ask),
             ask.z3.Implies(above, ask.compared(">=", (made, 1), quotient)),
             ask.z3.Or(above, ask.compared("<=", (made, 1), quotient))]
    for other, (one, below) in ask.logarithms.items():
        pair = [*alike((made, 1), (other, 1), argument, (one, below), ask),
                *nearly(made - other, (top * below, bottom * one), ask),
                *nearly(made + other, (top * one, bottom * below), ask)]
        known = ask.compared(">", (one, below), ZERO)
        found += [ask.z3.Implies(known, fact) for fact in pair]
    for u, exponent in ask.exponents.items():
        found += alike((made, 1), exponent, argument, (u, 1), ask)
    ask.logarithms[made] = argument
    return found


def nearly(made: Any, argument: tuple, ask: Question) -> list:
    """Return that 1 - 1 / A <= log A <= A - 1."""
    top, bottom = argument
    return [ask.compared("<=", (made + 1, 1), argument),
            ask.compared(">=", (made * top, bottom), (top - bottom, bottom))]


def solver_of(ask: Question, conditions: list, effort: int) -> Any:
    """Return a solver of Z3's that holds conditions in its own form."""
    solver = ask.z3.Solver()
    solver.set("rlimit", effort)
    solver.add(*conditions)
    return solver


def is_unsatisfiable(ask: Question, conditions: list, effort: int) -> bool:
    """Return whether Z3 shows that conditions in its own form never hold together."""
    return solver_of(ask, conditions, effort).check() == ask.z3.unsat


def satisfying(ask: Question, conditions: list, effort: int) -> Any:
    """Return a model in which conditions hold, or None where Z3 finds none."""
    solver = solver_of(ask, conditions, effort)
    return solver.model() if solver.check() == ask.z3.sat else None
