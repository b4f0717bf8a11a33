"""Combine numbers, vectors and matrices with their shapes checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

import sympy as sp

from lit.engine.formula.edges import root

Matrix: TypeAlias = sp.ImmutableDenseMatrix
Value: TypeAlias = Any  # a number, a Matrix, an Identity, or a tuple of values: a family


class ElaborationError(Exception):
    """A formula that reads well but means nothing: a sentence that says what to change."""

    def __init__(self, told: str, code: str = "") -> None:
        super().__init__(told)
        self.code = code


@dataclass(frozen=True)
class Identity:
    """A number times the identity matrix, whose size is decided by what it meets."""

    factor: sp.Expr = sp.S.One


def is_matrix(value: object) -> bool:
    """Return whether a value has a shape."""
    return isinstance(value, sp.MatrixBase)


def number(value: Value) -> Value:
    """Return a matrix with one entry as that entry, and all else as it is."""
    return value[0, 0] if is_matrix(value) and value.shape == (1, 1) else value


def entries(value: Value) -> list:
    """Return the entries of a value row by row; a number has one."""
    if isinstance(value, Identity):
        raise ElaborationError("an identity of no known size has no entries; write a number, "
                               "or a matrix whose size "
                               "is declared", "E201")
    if isinstance(value, tuple):
        return [entry for part in value for entry in entries(part)]
    return list(value) if is_matrix(value) else [value]


def shape_text(value: Value) -> str:
    """Return the shape of a value in words."""
    if isinstance(value, tuple):
        return f"a family of {len(value)}"
    if not is_matrix(value):
        return "an identity" if isinstance(value, Identity) else "a number"
    rows, columns = value.shape
    if columns == 1:
        return f"a column of {rows}"
    return f"a row of {columns}" if rows == 1 else f"{rows}×{columns}"


def clash(what: str, left: Value, right: Value, names: Sequence[str],
          hint: str = "a transpose is missing?") -> NoReturn:
    """Raise an error that names two values whose shapes do not fit."""
    pairs = zip(names, (left, right), strict=True)
    one, two = (f"{name} is {shape_text(value)}" for name, value in pairs)
    raise ElaborationError(f"{what}: {one}, {two}: {hint}", "E202")


def sized(identity: Identity, like: Matrix) -> Matrix:
    """Return an identity in the size of a square matrix."""
    return identity.factor * Matrix(sp.eye(like.rows))


def plus(left: Value, right: Value,
         names: Sequence[str] = ("the left part", "the right part")) -> Value:
    """Return a sum."""
    left, right = number(left), number(right)
    if isinstance(left, Identity) and isinstance(right, Identity):
        return Identity(left.factor + right.factor)
    if isinstance(left, Identity):
        left, right, names = right, left, names[::-1]
    if isinstance(right, Identity):
        if not is_matrix(left) or left.rows != left.cols:
            clash("a sum with an identity needs a square matrix", left, right, names, "is I meant?")
        return left + sized(right, left)
    if is_matrix(left) != is_matrix(right):
        if left == 0 or right == 0:
            return right if left == 0 else left
        clash("a number and a matrix cannot be added", left, right, names, "is I missing?")
    if is_matrix(left) and left.shape != right.shape:
        clash("the shapes in a sum differ", left, right, names)
    return left + right


def times(left: Value, right: Value,
          names: Sequence[str] = ("the left part", "the right part")) -> Value:
    """Return a product."""
    fits = is_matrix(left) and is_matrix(right) and left.cols == right.rows
    if not fits:
        left, right = number(left), number(right)
    if isinstance(left, Identity) or isinstance(right, Identity):
        unit, other = (left, right) if isinstance(left, Identity) else (right, left)
        if isinstance(other, Identity):
            return Identity(unit.factor * other.factor)
        return unit.factor * other if is_matrix(other) else Identity(unit.factor * other)
    if is_matrix(left) and is_matrix(right) and left.cols != right.rows:
        clash("the shapes in a product do not fit", left, right, names)
    return number(left * right)


def inverse(matrix: Matrix) -> Matrix:
    """Return the inverse of a square matrix of letters, by its adjugate."""
    if matrix.is_diagonal():
        return Matrix(sp.diag(*[1 / matrix[i, i] for i in range(matrix.rows)]))
    return Matrix(matrix.adjugate() / matrix.det(method="berkowitz"))


MOST_DIGITS, MOST_FACTORS = 100_000, 100


def check_length(base: sp.Expr, exponent: sp.Expr) -> None:
    """Raise ElaborationError for a power of numbers with more digits than anybody could wait for.
    """
    sizes = [max(abs(part.p), part.q) for part in sp.sympify(base).atoms(sp.Rational)]
    bits = max((size.bit_length() for size in sizes), default=0)
    if exponent.is_Rational and abs(exponent) * bits > 3 * MOST_DIGITS:
        raise ElaborationError(f"a number with more than {MOST_DIGITS:,} digits; "
                               "write a letter for it, or its logarithm",
                               "E209")


def raised(base: Value, exponent: Value, name: str = "the base") -> Value:
    """Return a power; of a matrix, a whole power or the inverse."""
    base, exponent = number(base), number(exponent)
    if is_matrix(exponent) or isinstance(exponent, Identity):
        raise ElaborationError(f"an exponent is a number, not {shape_text(exponent)}", "E203")
    if isinstance(base, Identity):
        return Identity(base.factor**exponent)
    if not is_matrix(base):
        check_length(base, exponent)
        return base**exponent
    if base.rows != base.cols:
        raise ElaborationError(f"{name} is {shape_text(base)} and only a square matrix has powers",
                               "E204")
    if exponent == -1:
        return inverse(base)
    if not (exponent.is_Integer and exponent >= 0):
        raise ElaborationError(f"{name} is a matrix and {exponent} is no whole power", "E205")
    if exponent > MOST_FACTORS:
        raise ElaborationError(f"a product of more than {MOST_FACTORS} matrices; "
                               "write a letter for the power", "E209")
    return Matrix(base ** int(exponent))


def transposed(value: Value) -> Value:
    """Return the transpose; of a number, the number."""
    return value.T if is_matrix(value) else value


def divided(left: Value, right: Value, name: str = "the denominator") -> Value:
    """Return a quotient by a number."""
    right = number(right)
    if is_matrix(right) or isinstance(right, Identity):
        raise ElaborationError(f"{name} is {shape_text(right)} and cannot divide; use an inverse",
                               "E206")
    return Identity(left.factor / right) if isinstance(left, Identity) else left / right


def elementwise(function: Callable, values: Sequence) -> Value:
    """Return function applied entry by entry; numbers serve every entry."""
    values = [number(value) for value in values]
    if lost := next((value for value in values if isinstance(value, Identity | tuple)), None):
        raise ElaborationError(f"{shape_text(lost)} stands where a number, "
                               "a column or a matrix is needed; write "
                               "the entry that is meant, or a matrix whose size is declared",
                               "E207")
    shaped = [value for value in values if is_matrix(value)]
    if not shaped:
        return function(*values)
    rows, columns = shaped[0].shape
    if any(value.shape != (rows, columns) for value in shaped):
        clash("the arguments differ in shape", shaped[0], shaped[-1], ("the first", "the last"))
    return Matrix(rows, columns, lambda i, j: function(
        *[value[i, j] if is_matrix(value) else value for value in values]))


def same_shape(left: Value, right: Value, names: Sequence[str]) -> tuple[Value, Value]:
    """Return both sides of a relation in one shape."""
    left, right = number(left), number(right)
    if isinstance(left, Identity) and is_matrix(right):
        left = sized(left, right)
    if isinstance(right, Identity) and is_matrix(left):
        right = sized(right, left)
    if is_matrix(left) != is_matrix(right):
        if 0 not in (left, right):
            clash("a number is compared with a matrix", left, right, names, "is an index missing?")
        left, right = (right * 0, right) if left == 0 else (left, left * 0)
    if isinstance(left, Identity) or isinstance(right, Identity):
        raise ElaborationError("an identity is compared with what does not say its size; "
                               "write a number, or a matrix",
                               "E208")
    if is_matrix(left) and left.shape != right.shape:
        clash("the two sides differ in shape", left, right, names)
    return left, right


CORNERS = (sp.Max, sp.Min, sp.Abs, sp.sign)


def pieced(expr: sp.Expr) -> sp.Expr:
    """Return expr as one case distinction, without Max, Min, Abs and sign."""
    def cornered(part: sp.Basic) -> bool:
        return isinstance(part, CORNERS)

    return sp.piecewise_fold(expr.replace(cornered, lambda part: part.rewrite(sp.Piecewise)))


def one_side(expr: sp.Expr, edge: sp.Expr, upward: bool) -> sp.Expr:
    """Return expr as it is where edge is just above (or just below) 0."""
    def decide(rel: sp.Expr) -> sp.Basic:
        for factor in (1, -1):
            if sp.expand(rel.lhs - rel.rhs - factor * edge) == 0:
                above = upward if factor == 1 else not upward
                if isinstance(rel, sp.Eq | sp.Ne):
                    return sp.true if isinstance(rel, sp.Ne) else sp.false
                return sp.true if above == isinstance(rel, sp.Gt | sp.Ge) else sp.false
        return rel

    return expr.xreplace({rel: decide(rel) for rel in expr.atoms(sp.core.relational.Relational)})


def corner(whole: sp.Expr, edge: sp.Expr, x: sp.Symbol) -> list:
    """Return the rows of a case distinction that hold the slope where edge is 0."""
    low, high = (one_side(whole, edge, upward) for upward in (False, True))
    left, right = derivative(low, x), derivative(high, x)
    found = root(edge)
    at = {x: found[1]} if found and found[0] == x else {}
    here = sp.Eq(edge, 0)
    met = [sp.Eq(one.subs(at), two.subs(at)) for one, two in ((low, high), (left, right))]
    smooth = sp.And(*met)
    rows = [(right.subs(at), sp.And(here, smooth))] if smooth != sp.false else []
    return rows if smooth == sp.true else [*rows, (sp.nan, here)]


def derivative(expr: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """Return the derivative of expr by x, with every row of a distinction taken by itself."""
    if not isinstance(expr, sp.Piecewise):
        return sp.diff(expr, x)
    return sp.Piecewise(*[(sp.nan if value is sp.nan else sp.diff(value, x), condition)
                          for value, condition in expr.args])


def slope(expr: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """Return the derivative of expr by x, undefined at corners."""
    if not expr.has(*CORNERS, sp.Piecewise):
        return sp.diff(expr, x)
    whole = pieced(expr)
    edges = []
    for rel in sorted(whole.atoms(sp.core.relational.Relational), key=str):
        edge = sp.expand(rel.lhs - rel.rhs)
        if x in edge.free_symbols and edge not in edges and sp.expand(-edge) not in edges:
            edges.append(edge)
    rows = [row for edge in edges for row in corner(whole, edge, x)]
    inner = derivative(whole, x)
    rest = inner.args if isinstance(inner, sp.Piecewise) else [(inner, True)]
    return sp.Piecewise(*rows, *rest)
