"""What gives a secret away in plain text, and lines with it left out."""

import re
from typing import Final

_NAME: Final = r"(?:PASSWORD|PASSWD|SECRET|(?:SECRET|API|PRIVATE|ACCESS|APP)_KEY|TOKEN)"
_SECRET_NAME: Final = re.compile(rf"{_NAME}$", re.IGNORECASE)
_SECRET_LINE: Final = re.compile(rf"(?P<key>[\w.]*{_NAME}[\"']?\s*=\s*).*", re.IGNORECASE)
_PASSWORD_IN_ADDRESS: Final = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")


def looks_secret(variable: str, value: str) -> bool:
    """Whether an environment variable has the name of a secret, or a password inside an address."""
    return bool(value) and bool(_SECRET_NAME.search(variable) or _PASSWORD_IN_ADDRESS.search(value))


def without_secrets(line: str) -> str:
    """A line of settings that can be shown to anybody."""
    return _PASSWORD_IN_ADDRESS.sub("***", _SECRET_LINE.sub(r"\g<key>***", line))
