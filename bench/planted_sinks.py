"""The ways out of the tool, each a function: texts with secrets go in, what is kept or shown comes back."""

import copy
import io
import json
import pickle
import random
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.clock.system import SystemClock
from deploy.connectors.docker.shelf import Shelf, Types
from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.connectors.process.port import MEBIBYTE, Command
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.connectors.scanner.planted import PlantedSecrets
from deploy.connectors.scanner.port import Specimen
from deploy.engine.events import Event, Facts, PlanShown, Problem, Said, Screen, StepBegan, StepEnded
from deploy.engine.journal import Author, Journal
from deploy.engine.lease import Lease
from deploy.engine.screen.discreet import DiscreetScreen
from deploy.engine.screen.json_lines import JsonLinesScreen
from deploy.engine.screen.outlet import Outlet
from deploy.engine.screen.plain import PlainScreen
from deploy.errors import ExitCode, UsageError
from deploy.model.lease import Claim
from deploy.model.row import Kind
from deploy.model.secret import Secret, known
from deploy.tasks.asked import Asked, refuse_secrets
from deploy.tasks.stagehand import Stagehand
from deploy.tasks.visit import Visit

_BATCH = 40
"""So many plantings go into one row, one trace or one question."""
# Prints a file in pieces of random length, so that secrets lie across the borders of what is read.
_CHATTER = """
import random, sys
chance, data, at = random.Random(int(sys.argv[2])), open(sys.argv[1], "rb").read(), 0
streams = (sys.stdout.buffer, sys.stderr.buffer)
while at < len(data):
    step = chance.randint(1, 4000)
    for stream in streams:
        stream.write(data[at:at + step])
        stream.flush()
    at += step
"""


@dataclass(frozen=True)
class Sinks:
    """What a sink is given: a folder of its own, the texts, the loaded secrets, and a seed."""

    folder: Path
    texts: list[str]
    loaded: list[Secret]
    seed: int

    def batches(self) -> Iterator[str]:
        """The texts, some at a time."""
        for at in range(0, len(self.texts), _BATCH):
            yield "\n".join(self.texts[at : at + _BATCH])


def runner(environ: dict[str, str]) -> ChildRunner:
    """The runner of children as the tool has it: it knows what the process knows."""
    return ChildRunner(Surroundings(SystemClock(), environ, lambda: None, known))


def arguments(sinks: Sinks) -> str:
    """A child that would get a secret as an argument is not started, and the refusal does not say it."""
    told = []
    for text in sinks.texts:
        try:
            runner({"PATH": "/usr/bin:/bin"}).run(Command(("/bin/true", text)))
            told.append(text)  # it was started, and everybody could read it
        except UsageError as refused:
            told.append(f"{refused.what} {refused.why} {refused.do}")
    return "\n".join(told)


def environment(sinks: Sinks) -> str:
    """A child sees an allow-list of variables."""
    environ = {f"SECRET_{number}": text for number, text in enumerate(sinks.texts)}
    shown = runner({**environ, "PATH": "/usr/bin:/bin"}).run(Command(("/usr/bin/env",)))
    assert "PATH=" in shown.out
    return shown.out


def child_output(sinks: Sinks) -> str:
    """Both outputs of a child, as lines and as a whole."""
    source = sinks.folder / "said"
    source.write_text("\n".join(sinks.texts))
    lines: list[str] = []
    argv = (sys.executable, "-I", "-c", _CHATTER, str(source), str(sinks.seed))
    done = runner({"PATH": "/usr/bin:/bin"}).run(Command(argv, output_cap=64 * MEBIBYTE), lines.append)
    assert done.is_ok, done.err[-500:]
    assert done.out.count("before") == len(sinks.texts)
    return "\n".join((done.out, done.err, *lines))


def events(text: str) -> tuple[Event, ...]:
    """The text wherever an event has room for one."""
    return (
        PlanShown(text, ("reason", text)),
        StepBegan(1, 2, text),
        StepEnded(text, is_done=False, seconds=1.0, text=text),
        Said(text, is_warning=True),
        Problem("unexpected-failure", text, text, text, ExitCode.REVERTED),
        Facts(text, ("a",), ((text,),)),
    )


def shown(sinks: Sinks, make: Callable[[Outlet], Screen]) -> str:
    """Everything that a screen wrote."""
    out = io.StringIO()
    screen = DiscreetScreen(make(Outlet(out)))
    for text in sinks.batches():
        for event in events(text):
            screen.show(event)
    screen.close()
    return out.getvalue()


def plan_and_screen(sinks: Sinks) -> str:
    """Plain lines, the plan among them."""
    return shown(sinks, lambda out: PlainScreen(out, out, SystemClock()))


def json_lines(sinks: Sinks) -> str:
    """JSON lines, and what a program that reads them gets."""
    text = shown(sinks, lambda out: JsonLinesScreen(out, SystemClock()))
    return "\n".join((text, *(repr(json.loads(line)) for line in text.splitlines())))


def ledger(sinks: Sinks) -> str:
    """The file of a ledger, byte for byte, and its rows."""
    path, clock = sinks.folder / "ledger.db", MemoryClock()
    store = SqliteLedger(path)
    lease = Lease(store, clock, 900.0)
    with lease.held(Claim("ann", "here", "planting"), 0.0, lambda _: None):
        journal = Journal(store, lambda: lease.holder, clock, Author("run", "ann", "1"))
        for text in sinks.batches():
            journal.write(Kind.NOTE, text[:3000], {"why": text[:3000]})
    rows = "\n".join(f"{row.step} {row.data}" for row in store.rows())
    files = b"".join(file.read_bytes() for file in sorted(sinks.folder.glob("ledger.db*")))
    return f"{rows}\n{files.decode(errors='replace')}"


def tracebacks(sinks: Sinks) -> str:
    """What a person sees of an unknown failure, and the trace that is kept."""
    kept = []
    for text in sinks.batches():

        def fail(visit: Visit, text: str = text) -> ExitCode:
            raise RuntimeError(f"{visit.root.name}: {text}")

        kept.append(_performed(sinks.folder, fail))
    return "\n".join(kept)


def _performed(folder: Path, inside: Callable[[Visit], ExitCode]) -> str:
    """Screen and trace of one task in that folder."""
    (folder / "apps").mkdir(exist_ok=True)
    (folder / "apps/default.toml").write_text("")
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = Stagehand(Asked()).perform(inside)
    assert code is ExitCode.HALTED
    return "\n".join((out.getvalue(), err.getvalue(), (folder / ".swingbridge/last-trace.txt").read_text()))


def values(sinks: Sinks) -> str:
    """The secrets themselves, wherever Python turns a value into a text or into bytes."""
    told = []
    for secret in sinks.loaded:
        told += [repr(secret), str(secret), f"{secret:>10} {secret!r} {secret!s}", "%s" % secret]  # noqa: UP031 - one of the ways
        told += [json.dumps({"a": secret}, default=str), repr(pickle.dumps(secret)), repr(copy.copy(secret))]
        told += [repr([secret]), repr({"a": secret}), repr(secret.__reduce__()), repr(secret.__getstate__())]
    return "\n".join(told)


def typed(sinks: Sinks) -> str:
    """Tokens on the command line: refused by their shape, and not repeated."""
    told = []
    for token in _tokens(sinks):
        try:
            refuse_secrets({"reason": f"because {token}"})
            told.append(token)
        except UsageError as refused:
            told.append(f"{refused.what} {refused.why} {refused.do}")
    return "\n".join(token for token in _tokens(sinks) if any(token in text for text in told))


def layers(sinks: Sinks) -> str:
    """Tokens in the layers of an image: every one is found, none is told; a missed one counts as told."""
    shelf = Shelf(sinks.folder / "images")
    tokens = _tokens(sinks)
    layer = shelf.add(lambda file: _pack(file, tokens))
    config = shelf.add(lambda file: _write(file, b"{}"))
    image = shelf.add_image(config, (layer,), Types())
    told = PlantedSecrets().examine(Specimen("web", image, sinks.folder / "Dockerfile"))
    found = {finding.where.partition(":")[0] for finding in told.findings}
    missed = [text for number, text in enumerate(sinks.texts[: len(tokens)]) if f"f{number}" not in found]
    return "\n".join((repr(told), *missed))


def _tokens(sinks: Sinks) -> list[str]:
    """As many made-up tokens of a known shape as there are secrets."""
    chance = random.Random(sinks.seed)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return ["ghp_" + "".join(chance.choices(letters, k=36)) for _ in sinks.loaded]


def _pack(file: IO[bytes], tokens: list[str]) -> None:
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for number, token in enumerate(tokens):
            data = f"one\ntwo = {token}\n".encode()
            header = tarfile.TarInfo(f"f{number}")
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)


SINKS: dict[str, Callable[[Sinks], str]] = {
    "arguments of children": arguments,
    "environment of children": environment,
    "output of children": child_output,
    "plan and plain screen": plan_and_screen,
    "json lines": json_lines,
    "ledger": ledger,
    "tracebacks": tracebacks,
    "values as texts": values,
    "command line": typed,
    "layers of images": layers,
}
