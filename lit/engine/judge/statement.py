"""Judge one displayed formula: read it, check it, and compare it with its twin and its code."""

import inspect
import itertools
import keyword
import random
import time

import sympy as sp

from lit.engine.formula.claim import Case, Claim, Problem
from lit.engine.formula.elaborate import assembled, value
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.notation import SIZES, read
from lit.engine.formula.problem import Context, FormulaError, defined_parts, mentions
from lit.engine.formula.signs import FormulaError as UnreadableFormula
from lit.engine.formula.space import Space
from lit.engine.formula.syntax import Chain
from lit.engine.formula.table import plain
from lit.engine.formula.values import ElaborationError, Identity, entries, is_matrix
from lit.engine.judge.check import check, judge, refute
from lit.engine.judge.evaluate import CannotEvaluate
from lit.engine.judge.execute import execute, namespace
from lit.engine.judge.sample import points
from lit.engine.judge.verdict import Result, involved
from lit.engine.text.chapter import ChapterError, nearest


def prepared(book, chapter):
    """Return (notation, Context) of chapter, with all its definitions in force. Raises ChapterError."""
    notation, chapters, homes = {}, involved(book, chapter), {}
    for other in chapters:
        for block in other.blocks:
            if block.lang == "notation":
                found = read(block.text, other.path, block.line)
                notation, homes = notation | found, homes | dict.fromkeys(found, other.path)
    check_sizes(notation, homes)
    context = Context(notation)
    for other in chapters:
        own = set()
        for block in (one for one in other.blocks if one.kind == "def"):
            own.add(enter(other, block, context, own))
    return notation, context


def enter(chapter, block, context, own):
    """Return the name that a block defines, and enter its definition into context, or its mistake.

    own: the names that the chapter has already defined.
    """
    try:
        found = statements(chapter, block, context.notation)
        name = defined_parts(found[0])[0]
        if name in own:
            raise FormulaError(f"{plain(name)} is defined above, in {context.homes[name]}; a name has one meaning, so "
                               "define it once, or state the second as a thm- block")
        context.define(*found)
        context.homes[name] = block.id
        return name
    except (ChapterError, ElaborationError) as error:
        mistake = error
    for name in names_on_the_left(block.text, context.notation):
        context.homes[name] = block.id
        context.mistakes[name] = mistake
    return None


def names_on_the_left(text, notation):
    """Return the keys of the functions that stand before the first = of a text, or of all symbols if none does."""
    left = text.partition("=")[0]
    found = [symbol for symbol in notation.values() if symbol.latex in left]
    return [symbol.key for symbol in found if symbol.type == "function"] or [symbol.key for symbol in found]


class NotJudged(Exception):
    """A formula rests on another one, named here, that fails."""


def definitions_in(node, context):
    """Return the ids of the definitions that a node names, in the order of the chapters."""
    return list(dict.fromkeys(home for name, home in context.homes.items() if mentions(node, name)))


def check_ground(node, context, own):
    """Raise ChapterError where a definition that a formula rests on fails; own is the id of the formula."""
    open_ones, seen = [node], set()
    while open_ones:
        part = open_ones.pop()
        for name, home in context.homes.items():
            if name not in seen and home != own and mentions(part, name):
                seen.add(name)
                open_ones.append(context.definitions[name].body if name in context.definitions else ())
                if fails(name, context):
                    raise NotJudged(home)


def fails(name, context):
    """Return whether the definition of a name has a mistake, or its parts do not fit together."""
    if name in context.mistakes:
        return True
    try:
        assembled(context.definitions[name], context.scope(), value)
    except ElaborationError:
        return True
    return False


def check_sizes(notation, homes):
    """Raise ChapterError for a symbol whose size is no dimension; homes says where each symbol is declared."""
    for key, symbol in notation.items():
        count = 1 if key.endswith("^()") else SIZES.get(symbol.type, 0)
        for size in symbol.arguments[:count] or ("?",) * count:
            known = notation.get(size)
            if size.isdigit() or known and known.type == "dimension":
                continue
            if known and homes[size] != homes[key]:
                raise ChapterError(homes[size], known.line, f"{size} is a size in {homes[key]}: {symbol.latex} has it",
                                   "use another letter here, since this chapter uses that one")
            raise ChapterError(homes[key], symbol.line, f"{symbol.latex} has the size {size}, which is no dimension",
                               f"declare {size} : dimension | …")


def statements(chapter, block, notation):
    """Return the statements of a formula. Raises ChapterError where it cannot be read."""
    try:
        return parse(block.text.rstrip("\n"), notation)
    except UnreadableFormula as error:
        before = block.text[:error.column - 1]
        line, column = block.line + 1 + before.count("\n"), error.column - 1 - before.rfind("\n") - 1
        raise ChapterError(chapter.path, line, f"{block.id}, column {column + 1}: {error.what}", error.mend,
                           error.code) from None


def verify_definition(book, chapter, block, context, seed):
    """Return the label of a definition. Raises ChapterError where its parts or its twin differ."""
    (first, *_) = statements(chapter, block, context.notation)
    key = defined_parts(first)[0]
    assembled(context.definitions[key], context.scope(), value)  # its parts have to fit together
    said = []
    if len(first.parts) > 2:
        accept(chapter, block, check([Chain(first.parts[1:], first.ops[1:])], context, seed=seed))
        said.append("its forms agree")
    for twin in (other for other in chapter.blocks if other.keys.get("of") == block.id):
        accept(chapter, block, compare(book, chapter, twin, context, key, seed))
        said.append("agrees with its twin")
    if "code" in block.keys:
        compare_code(book, chapter, block, context, key)
        said.append(f"agrees with {block.keys['code']}")
    return "; ".join(said) or "stated"


def accept(chapter, block, verdict):
    """Return verdict. Raises ChapterError with the counterexample if it is a refutation."""
    if verdict.status == "refuted":
        raise ChapterError(chapter.path, block.line, f"{block.id} is false: {verdict.counterexample}",
                           "mend the formula, or what it is compared with")
    return verdict


def compare(book, chapter, twin, context, key, seed):
    """Return the verdict on whether the definition of key and the function in twin agree."""
    names = namespace(book, chapter)
    known = set(names)
    execute(book, chapter, twin, names)
    made = [thing for name, thing in names.items() if inspect.isfunction(thing) and name not in known
            or inspect.isfunction(thing) and thing.__code__.co_filename.endswith(chapter.path)]
    if not made:
        raise ChapterError(chapter.path, twin.line, f"{twin.id} defines no function", "write def name(…)")
    if made[-1].__name__ != parameter(key):
        raise ChapterError(chapter.path, twin.line, f"{twin.id} defines {made[-1].__name__}, not {parameter(key)}",
                           "give both the same name")
    letters = named_letters(context.table)
    wanted = list(inspect.signature(made[-1]).parameters)
    own = [parameter(name) for name in context.definitions[key].parameters]
    if wanted[:len(own)] != own:
        raise ChapterError(chapter.path, twin.line, f"{twin.id} takes {', '.join(wanted) or 'nothing'}",
                           f"its first arguments are those of the definition: {', '.join(own)}")
    for name in wanted:
        if name not in letters:
            raise ChapterError(chapter.path, twin.line, f"{twin.id} takes {name}, which is no letter here",
                               nearest(name, letters))
    one = entries(assembled(context.definitions[key], context.scope(), value))
    try:
        two = entries(made[-1](*[letters[name] for name in wanted]))
    except Exception as error:  # whatever the author's twin raises
        raise ChapterError(chapter.path, twin.line, f"{twin.id} fails: {str(error) or type(error).__name__}",
                           "mend the twin") from None
    if any(isinstance(part, Identity) for part in (*one, *two)):
        raise ChapterError(chapter.path, twin.line, f"{twin.keys['of']} holds an identity of no known size",
                           "write a number, or a matrix whose size is declared")
    if len(one) != len(two):
        raise ChapterError(chapter.path, twin.line, f"{twin.id} has {len(two)} entries, {plain(key)} {len(one)}",
                           "mend one of the two")
    claims = tuple(Claim(sp.sympify(a), "=", sp.sympify(b)) for a, b in zip(one, two, strict=True))
    return judge(Problem((Case(claims),), context.table.space()), seed)


def named_letters(table):
    """Return {name of a parameter: what it stands for}."""
    families = {key: value for key, value in table.values.items() if key.endswith("^()")}
    found = {parameter(key): value for key, value in families.items()}
    found |= {f"{parameter(key)}s": value for key, value in families.items()}
    return found | {parameter(key): value for key, value in table.values.items() if key not in families}


def parameter(key):
    """Return a symbol's key as the name of a parameter; one that is a word of Python's gets an underscore."""
    name = plain(key)
    return f"{name}_" if keyword.iskeyword(name) else name


GRID = [sp.Rational(p, q) for p, q in ((-3, 1), (-1, 1), (-1, 4), (0, 1), (1, 3), (1, 1), (5, 2))]


MOST = 400


def places(letters, space):
    """Return the points at which code is compared: of a grid, or drawn as the letters are tied together."""
    if any(set(letters) & set(group.letters) for group in space.groups):
        tied = Space({letter: space.domains[letter] for letter in letters}, space.groups)
        return [tuple(sp.Rational(at[letter].numerator, at[letter].denominator) for letter in letters)
                for at in points(tied)]
    if len(GRID) ** len(letters) <= MOST:
        return list(itertools.product(GRID, repeat=len(letters)))
    draw = random.Random(0)
    return [tuple(draw.choice(GRID) for _ in letters) for _ in range(MOST)]


def arguments(parts, numbers):
    """Return the next numbers in the shapes of parts: a number, or an array for a column or matrix."""
    import numpy as np

    return [np.array([next(numbers) for _ in entries(part)]).reshape(part.shape if part.cols > 1 else -1)
            if is_matrix(part) else next(numbers) for part in parts]


def agree(found, wanted):
    """Return whether what code returned, a number or an array, agrees with the values of a formula."""
    import numpy as np

    found = np.ravel(found)
    return found.size == len(wanted) and all(
        abs(one - two) <= 1e-12 * max(1, abs(two)) for one, two in zip(found, wanted, strict=True))


def compare_code(book, chapter, block, context, key):
    """Raise ChapterError where the function named by code does not compute the definition of key."""
    defined, function = context.definitions[key], namespace(book, chapter).get(block.keys["code"])
    if function is None:
        raise ChapterError(chapter.path, block.line, f"the chapter defines no {block.keys['code']}", "mend code=")
    expr = value(defined.body, context.scope())
    first = [context.table.values[name] for name in defined.parameters]
    free = expr.free_symbols - {letter for part in first for letter in entries(part)}
    parts = [*first, *(part for part in context.table.values.values() if free & set(entries(part)))]
    letters = [letter for part in parts for letter in entries(part)]
    compared = 0
    for place in places(letters, context.table.space()):
        try:
            found = function(*arguments(parts, iter(map(float, place))))
        except ValueError:
            continue  # outside of the function's domain, which it says itself
        except TypeError as error:
            raise ChapterError(chapter.path, block.line, f"{block.keys['code']} cannot be called with "
                               f"{', '.join(map(str, letters))}: {error}", "give both the same arguments") from None
        wanted = entries(expr.subs(dict(zip(letters, place, strict=True))).evalf())
        if not all(one.is_real and one.is_finite for one in wanted):
            continue  # where the formula has no value, a program may have a convention
        compared += 1
        if not agree(found, wanted):
            at = ", ".join(f"{letter} = {x}" for letter, x in zip(letters, place, strict=True))
            raise ChapterError(chapter.path, block.line, f"{block.keys['code']} gives {found} at {at}, not {wanted[0] if len(wanted) == 1 else wanted}",
                               "mend the formula or the code")
    if compared < len(GRID):
        raise ChapterError(chapter.path, block.line, f"{block.keys['code']} accepts too few points", "mend code=")


def verify_statement(book, chapter, block, context, seed):
    """Return (status, label) of a statement. Raises ChapterError where it is false or its proof fails."""
    found = statements(chapter, block, context.notation)
    verdict = accept(chapter, block, check(found, context, seed=seed, sharp="sharp" in block.keys or None))
    proofs = [other for other in chapter.blocks if other.keys.get("proves") == block.id]
    for proof in proofs:
        try:
            execute(book, chapter, proof, namespace(book, chapter))
        except Exception as error:  # whatever the author's proof raises
            raise ChapterError(chapter.path, proof.line, f"{proof.id} fails: {str(error) or type(error).__name__}",
                               "mend the proof or the statement") from None
    if proofs and (verdict.status == "tested" or verdict.status == "proved-for-sizes" and "sizes" in block.keys):
        how = f"{block.keys['sizes']}; {verdict.how}" if "sizes" in block.keys else verdict.how
        return "proved", f"proved step by step; {how}"
    if verdict.status == "tested" and "cite" in block.keys:
        return "cited", f"cited: {block.keys['cite']}; {verdict.how}"
    return verdict.status, verdict.how


def verify_error(chapter, block, context, seed):
    """Return the counterexample to a formula as the notes have it. Raises ChapterError if there is none."""
    found = refute(statements(chapter, block, context.notation), context, seed)
    if found is None:
        raise ChapterError(chapter.path, block.line, f"{block.id} could not be refuted",
                           "it may be true after all; else show the mistake in a test- block")
    return f"refuted: {found}"


def verdict_on(book, chapter, block, seed):
    """Return (status, label) of one formula. Raises ChapterError, NotJudged and others where it has none."""
    _, context = prepared(book, chapter)
    found = statements(chapter, block, context.notation)
    for name, home in context.homes.items():
        if home == block.id and name in context.mistakes:
            raise context.mistakes[name]
    said = found[0].parts[1:] if block.kind == "def" else found
    check_ground(said, context, block.id)
    if block.kind == "def":
        return "defined", verify_definition(book, chapter, block, context, seed)
    if block.kind == "err":
        return "refuted", verify_error(chapter, block, context, seed)
    return verify_statement(book, chapter, block, context, seed)


def verify_block(book, chapter, block, seed=0):
    """Return the Result of one formula; a mistake of its author's is a result too, with status failed."""
    start, line, code = time.perf_counter(), block.line, ""
    try:
        status, label = verdict_on(book, chapter, block, seed)
    except ChapterError as error:
        status, label, line, code = "failed", f"{error.what}; {error.mend}", error.line, error.code
    except NotJudged as error:
        status, label = "failed", f"{block.id} is not judged: {error} fails; mend that first"
    except (ElaborationError, CannotEvaluate) as error:
        status, label = "failed", f"{block.id}: {error}; mend the formula or the notation"
        code = getattr(error, "code", "")
    except Exception as error:  # a formula that the engine has no words for: still one line, and never a verdict
        status = "failed"
        label = f"{block.id} cannot be judged ({type(error).__name__}: {' '.join(str(error).split())}); write it in another way"
    seconds = round(time.perf_counter() - start, 3)
    return Result(block.id, status, label, chapter.path, line, seconds, code)
