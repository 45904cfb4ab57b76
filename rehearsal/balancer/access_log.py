"""Access logs as an ALB writes them: one line a request, gzipped files in a bucket."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from rehearsal.balancer.messages import Served


@dataclass(frozen=True, slots=True)
class Arn:
    """The parts of an elbv2 ARN that file names are made of."""

    region: str
    account: str
    resource: str


def split_arn(arn: str) -> Arn:
    """Read a load balancer's ARN."""
    _, _, _, region, account, resource = arn.split(":", 5)
    return Arn(region, account, resource.removeprefix("loadbalancer/"))


def log_line(served: Served) -> str:
    """One entry, in the order of AWS's page "Access logs for your Application Load Balancer"."""
    fields = [
        served.kind,
        _iso(served.at),
        split_arn(served.load_balancer).resource,
        served.client,
        served.target,
        *(_seconds(one) for one in served.seconds),
        str(served.elb_status),
        str(served.target_status or "-"),
        str(served.received),
        str(served.sent),
        f'"{_text(served.line)}"',
        f'"{_text(served.agent)}"',
        "- -",  # TLS cipher and protocol
        served.group or "-",
        f'"{_text(served.trace) or "-"}"',
        '"-" "-"',  # SNI domain and certificate
        "0",  # the rule's priority, which the data plane does not know
        _iso(served.at - max(sum(served.seconds), 0.0)),
        '"forward"' if served.group else '"fixed-response"',
        '"-" "-"',  # redirect URL and error reason
        f'"{served.target}" "{served.target_status or "-"}"',
        '"-" "-"',  # desync classification
        "TID_0",
    ]
    return " ".join(fields)


def log_key(prefix: str, load_balancer: str, at: datetime, number: int) -> str:
    """The name of a log file in its bucket."""
    arn = split_arn(load_balancer)
    folder = f"AWSLogs/{arn.account}/elasticloadbalancing/{arn.region}/{at:%Y/%m/%d}"
    name = f"{arn.account}_elasticloadbalancing_{arn.region}_{arn.resource.replace('/', '.')}"
    start = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    return f"{start}{folder}/{name}_{at:%Y%m%dT%H%MZ}_127.0.0.1_{number:08x}.log.gz"


def log_file(entries: Iterable[Served]) -> bytes:
    """The content of a log file."""
    return gzip.compress("".join(log_line(one) + "\n" for one in entries).encode())


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _seconds(value: float) -> str:
    return "-1" if value < 0 else f"{value:.3f}"


def _text(data: bytes) -> str:
    return data.decode("latin-1").replace('"', "%22")
