"""Run `lit` and die by SIGKILL before the N-th step that touches the disk, or half-way through it.

Usage: python killer.py N COMMAND…    (exit status 0 if the command ended before its N-th step)
"""

import os
import signal
import sys

from lit.engine.cli import main

LEFT = [int(sys.argv[1])]
STEPS = ("open", "write", "fsync", "replace", "rename", "unlink", "mkdir", "rmdir")


def dying(step):
    """Return step, except that the last allowed one is half done, if it can be, and then kills."""
    def wrapped(*arguments, **named):
        LEFT[0] -= 1
        if LEFT[0] == 0:
            if step is REAL["write"]:
                step(arguments[0], arguments[1][:len(arguments[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*arguments, **named)

    return wrapped


REAL = {name: getattr(os, name) for name in STEPS}
for name in STEPS:
    setattr(os, name, dying(REAL[name]))
sys.exit(main(sys.argv[2:]))
