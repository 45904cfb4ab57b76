"""The approval that GitHub gives: an environment lets a job in when its rules are fulfilled."""

from collections.abc import Mapping

from deploy.connectors.aws.errors import in_our_words
from deploy.connectors.aws.github import Vouching, claims


class GithubApproval:
    """The runner's own word; no variable that a job could set is believed."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._vouching = Vouching.of(environ)

    @in_our_words("GitHub: which environment this job was let into")
    def environment(self) -> str:
        """The environment that the job was let into, as the runner's token says."""
        if self._vouching is None:
            return ""
        said = claims(self._vouching.token()).get("environment", "")
        return said if isinstance(said, str) else ""
