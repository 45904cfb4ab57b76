"""The list of planted defects, and how one is put into a tree."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("defects.toml")


@dataclass(frozen=True, slots=True)
class Defect:
    """One wrong piece of text, the promise that it breaks, and the tests that have to notice."""

    name: str
    file: str
    old: str
    new: str
    breaks: str
    tests: tuple[str, ...]

    def trouble(self, root: Path) -> str:
        """Why the defect cannot be planted in that tree; empty where it can."""
        path = root / self.file
        found = path.read_text().count(self.old) if path.is_file() else 0
        return "" if found == 1 else f"{self.name}: its old text stands {found} times in {self.file}"

    def planted(self, text: str) -> str:
        """The file's text with the defect."""
        planted = text.replace(self.old, self.new)
        compile(planted, self.file, "exec")  # a defect that cannot be loaded would prove nothing
        return planted


def defects() -> tuple[Defect, ...]:
    """All of them, in the order of the list."""
    said = tomllib.loads(LIST.read_text())
    return tuple(_defect(table, said["suites"]) for table in said["defect"])


def _defect(table: dict[str, str], suites: dict[str, list[str]]) -> Defect:
    suite = table.pop("suite")
    return Defect(**table, tests=tuple(suites[suite]))
