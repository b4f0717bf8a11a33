"""Write many files, all of them or none, whatever interrupts it."""

import contextlib
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from typing import Any, IO

from lit.engine.text.book import read_bytes
from lit.engine.text.chapter import ChapterError
from lit.engine.text.state import STATE

STAGE = f"{STATE}/stage"
JOURNAL = f"{STATE}/journal"


@contextlib.contextmanager
def locked(root: str) -> Iterator[None]:
    """Hold the book's lock, with whatever an interrupted run has left behind put right."""
    for path in (STATE, f"{STATE}/lock"):
        if os.path.islink(os.path.join(root, path)):
            what = "a symbolic link where the engine keeps its state"
            raise ChapterError(path, 1, what, "delete the link")
    os.makedirs(os.path.join(root, STATE), exist_ok=True)
    with open(os.path.join(root, STATE, "lock"), "ab") as file:
        wait_for(file)
        recover(root)
        yield


def wait_for(file: IO) -> None:
    """Wait until no other process holds the lock of file, and hold it until file is closed."""
    try:
        import fcntl
    except ImportError:
        import msvcrt  # Windows: it tries for ten seconds, and gives up with an OSError

        windows: Any = msvcrt  # whose parts are known to a type checker on Windows only
        windows.locking(file.fileno(), windows.LK_LOCK, 1)
        return
    fcntl.flock(file, fcntl.LOCK_EX)


LINE = re.compile(r"(\d+|-) ([0-9a-f]{64}|-) ([0-9a-f]{64}|-) ([^\n]+)\n")


def recover(root: str) -> None:
    """Finish an interrupted commit if its journal is there, else sweep out its stage.

    Raises ChapterError where that would write over something, or the journal is not to be believed.
    """
    if os.path.lexists(os.path.join(root, JOURNAL)):
        entries = read_journal(root)
        for number, _, new, path in [entry for entry in entries if is_due(root, *entry)]:
            put(os.path.join(root, STAGE, number), os.path.join(root, path), new)
        flush_folders(root, [path for *_, path in entries])
        os.unlink(os.path.join(root, JOURNAL))
        flush_folders(root, [JOURNAL])
    if os.path.isdir(os.path.join(root, STAGE)):
        shutil.rmtree(os.path.join(root, STAGE))


def read_journal(root: str) -> list:
    """Return [(number of a staged file, old checksum, new checksum, path)]. Raises ChapterError."""
    text = read_bytes(os.path.join(root, JOURNAL)).decode("utf-8", "replace")
    entries = [match.groups() for match in LINE.finditer(text)]
    if len(entries) != text.count("\n") or not entries:
        raise ChapterError(JOURNAL, 1, "not a journal of this engine's", GIVE_UP)
    for line, (number, _, new, path) in enumerate(entries, 1):
        if (number == "-") != (new == "-") or not is_inside(root, path):
            raise ChapterError(JOURNAL, line, f"leads out of the book: {path}", GIVE_UP)
    return entries


GIVE_UP = ("delete .lit/journal and .lit/stage; "
           "what an interrupted run was to write is lost with them")


def is_inside(root: str, path: str) -> bool:
    """Return whether path, relative to root, stays inside of root, through all links."""
    home, end = os.path.realpath(root), os.path.realpath(os.path.join(root, path))
    return not os.path.isabs(path) and end.startswith(home + os.sep) and ".." not in path.split("/")


def is_due(root: str, number: str, old: str, new: str, path: str) -> bool:
    """Return whether path still has to become new. Raises ChapterError in doubt."""
    now = mark(root, path)
    if now == new:
        return False
    if now not in (old, "-"):
        raise ChapterError(path, 1, "changed after a run that was to write it had been interrupted",
                           "move it elsewhere to have that run finished; or delete .lit/journal "
                           "to keep it as it is")
    if new != "-" and mark(root, f"{STAGE}/{number}") != new:
        raise ChapterError(JOURNAL, 1, f"what {path} was to become is gone", GIVE_UP)
    return True


def mark(root: str, path: str) -> str:
    """Return the checksum of the file at path, or - where there is none."""
    full = os.path.join(root, path)
    return hashlib.sha256(read_bytes(full)).hexdigest() if os.path.isfile(full) else "-"


def put(staged: str, target: str, new: str) -> None:
    """Move staged to target; or delete target, where nothing new belongs there."""
    if new == "-":
        with contextlib.suppress(FileNotFoundError):
            os.unlink(target)
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    os.replace(staged, target)


def flush_folders(root: str, paths: Iterable[str]) -> None:
    """Flush the folders that hold paths to the disk."""
    for folder in {os.path.dirname(path) for path in paths} if os.name == "posix" else ():
        if not os.path.isdir(os.path.join(root, folder)):
            continue  # a deleted module may have been the last of a folder that somebody took away
        descriptor = os.open(os.path.join(root, folder), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def check_target(root: str, path: str, old: bytes | None, folders: set[str]) -> None:
    """Raise ChapterError unless path may be written and still holds old (None: absent)."""
    full = os.path.join(root, path)
    if os.path.isdir(full):
        raise ChapterError(path, 1, "a folder stands where a file belongs", "rename the folder")
    current = read_bytes(full) if os.path.exists(full) else None
    if current != old:
        raise ChapterError(path, 1, "the file changed while it was being read", "run it again")
    if current is not None and not os.stat(full).st_mode & 0o222:
        raise ChapterError(path, 1, "the file is read-only", f"allow writing: chmod u+w {path}")
    folder = os.path.dirname(full)
    if folder not in folders:
        folders.add(folder)
        check_folder(root, path, folder)


def check_folder(root: str, path: str, folder: str) -> None:
    """Raise ChapterError where folder is read-only or lies outside root."""
    home, end = os.path.realpath(root), os.path.realpath(folder)
    if os.path.commonpath([home, end]) != home:
        raise ChapterError(path, 1, "a symbolic link leads out of the book", "make it a folder")
    while not os.path.exists(end):
        end = os.path.dirname(end)
    writable = os.stat(end).st_mode & 0o222 and os.access(end, os.W_OK | os.X_OK)
    if not os.path.isdir(end) or not writable:
        raise ChapterError(path, 1, f"{os.path.relpath(end, home)} is not a folder to write in",
                           "make it a folder that you may write in")


def commit(root: str, changes: dict) -> None:
    """Write {path: (old, new)} of bytes or None, all or nothing; call it with the lock held.

    Raises ChapterError where that cannot be done, and then has changed nothing.
    """
    folders = set()
    for path, (old, _) in changes.items():
        check_target(root, path, old, folders)
    if not changes:
        return
    try:
        prepare_commit(root, changes)
        recover(root)
    except OSError as error:
        path = next(iter(changes))
        if os.path.exists(os.path.join(root, JOURNAL)):
            path = take_back(root, changes)
        shutil.rmtree(os.path.join(root, STAGE), ignore_errors=True)
        raise unwritable(path, error) from None


def prepare_commit(root: str, changes: dict) -> None:
    """Stage all that is new, and let the journal appear."""
    os.mkdir(os.path.join(root, STAGE))
    lines = []
    for number, (path, (old, new)) in enumerate(changes.items()):
        marks = ["-" if data is None else hashlib.sha256(data).hexdigest() for data in (old, new)]
        lines.append(f"{'-' if new is None else number} {' '.join(marks)} {path}\n")
        if new is not None:
            write(os.path.join(root, STAGE, str(number)), new)
    write(os.path.join(root, STAGE, "journal"), "".join(lines).encode())
    flush_folders(root, [f"{STAGE}/journal"])
    os.rename(os.path.join(root, STAGE, "journal"), os.path.join(root, JOURNAL))
    flush_folders(root, [JOURNAL])


def take_back(root: str, changes: dict) -> str:
    """Undo the moves that were made, and return the path of the first that was not."""
    stopped = next(iter(changes))
    for number, (path, (old, new)) in reversed(list(enumerate(changes.items()))):
        full = os.path.join(root, path)
        if mark(root, path) != ("-" if new is None else hashlib.sha256(new).hexdigest()):
            stopped = path
        elif old is None:
            os.unlink(full)
        elif old != new:
            back = os.path.join(root, STAGE, f"back{number}")
            write(back, old)
            os.replace(back, full)
    os.unlink(os.path.join(root, JOURNAL))
    return stopped


def write(path: str, data: bytes) -> None:
    """Write data to a new file at path and flush it to the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        while data:
            data = data[os.write(descriptor, data):]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unwritable(path: str, error: OSError) -> ChapterError:
    """Return the ChapterError that tells why path could not be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    mend = "free some space" if full else "mend that"
    return ChapterError(path, 1, f"cannot be written ({error.strerror})",
                        f"nothing was changed; {mend} and run it again")
