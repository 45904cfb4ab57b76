"""Where the SDK looks for keys, in words; botocore knows each place by a short name."""

from typing import Any

from deploy.connectors.aws.github import METHOD as GITHUB

_PLACES = {
    "env": "AWS_ACCESS_KEY_ID in the environment",
    GITHUB: "the runner of GitHub Actions",
    "assume-role": "a role of the profile",
    "assume-role-with-web-identity": "AWS_WEB_IDENTITY_TOKEN_FILE",
    "sso": "single sign-on of the profile",
    "shared-credentials-file": "the credentials file",
    "login": "aws login",
    "custom-process": "credential_process of the profile",
    "config-file": "the configuration file",
    "container-role": "the container's role",
    "iam-role": "the machine's role",
}
RENEWS = frozenset({GITHUB, "assume-role", "sso", "login", "custom-process", "container-role", "iam-role"})
"""Sources that fetch new keys by themselves before the present ones end."""

_RENEW_LINES = {
    "sso": "aws sso login",
    "login": "aws login",
    GITHUB: "run the job again; its environment has to let the role be assumed",
    "env": 'eval "$(aws configure export-credentials --format env)", after signing in',
}


def place(method: str) -> str:
    """One source in words."""
    return _PLACES.get(method, method)


def looked_at(session: Any) -> tuple[str, ...]:  # noqa: ANN401 - boto3 ships no types
    """Every place that the session looks at, in its order."""
    resolver = session._session.get_component("credential_provider")  # noqa: SLF001 - boto3 has no door of its own
    known = (_PLACES.get(source.METHOD) for source in resolver.providers)
    return tuple(words for words in known if words)


def renew_line(method: str, profile: str) -> str:
    """What to type for new keys."""
    line = _RENEW_LINES.get(method, "sign in again")
    has_profile = method in {"sso", "login"} and profile != "default"
    return f"{line} --profile {profile}" if has_profile else line
