"""Things to do on demand that belong to no part: turning an alarm."""

from collections.abc import Mapping

from rehearsal.control.plane import ControlPlane

REASON = "Turned on demand, in the rehearsal"


def register_actions(plane: ControlPlane) -> None:
    """Offer them."""

    def turn_alarm(fields: Mapping[str, str]) -> object:
        """Set the state of an alarm: `name`, and `state` (ALARM unless given)."""
        backend = plane.backend("cloudwatch", region=fields.get("region", ""))
        if fields["name"] not in backend.alarms:
            raise ValueError(f"there is no alarm {fields['name']}")
        backend.set_alarm_state(fields["name"], REASON, None, fields.get("state", "ALARM"))
        return {}

    plane.add_action("turn-alarm", turn_alarm)
