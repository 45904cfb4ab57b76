"""Texts that leave the process, to a screen, a ledger or a file: none of them may carry a secret."""

from collections.abc import Callable, Mapping

from deploy.model.secret import Secret, known
from deploy.model.secret_shapes import without_shapes

_SHORTEST = 12
"""A shorter value in the environment may be an ordinary word, such as the password of a test database."""


def discreet(text: str) -> str:
    """The text without the secrets that this process knows, and without what has the shape of one."""
    return without_shapes(known().hide(text))


def know_secrets_of(environ: Mapping[str, str], is_secret: Callable[[str, str], bool]) -> None:
    """Know the secrets that came in the environment, so that no text carries them on."""
    for name, value in environ.items():
        is_word = value.isalpha() or value.isdigit()
        if len(value) >= _SHORTEST and not is_word and is_secret(name, value):
            Secret(value)
