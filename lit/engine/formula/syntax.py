"""The parts of a formula, as the parser reads them and the elaboration understands them."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

Node: TypeAlias = Any  # a part of a formula: an instance of one of the classes below


@dataclass(frozen=True)
class Number:
    """A decimal or whole number."""

    value: Fraction
    slack: Fraction | None = None


@dataclass(frozen=True)
class Constant:
    """The number e, pi or oo (infinity)."""

    name: str


@dataclass(frozen=True)
class Name:
    """A declared symbol, by the key of its notation."""

    key: str


@dataclass(frozen=True)
class Eye:
    """The identity matrix, of the size that it meets."""


@dataclass(frozen=True)
class Neg:
    """Minus body."""

    body: object


@dataclass(frozen=True)
class Add:
    """The sum of the terms."""

    terms: tuple


@dataclass(frozen=True)
class Mul:
    """The product of the factors, in order."""

    factors: tuple


@dataclass(frozen=True)
class Div:
    """A quotient."""

    top: object
    bottom: object


@dataclass(frozen=True)
class Pow:
    """A power."""

    base: object
    exponent: object


@dataclass(frozen=True)
class Transpose:
    """The transpose of body."""

    body: object


@dataclass(frozen=True)
class Index:
    """An entry, by its indices."""

    base: object
    indices: tuple


@dataclass(frozen=True)
class Abs:
    """The absolute value of body."""

    body: object


@dataclass(frozen=True)
class Norm:
    """A norm of order 1, 2 or F."""

    body: object
    order: object


@dataclass(frozen=True)
class Hadamard:
    """The product entry by entry."""

    left: object
    right: object


@dataclass(frozen=True)
class Array:
    """A matrix, by its rows; entries may be matrices themselves."""

    rows: tuple


@dataclass(frozen=True)
class Run:
    """All values behind the first up to the last, which differ in one number."""

    first: object
    last: object


@dataclass(frozen=True)
class Delta:
    """1 where two indices agree, and 0 elsewhere."""

    indices: tuple


@dataclass(frozen=True)
class Inner:
    """An inner product."""

    left: object
    right: object


@dataclass(frozen=True)
class Call:
    """A function of its arguments."""

    name: str
    args: tuple


@dataclass(frozen=True)
class Prime:
    """A derivative, written with primes."""

    name: str
    order: int
    args: tuple
    side: str = ""


@dataclass(frozen=True)
class Gradient:
    """The gradient (order 1) or Hessian (order 2) of a function of one argument, at it."""

    name: str
    order: int
    args: tuple


@dataclass(frozen=True)
class Bare:
    """A function without its arguments, where only a derivative of it is taken."""

    key: str


@dataclass(frozen=True)
class Given:
    """An argument that names its parameter."""

    parameter: Name
    value: object


@dataclass(frozen=True)
class Cases:
    """A distinction of cases: pairs of a value and a condition."""

    rows: tuple


@dataclass(frozen=True)
class Otherwise:
    """The condition of the last case."""


@dataclass(frozen=True)
class Indicator:
    """1 where the condition holds, and 0 elsewhere."""

    condition: object


@dataclass(frozen=True)
class Derivative:
    """A derivative by pairs of a letter and an order."""

    body: object
    variables: tuple


@dataclass(frozen=True)
class Sum:
    """A sum; without ends, over the declared range."""

    variable: Name
    low: object
    high: object
    body: object
    without: object = None


@dataclass(frozen=True)
class Prod:
    """A product; without ends, over the declared range."""

    variable: Name
    low: object
    high: object
    body: object
    without: object = None


@dataclass(frozen=True)
class Integral:
    """A definite integral."""

    variable: Name
    low: object
    high: object
    body: object


@dataclass(frozen=True)
class Limit:
    """A limit; side is +, - or empty."""

    variable: object
    to: object
    side: str
    body: object


@dataclass(frozen=True)
class Average:
    """An expectation, variance, covariance or probability."""

    kind: str
    law: object
    bodies: tuple


@dataclass(frozen=True)
class Over:
    """The max, min, argmax or argmin over the range of an index, perhaps without one place."""

    kind: str
    variable: Name
    without: object
    body: object


@dataclass(frozen=True)
class ArgOpt:
    """The place of the min or max of body."""

    sense: str
    variable: object
    body: object


@dataclass(frozen=True)
class Least:
    """The min or max of body over all places; inf and sup need not be attained."""

    sense: str
    variable: object
    body: object
    attained: bool = True


@dataclass(frozen=True)
class Image:
    """All values of a function of one real number."""

    name: str


@dataclass(frozen=True)
class Interval:
    """An interval."""

    low: object
    high: object
    low_open: bool
    high_open: bool


@dataclass(frozen=True)
class Several:
    """Names of which the same is told."""

    names: tuple


@dataclass(frozen=True)
class Finite:
    """A set of some values."""

    values: tuple


@dataclass(frozen=True)
class Numbers:
    """All numbers of a kind (R, N, Z), or all vectors or matrices of them."""

    field: str
    sizes: tuple


@dataclass(frozen=True)
class Law:
    """A law: a known one with its parameters, or a declared one."""

    name: str
    parameters: tuple


@dataclass(frozen=True)
class Goal:
    """What a letter goes to; side is +, - or empty."""

    value: object
    side: str


@dataclass(frozen=True)
class BigO:
    """An error of the order of body, near zero or far out."""

    body: object
    far: bool = False


@dataclass(frozen=True)
class Chain:
    """Relations between neighbours."""

    parts: tuple
    ops: tuple


@dataclass(frozen=True)
class Implies:
    """Where all chains of given hold, all of then do."""

    given: tuple
    then: tuple


@dataclass(frozen=True)
class Iff:
    """Two chains that hold in the same places."""

    parts: tuple


IN_WORDS = {
    Interval: "an interval", Finite: "a set of values", Numbers: "a set of numbers", Law: "a law",
    Goal: "what a letter goes to", BigO: "an error term", Image: "the set of a function's values",
    Several: "a list of names", Run: "a row of dots", Given: "a named argument",
    ArgOpt: "the place of an optimum", Least: "a least or greatest value", Chain: "a relation",
}


def in_words(node: Node) -> str:
    """Return what a part of a formula is, in the words of its author."""
    return IN_WORDS.get(type(node), "a statement")
