"""Why a chapter is refused, by the code of the mistake."""

from lit.engine.text.refusal import Refusal


HEADERS = {
    "E301": Refusal(
        "a header that cannot be read",
        "```python {code-a}\na = 1\n```\n",
        "```python {#code-a}\na = 1\n```\n",
        "A name begins with #, and is made of small letters, digits and hyphens."),
    "E302": Refusal(
        "a block of Python or mathematics without a name",
        "```python\na = 1\n```\n",
        "```text\na = 1\n```\n",
        "Nobody could say whether it belongs to the module, is an experiment, or is only shown."),
    "E303": Refusal(
        "a block that would be shown as code, and that nothing checks",
        "```py\nassert False\n```\n",
        "```text\nassert False\n```\n",
        "The page would colour it like a block that ran."),
    "E304": Refusal(
        "an unknown kind of block",
        "```python {#cod-a}\na = 1\n```\n",
        "```python {#code-a}\na = 1\n```\n",
        "A misspelt kind would be a check that never runs."),
    "E305": Refusal(
        "a block in another language than its kind has",
        "```python {#thm-a}\na = 1\n```\n",
        "```math {#thm-a}\na = 1\n```\n",
        "The kind decides what is done with it."),
    "E306": Refusal(
        "an unknown key",
        "```math {#thm-a use=\"def-b\"}\na = 1\n```\n",
        "```math {#thm-a uses=\"def-b\"}\na = 1\n```\n",
        "A misspelt key would be passed over in silence."),
    "E307": Refusal(
        "a key that stands twice",
        "```math {#thm-a uses=\"def-b\" uses=\"def-c\"}\na = 1\n```\n",
        "```math {#thm-a uses=\"def-b def-c\"}\na = 1\n```\n",
        "Which of the two should hold?"),
    "E308": Refusal(
        "a block without a key that it needs",
        "```python {#proof-a}\nassert True\n```\n",
        "```python {#proof-a proves=\"thm-a\"}\nassert True\n```\n",
        "A proof has to say of what."),
}


FENCES = {
    "E310": Refusal(
        "a character that a reader does not see",
        "a\tb\n",
        "a b\n",
        "Tabs, carriage returns and marks that turn the writing show one thing and are another."),
    "E311": Refusal(
        "a fence that does not begin its line",
        "> ```pycon\n> >>> 1\n> ```\n",
        "```pycon\n>>> 1\n1\n```\n",
        "A site shows it as a block, and it cannot be taken out of there without guessing."),
    "E312": Refusal(
        "code in a line that begins like a fence",
        "```a``` is code.\n",
        "Here ```a``` is code.\n",
        "Some readers of Markdown take it for the beginning of a block."),
    "E313": Refusal(
        "a line that closes a block on some sites only",
        "```text\na\n ```\nb\n```\n",
        "```text\na\nb\n```\n",
        "What stands behind it would be code to one reader and prose to the next."),
    "E314": Refusal(
        "a line that leaves its block to the left",
        "- one\n\n    ```pycon\n  >>> 1\n    ```\n",
        "- one\n\n    ```pycon\n    >>> 1\n    1\n    ```\n",
        "A block in a list is indented with all its lines."),
    "E315": Refusal(
        "a code block inside a list",
        "- one\n\n    ```python {#code-a}\n    a = 1\n    ```\n",
        "- one\n\n```python {#code-a}\na = 1\n```\n",
        "The module is made of what stands at the left margin."),
    "E316": Refusal(
        "an example that is never run",
        "```text\n>>> 1 + 1\n3\n```\n",
        "```pycon\n>>> 1 + 1\n2\n```\n",
        "It looks as if it had been."),
    "E317": Refusal(
        "an unresolved merge",
        "a\n<<<<<<< one\nb\n",
        "a\nb\n",
        "Which side holds, nobody has decided yet."),
    "E318": Refusal(
        "what a page would show, and no check has seen",
        "$$\n1 = 2\n$$\n",
        "```math {#thm-a}\n1 = 1\n```\n",
        "A formula that is displayed has a kind, or is refused."),
    "E319": Refusal(
        "a fence that is never closed",
        "```python {#code-a}\na = 1\n",
        "```python {#code-a}\na = 1\n```\n",
        "Everything behind it would be code."),
    "E320": Refusal(
        "a block that is no whole Python",
        "```python {#code-a}\nif True:\n```\n",
        "```python {#code-a}\na = True\n```\n",
        "Each block reads alone, and is compiled alone."),
}


REFUSALS = HEADERS | FENCES
