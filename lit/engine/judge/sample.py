"""Choose the points at which a statement is tested: whole, random, extreme and at thresholds."""

import itertools
import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from lit.engine.formula.edges import roots
from lit.engine.formula.space import Domain, Group, Space
from lit.engine.judge.roots import lies_in, zeros_along

HUGE, TINY, NEAR = Fraction(700), Fraction(1, 10**8), Fraction(1, 1000)
WHOLE = [Fraction(n) for n in (1, 0, 2, -1, 3, -2, 5)]


def fit(x: Fraction, domain: Domain) -> Fraction:
    """Return x moved into the domain: reflected, scaled, or rounded as the domain asks."""
    if domain.values:
        return domain.values[int(abs(x) * 10) % len(domain.values)]
    x = Fraction(round(x)) if domain.whole else x
    if x in domain:
        return x
    low, high = domain.low, domain.high
    if low is not None and high is not None:
        inside = low + (high - low) * (Fraction(1, 4) + abs(x) / (2 * (1 + abs(x))))
        return fit(Fraction(round(inside)), domain) if domain.whole else inside
    away = abs(x) + (1 if domain.whole else Fraction(1, 10))
    if low is not None:
        return low + away
    return x if high is None else high - away


def decimal(rng: Random, domain: Domain) -> Fraction:
    """Return a number with one decimal (two in a bounded interval) of the domain."""
    if domain.low is not None and domain.high is not None and not domain.values:
        share = Fraction(rng.randint(1, 19), 20)
        return fit(domain.low + (domain.high - domain.low) * share, domain)
    return fit(Fraction(rng.randint(-35, 35), 10), domain)


def fine(rng: Random, domain: Domain) -> Fraction:
    """Return a number between -1 and 1 with two decimals, or a number of the domain near one."""
    return fit(Fraction(rng.randint(-100, 100), 100), domain)


def wide(rng: Random, domain: Domain) -> Fraction:
    """Return a number of the domain of any magnitude between a thousandth and some hundreds."""
    size = Fraction(round(1000 * 10 ** rng.uniform(-2.5, 2.2)), 1000)
    return fit(size * rng.choice((-1, 1)), domain)


def extremes(domain: Domain) -> list[Fraction]:
    """Return the ends of the domain, values beside them, and values far out, simplest first."""
    if domain.values:
        return list(domain.values)
    near = [end + shift for end in (domain.low, domain.high) if end is not None
            for shift in (0, NEAR, -NEAR, TINY, -TINY)]
    far = [Fraction(0), TINY, -TINY, Fraction(40), Fraction(-40), HUGE, -HUGE, TINY**2]
    return [x for x in dict.fromkeys(near + far) if x in domain]


def simplex(rng: Random, group: Group) -> dict[str, Fraction]:
    """Return positive fractions that sum to 1."""
    parts = [Fraction(rng.randint(1, 9)) for _ in group.letters]
    return dict(zip(group.letters, [part / sum(parts) for part in parts], strict=True))


def fractions(matrix: sp.Matrix) -> list[Fraction]:
    """Return the entries of a rational SymPy matrix, row by row, as fractions."""
    return [Fraction(int(x.p), int(x.q)) for x in matrix]


def spd(rng: Random, group: Group) -> dict[str, Fraction]:
    """Return a symmetric positive definite matrix of fractions."""
    n = group.shape[0]
    half = sp.Matrix(n, n, lambda i, j: rng.randint(1, 3) if i == j
                     else sp.Rational(rng.randint(-3, 3), 2) if i > j else 0)
    return dict(zip(group.letters, fractions(half * half.T), strict=True))


def orthogonal(rng: Random, group: Group) -> dict[str, Fraction]:
    """Return a matrix of fractions with orthonormal columns."""
    rows, columns = group.shape
    free = sp.Matrix(rows, rows, lambda i, j: rng.randint(-2, 2) if i > j else 0)
    skew, one = free - free.T, sp.eye(rows)
    turn = (one - skew) * (one + skew).inv()
    turn[:, 0] *= rng.choice((-1, 1))
    return dict(zip(group.letters, fractions(turn[:, :columns]), strict=True))


TIED = {"simplex": simplex, "spd": spd, "orthogonal": orthogonal}


def simplex_patterns(count: int) -> list[list[Fraction]]:
    """Return columns of probabilities: corners, an edge, one close to a corner, and all alike."""
    corners = [[Fraction(int(i == k)) for i in range(count)] for k in range(min(count, 3))]
    near = [Fraction(99, 100), Fraction(1, 100), *[Fraction(0)] * (count - 2)]
    edge = [Fraction(1, 2), Fraction(1, 2), *[Fraction(0)] * (count - 2)]
    return corners + [near, edge] * (count > 1) + [[Fraction(1, count)] * count]


def table(rows: int, columns: int, entry: Callable) -> list[Fraction]:
    """Return the entries of a matrix, row by row, as fractions."""
    return [Fraction(entry(i, j)) for i in range(rows) for j in range(columns)]


def matrix_patterns(rows: int, columns: int) -> list[list[Fraction]]:
    """Return matrices or columns, row by row: 0, identities, of rank one, shifts, large, nearly
    singular.
    """
    return [table(rows, columns, entry) for entry in (
        lambda i, j: 0, lambda i, j: i == j, lambda i, j: 1,
        lambda i, j: i == 1 and j == 0 or i > 1 and i == j,
        lambda i, j: j == i + 1, lambda i, j: 1000 * (i == j), lambda i, j: (i + 1) * (j + 2),
        lambda i, j: -(i == j) if i == 0 else i == j, lambda i, j: 1 + (i == j) * TINY)]


def spd_patterns(rows: int, columns: int) -> list[list[Fraction]]:
    """Return positive definite matrices: the identity, a diagonal, a large, a tiny and a nearly
    singular one.
    """
    return [table(rows, columns, entry) for entry in (
        lambda i, j: i == j, lambda i, j: (i + 1) * (i == j), lambda i, j: 1000 * (i == j),
        lambda i, j: TINY * (i == j), lambda i, j: 1 + TINY * (i == j), lambda i, j: 1 + (i == j))]


def orthogonal_patterns(rows: int, columns: int) -> list[list[Fraction]]:
    """Return matrices with orthonormal columns: the identity, reflections, a swap and a turn."""
    def turned(i: int, j: int) -> Any:
        share = Fraction(3, 5) if i == j else Fraction(4, 5) * (1 if i > j else -1)
        return share if rows > 1 and max(i, j) < 2 else i == j

    return [table(rows, columns, entry) for entry in (
        lambda i, j: i == j, lambda i, j: -(i == j), lambda i, j: -(i == j) if i == 0 else i == j,
        lambda i, j: (i + 1) % rows == j, turned)]


PATTERNS = {"simplex": lambda count, _: simplex_patterns(count), "spd": spd_patterns,
            "orthogonal": orthogonal_patterns}


def patterned(space: Space) -> list[tuple]:
    """Return [(letters, patterns)] for each group and each array of a space."""
    groups = [(group.letters, PATTERNS[group.kind](*(group.shape or (len(group.letters), 1))))
              for group in space.groups]
    arrays = [(array.entries, matrix_patterns(*array.shape)) for array in space.arrays]
    return groups + [(letters, patterns) for letters, patterns in arrays if patterns]


def pattern_points(space: Space, rng: Random) -> list[dict]:
    """Return points at which groups and arrays have patterns: one of them, all of them, and mixed.
    """
    kinds, found = patterned(space), []

    def place(choice: list) -> dict:
        at = point(space, lambda name, home: decimal(rng, home), rng)
        for letters, pattern in choice:
            at |= {name: value for name, value in zip(letters, pattern, strict=True) if name in at}
        return at

    alone = [[(letters, pattern)] for letters, patterns in kinds for pattern in patterns]
    steps = range(max((len(patterns) for _, patterns in kinds), default=0))
    both = [[(letters, patterns[(k + shift * rank) % len(patterns)])
             for rank, (letters, patterns) in enumerate(kinds)]
            for k in steps for shift in ((0, 1) if len(kinds) > 1 else ())]
    for choice in rng.sample(alone, min(len(alone), MOST_PATTERNS)) + both:
        found.append(place(choice))
    return found


MOST_PATTERNS = 24


def point(space: Space, choose: Callable, rng: Random) -> dict[str, Fraction]:
    """Return one point: choose(name) gives each free letter, tied letters are drawn."""
    place = {}
    for group in space.groups:
        place |= TIED[group.kind](rng, group)
    free = [letter for letter in space.domains if letter not in place]
    return place | {letter: choose(letter, space.domains[letter]) for letter in free}


def small(rng: Random, home: Domain) -> Fraction:
    """Return a small whole number of a domain, or a number near one."""
    return fit(Fraction(rng.choice(WHOLE)), home)


def whole_points(space: Space, rng: Random, count: int) -> list[dict]:
    """Return points whose free letters are small whole numbers."""
    tied = {letter for group in space.groups for letter in group.letters}
    small = {name: [n for n in WHOLE if n in home] or [fit(Fraction(1), home)]
             for name, home in space.domains.items() if name not in tied}
    if len(small) <= 2:
        ranks = itertools.product(*[range(len(numbers)) for numbers in small.values()])
        tuples = [[numbers[rank] for numbers, rank in zip(small.values(), ranked, strict=True)]
                  for ranked in sorted(ranks, key=sum)]
    else:
        tuples = [[rng.choice(numbers[:5]) for numbers in small.values()] for _ in range(count)]
    chosen = [dict(zip(small, values, strict=True)) for values in tuples[:count]]
    return [point(space, lambda name, home, at=at: at[name], rng) for at in chosen]


def extreme_points(space: Space, rng: Random, most: int) -> list[dict]:
    """Return points with one letter at an end of its domain or far out, then with all of them."""
    near = [(name, value) for name, home in space.domains.items() for value in extremes(home)]
    rng.shuffle(near) if len(near) > most else None
    alone = [
        point(space, lambda name, home, at=at: at[1] if name == at[0] else decimal(rng, home), rng)
        for at in near[:most]
    ]
    together = [
        point(space, lambda name, home: rng.choice(extremes(home)), rng) for _ in range(8)
    ]
    return alone + together


NOWHERE = Domain(values=(Fraction(0),))


def at_root(place: dict, letter: Any, value: Any, space: Space) -> dict | None:
    """Return place with letter moved to where the threshold lies, or None if it cannot be."""
    exact = value.subs({name: sp.Rational(x.numerator, x.denominator)
                        for name, x in place.items() if name in value.free_symbols})
    if not exact.is_Rational:
        inside = exact.is_number and exact.is_real and lies_in(exact,
                                                               space.domains.get(letter, NOWHERE))
        return place | {letter: exact} if inside else None
    at = Fraction(int(exact.p), int(exact.q))
    return place | {letter: at} if at in space.domains.get(letter, ()) else None


def crossings(edge: sp.Expr) -> list[tuple]:
    """Return [(letter, value)] of the places where an expression of one letter changes its sign."""
    if len(edge.free_symbols) != 1:
        return []
    (letter,) = edge.free_symbols
    return [(letter, fixed(x)) for x in zeros_along(edge, letter, Domain(), 4)]


def fixed(x: Any) -> Any:
    """Return a coordinate as a number that can stand in an expression."""
    return sp.Rational(x.numerator, x.denominator) if isinstance(x, Fraction) else x


def edge_points(edges: Sequence, space: Space, rng: Random, repeat: int = 2) -> list[dict]:
    """Return points exactly at the thresholds, and beside them on both sides; tied letters stay as
    they are.
    """
    tied, found = {letter for group in space.groups for letter in group.letters}, []
    for edge in edges[:12]:
        met = roots(edge) * repeat or crossings(edge)
        for letter, value in [pair for pair in met if pair[0] not in tied]:
            near = point(space, lambda name, home: decimal(rng, home), rng)
            at = at_root(near, letter, value, space)
            if at is None:
                continue
            for shift in (0, NEAR, -NEAR, Fraction(1, 2), Fraction(-1, 2)):
                beside = (at[letter]
                          if not shift or isinstance(at[letter], Fraction)
                          else Fraction(float(at[letter])))
                if lies_in(beside + shift if shift else beside, space.domains[letter]):
                    found.append(at | {letter: beside + shift if shift else beside})
    return found


def points(space: Space, edges: Sequence = (), seed: int = 0, count: int = 40) -> list[dict]:
    """Return the points at which a statement in these letters is tested, simplest first."""
    rng = random.Random(seed)
    if not space.domains and not space.groups:
        return [{}]
    plain = [point(space, lambda name, home: decimal(rng, home), rng) for _ in range(count)]
    far = [point(space, lambda name, home: wide(rng, home), rng) for _ in range(count // 2)]
    return (
        whole_points(space, rng, count // 2)
        + edge_points(edges, space, rng)
        + plain
        + pattern_points(space, rng)
        + extreme_points(space, rng, count + 20)
        + far
    )
