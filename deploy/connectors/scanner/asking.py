"""How a tool is asked by its command line: an answer that is whole, or none."""

from deploy.connectors.process.port import MEBIBYTE, Command, ProcessRunner
from deploy.connectors.scanner.failing import failed

SECONDS = 900.0
_MOST = 64 * MEBIBYTE


def said(processes: ProcessRunner, *argv: str, seconds: float = SECONDS) -> str:
    """What the tool prints; a tool that failed, or whose report was cut, has said nothing."""
    command = Command(argv, deadline_seconds=seconds, no_progress_seconds=seconds, output_cap=_MOST)
    done = processes.run(command)
    if done.is_ok and not done.cut_characters:
        return done.out
    why = f"it {done.ending}" if not done.is_ok else f"its report is longer than {_MOST // MEBIBYTE} MiB"
    raise failed(argv[0], f"{why}: {done.err.strip()[-300:]}")
