"""The pages of a new book."""


INDEX = '''# {title}

A book whose code blocks are the package `{package}`, and whose formulas are checked.

[The first chapter](first.md) shows each kind of block once; change it, or delete it.
[The second page](errors.md) shows what is said when something is wrong.
'''
FIRST = '''# A bowl

How far is a quadratic function from its least value? The answer is a square.

## Definition

The table says what the letters stand for. A formula may use no others.

```notation
x : real | a number
a : positive | how steep the bowl is
q : function | the bowl
```

```math {{#def-bowl code="bowl"}}
q(x) = a (x - 1)^2 + 2
```

A definition cannot be proved, but it can be said twice: its twin says it in another form.

```python {{#twin-bowl of="def-bowl"}}
def q(x, a):
    return a * x**2 - 2 * a * x + a + 2
```

## Its least value

```math {{#thm-bowl-least uses="def-bowl"}}
q(x) - q(1) = a (x - 1)^2 \\ge 0
```

A proof gives the steps between the two sides, which come from the formula above. Most
formulas need none.

```math {{#thm-bowl-mirror uses="def-bowl"}}
q(1 + x) = q(1 - x)
```

```python {{#proof-bowl-mirror proves="thm-bowl-mirror"}}
def steps(x, a):
    return [a * x**2 + 2]
```

## Code

```python {{#code-bowl}}
"""A bowl."""


def bowl(x: float, a: float) -> float:
    """Return a (x - 1)^2 + 2."""
    return a * (x - 1) ** 2 + 2
```

## Try it

```pycon
>>> from {package}.first import bowl
>>> bowl(3, 0.5)
4.0
```

## Figure

```python {{#figure-bowl alt="A parabola with its lowest point at x = 1" slider="a : 0.5 [1] 2 | steepness a"}}
xs = [k / 20 for k in range(-20, 61)]
axes.plot(xs, [bowl(x, a) for x in xs])
axes.set_ylim(0, 10)
axes.set_xlabel("x")
```

## Exercise

Write `least(a)`, which returns the least value of the bowl.

```pycon {{#check-bowl-least}}
>>> least(0.5), least(7)
(2, 2)
```

??? success "An answer"

    The square is 0 at 1, whatever a is.

```python {{#answer-bowl-least}}
def least(a):
    return 2
```
'''


MISTAKES = (
    ("a wrong sign", "q(1 + x) = q(1 - x)", "q(1 + x) = q(1 + 2 x)", "verify"),
    ("a letter that the table does not have", "q(x) = a (x - 1)^2 + 2", "q(x) = b (x - 1)^2 + 2",
     "verify"),
    ("a twin that says something else", "a * x**2 - 2 * a * x + a + 2",
     "a * x**2 - 2 * a * x + a + 3", "verify"),
    ("a misspelt kind", "{#twin-bowl ", "{#twn-bowl ", "tangle"),
    ("a block that is no Python", "return a * (x - 1) ** 2 + 2", "return a * (x - 1", "tangle"),
)
ERRORS = '''# How mistakes look

A message says where, what, and what to do about it. Try these in the [first chapter](first.md),
and undo them.

{rows}
The code in brackets, which a terminal shows behind some messages, is explained by
`{command} explain CODE`.
'''


TOLD = (
    "docs/first.md:35: thm-bowl-mirror is false: a = 1, x = 1: left 3, right 6; "
    "mend the formula, or what it is compared with",
    "docs/first.md:16: def-bowl, column 8: b is not declared in the chapter's notation; "
    "declare it, or use one of a, q, x",
    "docs/first.md:15: def-bowl is false: a = 1, x = 1: left 2, right 3; "
    "mend the formula, or what it is compared with",
    "docs/first.md:21: unknown kind twn-; did you mean twin?",
    "docs/first.md:52: code-bowl is not Python: '(' was never closed; "
    "each block holds whole statements",
)


def errors_page(command: str) -> str:
    """Return the page on mistakes, for the engine's command: the changes, and what is then said."""
    rows = [f"**{what[0].upper()}{what[1:]}.** Write `{after}` for `{before}`. "
            f"`{command} {part}` then says first:\n\n```text\n{told}\n```\n"
            for (what, before, after, part), told in zip(MISTAKES, TOLD, strict=True)]
    return ERRORS.format(rows="\n".join(rows), command=command)
