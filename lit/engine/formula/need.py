"""What the parts of a formula need to have a value, gathered before algebra can cancel anything."""

from dataclasses import dataclass, replace

import sympy as sp


@dataclass(frozen=True)
class Need:
    """A part has a value where expr op 0 holds; op is !=, > or >=.

    guards are conditions: where one of them fails, the part is not met, and nothing is needed.
    over is (letter, low, high) where expr must hold for all values of a letter between two ends.
    limit is (letter, to, side) of a limit, near whose end expr op 0 must hold.
    what says in words how a formula fails where the need is not met.
    """

    expr: sp.Expr
    op: str
    what: str
    guards: tuple[sp.Basic, ...] = ()
    over: tuple = ()
    limit: tuple = ()


KNOWN = {"!=": "is_nonzero", ">": "is_positive", ">=": "is_nonnegative"}


def is_visible(expr: sp.Expr, op: str) -> bool:
    """Return whether the assumptions about its letters alone show that expr op 0 holds."""
    return getattr(sp.sympify(expr), KNOWN[op]) is True


def replaced(need: Need, plan: dict) -> Need:
    """Return a need with other values for some letters."""
    def swap(part: sp.Basic) -> sp.Basic:
        return part.subs(plan, simultaneous=True)

    over = (need.over[0], *map(swap, need.over[1:])) if need.over else ()
    limit = (need.limit[0], swap(need.limit[1]), need.limit[2]) if need.limit else ()
    return replace(need, expr=swap(need.expr), guards=tuple(map(swap, need.guards)), over=over,
                   limit=limit)


def strict(need: Need, letters: set) -> Need:
    """Return a need as a derivative by the letters has it: with room on both sides."""
    moves = need.op == ">=" and need.expr.free_symbols & letters
    return replace(need, op=">") if moves else need


def nearby(need: Need, letter: sp.Symbol, to: sp.Expr, side: str) -> Need:
    """Return what a limit needs of its body, whose own need is given."""
    return replace(need, limit=(letter, to, side)) if letter in need.expr.free_symbols else need


def throughout(need: Need, letter: sp.Symbol, low: sp.Expr, high: sp.Expr) -> list[Need]:
    """Return what an integral from low to high needs of its integrand, whose own need is given."""
    if letter not in need.expr.free_symbols:
        return [need]
    return [] if need.op == "!=" or need.over else [replace(need, over=(letter, low, high))]


def of_power(base: sp.Expr, exponent: sp.Expr) -> list[Need]:
    """Return what a power of numbers needs; 0 to the power 0 counts as 1."""
    zero = "0 has no negative power"
    if exponent.is_integer:
        if exponent.is_nonnegative:
            return []
        guards = () if exponent.is_negative else (exponent < 0,)
        return [Need(base, "!=", "a denominator is 0" if exponent.is_negative else zero, guards)]
    root = "a root of a negative number" if exponent.is_Rational else "a power of a negative number"
    found = [Need(base, ">=", root)]
    if not exponent.is_nonnegative:
        guards = () if exponent.is_negative else (exponent < 0,)
        found.append(Need(base, "!=", zero, guards))
    return found


def of_function(name: str, x: sp.Expr) -> list[Need]:
    """Return what a function of one number needs of it."""
    match name:
        case "log" | "ln":
            return [Need(x, ">", "the logarithm of a number that is not positive")]
        case "sqrt":
            return [Need(x, ">=", "the root of a negative number")]
        case "artanh":
            return [Need(1 - x**2, ">", "artanh of a number outside of (-1, 1)")]
        case "tan":
            return [Need(sp.cos(x), "!=", "the tangent of an odd multiple of \\pi/2")]
        case "W":
            return [Need(x + sp.exp(-1), ">=", "W of a number below -1/e")]
    return []
