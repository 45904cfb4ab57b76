"""What gives a secret away in plain text, and lines with it left out."""

import re
from typing import Final

_NAME: Final = r"(?:PASSWORD|PASSWD|SECRET|(?:SECRET|API|PRIVATE|ACCESS|APP)_KEY|TOKEN)"
_SECRET_NAME: Final = re.compile(rf"{_NAME}$", re.IGNORECASE)
_SECRET_LINE: Final = re.compile(rf"(?P<key>{_NAME}[\"']?[ \t]*=[ \t]*).*", re.IGNORECASE)
_PASSWORD_IN_ADDRESS: Final = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")
_LONGEST: Final = 500
"""A line is cut before it is searched, so that no line takes long."""


def looks_secret(variable: str, value: str) -> bool:
    """Whether an environment variable has the name of a secret, or a password inside an address."""
    return bool(value) and bool(_SECRET_NAME.search(variable) or _PASSWORD_IN_ADDRESS.search(value))


def without_secrets(line: str) -> str:
    """The beginning of a line of settings, fit to be shown to anybody."""
    return _PASSWORD_IN_ADDRESS.sub("***", _SECRET_LINE.sub(r"\g<key>***", line[:_LONGEST]))
