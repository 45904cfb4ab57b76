"""Writes what the data plane reports into the records: CloudWatch figures now and then, access logs to S3."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from rehearsal.balancer.access_log import log_file, log_key, split_arn
from rehearsal.balancer.health import Health
from rehearsal.balancer.messages import Report, Served
from rehearsal.balancer.metrics import NAMESPACE, host_data, traffic_data
from rehearsal.balancer.records import target_groups_of
from rehearsal.balancer.shapes import Backend, LoadBalancerRecord
from rehearsal.balancer.tally import Tally, TallyKey
from rehearsal.balancer.view import TargetKey

if TYPE_CHECKING:
    from rehearsal.control.plane import ControlPlane

# AWS writes figures once a minute and logs every five; a rehearsal's alarms should not wait that long.
_TRAFFIC_SECONDS = 10.0
_MINUTE = 60.0
_KEPT = timedelta(hours=3)


class Publisher:
    """Gathers reports between two writings; everything it writes is moto's, so the caller holds the lock."""

    def __init__(self) -> None:
        self._tallies: dict[TallyKey, Tally] = {}
        self._served: dict[str, list[Served]] = {}
        self._next_traffic = 0.0
        self._next_minute = 0.0
        self._numbers = count(1)

    def take(self, report: Report) -> None:
        """Add a report to what is to be written."""
        for key, tally in report.tallies:
            self._tallies.setdefault(key, Tally()).add(tally)
        for served in report.served:
            self._served.setdefault(served.load_balancer, []).append(served)

    def publish(
        self,
        plane: "ControlPlane",
        backends: Sequence[Backend],
        health: Mapping[TargetKey, Health],
        now: float,
    ) -> None:
        """Write what is due."""
        if now >= self._next_traffic:
            self._next_traffic = now + _TRAFFIC_SECONDS
            self.write_traffic(plane)
        if now >= self._next_minute:
            self._next_minute = now + _MINUTE
            self.write_logs(plane, backends)
            _write_hosts(plane, backends, health)
            _trim(plane, backends)

    def write_traffic(self, plane: "ControlPlane") -> None:
        """Write the figures gathered so far."""
        at = _now()
        for key, tally in self._tallies.items():
            arn = split_arn(key.load_balancer)
            cloudwatch = plane.backend("cloudwatch", arn.account, arn.region)
            cloudwatch.put_metric_data(NAMESPACE, traffic_data(key, tally, at))
        self._tallies.clear()

    def write_logs(self, plane: "ControlPlane", backends: Sequence[Backend]) -> None:
        """Write the access logs gathered so far; a bucket that is not there loses them, as on AWS."""
        balancers = {arn: one for backend in backends for arn, one in backend.load_balancers.items()}
        for arn, served in self._served.items():
            balancer = balancers.get(arn)
            if balancer is not None and served:
                self._write_log(plane, balancer, served)
        self._served.clear()

    def _write_log(
        self, plane: "ControlPlane", balancer: LoadBalancerRecord, served: Sequence[Served]
    ) -> None:
        storage = plane.backend("s3", split_arn(balancer.arn).account, "aws")
        bucket = balancer.attrs.get("access_logs.s3.bucket", "")
        if bucket not in storage.buckets:
            return
        prefix = balancer.attrs.get("access_logs.s3.prefix", "")
        key = log_key(prefix, balancer.arn, datetime.now(UTC), next(self._numbers))
        storage.put_object(bucket, key, log_file(served))


def _now() -> datetime:
    """Now as moto's CloudWatch keeps it: UTC without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)


def _write_hosts(
    plane: "ControlPlane", backends: Sequence[Backend], health: Mapping[TargetKey, Health]
) -> None:
    for backend in backends:
        groups = {arn: frozenset(_groups(one)) for arn, one in backend.load_balancers.items()}
        data = list(host_data(groups, health, _now()))
        if data:
            plane.backend("cloudwatch", backend.account_id, backend.region_name).put_metric_data(
                NAMESPACE, data
            )


def _groups(balancer: LoadBalancerRecord) -> Iterator[str]:
    for listener in balancer.listeners.values():
        for rule in listener.rules.values():
            for action in rule.actions:
                yield from target_groups_of(action.data)


def _trim(plane: "ControlPlane", backends: Sequence[Backend]) -> None:
    """Forget our own old figures: moto never does, and a rehearsal may run for days."""
    if not plane.seen("cloudwatch"):
        return
    oldest = _now() - _KEPT
    for backend in backends:
        cloudwatch = plane.backend("cloudwatch", backend.account_id, backend.region_name)
        kept = [one for one in cloudwatch.metric_data if one.namespace != NAMESPACE or one.timestamp > oldest]
        cloudwatch.metric_data[:] = kept
