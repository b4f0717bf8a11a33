"""Confirm relations by the decision procedure Z3, which is told facts about functions."""

import functools
import importlib.util
import math
from fractions import Fraction

from lit.engine.judge.tree import ONE, TooLarge, by_exponentials, is_positive, joined, spread

MISSING = "" if importlib.util.find_spec("z3") else "z3 is not installed"


class Question:
    """What Z3 is asked: the facts so far, and a variable for each independent part that was met."""

    def __init__(self, units: dict):
        import z3

        self.z3, self.facts, self.known, self.units, self.wanted = z3, [], {}, units, dict(units)
        self.pairs, self.path, self.exponents, self.logarithms = {}, (), {}, {}

    def variable(self, key: object) -> tuple[object, bool]:
        """Return the variable of an independent part, and whether it is new."""
        new = key not in self.known
        if new:
            self.known[key] = self.z3.Real(f"v{len(self.known)}")
        return self.known[key], new

    def need(self, condition: object) -> None:
        """Take a condition as true in the present case, since the formula has a value."""
        self.facts.append(
            self.z3.Implies(self.z3.And(*self.path), condition) if self.path else condition
        )

    def real(self, x: object) -> object:
        """Return a number in Z3's form."""
        return self.z3.RealVal(x) if isinstance(x, int) else x

    def compared(self, op: str, left: tuple, right: tuple) -> object:
        """Return Z3's form of a relation between two fractions."""
        gap = left[0] * right[1] - right[0] * left[1]
        if op not in ("=", "!="):
            gap = gap * left[1] * right[1]
        gap, zero = self.real(gap), self.real(0)
        return {
            "=": gap == zero,
            "!=": gap != zero,
            "<": gap < zero,
            "<=": gap <= zero,
            ">": gap > zero,
            ">=": gap >= zero,
        }[op]


def value(node: tuple, ask: Question) -> tuple:
    """Return a tree as a fraction of Z3's polynomials. Raises TooLarge."""
    if (node, ask.path) not in ask.pairs:
        ask.pairs[node, ask.path] = fresh(node, ask)
    return ask.pairs[node, ask.path]


def fresh(node: tuple, ask: Question) -> tuple:
    """Return the fraction of a tree that was not met yet."""
    match node:
        case ("number", x):
            return ask.z3.RealVal(x.numerator), x.denominator
        case ("letter", name):
            return ask.variable(name)[0], 1
        case ("add", *parts):
            return functools.reduce(
                functools.partial(added, ask), [value(part, ask) for part in parts]
            )
        case ("mul", *parts):
            fractions = [value(part, ask) for part in parts]
            return math.prod(top for top, _ in fractions), math.prod(
                bottom for _, bottom in fractions
            )
        case ("power", base, ("number", power)):
            return powered(base, power, ask)
        case ("exp" | "power", *_) | ("log", _):
            return total(node, ask)
        case ("sinh" | "cosh" | "tanh" as head, inner):
            return value(by_exponentials(head, inner), ask)
        case ("sin" | "cos" | "tan" as head, inner):
            return circular(head, inner, ask)
        case ("erfc", inner):
            return value(
                ("add", ("number", Fraction(1)), ("mul", ("number", Fraction(-1)), ("erf", inner))),
                ask,
            )
        case ("abs" | "sign" | "max" | "min" | "step" | "cases", *_):
            return cornered(node, ask)
    return described(node, ask)


def added(ask: Question, one: tuple, two: tuple) -> tuple:
    """Return the sum of two fractions."""
    if one[1] is two[1] or isinstance(one[1], int) and one[1] == two[1]:
        return one[0] + two[0], one[1]
    return one[0] * two[1] + two[0] * one[1], one[1] * two[1]


def powered(base: tuple, power: Fraction, ask: Question) -> tuple:
    """Return a power of a tree: a root is a variable of its own. Raises TooLarge."""
    if abs(power) > 12:
        raise TooLarge
    if power.denominator == 1:
        top, bottom = value(base, ask)
    else:
        inner = value(base, ask)
        root, new = ask.variable(("root", base, power.denominator))
        known = ask.compared(">=", inner, (0, 1))
        ask.need(known)
        if new:
            ask.facts += [
                root >= 0,
                ask.z3.Implies(
                    known, ask.compared("=", (raised(root, power.denominator), 1), inner)
                ),
            ]
        top, bottom = root, 1
    if power < 0:
        ask.need(ask.compared("!=", (top, 1), (0, 1)))
        top, bottom = bottom, top
    return raised(top, abs(power.numerator)), raised(bottom, abs(power.numerator))


def raised(x: object, power: int) -> object:
    """Return a whole power as a product."""
    return math.prod([x] * power)


def total(node: tuple, ask: Question) -> tuple:
    """Return the fraction of a sum of monomials."""
    parts = []
    for monomial, factor in spread(node).items():
        fractions = [
            value(("number", factor), ask),
            *(base_power(base, power, ask) for base, power in monomial),
        ]
        parts.append(
            (math.prod(top for top, _ in fractions), math.prod(bottom for _, bottom in fractions))
        )
    return functools.reduce(functools.partial(added, ask), parts, (ask.z3.RealVal(0), 1))


def base_power(base: tuple, power: Fraction, ask: Question) -> tuple:
    """Return the fraction of a power of a base of a monomial."""
    if base[0] == "log":
        return powered(base, power, ask) if power != 1 else (logarithm(base, ask), 1)
    if base[0] != "exp":
        return powered(base, power, ask)
    unit = ask.units.get(base, 1)
    ask.wanted[base] = math.lcm(ask.wanted.get(base, 1), power.denominator)
    steps = int(power * unit)
    if abs(steps) > 12 and base[1] == ONE and abs(power) < 700:
        made, new = ask.variable((base, power))
        ask.facts += [within(made, math.exp(power), ask)] if new else []
        return made, 1
    if abs(steps) > 12:
        raise TooLarge
    u, new = ask.variable(base)
    if new:
        ask.facts += exponential_facts(u, base, unit, ask)
    return (raised(u, steps), 1) if steps > 0 else (1, raised(u, -steps))


def exponential_facts(u: object, base: tuple, unit: int, ask: Question) -> list:
    """Return what Z3 is told about u = e^m: 1 + m <= e^m <= 1 / (1 - m), and it rises with m."""
    if base[1] == ONE:
        return [within(u, math.exp(1 / unit), ask)]
    top, bottom = exponent = value(joined({base[1]: Fraction(1, unit)}), ask)
    found = [
        u > 0,
        ask.compared(">=", (u - 1, 1), exponent),
        ask.compared("<=", (u - 1, 1), (top * u, bottom)),
        *both(u, 1, exponent, (0, 1), ask),
    ]
    for other, (one, above) in ask.exponents.items():
        found += both(u, other, exponent, (one, above), ask) + both(
            u * other, 1, exponent, (-one, above), ask
        )
    for l, argument in ask.logarithms.items():
        found += (
            both(l, top, argument, (u, 1), ask) if isinstance(bottom, int) and bottom == 1 else []
        )
    ask.exponents[u] = exponent
    return found


def both(one: object, two: object, left: tuple, right: tuple, ask: Question) -> list:
    """Return that one and two are ordered as left and right are."""
    return [
        (one > two) == ask.compared(">", left, right),
        (one == two) == ask.compared("=", left, right),
    ]


def within(variable: object, x: float, ask: Question) -> object:
    """Return that a variable is a number that is known to 14 digits."""
    width = abs(Fraction(x)) / 10**14
    return ask.z3.And(
        variable > ask.z3.RealVal(str(Fraction(x) - width)),
        variable < ask.z3.RealVal(str(Fraction(x) + width)),
    )


def logarithm(base: tuple, ask: Question) -> object:
    """Return the variable of log |A|."""
    made, new = ask.variable(base)
    if new and base[1][0] == "number":
        ask.facts.append(within(made, math.log(base[1][1]), ask))
    else:
        inside = base[1] if is_positive(base[1]) else ("abs", base[1])
        argument = value(inside, ask)
        positive = ask.compared(">", argument, (0, 1))
        ask.need(positive)
        if new:
            ask.facts += [
                ask.z3.Implies(positive, fact) for fact in logarithm_facts(made, argument, ask)
            ]
            ask.logarithms[made] = argument
    return made


def logarithm_facts(made: object, argument: tuple, ask: Question) -> list:
    """Return what Z3 is told about log A for positive A, by itself and beside other logarithms."""
    top, bottom = argument
    above, quotient = ask.compared(">=", argument, (1, 1)), (2 * (top - bottom), top + bottom)
    found = [
        *nearly(made, argument, ask),
        *both(made, 0, argument, (1, 1), ask),
        ask.z3.Implies(above, ask.compared(">=", (made, 1), quotient)),
        ask.z3.Or(above, ask.compared("<=", (made, 1), quotient)),
    ]
    for other, (one, below) in ask.logarithms.items():
        known = ask.compared(">", (one, below), (0, 1))
        pair = [
            *both(made, other, argument, (one, below), ask),
            *nearly(made - other, (top * below, bottom * one), ask),
            *nearly(made + other, (top * one, bottom * below), ask),
        ]
        found += [ask.z3.Implies(known, fact) for fact in pair]
    for u, (exponent, one) in ask.exponents.items():
        found += (
            both(made, exponent, argument, (u, 1), ask) if isinstance(one, int) and one == 1 else []
        )
    return found


def nearly(made: object, argument: tuple, ask: Question) -> list:
    """Return that 1 - 1 / A <= log A <= A - 1."""
    top, bottom = argument
    return [
        ask.compared("<=", (made + 1, 1), argument),
        ask.compared(">=", (made * top, bottom), (top - bottom, bottom)),
    ]


def circular(head: str, inner: tuple, ask: Question) -> tuple:
    """Return the sine, cosine or tangent of an angle, from those of the monomials of the angle."""
    across, up = 1, 0
    for monomial, factor in spread(inner).items():
        unit = ask.units.get(("angle", monomial), 1)
        ask.wanted["angle", monomial] = math.lcm(
            ask.wanted.get(("angle", monomial), 1), factor.denominator
        )
        one, two = turned(monomial, factor, int(factor * unit), ask)
        across, up = across * one - up * two, across * two + up * one
    if head == "tan":
        ask.need(ask.compared("!=", (across, 1), (0, 1)))
        return up, across
    return (up if head == "sin" else across), 1


def turned(monomial: tuple, factor: Fraction, steps: int, ask: Question) -> tuple:
    """Return cosine and sine of a multiple of one monomial of an angle. Raises TooLarge."""
    if monomial == ((("constant", "pi"), 1),) and (2 * factor).denominator == 1:
        return ((1, 0), (0, 1), (-1, 0), (0, -1))[int(2 * factor) % 4]
    if abs(steps) > 6:
        raise TooLarge
    c, new = ask.variable(("cosine", monomial))
    s, _ = ask.variable(("sine", monomial))
    if new:
        ask.facts.append(c * c + s * s == 1)
    across, up = 1, 0
    for _ in range(abs(steps)):
        across, up = across * c - up * s, across * s + up * c
    return across, up if steps > 0 else -up


def same_arguments(node: tuple, made: object, ask: Question) -> None:
    """Tell Z3 that a function has the same value where its arguments are the same."""
    for other, variable in list(ask.known.items()):
        if variable is not made and other[0] == node[0] and len(other) == len(node) > 1:
            pairs = [pair for pair in zip(other[1:], node[1:], strict=True) if pair[0] != pair[1]]
            if all(
                isinstance(part, tuple) and part and isinstance(part[0], str)
                for pair in pairs
                for part in pair
            ):
                same = [ask.compared("=", value(one, ask), value(two, ask)) for one, two in pairs]
                ask.facts.append(ask.z3.Implies(ask.z3.And(*same), variable == made))


def described(node: tuple, ask: Question) -> tuple:
    """Return a variable for a function value, with the few facts that are told about it."""
    made, new = ask.variable(node)
    if new:
        same_arguments(node, made, ask)
    zero, half = (0, 1), ask.z3.RealVal("1.570796326794897")
    if new and node == ("constant", "pi"):
        ask.facts.append(within(made, math.pi, ask))
    elif new and node[0] in ("erf", "atan"):
        inner = value(node[1], ask)
        bound = 1 if node[0] == "erf" else half
        ask.facts += [made < bound, made > -bound, *both(made, 0, inner, zero, ask)]
        for other, variable in list(ask.known.items()):
            if variable is not made and other[0] == node[0]:
                ask.facts += both(made, variable, inner, value(other[1], ask), ask)
    return made, 1


def cornered(node: tuple, ask: Question) -> tuple:
    """Return the fraction of a node whose form depends on a condition."""
    head, *parts = node
    if head == "cases":
        found = (ask.variable(("otherwise", node))[0], 1)
        outer, tests = ask.path, [truth(condition, ask) for condition, _ in parts]
        for index in reversed(range(len(parts))):
            ask.path = (*outer, *(ask.z3.Not(test) for test in tests[:index]), tests[index])
            one = value(parts[index][1], ask)
            ask.path = outer
            found = chosen(tests[index], one, found, ask)
        return found
    first, zero = value(parts[0], ask), (0, 1)
    if head in ("max", "min"):
        for other in parts[1:]:
            two = value(other, ask)
            first = chosen(
                ask.compared(">=" if head == "max" else "<=", first, two), first, two, ask
            )
        return first
    middle = value(parts[1], ask) if len(parts) > 1 else (ask.variable(("middle", node))[0], 1)
    below, at, above = {
        "abs": ((-first[0], first[1]), first, first),
        "sign": ((-1, 1), zero, (1, 1)),
        "step": (zero, middle, (1, 1)),
    }[head]
    return chosen(
        ask.compared(">", first, zero),
        above,
        chosen(ask.compared("<", first, zero), below, at, ask),
        ask,
    )


def chosen(condition: object, one: tuple, two: tuple, ask: Question) -> tuple:
    """Return the fraction that is one where a condition holds, and else two."""
    return tuple(
        x
        if x is y or isinstance(x, int) and isinstance(y, int) and x == y
        else ask.z3.If(condition, ask.real(x), ask.real(y))
        for x, y in zip(one, two, strict=True)
    )


def truth(node: tuple, ask: Question) -> object:
    """Return a condition in Z3's form."""
    match node:
        case ("true",) | ("false",):
            return ask.z3.BoolVal(node[0] == "true")
        case ("not", inner):
            return ask.z3.Not(truth(inner, ask))
        case ("and" | "or" as head, *parts):
            return (ask.z3.And if head == "and" else ask.z3.Or)(
                [truth(part, ask) for part in parts]
            )
        case (op, left, right) if op in ("=", "!=", "<", "<=", ">", ">="):
            return ask.compared(op, value(left, ask), value(right, ask))
    raise TooLarge


EFFORT, GLANCE = 300_000, 50_000


def excludes(known: list[tuple], denial: tuple) -> bool:
    """Return whether Z3 shows that conditions exclude another one, and not whatever one asks."""
    if MISSING:
        return False
    units = {}
    try:
        for _ in range(4):
            ask = Question(units)
            conditions, denied = [truth(condition, ask) for condition in known], truth(denial, ask)
            if ask.wanted == units:
                given = [*conditions, *ask.facts]
                return is_unsatisfiable(ask, [*given, denied], EFFORT) and not is_unsatisfiable(
                    ask, given, GLANCE
                )
            units = dict(ask.wanted)
    except (TooLarge, RecursionError):
        pass
    return False


def is_unsatisfiable(ask: Question, conditions: list, effort: int) -> bool:
    """Return whether Z3 shows that conditions in its own form never hold together."""
    solver = ask.z3.Solver()
    solver.set("rlimit", effort)
    solver.add(*conditions)
    return solver.check() == ask.z3.unsat
