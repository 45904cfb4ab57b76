"""Maintenance pages in a dictionary."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class MemoryPages:
    """One page for each rule."""

    pages: dict[str, str] = field(default_factory=dict)

    def find(self, rule: str, mark: str) -> str:
        """The text of the page that bears the mark."""
        page = self.pages.get(rule, "")
        return page if mark in page else ""

    def put(self, rule: str, page: str) -> None:
        """Answer with that page."""
        self.pages[rule] = page

    def take(self, rule: str, mark: str) -> None:
        """Take the page away."""
        if self.find(rule, mark):
            del self.pages[rule]
