"""Tell the reference of each object where it is defined, and set its docstring's lines apart."""

import re
from typing import Any

import griffe

from lit.engine.text.origin import origins

FIELD = re.compile(r"^(Shape|Unit|Range|Raises|Source): ", re.M)


def listed(docstring: str) -> str:
    """Return a docstring with its lines Shape, Unit, Range and Raises as a list."""
    head, *fields = re.split(r"\n(?=(?:Shape|Unit|Range|Raises|Source): )", docstring)
    lines = [FIELD.sub(r"- **\1:** ", line.strip()) for line in fields
             if not line.startswith("Source: docs/")]
    return "\n".join([head.strip(), "", *lines])


class Origin(griffe.Extension):
    """Add `extra["lit"]` to each object that a chapter defines, and list what its docstring says.
    """

    def on_object(self, *, obj: griffe.Object, **rest: Any) -> None:
        """Griffe calls this for each object, once it is complete."""
        if obj.path in origins():
            obj.extra["lit"] = origins()[obj.path]
        if obj.docstring:
            obj.docstring.value = listed(obj.docstring.value)
