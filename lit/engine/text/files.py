"""Write many files, all of them or none, whatever interrupts it."""

import contextlib
import errno
import fcntl
import os
import shutil

from lit.engine.text.book import read_bytes
from lit.engine.text.chapter import ChapterError
from lit.engine.text.state import STATE

STAGE = f"{STATE}/stage"
JOURNAL = f"{STATE}/journal"


@contextlib.contextmanager
def locked(root):
    """Hold the book's lock, with whatever an interrupted run has left behind put right."""
    os.makedirs(os.path.join(root, STATE), exist_ok=True)
    with open(os.path.join(root, STATE, "lock"), "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        recover(root)
        yield


def recover(root):
    """Finish an interrupted commit if its journal is there, else sweep out its stage."""
    journal = os.path.join(root, JOURNAL)
    if os.path.exists(journal):
        entries = [line.split(" ", 1) for line in read_bytes(journal).decode().splitlines()]
        for number, path in entries:
            put(os.path.join(root, STAGE, number), os.path.join(root, path))
        flush_folders(root, [path for _, path in entries])
        os.unlink(journal)
    if os.path.isdir(os.path.join(root, STAGE)):
        shutil.rmtree(os.path.join(root, STAGE))


def put(staged, target):
    """Move staged to target; the name `-` is never staged, and means that target goes."""
    if os.path.exists(staged):
        try:
            os.replace(staged, target)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.replace(staged, target)
    elif staged.endswith("-"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(target)


def flush_folders(root, paths):
    """Flush the folders that hold paths to the disk."""
    for folder in {os.path.dirname(path) for path in paths}:
        descriptor = os.open(os.path.join(root, folder), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def check_target(root, path, old, folders):
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


def check_folder(root, path, folder):
    """Raise ChapterError where folder is read-only or lies outside root."""
    home, end = os.path.realpath(root), os.path.realpath(folder)
    if os.path.commonpath([home, end]) != home:
        raise ChapterError(path, 1, "a symbolic link leads out of the book", "make it a folder")
    while not os.path.exists(end):
        end = os.path.dirname(end)
    if not os.path.isdir(end) or not os.stat(end).st_mode & 0o222:
        raise ChapterError(path, 1, f"{os.path.relpath(end, home)} is not a folder to write in",
                           "make it a folder that you may write in")


def commit(root, changes):
    """Write {path: (old, new)} of bytes or None, all or nothing; call it with the lock held."""
    folders, entries = set(), []
    for path, (old, _) in changes.items():
        check_target(root, path, old, folders)
    if not changes:
        return
    path = next(iter(changes))
    try:
        os.mkdir(os.path.join(root, STAGE))
        for number, (path, (_, new)) in enumerate(changes.items()):
            entries.append(f"{'-' if new is None else number} {path}\n")
            if new is not None:
                write(os.path.join(root, STAGE, str(number)), new)
        write(os.path.join(root, STAGE, "journal"), "".join(entries).encode())
        flush_folders(root, [f"{STAGE}/journal"])
        os.rename(os.path.join(root, STAGE, "journal"), os.path.join(root, JOURNAL))
    except OSError as error:
        shutil.rmtree(os.path.join(root, STAGE), ignore_errors=True)
        raise unwritable(path, error) from None
    recover(root)


def write(path, data):
    """Write data to a new file at path and flush it to the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        while data:
            data = data[os.write(descriptor, data):]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unwritable(path, error):
    """Return the ChapterError that tells why path could not be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    mend = "free some space" if full else "mend that"
    return ChapterError(path, 1, f"cannot be written ({error.strerror})",
                        f"nothing was changed; {mend} and run it again")
