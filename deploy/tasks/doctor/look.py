"""Asks each tool for its version."""

import re

from deploy.connectors.process.port import Command, ProcessRunner
from deploy.errors import SwingbridgeError
from deploy.tasks.doctor.plan import TOOLS, Finding, Tool

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")
_ASK_SECONDS = 10.0


def findings(processes: ProcessRunner) -> tuple[Finding, ...]:
    """What this machine says of every tool."""
    return tuple(_asked(processes, tool) for tool in TOOLS)


def _asked(processes: ProcessRunner, tool: Tool) -> Finding:
    try:
        result = processes.run(Command(tool.argv, deadline_seconds=_ASK_SECONDS))
    except SwingbridgeError as error:
        return Finding(tool, trouble=error.what)
    if not result.is_ok:
        lines = (result.err or result.out).strip().splitlines()
        return Finding(tool, trouble=lines[0] if lines else result.ending)
    found = _VERSION.search(result.out) or _VERSION.search(result.err)
    return Finding(tool, tuple(int(part) for part in found.groups() if part)) if found else Finding(tool)
