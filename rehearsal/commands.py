"""The command line of the rehearsal: up, down, status, env, reset, fault, act, open, serve (the server)."""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rehearsal import lifecycle
from rehearsal.control.plane import ACCOUNT, REGION, Place
from rehearsal.faults.client import FaultClient, Refused
from rehearsal.faults.model import Fault, Kind, When
from rehearsal.page.browser import show
from rehearsal.page.site import ADDRESS
from rehearsal.serving import serve
from rehearsal.state.file import FOLDER, HIGHEST_PORT, State
from rehearsal.telling import told

NOT_UP, NOT_SAVED, WRONG, INTERRUPTED = 7, 5, 2, 8
Run = Callable[[argparse.Namespace], int]


def main(arguments: list[str]) -> int:
    """Run one command; the answer is the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.run(asked)
    except lifecycle.NotUp as error:
        return _complain("rehearsal-not-up", error, NOT_UP)
    except lifecycle.NotSaved as error:
        return _complain("rehearsal-not-saved", error, NOT_SAVED)
    except Refused as error:
        return _complain("rehearsal-refused", error, WRONG)
    except KeyboardInterrupt:
        return _complain("rehearsal-interrupted", "a server that was starting ends by itself", INTERRUPTED)
    return code


def _complain(reference: str, why: object, code: int) -> int:
    sys.stderr.write(f"{reference}: {why}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rehearsal", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(name, help=text)
        made.set_defaults(run=run)
        made.add_argument("--folder", type=Path, default=FOLDER, help="where this rehearsal lives")
        return made

    up = command("up", _up, "start it, or join the one that runs")
    _add_place(up)
    up.add_argument("--app", action="append", default=[], help="make what that system's Terraform would make")
    _add_json(up)
    server = command("serve", _serve, "be the server, in the foreground")
    _add_place(server)
    server.add_argument("--tell", type=int, help="fork off, and say through this descriptor when ready")
    down = command("down", _down, "end it; its saved state stays for the next start")
    down.add_argument("--forget", action="store_true", help="leave no saved state either")
    _add_json(command("status", _status, "say where it answers"))
    command("env", _env, "print export lines for AWS clients")
    command("reset", _reset, "empty its records")
    _add_fault(command("fault", _fault, "arm or clear faults"))
    command("open", _open, "print the address of the live page, and show it where there is a screen")
    act = command("act", _act, "do something of a part, such as: act ecs.kill-task task=ARN")
    act.add_argument("action", nargs="?", help="without one they are listed")
    act.add_argument("arguments", nargs="*", type=_pair, metavar="NAME=VALUE")
    return parser


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; ports are 0 to {HIGHEST_PORT}")
    return int(text)


def _add_place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--account", help=f"{ACCOUNT} unless told otherwise")
    command.add_argument("--region", help=f"{REGION} unless told otherwise")
    command.add_argument("--port", type=_port, default=0, help="0 takes a free one")


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="say it as JSON, for programs")


def _add_fault(command: argparse.ArgumentParser) -> None:
    command.add_argument("kind", choices=[*Kind, "clear"])
    command.add_argument("--service", default="*", help="botocore's name, or a pattern")
    command.add_argument("--operation", default="*", help="an operation's name, or a pattern")
    command.add_argument("--count", type=int, default=1, help="calls to strike; 0 strikes until cleared")
    command.add_argument("--skip", type=int, default=0, help="calls to let pass first")
    command.add_argument("--when", choices=list(When), default=When.BEFORE, help="before or after the effect")
    command.add_argument(
        "--seconds", type=float, default=1.0, help="wait of a slow call, age of a stale read"
    )


def _place(asked: argparse.Namespace) -> Place:
    return Place(asked.folder, asked.account or ACCOUNT, asked.region or REGION)


def _running(asked: argparse.Namespace) -> State:
    state = lifecycle.status(asked.folder)
    if state is None:
        raise lifecycle.NotUp(f"nothing runs in {asked.folder}; start it with: python -m rehearsal up")
    return state


def _say(text: str) -> int:
    sys.stdout.write(text + "\n")
    return 0


def _up(asked: argparse.Namespace) -> int:
    state = lifecycle.up(_place(asked), asked.port)
    for what, has in (("account", state.account), ("region", state.region)):
        if (wanted := getattr(asked, what)) not in {None, has}:
            first = "end it first: python -m rehearsal down"
            raise lifecycle.NotUp(f"the one that runs has the {what} {has}, not {wanted}; {first}")
    for system in asked.app:
        from rehearsal.landscape.lay import lay  # noqa: PLC0415 - boto3, which the other commands do without

        if problem := lay(state, system):
            return _complain("landscape-not-made", problem, WRONG)
    return _tell_of(state, asked)


def _serve(asked: argparse.Namespace) -> int:
    return serve(_place(asked), asked.port, asked.tell)


def _down(asked: argparse.Namespace) -> int:
    ran = lifecycle.status(asked.folder) is not None
    lifecycle.down(asked.folder, keep=not asked.forget)
    if not ran:
        return _say("no rehearsal ran here" + ("; nothing of one is left" if asked.forget else ""))
    kept = "nothing of it is left" if asked.forget else "its saved state stays for the next start"
    return _say(f"the rehearsal has ended; {kept}")


def _status(asked: argparse.Namespace) -> int:
    return _tell_of(_running(asked), asked)


def _tell_of(state: State, asked: argparse.Namespace) -> int:
    if asked.json:
        return _say(json.dumps(asdict(state), indent=2))
    return _say(told(state, getattr(asked, "app", ())))


def _env(asked: argparse.Namespace) -> int:
    variables = lifecycle.environment(_running(asked))
    return _say("\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items()))


def _reset(asked: argparse.Namespace) -> int:
    lifecycle.reset(asked.folder)
    return 0


def _fault(asked: argparse.Namespace) -> int:
    client = FaultClient(_running(asked).endpoint)
    if asked.kind == "clear":
        client.clear()
        return 0
    fault = Fault(
        Kind(asked.kind),
        asked.service,
        asked.operation,
        asked.count,
        asked.skip,
        When(asked.when),
        asked.seconds,
    )
    return _say(client.arm(fault))


def _act(asked: argparse.Namespace) -> int:
    client = FaultClient(_running(asked).endpoint)
    if asked.action is None:
        return _say("\n".join(client.actions()))
    return _say(json.dumps(client.act(asked.action, **dict(asked.arguments))))


def _open(asked: argparse.Namespace) -> int:
    address = _running(asked).endpoint + ADDRESS
    _say(address)
    show(address, os.environ)
    return 0
