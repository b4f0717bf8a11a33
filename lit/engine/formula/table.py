"""Give each symbol of a notation its SymPy letters, shape, domain and law."""

import itertools
import re
from dataclasses import dataclass, field
from fractions import Fraction

import sympy as sp

from lit.engine.formula.notation import INTERVAL, Symbol
from lit.engine.formula.space import Array, Domain, Group, Space
from lit.engine.formula.values import ElaborationError, Matrix


@dataclass
class Table:
    """What every symbol stands for: values, domains, groups, laws, ranges of indices, sizes.

    arrays are its vectors and matrices; absent says of a symbol why there is none of these sizes.
    """

    values: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)
    domains: dict = field(default_factory=dict)
    groups: list = field(default_factory=list)
    laws: dict = field(default_factory=dict)
    ranges: dict = field(default_factory=dict)
    shapes: dict = field(default_factory=dict)
    sizes: dict = field(default_factory=dict)
    arrays: list = field(default_factory=list)
    absent: dict = field(default_factory=dict)

    def space(self) -> Space:
        """Return the space of all letters."""
        return Space(dict(self.domains), tuple(self.groups), tuple(self.arrays))


READABLE = (
    ("^*", "_star"), ("\\", ""), ("{", ""), ("}", ""), ("'", "_prime"), ("^()", ""), ("^", "_"),
)


def plain(key: str) -> str:
    """Return a symbol's key as plain text."""
    key = re.sub(r"(?<=[A-Za-z])\\", "_", key)
    for old, new in READABLE:
        key = key.replace(old, new)
    return key.replace(" ", "_")


def letter(table: Table, name: str, home: Domain) -> sp.Symbol:
    """Return a letter that lives in a domain, and enter it into the table."""
    positive = home.low is not None and (home.low > 0 or home.low == 0 and home.low_open)
    known = {"positive": True} if positive else {"real": True}
    if not positive and home.low == 0:
        known = {"nonnegative": True}
    if home.whole:
        known["integer"] = True
    symbol = sp.Symbol(name, **known)
    table.domains[symbol] = home
    return symbol


def column(table: Table, name: str, size: int, home: Domain) -> Matrix:
    """Return a column of letters."""
    made = Matrix(size, 1, [letter(table, f"{name}_{i + 1}", home) for i in range(size)])
    table.arrays.append(Array(tuple(made), made.shape))
    return made


def rectangle(table: Table, name: str, rows: int, columns: int, home: Domain,
              form: str = "") -> Matrix:
    """Return a matrix of letters: of any form, symmetric, spd, diagonal or orthogonal."""
    def entry(i: int, j: int) -> sp.Expr:
        if form in ("symmetric", "spd", "psd") and i > j:
            i, j = j, i
        if form == "diagonal" and i != j:
            return sp.S.Zero
        return letter(table, f"{name}_{i + 1}{j + 1}", home)

    made = Matrix(rows, columns, entry)
    if form in ("spd", "psd", "orthogonal"):
        kind = "orthogonal" if form == "orthogonal" else "spd"
        table.groups.append(Group(kind, tuple(made), (rows, columns)))
    else:
        table.arrays.append(Array(tuple(made), (rows, columns)))
    return made


def shares(table: Table, name: str, size: int) -> Matrix:
    """Return a column of probabilities."""
    home = Domain(Fraction(0), Fraction(1), low_open=False, high_open=False)
    made = Matrix(size, 1, [letter(table, f"{name}_{i + 1}", home) for i in range(size)])
    table.groups.append(Group("simplex", tuple(made)))
    return made


HOMES = {
    "real": Domain(), "positive": Domain(low=Fraction(0)), "integer": Domain(whole=True),
    "nonnegative": Domain(low=Fraction(0), low_open=False),
}
KINDS = {"vector": "vector", "probability": "vector", "ones": "vector", "matrix": "matrix",
         "function": "function",
         "index": "index", "data": "family"}
FIRST, MOST_ENTRIES = 2, 400


def home_of(symbol: Symbol) -> Domain:
    """Return the domain of a number: that of its type, or the interval behind it."""
    ends = INTERVAL.fullmatch(" ".join(symbol.arguments))
    if not ends:
        return HOMES[symbol.type]
    return Domain(Fraction(ends[2]), Fraction(ends[3]), ends[1] == "(", ends[4] == ")",
                  whole=symbol.type == "integer")


def table_of(notation: dict | Table, sizes: dict | tuple = ()) -> Table:
    """Return the table of a notation, {key: Symbol}, with the given sizes of dimensions."""
    if isinstance(notation, Table):
        return notation
    table, free, sizes = Table(), itertools.count(FIRST), dict(sizes)
    for symbol in notation.values():
        if symbol.type == "dimension":
            table.sizes[symbol.key] = sizes.get(symbol.key) or next(free)
    for symbol in notation.values():
        entered(table, symbol)
    return table


def sizes_of(table: Table, symbol: Symbol) -> list[int]:
    """Return the sizes of a symbol as numbers. Raises ElaborationError where they are too large."""
    named = [size for size in symbol.arguments[:2] if size in table.sizes or size.isdigit()]
    found = [table.sizes.get(size) or int(size) for size in named]
    if 0 in found:
        raise ElaborationError(f"{symbol.latex} has the size 0; a size is 1 or more")
    entries_at_most = found[0] * found[-1] ** (len(found) - 1) if found else 0
    if symbol.type != "index" and entries_at_most > MOST_ENTRIES:
        raise ElaborationError(
            f"{symbol.latex} would have more than {MOST_ENTRIES} entries, "
            "and each is a letter here; "
            "declare it with a dimension in place of "
            f"{' and '.join(size for size in named if size.isdigit())}")
    return found


def entered(table: Table, symbol: Symbol) -> None:
    """Enter what a symbol stands for into the table."""
    key, name, sizes = symbol.key, plain(symbol.key), sizes_of(table, symbol)
    table.kinds[key] = KINDS.get(symbol.type, "scalar")
    if symbol.type in HOMES:
        table.values[key] = letter(table, name, home_of(symbol))
    elif symbol.type == "index":
        table.ranges[key] = tuple(int(end) if end.isdigit() else end
                                  for end in symbol.arguments[0].split(".."))
    elif symbol.type == "vector":
        table.values[key] = column(table, name, sizes[0], Domain())
        table.shapes[key] = symbol.arguments[:1]
    elif symbol.type == "ones":
        table.values[key] = Matrix(sizes[0], 1, [1] * sizes[0])
        table.shapes[key] = symbol.arguments[:1]
    elif symbol.type in ("data", "random"):
        enter_family(table, symbol, name, sizes)
    elif symbol.type == "matrix":
        enter_matrix(table, symbol, name, sizes)
    elif symbol.type == "probability":
        table.values[key] = shares(table, name, sizes[0])
        table.shapes[key] = symbol.arguments[:1]


def enter_matrix(table: Table, symbol: Symbol, name: str, sizes: list[int]) -> None:
    """Enter a matrix into the table, or the reason why there is none of its sizes."""
    form = " ".join(symbol.arguments[2:3])
    table.shapes[symbol.key] = symbol.arguments[:2]
    if form == "orthogonal" and sizes[0] < sizes[1]:
        table.absent[symbol.key] = (f"{symbol.latex} cannot have {sizes[1]} orthonormal columns of "
                                    f"{sizes[0]}; "
                                    "declare it with at least as many rows as columns")
        return
    spelled = {"positive-definite": "spd"}.get(form, form)
    rows, columns = sizes
    table.values[symbol.key] = rectangle(table, name, rows, columns, Domain(), spelled)


def enter_family(table: Table, symbol: Symbol, name: str, sizes: list) -> None:
    """Enter a data set, or a random letter or family, into the table."""
    key = symbol.key
    if not key.endswith("^()"):
        table.values[key] = letter(table, name, Domain())
        return
    table.shapes[key] = symbol.arguments[:len(sizes)]
    if len(sizes) == 2:
        table.values[key] = tuple(column(table, f"{name}({i + 1})", sizes[1], Domain())
                                  for i in range(sizes[0]))
    else:
        members = [letter(table, f"{name}({i + 1})", Domain()) for i in range(sizes[0])]
        table.values[key] = Matrix(sizes[0], 1, members)
