"""What haproxy writes of a finished request, read as figures and as lines of an access log."""

from dataclasses import dataclass
from time import time

from rehearsal.balancer.messages import Served
from rehearsal.balancer.tally import Tally, TallyKey
from rehearsal.balancer.view import Listener, LoadBalancer

SHORT_FORMAT = "%f %b %s %ST %ts %Tr"
LONG_FORMAT = (
    f"{SHORT_FORMAT} %ci:%cp %si:%sp %Tw %Tc %Td %U %B %HM %HU %HV "
    "%[capture.req.hdr(0),hex] %[capture.req.hdr(1),hex] %[var(txn.trace),hex]"
)
_SHORT_FIELDS, _LONG_FIELDS = 6, 19
# What the backends of a retired process begin with: the process after it counts the request.
ONWARD = "next-"
_NO_SERVER = "<NOSRV>"
_SWITCHING, _LEFT, _BAD_GATEWAY, _UNAVAILABLE = 101, 460, 502, 503


@dataclass(frozen=True, slots=True)
class Names:
    """What the names in haproxy's lines stand for."""

    frontends: dict[str, tuple[LoadBalancer, Listener]]
    groups: dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One finished request; no seconds: the load balancer answered itself."""

    balancer: LoadBalancer
    group: str
    status: int
    seconds: float | None
    served: Served | None = None

    @property
    def tallies(self) -> list[tuple[TallyKey, Tally]]:
        """The figures this request adds to."""
        tally = Tally()
        tally.count(self.status, self.seconds)
        keys = [
            TallyKey(self.balancer.arn),
            *([TallyKey(self.balancer.arn, self.group)] if self.group else []),
        ]
        return [(key, tally) for key in keys]


def read_entry(line: bytes, names: Names) -> Entry | None:
    """A line as an entry; nothing for a broken one, an unknown listener, or a hop between two."""
    fields = line.decode("latin-1").split(" ")
    if len(fields) not in (_SHORT_FIELDS, _LONG_FIELDS) or fields[0] not in names.frontends:
        return None
    if fields[1].startswith(ONWARD):
        return None
    balancer, listener = names.frontends[fields[0]]
    server, status, ended, waited = fields[2], int(fields[3]), fields[4], int(fields[5])
    group = names.groups.get(fields[1], "")
    own = waited < 0 or server == _NO_SERVER
    if own:
        status = _own_status(status, ended, server)
    entry = Entry(balancer, group, status, None if own else waited / 1000)
    if len(fields) == _SHORT_FIELDS or status <= 0:
        return entry if status > 0 else None
    return Entry(balancer, group, status, entry.seconds, _served(entry, listener, fields))


def _own_status(status: int, ended: str, server: str) -> int:
    """The status an ALB notes: 460 for a client that left, 502 for a target that takes no connection."""
    if ended.startswith("C"):
        return _LEFT if status != 400 else status  # noqa: PLR2004 - a bad request, and then gone
    return _BAD_GATEWAY if status == _UNAVAILABLE and server != _NO_SERVER else status


def _served(entry: Entry, listener: Listener, fields: list[str]) -> Served:
    client, target, *numbers = fields[6:13]
    queued, connecting, sending, received, sent = (int(one) for one in numbers)
    method, uri, version = fields[13:16]
    host, agent, trace = (_unhexed(one) for one in fields[16:19])
    kind = listener.protocol.lower()
    url = f"{kind}://".encode() + (host or b"-") + uri.encode("latin-1")
    answered = entry.seconds is not None
    asked = max(0, queued) + max(0, connecting)
    return Served(
        load_balancer=entry.balancer.arn,
        group=entry.group,
        kind=kind.replace("http", "ws") if entry.status == _SWITCHING else kind,
        at=time(),
        client=client,
        elb_status=entry.status,
        received=received,
        line=f"{method} ".encode() + url + f" {version}".encode(),
        agent=agent or b"-",
        target=target if answered else "-",
        target_status=entry.status if answered else None,
        seconds=(asked / 1000, entry.seconds, sending / 1000) if entry.seconds is not None else (-1.0,) * 3,
        sent=sent,
        trace=trace,
    )


def _unhexed(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
