"""Compare a definition with its twin, and with the program that computes it."""

import inspect
import itertools
import keyword
import math
import random
import types
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from lit.engine.formula.claim import Case, Claim, Problem
from lit.engine.formula.scope import call_value, definition_value
from lit.engine.formula.patience import within
from lit.engine.formula.problem import Context
from lit.engine.formula.space import Domain, Space
from lit.engine.formula.table import Table, plain
from lit.engine.formula.values import Identity, entries, is_matrix
from lit.engine.judge.check import Verdict, judge
from lit.engine.judge.definedness import hole_points, unmet
from lit.engine.judge.execute import execute, namespace
from lit.engine.judge.sample import extremes, fit, points
from lit.engine.text.book import Book
from lit.engine.text.chapter import Block, Chapter, ChapterError, nearest


def named_letters(table: Table) -> dict:
    """Return {name of a parameter: what it stands for}."""
    families = {key: value for key, value in table.values.items() if key.endswith("^()")}
    found = {parameter(key): value for key, value in families.items()}
    found |= {f"{parameter(key)}s": value for key, value in families.items()}
    return found | {parameter(key): value for key, value in table.values.items()
                    if key not in families}


def parameter(key: str) -> str:
    """Return a symbol's key as the name of a parameter; one that is a word of Python's gets an
    underscore.
    """
    name = plain(key)
    return f"{name}_" if keyword.iskeyword(name) else name


def named_meanings(context: Context) -> dict:
    """Return {name: what a page means by it}: its letters, and its definitions, functions as
    functions.
    """
    def function(key: str) -> Callable:
        return lambda *arguments: call_value(key, arguments, context.scope())

    found = named_letters(context.table)
    for key, defined in context.definitions.items():
        made = function(key) if defined.parameters else definition_value(defined, context.scope())
        found[parameter(key)] = made
    return found


def own_functions(chapter: Chapter, names: dict, known: set) -> list[types.FunctionType]:
    """Return the functions among names that a block of the chapter has made, in order."""
    return [thing for name, thing in names.items() if inspect.isfunction(thing)
            and (name not in known or thing.__code__.co_filename.endswith(chapter.path))]


def twin_function(book: Book, chapter: Chapter, twin: Block, context: Context,
                  key: str) -> types.FunctionType:
    """Return the function that a twin defines for the definition of key.

    Raises ChapterError if it does not fit.
    """
    names = namespace(book, chapter)
    known = set(names)
    execute(book, chapter, twin, names)
    made = own_functions(chapter, names, known)
    if not made:
        raise ChapterError(chapter.path, twin.line, f"{twin.id} defines no function",
                           "write def name(…)")
    if made[-1].__name__ != parameter(key):
        raise ChapterError(chapter.path, twin.line,
                           f"{twin.id} defines {made[-1].__name__}, not {parameter(key)}",
                           "give both the same name")
    wanted = list(inspect.signature(made[-1]).parameters)
    own = [parameter(name) for name in context.definitions[key].parameters]
    if wanted[:len(own)] != own:
        raise ChapterError(chapter.path, twin.line,
                           f"{twin.id} takes {', '.join(wanted) or 'nothing'}",
                           f"its first arguments are those of the definition: {', '.join(own)}")
    for name in wanted:
        if name not in named_letters(context.table):
            raise ChapterError(chapter.path, twin.line,
                               f"{twin.id} takes {name}, which is no letter here",
                               nearest(name, named_letters(context.table)))
    return made[-1]


def compare_twin(book: Book, chapter: Chapter, twin: Block, context: Context, key: str,
                 seed: int) -> Verdict:
    """Return the verdict on whether the definition of key and the function in twin agree."""
    function = twin_function(book, chapter, twin, context, key)
    letters = named_letters(context.table)
    scope = replace(context.scope(), needs=[])
    one = entries(definition_value(context.definitions[key], scope))
    try:
        two = entries(function(*[letters[name] for name in inspect.signature(function).parameters]))
    except Exception as error:  # whatever the author's twin raises
        raise ChapterError(chapter.path, twin.line,
                           f"{twin.id} fails: {str(error) or type(error).__name__}",
                           "mend the twin") from None
    if any(isinstance(part, Identity) for part in (*one, *two)):
        raise ChapterError(chapter.path, twin.line,
                           f"{twin.keys['of']} holds an identity of no known size",
                           "write a number, or a matrix whose size is declared")
    if len(one) != len(two):
        raise ChapterError(chapter.path, twin.line,
                           f"{twin.id} has {len(two)} entries, {plain(key)} {len(one)}",
                           "mend one of the two")
    claims = tuple(Claim(sp.sympify(a), "=", sp.sympify(b)) for a, b in zip(one, two, strict=True))
    check_holes(chapter, twin, claims, tuple(dict.fromkeys(scope.needs)), context.table.space(),
                seed)
    return judge(Problem((Case(claims),), context.table.space()), seed)


def check_holes(chapter: Chapter, twin: Block, claims: tuple, needs: tuple, space: Space,
                seed: int) -> None:
    """Raise ChapterError where a definition with these needs has no value and its twin has one."""
    case = Case(tuple(replace(claim, left_needs=needs) for claim in claims))
    for at in hole_points(case, space, seed) if needs else ():
        lacking = unmet(needs, at)
        if lacking and values_at([claim.right for claim in claims], at):
            place = ", ".join(f"{letter} = {x}" for letter, x in at.items()
                              if letter in lacking.expr.free_symbols)
            raise ChapterError(chapter.path, twin.line,
                               f"{twin.keys['of']} is false: at {place} it has no value, and "
                               f"{twin.id} has one",
                               "mend one of the two, or say where the definition holds")


LADDER = [Fraction(p, q) for p, q in ((1, 1), (0, 1), (-1, 1), (5, 2), (-1, 4), (1, 3), (-3, 1),
                                      (4, 1), (-7, 1), (12, 1),
                                      (1, 1000), (-1, 1000), (-40, 1), (60, 1), (300, 1), (-500, 1),
                                      (10**4, 1),
                                      (-10**4, 1), (10**6, 1), (-10**6, 1))]
PATIENCE = 1  # seconds of the processor's time for the value of a formula at one place
STEEP = (sp.exp, sp.sinh, sp.cosh, sp.tanh, sp.erf, sp.erfc)
MOST, BESIDE = 400, (0, Fraction(-1, 1000), Fraction(1, 1000), 1, -1)


def constants(function: Callable) -> list[Fraction]:
    """Return the numbers that stand in the code of a function, or in what it reads from its module.
    """
    code = getattr(function, "__code__", None)
    if code is None:
        return []
    inner = [part for part in code.co_consts if isinstance(part, types.CodeType)]
    found = [*code.co_consts, *(function.__globals__.get(name) for name in code.co_names),
             *(part for one in inner for part in one.co_consts)]
    numbers = [x for x in found if isinstance(x, int | float) and math.isfinite(x) and abs(x) < 1e9]
    return [Fraction(x) for x in dict.fromkeys(numbers)]


def rungs(home: Domain, met: list[Fraction]) -> list[Fraction]:
    """Return the values at which one letter is tried, simplest first; met are numbers of the
    program.
    """
    beside = [x + shift for x in met[:12] for shift in BESIDE if x + shift in home]
    return list(dict.fromkeys([fit(x, home) for x in LADDER] + extremes(home) + beside))


def places(letters: list[sp.Symbol], space: Space, met: list[Fraction], reach: int) -> list[dict]:
    """Return the points at which a program is compared: from near to far, or as the letters are
    tied together.

    reach: how far out a letter without bounds is tried.
    """
    if any(set(letters) & set(group.letters) for group in space.groups):
        return points(Space({letter: space.domains[letter] for letter in letters}, space.groups))
    values = [[x for x in rungs(space.domains[letter], met) if abs(x) <= reach]
              for letter in letters]
    if math.prod(map(len, values)) <= MOST:
        return [dict(zip(letters, at, strict=True)) for at in itertools.product(*values)]
    draw = random.Random(0)
    alone = [[rung if k == j else draw.choice(few[:6]) for j, few in enumerate(values)]
             for k, many in enumerate(values) for rung in many]
    draw.shuffle(alone)
    some = alone[:MOST // 2] + [[draw.choice(few) for few in values] for _ in range(MOST // 2)]
    return [dict(zip(letters, at, strict=True)) for at in some]


def bound_names(function: Callable, own: list[str], needed: list[str]) -> dict[str, str]:
    """Return {parameter of function: name of a letter}. Raises TypeError where it is open which is
    which.

    own: the names of the definition's arguments, in order; needed: all letters that its value
    depends on.
    """
    parameters = [one for one in inspect.signature(function).parameters.values()
                  if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)]
    found = {one.name: one.name for one in parameters if one.name in needed}
    rest = [one for one in parameters if one.name not in found]
    left = [name for name in (*own, *needed) if name not in found.values()]
    left = list(dict.fromkeys(left))
    found |= {one.name: name for one, name in zip(rest, left)}
    guessed = [name for name in left if name not in own]
    if len(left) > len(rest) or len(guessed) > 1 or any(one.default is one.empty
                                                        for one in rest[len(left):]):
        raise TypeError(f"it takes {', '.join(one.name for one in parameters) or 'nothing'}, "
                        f"and the formula speaks of {', '.join(dict.fromkeys((*own, *needed)))}")
    return {one.name: found[one.name] for one in parameters if one.name in found}


def as_argument(part: Any, at: dict) -> Any:
    """Return the value of a letter at a point: a number, an array, or an array with a row for each
    member of a family.
    """
    import numpy as np

    if isinstance(part, tuple):
        return np.array([as_argument(member, at) for member in part])
    if is_matrix(part):
        numbers = np.array([float(at.get(entry, entry)) for entry in entries(part)])
        return numbers.reshape(part.shape if part.cols > 1 else -1)
    return int(at[part]) if part.is_integer else float(at[part])


def agree(found: Any, wanted: list, at: dict) -> bool:
    """Return whether what a program returned, a number or an array, agrees with the values of a
    formula.
    """
    import numpy as np

    found, size = np.ravel(found), max([1, *(float(abs(x)) for x in at.values())])
    return found.size == len(wanted) and all(
        abs(one - float(two)) <= 1e-12 * max(1, abs(float(two)), size**2)
        for one, two in zip(found, wanted, strict=True))


def values_at(body: Any, at: dict) -> list | None:
    """Return the entries of a formula at a point, None where one has no value that a double can
    hold.
    """
    plan = {letter: sp.Rational(x.numerator, x.denominator) for letter, x in at.items()}
    parts = body if isinstance(body, list) else entries(body)
    found = within(PATIENCE, lambda: [sp.sympify(part).subs(plan).evalf() for part in parts],
                   otherwise=[sp.nan])
    if all(one.is_real and one.is_finite and abs(one) < 1e300 for one in found):
        return found
    return None


def compare_code(book: Book, chapter: Chapter, block: Block, context: Context, key: str) -> None:
    """Raise ChapterError where the function named by code does not compute the definition of key.
    """
    name = block.keys["code"]
    function = namespace(book, chapter).get(name)
    if not callable(function):
        raise ChapterError(chapter.path, block.line, f"the chapter defines no function {name}",
                           "mend code=")
    body = definition_value(context.definitions[key], context.scope())
    bound = bound_letters(chapter, block, function, body, context.definitions[key].parameters,
                          context.table)
    letters = [one for part in bound.values() for one in entries(part)
               if one in context.table.domains]
    refused, compared = [], 0
    reach = 60 if any(sp.sympify(part).has(*STEEP) for part in entries(body)) else 10**6
    for place in places(list(dict.fromkeys(letters)), context.table.space(), constants(function),
                        reach):
        # What the program is given, exactly.
        at = {letter: Fraction(float(x)) for letter, x in place.items()}
        wanted = values_at(body, at)
        given = {one: as_argument(part, at) for one, part in bound.items()}
        found = None if wanted is None else computed(chapter, block, function, given)
        if wanted is not None and found is None:
            refused.append(given)
        elif wanted is not None:
            compared += 1
            if not agree(found, wanted, at):
                raise ChapterError(chapter.path, block.line,
                                   f"{spoken(name, given)} gives {shown(found)}, not "
                                   f"{shown(wanted)}", "mend the formula or the code")
    if compared <= len(refused):
        raise ChapterError(chapter.path, block.line,
                           f"{name} accepts too few points: it refuses {len(refused)} of "
                           f"{compared + len(refused)}"
                           + (f", {spoken(name, refused[0])} too" if refused else ""),
                           "mend code=, or say in the notation which values the letters may take")


def computed(chapter: Chapter, block: Block, function: Callable, given: dict) -> Any:
    """Return what a program returns, None where it says that this is outside of its domain.

    Raises ChapterError.
    """
    import numpy as np

    try:
        with np.errstate(all="ignore"):
            return call(function, given)
    except (ValueError, ArithmeticError):
        return None
    except Exception as error:  # whatever else the author's program raises
        raise ChapterError(chapter.path, block.line,
                           f"{spoken(block.keys['code'], given)} fails: {error}",
                           "mend the program, or what the notation says of its arguments") from None


def bound_letters(chapter: Chapter, block: Block, function: Callable, body: Any, own: tuple,
                  table: Table) -> dict:
    """Return {parameter of function: what it stands for on the page}.

    Raises ChapterError if they do not fit.
    """
    named, firsts = named_letters(table), [parameter(key) for key in own]
    free = set().union(*[sp.sympify(entry).free_symbols for entry in entries(body)])
    needed = [name for name, part in named.items() if free & set(entries(part))
              and name not in firsts]
    needed = [name for k, name in enumerate(needed)
              if not any(named[name] is named[other] for other in needed[:k])
              or name in inspect.signature(function).parameters]
    try:
        return {one: named[name] for one, name in bound_names(function, firsts, needed).items()}
    except (TypeError, ValueError, KeyError) as error:
        raise ChapterError(chapter.path, block.line,
                           f"{block.keys['code']} does not fit {block.id}: {error}",
                           "name the arguments of the program like the letters of the formula"
                           ) from None


def call(function: Callable, given: dict) -> Any:
    """Return what a function returns for {parameter: value}."""
    first = [name for name, one in inspect.signature(function).parameters.items()
             if one.kind is one.POSITIONAL_ONLY]
    return function(*[given[name] for name in first if name in given],
                    **{name: x for name, x in given.items() if name not in first})


def shown(found: Any) -> str:
    """Return a value of a program or a formula, for a message."""
    import numpy as np

    numbers = [float(one) for one in np.ravel(found)]
    return repr(numbers[0]) if len(numbers) == 1 else str([float(f"{one:.6g}") for one in numbers])


def spoken(name: str, given: dict) -> str:
    """Return a call as an author would write it."""
    plain_values = {one: x.tolist() if hasattr(x, "tolist") else x for one, x in given.items()}
    return f"{name}({', '.join(f'{one}={x}' for one, x in plain_values.items())})"
