"""CloudWatch through boto3."""

from deploy.connectors.alarms.port import Alarm, Alarms, Color, Counted, Figures
from deploy.connectors.alarms.reading import alarm_from, figures_from, queries
from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words


class BotoAlarms(Alarms):
    """CloudWatch in one region."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @in_our_words("CloudWatch: alarms")
    def look(self, names: tuple[str, ...]) -> tuple[Alarm, ...]:
        """Every alarm of that name; composite ones too, which are left out unless they are asked for."""
        if not names:
            return ()
        found = self._client.patient.describe_alarms(
            AlarmNames=list(names), AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        seen = [
            alarm_from(one) for kind in ("MetricAlarms", "CompositeAlarms") for one in found.get(kind, [])
        ]
        known = {alarm.name: alarm for alarm in seen}
        return tuple(known.get(name, Alarm(name, Color.MISSING)) for name in names)

    @in_our_words("CloudWatch: figures of the load balancer")
    def figures(self, counted: Counted) -> Figures:
        """What the load balancer counted for the group in that time."""
        found = self._client.patient.get_metric_data(
            MetricDataQueries=queries(counted), StartTime=counted.since, EndTime=counted.until
        )
        return figures_from(found["MetricDataResults"])
