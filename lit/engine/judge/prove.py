"""Prove equalities and inequalities of SymPy expressions by a few generic strategies."""

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp

from lit.engine.formula.edges import root, size, thresholds

LARGE, MEDIUM, SMALL = 4000, 400, 120



def sides(letter: sp.Symbol, at: sp.Expr) -> list | None:
    """Return the substitutions for letter that cover below, at and above the value at."""
    t = sp.Dummy("t", positive=True)
    if letter.is_positive:
        if at.is_nonpositive:
            return [t]
        return [at / (1 + t), at, at + t] if at.is_positive else None
    if letter.is_nonnegative and at.is_zero:
        return [at, t]
    return [at - t, at, at + t]


DEPTH = 4


def split(exprs: Sequence, claim: Callable, depth: int = DEPTH) -> bool:
    """Return whether claim holds for exprs on all sides of all their thresholds."""
    edges = [edge for expr in exprs for edge in thresholds(expr)]
    if not edges:
        return claim(*exprs)
    if depth == 0 or size(*exprs) > LARGE:
        return False
    for edge in edges:
        found = root(edge)
        covers = found and sides(*found)
        if found and covers:
            letter = found[0]
            parts = [[expr.subs(letter, cover) for expr in exprs] for cover in covers]
            return all(split(part, claim, depth - 1) for part in parts)
    return False


HYPERBOLIC = (sp.sinh, sp.cosh, sp.tanh, sp.coth, sp.sech, sp.csch)


def is_real(expr: sp.Expr) -> bool:
    """Return whether an expression is known to be real and finite, or infinite with a sign."""
    return bool(expr.is_extended_real) and not expr.has(sp.I)


def letters(*exprs: sp.Expr) -> tuple[list[sp.Expr], dict]:
    """Return exprs with a positive letter for each real exponential, and their meanings."""
    plain = [sp.expand(expr.rewrite(HYPERBOLIC, sp.exp), mul=False, multinomial=False, log=False)
             for expr in exprs]
    powers = {}
    for expr in plain:
        for part in expr.atoms(sp.exp):
            factor, base = part.args[0].as_coeff_Mul()
            if base.free_symbols and factor.is_Rational and is_real(base):
                powers.setdefault(base, set()).add(factor)
    names, meaning = {}, {}
    for base, factors in sorted(powers.items(), key=str):
        unit = sp.Rational(1, sp.ilcm(1, *[factor.q for factor in factors]))
        letter = sp.Dummy("u", positive=True)
        meaning[letter] = unit * base
        names |= {sp.exp(factor * base): letter ** (factor / unit) for factor in factors}
    return [expr.xreplace(names) for expr in plain], meaning


def open_logs(expr: sp.Expr, meaning: dict) -> sp.Expr:
    """Return expr with logarithms of products taken apart and log of a letter undone."""
    def opened(argument: sp.Expr) -> sp.Expr:
        return sp.expand_log(sp.log(sp.factor(sp.together(argument))))

    known = {sp.log(letter): value for letter, value in meaning.items()}
    return sp.expand(expr.replace(sp.log, opened)).xreplace(known)


def undefined(expr: sp.Expr) -> bool:
    """Return whether expr has no finite value whatever its letters are."""
    return expr.has(sp.nan, sp.zoo)


def cleared(expr: sp.Expr) -> bool:
    """Return whether expr is 0 after clearing denominators, with letters for exponentials."""
    (plain,), meaning = letters(expr.rewrite(sp.exp))
    if sp.cancel(sp.together(plain)) == 0:
        return True
    opened = open_logs(plain, meaning) if plain.has(sp.log) else plain
    return sp.cancel(sp.together(opened)) == 0


STRATEGIES = (
    (LARGE, lambda expr: sp.expand(expr) == 0),
    (MEDIUM, cleared),
    (SMALL, lambda expr: sp.simplify(expr) == 0),
)


def vanishes(left: Any, right: Any) -> bool:
    """Return whether left and right, free of corners, are the same function."""
    if undefined(left) or undefined(right):
        return undefined(left) and undefined(right)
    gap = left - right
    if gap.is_zero:
        return True
    return any(size(gap) <= limit and strategy(gap) for limit, strategy in STRATEGIES)


def equal(left: Any, right: Any) -> bool:
    """Return whether left = right could be proved for all values of their letters."""
    return left == right or split((left, right), vanishes)


def plainly(expr: sp.Expr, strict: bool) -> bool:
    """Return whether every term of expr is visibly nonnegative, and one positive if strict."""
    terms = sp.Add.make_args(sp.expand(expr))
    if not all(term.is_nonnegative for term in terms):
        return False
    return not strict or any(term.is_positive for term in terms)


def sign_of(polynomial: sp.Expr, strict: bool) -> int:
    """Return 1 or -1 if polynomial is visibly of that sign (or 0 unless strict), else 0.

    An even power is no square unless its base is real.
    """
    total = 1
    try:
        constant, factors = sp.factor_list(polynomial)
    except sp.PolynomialError:
        constant, factors = polynomial, []
    for factor, times in [(constant, 1), *factors]:
        if plainly(factor, strict):
            continue
        if plainly(-factor, strict):
            total *= (-1) ** times
        elif times % 2 or strict or not is_real(factor):
            return 0
    return total


def visibly(expr: sp.Expr, strict: bool) -> bool:
    """Return whether expr is positive (or 0 unless strict) by its form as a fraction."""
    if (expr.is_positive if strict else expr.is_nonnegative):
        return True
    (plain,), meaning = letters(expr)
    if size(plain) > MEDIUM or undefined(plain) or not is_real(plain):
        return False
    top, bottom = sp.fraction(sp.cancel(sp.together(plain)))
    below = sign_of(bottom, strict=True)
    return below != 0 and sign_of(top, strict) * below == 1


SMOOTH = (sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.asinh, sp.erf, sp.erfc)


def never_zero(expr: sp.Expr) -> bool:
    """Return whether expr is visibly positive everywhere, or negative everywhere."""
    return visibly(expr, True) or visibly(-expr, True)


def continuous(expr: sp.Expr) -> bool:
    """Return whether expr is visibly continuous, and has a slope, wherever its letters may be."""
    if expr.is_Symbol or expr.is_number:
        return is_real(expr)
    if expr.is_Pow:
        whole = expr.exp.is_Integer and (expr.exp > 0 or never_zero(expr.base))
        inner = whole or visibly(expr.base, True)
    elif isinstance(expr, sp.log):
        inner = visibly(expr.args[0], True)
    else:
        inner = isinstance(expr, (sp.Add, sp.Mul, *SMOOTH))
    return bool(inner) and all(map(continuous, expr.args))


def ends(letter: sp.Symbol) -> tuple[sp.Expr, sp.Expr]:
    """Return the interval on which a letter lives, by its assumptions."""
    low = sp.S.Zero if letter.is_nonnegative else -sp.oo
    return low, sp.S.Zero if letter.is_nonpositive else sp.oo


def limit_sign(expr: sp.Expr, letter: sp.Symbol, end: sp.Expr) -> int | None:
    """Return the sign of a limit of expr, None if SymPy does not find a number."""
    try:
        value = sp.limit(expr, letter, end, "+" if ends(letter)[0] == end else "-")
    except (NotImplementedError, ValueError, TypeError, RecursionError):
        return None
    if not value.is_number or not is_real(value):
        return None
    for answer, known in ((0, value.is_zero), (1, value.is_positive), (-1, value.is_negative)):
        if known:
            return answer
    return None


def monotone(expr: sp.Expr, strict: bool, depth: int) -> bool:
    """Return whether expr of one letter is positive because it is monotone from a limit >= 0."""
    (letter,) = expr.free_symbols
    slope = sp.diff(expr, letter)
    for direction, end in zip((slope, -slope), ends(letter), strict=True):
        if positive(direction, False, depth - 1):
            sign = limit_sign(expr, letter, end)
            if sign is not None and (sign > 0 or sign == 0 and not strict):
                return True
            return bool(sign == 0 and positive(direction, True, depth - 1))
    return False


def grown(expr: sp.Expr, letter: sp.Symbol) -> sp.Expr:
    """Return expr for positive letter t, with exp(t) written as 1 + t + s and s positive."""
    (plain,), meaning = letters(expr)
    names = {u: 1 + letter + sp.Dummy("s", positive=True)
             for u, value in meaning.items() if value == letter}
    return plain.xreplace(names)


def halves(expr: sp.Expr, strict: bool) -> bool:
    """Return whether expr of one real letter is positive for negative, zero and positive values."""
    (letter,) = expr.free_symbols
    t = sp.Dummy("t", positive=True)
    covers = [t] if letter.is_positive else [t, -t, sp.S.Zero]
    parts = [expr.subs(letter, cover) for cover in covers]
    return all(visibly(part, strict) or visibly(grown(part, t), strict) for part in parts)


def valley(expr: sp.Expr, strict: bool, depth: int) -> bool:
    """Return whether expr of one letter is positive since its bottom, at 0 or 1, is not below 0."""
    (letter,) = expr.free_symbols
    slope, t = sp.diff(expr, letter), sp.Dummy("t", positive=True)
    for bottom in (sp.S.One,) if letter.is_positive else (sp.S.Zero, sp.S.One):
        value = expr.subs(letter, bottom)
        if value.is_positive or (value.is_zero and not strict):
            left = bottom / (1 + t) if letter.is_positive else bottom - t
            if positive(slope.subs(letter, bottom + t), False, depth - 1) and positive(
                -slope.subs(letter, left), False, depth - 1
            ):
                return True
    return False


def positive(expr: sp.Expr, strict: bool = True, depth: int = 2) -> bool:
    """Return whether expr > 0 (or >= 0 unless strict) could be proved; expr has no corners."""
    if undefined(expr) or size(expr) > MEDIUM:
        return False
    if visibly(expr, strict):
        return True
    if len(expr.free_symbols) != 1:
        return False
    if halves(expr, strict):
        return True
    return depth > 0 and continuous(expr) and (
        monotone(expr, strict, depth) or valley(expr, strict, depth))


def ordered(left: Any, op: str, right: Any) -> bool:
    """Return whether left op right could be proved for all values of their letters."""
    if op in (">", ">="):
        left, right = right, left
    strict = op in ("<", ">")

    def below(low: sp.Expr, high: sp.Expr) -> bool:
        return positive(high - low, strict)

    return split((left, right), below)


def proved(left: Any, op: str, right: Any) -> bool:
    """Return whether the relation could be proved: op is =, !=, <, <=, > or >=."""
    if op == "=":
        return equal(left, right)
    if op == "!=":
        return ordered(left, "<", right) or ordered(left, ">", right)
    return ordered(left, op, right)
