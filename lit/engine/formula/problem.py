"""From the statements of a block to the cases and claims that are checked."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import sympy as sp

from lit.engine.formula import syntax as s
from lit.engine.formula.average import law_of, with_law
from lit.engine.formula.claim import Case, Claim, Problem
from lit.engine.formula.elaborate import RULES
from lit.engine.formula.goals import componentwise
from lit.engine.formula.notation import Symbol
from lit.engine.formula.reader.statements import values_in
from lit.engine.formula.relations import FormulaError, chain_claims, free_indices
from lit.engine.formula.scope import Definition, Scope, span
from lit.engine.formula.signs import FormulaError as UnreadableFormula
from lit.engine.formula.syntax import Call, Chain, Index, Law, Name, Node
from lit.engine.formula.table import HOMES, plain, table_of
from lit.engine.formula.values import ElaborationError, entries


def mentions(node: object, key: str) -> bool:
    """Return whether a name occurs in a node."""
    if isinstance(node, tuple | list):
        return any(mentions(part, key) for part in node)
    if getattr(node, "key", None) == key or getattr(node, "name", None) == key:
        return True
    return is_dataclass(node) and any(mentions(getattr(node, f.name), key) for f in fields(node))


def defined_parts(statement: object) -> tuple:
    """Return (name, parameters, indices, right side) of a definition.

    Raises FormulaError where it is none.
    """
    if not isinstance(statement, Chain):
        raise FormulaError("a definition holds for all values of its letters; "
                           "write a case distinction, "
                           "or make it a thm- block", "E260")
    left, right = statement.parts[0], statement.parts[-1]
    base, indices = (left.base, left.indices) if isinstance(left, Index) else (left, ())
    arguments = base.args if isinstance(base, Call) else ()
    if not isinstance(base, Name | Call) or set(statement.ops) != {"="}:
        raise FormulaError("a definition is a name or a function of names, =, and its meaning",
                           "E261")
    plain_letters = all(isinstance(part, Name) for part in (*arguments, *indices))
    keys = [part.key for part in (*arguments, *indices) if plain_letters]
    if not plain_letters or len(set(keys)) < len(keys):
        raise FormulaError("the arguments and indices of what is defined have to be plain letters, "
                           "each of its own",
                           "E262")
    name = base.key if isinstance(base, Name) else base.name
    return name, tuple(keys[:len(arguments)]), tuple(keys[len(arguments):]), right


@dataclass
class Context:
    """The notation of a chapter, and the definitions met so far with the blocks and the mistakes of
    their names.
    """

    notation: dict
    table: Any = None
    definitions: dict = field(default_factory=dict)
    homes: dict = field(default_factory=dict)
    mistakes: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.table = self.table or table_of(self.notation)
        for symbol in (self.notation or {}).values() if isinstance(self.notation, dict) else ():
            if symbol.type == "random":
                made = law_of(stated_law(symbol, self.notation), self.scope(), plain(symbol.key))
                self.table.laws.update(dict.fromkeys(entries(self.table.values[symbol.key]), made))

    def scope(self) -> Scope:
        return Scope(self.table, self.definitions, rules=RULES)

    def sized(self, sizes: dict, keys: set[str]) -> "Context":
        """Return the context of statements in the given names, with the given sizes {name: size} of
        dimensions.
        """
        kept = {key: symbol for key, symbol in self.notation.items()
                if key in keys or symbol.type in ("dimension", *HOMES)}
        return replace(self, notation=kept, table=table_of(kept, sizes))

    def define(self, statement: object, *more: object) -> str:
        """Enter a definition, name, indexed name or function = right side, and return its name.

        Raises FormulaError.
        """
        name, parameters, indices, right = defined_parts(statement)
        if more:
            raise FormulaError("a definition states one thing; "
                               "give each of the others a block of its own",
                               "E263")
        if mentions(right, name):
            raise FormulaError(f"the definition of {plain(name)} speaks of itself; "
                               "define it by other things",
                               "E264")
        for key in (*parameters, *indices):
            if not mentions(right, key):
                raise FormulaError(f"{plain(key)} stands on the left of the definition, "
                                   "and not on its right",
                                   "E265")
        again = self.leads_to(right, name)
        if again:
            raise FormulaError(f"{plain(name)} and {plain(again)} are each defined by the other; "
                               "begin with one of them",
                               "E266")
        self.definitions[name] = Definition(parameters, indices, right)
        return name

    def leads_to(self, node: Node, name: str, seen: tuple = ()) -> str | None:
        """Return a defined name in node whose definition leads to name, or None."""
        for key, defined in self.definitions.items():
            if key != name and key not in seen and mentions(node, key):
                if mentions(defined.body, name) or self.leads_to(defined.body, name, (*seen, key)):
                    return key
        return None


def cases_of(statement: Node, context: Context, scope: Scope) -> list[Case]:
    """Return the cases that a statement makes under one choice of its free indices."""
    if isinstance(statement, s.Implies) and not isinstance(statement.then[0], s.Chain):
        return [case for one in unfolded(statement) for case in cases_of(one, context, scope)]
    if isinstance(statement, s.Implies):
        for part in statement.given:
            if getattr(part, "ops", ()) == ("law",):
                scope = with_law(part, scope)
            elif found := values_of(part):
                return [case for one in found
                        for case in cases_of(set_to(statement, part, one), context, scope)]
        given = [c for part in statement.given if getattr(part, "ops", ()) != ("law",)
                 for c in chain_claims(part, scope)]
        then = [c for part in statement.then for c in chain_claims(part, scope)]
        return [Case(pointwise(then), pointwise(given))]
    if isinstance(statement, s.Iff):
        parts = [pointwise(chain_claims(part, scope)) for part in statement.parts]
        return [Case(two, one, both=True) for one, two in itertools.pairwise(parts)]
    claims = chain_claims(statement, scope)
    single = tuple(claim for claim in claims if isinstance(claim, Claim))
    others = [claim for claim in claims if not isinstance(claim, Claim)]
    return ([Case(single)] if single else []) + others


def pointwise(claims: Iterable) -> tuple[Claim, ...]:
    """Return claims as a tuple. Raises ElaborationError for one that no single point can decide."""
    if any(not isinstance(claim, Claim) for claim in claims):
        raise ElaborationError("an optimum, a set of all values or an error term cannot stand "
                               "under a condition; "
                               "say in the notation what its letters may be", "E252")
    return tuple(claims)


def unfolded(statement: Node) -> list:
    """Return implications of chains for one whose conclusion is an implication or an equivalence.
    """
    (then,) = statement.then
    if isinstance(then, s.Implies):
        return [replace(then, given=(*statement.given, *then.given))]
    turns = [pair for one, two in itertools.pairwise(then.parts)
             for pair in ((one, two), (two, one))]
    return [replace(statement, given=(*statement.given, one), then=(two,)) for one, two in turns]


def values_of(part: Node) -> tuple:
    """Return the values of the finite set in a condition, else nothing."""
    chain = getattr(part, "ops", ()) == ("in",)
    return part.parts[1].values if chain and isinstance(part.parts[1], s.Finite) else ()


def set_to(statement: Node, part: Node, one: Node) -> Node:
    """Return an implication whose condition of being in a set is narrowed to one value."""
    given = tuple(replace(part, parts=(part.parts[0], one), ops=("=",)) if other is part else other
                  for other in statement.given)
    return replace(statement, given=given)


def stated_law(symbol: Symbol, notation: dict) -> Law:
    """Return the law that a line of the notation states, as a node. Raises FormulaError."""
    text = " ".join(symbol.arguments)
    match = re.fullmatch(r"(?:\w+ )?([a-z]+)\((.*)\)", text)
    if not match:
        raise FormulaError(f"the law {text!r} of {symbol.latex} is not readable; "
                           "write random normal(0, 1)",
                           "E253")
    try:
        return Law(match[1], values_in(match[2], notation))
    except UnreadableFormula as error:
        raise FormulaError(f"the law of {symbol.latex}: {error.what}; {error.mend}") from None


def problem_of(statements: Sequence, context: Context) -> Problem:
    """Return the problem that statements make: for every choice of their free indices."""
    scope = context.scope()
    found: list = []
    for statement in statements:
        if together := componentwise(statement, scope):
            found.append(together)
            continue
        keys = free_indices(statement, context.table.ranges)
        for places in itertools.product(*[span(key, scope) for key in keys]):
            names = dict(zip(keys, map(sp.Integer, places), strict=True))
            found += cases_of(statement, context, scope.with_bound(names))
    if not any(not isinstance(case, Case) or case.then for case in found):
        raise FormulaError("vacuous: nothing in this statement can be true or false; "
                           "add what it equals, or make it "
                           "a def- block", "E254")
    sizes = {name: context.table.sizes[name] for name in sorted(sizes_met(statements, context))}
    return Problem(tuple(found), context.table.space(), sizes, tuple(dict.fromkeys(scope.rows)))


def parts_met(node: Node, context: Context, seen: set | None = None) -> Iterator[Node]:
    """Yield all nodes within a node, and within the definitions that it uses, each of these once.
    """
    seen = set() if seen is None else seen
    if isinstance(node, tuple | list):
        for part in node:
            yield from parts_met(part, context, seen)
    elif is_dataclass(node):
        yield node
        for key in {getattr(node, "key", None), getattr(node, "name",
                                                        None)} & set(context.definitions) - seen:
            seen.add(key)
            yield from parts_met(context.definitions[key].body, context, seen)
        yield from parts_met([getattr(node, f.name) for f in fields(node)], context, seen)


def keys_met(node: Node, context: Context) -> set[str]:
    """Return the names that occur in a node or in the definitions that it uses."""
    found = {getattr(part, at, None) for part in parts_met(node, context) for at in ("key", "name")}
    defined = [context.definitions[key] for key in found & set(context.definitions)]
    return {key for key in found.union(*[(*each.indices, *each.parameters) for each in defined])
            if isinstance(key, str)}


def sizes_met(node: Node, context: Context) -> set[str]:
    """Return the names of the dimensions that a node depends on."""
    table, keys = context.table, keys_met(node, context)
    sizes = [(key, *table.shapes.get(key, ()), *table.ranges.get(key, ())) for key in keys]
    return set(table.sizes).intersection(*[set().union(*sizes)])
