"""Keep what the engine remembers, under a seal that no stranger's book can carry."""

import functools
import hashlib
import json
import os
from typing import Any

STATE = ".lit"
LENGTH = 32


@functools.cache
def secret() -> bytes | None:
    """Return this user's key, made by the first call; None where that cannot be."""
    home = os.environ.get("XDG_STATE_HOME") or os.path.join(
        os.path.expanduser("~"), ".local", "state")
    place = os.path.join(home, "konspekt", "key")
    try:
        if not os.path.exists(place):
            make_secret(place)
        with open(place, "rb") as file:
            found = file.read(LENGTH + 1)
    except OSError:
        return None
    return found if len(found) == LENGTH else None


def make_secret(place: str) -> None:
    """Write a new key to place, readable by its owner alone, unless another process was faster."""
    os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
    new = f"{place}.{os.getpid()}"
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(os.urandom(LENGTH))
    try:
        os.link(new, place)
    except FileExistsError:
        pass
    finally:
        os.unlink(new)


def seal(place: str, data: bytes) -> str | None:
    """Return the seal of data that is kept at place, in hexadecimal; None without a key."""
    key = secret()
    if key is None:
        return None
    return hashlib.blake2b(place.encode() + b"\0" + data, key=key, digest_size=LENGTH).hexdigest()


def read_state(root: str, place: str) -> Any:
    """Return what is kept at place in root; None where it is missing, broken or not sealed."""
    try:
        with open(os.path.join(root, place), "rb", buffering=0) as file:
            found, _, data = file.read().partition(b"\n")
        known = seal(place, data)
        return json.loads(data) if known and found == known.encode() else None
    except (OSError, ValueError, RecursionError):
        return None


def write_state(root: str, place: str, value: object) -> None:
    """Keep value at place in root for the next run, if that can be done."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    mark = seal(place, data)
    if mark:
        replace(os.path.join(root, place), mark.encode() + b"\n" + data)


def replace(place: str, data: bytes) -> bool:
    """Return whether data now stands at place, put there by one rename."""
    new = f"{place}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(new, "wb") as file:
            file.write(data)
        os.replace(new, place)
    except OSError:
        discard(new)
        return False
    return True


def discard(place: str) -> None:
    """Delete the file at place, if that can be done."""
    try:
        os.unlink(place)
    except OSError:
        pass
