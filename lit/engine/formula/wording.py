"""Say a formula's tree back in words and signs that can be read in one way only."""

from typing import Any

from lit.engine.formula import syntax as s

WORDS = {"oo": "infinity", "min": "least", "max": "greatest", "E": "mean", "Var": "variance",
         "Cov": "covariance", "P": "probability", "pd": "is positive definite",
         "law": "is drawn from",
         "psd": "is positive semidefinite", "in": "is in", "to": "goes to", "step": "becomes",
         "~": "is about"}


def wording(node: Any) -> str:
    """Return a node of a formula's tree, or a tuple of them, in words and signs."""
    match node:
        case tuple():
            return ", ".join(map(wording, node))
        case s.Chain() | s.Implies() | s.Iff():
            return statement_wording(node)
        case (s.Derivative() | s.Gradient() | s.Prime() | s.Sum() | s.Prod()
              | s.Integral() | s.Limit()):
            return operator_wording(node)
        case (s.Average() | s.Over() | s.ArgOpt() | s.Least() | s.Law() | s.Goal()
              | s.BigO() | s.Image()):
            return idea_wording(node)
        case (s.Interval() | s.Finite() | s.Numbers() | s.Several() | s.Cases()
              | s.Otherwise() | s.Indicator()):
            return group_wording(node)
    return value_wording(node)


def name(key: str) -> str:
    """Return the key of a symbol without its backslash."""
    return key.replace("\\", "").replace("{", "").replace("}", "")


def value_wording(node: Any) -> str:
    """Return a value in words and signs."""
    match node:
        case s.Number():
            return f"{float(node.value):g}" if node.slack else str(node.value)
        case s.Constant():
            return WORDS.get(node.name, node.name)
        case s.Name() | s.Bare():
            return name(node.key)
        case s.Eye():
            return "I"
        case s.Neg():
            return f"(-{wording(node.body)})"
        case s.Add():
            return f"({' + '.join(map(wording, node.terms))})"
        case s.Mul():
            return f"({' * '.join(map(wording, node.factors))})"
        case s.Div():
            return f"({wording(node.top)} / {wording(node.bottom)})"
        case s.Pow():
            return f"({wording(node.base)} ^ {wording(node.exponent)})"
        case s.Abs():
            return f"abs({wording(node.body)})"
        case s.Call():
            return f"{name(node.name)}({wording(node.args)})"
        case s.Given():
            return f"{wording(node.parameter)}: {wording(node.value)}"
        case s.Run():
            return f"and so on to {wording(node.last)}"
        case s.Delta():
            return f"(1 where {' = '.join(map(wording, node.indices))}, else 0)"
    return array_wording(node)


def array_wording(node: Any) -> str:
    """Return what is said of vectors and matrices in words and signs."""
    match node:
        case s.Transpose():
            return f"transpose({wording(node.body)})"
        case s.Index():
            return f"{wording(node.base)}[{wording(node.indices)}]"
        case s.Norm():
            return f"norm of order {node.order} of ({wording(node.body)})"
        case s.Hadamard():
            return f"({wording(node.left)} times, entry by entry, {wording(node.right)})"
        case s.Inner():
            return f"inner product({wording(node.left)}, {wording(node.right)})"
        case s.Array():
            return f"matrix [{'; '.join(map(wording, node.rows))}]"
    return str(type(node).__doc__)


def operator_wording(node: Any) -> str:
    """Return a derivative, a repeated sum, an integral or a limit in words and signs."""
    match node:
        case s.Derivative():
            letters = ", ".join(f"{wording(letter)}{f' {order} times' * (order > 1)}"
                                for letter, order in node.variables)
            return f"derivative by {letters} of ({wording(node.body)})"
        case s.Gradient():
            what = "gradient" if node.order == 1 else "Hessian"
            return f"{what} of {name(node.name)} at ({wording(node.args)})"
        case s.Prime():
            side = f" from side {node.side}" if node.side else ""
            return f"derivative {node.order} of {name(node.name)}{side} at ({wording(node.args)})"
        case s.Sum() | s.Prod():
            kind = "sum" if isinstance(node, s.Sum) else "product"
            ends = (f" from {wording(node.low)} to {wording(node.high)}"
                    if node.low is not None else "")
            without = f" without {wording(node.without)}" if node.without is not None else ""
            return f"{kind} over {wording(node.variable)}{ends}{without} of ({wording(node.body)})"
        case s.Integral():
            ends = f"from {wording(node.low)} to {wording(node.high)}"
            return f"integral over {wording(node.variable)} {ends} of ({wording(node.body)})"
    side = f" from side {node.side}" if node.side else ""
    way = f"{wording(node.variable)} goes to {wording(node.to)}{side}"
    return f"limit, as {way}, of ({wording(node.body)})"


def idea_wording(node: Any) -> str:
    """Return an average, an optimum or a law in words and signs."""
    match node:
        case s.Average():
            law = f" over {wording(node.law)}" if node.law is not None else ""
            return f"{WORDS[node.kind]}{law} of ({wording(node.bodies)})"
        case s.Over():
            kind = (f"place of the {WORDS[node.kind[3:]]}"
                    if node.kind.startswith("arg") else WORDS[node.kind])
            return f"{kind} over {wording(node.variable)} of ({wording(node.body)})"
        case s.ArgOpt():
            place = wording(node.variable)
            return f"place {place} of the {WORDS[node.sense]} ({wording(node.body)})"
        case s.Least():
            place = wording(node.variable)
            return f"{WORDS[node.sense]} over all {place} of ({wording(node.body)})"
        case s.Law():
            return f"{name(node.name)}({wording(node.parameters)})"
        case s.Goal():
            return f"{wording(node.value)}{node.side}"
        case s.BigO():
            return f"an error of the order of ({wording(node.body)})"
    return f"all values of {name(node.name)}"


def group_wording(node: Any) -> str:
    """Return a set or a distinction of cases in words and signs."""
    match node:
        case s.Interval():
            return (f"interval {'(' if node.low_open else '['}{wording(node.low)}, "
                    f"{wording(node.high)}{')' if node.high_open else ']'}")
        case s.Finite():
            return f"one of ({wording(node.values)})"
        case s.Numbers():
            sizes = f" of size {wording(node.sizes)}" if node.sizes else ""
            return f"all of {node.field}{sizes}"
        case s.Several():
            return wording(node.names)
        case s.Cases():
            rows = (f"{wording(value)} where {wording(condition)}"
                    for value, condition in node.rows)
            return f"({'; '.join(rows)})"
        case s.Indicator():
            return f"(1 where {wording(node.condition)}, else 0)"
    return "nothing of this holds"


def statement_wording(node: Any) -> str:
    """Return a statement in words and signs."""
    match node:
        case s.Chain():
            told = wording(node.parts[0])
            for op, part in zip(node.ops, node.parts[1:], strict=False):
                told += f" {WORDS.get(op, op)}" + (f" {wording(part)}" if part is not None else "")
            return told
        case s.Implies():
            return f"where {wording(node.given)}: {wording(node.then)}"
    return " exactly where ".join(map(wording, node.parts))
