"""A folder with the systems in it, and the tool as a person types it there, in processes of their own."""

import json
import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.platforms.memory.cell import OnDisk
from deploy.platforms.memory.state import State

ROOT = Path(__file__).resolve().parents[2]
HOME = ".swingbridge/cost-simulator/memory"
LONGEST_SECONDS = 60.0
QUICK = {
    "bake_seconds = 1": "bake_seconds = 0.1",
    "watch_seconds = 1": "watch_seconds = 0.1",
    "window_seconds = 1": "window_seconds = 0.1",
    "settle_seconds = 2": "settle_seconds = 0.2",
    "interval_seconds = 0.2": "interval_seconds = 0.05",
}
"""Settings of the memory environment with which a deploy is over in a moment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left on the screen, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """Everything that was on the screen."""
        return self.out + self.err

    def events(self) -> list[dict[str, object]]:
        """The lines of `--json`; each has to be an object."""
        return [dict(json.loads(line)) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Prompt:
    """A terminal in a folder of its own."""

    folder: Path

    @classmethod
    def in_copy(cls, folder: Path) -> "Prompt":
        """A prompt in a copy of the systems, where watches are over in a moment."""
        shutil.copytree(ROOT / "apps", folder / "apps")
        prompt = cls(folder)
        prompt.set_memory(**QUICK)
        return prompt

    def set_memory(self, **changes: str) -> None:
        """Change the settings of the environment; what is to be changed has to be there."""
        path = self.folder / "apps/cost-simulator/memory.toml"
        text = path.read_text()
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text)

    def type(self, *words: str, stdin: str = "") -> Answer:
        """Type a command, nobody being at the terminal, and wait for its end."""
        done = subprocess.run(
            command(*words),
            cwd=self.folder,
            env=surroundings(),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def typing(self, *words: str) -> Iterator["subprocess.Popen[str]"]:
        """Type a command and go on while it runs; it is gone afterwards."""
        with subprocess.Popen(
            command(*words), cwd=self.folder, env=surroundings(), stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    @property
    def store(self) -> SqliteLedger:
        """Lease and ledger of the environment."""
        return SqliteLedger(self.folder / HOME / "ledger.db")

    @property
    def state(self) -> State:
        """The platform of the environment."""
        return OnDisk(self.folder / HOME / "platform.json").read()

    @property
    def live(self) -> str:
        """The release that has the traffic."""
        site = self.state.site("app")
        slot = site.candidate if site.share else site.live
        return slot.release if slot else ""

    @property
    def is_untouched(self) -> bool:
        """Whether no command has ever changed anything."""
        return not (self.folder / HOME / "ledger.db").exists() and State() == self.state


class Terminal:
    """A real terminal with a command in it."""

    def __init__(self, prompt: Prompt, *words: str) -> None:
        self._end, other = pty.openpty()
        self._process = subprocess.Popen(
            command(*words),
            cwd=prompt.folder,
            env=surroundings() | {"TERM": "xterm"},
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - nothing here has threads; Ctrl-C needs a terminal of its own
        )
        os.close(other)
        self.seen = ""

    def wait_for(self, text: str) -> None:
        """Read until the text was on the screen."""
        limit = time.monotonic() + LONGEST_SECONDS
        while text not in self.seen:
            assert time.monotonic() < limit, self.seen
            assert self._read(), self.seen

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._end, keys.encode())

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self._read():
            pass
        code = self._process.wait(LONGEST_SECONDS)
        os.close(self._end)
        return code

    def _read(self) -> bool:
        try:
            text = os.read(self._end, 65536)
        except OSError:  # Linux says so when the other end is closed
            return False
        self.seen += text.decode(errors="replace")
        return bool(text)


def _take_terminal() -> None:
    import fcntl  # noqa: PLC0415 - runs in the child only
    import termios  # noqa: PLC0415 - as above

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def command(*words: str) -> list[str]:
    """What `./inv` runs."""
    return [sys.executable, "-m", "deploy.tasks", *words]


def surroundings() -> dict[str, str]:
    """The environment variables of a person's shell, pipelines left out."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
    return ours | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "160"}
