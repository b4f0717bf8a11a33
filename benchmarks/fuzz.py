"""Throw random formulas at the judge: python benchmarks/fuzz.py [COUNT] [SEED].

Each is made of signs of the book's LaTeX, with letters of every type. Whatever it is, the author
must get a verdict or one clear sentence, in the author's words and within ten seconds. Prints
each formula that breaks this, with the reason, and how many were judged, refused or unreadable.
Exit code 0: none broke it.
"""

import collections
import random
import re
import sys
import time

from lit.engine.formula.notation import read
from lit.engine.formula.patience import within
from lit.engine.formula.problem import Context
from lit.engine.formula.reader.statements import parse
from lit.engine.formula.signs import FormulaError
from lit.engine.formula.values import ElaborationError
from lit.engine.judge.check import check
from lit.engine.judge.walk import CannotEvaluate

NOTATION = r"""x, y : real | numbers
p : positive | a positive number
k : integer | a whole number
n, m : dimension | sizes
i : index 1..n | places
v, w : vector n | columns
A : matrix n n | a matrix
B : matrix m n | a matrix
S : matrix n n positive-definite | a matrix
f, g : function | functions
q : probability n | shares
z : random normal(0, 1) | a random number
r^{(i)} : data n | data
"""
VALUES = [r"x", r"y", r"p", r"k", r"n", r"v", r"w", r"A", r"B", r"S", r"q", r"z", r"v_i", r"A_{i 1}", r"q_i",
          r"r^{(i)}", "0", "1", "2", "0.5", r"\pi", "e", r"\infty", r"f(x)", r"g(v)", "I", r"A^\top", r"v^\top w",
          r"A^{-1}", r"x^2", r"\|v\|", r"|x|", r"f", r"i"]
SHAPES = [r"{a} + {b}", r"{a} - {b}", r"{a} {b}", r"\frac{{{a}}}{{{b}}}", r"\sqrt{{{a}}}", r"({a})^{{{b}}}", r"\ln({a})",
          r"e^{{{a}}}", r"\sin({a})", r"\max\{{{a}, {b}\}}", r"\sum_i {a}", r"\prod_i ({a})", r"\frac{{d}}{{dx}} ({a})",
          r"\nabla_v ({a})", r"\mathbb{{E}}[{a}]", r"\operatorname{{Var}}[{a}]", r"\mathbb{{P}}({a} > {b})",
          r"\lim_{{x \to 0}} ({a})", r"\int_0^1 ({a}) \, dx", r"\det({a})", r"\operatorname{{tr}}({a})", r"f({a})",
          r"f'({a})", r"\nabla f({a})", r"({a})^\top", r"({a}) \odot ({b})", r"\min_x ({a})", r"\arg\min_x ({a})",
          r"\max_i ({a})", r"\begin{{cases}} {a} & \text{{if }} {b} > 0 \\ 0 & \text{{otherwise}} \end{{cases}}",
          r"\begin{{pmatrix}} {a} & {b} \\ {b} & {a} \end{{pmatrix}}", r"\langle {a}, {b} \rangle", r"|{a}|", r"\|{a}\|_1",
          r"\|{a}\|_F", r"\binom{{{a}}}{{{b}}}", r"\operatorname{{sign}}({a})", r"-{a}", r"({a})_i", r"O({a})", r"[{a}, {b}]"]
RELATIONS = ["=", "<", r"\le", ">", r"\ge", r"\ne", r"\approx", r"\in", r"\to", r"\sim", r"\succeq", r"\iff", r"\Rightarrow"]
TAILS = ["", "", "", r" \quad \text{for } x > 0", r" \quad \text{for } x \ne y", r" \quad (x \to 0)", r" \quad \text{for } v = w"]
INTERNAL = re.compile(r"Traceback|\b\w+(Error|Exception)\b|\bzip\(\)|object has no|NoneType|\bNone\b|unhashable|not iterable"
                      r"|subscriptable|<class|<lambda>|[Ss]ym[Pp]y|mpmath|sympify|free_symbols|ComplexInfinity|\bzoo\b|\bnan\b"
                      r"|\boo\b|\bDummy\b|Piecewise|MatMul|MatAdd|MatrixSymbol|MutableDense|Boolean(True|False)|Than\b"
                      r"|\bImplies\b|Relational|positional argument|keyword argument|recursion depth|_\w+_|numeric rule")
PATIENCE = 10


def value(draw, depth):
    """Return a random value as LaTeX."""
    if depth == 0 or draw.random() < 0.25:
        return draw.choice(VALUES)
    return draw.choice(SHAPES).format(a=value(draw, depth - 1), b=value(draw, depth - 1))


def formula(draw):
    """Return a random formula as LaTeX."""
    sides = [value(draw, draw.choice((0, 1, 1, 2)))]
    for _ in range(draw.choice((1, 1, 1, 2))):
        sides += [draw.choice(RELATIONS[:6] if draw.random() < 0.8 else RELATIONS), value(draw, draw.choice((0, 1, 2)))]
    return " ".join(sides) + draw.choice(TAILS)


def outcome(tex, notation):
    """Return (judged, refused or unreadable, what the author is told) of a formula. Raises whatever else happens."""
    try:
        statements = parse(tex, notation)
    except FormulaError as error:
        return "unreadable", str(error)
    try:
        verdict = check(statements, Context(notation))
    except (ElaborationError, CannotEvaluate) as error:
        return "refused", str(error)
    return "judged", f"{verdict.how} {verdict.counterexample or ''}"


def main(count=1000, seed=0):
    """Judge so many formulas; return how many broke the promise."""
    draw, notation, counts, broken = random.Random(seed), read(NOTATION), collections.Counter(), 0
    for _ in range(count):
        tex, start = formula(draw), time.process_time()
        try:
            kind, told = within(2 * PATIENCE, outcome, tex, notation, otherwise=("hang", ""))
        except Exception as error:  # noqa: BLE001  whatever escapes is what is looked for
            kind, told = "escape", f"{type(error).__name__}: {error}"
        spent = time.process_time() - start
        kind = "slow" if spent > PATIENCE else "internal" if kind != "escape" and INTERNAL.search(told) else kind
        counts[kind] += 1
        if kind not in ("judged", "refused", "unreadable"):
            broken += 1
            print(f"{kind} ({spent:.1f} s): {tex}\n    {' '.join(told.split())[:160]}", flush=True)
    print(dict(counts))
    return broken


if __name__ == "__main__":
    sys.exit(1 if main(*map(int, sys.argv[1:])) else 0)
