"""Control-plane calls per second of the rehearsal and of the bare moto server, paired, and its cold start.

    python -m bench.rehearsal_control [--seconds 3] [--rounds 3]

Rounds alternate between the two servers, so that a busy moment of the machine hits both.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.state.file import State

SIGNED = "AWS4-HMAC-SHA256 Credential=AKIABENCH00000000000/20260101/us-east-1/{}/aws4_request, Signature=0"
ECS = "AmazonEC2ContainerServiceV20141113"
TABLE = {
    "TableName": "t",
    "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
Sent = tuple[str, str, dict[str, str], bytes]


def json_call(service: str, target: str, version: str, body: object) -> Sent:
    """One call of a JSON service, as a client puts it on the wire."""
    headers = {
        "Authorization": SIGNED.format(service),
        "X-Amz-Target": target,
        "Content-Type": f"application/x-amz-json-{version}",
    }
    return "POST", "/", headers, json.dumps(body).encode()


SETUP: list[Sent] = [
    ("PUT", "/bench-bucket", {"Authorization": SIGNED.format("s3")}, b""),
    json_call("ecs", f"{ECS}.CreateCluster", "1.1", {"clusterName": "bench"}),
    json_call("dynamodb", "DynamoDB_20120810.CreateTable", "1.0", TABLE),
]
MIX: list[Sent] = [
    json_call("ecs", f"{ECS}.DescribeClusters", "1.1", {"clusters": ["bench"]}),
    json_call("ecs", f"{ECS}.ListServices", "1.1", {"cluster": "bench"}),
    json_call("dynamodb", "DynamoDB_20120810.PutItem", "1.0", {"TableName": "t", "Item": {"k": {"S": "1"}}}),
    ("PUT", "/bench-bucket/same-key", {"Authorization": SIGNED.format("s3")}, b"x" * 1000),
    ("GET", "/bench-bucket/same-key", {"Authorization": SIGNED.format("s3")}, b""),
]


@dataclass(frozen=True)
class Target:
    """A server that is measured."""

    name: str
    port: int
    pid: int


class Caller(Thread):
    """One client: calls the mix in turn until the time is over, and counts the answers by status."""

    def __init__(self, port: int, end: float) -> None:
        super().__init__()
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.end = end
        self.answers: Counter[int] = Counter()

    def run(self) -> None:
        """Call."""
        number = 0
        while monotonic() < self.end:
            self.answers[send(self.connection, MIX[number % len(MIX)])] += 1
            number += 1


def send(connection: HTTPConnection, call: Sent) -> int:
    """Send one call and read its answer whole; 0 where the connection broke."""
    try:
        connection.request(call[0], call[1], body=call[3], headers=call[2])
        answer = connection.getresponse()
        answer.read()
    except (HTTPException, OSError):
        connection.close()
        return 0
    return answer.status


def measure(port: int, clients: int, seconds: float) -> Counter[int]:
    """Answers by status that some clients got in some seconds."""
    end = monotonic() + seconds
    callers = [Caller(port, end) for _ in range(clients)]
    for caller in callers:
        caller.start()
    total: Counter[int] = Counter()
    for caller in callers:
        caller.join()
        total += caller.answers
    return total


@contextmanager
def bare_moto() -> Iterator[Target]:
    """The server that moto ships."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    # In a session of its own, as the rehearsal is: Linux shares out the processor by sessions.
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        while not listening(port):
            sleep(0.01)
        yield Target("bare moto", port, process.pid)
    finally:
        process.kill()
        process.wait()


@contextmanager
def rehearsal() -> Iterator[State]:
    """Ours, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        state = lifecycle.up(Place(Path(folder) / "rehearsal"))
        try:
            yield state
        finally:
            lifecycle.down(Path(folder) / "rehearsal", keep=False)


def listening(port: int) -> bool:
    """Whether a port answers."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def port_of(state: State) -> int:
    """The port a rehearsal answers at."""
    return int(state.endpoint.rpartition(":")[2])


def cold_start() -> tuple[float, float]:
    """Seconds from nothing to a rehearsal that has answered a call, by the clock and of the processor."""
    started = monotonic()
    with rehearsal() as state:
        send(HTTPConnection("127.0.0.1", port_of(state)), json_call("sts", "x.GetCallerIdentity", "1.1", {}))
        return monotonic() - started, cpu_of(state.pid)


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process has used; what else the machine does is not in them."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    starts = sorted(cold_start() for _ in range(3))
    (least, _), (most, processor) = starts[0], starts[-1]
    print(f"cold start to the first answer: {least:.2f} to {most:.2f} s (limit 2 s)")
    print(f"  of which the processor worked {processor:.2f} s")
    with bare_moto() as bare, rehearsal() as state:
        servers = [bare, Target("rehearsal", port_of(state), state.pid)]
        for server in servers:
            connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
            for call in SETUP + MIX:
                send(connection, call)
        for clients in (1, 8):
            compare(servers, clients, asked)


def compare(servers: list[Target], clients: int, asked: argparse.Namespace) -> None:
    """Alternate between the servers and print both and their ratios, by the clock and of the processor."""
    totals = {server.name: Counter[int]() for server in servers}
    worked = dict.fromkeys(totals, 0.0)
    for _ in range(asked.rounds):
        for server in servers:
            before = cpu_of(server.pid)
            totals[server.name] += measure(server.port, clients, asked.seconds)
            worked[server.name] += cpu_of(server.pid) - before
    rates = [totals[server.name][200] / (asked.rounds * asked.seconds) for server in servers]
    costs = [worked[server.name] / totals[server.name][200] * 1000 for server in servers]
    for server, rate, cost in zip(servers, rates, costs, strict=True):
        wrong = {status: count for status, count in totals[server.name].items() if status != 200}
        figures = f"{rate:.0f} calls/s, {cost:.2f} ms of work each, not 200: {wrong or 'none'}"
        print(f"{clients} clients, {server.name}: {figures}")
    faster, dearer = rates[1] / rates[0], costs[1] / costs[0]
    print(f"{clients} clients: {faster:.2f}x the calls (limit 0.9x) for {dearer:.2f}x the work")


if __name__ == "__main__":
    main()
