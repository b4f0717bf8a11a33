"""Confirm equations by remainders modulo large primes, a number for each independent part."""

import hashlib
import math
import random
from fractions import Fraction
from typing import Any

from lit.engine.judge.tree import TooLarge, is_tree, spread


PRIMES = (2**127 - 801, 2**126 - 137, 2**125 - 9)
UNIT = 2**3 * 3**2 * 5**2 * 7
PLACES, TRIES = 24, 400


class Redraw(Exception):
    """The place drawn divides by 0, or has no root: another one is needed."""


class Place:
    """A prime, and a number for each independent part of an expression, drawn when it is met."""

    def __init__(self, seed: str, prime: int, positive: frozenset[str]):
        self.random, self.prime, self.known = random.Random(seed), prime, {}
        self.positive, self.chosen = positive, False

    def number(self, key: Any) -> int:
        """Return the number of an independent part."""
        if key not in self.known:
            self.known[key] = self.random.randrange(2, self.prime)
        return self.known[key]

    def power(self, value: int, power: int) -> int:
        """Return a whole power of a number. Raises Redraw for the inverse of 0."""
        if power < 0 and value % self.prime == 0:
            raise Redraw
        return pow(value, power, self.prime)

    def root(self, value: int, degree: int) -> int:
        """Return a root of a number. Raises Redraw where there is none."""
        if (value, degree) not in self.known:
            found, left = value % self.prime, degree
            while left % 2 == 0:
                found, left = self.square_root(found, last=left == 2), left // 2
            if math.gcd(left, self.prime - 1) > 1:
                raise Redraw
            self.known[value, degree] = pow(found, pow(left, -1, self.prime - 1), self.prime)
        return self.known[value, degree]

    def square_root(self, value: int, last: bool) -> int:
        """Return a square root that has one itself, or if last one of the two. Raises Redraw."""
        found = pow(value, (self.prime + 1) // 4, self.prime)
        if found * found % self.prime != value:
            raise Redraw
        self.chosen = True
        return self.prime - found if last and self.random.random() < 0.5 else found


def value(node: tuple, place: Place) -> int:
    """Return the number of a tree at a place. Raises Redraw, TooLarge."""
    if node not in place.known:
        place.known[node] = fresh(node, place) % place.prime
    return place.known[node]


def fresh(node: tuple, place: Place) -> int:
    """Return the number of a tree that was not met yet."""
    match node:
        case ("number", x):
            return x.numerator * place.power(x.denominator, -1)
        case ("letter", name):
            found = place.number(("free", name))
            return pow(found, UNIT, place.prime) if name in place.positive else found
        case ("constant", name):
            return pow(place.number(("free", name)), UNIT, place.prime)
        case ("add", *parts):
            return sum(value(part, place) for part in parts)
        case ("mul", *parts):
            return math.prod(value(part, place) for part in parts)
        case ("power", base, ("number", power)):
            return powered(base, power, place)
        case ("exp" | "log" | "sinh" | "cosh" | "tanh" | "power" | "erfc", *_):
            return total(node, place)
        case ("sin" | "cos" | "tan" as head, inner):
            return circular(head, inner, place)
    return opaque(node, place)


def powered(base: tuple, power: Fraction, place: Place) -> int:
    """Return the number of a power; a positive letter is drawn with its root."""
    if power.denominator == 1:
        return place.power(value(base, place), int(power))
    steps = UNIT * power
    if (
        base[0] == "constant"
        or base[0] == "letter"
        and base[1] in place.positive
        and steps.denominator == 1
    ):
        return place.power(place.number(("free", base[1])), int(steps))
    return place.power(place.root(value(base, place), power.denominator), power.numerator)


def total(node: tuple, place: Place) -> int:
    """Return the number of a sum of monomials."""
    if spread(node) == {((node, 1),): 1}:
        return place.number(node)
    found = 0
    for monomial, factor in spread(node).items():
        parts = [base_power(base, power, place) for base, power in monomial]
        found += factor.numerator * place.power(factor.denominator, -1) * math.prod(parts)
    return found


def base_power(base: tuple, power: Fraction, place: Place) -> int:
    """Return the number of a power of a base of a monomial."""
    steps = power * UNIT
    if base[0] == "exp" and steps.denominator == 1:
        return place.power(place.number(base), int(steps))
    if base[0] == "exp":
        return place.number((base, power))
    return powered(base, power, place)


ODD = {"erf", "atan"}


def opaque(node: tuple, place: Place) -> int:
    """Return the number of a function value, the same one for the same arguments."""
    head, *parts = node
    values = [value(part, place) if is_tree(part) else part for part in parts]
    if head in ODD and values[0] > place.prime - values[0]:
        return -place.number((head, place.prime - values[0]))
    return 0 if head in ODD and values[0] == 0 else place.number((head, *values))


def circular(head: str, inner: tuple, place: Place) -> int:
    """Return the number of the sine, cosine or tangent of an angle."""
    across, up = 1, 0
    for monomial, factor in spread(inner).items():
        if monomial == ((("constant", "pi"), 1),) and (2 * factor).denominator == 1:
            one, two = ((1, 0), (0, 1), (-1, 0), (0, -1))[int(2 * factor) % 4]
        else:
            one, two = turned(place.number(("half", monomial)), factor, place)
        across, up = across * one - up * two, across * two + up * one
    return {"sin": up, "cos": across}[head] if head != "tan" else up * place.power(across, -1)


def turned(half: int, factor: Fraction, place: Place) -> tuple[int, int]:
    """Return cosine and sine of a multiple of an angle; half is the tangent of a 24th of it."""
    steps = factor * 12
    if steps.denominator != 1 or abs(steps) > 12000:
        raise TooLarge
    across, up, below = 1, 0, place.power(1 + half * half, -1)
    one, two = (1 - half * half) * below, 2 * half * below * (1 if steps > 0 else -1)
    for _ in range(abs(int(steps))):
        across, up = (
            (across * one - up * two) % place.prime,
            (across * two + up * one) % place.prime,
        )
    return across, up


def tie(kind: str, names: tuple[str, ...], shape: tuple, parity: int, place: Place) -> None:
    """Draw numbers for letters that are tied together, as probabilities or columns."""
    if kind == "simplex":
        *most, last = names
        place.known[("letter", last)] = (
            1 - sum(value(("letter", name), place) for name in most)
        ) % place.prime
    if kind == "orthogonal":
        rows = turn(shape[0], shape[0] - parity, place)
        for name, x in zip(names, (x for row in rows for x in row[: shape[1]]), strict=True):
            place.known[("letter", name)] = x


def turn(size: int, count: int, place: Place) -> list[list[int]]:
    """Return a product of count random reflections, which is orthogonal."""
    p, rows = place.prime, [[int(i == j) for j in range(size)] for i in range(size)]
    for _ in range(count):
        v = [place.random.randrange(p) for _ in range(size)]
        scale = 2 * place.power(sum(x * x for x in v), -1)
        moved = [
            sum(x * row[j] for x, row in zip(v, rows, strict=True)) * scale % p for j in range(size)
        ]
        rows = [
            [(row[j] - x * moved[j]) % p for j in range(size)]
            for x, row in zip(v, rows, strict=True)
        ]
    return rows


def agree(
    left: tuple, right: tuple, positive: frozenset[str] = frozenset(), ties: tuple = ()
) -> bool:
    """Return whether two trees have the same remainders at all places that were drawn.

    positive names the letters whose roots are real; ties are (kind, names of the letters, shape).
    """
    text, seen = repr((left, right)), 0
    for attempt in range(TRIES):
        seed = hashlib.sha256(f"{attempt} {text}".encode()).hexdigest()
        place = Place(seed, PRIMES[attempt % len(PRIMES)], positive)
        try:
            for kind, names, shape in ties:
                tie(kind, names, shape, attempt // len(PRIMES) % 2, place)
            same = value(left, place) == value(right, place)
        except Redraw:
            continue
        except (TooLarge, RecursionError):
            return False
        if not same:
            return False
        seen += 1
        if seen >= (PLACES if place.chosen or ties else 2):
            return True
    return False
