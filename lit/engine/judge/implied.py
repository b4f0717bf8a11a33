"""Show that what the sides of a claim need follows from the conditions and the letters' domains."""

from collections.abc import Callable
from dataclasses import replace

import sympy as sp

from lit.engine.formula.claim import Claim
from lit.engine.formula.edges import root, size
from lit.engine.formula.need import Need, is_visible

LARGE = 400  # operations: a larger expression is taken as it is
STRONGER = {"!=": ("!=", "<", ">"), ">": (">",), ">=": (">", ">=", "=")}
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
RELATIONS = {sp.Lt: "<", sp.Le: "<=", sp.Gt: ">", sp.Ge: ">=", sp.Eq: "=", sp.Ne: "!="}


def factors(expr: sp.Expr) -> list[sp.Expr]:
    """Return expressions of which none is 0 where expr is not, and the other way round."""
    if size(expr) > LARGE:
        return [expr]
    top = sp.numer(sp.together(expr))
    parts = [part.base if part.is_Pow and part.exp.is_positive else part
             for part in sp.Mul.make_args(top)]
    try:
        found = [factor for part in parts for factor, _ in sp.factor_list(part)[1]]
    except sp.PolynomialError:
        found = parts
    inner = [part.args[0] if isinstance(part, sp.Abs) else part for part in found]
    return inner if inner == [expr] or inner == found == parts else [deep for part in inner
                                                                     for deep in factors(part)]


def atoms(need: Need) -> list[Need]:
    """Return simpler needs that together say the same as a need."""
    if need.limit or need.op == ">=" or need.op == ">" and not need.expr.is_nonnegative:
        return [need]
    return [replace(need, expr=factor, op="!=", what="") for factor in factors(need.expr)]


def lone_needs(claim: Claim) -> list[Need]:
    """Return what one side of a claim needs, and the other does not."""
    sides = [dict.fromkeys(atom for need in needs for atom in atoms(need))
             for needs in (claim.left_needs, claim.right_needs)]
    return [need for need in sides[0] | sides[1] if (need in sides[0]) != (need in sides[1])]


def follows(expr: sp.Expr, op: str, given: tuple[Claim, ...]) -> bool:
    """Return whether expr op 0 says the same as one of the given claims, or less."""
    for claim in given:
        gap = claim.left - claim.right
        ratio = sp.cancel(expr / gap) if gap != 0 else sp.S.Zero
        if ratio.is_number and ratio.is_real and ratio != 0:
            said = claim.op if ratio > 0 else TURNED.get(claim.op)
            if said in STRONGER[op] and (said != "=" or op == ">="):
                return True
    return False



def plans(condition: Claim) -> list[dict] | None:
    """Return the substitutions that a condition amounts to, or None if it has no simple form."""
    found = root(condition.left - condition.right)
    if found is None or condition.op not in ("=", "<", "<=", ">", ">="):
        return None
    letter, at = found
    slope = sp.diff(condition.left - condition.right, letter)
    if condition.op == "=":
        return [{letter: at}]
    if not (slope.is_positive or slope.is_negative):
        return None
    t = sp.Dummy("t", positive=True)
    upward = (">" in condition.op) == bool(slope.is_positive)
    if letter.is_positive and not (upward and at.is_nonnegative):
        return None
    return [{letter: at + t if upward else at - t}] + [{letter: at}] * ("=" in condition.op)


def is_implied(need: Need, given: tuple[Claim, ...], shown: Callable[[Claim], bool]) -> bool:
    """Return whether a need follows from the given claims; shown proves a claim for all letters."""
    if need.limit:
        return near_goal(need, given, shown)
    expr = need.expr
    if need.over:
        t, low, high = need.over
        s = sp.Dummy("s", positive=True)
        cover = low + (high - low) / (1 + s) if high.is_finite and low.is_finite else (
            low + s if low.is_finite else high - s if high.is_finite else t)
        expr = expr.subs(t, cover)
    given = (*given, *(claim for guard in need.guards for claim in claims_of(guard)))
    given = (*given, *(replace(claim, left=factor, right=sp.S.Zero) for claim in given
                       if claim.op == "!=" for factor in factors(claim.left - claim.right)))
    parts = factors(expr) if need.op == "!=" else [expr]
    return all(part_implied(part, need.op, given, shown) for part in parts)


def part_implied(expr: sp.Expr, op: str, given: tuple[Claim, ...], shown: Callable) -> bool:
    """Return whether expr op 0 follows from the given claims."""
    def seen(part: sp.Expr) -> bool:
        part = part if size(part) > LARGE else sp.cancel(sp.together(part))
        return is_visible(part, op) or shown(Claim(part, op, sp.S.Zero))

    if follows(expr, op, given) or seen(expr):
        return True
    found = filter(None, map(plans, given))
    return any(all(seen(expr.subs(plan)) for plan in some) for some in found)


def claims_of(guard: sp.Basic) -> list[Claim]:
    """Return the claims that a condition of a case distinction makes, those that are relations."""
    parts = guard.args if isinstance(guard, sp.And) else (guard,)
    relations = [part.args[0].negated if isinstance(part, sp.Not) and part.args[0].is_Relational
                 else part
                 for part in parts]
    return [Claim(part.lhs, RELATIONS[type(part)], part.rhs) for part in relations
            if type(part) in RELATIONS]


def near_goal(need: Need, given: tuple[Claim, ...], shown: Callable) -> bool:
    """Return whether what a limit needs holds close to its end."""
    letter, to, side = need.limit
    t = sp.Dummy("t", positive=True)
    ways = ([sp.sign(to) * t]
            if to.is_infinite else [to + t] * (side != "-") + [to - t] * (side != "+"))
    plain = replace(need, limit=())
    for way in ways:
        near = plain.expr.subs(letter, way)
        try:
            end = sp.limit(near, t, sp.oo if to.is_infinite else 0)
        except (NotImplementedError, ValueError, TypeError):
            end = sp.nan
        tends = end.is_positive or need.op == "!=" and end.is_negative
        if not tends and not is_implied(replace(plain, expr=near), given, shown):
            return False
    return True
