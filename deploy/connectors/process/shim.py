"""Runs between fork and exec, as a program of its own: asks Linux to interrupt us when our parent dies.

    python -I -S shim.py <parent's process id> <file descriptor for bad news> <program> <arguments...>

Only the child itself can ask for that signal, and code between fork and exec (`preexec_fn`) can deadlock in a
process with threads, as ours is. So the child first becomes this file and then, with exec, the program; its
process id, session and pipes stay the same, and the request survives. It costs one start of a bare Python.
Linux forgets the request where the program is set-uid, and sends the signal when the *thread* that started
the child ends: whoever starts a child stays until it is over.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_CHANGED_BY_PYTHON = (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ)


def main(parent: int, bad_news: int, argv: list[str]) -> None:
    """Become the program; where that fails, write the error's number and end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)
    os.set_inheritable(bad_news, False)  # noqa: FBT003 - exec closes it, which is the good news
    for number in _CHANGED_BY_PYTHON:
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execv(argv[0], argv)  # noqa: S606 - an argument list; there is no shell to quote for
    except OSError as error:
        os.write(bad_news, str(error.errno).encode())
        os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
