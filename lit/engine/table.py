"""Give each symbol of a notation its SymPy letters, shape, domain and law."""

from dataclasses import dataclass, field
from fractions import Fraction

import sympy as sp

from lit.engine.sample import Domain, Group, Space
from lit.engine.values import Matrix


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


def table_of(notation):
    """Return the table of a notation."""
    return notation if isinstance(notation, Table) else Table()
