"""Where the secrets of a build come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import Refused
from deploy.model.secret import SHORTEST, Secret


@dataclass(frozen=True)
class Sources:
    """The places that a source of the settings can name."""

    environ: Mapping[str, str]
    root: Path
    parameter: Callable[[str], Secret | None]

    def secret(self, source: str) -> Secret:
        """The value; refused where there is none."""
        kind, _, name = source.partition(":")
        found = {"env": self._variable, "file": self._file, "parameter": self.parameter}[kind](name)
        if found is None:
            raise Refused(
                "build-secret-missing",
                what=f"there is no secret at {source}",
                why=f"a build asks for it, and it is not there or shorter than {SHORTEST} characters",
                do="see components.<name>.build_secrets in the settings, and put it where they say",
            )
        return found

    def _variable(self, name: str) -> Secret | None:
        return _long_enough(self.environ.get(name, ""))

    def _file(self, name: str) -> Secret | None:
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root.resolve()) or not path.is_file():
            return None
        return _long_enough(path.read_text())


def _long_enough(value: str) -> Secret | None:
    return Secret(value) if len(value) >= SHORTEST else None
