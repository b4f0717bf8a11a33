"""Test ranges of values and rates of decay."""

import math
import random
from fractions import Fraction

import mpmath
import sympy as sp

from lit.engine.formula.claim import Order, Range
from lit.engine.formula.space import Space
from lit.engine.judge.evaluate import digits, evaluate
from lit.engine.judge.extremes import NEARLY, least
from lit.engine.judge.prove import positive
from lit.engine.judge.refute import Counterexample, place_text
from lit.engine.judge.sample import points


def range_claims(claim: Range) -> list:
    """Return the bounds that a range states, as (expression that must not be negative, strict)."""
    low, high = claim.values.inf, claim.values.sup
    found = []
    if low.is_finite:
        found.append((claim.expr - low, claim.values.left_open))
    if high.is_finite:
        found.append((high - claim.expr, claim.values.right_open))
    return found


def refute_range(claim: Range, space: Space, seed: int) -> Counterexample | None:
    """Return a counterexample to a range: an end that nothing comes near."""
    home = Space({name: space.domains[name] for name in claim.expr.free_symbols})
    for gap, strict in range_claims(claim):
        smallest, where = least(gap, home, seed)
        if smallest > NEARLY:
            at = ", ".join(f"{name} = {float(x[0]):.6g}" for name, x in where.items())
            return Counterexample(f"an end of the range is missed by {smallest:.6g}, at {at}")
        found = refute_end(claim, gap, strict, smallest)
        if found:
            return found
    for end, sign in ((claim.values.inf, -1), (claim.values.sup, 1)):
        if end.is_infinite:
            reach, _ = least(-sign * claim.expr, home, seed)
            if -reach < 100:
                return Counterexample(f"the values stay below {-sign * reach:.6g}, not {end}")
    return None


def refute_end(claim: Range, gap: sp.Expr, is_open: bool, smallest: float) -> Counterexample | None:
    """Return a counterexample at one end: values beyond it, never at it, or at it though it is
    open.
    """
    if smallest < -NEARLY:
        return Counterexample(f"a value lies {-smallest:.6g} outside of the range")
    if is_open:
        reached = next((k for k in (0, 1, -1, 2, -2) if gap.subs(claim.letter, k) == 0), None)
        return None if reached is None else Counterexample(f"the open end is reached at {reached}")
    if positive(gap, True):
        return Counterexample("the closed end is approached, and never reached")
    return None


def refute_order(claim: Order, space: Space, seed: int) -> Counterexample | None:
    """Return a counterexample to O(scale): a ray on which the gap shrinks more slowly."""
    rng = random.Random(seed)
    for at in points(space, (), seed, 4)[:6]:
        ray = {name: Fraction(rng.randint(-20, 20) or 7, 10) for name in claim.letters}
        rates = []
        for k in (3, 4, 5, 6):
            size = Fraction(10) ** (k if claim.far else -k)
            place = at | {name: x * size for name, x in ray.items()}
            gap, scale = (abs(digits(evaluate(e, place, 80))) for e in (claim.gap, claim.scale))
            rates.append((float(mpmath.log(gap)) if gap else -math.inf, float(mpmath.log(scale))))
        falls = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(rates, rates[1:], strict=False)
                 if math.isfinite(a[0]) and math.isfinite(b[0])]
        if falls and all(gap > scale + 0.05 for gap, scale in falls):
            return Counterexample(f"{place_text(at | ray, (claim.gap,))}: the gap shrinks like the "
                                  f"power {falls[-1][0] / falls[-1][1]:.3g} of the stated scale")
    return None
