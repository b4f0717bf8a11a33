"""Limit what an author's code can use, note what it reads, and refuse what it must not do."""

import contextlib
import functools
import hashlib
import operator
import os
import signal
import sys
import tempfile
import types
from collections.abc import Iterator
from typing import IO

try:
    import resource
except ImportError:  # Windows has no such limits: there only the clock ends a process
    resource = None  # type: ignore[assignment]

MEMORY = 2 << 30
OUTPUT = 16 << 20


def limit(paper: IO, seconds: float | None) -> None:
    """Give this process a session, no input, paper to print on, and limits for seconds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        with contextlib.suppress(PermissionError):
            os.setsid()
    end_with_parent()
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    for stream in (1, 2):
        os.dup2(paper.fileno(), stream)
    if seconds and resource:
        end = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (end, end + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
        limit_memory()


def limit_memory() -> None:
    """Limit the memory of this process, where the system says how much it has."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
    except (OSError, ValueError):
        return


def end_with_parent() -> None:
    """Have this process killed when its parent ends, where the system can do so."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def digest(root: str, path: str) -> str | None:
    """Return the checksum of a file, or of the names in a folder; None where it is missing."""
    full = os.path.join(root, path)
    try:
        if path.endswith("/"):
            data = "\0".join(sorted(os.listdir(full))).encode()
        else:
            with open(full, "rb") as file:
                data = file.read()
    except OSError:
        return None
    return hashlib.sha256(data).hexdigest()


WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
           "os.chmod", "os.chown", "os.utime", "shutil.rmtree", "shutil.move"}
STARTS = {"os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system",
          "os.startfile", "subprocess.Popen", "os.kill", "os.killpg", "pty.spawn"}
CALLS = {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"}
HIDDEN = {".git", ".lit", "__pycache__", "site-packages"}


class Guard:
    """Watches this process from now to its end; root is the real path of the book's folder."""

    def __init__(self, root: str):
        self.root, self.seen, self.refused, self.asleep = root, set(), [], False
        self.known = set(sys.modules)
        self.free = (os.path.realpath(tempfile.gettempdir()) + os.sep, "/dev/")
        sys.addaudithook(self.hear)

    def hear(self, event: str, args: tuple) -> None:
        """Note what is read. Raises PermissionError for what a block must not do."""
        if self.asleep:
            return
        if event == "open":
            written = set(args[1] or "") & set("wax+") or (args[2] or 0) & WRITES
            (self.refuse_write if written else self.note)(args[0])
        elif event in CHANGES:
            for path in args[:2]:
                self.refuse_write(path)
        elif event in STARTS:
            self.refuse("starts or ends another process")
        elif event in CALLS:
            self.refuse("asks another machine")
        elif event in ("os.listdir", "os.scandir"):
            if "importlib" not in sys._getframe(1).f_code.co_filename:
                self.note(args[0] or ".", "/")

    def refuse(self, what: str) -> None:
        """Raise PermissionError, and remember what was tried."""
        self.refused.append(what)
        raise PermissionError(f"a block of the book {what}")

    def refuse_write(self, path: object) -> None:
        """Raise PermissionError where path may not be written."""
        if isinstance(path, (str, bytes, os.PathLike)):
            full = os.path.realpath(os.fsdecode(path))
            inside = f"{full}{os.sep}".startswith(self.root + os.sep)
            if inside or not full.startswith(self.free):
                self.refuse(f"writes to {os.path.relpath(full, self.root) if inside else full}")

    def note(self, path: object, end: str = "") -> None:
        """Remember that a file of the book was read, or a folder listed."""
        if isinstance(path, (str, bytes, os.PathLike)):
            full = os.path.realpath(os.fsdecode(path))
            inside = os.path.relpath(full, self.root).replace(os.sep, "/")
            if full.startswith(self.root + os.sep) and not HIDDEN & set(inside.split("/")):
                if not full.startswith(os.path.realpath(sys.prefix) + os.sep):
                    self.seen.add(inside + end)

    def reads(self) -> dict:
        """Return {path: checksum} of what was read of the book so far, modules included."""
        self.asleep = True
        for name in set(sys.modules) - self.known:
            self.note(getattr(sys.modules[name], "__file__", None))
        found = {path: digest(self.root, path) for path in sorted(self.seen)}
        self.asleep = False
        return found


LIBRARIES = {"sympy", "mpmath", "numpy", "lit", "builtins", "math", "cmath", "fractions", "decimal",
             "operator", "functools", "itertools", "json", "pickle", "inspect", "ast"}


@functools.cache
def surface() -> list:
    """Return [(module or class, {name: object})] as they are at the first call."""
    modules = [module for name, module in list(sys.modules.items())
               if name.partition(".")[0] in LIBRARIES and isinstance(module, types.ModuleType)]
    classes = {part for module in modules for part in list(vars(module).values())
               if isinstance(part, type) and part.__module__.partition(".")[0] in LIBRARIES}
    return [(part, vars(part).copy()) for part in (*modules, *classes)]


def changed(before: list) -> str | None:
    """Return the name of a function or class that is not what it was, or None."""
    for part, old in before:
        now = vars(part)
        equal = now.keys() == old.keys() and same(now, old)
        for name in () if equal else now.keys() | old.keys():
            one, two = old.get(name), now.get(name)
            if one is not two and (callable(one) or callable(two) and isinstance(part, type)):
                return f"{part.__name__}.{name}"
    return None


def same(now: dict, old: dict) -> bool:
    """Return whether both have the same objects in the same order."""
    return all(map(operator.is_, now.values(), old.values()))


class Misuse(BaseException):
    """What a block of an author's has done to the libraries; no `except Exception` catches it."""


@contextlib.contextmanager
def watched(path: str, line: int, name: str) -> Iterator[None]:
    """Announce the block name of the chapter at path. Raises Misuse if it changes a library."""
    TELL[0](("at", (path, line, name)))
    surface()
    yield
    spoilt = changed(surface())
    if spoilt:
        raise Misuse(f"changes {spoilt}, which others use too")


def tell_nobody(message: tuple) -> None:
    """Let an announcement pass: a process that is no child has nobody to tell."""


TELL = [tell_nobody]
