"""Expectations: exact for finite laws and known moments, else integrals over one letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from lit.engine.formula.closed import NoValue, integral
from lit.engine.formula.space import Domain


@dataclass(frozen=True)
class Law:
    """The law of a random number: its name and parameters, or its values and probabilities."""

    name: str
    parameters: tuple = ()
    values: tuple = ()
    weights: tuple = ()


KNOWN = {"normal": 2, "uniform": 2, "exponential": 1, "laplace": 2, "bernoulli": 1, "any": 2}


def law(name: str, parameters: Sequence, letter: str = "x") -> Law:
    """Return the Law of that name. Raises ValueError for an unknown name or a wrong number of
    parameters.

    normal(mean, variance), uniform(low, high), exponential(rate), laplace(middle, width),
    bernoulli(probability of 1), any(mean, variance): a law of which only these two are known.
    """
    if KNOWN.get(name) != len(parameters):
        wanted = f"is unknown; use {', '.join(KNOWN)}"
        if name in KNOWN:
            wanted = f"takes {KNOWN[name]} parameter(s)"
        raise ValueError(f"the law {name} {wanted}")
    check_parameters(name, parameters)
    if name == "bernoulli":
        return Law(name, values=(sp.S.One, sp.S.Zero), weights=(parameters[0], 1 - parameters[0]))
    if name == "any":
        return Law("unknown", (letter, *parameters))
    return Law(name, tuple(parameters))


def check_parameters(name: str, parameters: Sequence) -> None:
    """Raise a ValueError where the parameters of a law surely are none."""
    first, last = parameters[0], parameters[-1]
    wrong = {
        "normal": last.is_positive is False and "its variance is not positive",
        "any": last.is_negative and "its variance is negative",
        "uniform": (last - first).is_positive is False
        and "its upper end is not above its lower end",
        "exponential": last.is_positive is False and "its rate is not positive",
        "laplace": last.is_positive is False and "its width is not positive",
        "bernoulli": (first.is_negative or (1 - first).is_negative)
        and "its probability is not between 0 and 1",
    }[name]
    if wrong:
        raise ValueError(f"there is no law {name}({', '.join(map(str, parameters))}): {wrong}")


def normal_moment(k: int, mean: sp.Expr, variance: sp.Expr) -> sp.Expr:
    """Return the mean of x**k for a normal x."""
    if k < 2:
        return sp.S.One if k == 0 else mean
    lower = normal_moment(k - 1, mean, variance), normal_moment(k - 2, mean, variance)
    return sp.expand(mean * lower[0] + (k - 1) * variance * lower[1])


def unknown_moment(k: int, name: str, mean: sp.Expr, variance: sp.Expr) -> sp.Expr:
    """Return the mean of x**k for a law of which only mean and variance are known. Raises
    ValueError for k > 2."""
    if k > 2:
        raise ValueError(f"of the law of {name} only mean and variance are known, and the mean of "
                         f"its power {k} is needed")
    return (sp.S.One, mean, mean**2 + variance)[k]


def moment(law: Law, k: int) -> sp.Expr | None:
    """Return the mean of x**k, or None if it has no simple form."""
    if law.name == "normal":
        return normal_moment(k, *law.parameters)
    if law.name == "uniform":
        low, high = law.parameters
        return sp.cancel((high ** (k + 1) - low ** (k + 1)) / ((k + 1) * (high - low)))
    if law.name == "exponential":
        return sp.factorial(k) / law.parameters[0] ** k
    if law.name == "unknown":
        return unknown_moment(k, *law.parameters)
    return None


def density(law: Law, x: sp.Symbol) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Return the density of a continuous law at x, and the ends of its support."""
    if law.name == "normal":
        middle, spread = law.parameters
        bell = sp.exp(-((x - middle) ** 2) / (2 * spread)) / sp.sqrt(2 * sp.pi * spread)
        return bell, -sp.oo, sp.oo
    if law.name == "uniform":
        low, high = law.parameters
        return 1 / (high - low), low, high
    if law.name == "exponential":
        return law.parameters[0] * sp.exp(-law.parameters[0] * x), sp.S.Zero, sp.oo
    if law.name == "laplace":
        middle, width = law.parameters
        return sp.exp(-sp.Abs(x - middle) / width) / (2 * width), -sp.oo, sp.oo
    raise ValueError(f"of the law of {law.parameters[0]} only mean and variance are known, "
                     "and more "
                     "is needed here")


def mean_by_moments(expr: sp.Expr, x: sp.Symbol, law: Law) -> sp.Expr | None:
    """Return the mean of a polynomial in x, or None if expr is none or moments are missing."""
    if not expr.is_polynomial(x):
        return None
    terms = sp.Poly(expr, x).terms()
    moments = [moment(law, power) for (power,), _ in terms]
    if None in moments:
        return None
    return sp.Add(*[factor * m for (_, factor), m in zip(terms, moments, strict=True)])


def mean_by_integral(expr: sp.Expr, x: sp.Symbol, law: Law, homes: dict | None) -> sp.Expr:
    """Return the mean of expr as an integral, in closed form where one was confirmed."""
    weight, low, high = density(law, x)
    try:
        return integral(expr * weight, x, low, high, homes)
    except NoValue as reason:
        raise ValueError(f"this average is not known: {reason}") from None


def support(law: Law) -> Domain:
    """Return the domain of a random letter, as far as its law says it by numbers."""
    ends = {"uniform": law.parameters, "exponential": (sp.S.Zero, None)}.get(law.name, (None, None))
    low, high = (Fraction(str(end)) if end is not None and end.is_Rational else None
                 for end in ends)
    return Domain(low, high)


def mean(expr: sp.Expr, laws: dict, homes: dict | None = None) -> sp.Expr:
    """Return the mean of expr over its random letters, given the law of each (independent).

    homes gives the domains of letters. Raises ValueError where there is no way to it.
    """
    homes = {**(homes or {}), **{x: support(law) for x, law in laws.items()}}
    for x in sorted(expr.free_symbols & set(laws), key=str):
        law = laws[x]
        if law.values:
            expr = sp.Add(*[weight * expr.subs(x, value)
                            for value, weight in zip(law.values, law.weights, strict=True)])
            continue
        known = mean_by_moments(sp.expand(expr), x, law)
        expr = mean_by_integral(expr, x, law, homes) if known is None else known
    return expr


def variance(expr: sp.Expr, laws: dict, homes: dict | None = None) -> sp.Expr:
    """Return the variance of expr over its random letters."""
    return mean(expr**2, laws, homes) - mean(expr, laws, homes) ** 2


def covariance(one: sp.Expr, two: sp.Expr, laws: dict, homes: dict | None = None) -> sp.Expr:
    """Return the covariance of two expressions of the same random letters."""
    return mean(one * two, laws, homes) - mean(one, laws, homes) * mean(two, laws, homes)


def probability(condition: sp.Expr, laws: dict, homes: dict | None = None) -> sp.Expr:
    """Return the probability of a condition on random letters. Raises ValueError where there is no
    way to it."""
    found = normal_probability(condition, laws)
    if found is not None:
        return found
    if len([x for x in condition.free_symbols & set(laws) if not laws[x].values]) > 1:
        raise ValueError("the probability of this condition on several random numbers has no "
                         "closed "
                         "form here; check it by an experiment in a test- block")
    return mean(sp.Piecewise((1, condition), (0, True)), laws, homes)


def bounds(relation: sp.Expr) -> list[sp.Expr] | None:
    """Return pairs (u, sign) such that the relation says u <= 0 for each; None for another form."""
    gap = relation.lhs - relation.rhs
    if not isinstance(relation, sp.Lt | sp.Le | sp.Gt | sp.Ge):
        return None
    gap = gap if isinstance(relation, sp.Lt | sp.Le) else -gap
    sizes = [part for part in sp.Add.make_args(gap) if part.has(sp.Abs)]
    if not sizes:
        return [gap]
    if len(sizes) == 1 and isinstance(sizes[0], sp.Abs):
        inner, rest = sizes[0].args[0], gap - sizes[0]
        return [inner + rest, -inner + rest]
    return None


def turned(relation: sp.Expr) -> tuple[sp.Expr, bool]:
    """Return the relation that holds where this one does not, and whether that was needed for |u|
    > c."""
    gap = relation.lhs - relation.rhs
    sizes = any(isinstance(part, sp.Abs) for part in sp.Add.make_args(gap))
    outside = isinstance(relation, sp.Gt | sp.Ge) and sizes
    return (relation.negated, True) if outside else (relation, False)


def standard(gap: sp.Expr, laws: dict) -> tuple | None:
    """Return (direction, bound) such that gap <= 0 says: direction times a standard normal number
    <= bound."""
    letters = sorted(gap.free_symbols & set(laws), key=str)
    gap = sp.expand(gap)
    if not letters or any(laws[x].name != "normal" or gap.coeff(x, 1) == 0 for x in letters):
        return None
    slopes = {x: gap.coeff(x, 1) for x in letters}
    rest = sp.expand(gap - sp.Add(*[slope * x for x, slope in slopes.items()]))
    if rest.free_symbols & set(letters) or any(slope.free_symbols & set(letters)
                                               for slope in slopes.values()):
        return None
    middle = rest + sp.Add(*[slope * laws[x].parameters[0] for x, slope in slopes.items()])
    parts = [slope**2 * laws[x].parameters[1] for x, slope in slopes.items()]
    spread = sp.sqrt(sp.factor(sp.Add(*parts)))
    direction = tuple(sp.simplify(slope / spread) for slope in slopes.values())
    return (tuple(letters), direction), sp.simplify(-middle / spread)


def normal_probability(condition: sp.Expr, laws: dict) -> sp.Expr | None:
    """Return the probability of one or two bounds on a sum of normal letters, None for another
    condition."""
    relations = condition.args if isinstance(condition, sp.And) else (condition,)
    if not all(isinstance(part, sp.core.relational.Relational) for part in relations):
        return None
    outside = False
    if len(relations) == 1:
        relation, outside = turned(relations[0])
        relations = (relation,)
    gaps = [bounds(part) for part in relations]
    if None in gaps:
        return None
    found: list = [standard(gap, laws) for group in gaps for gap in group or ()]
    if None in found or len(found) > 2:
        return None
    inside = below(*found)
    return inside if inside is None or not outside else 1 - inside


def below(one: tuple, two: tuple | None = None) -> sp.Expr | None:
    """Return the probability that a standard normal number meets one bound, or two from both
    sides."""
    def phi(x: sp.Expr) -> sp.Expr:
        return (1 + sp.erf(x / sp.sqrt(2))) / 2

    if two is None:
        return phi(one[1])
    (letters, direction), high = one
    others, opposite = two[0]
    pairs = zip(direction, opposite, strict=True)
    if letters != others or any(sp.simplify(a + b) != 0 for a, b in pairs):
        return None
    low = -two[1]
    return phi(high) - phi(low) if sp.simplify(high - low).is_nonnegative else None


def too_deep(expr: sp.Expr) -> bool:
    """Return whether expr holds an integral inside of an integral."""
    return any(part.function.has(sp.Integral) for part in expr.atoms(sp.Integral))
