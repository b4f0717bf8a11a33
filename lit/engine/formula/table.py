"""Give each symbol of a notation its SymPy letters, shape, domain and law."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

import sympy as sp

from lit.engine.formula.notation import INTERVAL
from lit.engine.formula.space import Domain, Group, Space
from lit.engine.formula.values import Matrix


@dataclass
class Table:
    """What every symbol stands for: values, domains, groups, laws, ranges of indices, sizes."""

    values: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)
    domains: dict = field(default_factory=dict)
    groups: list = field(default_factory=list)
    laws: dict = field(default_factory=dict)
    ranges: dict = field(default_factory=dict)
    shapes: dict = field(default_factory=dict)
    sizes: dict = field(default_factory=dict)

    def space(self):
        """Return the space of all letters."""
        return Space(dict(self.domains), tuple(self.groups))


READABLE = (
    ("^*", "_star"), ("\\", ""), ("{", ""), ("}", ""), ("'", "_prime"), ("^()", ""), ("^", "_"),
)


def plain(key):
    """Return a symbol's key as plain text."""
    key = re.sub(r"(?<=[A-Za-z])\\", "_", key)
    for old, new in READABLE:
        key = key.replace(old, new)
    return key.replace(" ", "_")


def letter(table, name, home):
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


def column(table, name, size, home):
    """Return a column of letters."""
    return Matrix(size, 1, [letter(table, f"{name}_{i + 1}", home) for i in range(size)])


def rectangle(table, name, rows, columns, home, form=""):
    """Return a matrix of letters: of any form, symmetric, spd, diagonal or orthogonal."""
    def entry(i, j):
        if form in ("symmetric", "spd", "psd") and i > j:
            i, j = j, i
        if form == "diagonal" and i != j:
            return sp.S.Zero
        return letter(table, f"{name}_{i + 1}{j + 1}", home)

    made = Matrix(rows, columns, entry)
    if form in ("spd", "psd", "orthogonal"):
        kind = "orthogonal" if form == "orthogonal" else "spd"
        table.groups.append(Group(kind, tuple(made), (rows, columns)))
    return made


def shares(table, name, size):
    """Return a column of probabilities."""
    made = column(table, name, size, Domain(Fraction(0), Fraction(1)))
    table.groups.append(Group("simplex", tuple(made)))
    return made


HOMES = {
    "real": Domain(), "positive": Domain(low=Fraction(0)), "integer": Domain(whole=True),
    "nonnegative": Domain(low=Fraction(0), low_open=False),
}
KINDS = {"vector": "vector", "probability": "vector", "ones": "vector", "matrix": "matrix", "function": "function",
         "index": "index", "data": "family"}
DISTINCT = (2, 3, 4, 5, 6, 7)


def home_of(symbol):
    """Return the domain of a number: that of its type, or the interval behind it."""
    ends = INTERVAL.fullmatch(" ".join(symbol.arguments))
    if not ends:
        return HOMES[symbol.type]
    return Domain(Fraction(ends[2]), Fraction(ends[3]), ends[1] == "(", ends[4] == ")", whole=symbol.type == "integer")


def table_of(notation):
    """Return the table of a notation, {key: Symbol}."""
    if isinstance(notation, Table):
        return notation
    table, free = Table(), iter(DISTINCT)
    for symbol in notation.values():
        if symbol.type == "dimension":
            table.sizes[symbol.key] = next(free)
    for symbol in notation.values():
        entered(table, symbol)
    return table


def entered(table, symbol):
    """Enter what a symbol stands for into the table."""
    key, name = symbol.key, plain(symbol.key)
    sizes = [table.sizes.get(size, size) for size in symbol.arguments[:2]]
    table.kinds[key] = KINDS.get(symbol.type, "scalar")
    if symbol.type in HOMES:
        table.values[key] = letter(table, name, home_of(symbol))
    elif symbol.type == "index":
        table.ranges[key] = tuple(int(end) if end.isdigit() else end for end in symbol.arguments[0].split(".."))
    elif symbol.type == "vector":
        table.values[key] = column(table, name, int(sizes[0]), Domain())
        table.shapes[key] = symbol.arguments[:1]
    elif symbol.type == "ones":
        table.values[key] = Matrix(int(sizes[0]), 1, [1] * int(sizes[0]))
        table.shapes[key] = symbol.arguments[:1]
    elif symbol.type in ("data", "random"):
        enter_family(table, symbol, name, sizes)
    elif symbol.type == "matrix":
        form = {"positive-definite": "spd"}.get(*[" ".join(symbol.arguments[2:3])] * 2)
        table.values[key] = rectangle(table, name, int(sizes[0]), int(sizes[1]), Domain(), form)
        table.shapes[key] = symbol.arguments[:2]
    elif symbol.type == "probability":
        table.values[key] = shares(table, name, int(sizes[0]))
        table.shapes[key] = symbol.arguments[:1]


def enter_family(table, symbol, name, sizes):
    """Enter a data set, or a random letter or family, into the table."""
    key = symbol.key
    sizes = [size for size in sizes if str(size).isdigit()]
    if not key.endswith("^()"):
        table.values[key] = letter(table, name, Domain())
        return
    table.shapes[key] = symbol.arguments[:len(sizes)]
    if len(sizes) == 2:
        table.values[key] = tuple(column(table, f"{name}({i + 1})", int(sizes[1]), Domain()) for i in range(int(sizes[0])))
    else:
        members = [letter(table, f"{name}({i + 1})", Domain()) for i in range(int(sizes[0]))]
        table.values[key] = Matrix(int(sizes[0]), 1, members)
