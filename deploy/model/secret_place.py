"""Where a secret value lies, as settings write it: `shop/database:url`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class SecretPlace:
    """A secret by its name, and the key of one value where it holds several."""

    name: str
    key: str = ""

    @classmethod
    def of(cls, written: str) -> "SecretPlace":
        """Read what stands in the settings."""
        name, _, key = written.partition(":")
        return cls(name, key)

    def reference(self, arn: str) -> str:
        """How ECS asks for it: the ARN, with key, stage and version behind it where one key is meant."""
        return f"{arn}:{self.key}::" if self.key else arn
