"""Runs a command as its own child and leaves the child's peak of resident memory, in KiB, in a file.

    python -m bench.ecs.shim <file> <command> ...

A small parent: on Linux the peak of a child begins with that of whoever forked it.
"""

import os
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """The child's exit code."""
    process = subprocess.Popen(sys.argv[2:])
    _, status, usage = os.wait4(process.pid, 0)
    Path(sys.argv[1]).write_text(str(usage.ru_maxrss))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
