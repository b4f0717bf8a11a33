"""From the statements of a block to the claims they make."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp

from lit.engine.formula import syntax as s
from lit.engine.formula.claim import (
    Case, Claim, Extremum, Optimum, Order, Problem, Range, SameOptimum,
)
from lit.engine.formula.arithmetic import name_text
from lit.engine.formula.average import law_of, with_law
from lit.engine.formula.derivative import variable
from lit.engine.formula.elaborate import RULES
from lit.engine.formula.functions import function
from lit.engine.formula.scope import Definition, Scope, scalar, span, value, value_with_needs
from lit.engine.formula.need import is_visible
from lit.engine.formula.notation import Symbol
from lit.engine.formula.reader.statements import values_in
from lit.engine.formula.signs import FormulaError as UnreadableFormula
from lit.engine.formula.space import Domain
from lit.engine.formula.syntax import Call, Chain, Index, Law, Name, Node
from lit.engine.formula.table import HOMES, plain, table_of
from lit.engine.formula.values import (
    ElaborationError, Value, entries, is_matrix, number, same_shape, shape_text,
)


BINDERS = (s.Sum, s.Prod, s.ArgOpt, s.Least, s.Over)


def free_indices(node: Node, ranges: dict, bound: frozenset = frozenset()) -> list[str]:
    """Return the keys of the indices in a node that nothing binds, in order."""
    if isinstance(node, tuple | list):
        found = [free_indices(part, ranges, bound) for part in node]
    elif isinstance(node, s.Name):
        return [node.key] if node.key in ranges and node.key not in bound else []
    elif is_dataclass(node):
        own = {getattr(node.variable, "key",
                       None)} if isinstance(node, BINDERS) else drawn_indices(node)
        found = [free_indices(getattr(node, f.name), ranges, bound | own) for f in fields(node)]
    else:
        return []
    return list(dict.fromkeys(itertools.chain(*found)))


def drawn_indices(node: Node) -> set[str]:
    """Return the keys of the indices that an average draws."""
    law: Any = getattr(node, "law", None) if isinstance(node, s.Average) else None
    return {law.parts[0].key} if hasattr(law, "parts") and hasattr(law.parts[0], "key") else set()


def optimised(node: Node, scope: Scope) -> tuple[sp.Expr, tuple]:
    """Return the objective of an optimum, and the letters it is taken over."""
    names = getattr(node.variable, "names", (node.variable,))
    met = [variable(name, scope) for name in names]
    body = scalar(node.body, replace(scope.holding(*[key for key, _, _ in met]), needs=[]))
    return body, tuple(entry for _, _, letters in met for entry in entries(letters))


def optimum_claim(one: Node, two: Node, scope: Scope) -> Optimum | SameOptimum:
    """Return the claim that two parts of a chain are the same optimum."""
    if not isinstance(one, s.ArgOpt):
        one, two = two, one
    objective, letters = optimised(one, scope)
    if isinstance(two, s.ArgOpt):
        other, others = optimised(two, scope)
        if others != letters:
            raise ElaborationError("the two optima are taken over different letters", "E240")
        return SameOptimum(objective, other, letters, one.sense != two.sense)
    place = tuple(entries(value(two, scope)))
    if len(place) != len(letters):
        raise ElaborationError(f"the optimum has {len(letters)} entries, the place {len(place)}",
                               "E241")
    if set().union(*[part.free_symbols for part in place]) & set(letters):
        raise ElaborationError("the place of the optimum depends on the letter it is taken over",
                               "E242")
    return Optimum(objective, letters, place, one.sense, Fraction(slack_of(two)))


def extremum_claim(one: Node, two: Node, scope: Scope) -> Extremum:
    """Return the claim that the least or greatest value over all places is a value."""
    if not isinstance(one, s.Least):
        one, two = two, one
    objective, letters = optimised(one, scope)
    return Extremum(objective, letters, scalar(two, scope), one.sense, Fraction(slack_of(two)),
                    one.attained)


def image_claim(one: Node, two: Node, scope: Scope) -> Range:
    """Return the claim that the values of a function of one number fill an interval."""
    if not isinstance(one, s.Image):
        one, two = two, one
    if not isinstance(two, s.Interval):
        raise ElaborationError("the values of a function can only be compared with an interval",
                               "E243")
    t = sp.Dummy("t", real=True)
    scope.table.domains[t] = Domain()
    ends = [scalar(end, scope) for end in (two.low, two.high)]
    whole_range = sp.Interval(*ends, two.low_open, two.high_open)
    if whole_range.is_empty or whole_range.inf == whole_range.sup:
        raise ElaborationError("the interval is empty or one number; its lower end comes first",
                               "E244")
    return Range(number(function(one.name, [t], scope)), t, whole_range)


def order_claim(one: Node, two: Node, scope: Scope) -> Order:
    """Return the claim that one side is the other up to an error of the stated order."""
    terms = two.terms if isinstance(two, s.Add) else (two,)
    rest = [term for term in terms if not isinstance(term, s.BigO)]
    errors = [term for term in terms if isinstance(term, s.BigO)]
    if len(errors) != 1 or isinstance(one, s.BigO):
        raise ElaborationError("an error term O(…) stands once, on the right side; "
                               "write x = y + O(z)",
                               "E245")
    (big,) = errors
    scale = scalar(big.body, scope)
    if not scale.free_symbols:
        raise ElaborationError("an error term O(…) without a letter says nothing of where it is "
                               "small; write "
                               "what goes to 0 in it, as in O(x)", "E255")
    gap = scalar(one, scope) - sum(scalar(term, scope) for term in rest)
    return Order(gap, scale, tuple(sorted(scale.free_symbols, key=str)), big.far)


SPECIAL = {
    s.ArgOpt: optimum_claim, s.Least: extremum_claim, s.Image: image_claim, s.BigO: order_claim,
}


def special(one: Node, two: Node) -> Callable | None:
    """Return the rule for a pair of parts that are not both values, or None."""
    parts = [one, *(two.terms if isinstance(two, s.Add) else (two,))]
    return next((SPECIAL[type(part)] for part in parts if type(part) in SPECIAL), None)


def slack_of(node: Node) -> Any:
    """Return the accuracy that a node states: half a unit of its last decimal, else 0."""
    return getattr(node, "slack", 0) or 0


def resolved(node: Node, scope: Scope) -> Node:
    """Return the optimum that a name is defined as, or the node itself."""
    defined = scope.definitions.get(getattr(node, "key", None))
    body = defined.body if defined and not defined.parameters else None
    return body if isinstance(body, s.ArgOpt | s.Least) else node


def componentwise(chain: Chain, scope: Scope) -> Optimum | None:
    """Return the claim of w_i = right side for an optimum w, or None for another chain."""
    if not isinstance(chain, s.Chain) or not isinstance(chain.parts[0], s.Index):
        return None
    left, right = chain.parts[0], chain.parts[-1]
    optimum = resolved(left.base, scope)
    if not isinstance(optimum, s.ArgOpt) or len(left.indices) != 1 or chain.ops != ("=",):
        return None
    key = left.indices[0].key
    objective, letters = optimised(optimum, scope)
    place = tuple(scalar(right, scope.with_bound({key: sp.Integer(i)})) for i in span(key, scope))
    return Optimum(objective, letters, place, optimum.sense)


def member_claims(one: Node, home: Node, scope: Scope) -> list:
    """Return the claims of one or several names being in a set."""
    if isinstance(one, s.Several):
        return [claim for name in one.names for claim in member_claims(name, home, scope)]
    if isinstance(home, s.Numbers):
        check_shape(one, home, scope)
        declared = isinstance(one, s.Name) and one.key not in scope.definitions
        return [] if declared else number_claims(one, home, scope)
    inside, needs = side_with_needs(one, scope)
    inside = needed_number(inside)
    if isinstance(home, s.Finite):
        gaps = sp.Mul(*[inside - scalar(part, scope) for part in home.values])
        return [Claim(gaps, "=", sp.S.Zero, left_needs=needs)]
    low, high = scalar(home.low, scope), scalar(home.high, scope)
    ends = [Claim(low, "<" if home.low_open else "<=", inside, right_needs=needs),
            Claim(inside, "<" if home.high_open else "<=", high, left_needs=needs)]
    kept = [claim for claim, end in zip(ends, (low, high), strict=True) if not end.is_infinite]
    return kept or [existence(needs)]


def side_with_needs(node: Node, scope: Scope) -> tuple[Value, tuple]:
    """Return the value of a side, and what it needs beyond what its letters promise."""
    found, needs = value_with_needs(node, scope)
    return found, tuple(need for need in needs if need.limit or not is_visible(need.expr, need.op))


def existence(needs: Any) -> Claim:
    """Return the claim that something has a value."""
    return Claim(sp.S.Zero, "=", sp.S.Zero, left_needs=needs)


def number_claims(one: Node, home: Node, scope: Scope) -> list[Claim]:
    """Return the claims of a value being a real, whole or natural number; natural ones begin with
    1.
    """
    found, needs = side_with_needs(one, scope)
    if home.field == "R":
        return [existence(needs)]
    claims = [Claim(sp.floor(entry), "=", entry, left_needs=needs)
              for entry in entries(number(found))]
    if home.field == "N":
        if any(not (entry.is_positive or entry.is_negative) for entry in entries(number(found))):
            raise FormulaError("books differ on whether 0 is in \\mathbb{N}, "
                               "and nothing here rules it out; "
                               "write \\mathbb{Z} and \\ge 0, or declare the letter positive",
                               "E246")
        claims += [Claim(entry, ">", sp.S.Zero) for entry in entries(number(found))]
    return claims


def needed_number(found: Any) -> sp.Expr:
    """Return a value that must be a number. Raises ElaborationError for another."""
    found = number(found)
    if is_matrix(found) or not isinstance(found, sp.Expr):
        raise ElaborationError(f"a number is needed here, not {shape_text(found)}")
    return found


def check_shape(one: Node, home: Node, scope: Scope) -> None:
    """Raise ElaborationError where a value has another shape than the vectors or matrices of a set.
    """
    found = number(value(one, replace(scope, needs=[])))
    wanted = tuple(int(scalar(size, scope)) for size in home.sizes)
    shape = found.shape if is_matrix(found) else ()
    if shape not in (wanted, (*wanted, 1)) and wanted != (1, *shape):
        raise ElaborationError(f"{name_text(one)} is {shape_text(found)}, and the set holds others",
                               "E247")


def definite_claims(one: Node, strict: bool, scope: Scope) -> list[Claim]:
    """Return the claims of a matrix being positive definite, or semidefinite."""
    matrix, needs = side_with_needs(one, scope)
    if not is_matrix(matrix) or matrix.rows != matrix.cols:
        raise ElaborationError(f"{name_text(one)} is {shape_text(matrix)}; "
                               "only a square matrix can be definite",
                               "E248")
    claims = [existence(needs)] * bool(needs)
    claims += [Claim(sp.sympify(a), "=", sp.sympify(b))
               for a, b in zip(matrix, matrix.T, strict=True) if a != b]
    if strict:
        minors = [matrix[:k, :k].det(method="berkowitz") for k in range(1, matrix.rows + 1)]
        return claims + [Claim(minor, ">", sp.S.Zero) for minor in minors]
    fresh = sp.Matrix([sp.Dummy(f"v_{i + 1}", real=True) for i in range(matrix.rows)])
    scope.table.domains.update(dict.fromkeys(fresh, Domain()))
    return [*claims, Claim((fresh.T * matrix * fresh)[0, 0], ">=", sp.S.Zero)]


def relation_claims(one: Node, op: str, two: Node, scope: Scope) -> list:
    """Return the claims that one pair of a chain makes, entry by entry."""
    if op == "step":
        return []
    if op == "law":
        raise FormulaError("a law is no claim that points can decide; use it as a condition, "
                           "before a colon",
                           "E249")
    if op == "in":
        return member_claims(one, two, scope)
    if op in ("psd", "pd"):
        return definite_claims(one, op == "pd", scope)
    one, two = resolved(one, scope), resolved(two, scope)
    rule = special(one, two)
    if rule:
        if op not in ("=", "~"):
            raise ElaborationError("this can only be equal to something, not smaller or larger",
                                   "E250")
        inner = replace(scope, needs=[])
        claim = rule(one, two, inner)
        needs = tuple(need for need in inner.needs if not is_visible(need.expr, need.op))
        return [claim, *[existence(needs)] * bool(needs)]
    (left, left_needs), (right,
                         right_needs) = side_with_needs(one, scope), side_with_needs(two, scope)
    left, right = same_shape(left, right, (name_text(one), name_text(two)))
    slack = Fraction(slack_of(two) or slack_of(one))
    if op == "~" and slack == 0:
        raise FormulaError("≈ needs an accuracy: write the right side as a decimal, whose last "
                           "digit says how near it is meant to be", "E251")
    pairs = list(zip(entries(left), entries(right), strict=True))
    labels = [f"entry {i + 1}" if len(pairs) > 1 else "" for i in range(len(pairs))]
    return [Claim(sp.sympify(x), op, sp.sympify(y), slack, label, left_needs, right_needs)
            for (x, y), label in zip(pairs, labels, strict=True)]


def chain_claims(chain: Chain, scope: Scope) -> list:
    """Return the claims of all neighbouring pairs of a chain."""
    triples = zip(chain.parts, chain.ops, chain.parts[1:], strict=False)
    return [claim for one, op, two in triples for claim in relation_claims(one, op, two, scope)]


class FormulaError(ElaborationError):
    """A statement that cannot be checked as it stands: a sentence that says what to change."""


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
