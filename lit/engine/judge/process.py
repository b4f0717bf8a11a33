"""Run work in processes of its own, so that every end of it is an answer."""

import contextlib
import gc
import importlib
import io
import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
import sys
import tempfile
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

from lit.engine.judge.guard import TELL, Guard, Misuse, limit, surface

SECONDS = 60  # of the processor's time, for a block of an author's
SLEEP = 3  # times as long may pass on the clock, for a block may also wait
SHOWN = 2000  # characters of what a block prints


class End(NamedTuple):
    """How the process that did a task came to its end; block: what it ran, as (path, line, id)."""

    why: str
    block: tuple | None


class Done(NamedTuple):
    """What a task returned, the files of the book that were read for it, and what was printed."""

    result: Any
    reads: dict
    printed: str


class Plain(pickle.Unpickler):
    """Reads values of Python's own kinds and the engine's named tuples, and nothing that runs."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a named tuple of the engine's. Raises UnpicklingError for anything else."""
        ours = module.startswith("lit.engine.")
        found = getattr(sys.modules.get(module), name, None) if ours else None
        if isinstance(found, type) and issubclass(found, tuple) and hasattr(found, "_fields"):
            return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def received(connection: Any) -> tuple:
    """Return the next message of a child. Raises EOFError where there is no plain one."""
    try:
        message = Plain(io.BytesIO(connection.recv_bytes())).load()
        return message if isinstance(message, tuple) and message else ("", None)
    except Exception as error:  # a stream of bytes can be wrong in many ways
        raise EOFError from error


def serve(connection: Any, others: list, work: Callable, tasks: list, alone: bool, seconds: float,
          root: str) -> None:
    """Do the tasks whose numbers come through the connection, until it is closed."""
    for other in others:
        other.close()
    sys.dont_write_bytecode = True
    with tempfile.TemporaryFile() as paper:
        limit(paper, seconds if alone else None)
        guard = Guard(root) if alone else None
        TELL[0] = connection.send
        while True:
            result = attempt(work, tasks[connection.recv()])
            if guard and guard.refused:
                result = "ended", guard.refused[0]
            connection.send((*result, guard.reads() if guard else {}, printed(paper)))


def attempt(work: Callable, task: tuple) -> tuple:
    """Return ("done", work(*task)), or how it ended instead."""
    try:
        return "done", work(*task)
    except SystemExit:
        return "ended", "calls sys.exit()"
    except MemoryError:
        return "ended", "needs more memory than there is for it"
    except Misuse as error:
        return "ended", str(error)
    except OSError as error:
        return "ended", f"meets a limit of the system ({error.strerror})"
    except BaseException as error:  # a defect of the engine's own: the parent raises it
        return "raised", f"{type(error).__name__}: {error}"


def printed(paper: IO) -> str:
    """Return the beginning of what the child has printed."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue  # closed or full: what is on paper is there
    paper.seek(0)
    return paper.read(SHOWN).decode("utf-8", "replace")


@dataclass
class Child:
    """A process, its pipe, the number of its task, when that must be done, and what it runs."""

    process: Any
    connection: Any
    alone: bool
    number: int | None = None
    deadline: float = 0.0
    block: tuple | None = None


def method() -> str:
    """Return how a process starts: as a copy of this one where that is safe."""
    usual = "fork" if sys.platform == "linux" else "spawn"
    return os.environ.get("LIT_START", usual)


def start(work: Callable, tasks: list, alone: bool, seconds: float, root: str, crew: list) -> Child:
    """Return a new Child that waits for tasks; it joins the crew."""
    context: Any = multiprocessing.get_context(method())
    ours, theirs = context.Pipe()
    others = [ours, *(child.connection for child in crew)] if method() == "fork" else []
    process = context.Process(target=serve, daemon=alone, args=(
        theirs, others, work, tasks, alone, seconds, os.path.realpath(root)))
    sys.stdout.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of copying a process with threads: the child needs none
        process.start()
    theirs.close()
    crew.append(Child(process, ours, alone))
    return crew[-1]


def bury(child: Child, crew: list) -> int | None:
    """End a child with all that it has started; return its exit code if it had ended by itself."""
    child.process.join(0.2 if child.number is not None else 0)
    code = child.process.exitcode
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(child.process.pid, signal.SIGKILL)
    child.process.kill()
    child.process.join()
    child.connection.close()
    crew.remove(child)
    return code


def reason(code: int | None, seconds: float) -> str:
    """Return why a child is no more, from its exit code."""
    if code is None or code == -getattr(signal, "SIGXCPU", 0):
        return f"is not done after {seconds:g} seconds"
    if code < 0:
        return f"is killed by {signal.Signals(-code).name}; it may need too much memory"
    return f"ends Python with code {code}"


def hear(child: Child, crew: list, seconds: float) -> Done | End | None:
    """Return what a child's task came to; None if it goes on. Raises RuntimeError."""
    try:
        if not child.connection.poll():
            raise EOFError
        message = received(child.connection)
    except EOFError:
        return End(reason(bury(child, crew), seconds), child.block)
    match message:
        case ("at", block):
            child.block = block
            return None
        case ("raised", str(words), *_):
            raise RuntimeError(words)
        case ("ended", str(why), *_):
            bury(child, crew)
            return End(why, child.block)
        case ("done", result, dict(reads), str(printed)):
            if child.alone:
                bury(child, crew)
            child.number = None
            return Done(result, reads, printed)
    bury(child, crew)
    return End("speaks for itself", child.block)


MANY = 16  # blocks, from which on it pays to import what they may need


def prepare(count: int) -> None:
    """Make copies of this process cheap that are to run count blocks of an author's."""
    more = ("scipy.special", "scipy.stats", "scipy.optimize") if count > MANY else ()
    for name in ("numpy", *more):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    surface()
    gc.collect()
    gc.freeze()


def results(work: Callable, tasks: list, jobs: int = 1, alone: Callable = lambda *task: True,
            seconds: float = SECONDS, root: str = ".") -> Iterator:
    """Yield for each of the tasks, in order, the Done of work(*task), or the End that it came to.

    alone(*task): whether the task runs an author's code. Raises RuntimeError for a defect of work.
    """
    waiting, done, crew, turn = deque(range(len(tasks))), {}, [], 0
    count = sum(alone(*task) for task in tasks)
    if count and method() == "fork":
        prepare(count)
    try:
        while turn < len(tasks):
            while waiting and sum(child.number is not None for child in crew) < jobs:
                apart = alone(*tasks[waiting[0]])
                free = [child for child in crew if not child.alone and child.number is None]
                child = free[0] if free and not apart else start(
                    work, tasks, apart, seconds, root, crew)
                child.number, child.block = waiting.popleft(), None
                child.deadline = time.monotonic() + SLEEP * seconds
                child.connection.send(child.number)
            done |= collected([child for child in crew if child.number is not None], crew, seconds)
            while turn in done:
                yield done.pop(turn)
                turn += 1
    finally:
        for child in list(crew):
            bury(child, crew)


def collected(busy: list, crew: list, seconds: float) -> dict:
    """Return {number of a task: what it came to} of those that end next, after waiting for one."""
    left = min(child.deadline for child in busy) - time.monotonic()
    signs = {sign: child for child in busy for sign in (child.connection, child.process.sentinel)}
    ready = multiprocessing.connection.wait(list(signs), max(0, left))
    late = [child for child in busy if child.deadline < time.monotonic()]
    found: dict = {}
    for child in {id(child): child for child in [*map(signs.get, ready), *late]}.values():
        number = child.number
        if child in late and not child.connection.poll():
            bury(child, crew)
            found[number] = End(reason(None, seconds), child.block)
        elif (end := hear(child, crew, seconds)) is not None:
            found[number] = end
    return found
