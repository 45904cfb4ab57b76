"""What we need of a listener for a maintenance page."""

from typing import Protocol


class Pages(Protocol):
    """Pages that a listener answers with by itself, each right before the rule that it stands in for."""

    def find(self, rule: str, mark: str) -> str:
        """The text of the page that bears the mark, on the rule's listener; empty where there is none."""
        ...

    def put(self, rule: str, page: str) -> None:
        """Answer everything that the rule is for with 503 and that page."""
        ...

    def take(self, rule: str, mark: str) -> None:
        """Take every page that bears the mark away."""
        ...
