"""Budgets: changing one, its subscribers and its tags; the spend stays zero."""

from typing import Any

from rehearsal.control.gaps import ApiError, Call
from rehearsal.control.plane import ControlPlane
from rehearsal.recorded.shelf import Record, Shelf, tag_list, tag_map, untie


def register(plane: ControlPlane, shelf: Shelf) -> None:
    """Answer what moto's budgets lack."""

    def budget(call: Call) -> Any:  # noqa: ANN401 - moto's own
        name = call.request.get("BudgetName") or call.request["NewBudget"]["BudgetName"]
        found = plane.backend("budgets", call.account, "aws").budgets[call.request["AccountId"]].get(name)
        if found is None:
            raise ApiError("NotFoundException", f"Unable to get budget: {name} - the budget doesn't exist.")
        return found

    def notification(call: Call) -> Any:  # noqa: ANN401 - moto's own
        for found in budget(call).notifications:
            if _same(found.details, call.request["Notification"]):
                return found
        raise ApiError("NotFoundException", "Unable to get the notification - it doesn't exist.")

    def update(call: Call) -> Record:
        budget(call).budget.update(call.request["NewBudget"])
        return {}

    def subscribers(call: Call) -> Record:
        return {"Subscribers": notification(call).subscribers}

    def subscribe(call: Call) -> Record:
        notification(call).subscribers.append(call.request["Subscriber"])
        return {}

    def unsubscribe(call: Call) -> Record:
        return _taken_out(notification(call).subscribers, call.request["Subscriber"])

    plane.gap("budgets", "UpdateBudget", update)
    plane.gap("budgets", "DescribeSubscribersForNotification", subscribers)
    plane.gap("budgets", "CreateSubscriber", subscribe)
    plane.gap("budgets", "DeleteSubscriber", unsubscribe)
    _register_tags(plane, shelf)


def _taken_out(subscribers: list[Any], one: Any) -> Record:  # noqa: ANN401 - a member of the request
    if one not in subscribers:
        raise ApiError("NotFoundException", "Unable to delete the subscriber - it doesn't exist.")
    subscribers.remove(one)
    return {}


def _register_tags(plane: ControlPlane, shelf: Shelf) -> None:
    def tags(call: Call) -> Record:
        return shelf.drawer("budget-tags", call.account).setdefault(call.request["ResourceARN"], {})

    def tag(call: Call) -> Record:
        tags(call).update(tag_map(call.request["ResourceTags"]))
        return {}

    def untag(call: Call) -> Record:
        return untie(tags(call), call.request["ResourceTagKeys"])

    plane.gap("budgets", "ListTagsForResource", lambda call: {"ResourceTags": tag_list(tags(call))})
    plane.gap("budgets", "TagResource", tag)
    plane.gap("budgets", "UntagResource", untag)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two notifications are the same one; only these members make it."""
    members = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")
    return all(one.get(member) == other.get(member) for member in members)
