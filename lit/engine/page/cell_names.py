"""Which names a cell of a notebook needs, which it binds, and how they are brought back."""

import ast
import functools
import symtable



NOW = ("listcomp", "setcomp", "dictcomp", "genexpr")  # inner scopes that run at once


def scope(text: str) -> tuple[set[str], set[str], set[str]]:
    """Return the global names that a statement uses at once, uses later (in a function's body), and
    binds.
    """
    top = symtable.symtable(text, "cell", "exec")
    bound = {one.get_name() for one in top.get_symbols() if one.is_assigned() or one.is_imported()}
    at_once = {one.get_name() for one in top.get_symbols() if one.is_referenced()}
    later, inner = set(), [(child, child.get_name() in NOW) for child in top.get_children()]
    while inner:
        table, now = inner.pop()
        used = {one.get_name() for one in table.get_symbols() if one.is_global()
                and one.is_referenced()}
        at_once, later = (at_once | used, later) if now else (at_once, later | used)
        inner += [(child, now and child.get_name() in NOW) for child in table.get_children()]
    return at_once, later, bound


@functools.lru_cache(4096)
def statements(source: str) -> tuple:
    """Return (node, text, scope) of each statement of source."""
    lines, found = source.splitlines(), []
    for node in ast.parse(source).body:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        text = "\n".join(lines[first - 1:node.end_lineno])
        found.append((node, text, scope(text)))
    return tuple(found)


def names_used(source: str) -> set[str]:
    """Return the names that source needs from what ran before it."""
    used, later, bound = set(), set(), set()
    for _, _, (at_once, deferred, new) in statements(source):
        used, later, bound = used | at_once - bound, later | deferred, bound | new
    return used | later - bound


def names_bound(source: str) -> set[str]:
    """Return the names that source binds."""
    return set().union(*(bound for _, _, (_, _, bound) in statements(source)))


def meanings(source: str, module: str = "") -> dict[str, str]:
    """Return {name: the line that brings it back} of what source binds; module owns what is not
    imported.
    """
    found = {}
    for node, text, (_, _, bound) in statements(source):
        if isinstance(node, ast.Import | ast.ImportFrom):
            start = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
            found |= {(alias.asname or alias.name).partition(".")[0]: f"{start}import "
                                                                      f"{ast.unparse(alias)}"
                      for alias in node.names}
        else:
            found |= {name: f"from {module} import {name}" if module else text for name in bound}
    return found


def missing(used: set[str], meant: dict[str, str], now: dict[str, str],
            bodies: dict) -> dict[str, str]:
    """Return {name: line} of the used names that do not mean now what is meant, nor what bodies of
    functions mean.
    """
    lines, asked, seen = {}, [(name, meant) for name in used], set()
    while asked:
        name, world = asked.pop()
        if name in seen or name not in world:
            continue
        seen.add(name)
        if now.get(name) != world[name]:
            lines[name] = world[name]
        elif name in bodies:
            uses, home = bodies[name]
            asked += [(use, home) for use in uses]
    return lines


def local_bodies(source: str, world: dict[str, str]) -> dict:
    """Return {name: (names that it uses when it is called, what they mean)} of what source defines.
    """
    return {name: (later, world) for _, _, (_, later, bound) in statements(source) if later
            for name in bound}


def without_known(source: str, now: dict[str, str], own: set[str]) -> str:
    """Return source without imports of names in own that still mean what the import would make them
    mean.
    """
    kept = []
    for node, text, _ in statements(source):
        if isinstance(node, ast.ImportFrom):
            lines = meanings(text)
            fresh = [line for name, line in lines.items() if name not in own
                     or now.get(name) != line]
            text = text if len(fresh) == len(lines) else "\n".join(fresh)
        kept += [text] if text else []
    return "\n".join(kept)


def preface(lines: dict[str, str], source: str) -> str:
    """Return source with lines in front, below its caption; imports from one module on one line."""
    modules, rest = {}, []
    for line in (lines[name] for name in sorted(lines)):
        start, _, name = line.partition(" import ")
        if start.startswith("from "):
            modules.setdefault(start, []).append(name)
        else:
            rest.append(line)
    imports = [f"{start} import {', '.join(names)}" for start, names in sorted(modules.items())]
    caption, _, body = source.partition("\n") if source.startswith("# ") else ("", "", source)
    return "\n".join(filter(None, [caption, *dict.fromkeys(rest), *imports, body]))
