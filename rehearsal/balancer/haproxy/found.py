"""Whether this machine has what the engine needs."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

# The oldest version that was measured; see docs/decisions.
_OLDEST = (2, 6)
_VERSION = re.compile(r"version (\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Binaries:
    """haproxy, and the program that ties its life to ours."""

    haproxy: str
    setpriv: str

    def command(self, configuration: int) -> list[str]:
        """Haproxy in the foreground, killed with the thread that starts it."""
        return [self.setpriv, "--pdeathsig", "KILL", "--", *self.checking(configuration)[:-1], "-db", "-q"]

    def checking(self, configuration: int) -> list[str]:
        """Haproxy reading a configuration and saying what is wrong with it."""
        return [self.haproxy, "-f", f"/proc/self/fd/{configuration}", "-c"]


@lru_cache(maxsize=1)
def binaries() -> Binaries | None:
    """The programs, where they are there and new enough."""
    haproxy, setpriv = shutil.which("haproxy"), shutil.which("setpriv")
    if haproxy is None or setpriv is None or not hasattr(os, "memfd_create"):
        return None
    said = subprocess.run([haproxy, "-v"], capture_output=True, text=True, check=False).stdout
    match = _VERSION.search(said)
    is_new = match is not None and (int(match[1]), int(match[2])) >= _OLDEST
    return Binaries(haproxy, setpriv) if is_new else None
