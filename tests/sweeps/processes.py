"""Real processes for real signals: forked from one that has everything loaded already."""

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import TypeAdapter

from deploy.platforms.memory.state import State

TypeAdapter(State)
"""Pydantic loads most of itself at its first use: here, so that no forked process has to."""


def in_memory() -> Path | None:
    """A folder in memory, where there is one: a kill loses nothing that the kernel holds."""
    folder = Path("/dev/shm")
    return folder if os.access(folder, os.W_OK) else None


def fork(work: Callable[[], int]) -> int:
    """Start a process that does the work and ends with its result; gives its id."""
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        code = work()
    except BaseException:  # noqa: BLE001 - a child must never return into its parent's code
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def ended(child: int) -> int:
    """Wait for the end; the exit code, or minus the number of the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def is_asleep(child: int) -> bool:
    """Wait until the process has stopped itself or has ended; whether it stopped."""
    _, status = os.waitpid(child, os.WUNTRACED)
    return os.WIFSTOPPED(status)


def in_parallel(works: Iterable[Callable[[], int]], most: int) -> Iterator[int]:
    """Do each in a process of its own, so many at a time; gives the exit codes as they come."""
    running: set[int] = set()
    for work in works:
        if len(running) == most:
            yield _next_end(running)
        running.add(fork(work))
    while running:
        yield _next_end(running)


def _next_end(running: set[int]) -> int:
    child, status = os.wait()
    running.discard(child)
    return os.waitstatus_to_exitcode(status)
